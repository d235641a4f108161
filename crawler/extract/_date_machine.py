"""Times written by machines for machines: attributes, JSON, feeds.

Lives here: ISO 8601 and its misspellings, compact digits, Unix epochs, .NET's /Date()/ and RFC 822
with numeric zones. All patterns match a whole folded value or nothing. What has no zone is
Vietnam's time.

Does not live here: anything that people write, and the judgement whether the value makes sense
as a time of publication (`dates.py`).
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache
from typing import Final, Literal, NamedTuple

from crawler.extract._date_grammar import ENGLISH_MONTHS

VIETNAM: Final = timezone(timedelta(hours=7))
"""Vietnam's time. Never zoneinfo: its rules before 1975 give +08:00 and +07:07."""

Precision = Literal["second", "minute", "day", "month", "year"]

_CLOCK: Final = r"(?P<h>\d{2}):(?P<mi>\d{2})(?::(?P<s>\d{2})(?:[.,]\d{1,9})?)?"
_OFFSET: Final = r"(?P<zone>z|ict|utc|gmt|[+-] ?\d{2}(?: ?:? ?\d{2})?)"
_ISO: Final = re.compile(
    rf"(?P<y>\d{{4}})-(?P<m>\d{{1,2}})-(?P<d>\d{{1,2}})(?:(?:t| t? ?){_CLOCK}(?: ?{_OFFSET})?)?"
)
# PHP's date('Y-m-dTH:i:s') prints its zone where the T should be: NukeViet 4.4, og:published_time.
_ISO_ZONE_FOR_T: Final = re.compile(
    rf"(?P<y>\d{{4}})-(?P<m>\d{{2}})-(?P<d>\d{{2}})(?P<zone>[+-]\d{{2}}|ict|utc){_CLOCK}"
    r"(?: ?[+-]\d{2}:?\d{2})?"
)
_COMPACT: Final = re.compile(
    r"(?P<y>(?:19|20)\d{2})(?P<m>\d{2})(?P<d>\d{2})"
    rf"(?:t?(?P<h>\d{{2}})(?P<mi>\d{{2}})(?P<s>\d{{2}})?{_OFFSET}?)?"
)
_RFC822: Final = re.compile(
    rf"(?:[a-z]{{3,9}},? )?(?P<d>\d{{1,2}}) (?P<mon>{'|'.join(ENGLISH_MONTHS)})[a-z]* (?P<y>\d{{4}}) "
    rf"{_CLOCK}(?: {_OFFSET})?(?: \([a-z ]+\))?"
)
_JAVASCRIPT: Final = re.compile(
    rf"[a-z]{{3}} (?P<mon>{'|'.join(ENGLISH_MONTHS)}) (?P<d>\d{{1,2}}) (?P<y>\d{{4}}) {_CLOCK}"
    r"(?: (?:gmt|utc)(?P<zone>[+-]\d{4}))?(?: \([a-z ]+\))?"
)
_ASCTIME: Final = re.compile(
    rf"[a-z]{{3}} (?P<mon>{'|'.join(ENGLISH_MONTHS)}) (?P<d>\d{{1,2}}) {_CLOCK} "
    r"(?:(?P<zone>ict|utc|gmt) )?(?P<y>\d{4})"
)
_DOTNET: Final = re.compile(r"/*date\((?P<ms>-?\d{1,14})(?:[+-]\d{4})?\)/*")
_EPOCH: Final = re.compile(r"(?P<epoch>1\d{9}|1\d{12}|1\d{9}\.\d{1,6})")
_MAX_SHAPE: Final = 64


class Reading(NamedTuple):
    """What a machine's value says."""

    at: datetime
    precision: Precision
    rule: str


@lru_cache(maxsize=64)
def offset(zone: str | None) -> timezone:
    """The zone of "z", "utc", "+07", "+0700", "+ 07:00"; Vietnam's for none."""
    if zone is None or zone == "ict":
        return VIETNAM
    digits = re.sub(r"\D", "", zone)
    if not digits:
        return UTC
    shift = timedelta(hours=int(digits[:2]), minutes=int(digits[2:] or 0))
    return timezone(-shift if zone.startswith("-") else shift)


def _from_parts(match: re.Match[str], rule: str) -> Reading:
    parts = match.groupdict()
    month = ENGLISH_MONTHS.index(parts["mon"]) + 1 if parts.get("mon") else int(parts["m"])
    hour, minute, second = parts["h"], parts["mi"], parts["s"]
    at = datetime(
        int(parts["y"]),
        month,
        int(parts["d"]),
        int(hour or 0),
        int(minute or 0),
        int(second or 0),
        tzinfo=offset(parts["zone"]) if hour else VIETNAM,
    ).astimezone(VIETNAM)
    return Reading(at, "second" if second else "minute" if hour else "day", rule)


def _from_epoch(milliseconds: float, rule: str) -> Reading:
    at = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=milliseconds)
    return Reading(at.astimezone(VIETNAM).replace(microsecond=0), "second", rule)


_WHOLE_ISO: Final = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T(?:[01][0-9]|2[0-3]):[0-9]{2}:[0-9]{2}(?:Z|[+-][0-9]{2}:[0-9]{2})"
)


def read_iso(text: str) -> Reading | None:
    """A whole ISO 8601 time as nearly all software writes it; `read_machine` reads it alike."""
    if _WHOLE_ISO.fullmatch(text) is None:
        return None
    try:
        return Reading(datetime.fromisoformat(text).astimezone(VIETNAM), "second", "iso")
    except (ValueError, OverflowError):
        return None


def read_machine(folded: str) -> Reading | None:
    """The value of a whole machine-written time; None when it's something else or impossible."""
    if len(folded) > _MAX_SHAPE:
        return None
    try:
        for rule, pattern in (
            ("iso", _ISO),
            ("iso_zone_for_t", _ISO_ZONE_FOR_T),
            ("compact", _COMPACT),
            ("rfc822", _RFC822),
            ("javascript", _JAVASCRIPT),
            ("asctime", _ASCTIME),
        ):
            if match := pattern.fullmatch(folded):
                return _from_parts(match, rule)
        if match := _DOTNET.fullmatch(folded):
            return _from_epoch(int(match["ms"]), "dotnet")
        if match := _EPOCH.fullmatch(folded):
            value = match["epoch"]
            in_milliseconds = len(value) == 13 and value.isdecimal()
            return _from_epoch(float(value) * (1 if in_milliseconds else 1000), "epoch")
    except (ValueError, OverflowError):
        return None
    return None
