"""What the parts of a found date mean: which day, which year, which time of day, which zone.

Lives here: day first or month first and what a printed weekday says to it, the century of a
short year, the years that a time of publication may have, the two halves of the day.

Does not live here: whether the date is a stamp at all (`_date_judge.py`).
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import Final, NamedTuple

from crawler.extract._date_grammar import (
    PART_OF_DAY,
    Found,
    Scan,
    number,
    weekday_number,
    year_number,
)

FIRST_YEAR: Final = 1990
LAST_YEAR: Final = 2099
NUMERIC_RULES: Final = ("dmy", "mixed", "spaced")
"""The rules whose dates are numbers only, so that day and month may be taken for each other."""
_CENTURY_PIVOT: Final = 50

_HALF_BEFORE: Final = re.compile(r"\b(?:am|pm|sa|ch)\s?$")


class RefusedError(Exception):
    """This is no time of publication, or not a certain one."""


_LAST_DAY: Final = date(LAST_YEAR, 12, 31)


class Context(NamedTuple):
    """What the stamp itself does not say."""

    now: datetime | None
    day_first: bool | None

    def latest(self) -> date:
        return self.now.date() + timedelta(days=1) if self.now else _LAST_DAY

    def check(self, day: date) -> set[str]:
        """Flags of a day that may be; refuses one that can't."""
        if day.year < FIRST_YEAR or day.year > (self.now.year + 1 if self.now else LAST_YEAR):
            raise RefusedError
        return {"future"} if day > self.latest() else set()


def resolve(found: Found, weekday: int | None, context: Context) -> tuple[date, set[str]]:
    """The day that a date means, with the doubts about it."""
    match = found.match
    printed = number(match["d"]), number(match["m"]), year_number(match["y"])
    return day_meant(found.rule, printed, weekday, context, short_year=len(match["y"]) == 2)


def day_meant(
    rule: str, printed: tuple[int, int, int], weekday: int | None, context: Context, *,
    short_year: bool = False,
) -> tuple[date, set[str]]:  # fmt: skip
    """The same for the numbers of day, month and year in the order in which people say them."""
    day, month, year = printed
    flags = set[str]()
    numeric = rule in NUMERIC_RULES
    orders = [(day, month), (month, day)] if numeric and day != month else [(day, month)]
    if context.day_first is False:
        orders.reverse()
    make = _day_of_short_year if short_year else day_of
    readings = [
        (order, value) for order in orders if (value := make(year, order[1], order[0], context))
    ]
    if not readings:
        raise RefusedError
    if short_year:
        flags.add("two_digit_year")
    (order, value) = readings[0]
    fitting = [one for one in readings if weekday is not None and one[1].weekday() == weekday]
    if fitting:
        order, value = fitting[0]
    elif weekday is not None:
        flags.add("weekday_mismatch")
    if len(readings) == 2 and len(fitting) != 1 and context.day_first is None:
        flags.add("ambiguous_dm")
    if numeric and order != ((day, month) if context.day_first is not False else (month, day)):
        flags.add("swapped_dm")
    return value, flags


def day_of(year: int, month: int, day: int, _context: Context | None = None) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _day_of_short_year(year: int, month: int, day: int, context: Context) -> date | None:
    """The century that does not put it after the time of fetching."""
    recent = day_of(2000 + year, month, day)
    if context.now:
        past = recent is not None and recent <= context.latest()
    else:
        past = year < _CENTURY_PIVOT
    return recent if past else day_of(1900 + year, month, day)


def named_weekday(seen: Scan, found: Found) -> int | None:
    named = {weekday_number(one) for one in seen.weekdays if seen.joined(one, found)}
    if len(named) > 1:
        raise RefusedError
    return next(iter(named), None)


def clock_of(seen: Scan, found: Found | None = None) -> tuple[time, bool] | None:
    """The one time of day next to a date (or anywhere), and whether it has seconds."""
    clocks: set[tuple[time, bool]] = set()
    for one in seen.times:
        if found and not seen.joined(one, found):
            continue
        if one.match["less"] or _HALF_BEFORE.search(seen.masked[: one.start]):
            raise RefusedError
        clocks.add(_time_of_day(one, seen))
    if len(clocks) > 1:
        raise RefusedError
    return next(iter(clocks), None)


def _time_of_day(found: Found, seen: Scan) -> tuple[time, bool]:
    match = found.match
    hour, second = int(match["h"]), match["s"] or match["s2"] or match["s3"]
    minutes = match["mi"] or match["mi2"] or "0"
    minute = 30 if minutes == "ruoi" else int(minutes)
    half = (match["half"] or "").replace(".", "")
    if not half and (part := PART_OF_DAY.search(seen.segment(found.start, found.end))):
        half = part.group()
    if half in ("toi", "dem", "khuya") and hour == 12:
        raise RefusedError
    if half in ("pm", "ch", "chieu", "toi") and hour < 12:
        hour += 12
    elif half in ("am", "sa", "sang") and hour == 12:
        hour = 0
    elif (half == "trua" and hour < 4) or (half in ("dem", "khuya") and 6 < hour < 12):
        hour += 12
    try:
        return time(hour, minute, int(second or 0)), second is not None
    except ValueError:
        raise RefusedError from None


def zone_of(seen: Scan) -> str | None:
    if not seen.zones:
        return None
    match = seen.zones[0].match
    hours, minutes = match["o"] or match["p"], match["om"] or match["pm"] or "00"
    if hours is None:
        return "utc" if match.group().strip("([ )]") in ("gmt", "utc", "z") else "ict"
    sign, digits = hours[0], hours[1:].strip().zfill(2)
    if int(digits) > 14:
        raise RefusedError
    return f"{sign}{digits}{minutes}"
