"""The grammar of a printed date: its words, its patterns, and where they stand in a stamp.

Lives here: month and number words, one compiled pattern per way of writing a date, a
time, a weekday, a zone or a counter; and `scan`, which lays them over a folded stamp (see
`_date_text.fold_stamp`) and tells what it found and what it could not explain.

Does not live here: the labels (`_date_labels.py`), and deciding. Which day an ambiguous date
means, whether it's a stamp at all, and what comes out are the business of others.

How it works: what a pattern has read is painted over with a mark of the same length, so that
positions stay true and no two patterns read the same digits. What is left unpainted is judged:
known filler is fine, other words put the date in doubt.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from typing import Final

from crawler.extract._date_labels import LABEL_PATTERN

# Painted over what was read; control characters never survive folding.
DATE, WEEKDAY, TIME, ZONE, LABEL, COUNTER, LUNAR = "\x01\x02\x03\x04\x05\x06\x07"
_MARKS: Final = DATE + WEEKDAY + TIME + ZONE + LABEL + COUNTER + LUNAR

_UNITS: Final = (
    *("khong", "mot", "hai", "ba", "bon", "nam", "sau", "bay", "tam", "chin"),
    "muoi",
)
_DIGIT_WORDS: Final = {word: value for value, word in enumerate(_UNITS)} | {"tu": 4, "lam": 5}
_UNIT: Final = "(?:mot|hai|ba|bon|tu|nam|lam|nham|sau|bay|tam|chin)"
_DAY_WORDS: Final = rf"(?:(?:hai |ba )?muoi(?: {_UNIT})?|hai {_UNIT}|{_UNIT})"
_MONTH_WORDS: Final = "(?:muoi mot|muoi hai|muoi|mot|hai|ba|bon|tu|nam|sau|bay|tam|chin)"
_YEAR_WORDS: Final = (
    r"hai (?:nghin|ngan)(?: khong tram)?(?: (?:le|linh))?(?: (?:hai |ba |bon )?muoi)?"
    rf"(?: {_UNIT}){{0,2}}(?! {_UNIT})"
)
ENGLISH_MONTHS: Final = (
    *("jan", "feb", "mar", "apr", "may", "jun"),
    *("jul", "aug", "sep", "oct", "nov", "dec"),
)
_ENGLISH_MONTH: Final = (
    "(?<![a-z])(?:january|february|march|april|may|june|july|august|september|october|november"
    "|december|sept|jan|feb|mar|apr|jun|jul|aug|sep|oct|nov|dec)(?![a-z])"
)
_MONTH: Final = rf"(?:\d{{1,2}}(?!\d)|{_MONTH_WORDS}(?![a-z]))"
_THANG: Final = r"(?<![a-z])(?:thang|thg|th)\.?\s?"
_DAY: Final = r"(?<![\d/.:])(?<!\d-)(?:m[uo]ng )?(?P<d>\d{1,2})(?!\d)"
_YEAR: Final = r"(?P<y>\d{4})(?!\d|[-/]\d{1,2}[-/])"
_FREE: Final = r"(?<![\w/])(?:(?<=[:hg]\d\d-)|(?<!\d[-.:]))"  # not the tail of another number
_ALONE: Final = r"(?![\d_]|[./_]\d|:\d|/[a-z]|-(?!\d{1,2}[:hg])\w|(?!t\d)[a-z])"

# In order of trust: the first pattern to read a piece of text has it. The second column is what
# the text must contain for the pattern to be worth a try; it is there for speed alone.
DATE_PATTERNS: Final[tuple[tuple[str, re.Pattern[str], re.Pattern[str]], ...]] = tuple(
    (rule, re.compile(needs), re.compile(pattern))
    for rule, needs, pattern in (
        (
            "long_vi",
            "th",
            rf"{_DAY}\s?[,/.-]?\s?{_THANG}(?P<m>{_MONTH})\s?[,./-]?\s?(?:nam\s?)?{_YEAR}",
        ),
        (
            "spelled_vi",
            "th",
            rf"\bngay (?:m[uo]ng )?(?P<d>\d{{1,2}}|{_DAY_WORDS}),? ?thang "
            rf"(?P<m>{_MONTH}),? (?:nam )(?P<y>\d{{4}}(?!\d)|{_YEAR_WORDS})(?![a-z])",
        ),
        (
            "long_vi",
            "nam",
            rf"(?<!thang )(?<!thg ){_DAY}\s?[/-]\s?(?P<m>\d{{1,2}})\s?,?\s?nam\s?{_YEAR}",
        ),
        ("long_vi", r"t\.?\d", rf"{_DAY}\s?[,/-]?\s?t\.?(?P<m>\d{{1,2}})[,\s/-]\s?{_YEAR}"),
        (
            "month_day_vi",
            "t",
            rf"(?:{_THANG}|(?<![a-z])t(?=1[012]))(?P<m>{_MONTH})"
            r"(?: | ?,? ngay (?:m[uo]ng )?(?=\d+,? ?nam ))(?P<d>\d{1,2})(?!\d)"
            rf",? ?(?:nam )?{_YEAR}",
        ),
        (
            "month_day_en",
            _ENGLISH_MONTH,
            rf"(?P<m>{_ENGLISH_MONTH})[.,]?\s?(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s?{_YEAR}",
        ),
        (
            "day_month_en",
            _ENGLISH_MONTH,
            rf"{_FREE}(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?: of |[\s/.,-]{{1,3}})"
            rf"(?P<m>{_ENGLISH_MONTH})[\s,/.-]{{1,3}}{_YEAR}",
        ),
        (
            "ymd",
            _ENGLISH_MONTH,
            rf"{_FREE}(?P<y>\d{{4}})-(?P<m>{_ENGLISH_MONTH})-(?P<d>\d{{1,2}})(?!\d)",
        ),
        (
            "ymd",
            r"\d{4}\s?[-/.]\s?\d",
            rf"{_FREE}(?P<y>\d{{4}})\s?(?P<s>[-/.])\s?(?P<m>\d{{1,2}})\s?(?P=s)\s?"
            rf"(?P<d>\d{{1,2}}){_ALONE}",
        ),
        (
            "dmy",
            r"\d\s?[-/._]\s?\d",
            rf"{_FREE}(?P<d>\d{{1,2}})(?P<s>[/.\-_])(?P<m>\d{{1,2}})(?P=s)"
            rf"(?P<y>\d{{4}}|\d{{2}}){_ALONE}",
        ),
        (
            "dmy",
            r"\d\s?[-/._]\s?\d",
            rf"{_FREE}(?P<d>\d{{1,2}})\s?(?P<s>[/.-])\s?(?P<m>\d{{1,2}})\s?(?P=s)\s?"
            rf"(?P<y>\d{{4}}){_ALONE}",
        ),
        (
            "mixed",
            r"\d[/.]\d{1,2}[-/]\d",
            rf"{_FREE}(?P<d>\d{{1,2}})[/.](?P<m>\d{{1,2}})[-/](?P<y>\d{{4}}){_ALONE}",
        ),
        (
            "mixed",
            r"\d-\d{1,2}/\d",
            rf"{_FREE}(?P<d>1[3-9]|2\d|3[01])-(?P<m>\d{{1,2}})/(?P<y>\d{{4}}){_ALONE}",
        ),
        (
            "spaced",
            r"\d \d\d? \d{4}",
            r"^[^\da-z]*(?:ngay )?(?P<d>\d\d?) (?P<m>\d\d?) (?P<y>\d{4})(?!\S)",
        ),
    )
)
_YEAR_SIGN: Final = re.compile(r"\d{4}|[/.\-_]\d\d")
"""Without one of these no pattern that comes after finds another date."""

MONTH_PATTERNS: Final = (
    re.compile(rf"(?<!\d )(?<!\d){_THANG}(?P<m>{_MONTH})\s?[/,.-]?\s?(?:nam\s?)?{_YEAR}{_ALONE}"),
    re.compile(rf"(?<!\d )(?<!\d)(?P<m>{_ENGLISH_MONTH}),?\s?{_YEAR}"),
)
LABELLED_MONTH: Final = re.compile(rf"{_FREE}(?P<m>\d{{1,2}})[/-]{_YEAR}{_ALONE}")
YEARLESS_PATTERNS: Final = (
    re.compile(
        rf"{_FREE}(?P<d>\d{{1,2}})(?P<s>[/-])(?P<m>\d{{1,2}}){_ALONE}"
        r"(?!\s?-\s?\d(?!\d?\s?[:hg]\s?\d\d))"
    ),
    re.compile(rf"{_DAY}\s?[,/-]?\s?{_THANG}(?P<m>{_MONTH})(?!\s?[/-]?\d)"),
    re.compile(rf"{_DAY}\s(?P<m>{_ENGLISH_MONTH})"),
    re.compile(rf"(?P<m>{_ENGLISH_MONTH})\.?\s(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?![\w/])"),
    re.compile(rf"{_THANG}(?P<m>{_MONTH}) (?P<d>\d{{1,2}})(?![\w/])"),
)

_HALF: Final = r"(?:a\.?m\b\.?|p\.?m\b\.?|sa\b|ch\b|sang\b|chieu\b|toi\b|trua\b|dem\b|khuya\b)"
TIME_PATTERN: Final = re.compile(
    rf"(?=[t\d])(?:(?<={DATE})t)?(?<![\d:./+])(?<!\d,)(?<!\+ )(?<!gmt-)(?<!utc-)(?P<h>\d{{1,2}})(?:"
    r"\s?:\s?(?P<mi>\d{2})(?:\s?:\s?(?P<s>\d{2})(?:[.,]\d{1,9})?)?(?![\d:])"
    r"|\s?(?:h|g|gio)(?![a-z])\s?:?\s?(?:(?P<mi2>\d{1,2}|ruoi\b)(?!\d)"
    r"(?:\s?(?:phut|ph|p|m)(?![a-z])|')?"
    r"(?:(?<=')(?P<s3>\d\d)(?!\d)|\s?:?\s?(?P<s2>\d{1,2})\s?(?:giay|s)(?![a-z]))?)?"
    r")\s?'*"
    rf"(?:\s?\(?(?P<half>{_HALF})\)?)?(?P<less>\s?kem\b)?"
)
ZONE_PATTERN: Final = re.compile(
    rf"(?<=[{DATE}{TIME} (\[])[(\[]?\s?(?:"
    r"(?:gmt|utc|ict)\s?(?P<o>[+-]\s?\d{1,2})?(?::?(?P<om>[0-5]\d))?(?!\d|:\d)"
    r"|gio (?:viet nam|ha noi)|indochina time)\s?[)\]]?"
    rf"|(?<=[{TIME}])\s?(?:(?P<p>\+\s?\d{{2}}):?(?P<pm>[0-5]\d)?(?![\d/.:-])|z(?![a-z]))"
)
_ZONE_SIGN: Final = re.compile(r"gmt|utc|ict|gio |indochina|\+|z")
_WEEKDAY_VI: Final = {"hai": 0, "ba": 1, "tu": 2, "nam": 3, "sau": 4, "bay": 5}
_WEEKDAY_EN: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WEEKDAY_ZH: Final = "一二三四五六日"
WEEKDAY_PATTERN: Final = re.compile(
    r"(?=[tcmwfs星周])(?<!lan )(?<!hop )(?<!hoi )(?<!khoa )(?<!phien )(?<!dot )(?<!hang )(?<![a-z0-9])(?:"
    r"(?:thu|th)\.?\s?(?P<w>hai|ba|tu|nam|sau|bay)(?![a-z])"
    r"|(?:thu|th|t)\.?\s?(?P<n>[2-7])(?![\w/:])"
    r"|(?P<cn>chua nhat|chu nhat|cn\b)"
    r"|(?P<en>mon|tue|wed|thu|fri|sat|sun)(?:day|sday|s|nesday|rs|rsday|urday)?"
    rf"(?![a-z])(?=[\s,.|-]*(?:ngay )?[{DATE}\d])"
    r"|(?:星期|周)(?P<zh>[一二三四五六日天])"
    r")"
)
_SHOWN: Final = (
    "(?:luot xem|luot doc|luot truy cap|lan xem|lan doc|nguoi doc|nguoi xem|views?(?: count)?"
    "|hits?|xem|doc|binh luan|comments?|phan hoi)"
)
COUNTER_PATTERN: Final = re.compile(
    rf"(?:so |tong |da )?{_SHOWN}\s?(?:[:=|]\s?|\s)\(?\d[\d.,]*(?![\d/:-])\)?"
    rf"|(?<![\w/:.-])\d[\d.,]*\s?{_SHOWN}(?![a-z])"
)
_COUNTER_SIGN: Final = re.compile("xem|doc|view|hit|luan|comment|hoi|truy cap")
_CAN_CHI: Final = (
    "(?:giap|at|binh|dinh|mau|ky|canh|tan|nham|quy) "
    "(?:ty|suu|dan|mao|thin|ngo|mui|than|dau|tuat|hoi)(?![a-z])"
)
_DAY_MONTH: Final = r"\d{1,2}\s?(?:[/.-]|thang)\s?\d{1,2}(?:\s?(?:[/.-]|nam)\s?\d{4})?"
_LUNAR_SIGN: Final = r"(?:am lich|\bal\b|\(al\))"
LUNAR_PATTERN: Final = re.compile(
    rf"\(?\b(?:{_LUNAR_SIGN}|nham ngay)\s?[:,]?\s?(?:ngay )?{_DAY_MONTH}(?:\s?{_CAN_CHI})?"
    rf"(?:\s?{_LUNAR_SIGN})?\)?"
    rf"|\(?(?:tuc |nham )?(?:ngay )?(?<![\d/.-]){_DAY_MONTH}(?!\d)[\s,(]{{0,3}}(?:nam )?"
    rf"(?:{_LUNAR_SIGN}|{_CAN_CHI})(?:\s?,?\s?{_CAN_CHI}|\s?{_LUNAR_SIGN})?(?!\s?:?\s?\d)\)?"
)

_LUNAR_HINT: Final = re.compile(rf"lich|\bal\b|nham ngay|{_CAN_CHI}")

_FILLER_WORDS: Final = frozenset(
    (
        *("ngay", "luc", "vao", "hoi", "gio", "va", "at", "on", "the", "of"),
        *("date", "time", "sang", "chieu", "toi", "trua", "dem", "khuya"),
    )
)
PART_OF_DAY: Final = re.compile(r"\b(?:sang|chieu|toi|trua|dem|khuya)\b")
WORD: Final = re.compile(r"[^\W\d_]+")
SEPARATOR: Final = re.compile(r'[|;()\[\]"]| - | -- |\s-$|^-\s| / | boi | by ')


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One thing that a pattern read, and where."""

    rule: str
    start: int
    end: int
    match: re.Match[str]


@dataclass(slots=True, kw_only=True)
class Scan:
    """A folded stamp with everything that was read in it."""

    folded: str
    masked: str = ""
    dates: list[Found] = field(default_factory=list)
    months: list[Found] = field(default_factory=list)
    yearless: list[Found] = field(default_factory=list)
    times: list[Found] = field(default_factory=list)
    weekdays: list[Found] = field(default_factory=list)
    zones: list[Found] = field(default_factory=list)
    labels: list[Found] = field(default_factory=list)
    counters: list[Found] = field(default_factory=list)

    def paint(self, pattern: re.Pattern[str], mark: str, rule: str) -> list[Found]:
        """Read with `pattern` what is not yet read, and paint it over with `mark`."""
        found: list[Found] = []
        for match in pattern.finditer(self.masked):
            start, end = match.span()
            found.append(Found(rule=rule, start=start, end=end, match=match))
        for one in found:
            length = one.end - one.start
            self.masked = self.masked[: one.start] + mark * length + self.masked[one.end :]
        return found

    def joined(self, first: Found, second: Found) -> bool:
        """Nothing but separators and filler stands between the two."""
        start, end = min(first.end, second.end), max(first.start, second.start)
        gap = self.masked[start:end] if end > start else ""
        return LABEL not in gap and not unknown_words(gap)

    def segment(self, start: int, end: int) -> str:
        """The masked text around a span, up to the next strong separator on either side."""
        left, right = 0, len(self.masked)
        for strong in SEPARATOR.finditer(self.masked):
            if strong.end() <= start:
                left = strong.end()
            elif strong.start() >= end:
                right = strong.start()
                break
        return self.masked[left:right]


def unknown_words(masked: str) -> list[str]:
    """The words of a masked text that are not filler."""
    return [word for word in WORD.findall(masked) if word not in _FILLER_WORDS]


@cache
def words_of_dates() -> frozenset[str]:
    """All words that the patterns may read as a part of a date, and some that they don't."""
    patterns = [pattern for *_, pattern in DATE_PATTERNS] + [*MONTH_PATTERNS, *YEARLESS_PATTERNS]
    patterns += [WEEKDAY_PATTERN, TIME_PATTERN, ZONE_PATTERN, COUNTER_PATTERN, LUNAR_PATTERN]
    words = {word for one in patterns for word in re.findall("[a-z]+", one.pattern)}
    return _FILLER_WORDS.union(words, _DIGIT_WORDS, ENGLISH_MONTHS)


def scan(folded: str) -> Scan:
    """Lay every pattern over a folded stamp."""
    seen = Scan(folded=folded, masked=folded)
    if _COUNTER_SIGN.search(folded):
        seen.counters = seen.paint(COUNTER_PATTERN, COUNTER, "counter")
    seen.labels = seen.paint(LABEL_PATTERN, LABEL, "label")
    if _LUNAR_HINT.search(folded):
        seen.paint(LUNAR_PATTERN, LUNAR, "lunar")
    missing: set[re.Pattern[str]] = set()
    for rule, needs, pattern in DATE_PATTERNS:
        if needs in missing:
            continue
        if not needs.search(seen.masked):
            missing.add(needs)
        elif found := seen.paint(pattern, DATE, rule):
            seen.dates += found
            if not _YEAR_SIGN.search(seen.masked):
                break
    if not seen.dates:
        seen.months = [one for p in MONTH_PATTERNS for one in seen.paint(p, DATE, "month")]
        if seen.labels:
            seen.months += seen.paint(LABELLED_MONTH, DATE, "month")
        seen.yearless = [one for p in YEARLESS_PATTERNS for one in seen.paint(p, DATE, "yearless")]
    seen.weekdays = seen.paint(WEEKDAY_PATTERN, WEEKDAY, "weekday")
    seen.times = seen.paint(TIME_PATTERN, TIME, "time")
    if _ZONE_SIGN.search(seen.masked):
        seen.zones = seen.paint(ZONE_PATTERN, ZONE, "zone")
    return seen


def number(word: str) -> int:
    """A day or a month, in digits or in words ("hai mươi lăm", "hai lăm", "mười một")."""
    if word.isdecimal():
        return int(word)
    if word[:3] in ENGLISH_MONTHS and word not in _DIGIT_WORDS:
        return ENGLISH_MONTHS.index(word[:3]) + 1
    parts = [_DIGIT_WORDS.get(part, 5) for part in word.split()]
    if 10 in parts:
        at = parts.index(10)
        return (parts[0] if at else 1) * 10 + sum(parts[at + 1 :])
    return parts[0] * 10 + parts[1] if len(parts) == 2 else parts[0]


def year_number(word: str) -> int:
    """A year in digits, or from "hai nghìn không trăm hai mươi mốt"."""
    if word.isdecimal():
        return int(word)
    rest = re.sub(r"^hai (?:nghin|ngan)(?: khong tram)?(?: (?:le|linh))?", "", word).strip()
    return 2000 + (number(rest) if rest else 0)


def weekday_number(found: Found) -> int:
    """Monday is 0, as in `date.weekday`."""
    match = found.match
    if match["w"]:
        return _WEEKDAY_VI[match["w"]]
    if match["n"]:
        return int(match["n"]) - 2
    if match["en"]:
        return _WEEKDAY_EN.index(match["en"])
    return min(_WEEKDAY_ZH.find(match["zh"]) % 7, 6) if match["zh"] else 6
