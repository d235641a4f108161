"""What waits for each receiver, in which order, and what came of it. Nothing is sent here.

Of one article the receiver learns events in their order: a later one waits until the earlier was
delivered or given up. Articles do not wait for each other.

    2xx                     done
    410                     the receiver is paused; nothing is lost
    no answer, 429, 502-504 the receiver rests (`RESTS`), and everything waits with it
    any other answer        this event is tried again (`SCHEDULE`), and given up after the last
    10 failures in a row    the receiver rests, whatever it answered
    5 days of failures only the receiver is paused; nothing is lost

A crash between sending and `settle` sends once more: with the same `message`, by which the receiver
knows it again.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from archive.editorial import workflow
from archive.editorial.database import Actor, Editorial
from archive.editorial.errors import NotValid
from archive.editorial.publications import Event
from archive.folder import stamp
from archive.webhooks.receivers import Webhook, hook

_S, _M, _H = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)

SCHEDULE = (5 * _S, 5 * _M, 30 * _M, 2 * _H, 5 * _H, 10 * _H, 14 * _H, 20 * _H, 24 * _H)
"""After each refusal of an event, how long until it is tried again: 10 times in 76 hours."""

RESTS = (5 * _S, 30 * _S, 2 * _M, 10 * _M, 30 * _M)
"""After each failure in a row, how long a receiver is left alone; the last one repeats."""

_IN_A_ROW = 10
_TOO_LONG = timedelta(days=5)
_LONGEST_WISH = timedelta(days=1)
"""Of `Retry-After`."""

_KEPT = timedelta(days=30)
"""For so long attempts are in the log."""

_BATCH = 10_000
"""Announcements that are listed for a receiver in one transaction."""

_BUSY = (408, 425, 429, 502, 503, 504)
"""Answers that speak of the receiver, not of the event."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One event for one receiver."""

    webhook: str
    sequence: int
    """Of the announcement: grows with time, for all articles."""
    event: Event
    article: str
    at: str
    """When the public saw it so; UTC."""
    digest: str
    """Of what is public of the article; empty when it is not public."""

    @property
    def message(self) -> str:
        """By it a receiver knows an event again, also after a restored backup."""
        told = f"{self.article} {self.at} {self.event}"
        return "msg_" + hashlib.sha256(told.encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of one attempt."""

    status: int | None = None
    """What the receiver answered; None: nothing."""
    error: str | None = None
    milliseconds: int = 0
    retry_after: float | None = None
    """Seconds that it asks for."""

    @property
    def delivered(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One line of the delivery log."""

    webhook: str
    sequence: int
    event: str
    article: str
    at: str
    status: int | None
    error: str | None
    milliseconds: int
    state: str
    """Of the delivery by now: waiting, done, given up."""
    next_at: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How many events of one receiver stand how."""

    waiting: int = 0
    done: int = 0
    given_up: int = 0


def list_new(ed: Editorial, ident: str, moment: datetime) -> None:
    """Lists what was announced since the last time and is wanted by this receiver."""
    while True:
        with ed.transaction() as conn:
            row = conn.execute(
                "SELECT events, listed, (SELECT coalesce(max(seq), 0) FROM announcements) AS newest "
                "FROM webhooks WHERE id = ?", (ident,),
            ).fetchone()  # fmt: skip
            if row is None or row["listed"] >= row["newest"]:
                return
            until = min(row["newest"], row["listed"] + _BATCH)
            _list(conn, ident, row["events"], row["listed"] + 1, until, moment)
            conn.execute("UPDATE webhooks SET listed = ? WHERE id = ?", (until, ident))
            conn.execute("DELETE FROM attempts WHERE at < ?", (stamp(moment - _KEPT),))


def _list(
    conn: sqlite3.Connection, ident: str, events: str, first: int, last: int, moment: datetime
) -> int:
    """Also what was done or given up waits again."""
    wanted = events.split()
    marks = ",".join("?" * len(wanted))
    return conn.execute(
        "INSERT INTO deliveries (webhook, announcement, article, next_at) "
        f"SELECT ?, seq, article, ? FROM announcements WHERE seq BETWEEN ? AND ? "
        f"AND event IN ({marks}) ON CONFLICT (webhook, announcement) DO UPDATE SET "
        "state = 'waiting', refusals = 0, next_at = excluded.next_at",
        (ident, stamp(moment), first, last, *wanted),
    ).rowcount


_DUE = """
FROM deliveries d WHERE d.webhook = ? AND d.state = 'waiting' AND d.next_at <= ?
AND NOT EXISTS (
    SELECT 1 FROM deliveries e WHERE e.webhook = d.webhook AND e.article = d.article
    AND e.announcement < d.announcement AND e.state = 'waiting'
)
"""


def due(ed: Editorial, ident: str, moment: datetime, *, limit: int = 100) -> list[Delivery]:
    """What can be sent now: of each article the earliest event that waits."""
    rows = ed.conn.execute(
        "SELECT w.webhook, a.seq AS sequence, a.event, a.article, a.at, a.digest FROM ("
        f"SELECT d.webhook, d.announcement {_DUE} ORDER BY d.next_at, d.announcement LIMIT ?) w "
        "JOIN announcements a ON a.seq = w.announcement ORDER BY a.seq",
        (ident, stamp(moment), limit),
    )
    return [Delivery(**dict(row)) for row in rows]


def is_due(ed: Editorial, one: Webhook, moment: datetime) -> bool:
    """Is there anything to do for this receiver?"""
    if rests(one, moment):
        return False
    new = ed.conn.execute(
        "SELECT 1 FROM webhooks WHERE id = ? "
        "AND listed < (SELECT coalesce(max(seq), 0) FROM announcements)", (one.id,),
    ).fetchone()  # fmt: skip
    if new is not None:
        return True
    found = ed.conn.execute(f"SELECT 1 {_DUE} LIMIT 1", (one.id, stamp(moment))).fetchone()
    return found is not None


def rests(one: Webhook, moment: datetime) -> bool:
    """Is it paused, or left alone for a while?"""
    return one.paused_at is not None or (one.rest_until or "") > stamp(moment)


def settle(ed: Editorial, sent: Delivery, outcome: Outcome, moment: datetime) -> None:
    """Writes down what came of an attempt, and what follows."""
    with ed.transaction() as conn:
        row = conn.execute(
            "SELECT w.failures, w.failing_since, d.refusals FROM webhooks w JOIN deliveries d "
            "ON d.webhook = w.id WHERE w.id = ? AND d.announcement = ?",
            (sent.webhook, sent.sequence),
        ).fetchone()
        if row is None:
            return  # the receiver was removed meanwhile
        conn.execute(
            "INSERT INTO attempts (webhook, announcement, at, status, error, milliseconds) "
            "VALUES (?, ?, ?, ?, ?, ?)",
            (sent.webhook, sent.sequence, stamp(moment), outcome.status, outcome.error,
             outcome.milliseconds),
        )  # fmt: skip
        if outcome.delivered:
            _put(conn, sent, "done", 0, moment)
            conn.execute(
                "UPDATE webhooks SET failures = 0, failing_since = NULL, rest_until = NULL "
                "WHERE id = ?", (sent.webhook,),
            )  # fmt: skip
        else:
            _failed(ed, sent, outcome, row, moment)


def _failed(
    ed: Editorial, sent: Delivery, outcome: Outcome, row: sqlite3.Row, moment: datetime
) -> None:
    failures, since = row["failures"] + 1, row["failing_since"] or stamp(moment)
    busy = outcome.status is None or outcome.status in _BUSY
    refusals = row["refusals"] + (not busy)
    until = moment
    if busy or failures >= _IN_A_ROW:
        wish = min(timedelta(seconds=outcome.retry_after or 0), _LONGEST_WISH)
        until += max(RESTS[min(failures, len(RESTS)) - 1], wish)
    ed.conn.execute(
        "UPDATE webhooks SET failures = ?, failing_since = ?, rest_until = ? WHERE id = ?",
        (failures, since, stamp(until) if until > moment else None, sent.webhook),
    )
    if outcome.status == 410:
        _put(ed.conn, sent, "waiting", row["refusals"], moment)
        _pause(ed, sent.webhook, "the receiver answered 410: it is gone", moment)
        return
    given_up = refusals > len(SCHEDULE)
    following = moment if busy else moment + SCHEDULE[min(refusals, len(SCHEDULE)) - 1]
    _put(ed.conn, sent, "given up" if given_up else "waiting", refusals, max(following, until))
    if since <= stamp(moment - _TOO_LONG):
        _pause(ed, sent.webhook, f"nothing could be delivered since {since}", moment)


def _put(
    conn: sqlite3.Connection, sent: Delivery, state: str, refusals: int, next_at: datetime
) -> None:
    conn.execute(
        "UPDATE deliveries SET state = ?, refusals = ?, next_at = ?, attempts = attempts + 1 "
        "WHERE webhook = ? AND announcement = ?",
        (state, refusals, stamp(next_at), sent.webhook, sent.sequence),
    )


def _pause(ed: Editorial, ident: str, why: str, moment: datetime) -> None:
    ed.conn.execute(
        "UPDATE webhooks SET paused_at = ?, paused_why = ? WHERE id = ?",
        (stamp(moment), why, ident),
    )
    by = Actor(name="luutru", via="schedule")
    workflow.note(ed, by=by, act="pause webhook", kind="webhook", key=ident, reason=why)


def replay(ed: Editorial, ident: str, first: int, last: int, *, by: Actor, moment: datetime) -> int:
    """Events of these numbers wait again, as if they had never been sent; how many there are.

    Raises:
        NoSuchItem; NotValid: no event that the receiver wants has such a number.
    """
    with ed.transaction() as conn:
        events = " ".join(hook(conn, ident).events)
        number = _list(conn, ident, events, first, last, moment)
        if not number:
            wanted = f"number {first}" if first == last else f"a number from {first} to {last}"
            raise NotValid("sequence", f"no event that it wants has {wanted}: `luutru webhook log`")
        workflow.note(
            ed, by=by, act="replay webhook", kind="webhook", key=ident, first=first, last=last
        )
    return number


def log(
    conn: sqlite3.Connection, ident: str | None = None, *, failed: bool = False, limit: int = 50
) -> Iterator[Attempt]:
    """The newest attempts first."""
    rows = conn.execute(
        "SELECT t.webhook, t.announcement AS sequence, a.event, a.article, t.at, t.status, t.error, "
        "t.milliseconds, d.state, CASE d.state WHEN 'waiting' THEN d.next_at END AS next_at "
        "FROM attempts t JOIN announcements a ON a.seq = t.announcement "
        "JOIN deliveries d ON d.webhook = t.webhook AND d.announcement = t.announcement "
        "WHERE (?1 IS NULL OR t.webhook = ?1) AND (NOT ?2 OR t.status IS NULL "
        "OR t.status NOT BETWEEN 200 AND 299) ORDER BY t.id DESC LIMIT ?3",
        (ident, int(failed), limit),
    )
    for row in rows:
        yield Attempt(**dict(row))


def counts(conn: sqlite3.Connection, ident: str) -> Counts:
    """Of one receiver; what was announced and is not listed yet waits too."""
    rows = conn.execute(
        "SELECT state, count(*) AS number FROM deliveries WHERE webhook = ? GROUP BY 1", (ident,)
    )
    found = {row["state"]: row["number"] for row in rows}
    row = conn.execute("SELECT events, listed FROM webhooks WHERE id = ?", (ident,)).fetchone()
    wanted = row["events"].split()
    marks = ",".join("?" * len(wanted))
    new = conn.execute(
        f"SELECT count(*) FROM announcements WHERE seq > ? AND event IN ({marks})",
        (row["listed"], *wanted),
    ).fetchone()[0]
    return Counts(
        waiting=found.get("waiting", 0) + new, done=found.get("done", 0),
        given_up=found.get("given up", 0),
    )  # fmt: skip
