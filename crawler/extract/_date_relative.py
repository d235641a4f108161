"""Times told from the time of fetching: "5 phút trước", "hôm qua lúc 16:45", "năm ngoái".

Lives here: the words, and the reckoning in Vietnam's time. A count of months or years gives a
month or a year, never an invented day.

Does not live here: a clock. The time of fetching is an argument, already in Vietnam's time.
"""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from typing import Final

from crawler.extract._date_grammar import LABEL, TIME, WEEKDAY, ZONE, Scan, number, weekday_number
from crawler.extract._date_machine import Precision, Reading

_UNITS: Final[dict[str, str]] = {
    word: unit
    for unit, words in (
        ("seconds", "giay second sec"),
        ("minutes", "phut p ph ' minute min"),
        ("hours", "gio tieng h hour hr"),
        ("days", "ngay hom day"),
        ("weeks", "tuan week"),
        ("months", "thang month"),
        ("years", "nam year"),
    )
    for word in words.split()
}
_UNIT: Final = "|".join(sorted(map(re.escape, _UNITS), key=len, reverse=True))
_AMOUNT: Final = (
    r"\d{1,3}|an?|(?:hai |ba )?muoi(?: (?:mot|hai|ba|bon|lam|sau|bay|tam|chin))?"
    "|mot|hai|ba|bon|nam|sau|bay|tam|chin"
)
_COUNTED: Final = re.compile(rf"(?<![a-z\d])({_AMOUNT}) ?({_UNIT})s?(?![a-z])")
_AGO: Final = re.compile(
    rf"(?:khoang |hon |gan |about )?(?P<since>cach day )?(?:khoang |hon |gan |about )?"
    rf"(?P<counts>(?:{_AMOUNT}) ?(?:{_UNIT})s?(?:,? (?:va )?(?:{_AMOUNT}) ?(?:{_UNIT})s?)?)"
    r"(?: dong ho)?(?: ?(?P<ago>truoc|ago)(?: day)?)?"
)
_NOW: Final = re.compile(
    r"(?:vua xong|vua moi(?: dang)?|moi day|vua dang|moi dang|just now|(?:vai|mot vai) giay truoc"
    r"|a few seconds ago)"
)
_LAST_MONTH: Final = re.compile(r"thang truoc|last month")
_YEAR_WORDS: Final = {"nam ngoai": 1, "nam truoc": 1, "last year": 1, "nam kia": 2}
_DAYS_BACK: Final = {"nay": 0, "qua": 1, "kia": 2, "kiaf": 3, "today": 0, "yesterday": 1}
_DAY_WORD: Final = re.compile(
    rf"[\s,|-]*(?P<before>{TIME}*)[\s,|-]*(?:luc |vao )?"
    r"(?:(?:(?:ngay )?(?:hom|bua)|(?P<part>sang|trua|chieu|toi|dem|khuya)(?: hom)?)"
    rf" (?P<day>nay|qua|kiaf?)|(?P<en>today|yesterday)|(?<=[{TIME} ])(?P<tail>nay|qua))"
    rf"[\s,|-]*(?:(?:luc|vao|hoi|at) ?)?(?P<after>{TIME}*)[\s,|.]*"
)
_WEEK_BEFORE: Final = re.compile(
    rf"[\s,]*{TIME}*[\s,]*{WEEKDAY}+ tuan (?:truoc|qua)[\s,]*(?:luc )?{TIME}*[\s,|.]*"
)
_STRONG: Final = re.compile(r"[|;()\[\]]| - |^- | (?:boi|by) ")
_EDGES: Final = " ,.:-/"


def _blank(text: str, marks: str) -> str:
    return text.translate(dict.fromkeys(map(ord, marks), " "))


def _months_back(now: datetime, months: int) -> datetime:
    index = now.year * 12 + now.month - 1 - months
    return now.replace(year=index // 12, month=index % 12 + 1, day=1)


def _count_back(now: datetime, counts: str) -> tuple[datetime, Precision]:
    back: dict[str, int] = {}
    for amount, unit in _COUNTED.findall(counts):
        back[_UNITS[unit]] = 1 if amount in ("a", "an") else number(amount)
    months = back.pop("years", 0) * 12 + back.pop("months", 0)
    day_known = bool(back) and not months
    at = now - timedelta(**back)
    if months:
        whole_years = months % 12 == 0 and "thang" not in counts and "month" not in counts
        return _months_back(at, months), "year" if whole_years and not back else "month"
    exact = day_known and not back.keys() <= {"days", "weeks"}
    return at, "second" if exact else "day"


def _floor(at: datetime, precision: Precision) -> datetime:
    if precision == "second":
        return at.replace(microsecond=0)
    at = at.replace(hour=0, minute=0, second=0, microsecond=0)
    return at.replace(
        month=1 if precision == "year" else at.month, day=at.day if precision == "day" else 1
    )


def _read_words(text: str, now: datetime) -> Reading | None:
    """One phrase without anything around it."""
    if _NOW.fullmatch(text):
        return Reading(_floor(now, "second"), "second", "just_now")
    if (match := _AGO.fullmatch(text)) and (match["since"] or match["ago"]):
        at, precision = _count_back(now, match["counts"])
        return Reading(_floor(at, precision), precision, "ago")
    if _LAST_MONTH.fullmatch(text):
        return Reading(_floor(_months_back(now, 1), "month"), "month", "last_month")
    if text in _YEAR_WORDS:
        at = now.replace(year=now.year - _YEAR_WORDS[text], month=1, day=1)
        return Reading(_floor(at, "year"), "year", "last_year")
    return None


def _at_clock(day: datetime, clock: tuple[time, bool] | None, rule: str) -> Reading:
    if clock is None:
        return Reading(_floor(day, "day"), "day", rule)
    at = datetime.combine(day.date(), clock[0], tzinfo=day.tzinfo)
    return Reading(at, "second" if clock[1] else "minute", rule)


def read_relative(seen: Scan, now: datetime, clock: tuple[time, bool] | None) -> Reading | None:
    """The time that a scanned stamp without a date tells; None when it's not certain.

    `clock` is the time of day found in the stamp and whether it has seconds. The words must be
    the whole stamp but for labels and a name split off by a separator: "Hôm nay: 25" is a counter.
    """
    if _NOW.fullmatch(seen.folded.strip(_EDGES)):
        return Reading(_floor(now, "second"), "second", "just_now")
    masked = _blank(seen.masked, LABEL + ZONE).strip(_EDGES)
    if match := _DAY_WORD.fullmatch(masked):
        back = _DAYS_BACK[match["day"] or match["en"] or match["tail"]]
        return _at_clock(now - timedelta(days=back), clock, "day_word")
    if seen.weekdays and _WEEK_BEFORE.fullmatch(masked):
        monday = now - timedelta(days=now.weekday() + 7)
        return _at_clock(
            monday + timedelta(days=weekday_number(seen.weekdays[0])), clock, "week_before"
        )
    folded = seen.folded
    for read in (*seen.labels, *seen.counters):
        folded = folded[: read.start] + " " * (read.end - read.start) + folded[read.end :]
    parts = [part.strip(_EDGES) for part in _STRONG.split(folded)]
    readings = [(part, reading) for part in parts if (reading := _read_words(part, now))]
    others = "".join(part for part in parts if part not in dict(readings))
    if len(readings) != 1 or any(char.isdigit() for char in others):
        return None
    return readings[0][1]
