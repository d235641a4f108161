"""When was it posted? Reads the printed time of publication of an article.

Lives here: `parse_posted` (a stamp as people see it), `parse_machine` (attributes, JSON, feeds),
`find_posted` (the stamp within several lines), `Posted`, and every decision about a date: which
number is the day, which year is meant, what is no stamp at all.

Does not live here: where on a page the stamp stands (`article.py`), the patterns
(`_date_grammar.py`, `_date_machine.py`, `_date_relative.py`), the mending of letters
(`_date_text.py`), and any clock: the time of fetching is an argument.

The rule above all others: refuse rather than guess. What is read in spite of a doubt says so in
`Posted.flags`; see FLAGS. Nothing raises, whatever the string.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache
from itertools import islice
from typing import Final

from crawler.extract._date_fallback import read_with_dateparser
from crawler.extract._date_grammar import (
    SEPARATOR,
    WORD,
    Found,
    Scan,
    number,
    scan,
    unknown_words,
    words_of_dates,
    year_number,
)
from crawler.extract._date_judge import (
    DATELINE,
    LUNAR_SIGN,
    anchored,
    judge,
    label_flags,
)
from crawler.extract._date_labels import (
    ISSUED_LABELS,
    LABEL_PATTERN,
    POSTED_LABELS,
    UPDATED_LABELS,
    label_kind,
)
from crawler.extract._date_machine import (
    VIETNAM,
    Precision,
    Reading,
    offset,
    read_iso,
    read_machine,
)
from crawler.extract._date_meaning import (
    NUMERIC_RULES,
    Context,
    RefusedError,
    clock_of,
    day_of,
    named_weekday,
    resolve,
    zone_of,
)
from crawler.extract._date_plain import read_plain
from crawler.extract._date_relative import read_relative
from crawler.extract._date_text import fold_stamp, shown

__all__ = [
    "FLAGS",
    "ISSUED_LABELS",
    "POSTED_LABELS",
    "UPDATED_LABELS",
    "VIETNAM",
    "Posted",
    "find_posted",
    "is_prose",
    "parse_machine",
    "parse_posted",
    "proven_order",
]

FLAGS: Final = {
    "ambiguous_dm": "day and month could be the other way round; read day first",
    "swapped_dm": "only month-first is possible, or the weekday fits month-first only",
    "weekday_mismatch": "the printed weekday is not the weekday of the date",
    "two_digit_year": "two digits of a year: the century was inferred, and the order is not certain",
    "year_inferred": "no year printed: the latest one before the time of fetching",
    "month_precision": "only the month is known",
    "year_precision": "only the year is known",
    "relative": "reckoned back from the time of fetching",
    "updated": "the label says that it's the time of an edit",
    "issued": "the label says that it's the date of a document",
    "dateline": "the place and date line of a document",
    "in_text": "stands among other words: perhaps a date that the text speaks of",
    "midnight": "00:00 is often the mark of a field that has only a date",
    "zone": "printed in another time zone and converted",
    "future": "later than the time of fetching",
    "compact": "digits without separators",
    "epoch": "a bare Unix time",
    "fallback": "read by dateparser, not by our grammar",
}
"""What each flag of `Posted.flags` means."""

_LIKE_SERVICE_NUMBER: Final = re.compile(r"1[89]00\d{6}")
_FEASTS: Final = frozenset(
    ((3, 2), (8, 3), (26, 3), (30, 4), (1, 5), (19, 5), (27, 7), (19, 8), (2, 9), (20, 10))
) | {(20, 11), (22, 12)}  # spoken of by day and month alone, as are streets named after them
_YEARS_BACK: Final = 6  # within which a weekday tells the year of a date without one
_MAX_REMEMBERED: Final = 200  # characters of a stamp that may be met again
_MAX_LINES: Final = 40
_LINE_OF_PROSE: Final = 64  # characters that no machine's time has
_WORDS_OF_PROSE: Final = 5  # which no pattern reads: more than one could take for a part of a date
_WORTH_READING: Final = re.compile(
    r"\d|truoc|\bago\b|\bnay\b|\bqua\b|xong|\bmoi\b|vua|cach day|now|today|yesterday|ngoai|\bnam\b"
    r"|\bkiaf?\b|last"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """A time of publication, as understood and as printed."""

    at: datetime
    """In +07:00. What is finer than `precision` is zero or one, and means nothing."""
    precision: Precision
    text: str
    """What the page printed, NFC."""
    rule: str
    """The rule of the grammar that read it."""
    flags: frozenset[str] = frozenset()
    """Why to doubt it; each is explained in FLAGS."""

    def iso(self) -> str:
        """ISO 8601, as long as it's precise: 2021-10-05T10:18:39+07:00, 2021-10-05, 2021-10."""
        if self.precision in ("second", "minute"):
            return self.at.isoformat(timespec="seconds")
        return self.at.date().isoformat()[: {"day": 10, "month": 7, "year": 4}[self.precision]]


def parse_posted(
    text: str, *, fetched_at: datetime | None = None, day_first: bool | None = None
) -> Posted | None:
    """The time of publication that a printed stamp tells, or None.

    `fetched_at` is what "hôm qua", "28/12" and two-digit years are reckoned from; without it they
    are refused or left at a pivot. A naive one is taken as Vietnam's time. `day_first` is what is
    known of the portal: it settles 05/10/2021 in silence; by default the day comes first and the
    result is flagged `ambiguous_dm`. Never raises.
    """
    now = _in_vietnam(fetched_at)
    if len(text) > _MAX_REMEMBERED:
        read = _read_or_refuse(text, Context(now=now, day_first=day_first))
    else:
        read = _read_on(text, day_first, now.date() if now else None)
        if read and now and "relative" in read[1]:
            read = _read_or_refuse(text, Context(now=now, day_first=day_first))
    return _posted(text, *read) if read else None


def proven_order(text: str | None) -> bool | None:
    """Does this printed stamp prove by itself that its portal writes the day first (True) or the
    month (False)? None for all that would read either way, or names the month.

    >>> proven_order("23/05/2021 10:41:27 AM"), proven_order("05/10/2021")
    (True, None)
    """
    posted = parse_posted(text) if text else None
    if posted is None or posted.rule.split("+")[0] not in NUMERIC_RULES:
        return None
    if posted.flags & {"ambiguous_dm", "two_digit_year", "weekday_mismatch"}:
        return None
    if "swapped_dm" in posted.flags:
        return False
    return True if posted.at.day != posted.at.month else None


def parse_machine(text: str, *, fetched_at: datetime | None = None) -> Posted | None:
    """The time in an attribute or a JSON value: ISO 8601, RFC 822, epoch, /Date()/; or None."""
    reading = read_iso(text) or read_machine((fold_stamp(text) or "").strip("\"' "))
    if reading is None:
        return None
    try:
        flags = Context(now=_in_vietnam(fetched_at), day_first=None).check(reading.at.date())
    except RefusedError:
        return None
    return _posted(text, reading, flags | _midnight(reading))


def find_posted(
    text: str, *, fetched_at: datetime | None = None, day_first: bool | None = None
) -> Posted | None:
    """The one stamp in a few lines of mixed text, or None when there's none or more than one.

    Stricter than `parse_posted`: a date among other words never counts. A label of publication
    beats no label, which beats a label of an edit.
    """
    whole = parse_posted(text, fetched_at=fetched_at, day_first=day_first)
    if whole and not whole.flags & {"in_text", "dateline"}:
        return whole
    lines = [line for line in text[:20_000].splitlines() if line.strip()][:_MAX_LINES]
    read = [parse_posted(line, fetched_at=fetched_at, day_first=day_first) for line in lines]
    stamps = [one for one in read if one and not one.flags & {"in_text", "dateline", "issued"}]
    first_hand = [one for one in stamps if "updated" not in one.flags]
    distinct = {one.iso(): one for one in first_hand or stamps}
    return next(iter(distinct.values())) if len(distinct) == 1 else None


def is_prose(text: str) -> bool:
    """Is this certainly a sentence that at most speaks of a date? Quick: for lines by the dozen.

    True promises that `parse_posted` finds nothing in it, or only with a flag that says how
    little it is worth: `in_text`, `dateline`, `month_precision`, `year_precision`.
    """
    if len(text) <= _LINE_OF_PROSE:
        return False
    folded = fold_stamp(text)
    if folded is None or LABEL_PATTERN.search(folded) or SEPARATOR.search(folded):
        return False
    words = (word for word in WORD.findall(folded) if word not in words_of_dates())
    return len(list(islice(words, _WORDS_OF_PROSE))) == _WORDS_OF_PROSE


def _in_vietnam(at: datetime | None) -> datetime | None:
    if at is None:
        return None
    try:
        at = at.replace(tzinfo=VIETNAM) if at.tzinfo is None else at.astimezone(VIETNAM)
    except (ValueError, OverflowError):
        return None
    return at if 1900 < at.year < 9000 else None


def _posted(text: str, reading: Reading, flags: set[str]) -> Posted:
    if reading.precision in ("month", "year"):
        flags = flags | {f"{reading.precision}_precision"}
    return Posted(
        at=reading.at,
        precision=reading.precision,
        text=shown(text),
        rule=reading.rule,
        flags=frozenset(flags),
    )


def _midnight(reading: Reading) -> set[str]:
    timed = reading.precision in ("second", "minute")
    return {"midnight"} if timed and reading.at.time() == time() else set()


_Read = tuple[Reading, set[str]]


@lru_cache(maxsize=1 << 12)
def _read_on(text: str, day_first: bool | None, today: date | None) -> _Read | None:
    """What a stamp says to whom reads it that day; remembered, since the pages of a portal show
    the same dates again and again. Only a relative one needs the time of day, too."""
    now = datetime.combine(today, time(), tzinfo=VIETNAM) if today else None
    return _read_or_refuse(text, Context(now=now, day_first=day_first))


def _read_or_refuse(text: str, context: Context) -> _Read | None:
    try:
        return read_plain(text, context) or _read_folded(text, context)
    except (RefusedError, ValueError, OverflowError):
        return None


def _read_folded(text: str, context: Context) -> _Read | None:
    """What the grammar reads, however the stamp is spelled."""
    folded = fold_stamp(text)
    return _read(folded, context) if folded is not None else None


def _read(folded: str, context: Context) -> _Read | None:
    if not _WORTH_READING.search(folded):
        return None
    label = LABEL_PATTERN.match(folded)
    value = folded[label.end() :].strip(" :") if label else folded
    if (machine := read_machine(value)) and not _LIKE_SERVICE_NUMBER.fullmatch(value):
        flags = context.check(machine.at.date()) | _midnight(machine)
        if machine.rule == "epoch" or (machine.rule == "compact" and len(value) < 14):
            flags.add(machine.rule)
        return machine, flags | label_flags(scan(folded).labels if label else [])
    seen = scan(folded)
    if LUNAR_SIGN.search(seen.masked):
        raise RefusedError
    if seen.dates:
        try:
            return _read_dated(seen, context)
        except RefusedError:
            if not seen.labels:
                raise
        return _read_by_label(seen, context)
    if context.now and (reading := read_relative(seen, context.now, clock_of(seen))):
        return reading, context.check(reading.at.date()) | {"relative"} | label_flags(seen.labels)
    if label and not seen.months and (day := read_with_dateparser(value)):
        at = datetime.combine(day, time(), tzinfo=VIETNAM)
        return Reading(at, "day", "dateparser"), (
            context.check(day) | {"fallback"} | label_flags(seen.labels)
        )
    if seen.months or seen.yearless:
        return _read_partial(seen, context)
    return None


def _read_by_label(seen: Scan, context: Context) -> _Read:
    """Several stamps in one line, told apart by their labels: the posted one first."""
    starts = [label.start for label in seen.labels if anchored(seen, label)]
    by_kind: dict[str, dict[datetime, _Read]] = {"posted": {}, "updated": {}, "issued": {}}
    for start, end in zip(starts, [*starts[1:], len(seen.folded)], strict=True):
        part = scan(seen.folded[start:end])
        if (start, end) == (0, len(seen.folded)) or not (part.dates and part.labels):
            continue
        try:
            read = _read_dated(part, context)
        except RefusedError:
            continue
        by_kind[label_kind(part.labels[0].match)][read[0].at] = read
    for kind in by_kind.values():
        if len(kind) == 1:
            return next(iter(kind.values()))
        if kind:
            break
    raise RefusedError


def _read_dated(seen: Scan, context: Context) -> _Read:
    """A stamp with a whole date in it."""
    read = [(found, *resolve(found, named_weekday(seen, found), context)) for found in seen.dates]
    if len({day for _, day, _ in read}) != 1:
        raise RefusedError
    clocks = {one: clock for one, _, _ in read if (clock := clock_of(seen, one))}
    if len(set(clocks.values())) > 1:
        raise RefusedError
    anchor = next(iter(clocks), read[0][0])
    day, flags = next((day, flags) for found, day, flags in read if found is anchor)
    flags = flags | context.check(day) | judge(seen, anchor)
    if anchor not in clocks:
        return Reading(datetime.combine(day, time(), tzinfo=VIETNAM), "day", anchor.rule), flags
    time_of_day, has_seconds = clocks[anchor]
    at = datetime.combine(day, time_of_day, tzinfo=VIETNAM)
    if zone := zone_of(seen):
        at = at.replace(tzinfo=offset(zone)).astimezone(VIETNAM)
        flags = flags | ({"zone"} if offset(zone) != VIETNAM else set())
    reading = Reading(at, "second" if has_seconds else "minute", anchor.rule)
    return reading, flags | _midnight(reading)


def _read_partial(seen: Scan, context: Context) -> _Read | None:
    """A date without its day or without its year: only where nothing else is printed."""
    found = [*seen.months, *seen.yearless]
    dateline = bool(DATELINE.match(seen.masked[: found[0].start])) and bool(seen.months)
    left = seen.masked[found[0].start if dateline else 0 :]
    if len(found) != 1 or unknown_words(left) or re.search(r"\d", left):
        raise RefusedError
    one = found[0]
    flags = label_flags(seen.labels) | ({"dateline"} if dateline else set())
    if seen.months:
        if seen.times or seen.weekdays:
            raise RefusedError
        day = date(year_number(one.match["y"]), number(one.match["m"]), 1)
        at = datetime.combine(day, time(), tzinfo=VIETNAM)
        return Reading(at, "month", "month"), flags | context.check(day)
    return _read_yearless(seen, one, context, flags)


def _read_yearless(seen: Scan, one: Found, context: Context, flags: set[str]) -> _Read | None:
    printed = one.match.groupdict()
    sure = bool(seen.labels or seen.times or seen.weekdays)
    numbers = (printed["d"], printed["m"])
    doubtful = printed.get("s") == "-" or printed["m"] == "may" or one.match.group() == "24/7"
    doubtful = doubtful or (bool(printed.get("s")) and tuple(map(number, numbers)) in _FEASTS)
    if context.now is None or (doubtful and not sure):
        return None
    day, month = number(printed["d"]), number(printed["m"])
    weekday = named_weekday(seen, one)
    if printed.get("s") and context.day_first is False:
        day, month = month, day
    past = [
        value
        for back in range(_YEARS_BACK if weekday is not None else 2)
        if (value := day_of(context.now.year - back, month, day)) and value <= context.latest()
    ]
    if not past:
        raise RefusedError
    value = next((one for one in past if one.weekday() == weekday), past[0])
    flags = flags | {"year_inferred"} | context.check(value)
    if printed.get("s") and day <= 12 and day != month and context.day_first is None:
        flags.add("ambiguous_dm")
    if weekday not in (None, value.weekday()):
        flags.add("weekday_mismatch")
    clock = clock_of(seen, one)
    at = datetime.combine(value, clock[0] if clock else time(), tzinfo=VIETNAM)
    precision: Precision = "day" if clock is None else "second" if clock[1] else "minute"
    return Reading(at, precision, "yearless"), flags
