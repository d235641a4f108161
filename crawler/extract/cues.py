"""The words that tell content from chrome: class names, labels, headings of a portal's own boxes.

Every Vietnamese string that the generic reader goes by is here, in one place.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from archive.text import clean, fold, is_well_made
from crawler.extract.tree import one_line

SITE_NAME = re.compile(
    r"(?i)^\s*(?:trang|cổng)\s+(?:thông\s+tin|tt)\b"
    r"|^\s*(?:cổng|trang)\s+ttđt\b|^\s*(?:ủy|uỷ)\s+ban\s+nhân\s+dân\b|^\s*ubnd\b"
    r"|^\s*trang\s+tin\s+(?:điện\s+tử|xã|phường|thị\s+trấn|huyện|ấp|thôn|làng|khu\s+phố)\b"
    r"|^\s*(?:website|trang\s+chủ|trang\s+nhất|home)\b|^\s*chào\s+mừng\b"
)

OWNERS = re.compile(
    r"^(?:Sở|Báo|Cổng|Trang|UBND|[ỦU][ỷyỶY]? ?ban|Ủy ban|Uỷ ban|Trường|Bộ|Ban|Huyện|Tỉnh|Xã|Phường|Thành phố"
    r"|TP|Thị trấn|Thị xã|Văn phòng|Đảng bộ|Công an|Chi cục|Cục|Tổng cục|Hội|Viện|Trung tâm|Website)\b"
)
"""How the last part of a document's title begins when it names the owner of the site."""

PLACE = re.compile(
    r"(?:[Tt]ỉnh|[Hh]uyện|[Qq]uận|[Xx]ã|[Pp]hường|[Tt]hị trấn|[Tt]hị xã|[Tt]hành phố|TP\.?)"
    r"(?:\s+[A-ZĐÀ-ỸẠ-Ỹ][\w’'-]*){1,4}$"
)
"""The name of a place and nothing else: part of the name of a site."""

_OWNER_START = re.compile(
    r"(?:sở|ubnd|ủy ban|uỷ ban|trường|phòng|ban|huyện|tỉnh|xã|phường|thành phố|thị trấn|thị xã|văn phòng|đảng bộ|đảng ủy"
    r"|công an|chi cục|hội|viện|trung tâm|trạm|đoàn|liên đoàn|ấp|thôn|làng|bản|khu phố|đài)\b"
)
_OWNER_WORDS = frozenset(
    ["xã", "huyện", "tỉnh", "phường", "quận", "thị", "trấn", "thành", "phố", "ấp", "thôn", "làng", "bản", "khu", "và", "nhân", "dân", "ban", "phòng", "sở", "văn", "hóa", "thông", "tin", "thể", "thao", "nông", "nghiệp", "giáo", "dục", "đào", "tạo", "y", "tế", "công", "an", "đoàn", "hội", "liên", "đoàn", "lao", "động", "trường", "tiểu", "học", "mầm", "non", "trung", "học", "cơ", "phổ", "thông", "trạm", "đài", "truyền", "thanh", "ủy", "uỷ", "đảng", "bộ", "ubnd"]
)  # fmt: skip
_MOST_OF_A_NAME = 10


@lru_cache(maxsize=4096)
def is_owner(text: str) -> bool:
    """Is the line an office or a place by name ("Công an huyện Yên Sơn") and no sentence of it?"""
    words = text.split()
    if not 2 <= len(words) <= _MOST_OF_A_NAME or _OWNER_START.match(text.lower()) is None:
        return False
    if text.isupper():
        return len(words) <= _MOST_OF_A_NAME // 2
    return all(word[:1].isupper() or word.lower() in _OWNER_WORDS for word in words)


RUNNING_TEXT = 40
"""Characters that make a line running text."""

NO_TITLES = frozenset(
    ("document", "untitled", "untitled document", "untitled page", "new page 1", "trang chủ", "home", "index", "new page", "tin tức",
     "chi tiết tin", "chi tiết", "chi tiết tin tức", "xem tin", "trang chi tiết", "tin tuc", "default",
     "bài viết", "nội dung", "tin chi tiết", "chi tiết bài viết", "news", "detail", "tin tức sự kiện")
)  # fmt: skip
"""Document titles that say nothing."""

HARD_ENDS = (
    "liên kết website", "liên kết web", "liên kết", "weblink", "thống kê truy cập",
    "thống kê", "tổng truy cập", "tổng lượt truy cập", "số lượt truy cập", "lượt truy cập",
    "đang truy cập", "đang online", "ý kiến bạn đọc", "ý kiến của bạn", "bình luận",
    "gửi bình luận", "gửi phản hồi", "phản hồi", "viết bình luận", "góp ý",
    "bản quyền thuộc về", "bản quyền", "về đầu trang", "lên đầu trang", "leave a comment",
    "leave a reply", "comments", "để lại bình luận", "trả lời", "danh mục", "chuyên mục khác",
    "bài viết mới", "thư viện ảnh", "video", "văn bản mới", "thăm dò ý kiến", "cơ quan chủ quản",
    "trang liên kết", "liên kết trang", "hỏi đáp", "đường dây nóng",
)  # fmt: skip
SOFT_ENDS = (
    "tin liên quan", "bài liên quan", "bài viết liên quan", "tin bài liên quan", "tin cùng",
    "các tin khác", "các tin đã đưa", "tin đã đưa", "tin khác", "tin tức khác", "bài viết khác",
    "các bài khác", "các bài viết khác", "tin mới hơn", "tin cũ hơn", "những tin mới hơn",
    "những tin cũ hơn", "các tin mới hơn", "các tin cũ hơn", "các tin cũ", "tin mới", "tin mới nhất",
    "tin cùng chuyên mục", "tin cùng loại", "cùng chuyên mục", "tin xem nhiều", "tin đọc nhiều",
    "đọc nhiều", "xem nhiều", "xem nhiều nhất", "tin nổi bật", "xem thêm", "đọc thêm", "từ khóa",
    "từ khoá", "tags", "tag", "chia sẻ", "bài mới", "tin tiêu điểm", "tin trong ngày", "đánh giá",
    "tổng số điểm của bài viết", "xếp hạng", "quay lại", "trở lại", "in trang", "bản in", "gửi email",
    "related", "related posts", "tin bài khác", "tin cùng thể loại", "trang trước", "trang sau", "tin tức liên quan",
)  # fmt: skip
ATTACHMENT_LABELS = (
    "file đính kèm", "tệp đính kèm", "tệp tin đính kèm", "tập tin đính kèm", "tài liệu đính kèm",
    "văn bản đính kèm", "các file đính kèm", "các tệp đính kèm", "đính kèm", "tải file đính kèm",
    "danh sách file đính kèm", "danh sách tệp đính kèm", "tải tệp đính kèm", "tài liệu kèm theo",
    "file kèm theo", "tệp kèm theo", "văn bản kèm theo", "attachments", "attachment", "attached files",
)  # fmt: skip
HOME_STEPS = ("trang chủ", "trang nhất", "home", "trang chính")
"""The first step of a trail of breadcrumbs."""

REMEMBERED = 16_384
"""Lines that are remembered: more than one page may have, or each is judged anew at every look."""

_HIDDEN = frozenset(
    ("hidden", "hide", "d-none", "sr-only", "visually-hidden", "screen-reader-text", "nodisplay",
     "display-none", "element-invisible", "offscreen")
)  # fmt: skip


def _by_first_letter(words: str) -> str:
    """The alternatives with those that begin alike together: most are ruled out at one letter."""
    rests: dict[str, list[str]] = {}
    for word in words.split("|"):
        rests.setdefault(word[0], []).append(word[1:])
    return "|".join(f"{letter}(?:{'|'.join(rest)})" for letter, rest in rests.items())


_CHROME_NAMES = (
    r"nav|navbar|navigation|menu|submenu|topbar|top-?menu|main-?menu|footer|foot|bottom"
    r"|chan-?trang|copyright|breadcrumbs?|crumb|pathway|duong-?dan|sidebar|side-?bar|side|widget"
    r"|related|lien-?quan|other-?news|news-?other|tin-?khac|tinkhac|tin-?lien-?quan|orthernews"
    r"|detail-related|comments?|binh-?luan|idcomment|respond|comment-form|social|share|sharing"
    r"|addthis|fb-like|fb-comments|zalo-share|pagination|pager|pagenav|paging|phan-?trang|banner"
    r"|advert\w*|ads?|qc|quang-?cao|weblinks?|lien-?ket|thong-?ke|counter|visitors?|online|statistic"
    r"|login|log-?area|search\w*|tim-?kiem|rating|vote|poll|toolbar|tools?|tags?|tag-?list|hashtag"
    r"|skip-?link|modal|popup|cookie|marquee|ticker|slider|slideshow|carousel|newsletter|language"
    r"|post-navigation|nav-links|author-bio|most-?view|xem-?nhieu|doc-?nhieu|tin-?moi|box-?right"
    r"|col-?right|right-?col\w*|left-?col\w*|col-?left|leftmenu|rightmenu|hot-?news|print-?email"
)
_CHROME = re.compile(rf"(?<![a-z])(?:{_by_first_letter(_CHROME_NAMES)})(?![a-z])")
_HEADER = re.compile(
    r"(?<![a-z])(?:(?:site|top|main|global|web|wrap|wrapper|portal)[-_]?header|(?<![a-z0-9][-_])header|masthead)"
    r"(?![a-z])"
)
"""The header of a site; that of a card, a panel, a post or a section is none."""


def line(text: str) -> str:
    """Text with all its white space as it is stored, on one line."""
    return _line(text) if len(text) <= _LINE else _on_one_line(text)


def _on_one_line(text: str) -> str:
    if text.isascii():
        if text.isprintable() and "  " not in text:
            return text.strip()
    elif is_well_made(text, spaced=True):
        return text.strip()
    return clean(one_line(text.strip()))  # mostly it is the indent that is odd


def cleaned(text: str) -> str:
    """Text as it is stored: NFC, no invisible characters, one space at a time."""
    return _cleaned(text) if len(text) <= _LINE else clean(text)


_LINE = 160
"""Lines of menus and boxes come back on every page of a portal; longer texts don't."""
_cleaned = lru_cache(maxsize=REMEMBERED)(clean)
_line = lru_cache(maxsize=REMEMBERED)(_on_one_line)


@lru_cache(maxsize=REMEMBERED)
def folded(text: str) -> str:
    """Text without marks and case, for comparing what only looks different."""
    return one_line(fold(text))


def says(text: str, plain: str) -> bool:
    """Is this text, folded, what was folded already? Most texts are far too long to be it."""
    return len(text) <= 2 * len(plain) + _SPARE and folded(text) == plain


_SPARE = 10
"""Folding takes away no more than space and marks that stand alone."""


def is_hidden(names: str) -> bool:
    """Do class names say that readers never see the element?"""
    return not _HIDDEN.isdisjoint(names.split())


@lru_cache(maxsize=REMEMBERED)
def chrome(names: str) -> str:
    """The word among class names and ids that marks chrome; "" when there is none."""
    match = _CHROME.search(names)
    if match:
        return match[0]
    match = _HEADER.search(names) if "head" in names else None
    return match[0] if match and "entry-header" not in names and "article" not in names else ""


_EDGES = " \t:.…»›>-–•|()[]*+▪►»"


def end_of_article(text: str) -> Literal["hard", "soft", ""]:
    """`hard` or `soft` when a line heads a box of the portal's own, else ""."""
    return _end_of_article(text) if len(text) <= 60 else ""


@lru_cache(maxsize=REMEMBERED)
def _end_of_article(text: str) -> Literal["hard", "soft", ""]:
    line = text.strip(_EDGES).lower()
    if line in _HARD:
        return "hard"
    if line in _SOFT:
        return "soft"
    if _BOX_HEAD.fullmatch(line):
        return "soft"
    label = line.partition(":")[0].strip(_EDGES)
    if label != line and (label in _HARD or label in _SOFT):
        return "hard" if label in _HARD else "soft"
    if line.startswith(_HARD_STARTS):
        return "hard"
    return "soft" if heads_attachments(text) else ""


def without_counter(line: str) -> str:
    """The line without a count of visits, which is another one at each visit."""
    if len(line) > _LONGEST_COUNTED:
        return line
    plain = line.lower()
    for word in _COUNTED:
        if word in plain:
            return _COUNTER.sub("", line).strip(_COUNTER_EDGES)
    return line.strip(_COUNTER_EDGES)


_LONGEST_COUNTED = 1_000
_COUNTER_EDGES = " |•·-–—,;/"
_COUNTED = ("xem", "đọc", "truy cập", "view", "hit", "bình luận")
"""No counter is without one of these words, which are found much faster than it is."""

_COUNTER = re.compile(
    r"(?i)[\s|•·,;(\[–—-]*(?:đã )?(?:số )?(?:lượt|lần)? ?(?:xem|đọc|truy cập|views?|hits?)(?: tin)?\s*[:：]\s*[\d.,]+\s*(?:lượt)?[)\]]?"
    r"|[\s|•·,;(\[–—-]*(?<![\d/.:-])[\d.,]+ (?:lượt (?:xem|đọc|truy cập)|views?|bình luận)\b(?!\s*:)[)\]]?"
)


def heads_comments(text: str) -> bool:
    """Does a line head what readers say about an article?"""
    return _heads_comments(text[:_LINE])


@lru_cache(maxsize=REMEMBERED)
def _heads_comments(text: str) -> bool:
    return text.strip(_EDGES).lower().partition("(")[0].strip(_EDGES) in _COMMENTS


_COMMENTS = frozenset(
    ("ý kiến bạn đọc", "ý kiến của bạn", "bình luận", "gửi bình luận", "viết bình luận", "để lại bình luận", "phản hồi",
     "gửi phản hồi", "comments", "leave a comment", "leave a reply")
)  # fmt: skip


def counts_visits(text: str) -> bool:
    """Is the line one of the portal's visit counters?"""
    return len(text) <= 200 and text.count(":") >= 2 and _counts_visits(text)


@lru_cache(maxsize=REMEMBERED)
def _counts_visits(text: str) -> bool:
    return len(_VISITS.findall(text)) >= 2


_VISITS = re.compile(
    r"(?i)(?:hôm nay|hôm qua|(?:tuần|tháng|năm) (?:này|trước|qua)|tất cả|tổng(?: số| cộng| lượt)?(?: truy cập)?|trực tuyến|online"
    r"|truy cập|đang xem|khách|thành viên)\s*:\s*[\d.,]+"
)


def heads_attachments(text: str) -> bool:
    """Does a line head a list of attachments, or open with such a heading?"""
    head = text[:_LINE].strip(_EDGES).partition(":")[0].strip(_EDGES)
    return len(head) <= _LONGEST_ATTACHED and head.lower() in _ATTACHED


def is_imprint(text: str) -> bool:
    """Is this a line of the portal's own name, address and licence, as footers print it?"""
    return len(text) <= 500 and _is_imprint(text)


@lru_cache(maxsize=REMEMBERED)
def _is_imprint(text: str) -> bool:
    if text.isupper() and SITE_NAME.match(text):
        return True
    plain = text.lower()
    if not any(word in plain for word in _IMPRINT_WORDS) and (
        ":" not in text or not any(label in plain for label in _IMPRINT_LABELS)
    ):
        return False
    if sum(map(plain.count, (*_IMPRINT_WORDS, *_IMPRINT_LABELS))) < 2:
        return False
    return len({match[0].lower() for match in _IMPRINT.finditer(text)}) >= 2


_IMPRINT_WORDS = ("ghi rõ", "giấy phép", "chịu trách", "bản quyền", "chủ quản", "biên tập")
_IMPRINT_LABELS = ("địa chỉ", "trụ sở", "điện thoại", "đt", "tel", "fax", "mail", "hotline")
"""A line without any of these is no imprint, and they are found much faster than it is."""

_IMPRINT = re.compile(
    r"(?i)(?:địa chỉ|trụ sở|điện thoại|đt|tel|fax|e-?mail|hotline)\s*:|ghi rõ nguồn|giấy phép (?:số|thiết lập)"
    r"|giấy phép\s*:|chịu trách nhiệm|bản quyền|cơ quan chủ quản|tổng biên tập"
)
_ATTACHED = frozenset(ATTACHMENT_LABELS)
_LONGEST_ATTACHED = max(map(len, ATTACHMENT_LABELS))
_HARD = frozenset(HARD_ENDS)
_SOFT = frozenset(SOFT_ENDS)
_BOX_HEAD = re.compile(
    r"(?:(?:các|những|một số)\s+)?(?:tin|bài|bản tin|bài viết|bài đăng|tin bài|tin tức|thông tin|văn bản|nội dung|chủ đề|video|chuyên mục)"
    r"(?:\s+(?:tức|bài|viết|đăng))?\s+(?:liên quan|khác|mới(?: hơn| nhất| đăng| cập nhật)?|cũ(?: hơn)?|trước(?: đó)?|tiếp theo|gần đây"
    r"|nổi bật|tiêu điểm|đã (?:đưa|đăng)|(?:được )?(?:đọc|xem|quan tâm) nhiều(?: nhất)?|cùng (?:chuyên mục|chủ đề|loại|thể loại|danh mục|tác giả"
    r"|lĩnh vực|chuyên đề))(?:\s+(?:khác|của .{2,30}))?"
    r"|(?:có thể )?bạn (?:có thể |cũng )?(?:quan tâm|nên đọc|thích)|có thể bạn (?:quan tâm|thích|chưa biết)|đừng bỏ lỡ|tin dành cho bạn"
)
"""What heads a box of other articles."""

_HARD_STARTS = (
    "copyright",
    "designed by",
    "powered by",
    "developed by",
    "thiết kế bởi",
    "thiết kế:",
    "thiết kế và phát triển",
    "phát triển bởi",
    "xây dựng bởi",
    "bản quyền",
    "thống kê truy cập",
    "tổng truy cập",
    "tổng số lượt truy cập",
    "©",
    "bản quyền thuộc",
)
