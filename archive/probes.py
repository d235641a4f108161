"""Probes: what short looks at the home pages of portals have shown, kept as history.

A probe is no capture: nothing of the page is kept but a digest of its visible text. Probes are
written beside a running crawl, which holds the archive's lock but never its database for long.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from archive.errors import ArchiveBusy, ArchiveError
from archive.folder import disk_full

Outcome = Literal["alive", "moved", "closed", "refused", "no answer", "no name"]
"""alive: a page of the portal came. moved: it leads to another site. closed: the page is of a
parked, suspended or mended site, or a login. refused: an error status. no answer: no connection, or
none in time. no name: the name does not resolve."""

OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)

_PATIENCE = 30.0
"""Seconds to wait for the database while a crawl commits."""

_OFFLINE = 3
"""From so many portals on, no name resolving at all is this machine's fault, not theirs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """One look at one portal."""

    portal: str
    at: str
    outcome: Outcome
    ip: str | None = None
    status: int | None = None
    target: str | None = None
    """Where its home page leads, if elsewhere."""
    tls_until: str | None = None
    """When its certificate ends (ISO 8601)."""
    tls_problem: str | None = None
    """What is wrong with the certificate, as OpenSSL says it."""
    digest: str | None = None
    """SHA-256 of the visible text without what moves: digits, weekdays."""
    error: str | None = None
    """What happened, in words."""
    milliseconds: int = 0


def keep_probes(folder: Path, probes: Sequence[Probe]) -> None:
    """Adds probes to the history, also while a crawl runs.

    Raises:
        ArchiveError: no name resolved at all (nothing is kept then), or the disk is full.
        ArchiveBusy: a crawl did not let the database go in time.
    """
    if len(probes) >= _OFFLINE and all(one.outcome == "no name" for one in probes):
        raise ArchiveError(
            f"none of {len(probes)} names resolves: this machine seems to be offline. No probe was "
            "kept; try again when it is online"
        )
    names = Probe.__slots__
    marks = ", ".join(f":{name}" for name in names)
    rows = [{name: getattr(one, name) for name in names} for one in probes]
    try:
        with closing(sqlite3.connect(folder / "archive.db", timeout=_PATIENCE)) as conn, conn:
            conn.executemany(f"INSERT INTO probes ({', '.join(names)}) VALUES ({marks})", rows)
    except sqlite3.OperationalError as error:
        if "locked" in str(error) or "busy" in str(error):
            raise ArchiveBusy(
                f"{folder} was busy for {_PATIENCE:.0f} s; the probes were not kept, try again"
            ) from error
        raise disk_full(error, folder) from error


def history(conn: sqlite3.Connection, portal: str, *, last: int = 30) -> list[Probe]:
    """The latest probes of a portal, newest first."""
    rows = conn.execute(
        f"SELECT {', '.join(Probe.__slots__)} FROM probes WHERE portal = ? ORDER BY id DESC LIMIT ?",
        (portal, last),
    )
    return [Probe(**dict(row)) for row in rows]
