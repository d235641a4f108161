"""The stamps that most pages print, read in one go: "Thứ ba, 05/10/2021 - 10:18", "Ngày đăng: ...".

Lives here: patterns for a whole stamp of label, weekday, day and time of day, as printed. A portal
prints all its stamps in one shape, which differ in their digits only: the patterns are matched once
for a shape (a stamp with all digits alike), and tell where in each stamp of it the numbers stand.

It reads nothing that the grammar would not read alike, only ten times faster; what no pattern fits
from end to end is the grammar's (`_date_grammar.py`). The tests hold the two to each other. What a
name says behind a day ("05/10/2021 By Ban Biên tập") the grammar is asked once for each name.

Does not live here: which day is meant (`_date_meaning.py`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache
from typing import Final

from crawler.extract._date_grammar import scan
from crawler.extract._date_judge import LUNAR_SIGN, judge
from crawler.extract._date_labels import (
    ISSUED_LABELS,
    POSTED_LABELS,
    UPDATED_LABELS,
    alternatives,
)
from crawler.extract._date_machine import VIETNAM, Precision, Reading
from crawler.extract._date_meaning import Context, RefusedError, day_meant, day_of
from crawler.extract._date_text import fold_stamp

_MAX_LENGTH: Final = 100
_KINDS: Final = {
    label.lower(): kind
    for kind, labels in (
        ("posted", POSTED_LABELS),
        ("updated", UPDATED_LABELS),
        ("issued", ISSUED_LABELS),
    )
    for label in labels
}
_KIND_OF: Final = {"".join(label.split()): kind for label, kind in _KINDS.items()}
"""By the letters alone: a label is also printed without its spaces ("Ngàyđăng: ...")."""
_WEEKDAYS: Final = {"hai": 0, "ba": 1, "tư": 2, "năm": 3, "sáu": 4, "bảy": 5}
_SUNDAY: Final = 6
_ANY: Final = "2"
"""Stands for every digit of a shape; the second day of the week is one, too."""
_DIGITS: Final = bytes.maketrans(b"0123456789", _ANY.encode() * 10)
_WEEKDAY: Final = r"(?:thứ (?P<w>hai|ba|tư|năm|sáu|bảy|2)|(?P<cn>chủ nhật|cn))(?:, ?| ?[–-] | )"
_HALF: Final = r"(?: ?(?P<half{0}>am|pm|sa|ch))?"
_TIME: Final = (
    r"(?P<h{0}>22?)(?::(?P<mi{0}>22)(?::(?P<s{0}>22))?"
    + _HALF
    + r"|(?:[hg]| giờ )(?P<mh{0}>22)(?: phút)?)"
)
_DAYS: Final = (
    ("dmy", r"(?P<d>22?)(?P<sign>[/.-])(?P<m>22?)(?P=sign)(?P<y>2222)"),
    ("long_vi", r"(?P<d>22?) tháng (?P<m>22?)(?:,? năm |, ?| )(?P<y>2222)"),
)
_LABEL: Final = rf"(?:(?P<label>{alternatives(list(_KINDS))})(?: ?: | ?:(?=22?[/.-])| (?=[2nlt])))?"
_SHAPES: Final = (
    *(
        (
            rule,
            re.compile(
                rf"[ (|•]*{_LABEL}"
                rf"(?:(?:lúc )?{_TIME.format(0)}(?: ?[,|] ?| ?[–-] | ))?(?:{_WEEKDAY})?(?:ngày )?{day}"
                rf"(?:(?: ?[,|] ?| ?[–-] | )(?:lúc )?{_TIME.format(1)})?"
                r"(?: ?[(\[]?gmt ?\+ ?(?P<gmt>22?)[)\]]?)?[ )|]*",
                re.IGNORECASE,
            ),
        )
        for rule, day in _DAYS
    ),
    (
        "iso",
        re.compile(
            r"(?P<y>2222)-(?P<m>22?)-(?P<d>22?)(?:[tT ](?P<h1>22):(?P<mi1>22)(?::(?P<s1>22))?)?"
        ),
    ),
)
_SIGNED: Final = re.compile(
    r"(?:published )?(?P<d>22?)/(?P<m>22?)/(?P<y>2222) ?by [^\W\d_]\D*", re.IGNORECASE
)
"""Joomla's Helix templates: "05/10/2021 By quantri"; in the text of the whole line, "2021By"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shape:
    """Where the numbers of a stamp stand, and what its words say."""

    rule: str
    precision: Precision
    day: slice
    month: slice
    year: slice
    hour: slice | None
    minute: slice
    second: slice | None
    half: str
    """`am`, `pm` or nothing."""
    weekday: int | None
    numbered: slice | None
    """Where the number of a weekday stands ("thứ 3")."""
    zone: slice | None
    kind: str
    """What the label says that it is the time of."""
    refused: bool = False
    """Does the grammar find no date in it?"""


def read_plain(text: str, context: Context) -> tuple[Reading, set[str]] | None:
    """What a plain stamp says with the flags of doubt; None when it is for the grammar to read.

    Raises RefusedError for a day or a time of day that can't be one of publication.
    """
    if len(text) > _MAX_LENGTH:
        return None
    text = " ".join(text.split())
    shape = _shape(text.encode("utf-8", "replace").translate(_DIGITS))
    if shape is None or (shape.zone is not None and text[shape.zone] not in ("7", "07")):
        return None
    if shape.refused:
        raise RefusedError
    weekday = shape.weekday
    if shape.numbered is not None:
        weekday = int(text[shape.numbered]) - 2
        if not 0 <= weekday < _SUNDAY:
            return None
    clock = _clock(text, shape)
    if clock is None:
        raise RefusedError
    numbers = int(text[shape.day]), int(text[shape.month]), int(text[shape.year])
    if shape.rule == "iso":
        value, flags = day_of(numbers[2], numbers[1], numbers[0]), set[str]()
        if value is None:
            return None
    else:
        value, flags = _day(shape.rule, *numbers, weekday, context)
    flags |= context.check(value)
    if shape.kind != "posted":
        flags.add(shape.kind)
    if clock == _MIDNIGHT and shape.precision != "day":
        flags.add("midnight")
    return Reading(datetime.combine(value, clock, VIETNAM), shape.precision, shape.rule), flags


_MIDNIGHT: Final = time()


@lru_cache(maxsize=1 << 11)
def _shape(shape: bytes) -> _Shape | None:
    """What there is to know of all stamps of a shape; None if they are no plain stamps.

    Their digits are made alike in UTF-8, where that is a look into a table.
    """
    text = shape.decode()
    for rule, pattern in _SHAPES:
        match = pattern.fullmatch(text)
        if match is not None:
            return _measured(rule, match)
    match = _SIGNED.fullmatch(text)
    return _signed(match) if match is not None else None


def _signed(match: re.Match[str]) -> _Shape | None:
    """A day with the name of who posted it behind, if the grammar takes it for a mere day or for
    none. What it finds does not depend on the digits."""
    folded = fold_stamp(match[0])
    if folded is None:
        return None
    seen = scan(folded)
    if not (seen.dates or seen.months or seen.yearless):
        return _measured("dmy", match, refused=True)
    read = (*seen.times, *seen.weekdays, *seen.zones, *seen.labels, *seen.counters)
    if read or len(seen.dates) != 1 or seen.dates[0].rule != "dmy":
        return None
    try:
        doubts = judge(seen, seen.dates[0])
    except RefusedError:
        return None
    return None if doubts or LUNAR_SIGN.search(seen.masked) else _measured("dmy", match)


def _measured(rule: str, match: re.Match[str], *, refused: bool = False) -> _Shape | None:
    said = match.groupdict()

    def place(name: str) -> slice | None:
        return slice(*match.span(name)) if said.get(name) else None

    def known(name: str) -> slice:
        return slice(*match.span(name))

    clocks = [place for place in "01" if said.get(f"h{place}")]
    if len(clocks) > 1:
        return None
    one = clocks[0] if clocks else "1"
    label, named = said.get("label"), said.get("w")
    half = (said.get(f"half{one}") or "").lower()
    precision: Precision = (
        "second" if said.get(f"s{one}") else "minute" if said.get(f"h{one}") else "day"
    )
    return _Shape(
        rule=rule, precision=precision, day=known("d"), month=known("m"), year=known("y"),
        hour=place(f"h{one}"), minute=place(f"mi{one}") or place(f"mh{one}") or slice(0, 0),
        second=place(f"s{one}"), half={"sa": "am", "ch": "pm"}.get(half, half),
        weekday=_WEEKDAYS.get(named.lower()) if named else _SUNDAY if said.get("cn") else None,
        numbered=place("w") if named == _ANY else None, zone=place("gmt"),
        kind=_KIND_OF["".join(label.lower().split())] if label else "posted",
        refused=refused,
    )  # fmt: skip


def _day(
    rule: str, day: int, month: int, year: int, weekday: int | None, context: Context
) -> tuple[date, set[str]]:
    """The day that is meant; at once where nothing speaks for another one."""
    value = day_of(year, month, day) if context.day_first is not False else None
    if value is not None:
        either_way = rule == "dmy" and day <= 12 and day != month
        if weekday is None:
            doubtful = either_way and context.day_first is None
            return value, {"ambiguous_dm"} if doubtful else set()
        if value.weekday() == weekday and not (
            either_way and date(year, day, month).weekday() == weekday
        ):
            return value, set()
    return day_meant(rule, (day, month, year), weekday, context)


def _clock(text: str, shape: _Shape) -> time | None:
    """The time of day, midnight where none is printed; None for a wrong one."""
    if shape.hour is None:
        return _MIDNIGHT
    hour, minute = int(text[shape.hour]), int(text[shape.minute])
    second = int(text[shape.second]) if shape.second else 0
    if shape.half == "pm" and hour < 12:
        hour += 12
    elif shape.half == "am" and hour == 12:
        hour = 0
    if hour > 23 or minute > 59 or second > 59:
        return None
    return time(hour, minute, second)
