"""How much may be asked of each portal in one run: pages, bytes, time, and not in quiet hours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from archive.folder import VIETNAM
from archive.quiet import QuietHours, parse_quiet_hours
from archive.record import Portal


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """Why a portal is not asked any more in this run."""

    reason: str
    until: float | None = None
    """Unix time from which on the same command goes on; None: at once."""
    red: bool = False
    """Is something wrong with the portal?"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What is allowed for one portal in this run; None: no limit."""

    max_pages: int | None = None
    max_bytes: int | None = None
    """Received from all hosts for this portal."""
    seconds: float | None = None
    """From the beginning of the run."""
    quiet: QuietHours = field(default_factory=QuietHours)

    def reached(self, *, pages: int, size: int, seconds: float) -> Pause | None:
        """The limit that is used up, if one is."""
        if self.max_pages is not None and pages >= self.max_pages:
            return Pause(reason=f"{self.max_pages} pages fetched: the limit of a run")
        if self.max_bytes is not None and size >= self.max_bytes:
            return Pause(
                reason=f"{size / 1e6:.1f} MB received: the limit of a run is "
                f"{self.max_bytes / 1e6:.1f} MB"
            )
        if self.seconds is not None and seconds >= self.seconds:
            return Pause(reason=f"{self.seconds:.0f} seconds are over: the limit of a run")
        return None

    def quiet_pause(self, now: float) -> Pause | None:
        """The quiet hours that reign now, if they do."""
        until = self.quiet.until(now)
        if until <= now:
            return None
        then = datetime.fromtimestamp(until, VIETNAM)
        return Pause(reason=f"quiet hours until {then:%H:%M}", until=until)


def limits_of(portal: Portal, given: Mapping[str, float | int | None]) -> Limits:
    """The portal's own limits, each in the place of which `given` may put another for this run."""
    pages, size, seconds = (given.get(name) for name in ("max_pages", "max_bytes", "budget"))
    return Limits(
        max_pages=portal.max_pages if pages is None else int(pages),
        max_bytes=portal.max_bytes if size is None else int(size),
        seconds=portal.budget if seconds is None else float(seconds),
        quiet=parse_quiet_hours(portal.quiet_hours or ""),
    )
