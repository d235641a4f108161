"""Mobile phones: of today (03, 05, 07, 08, 09), with +84, and of before 2018 (012, 016, 018, 019).

No landline (02), no short or free number (113, 1800, 1900) is a person's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from archive.privacy.personal import SEPARATOR, Personal
from archive.privacy.surroundings import Surroundings
from archive.text import fold

_S = rf"(?:{SEPARATOR}|\) ?){{0,2}}"
_PHONE = re.compile(
    rf"(?<![0-9])(?:(?P<abroad>\(?\+ ?84\)?{_S}(?:\(?0\)?{_S})?|0084{_S}|84(?=[35789][0-9]{{8}}(?![0-9])))|\(?0{_S})"
    rf"(?P<rest>1(?:{_S}[0-9]){{9}}|[35789](?:{_S}[0-9]){{8}})(?![0-9])"
)
_TODAY = re.compile(r"0(?:3[2-9]|5[25-9]|7[06-9]|8[1-9]|9[0-9])[0-9]{7}")
_OLD = re.compile(r"01(?:2[0-9]|6[2-9]|8[68]|99)[0-9]{7}")
_CUE = re.compile(
    r"\b(?:s?dt|dtdd|dien thoai|di dong|so may|tel|phone|mobile|zalo|lien he|goi|alo)\b"
)
_GLUED = re.compile(r"(?:đt|sđt|đtdđ|dt|sdt|tel|zalo|số|sđt/zalo)$", re.IGNORECASE)
_OTHER = re.compile(
    r"\b(?:mst|ma so|ma (?:ho so|don|kh|khach hang|van don|buu gui|tra cuu|qhns|dinh danh|the|hang|vach|sv|hs)|"
    r"so (?:hieu|seri|serial|gcn|dkkd|hop dong|cong to|vao so|hd|hoa don|to khai|gplx|khung|may xe)|bhxh|bhyt|isbn|"
    r"issn|imei|seri|serial|bien so|giay phep)\b[^0-9]{0,25}$"
)
_LISTED = re.compile(rf"[0-9](?:{SEPARATOR}{{0,2}}[0-9]){{7,}}[.,/\-]$")
"""Another number, and what stands between two of a list."""
_IN_ADDRESS = re.compile(r"[=_%&?#@][\w.\-]*$")


def find(text: str, start: int, end: int) -> Iterator[Personal]:
    """Mobile phones between these places that are not an office's."""
    for match in _PHONE.finditer(text, start, end):
        at, stop = match.span()
        if text[at] == "(" and ")" not in match[0]:
            at += 1
        dialled = "0" + re.sub("[^0-9]", "", match["rest"])
        rule = (
            "phone" if _TODAY.fullmatch(dialled) else "old-phone" if _OLD.fullmatch(dialled) else ""
        )
        if not rule or not _is_apart(text, at, stop) or not _is_grouped(match):
            continue
        around = Surroundings(text, at, stop)
        if _is_other(around) or around.is_hotline() or around.is_of_office():
            continue
        raw = text[at:stop]
        yield Personal(kind="phone", start=at, end=stop, raw=raw, normal=dialled, rule=rule)


def _is_apart(text: str, start: int, end: int) -> bool:
    """Is it a number of its own, no part of a longer one, of an address or a code?"""
    before, after = text[max(0, start - 20) : start], text[end : end + 12]
    if before[-1:].isalpha() and not _GLUED.search(before):
        return False
    if re.search(r"[0-9][.,/\-]$", before) and not _LISTED.search(before):
        return False
    if _IN_ADDRESS.search(before) or (after and (after[0].isalpha() or after[0] == "_")):
        return False
    if re.match(r"-[0-9]{3}(?![0-9])|/[^\W\d]|[.,][0-9](?![0-9]{8})|\.[a-z]{3,4}\b", after):
        return False  # a branch of a taxpayer, a document, a decimal, a file
    grouped = re.search(rf"({SEPARATOR})[0-9]+$", text[start:end])
    return not (grouped and re.match(re.escape(grouped[1]) + "[1-9][0-9]{2}", after))


def _is_grouped(match: re.Match[str]) -> bool:
    """Do the groups look like those of a phone number, not of a date with its hour?"""
    if match["abroad"]:
        return True
    groups = [len(group) for group in re.findall("[0-9]+", match[0])]
    return len(groups) <= 5 and (groups[0] >= 3 or set(groups) <= {2} or groups[0] == 1)


def _is_other(around: Surroundings) -> bool:
    """Is it announced as a number of something else?"""
    other = _OTHER.search(around.said_before)
    return other is not None and not _CUE.search(fold(other[0]))
