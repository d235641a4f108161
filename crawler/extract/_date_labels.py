"""The labels that portals print before a time: "Thời gian đăng:", "Cập nhật lúc", "Posted on".

Lives here: the labels as printed, by what they mean, and the pattern that finds them in a folded
stamp. A new label is one more string in one of the tuples.

Does not live here: what follows a label.
"""

from __future__ import annotations

import re
from typing import Final

from crawler.extract._date_text import fold_stamp

POSTED_LABELS: Final[tuple[str, ...]] = (
    *("Thời gian đăng tải", "Thời gian đăng tin", "Thời gian đăng bài", "Thời gian đăng"),
    *("Thời gian xuất bản", "Thời gian gửi", "Thời gian tạo", "Thời điểm đăng", "Giờ đăng"),
    *("Ngày giờ đăng", "Ngày đăng tải", "Ngày đăng tin", "Ngày đăng bài", "Ngày đăng"),
    *("Ngày xuất bản", "Ngày phát hành", "Ngày công bố", "Ngày đưa tin", "Ngày gửi", "Ngày tạo"),
    *("Ngày viết", "Ngày post", "Tin đăng ngày", "Bài đăng ngày", "Được đăng tải", "Được đăng"),
    *("Đã đăng", "Được viết", "Được tạo", "Được gửi", "Được xuất bản", "Đăng tải", "Đăng tin"),
    *("Đăng bài", "Đăng vào", "Đăng ngày", "Đăng lúc", "Đăng", "Xuất bản"),
    *("Xuất bản ngày", "Xuất bản lúc", "Phát hành ngày", "Tạo ngày", "Tạo lúc", "Viết ngày"),
    *("Viết lúc", "Gửi ngày", "Gửi lúc", "Gửi vào", "Đưa tin lúc", "Đưa tin ngày", "Tin ngày"),
    *("Publish date", "Published date", "Publication date", "Published on", "Published at"),
    *("Published", "Publish", "Posted on", "Posted at", "Posted date", "Post date", "Posted"),
    *("Date posted", "Date published", "Date created", "Created date", "Created on", "Created"),
    *("Submitted on", "Submitted", "Written on", "Release date", "Date"),
)
"""What stands before the time of publication, as printed; longest first within a family."""

UPDATED_LABELS: Final[tuple[str, ...]] = (
    *("Lần cập nhật cuối cùng", "Lần cập nhật cuối", "Lần sửa cuối", "Cập nhật lần cuối"),
    *("Cập nhật gần nhất", "Cập nhật mới nhất", "Cập nhật cuối", "Thời gian cập nhật"),
    *("Ngày giờ cập nhật", "Ngày cập nhật", "Giờ cập nhật", "Tin cập nhật", "Được cập nhật"),
    *("Đã cập nhật", "Cập nhật ngày", "Cập nhật lúc", "Cập nhật vào", "Cập nhật"),
    *("Ngày chỉnh sửa", "Ngày sửa đổi", "Ngày sửa", "Sửa đổi lần cuối", "Sửa lần cuối"),
    *("Chỉnh sửa lần cuối", "Chỉnh sửa lúc", "Đã sửa", "Thay đổi lần cuối"),
    *("Last updated on", "Last updated", "Last update", "Last modified", "Date modified"),
    *("Modified date", "Modified on", "Modified", "Updated on", "Updated at", "Update date"),
    *("Updated", "Update"),
)
"""What stands before the time of an edit: a time of publication only for want of a better."""

ISSUED_LABELS: Final[tuple[str, ...]] = ("Ngày ban hành", "Ban hành ngày", "Ban hành", "Ngày ký")
"""What stands before the date of a legal document."""

_LABEL_KINDS: Final = {
    label: kind
    for kind, labels in (
        ("posted", POSTED_LABELS),
        ("updated", UPDATED_LABELS),
        ("issued", ISSUED_LABELS),
    )
    for label in (fold_stamp(printed) or "" for printed in labels)
}
# A label is followed by a colon, by what a stamp begins with, or by nothing at all.
_STAMP_BEGINS: Final = (
    r"(?=\s?(?:[:|(\[-]|$|\d|(?:ngay|luc|vao|hoi|on|at)\b|thu (?:hai|ba|tu|nam|sau|bay|\d)"
    r"|chua? nhat|t\.?[2-7]\b|thang [\da-z]|th\.?g?\.?\s?\d|cach day|hom |vua |moi|mot |vai |boi |by "
    r"|sang |chieu |toi |(?:mon|tue|wed|thu|fri|sat|sun|jan|feb|mar|apr|may|jun|jul|aug|sep|oct"
    r"|nov|dec)[a-z]*\.?,? ?\d?))"
)


def alternatives(words: list[str]) -> str:
    """A pattern for any of the words, the longest first, that reads what they share only once."""
    tails: dict[str, list[str]] = {}
    for word in words:
        if word:
            tails.setdefault(word[0], []).append(word[1:])
    parts = [
        (r"\s?" if first == " " else re.escape(first)) + alternatives(rest)
        for first, rest in tails.items()
    ]
    if "" in words:
        parts.append("")
    return parts[0] if len(parts) == 1 else f"(?:{'|'.join(parts)})"


_LABELS: Final = alternatives(list(_LABEL_KINDS))
_BY_WHOM: Final = r"(?:(?!\b(?:vao|luc|ngay|on|at|thu|chu|date)\b| - )[^\d|:]){1,40}"
_THEN_WHEN: Final = r"(?=,? ?(?:vao|luc|ngay|on|at|thu|chu|\d|[|:-]))"
LABEL_PATTERN: Final = re.compile(
    rf"(?<![a-z])(?:(?P<label>{_LABELS})(?![a-z]){_STAMP_BEGINS}"
    rf"(?: (?:boi|by):? {_BY_WHOM}{_THEN_WHEN})?"
    rf"|(?:gui|viet|tao|dang|post|posted|submitted|published|written) (?:boi|by):? "
    rf"{_BY_WHOM}{_THEN_WHEN})"
)


def label_kind(label: re.Match[str]) -> str:
    """What a match of LABEL_PATTERN announces: posted, updated or issued."""
    printed = label["label"]
    return _LABEL_KINDS.get(re.sub(r"\s+", " ", printed), "posted") if printed else "posted"
