"""Quiet hours: times of day in which a portal is not asked, in the portal's time (+07:00)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from archive.errors import ArchiveError
from archive.folder import VIETNAM

_SPAN = re.compile(r"([01]?\d|2[0-3])[:h]([0-5]\d)-([01]?\d|2[0-3]|24)[:h]([0-5]\d)")
_DAY = 24 * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class QuietHours:
    """Spans of minutes of the day; one that ends before it begins goes over midnight."""

    spans: tuple[tuple[int, int], ...] = ()

    def __str__(self) -> str:
        return ",".join(f"{_clock(a)}-{_clock(b)}" for a, b in self.spans)

    def until(self, at: float) -> float:
        """Unix time when the quiet that reigns at Unix time `at` ends; `at` itself if none does."""
        if not self.spans:
            return at
        began = end = datetime.fromtimestamp(at, VIETNAM)
        for _ in range(len(self.spans) + 1):  # one span may lead into the next
            later = self._end_of_span(end)
            if later is None:
                break
            end = later
        return at if end is began else end.timestamp()

    def _end_of_span(self, moment: datetime) -> datetime | None:
        minute = moment.hour * 60 + moment.minute
        midnight = moment.replace(hour=0, minute=0, second=0, microsecond=0)
        for start, end in self.spans:
            if start < end and start <= minute < end:
                return midnight + timedelta(minutes=end)
            if start > end and (minute >= start or minute < end):
                return midnight + timedelta(minutes=end, days=int(minute >= start))
        return None


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def parse_quiet_hours(text: str) -> QuietHours:
    """`07:00-18:00`, several with commas between; empty for none.

    Raises:
        ArchiveError: not such a text, or quiet all day.
    """
    spans = []
    for part in filter(None, (p.strip() for p in text.split(","))):
        found = _SPAN.fullmatch(part.replace(" ", ""))
        if found is None:
            raise ArchiveError(f"{part!r} are no quiet hours: give them like 07:00-18:00")
        h1, m1, h2, m2 = map(int, found.groups())
        start, end = h1 * 60 + m1, h2 * 60 + m2
        if start == end or end > _DAY or (start, end) == (0, _DAY):
            raise ArchiveError(f"{part!r} leaves no time to crawl in; give hours like 07:00-18:00")
        spans.append((start, end))
    quiet = QuietHours(spans=tuple(spans))
    if quiet.spans and _covered(quiet) == _DAY:
        raise ArchiveError(f"{text!r} leaves no time to crawl in; give hours like 07:00-18:00")
    return quiet


def _covered(quiet: QuietHours) -> int:
    minutes: set[int] = set()
    for start, end in quiet.spans:
        minutes.update(m % _DAY for m in range(start, end + (_DAY if end < start else 0)))
    return len(minutes)
