"""Legal and Party documents that a text cites, in one normal form.

Lives here: `find_citations`. State papers follow the numbering of Nghị định 30/2020/NĐ-CP
(`NN/YYYY/TYPE-ISSUER`, `NN/TYPE-ISSUER`, dispatches `NN/ISSUER-UNIT`), papers of the National
Assembly `NN/YYYY/QH15`, papers of the Party `NN-TYPE/ISSUER`. A number without type or year
("Nghị định 73") is no citation: it would match the wrong document.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

Kind = Literal["state", "assembly", "party", "named"]


@dataclass(frozen=True, slots=True)
class Citation:
    """One document cited."""

    normal: str
    """`05-CT/TW`, `73/2023/NĐ-CP`, `NQTW4/XII`: equal for all spellings of one document."""
    raw: str
    """As the text has it."""
    start: int
    """Offset of `raw` in the NFC form of the text, in characters."""
    kind: Kind


def find_citations(text: str) -> list[Citation]:
    """The documents that a text cites, each once, in the order of their first mention."""
    text = unicodedata.normalize("NFC", text)
    plain = text.translate(_LETTERS)
    found: dict[str, Citation] = {}
    for citation in sorted((*_numbered(text, plain), *_named(text, plain)), key=lambda c: c.start):
        found.setdefault(citation.normal, citation)
    return list(found.values())


def cited(text: str) -> tuple[str, ...]:
    """The normal forms of the documents that a text cites, each once, in order."""
    return tuple(citation.normal for citation in find_citations(text))


_LETTERS: Final = {ord("Ð"): "Đ", ord("ð"): "đ"} | dict.fromkeys(
    map(ord, "\u2010\u2011\u2012\u2013\u2014\u2212"), "-"
)

_STATE_TYPES: Final = frozenset(
    (
        "BB", "BBT", "BC", "BTT", "BCKT", "CĐ", "CT", "CTR", "CV", "DA", "ĐA", "ĐH", "GGT",
        "GM", "GNP", "GP", "GUQ", "HD", "HĐ", "KH", "KL", "L", "LCT", "NĐ", "NQ", "NQLT", "PA",
        "PB", "PC", "PG", "PL", "QC", "QĐ", "QLPH", "QYĐ", "SL", "STR", "TB", "TBKL", "TC",
        "TT", "TTLT", "TTR", "VBHN",
    )
)  # fmt: skip
_PARTY_TYPES: Final = frozenset(
    (
        "BB", "BC", "CT", "CTR", "CTHĐ", "CV", "ĐA", "HD", "KH", "KL", "NQ", "PA", "QC", "QĐ",
        "QĐI", "QYĐ", "TB", "TT", "TTR",
    )
)  # fmt: skip
_PARTY_ISSUERS: Final = re.compile(
    r"(?:TW|TU|HU|ĐU|ĐUK|ĐUX|TĐU|QU|BTGTW|BTCTW|BTVTU|BTVHU|UBKTTW|UBKTTU|UBKTHU|UBKTĐU|VPTW|VPTU|VPHU)"
    r"(?:-?[A-ZĐ]{1,6})?"
)
_STROKES: Final = {"ND": "NĐ", "QD": "QĐ", "HDND": "HĐND", "DU": "ĐU", "CD": "CĐ", "BCD": "BCĐ"}
_MIXED: Final = {"TTG": "TTg", "TTR": "TTr", "CTR": "CTr", "QĐI": "QĐi", "STR": "STr"}

_PART = r"[^\W\d_]{1,12}(?:\d{1,2})?"
_NUMBER = re.compile(
    rf"(?<![\w./-])(?P<number>\d{{1,5}}[a-zđA-ZĐ]?)(?P<gap> ?)(?P<mark>[/-]) ?"
    rf"(?:(?P<year>(?:19|20)\d\d) ?[/-] ?)?(?P<rest>{_PART}(?: ?[/-] ?{_PART}){{0,4}})(?![\w])"
)
_ASSEMBLY = re.compile(r"(?:UBTV)?QH\d{1,2}")


def _numbered(text: str, plain: str) -> Iterator[Citation]:
    for match in _NUMBER.finditer(plain):
        rest = match["rest"]
        parts = [_spelled(part) for part in re.split(r" ?[/-] ?", rest)]
        marks = "".join(re.findall(r"[/-]", rest))
        number = _padded(match["number"])
        read = _read(number, match["mark"], match["year"], parts, marks, typed=rest)
        if read is None:
            continue
        if (match["gap"] or " " in rest) and parts[0].upper() not in _STATE_TYPES:
            continue
        normal, kind = read
        yield Citation(normal, text[match.start() : match.end()], match.start(), kind)


def _read(
    number: str, mark: str, year: str | None, parts: list[str], marks: str, *, typed: str
) -> tuple[str, Kind] | None:
    if year is not None:
        if len(parts) == 1 and _ASSEMBLY.fullmatch(parts[0]):
            return f"{number}/{year}/{parts[0]}", "assembly"
        if len(parts) > 1 and parts[0].upper() in _STATE_TYPES and mark == "/":
            return f"{number}/{year}/{'-'.join(parts)}", "state"
        return None
    if len(parts) < 2:
        return None
    issuer = "-".join(parts[1:])
    party = parts[0].upper() in _PARTY_TYPES and _PARTY_ISSUERS.fullmatch(issuer.upper())
    if party or (mark == "-" and marks.startswith("/") and parts[0].upper() in _PARTY_TYPES):
        return f"{number}-{parts[0]}/{issuer}", "party"
    if mark != "/" or "/" in marks:
        return None
    if parts[0].upper() in _STATE_TYPES or (typed == typed.upper() and len(parts[0]) >= 2):
        return f"{number}/{parts[0]}-{issuer}", "state"
    return None


def _spelled(part: str) -> str:
    upper = part.upper()
    upper = _STROKES.get(upper, upper)
    return _MIXED.get(upper, upper)


def _padded(number: str) -> str:
    digits = re.match(r"\d+", number)
    assert digits is not None
    return f"{int(digits[0]):02d}{number[digits.end() :].lower()}"


_ORDINALS: Final = {
    "nhất": 1, "hai": 2, "ba": 3, "tư": 4, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "bẩy": 7,
    "tám": 8, "chín": 9, "mười": 10, "mười một": 11, "mười hai": 12, "mười ba": 13,
    "mười bốn": 14, "mười lăm": 15,
}  # fmt: skip
_COUNT = r"(?P<count>\d{1,2}|mười (?:một|hai|ba|bốn|lăm)|" + "|".join(_ORDINALS) + ")"
_TERM = r"[ ,(]{1,3}(?:khóa|khoá) (?P<term>[IVX]{1,5})\b"
_PLENUM = re.compile(
    r"\bNghị quyết (?:của )?(?:Hội nghị )?(?:"
    rf"(?:Trung ương|TW|T\.?Ư)(?: Đảng)?(?: lần thứ)? ?{_COUNT}"
    rf"|(?:BCH|Ban Chấp hành) (?:Trung ương|TW)(?: Đảng)? lần thứ {_COUNT.replace('count', 'count2')}"
    rf"|lần thứ {_COUNT.replace('count', 'count3')},? (?:của )?(?:BCH|Ban Chấp hành) ?"
    r"(?:Trung ương|TW)(?: Đảng)?"
    rf"){_TERM}",
    re.IGNORECASE,
)
_CONGRESS = re.compile(
    r"\bNghị quyết Đại hội (?:(?:đại biểu )?toàn quốc )?(?:Đảng )?(?:toàn quốc )?"
    r"(?:lần thứ )?(?P<term>[IVX]{1,5})\b",
    re.IGNORECASE,
)
_CONSTITUTION = re.compile(r"\bHiến pháp (?:năm )?(?P<year>(?:19|20)\d\d)\b", re.IGNORECASE)


def _named(text: str, plain: str) -> Iterator[Citation]:
    def citation(match: re.Match[str], normal: str) -> Citation:
        return Citation(normal, text[match.start() : match.end()], match.start(), "named")

    for match in _PLENUM.finditer(plain):
        count = (match["count"] or match["count2"] or match["count3"]).lower()
        number = int(count) if count.isdecimal() else _ORDINALS[count]
        yield citation(match, f"NQTW{number}/{match['term'].upper()}")
    for match in _CONGRESS.finditer(plain):
        yield citation(match, f"NQĐH/{match['term'].upper()}")
    for match in _CONSTITUTION.finditer(plain):
        yield citation(match, f"HP/{match['year']}")
