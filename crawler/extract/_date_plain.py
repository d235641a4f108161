"""The stamps that most pages print, read in one go: "Thứ ba, 05/10/2021 - 10:18", "Ngày đăng: ...".

Lives here: one pattern for a whole stamp of label, weekday, day and time of day, as printed. It
reads nothing that the grammar would not read alike, only ten times faster; what it does not match
from end to end is the grammar's (`_date_grammar.py`). The tests hold the two to each other.

Does not live here: which day is meant (`_date_meaning.py`).
"""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import Final

from crawler.extract._date_grammar import Found
from crawler.extract._date_labels import (
    ISSUED_LABELS,
    POSTED_LABELS,
    UPDATED_LABELS,
    alternatives,
)
from crawler.extract._date_machine import VIETNAM, Precision, Reading
from crawler.extract._date_meaning import Context, day_of, resolve

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
_WEEKDAYS: Final = {
    "hai": 0, "ba": 1, "tư": 2, "năm": 3, "sáu": 4, "bảy": 5,
    "2": 0, "3": 1, "4": 2, "5": 3, "6": 4, "7": 5,
}  # fmt: skip
_SUNDAY: Final = 6
_WEEKDAY: Final = r"(?:thứ (?P<w>hai|ba|tư|năm|sáu|bảy|[2-7])|(?P<cn>chủ nhật|cn))(?:, ?| )"
_HALF: Final = r"(?: ?(?P<half{0}>am|pm|sa|ch))?"
_TIME: Final = (
    r"(?P<h{0}>[0-9]{{1,2}})(?::(?P<mi{0}>[0-9]{{2}})(?::(?P<s{0}>[0-9]{{2}}))?"
    + _HALF
    + r"|(?:[hg]| giờ )(?P<mh{0}>[0-9]{{2}})(?: phút)?)"
)
_DAYS: Final = (
    ("dmy", r"(?P<d>[0-9]{1,2})(?P<sign>[/.-])(?P<m>[0-9]{1,2})(?P=sign)(?P<y>[0-9]{4})"),
    ("long_vi", r"(?P<d>[0-9]{1,2}) tháng (?P<m>[0-9]{1,2})(?:,? năm |, ?| )(?P<y>[0-9]{4})"),
)
_STAMPS: Final = tuple(
    (
        rule,
        re.compile(
            rf"[ (|•]*(?:(?P<label>{alternatives(list(_KINDS))})(?: ?: | ?:(?=[0-9]{{1,2}}[/.-])| (?=[0-9nlt])))?"
            rf"(?:(?:lúc )?{_TIME.format(0)}(?: ?[,|] ?| ?[–-] | ))?(?:{_WEEKDAY})?(?:ngày )?{day}"
            rf"(?:(?: ?[,|] ?| ?[–-] | )(?:lúc )?{_TIME.format(1)})?"
            r"(?: ?[(\[]?gmt ?\+ ?0?7[)\]]?)?[ )|]*",
            re.IGNORECASE,
        ),
    )
    for rule, day in _DAYS
)


def read_plain(text: str, context: Context) -> tuple[Reading, set[str]] | None:
    """What a plain stamp says with the flags of doubt; None when it is for the grammar to read.

    Raises RefusedError for a day that can't be a time of publication.
    """
    if len(text) > _MAX_LENGTH:
        return None
    text = " ".join(text.split())
    for rule, pattern in _STAMPS:
        match = pattern.fullmatch(text)
        if match is not None:
            return _read(rule, match, context)
    return None


def _read(rule: str, match: re.Match[str], context: Context) -> tuple[Reading, set[str]] | None:
    clock = _clock(match)
    if clock is None:
        return None
    day, flags = _day(rule, match, context)
    flags |= context.check(day)
    label = match["label"]
    if label and (kind := _KIND_OF["".join(label.lower().split())]) != "posted":
        flags.add(kind)
    at = datetime.combine(day, clock[0], tzinfo=VIETNAM)
    precision = clock[1]
    if precision != "day" and clock[0] == time():
        flags.add("midnight")
    return Reading(at, precision, rule), flags


def _day(rule: str, match: re.Match[str], context: Context) -> tuple[date, set[str]]:
    """The day that is meant; at once where nothing speaks for another one."""
    day, month, year, named = int(match["d"]), int(match["m"]), int(match["y"]), match["w"]
    weekday = _WEEKDAYS[named.lower()] if named else _SUNDAY if match["cn"] else None
    value = day_of(year, month, day) if context.day_first is None else None
    if value is not None:
        either_way = rule == "dmy" and day <= 12 and day != month
        if weekday is None:
            return value, {"ambiguous_dm"} if either_way else set()
        if value.weekday() == weekday and not (
            either_way and date(year, day, month).weekday() == weekday
        ):
            return value, set()
    found = Found(rule=rule, start=match.start("d"), end=match.end("y"), match=match)
    return resolve(found, weekday, context)


def _clock(match: re.Match[str]) -> tuple[time, Precision] | None:
    """The one time of day and its precision; midnight and "day" for none; None for a wrong one."""
    places = [place for place in "01" if match[f"h{place}"]]
    if len(places) != 1:
        return None if places else (time(), "day")
    place = places[0]
    hours, minute = int(match[f"h{place}"]), match[f"mi{place}"] or match[f"mh{place}"]
    second, half = match[f"s{place}"], match[f"half{place}"]
    if half:
        if not 0 < hours <= 12:
            return None
        hours = hours % 12 + 12 * (half.lower() in ("pm", "ch"))
    try:
        clock = time(hours, int(minute), int(second or 0))
    except ValueError:
        return None
    return clock, "second" if second else "minute"
