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
from typing import Final, Literal, NamedTuple

from crawler.extract import _citation_places as places

Kind = Literal["state", "assembly", "party", "named"]


class Citation(NamedTuple):
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
    return _find_in_composed(unicodedata.normalize("NFC", text))


def _find_in_composed(text: str) -> list[Citation]:
    plain = _plain(text)
    numbered, named = places.numbered(plain), places.named(plain)
    if not (numbered or named):
        return []
    every = [*_numbered(text, plain, numbered), *(_named(text, plain, named) if named else ())]
    found: dict[str, Citation] = {}
    for citation in sorted(every, key=lambda c: c.start):
        found.setdefault(citation.normal, citation)
    return list(found.values())


MAX_CITING = 300_000
"""Characters of an article that are looked through: a longer text is a register or an attack."""


def cited(text: str, *, composed: bool = False) -> tuple[str, ...]:
    """The normal forms of the documents that a text cites, each once, in order.

    `composed`: the text is NFC, as is all that is stored.
    """
    text = text[:MAX_CITING]
    found = _find_in_composed(text) if composed else find_citations(text)
    return tuple(citation.normal for citation in found)


# Each stands for one character: an offset in the plain text is one in the text.
_LETTERS: Final = (
    ("Ð", "Đ"),
    ("ð", "đ"),
    *((odd, "-") for odd in "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\uff0d"),
    *((odd, "/") for odd in "\u2044\u2215\uff0f"),
    *((odd, " ") for odd in "\u00a0\u2007\u202f"),
)


def _plain(text: str) -> str:
    """The text with the letters and signs of numbers as they should be, each where it was."""
    for odd, usual in _LETTERS:  # many times faster than a table: most texts have few of them
        text = text.replace(odd, usual)
    return text


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
        "BB", "BC", "CT", "CTPH", "CTR", "CTHĐ", "CV", "ĐA", "GM", "HD", "KH", "KL", "NQ", "PA", "QC", "QĐ",
        "QĐI", "QYĐ", "TB", "TT", "TTR",
    )
)  # fmt: skip
_PARTY_ISSUERS: Final = re.compile(
    r"(?:TW|TU|HU|ĐU|ĐUK|ĐUX|TĐU|QU|BTGTW|BTCTW|BTVTU|BTVHU|UBKTTW|UBKTTU|UBKTHU|UBKTĐU|VPTW|VPTU|VPHU)"
    r"(?:-?[A-ZĐ]{1,6})?"
)
_STROKES: Final = {
    "ND": "NĐ", "QD": "QĐ", "HDND": "HĐND", "DU": "ĐU", "CD": "CĐ", "BCD": "BCĐ", "TƯ": "TW",
}  # fmt: skip
_MIXED: Final = {"TTG": "TTg", "TTR": "TTr", "CTR": "CTr", "QĐI": "QĐi", "STR": "STr"}

_PART: Final = r"[A-Za-zĐđƯư]{1,20}(?:\d{1,2})?"
_LATER_PART: Final = r"(?:[A-ZĐƯ]{1,20}|[a-zđư]{1,20})(?:\d{1,2})?"  # "18-NQ/TW-Kim chỉ nam"
_CODE: Final = re.compile(r"[A-ZĐƯ]+(?:[a-z][A-ZĐƯ]+)*\d{0,2}")  # UBND, GDTrH; not "Kim"
_END: Final = r"(?:(?!\w)|(?=(?:ngày|về|của|và|để|được)\b))"  # "73/2023/NĐ-CPngày 14/8"
_NUMBER: Final = re.compile(
    r"(?:(?<![\w./-])|(?<=[Ss]ố)|(?<=[Ss]ố\.)|(?<=SỐ))(?P<number>\d{1,6}[A-Za-zĐđ]?)(?P<gap> ?)(?P<mark>[/-]) ?"
    r"(?:(?P<year>(?:19|20)\d\d) ?[/-] ?)?"
    r"(?:(?P<assembly>(?i:(?:UBTV)?QH)\d{1,2})"
    rf"|(?P<rest>{_PART}(?P<joint> ?[/-] ?){_PART}(?:[/-]{_LATER_PART}){{0,6}})){_END}"
)
# "Chỉ thị 05 CT/TW": the dash was lost, but nothing else is numbered so.
_DASH_LOST: Final = re.compile(
    rf"(?<![\w./-])(?P<number>\d{{1,4}}) (?P<kind>{'|'.join(sorted(_PARTY_TYPES))}) ?/ ?"
    r"(?P<issuer>(?:TW|TƯ|TU|HU|ĐU|QU)(?:-?[A-ZĐ]{1,6})?)(?!\w)"
)
# "Nghị quyết số 12, 13 và 14/NQ-HĐND" are three documents, "đạt 12, 13 và 14/NQ-HĐND" is one.
_NUMBERS_BEFORE: Final = re.compile(
    r"(?:\bsố:? |\b(?:nghị quyết|quyết định|chỉ thị|kết luận|quy định|kế hoạch|thông báo|thông tư"
    r"|nghị định|hướng dẫn|công văn|tờ trình|báo cáo) )(?P<numbers>\d{1,4}(?:, ?\d{1,4}){0,8})"
    r"(?:,| và|, và) ?$",
    re.IGNORECASE,
)
_PARTED: Final = re.compile(r" ?[/-] ?")
_PARTING: Final = re.compile(r"[/-]")
_LIST_REACH: Final = 80
_FORM_BEFORE: Final = re.compile(r"mẫu (?:số:? )?$", re.IGNORECASE)  # forms are numbered alike
_NUMBER_BEFORE: Final = re.compile(r"\bsố:? {1,2}$", re.IGNORECASE)
_REACH: Final = 9


def _found(plain: str, begins: list[int], pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
    """What `pattern` finds, looked for only where one of its matches may begin."""
    end = 0
    for begin in begins:
        if begin >= end and (match := pattern.match(plain, begin)):
            yield match
            end = match.end()


def _numbered(text: str, plain: str, begins: list[int]) -> Iterator[Citation]:
    for match in _found(plain, begins, _NUMBER):
        start, end = match.span()
        number = _padded(match["number"])
        before = plain[max(0, start - _REACH) : start]
        if _FORM_BEFORE.search(before):
            continue
        if match["assembly"]:
            if match["year"]:
                normal = f"{number}/{match['year']}/{match['assembly'].upper()}"
                yield Citation(normal, text[start:end], start, "assembly")
            continue
        rest = match["rest"]
        typed = _PARTED.split(rest)
        if match["gap"] or " " in rest:
            gap_only = " " not in rest and _NUMBER_BEFORE.search(before)  # "số 786 /STTTT-VP"
            if not (gap_only or _sure_when_spaced(typed)):
                continue
        marks = "".join(_PARTING.findall(rest))
        read = _read(number, match["mark"], match["year"], typed, marks)
        if read is None:
            continue
        yield from _listed_before(text, plain, match, number, read)
        yield Citation(read[0], text[start:end], start, read[1])
    for match in _found(plain, begins, _DASH_LOST):
        start, end = match.span()
        normal = f"{_padded(match['number'])}-{_spelled(match['kind'])}/{_spelled(match['issuer'])}"
        yield Citation(normal, text[start:end], start, "party")


def _listed_before(
    text: str, plain: str, match: re.Match[str], number: str, read: tuple[str, Kind]
) -> Iterator[Citation]:
    """Documents of which only the numbers are written, before the last one of their list."""
    start = match.start()
    if not plain[max(0, start - _REACH) : start].rstrip(" \n").lower().endswith((",", "và")):
        return
    listed = _NUMBERS_BEFORE.search(plain[max(0, start - _LIST_REACH) : start])
    if listed is None:
        return
    at = max(0, start - _LIST_REACH) + listed.start("numbers")
    for one in re.finditer(r"\d+", listed["numbers"]):
        normal = _padded(one[0]) + read[0].removeprefix(number)
        yield Citation(normal, text[at + one.start() : match.end()], at + one.start(), read[1])


def _sure_when_spaced(typed: list[str]) -> bool:
    """Is "12 / QĐ - UBND" one number? "12/QĐ - Ban hành" is a number without its issuer."""
    kind, issuer = typed[:2]
    if kind.upper() not in _STATE_TYPES | _PARTY_TYPES:
        return False
    return issuer.upper() in _MIXED or issuer.isupper() or (kind.islower() and issuer.islower())


def _read(
    number: str, mark: str, year: str | None, typed: list[str], marks: str
) -> tuple[str, Kind] | None:
    """The normal form and the kind of a number in its parts; None when it numbers no document."""
    kind, *issuers = [_spelled(part) for part in typed]
    issuer = "-".join(issuers)
    if year is not None:
        return (f"{number}/{year}/{kind}-{issuer}", "state") if _is_in(_STATE_TYPES, kind) else None
    if _is_in(_PARTY_TYPES, kind):
        known = _PARTY_ISSUERS.fullmatch(issuer.upper())
        punctuated = mark == "-" and marks.startswith("/") and typed[1][0].isupper()
        if known or punctuated:
            return f"{number}-{kind}/{issuer}", "party"
    if mark != "/" or "/" in marks:
        return None
    if _is_in(_STATE_TYPES, kind) or (len(kind) > 1 and all(map(_CODE.fullmatch, typed))):
        return f"{number}/{kind}-{issuer}", "state"
    return None


def _is_in(types: frozenset[str], kind: str) -> bool:
    return kind.upper() in types


def _spelled(part: str) -> str:
    upper = part.upper()
    upper = _STROKES.get(upper, upper)
    return _MIXED.get(upper, upper)


def _padded(number: str) -> str:
    if number.isdecimal():
        return f"{int(number):02d}"
    return f"{int(number[:-1]):02d}{number[-1].lower()}"


def _unmarked(text: str) -> str:
    """The letters without their marks; everything else, as it is."""
    letters = unicodedata.normalize("NFD", text).replace("đ", "d").replace("Đ", "D")
    return "".join(char for char in letters if not unicodedata.combining(char))


_ORDINALS: Final = {
    "nhất": 1, "hai": 2, "ba": 3, "tư": 4, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "bẩy": 7,
    "tám": 8, "chín": 9, "mười": 10, "mười một": 11, "mười hai": 12, "mười ba": 13,
    "mười bốn": 14, "mười lăm": 15,
}  # fmt: skip
_ROMAN: Final = (
    "", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X",
    "XI", "XII", "XIII", "XIV", "XV", "XVI", "XVII", "XVIII", "XIX", "XX",
)  # fmt: skip

_COUNT: Final = r"(?:\d{1,2}(?!\d)|" + "|".join(sorted(_ORDINALS, key=len, reverse=True)) + ")"
_COUNTS: Final = rf"{_COUNT}(?:(?:, ?| và ){_COUNT}){{0,3}}"
_TERM: Final = r"(?:[IVX]{1,5}|\d{1,2}(?![\d/]))\b"
_MORE_TERMS: Final = r"(?:\)?(?:, ?| và )\(?(?:kh(?:óa|oá) )?(?-i:[IVX]{1,5})\b){0,3}"
_CENTRAL: Final = (
    r"(?:(?:BCH|Ban Chấp hành) ?)?(?:Trung ương|TW|T\.?Ư\.?)(?: Đảng(?: Cộng sản Việt Nam)?)?"
)
_PLENUM: Final = re.compile(
    r"\b(?:Nghị quyết|NQ) ?(?:của )?(?:Hội nghị )?"
    rf"(?:{_CENTRAL}(?: lần thứ)? ?(?P<counts>{_COUNTS})"
    rf"|lần thứ (?P<first_counts>{_COUNTS}),? ?(?:của )?{_CENTRAL})"
    rf"[ ,(]{{1,3}}kh(?:óa|oá) (?P<terms>{_TERM}{_MORE_TERMS})",
    re.IGNORECASE,
)
_CONGRESS: Final = re.compile(
    r"\bNghị quyết (?:của )?Đại hội (?:(?:đại biểu|toàn quốc|Đảng|lần thứ|khóa|khoá) ){0,4}"
    rf"(?P<term>{_TERM})(?!,? (?:nhiệm kỳ [\d -]{{9,11}},? )?(?:của )?"
    r"(?:Đảng (?:bộ|ủy|uỷ)|chi bộ|Công đoàn|Đoàn|Hội)\b)",
    re.IGNORECASE,
)
_OF_CONSTITUTION: Final = r"(?:1946|1959|1980|1992|2013)\b"
_CONSTITUTION: Final = re.compile(
    r"\bHiến pháp (?:nước (?:Cộng h(?:òa|oà) xã hội chủ nghĩa|CHXHCN) Việt Nam,? )?"
    r"\(?(?:năm )?"
    rf"(?P<years>{_OF_CONSTITUTION}(?:(?:, ?| và )(?:năm )?{_OF_CONSTITUTION}){{0,4}})",
    re.IGNORECASE,
)


def _typed_plain(pattern: re.Pattern[str]) -> re.Pattern[str]:
    """The same words without their marks, as they are typed where marks can't be."""
    return re.compile(_unmarked(pattern.pattern), re.IGNORECASE | re.ASCII)


_PLENUM_TYPED_PLAIN: Final = _typed_plain(_PLENUM)
_CONGRESS_TYPED_PLAIN: Final = _typed_plain(_CONGRESS)
_CONSTITUTION_TYPED_PLAIN: Final = _typed_plain(_CONSTITUTION)
_ORDINALS_TYPED_PLAIN: Final = {_unmarked(word): n for word, n in _ORDINALS.items()}
_ANY_COUNT: Final = r"\d{1,2}(?!\d)|" + "|".join(
    sorted(_ORDINALS | _ORDINALS_TYPED_PLAIN, key=len, reverse=True)
)


def _matches(
    plain: str, lower: str, begins: list[int], marked: re.Pattern[str], typed_plain: re.Pattern[str],
    names: tuple[str, ...], needs: tuple[str, ...],
) -> Iterator[re.Match[str]]:  # fmt: skip
    """Most texts have none of the words, and looking for a word is cheap."""
    if not any(word in lower for word in needs):
        return
    if any(name in lower for name in names):
        yield from _found(plain, begins, marked)
    if "quyet" in lower or "hien phap" in lower:
        yield from _found(plain, begins, typed_plain)


def _named(text: str, plain: str, begins: list[int]) -> Iterator[Citation]:
    def citation(match: re.Match[str], normal: str) -> Citation:
        return Citation(normal, text[match.start() : match.end()], match.start(), "named")

    lower = plain.lower()
    for match in _matches(
        plain, lower, begins, _PLENUM, _PLENUM_TYPED_PLAIN, ("nghị quyết", "nq"),
        ("khóa", "khoá", "khoa"),
    ):  # fmt: skip
        counts = re.findall(_ANY_COUNT, (match["counts"] or match["first_counts"]).lower())
        for term in filter(None, map(_roman, re.findall(r"[IVX]+\b|\d+", match["terms"].upper()))):
            for count in counts:
                number = _count(count)
                yield citation(match, f"NQTW{number}/{term}")
    for match in _matches(
        plain, lower, begins, _CONGRESS, _CONGRESS_TYPED_PLAIN, ("nghị quyết",),
        ("đại hội", "dai hoi"),
    ):  # fmt: skip
        if congress := _roman(match["term"].upper()):
            yield citation(match, f"NQĐH/{congress}")
    for match in _matches(
        plain, lower, begins, _CONSTITUTION, _CONSTITUTION_TYPED_PLAIN, ("hiến pháp",),
        ("hiến pháp", "hien phap"),
    ):  # fmt: skip
        for year in re.findall(_OF_CONSTITUTION, match["years"]):
            yield citation(match, f"HP/{year}")


def _count(word: str) -> int:
    if word.isdecimal():
        return int(word)
    return _ORDINALS[word] if word in _ORDINALS else _ORDINALS_TYPED_PLAIN[word]


def _roman(term: str) -> str | None:
    """The number of a congress in Roman numerals, however printed; None for what is none."""
    if term.isdecimal():
        return _ROMAN[int(term)] or None if int(term) < len(_ROMAN) else None
    return term if term in _ROMAN else None
