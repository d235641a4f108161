"""Numbers of identity papers: CCCD (12 digits), CMND (9), passports, social and health insurance.

Twelve digits with the structure of a CCCD (a province, century and sex, year of birth) need no
word beside them; all others need one that names the paper.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from archive.privacy.personal import SEPARATOR, Personal, digits
from archive.privacy.surroundings import Surroundings
from archive.text import fold

_RUN = re.compile(
    rf"(?<![\w])(?<![0-9][.,/\-])(?:[0-9](?:{SEPARATOR}?[0-9]){{7,14}}|[A-Z]{{2}} ?[0-9](?: ?[0-9]){{12}}|[A-Z][0-9]{{7}})"
    r"(?![\w])(?![.,/\-][0-9])"
)
_PROVINCES = re.compile(
    "0(?:0[12468]|1[0124579]|2[024567]|3[0134-8]|4[024-689]|5[12468]|6[024678]|7[024579]|8[023-4679]|9[1-6])"
)
"""Codes of the provinces of before July 2025, which numbers of citizens go on with."""
_PAPER = re.compile(
    r"\b(?:cmnd|cmtnd|cmt|cccd|can cuoc|chung minh (?:nhan dan|thu|quan doi)|giay chung minh|so dinh danh|"
    r"dinh danh ca nhan|ma dinh danh|ddcn)\b"
)
_PASSPORT = re.compile(r"\b(?:ho chieu|passport)\b")
_INSURANCE = re.compile(r"\b(?:bhxh|bao hiem xa hoi|bhyt|bao hiem y te)\b")
_NEAR = 60
"""Characters between the name of a paper and its number, or the numbers before it."""
_UNIT = re.compile(r"\s*(?:dong|d|vnd|trieu|ty|nghin|usd|m2|m²|ha|kg|tan|%)(?!\w)")
_OTHER = re.compile(
    r"\b(?:stk|tk|tai khoan|ma (?:ho so|don|van don|vach|giao dich|tra cuu)|so (?:seri|serial|to khai|hoa don)|"
    r"imei|isbn|seri|serial)\b[^0-9]{0,25}$"
)


def find(text: str, start: int, end: int) -> Iterator[Personal]:
    """Numbers of identity papers between these places."""
    for match in _RUN.finditer(text, start, end):
        raw = match[0]
        normal = digits(raw)
        around = Surroundings(text, match.start(), match.end())
        rule = _rule(raw, normal, around)
        if rule is None and raw == normal and len(normal) in (9, 12) and _is_alone(text, match):
            rule = "listed" if _names_papers(text) else None
        if rule:
            yield Personal(
                kind="identity",
                start=match.start(),
                end=match.end(),
                raw=raw,
                normal=normal,
                rule=rule,
            )


def is_citizen(normal: str) -> bool:
    """Has it the structure of a citizen's number: province, century and sex, year of birth?

    >>> is_citizen("011085000123"), is_citizen("011985000123"), is_citizen("003085000123")
    (True, False, False)
    """
    born_since_2000 = normal[3:4] in ("2", "3")
    return (
        len(normal) == 12
        and normal.isdigit()
        and _PROVINCES.match(normal) is not None
        and normal[3] in "0123"
        and (not born_since_2000 or normal[4:6] < "40")
    )


def _rule(raw: str, normal: str, around: Surroundings) -> str | None:
    near = around.said_before[-_NEAR:]
    if _UNIT.match(around.said_after):
        return None
    if normal[0].isalpha():
        if len(normal) == 8:
            return "passport" if _PASSPORT.search(near) else None
        return "insurance" if _INSURANCE.search(near) else None
    papers = [*_PAPER.finditer(near)]
    if papers and len(normal) in (9, 12) and _only_numbers(near[papers[-1].end() :]):
        return "paper"
    if len(normal) == 12 and raw == normal and is_citizen(normal) and not _OTHER.search(near):
        return "citizen"
    if len(normal) == 10 and raw == normal and re.search(r"\bbhxh|bao hiem xa hoi", near[-30:]):
        return "insurance" if re.search(r"\b(?:so|ma)\b", near[-40:]) else None
    return None


def _only_numbers(gap: str) -> bool:
    """Does what stands between the name of a paper and a number lead to the number?"""
    return re.search(r"\b(?:dien thoai|s?dt|tai khoan|stk|so tien)\b", gap) is None


def _is_alone(text: str, match: re.Match[str]) -> bool:
    """Does it fill a line, or a cell of a table?"""
    before = text[max(0, match.start() - _NEAR) : match.start()].rstrip(" ")
    after = text[match.end() : match.end() + _NEAR].lstrip(" ")
    return (not before or before[-1] in "\n\t|;,") and (not after or after[0] in "\n\t|;,")


@lru_cache(maxsize=8)
def _names_papers(text: str) -> bool:
    """Does a text name a paper anywhere: in the head of a table, say?"""
    return _PAPER.search(fold(text)) is not None
