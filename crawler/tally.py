"""What a crawl of one portal has done so far in this run: for whoever watches it, and its report."""

from __future__ import annotations

from dataclasses import dataclass, field

from archive.crawls import Crawl
from crawler.limits import Pause


@dataclass(slots=True)
class Tally:
    """What a crawl of one portal has done so far in this run."""

    crawl: Crawl
    requests: int = 0
    pages: int = 0
    articles: int = 0
    new: int = 0
    changed: int = 0
    gone: int = 0
    moved: int = 0
    media: int = 0
    failed: int = 0
    bytes: int = 0
    listings: int = 0
    conditional: int = 0
    not_modified: int = 0
    revisits: int = 0
    glances: int = 0
    saved: int = 0
    unchanged: int = 0
    found: int = 0
    """Addresses of articles that the frontier knows."""
    waiting: int = 0
    """Entries still to be asked; as of the latest `count`."""
    pause: Pause | None = None
    """Why the portal is not asked any more in this run."""
    last: str = ""
    errors: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    """What happened that is worth a line of the log."""

    def put_off(self, pause: Pause) -> None:
        """Not to be asked any more in this run."""
        if self.pause is None:
            self.pause = pause
            self.notes.append(f"paused: {pause.reason}")

    def add(self, counted: dict[str, int]) -> None:
        for name, value in counted.items():
            if value and hasattr(self, name):
                setattr(self, name, getattr(self, name) + value)
