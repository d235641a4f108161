"""Which portals may vanish first, and why: the order in which to crawl when time is short.

A score is a sum of signs, each told in words. What weighs most is what usually comes last before
the end: the name gone, a closed door, errors again and again. A portal that has been dead for long
and is kept comes last: nothing more can be had of it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from archive.probes import Outcome, Probe, history
from archive.standing import last_seen_alive

DYING = 100
"""More than all quiet signs together: who is not there now comes before whoever is."""

NO_NAME, CLOSED, MOVED = 60, 50, 40
FAILED_ONCE = 30
"""One error, or none in time, may be a bad moment."""

FAILING, FAILING_MOST = 12, 60
"""Points for each probe in a row that found the portal not alive, and at most."""

EXPIRED, EXPIRING, BAD_CERTIFICATE = 25, 15, 10
MERGED, NEVER_KEPT, RED = 20, 15, 10
SILENT_MOST, STALE_MOST = 15, 10

_SOON = timedelta(days=30)
"""A certificate that is renewed by a machine is renewed earlier than this."""

_SILENT = timedelta(days=90)
_DEAD = timedelta(days=60)
"""Not alive for so long, and kept: it waits behind those that can still be saved."""

_WORDS: dict[Outcome, str] = {
    "moved": "its home page leads to another site",
    "closed": "its home page is a closed door",
    "refused": "its server answers with errors",
    "no answer": "it does not answer",
    "no name": "its name does not resolve",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Risk:
    """How likely a portal is to vanish soon, compared with others."""

    portal: str
    url: str
    score: int
    reasons: tuple[str, ...]
    last_seen_alive: str | None
    last_success: str | None
    probe: Probe | None
    """The latest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sign:
    points: int
    reason: str


def by_risk(conn: sqlite3.Connection, at: datetime) -> list[Risk]:
    """All portals that can be crawled, the one most at risk first."""
    rows = conn.execute(
        "SELECT p.id, p.url, p.place_old, p.place_new, "
        "(SELECT max(k.finished_at) FROM crawls k WHERE k.portal = p.id AND k.state = 'done') "
        "AS success, (SELECT k.state FROM crawls k WHERE k.portal = p.id ORDER BY k.id DESC LIMIT 1) "
        "AS state, (SELECT max(published) FROM current_articles a WHERE a.portal = p.id) AS newest "
        "FROM portals p WHERE p.removed_at IS NULL AND p.url <> ''"
    ).fetchall()
    found = [_risk(conn, row, at) for row in rows]
    return sorted(found, key=lambda one: (-one.score, one.last_success or "", one.portal))


def _risk(conn: sqlite3.Connection, row: sqlite3.Row, at: datetime) -> Risk:
    probes = history(conn, row["id"])
    alive = last_seen_alive(conn, row["id"])
    kept = row["success"] is not None
    signs = [
        *_not_alive(probes),
        *_certificate(probes, at),
        *_merged(conn, row),
        *_silence(row["newest"], at),
        *_unkept(row["success"], row["state"], at),
    ]
    score = sum(sign.points for sign in signs)
    reasons = tuple(
        sign.reason for sign in sorted(signs, key=lambda sign: -sign.points) if sign.points
    )
    if kept and _is_dead(probes, alive, at):
        score, reasons = 0, (f"dead since {alive[:10] if alive else '?'}, and kept", *reasons)
    return Risk(
        portal=row["id"], url=row["url"], score=score, reasons=reasons, last_seen_alive=alive,
        last_success=row["success"], probe=probes[0] if probes else None,
    )  # fmt: skip


def _is_dead(probes: Sequence[Probe], alive: str | None, at: datetime) -> bool:
    failing = bool(probes) and probes[0].outcome != "alive"
    return failing and alive is not None and at - datetime.fromisoformat(alive) > _DEAD


def _not_alive(probes: Sequence[Probe]) -> Iterator[_Sign]:
    failing = next((n for n, probe in enumerate(probes) if probe.outcome == "alive"), len(probes))
    if not failing:
        if sum(probe.outcome != "alive" for probe in probes[:10]) >= 2:
            times = sum(probe.outcome != "alive" for probe in probes[:10])
            yield _Sign(points=6 * times, reason=f"{times} of its last 10 probes failed")
        return
    latest = probes[0]
    weight = {"no name": NO_NAME, "closed": CLOSED, "moved": MOVED}.get(latest.outcome, 0)
    points = FAILED_ONCE
    if weight or failing > 1:
        points = DYING + weight + min(FAILING * failing, FAILING_MOST)
    often = f", {failing} times in a row" if failing > 1 else ""
    detail = f": {latest.target or latest.error}" if latest.target or latest.error else ""
    yield _Sign(points=points, reason=f"{_WORDS[latest.outcome]}{often}{detail}")


def _certificate(probes: Sequence[Probe], at: datetime) -> Iterator[_Sign]:
    seen = next((one for one in probes if one.tls_until or one.tls_problem), None)
    if seen is None:
        return
    until = datetime.fromisoformat(seen.tls_until) if seen.tls_until else None
    if until is not None and until < at:
        yield _Sign(points=EXPIRED, reason=f"its certificate expired on {until:%d/%m/%Y}")
    elif until is not None and until < at + _SOON:
        yield _Sign(points=EXPIRING, reason=f"its certificate expires on {until:%d/%m/%Y}")
    elif seen.tls_problem:
        yield _Sign(points=BAD_CERTIFICATE, reason=f"its certificate is bad: {seen.tls_problem}")


def _merged(conn: sqlite3.Connection, row: sqlite3.Row) -> Iterator[_Sign]:
    """The portal of a commune that no longer is one has nobody who pays for it."""
    if row["place_old"] is None or row["place_new"] is not None:
        return
    place = conn.execute(
        "SELECT type || ' ' || name AS name, valid_to FROM places WHERE code = ? "
        "AND valid_to IS NOT NULL",
        (row["place_old"],),
    ).fetchone()
    if place is not None:
        what = f"{place['name']} was merged into another commune ({place['valid_to']})"
        yield _Sign(points=MERGED, reason=what)


def _silence(newest: str | None, at: datetime) -> Iterator[_Sign]:
    if newest is None or len(newest) < 10:
        return
    silent = at.date() - datetime.fromisoformat(newest).date()
    if silent > _SILENT:
        points = min(SILENT_MOST, 5 + silent // _SILENT)
        yield _Sign(points=points, reason=f"nothing new since {newest[:10]}")


def _unkept(success: str | None, state: str | None, at: datetime) -> Iterator[_Sign]:
    if success is None:
        yield _Sign(points=NEVER_KEPT, reason="it was never crawled to its end")
    else:
        days = (at - datetime.fromisoformat(success)).days
        yield _Sign(
            points=min(STALE_MOST, days // 7), reason=f"last crawled well on {success[:10]}"
        )
    if state == "red":
        yield _Sign(points=RED, reason="its last crawl was red")
