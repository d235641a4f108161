"""Furniture: the lines of counters, buttons and labels that a portal sets around a text.

They belong neither to the title nor to the text, wherever they stand. A line is furniture if it is
one of the known ones, or says nothing beyond the words that counters and buttons are made of.
"""

from __future__ import annotations

import re
from functools import lru_cache

_LINE = re.compile(
    r"(?i)^(?:lượt xem|số lượt xem|lượt truy cập|view count|xem|đã xem|số lần xem|hits|views?)\s*:?\s*[\d.,]+\b.{0,30}$"
    r"|^(?:chuyên mục|danh mục|category|categorized as|thể loại|in|mục)\s*:"
    r"|^[\d.,]*\s*(?:lượt xem|views?|bình luận|comments?)$|^(?:a[-+]|a|aa|cỡ chữ|font|tương phản"
    r"|tăng cỡ chữ|giảm cỡ chữ|đọc bài viết|nghe bài viết|in bài|in bài viết|gửi bài|print|email"
    r"|chia sẻ|share|tweet|like|facebook|zalo|xem cỡ chữ|mặc định|google news|lưu|sao chép"
    r"|copy link|quay lại|trang trước|trang sau|trước|sau|tiếp|previous|next|«|»|<<|>>|\W+)$"
    r"|^(?:published|được đăng|categorized as|tagged|posted in|by|viết bởi|được viết bởi|đăng bởi)\b.{0,160}$"
)
"""Whole lines: counters, buttons, sections."""

_SAYS_SO = re.compile(
    r"lượt|số lần|truy cập|online|trực tuyến|chia sẻ|cỡ chữ|facebook|zalo|twitter|youtube|bình luận|đánh giá|bình chọn|xếp hạng"
    r"|in (?:trang|bài)|quay lại|trở (?:về|lại)|đầu trang|trang trước|bạn (?:đọc|bè)|click|views?\b|hits\b|(?:đã|số) (?:xem|đọc)|gửi (?:cho|email|bài)"
    r"|đọc bài|nghe bài|hôm nay\W+\d|hôm qua\W+\d|(?:tuần|tháng) (?:này|trước)\W+\d|tất cả\W+\d|khách\W+\d|a[-+]\s*a|font"
    r"|(?:người|khách|bạn|vị) thứ\W+\d|ghé thăm"
)
"""One of these must be in the line."""

_WORDS = frozenset(
    [
        "là",
        "người",
        "thứ",
        "vị",
        "ghé",
        "thăm",
        "về",
        "lượt",
        "số",
        "lần",
        "xem",
        "đọc",
        "đã",
        "được",
        "truy",
        "cập",
        "tổng",
        "cộng",
        "điểm",
        "của",
        "bài",
        "viết",
        "là",
        "trong",
        "đánh",
        "giá",
        "bình",
        "luận",
        "chọn",
        "phiếu",
        "bầu",
        "xếp",
        "hạng",
        "click",
        "vào",
        "để",
        "gửi",
        "cho",
        "bạn",
        "bè",
        "chia",
        "sẻ",
        "facebook",
        "zalo",
        "twitter",
        "tweet",
        "youtube",
        "google",
        "news",
        "theo",
        "dõi",
        "chúng",
        "tôi",
        "trên",
        "in",
        "trang",
        "cỡ",
        "chữ",
        "a",
        "aa",
        "về",
        "đầu",
        "lên",
        "trước",
        "sau",
        "quay",
        "lại",
        "trở",
        "nghe",
        "tương",
        "phản",
        "mặc",
        "định",
        "với",
        "hôm",
        "nay",
        "qua",
        "tuần",
        "này",
        "tháng",
        "năm",
        "tất",
        "cả",
        "online",
        "trực",
        "tuyến",
        "khách",
        "thành",
        "viên",
        "đang",
        "người",
        "thứ",
        "email",
        "print",
        "share",
        "like",
        "comments",
        "comment",
        "views",
        "view",
        "hits",
        "hit",
        "ý",
        "kiến",
        "tin",
        "tải",
        "xuống",
        "tăng",
        "giảm",
        "font",
        "size",
        "kích",
        "thước",
        "mạng",
        "xã",
        "hội",
        "qua",
        "lên",
        "sao",
        "ngày",
        "bookmark",
        "link",
        "copy",
        "sao",
        "chép",
        "liên",
        "kết",
        "từ",
        "mới",
        "nhất",
        "nhất",
        "bản",
        "thích",
        "lưu",
        "trang",
        "chủ",
    ]
)
"""All words of the line must be among these; figures and signs don't count."""

_LONGEST_LINE, _LONGEST = 200, 70
_WORD = re.compile(r"[^\W\d_]+")


def is_furniture(text: str) -> bool:
    """Is the line a counter, a button or a label of the portal?"""
    return len(text) <= _LONGEST_LINE and _is_furniture(text)


@lru_cache(maxsize=16384)
def _is_furniture(text: str) -> bool:
    if _LINE.match(text):
        return True
    if len(text) > _LONGEST:
        return False
    line = text.lower()
    first = _WORD.search(line)
    if (first and first[0] not in _WORDS) or _SAYS_SO.search(line) is None:
        return False
    return all(word in _WORDS for word in _WORD.findall(line))
