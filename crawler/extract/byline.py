"""Who wrote it and where it comes from: the lines under a title and at the end of an article."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from crawler.extract.cues import REMEMBERED

AUTHOR_LABELS = (
    "Tác giả", "Tác giả bài viết", "Người viết", "Người đăng", "Người đăng tin", "Tin, ảnh",
    "Tin ảnh", "Tin và ảnh", "Tin/ảnh", "Tin - ảnh", "Tin bài", "Tin, bài", "Tin bài, ảnh",
    "Bài", "Bài, ảnh", "Bài và ảnh", "Bài ảnh", "Bài viết", "Bài/ảnh", "Tin", "Thực hiện",
    "Biên soạn", "Biên tập", "Biên tập viên", "Phóng viên", "PV", "Người thực hiện", "Viết bài",
    "Tin, bài, ảnh", "Tổng hợp", "Ảnh, tin", "Người soạn", "Được viết bởi", "Written by",
)  # fmt: skip
SOURCE_LABELS = ("Nguồn", "Nguồn tin", "Nguồn bài viết", "Theo", "Nguồn bài", "Source", "Sưu tầm")

_SOURCES = frozenset(label.lower() for label in SOURCE_LABELS)
_LABELS = sorted(AUTHOR_LABELS + SOURCE_LABELS, key=len, reverse=True)
_LINE = re.compile(
    r"^[\s(\[–—*-]*(" + "|".join(map(re.escape, _LABELS)) + r")\s*[:：]\s*(.{2,120}?)[\s)\]]*$",
    re.IGNORECASE,
)
_WITHIN = re.compile(
    r"(?:\s{1,3}|[|•·;–-]\s*)(Tác giả|Người đăng|Người viết|Nguồn|Nguồn tin|Đăng bởi)\s*:\s*([^|•·;:]{2,60}?)\s*(?:[|•·;].*)?$"
)
"""A label that follows a stamp in the same line."""

_SECOND = re.compile(r"\s+[(–-]?\s*(?:Ảnh|Tin|Bài|Nguồn)\s*:")
"""A second credit in the same line."""

_UNIT = re.compile(
    r"^(?:Phòng|Ban|Văn phòng|Hội|Đoàn|Trạm|Trung tâm|Công an|Đài|Công chức|UBND|UBMTTQ|Ủy ban|Uỷ ban|Đảng ủy|Đảng uỷ|Quân sự)"
    r"\b[^.:;!?]{2,60}$"
)
"""The office that signs instead of a person."""

_POSTED = re.compile(
    r"[\s,|(–-]+(?:lúc|vào|ngày|on|at)?\s*(?:lúc|ngày)?\s*\d{1,2}\s?[/.:hg-]\s?\d{1,2}.*$"
)
"""A stamp behind a name in the same line."""

_THEO = re.compile(r"^[\s(\[–—*-]*Theo\s+([A-ZĐÀ-Ỹ][^.]{2,60}?)[\s)\]./]*$")
_COMPILED = re.compile(
    r"^(.{2,50}?)\s*\((?:tổng hợp|t/h|th|tổng hợp theo .{2,40}|st|sưu tầm)\)\.?$", re.I
)
_JOINTLY = re.compile(
    r"^[\s(\[–—*-]*(?:Tin|Bài|Tin,? bài)(?:,| và|,? -|/)? ảnh[\s–-]+([A-ZĐÀ-Ỹ].{2,50}?)[\s)\].]*$"
)
"""A byline that does without the colon ("Tin, ảnh Minh Hường")."""

_NAME_WORD = re.compile(r"^[A-ZĐÀ-Ỹ][\w'’.-]*$")
_POSTER = re.compile(
    r"(?i)^(?:được viết bởi|viết bởi|đăng bởi|được đăng bởi|gửi bởi|người đăng|tác giả|người viết|bởi"
    r"|bài viết của|submitted by|posted by|written by|by)\b\s*[:：]?\s*"
)
_OFFICES = ("BBT", "Ban Biên tập", "Ban biên tập", "Văn phòng HĐND", "Đài Truyền thanh", "CTV")
_DOCUMENT_ENDS = ("./.", "nơi nhận")


@dataclass(frozen=True, slots=True, kw_only=True)
class Byline:
    """What one or more such lines say."""

    author: str | None = None
    source: str | None = None
    text: str | None = None
    """The line as printed."""

    def joined(self, earlier: Byline) -> Byline:
        """This one, completed by another that stands before it."""
        return Byline(
            author=self.author or earlier.author,
            source=self.source or earlier.source,
            text=" ".join(text for text in (earlier.text, self.text) if text) or None,
        )


def name_of(text: str) -> str:
    """The name in the place that a layout has for the author, without its label."""
    return _POSTER.sub("", text).strip(" :-–|,") or text


def labelled(text: str) -> Byline | None:
    """What a line like `Tác giả: ...` or `Nguồn tin: ...` says; None if it is no such line."""
    if ":" not in text and "：" not in text:
        return None
    return _remembered(text) if len(text) <= _SHORT else _labelled(text)


def _labelled(text: str) -> Byline | None:
    match = _LINE.match(text)
    if not match:
        return None
    label, value = match[1].lower(), match[2]
    if ":" in value:
        value = _SECOND.split(value)[0]
    value = _POSTED.sub("", value).strip(" .;,-–")
    if value.count("(") > value.count(")"):
        value += ")"
    if not value or len(value.split()) > 16:
        return None
    if label in _SOURCES:
        return Byline(source=value, text=text)
    compiled = _COMPILED.match(value) if "(" in value else None
    return Byline(author=compiled[1] if compiled else value, text=text)


_SHORT = 160
"""The same few people sign the pages of a portal, each in one line, which is asked for twice."""
_remembered = lru_cache(maxsize=REMEMBERED)(_labelled)


def within(text: str) -> Byline | None:
    """Who a label in the midst of a line names ("12/3/2021 08:00 | Tác giả: BBT"); None for nobody."""
    match = _WITHIN.search(text) if ":" in text else None
    if match is None:
        return None
    value = match[2].strip(" .,-–")
    if not value or len(value.split()) > 8:
        return None
    if match[1].startswith("Nguồn"):
        return Byline(source=value, text=text)
    return Byline(author=value, text=text)


def signature(text: str, *, right: bool = False, strong: bool = False) -> Byline | None:
    """What the last line of an article says if it signs it; None if it is a paragraph.

    A bare name counts only when it is set apart: to the right, or in bold or italics.
    """
    if len(text) > 120:
        return None
    found = labelled(text)
    if found is not None:
        return found
    match = _JOINTLY.match(text)
    if match and _is_name(match[1]):
        return Byline(author=match[1], text=text)
    match = _THEO.match(text)
    if match and (right or strong or len(text) < 50):
        return Byline(source=match[1].strip(), text=text)
    match = _COMPILED.match(text)
    if match and _is_name(match[1]):
        return Byline(author=match[1], text=text)
    if (right or strong) and _is_name(text.strip(" ./")):
        return Byline(author=text.strip(" ./"), text=text)
    return None


def _is_name(text: str) -> bool:
    """Two to six words, each with a capital: a person's or an office's name, not a sentence."""
    if text.startswith(_OFFICES) or _UNIT.match(text):
        return True
    name, dash, unit = text.partition(" - ")
    if dash and _UNIT.match(unit.strip()):
        text = name
    words = [word for word in text.replace(",", " ").replace("-", " ").split() if word]
    if not 2 <= len(words) <= 6 or text.isupper() or any(c.isdigit() for c in text):
        return False
    return all(_NAME_WORD.match(word) for word in words)
