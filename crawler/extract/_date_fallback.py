"""dateparser, as the last resort for one labelled stamp that our grammar can't read.

Lives here: the only use of dateparser in the project, under guards that leave it no room to
invent: the value must be short, have a four-digit year and only words of dates, and the day and
the year that come back must stand in it. Gives days, never a time of day.

Does not live here: a decision. `dates.py` asks last and flags the answer "fallback".
dateparser is imported on first use: it takes a third of a second.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Final

_MAX_CANDIDATE: Final = 40
_YEAR: Final = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
_NUMBERS: Final = re.compile(r"\d+")
_MAX_NUMBERS: Final = 3
_WORD: Final = re.compile(r"[^\W\d_]+")
_MONTH_OR_DAY: Final = re.compile(
    r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec|mon|tues?|wed|thurs?|fri|sat|sun)"
    r"(?:uary|ruary|ch|il|ust|ember|ober|tember|day|nesday|sday|urday)?"
    r"|thang|thg|thu|hai|ba|tu|nam|sau|bay|chu|nhat|ngay|st|nd|rd|th|of|the|in"
)
_SETTINGS: Final = {
    "DATE_ORDER": "DMY",
    "PARSERS": ["absolute-time"],
    "PREFER_LOCALE_DATE_ORDER": False,
    "REQUIRE_PARTS": ["day", "month", "year"],
    "STRICT_PARSING": True,
}


def read_with_dateparser(candidate: str) -> date | None:
    """The day that an isolated candidate names, or None. Never raises."""
    numbers = _NUMBERS.findall(candidate)
    if len(candidate) > _MAX_CANDIDATE or not _YEAR.search(candidate):
        return None
    words = _WORD.findall(candidate)
    if not 2 <= len(numbers) <= _MAX_NUMBERS or not words:
        return None
    if not all(_MONTH_OR_DAY.fullmatch(word) for word in words):
        return None
    import dateparser

    try:
        parsed = dateparser.parse(candidate, languages=["vi", "en"], settings=_SETTINGS)
    except (ValueError, OverflowError, TypeError, KeyError, RecursionError, re.error):
        return None
    if parsed is None:
        return None
    printed = {int(one) for one in numbers}
    return parsed.date() if {parsed.day, parsed.year} <= printed else None
