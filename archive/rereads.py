"""Runs of re-reading: what today's rules made of captures kept earlier, and how to undo it.

A run adds revisions (`revisions.reread` names it) to the capture that is already there: they are
better readings, not edits of the portal. Undoing a run makes the revision before it current
again; no revision is removed and no number used twice. See docs/decisions/0008.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from archive import articles
from archive.errors import ArchiveError
from archive.folder import Archive, now, stamp
from archive.record import Article
from archive.search import later


@dataclass(frozen=True, slots=True, kw_only=True)
class Reread:
    """One run."""

    id: int
    state: str
    """`running`, `done`, `stopped` (given up for another run), `rolled back`."""
    started_at: str
    finished_at: str | None
    version: int
    """Of the reader."""
    scope: Mapping[str, str]
    """What was chosen: portal, article, field."""
    read: int = 0
    changed: int = 0
    added: int = 0
    lost: int = 0
    fields: Mapping[str, int]
    """How many articles changed in each field."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What re-reading one capture gives: an article's better reading, or a new article."""

    article: Article
    capture: int
    portal: str
    captured_at: str
    known: str | None
    """Identifier of the article; None for one that was not seen in its capture before."""
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RolledBack:
    """What undoing a run did."""

    back: int
    """Articles whose earlier reading is current again."""
    removed: int
    """Articles that only this run had found."""
    kept: int
    """Articles that have changed on their portal since, were read anew, or that editors have
    worked on: they stay."""


def begin(archive: Archive, version: int, scope: Mapping[str, str]) -> Reread:
    """Begins a run, or goes on with the one of the same reader and scope that was interrupted."""
    told = json.dumps(dict(scope), sort_keys=True, ensure_ascii=False)
    with archive.transaction():
        row = archive.conn.execute(
            "SELECT id FROM rereads WHERE state = 'running' AND version = ? AND scope = ?",
            (version, told),
        ).fetchone()
        archive.conn.execute(
            "UPDATE rereads SET state = 'stopped', finished_at = ? WHERE state = 'running' "
            "AND id <> ?",
            (stamp(now()), row["id"] if row else 0),
        )
        # every capture is read again: what the interrupted run wrote reads the same now
        archive.conn.execute("UPDATE rereads SET read = 0, lost = 0 WHERE state = 'running'")
        if row is None:
            cursor = archive.conn.execute(
                "INSERT INTO rereads (started_at, state, version, scope) "
                "VALUES (?, 'running', ?, ?)",
                (stamp(now()), version, told),
            )
            return get(archive.conn, int(cursor.lastrowid or 0))
    return get(archive.conn, int(row["id"]))


def write(
    archive: Archive, run: int, changes: Iterable[Change], *, read: int, lost: int
) -> Counter[str]:
    """Writes what a batch of captures gave, in one transaction; how many `changed` and `added`."""
    done: Counter[str] = Counter()
    fields: Counter[str] = Counter()
    with archive.transaction():
        for change in changes:
            outcome = _write_one(archive.conn, run, change)
            done[outcome] += 1
            if outcome == "changed":
                fields.update(change.fields)
        row = archive.conn.execute("SELECT fields FROM rereads WHERE id = ?", (run,)).fetchone()
        fields.update(json.loads(row["fields"]))
        archive.conn.execute(
            "UPDATE rereads SET read = read + ?, lost = lost + ?, changed = changed + ?, "
            "added = added + ?, fields = ? WHERE id = ?",
            (read, lost, done["changed"], done["added"], json.dumps(fields, sort_keys=True), run),
        )
    return done


def _write_one(conn: sqlite3.Connection, run: int, change: Change) -> str:
    if change.known is None:
        moment = datetime.fromisoformat(change.captured_at)
        outcome = articles.save_article(
            conn, change.portal, change.article, change.capture,
            url=change.article.url, fetched_at=moment, reread=run,
        )  # fmt: skip
        return "added" if outcome == "new" else outcome
    current = conn.execute(
        "SELECT r.capture FROM articles a JOIN revisions r ON r.article = a.id "
        "AND r.number = a.revision WHERE a.id = ?",
        (change.known,),
    ).fetchone()
    if current is None or current["capture"] != change.capture:
        return "moved on"
    articles.add_revision(
        conn, change.known, change.article, change.capture, change.captured_at, reread=run
    )
    return "changed"


def finish(archive: Archive, run: int) -> Reread:
    """Ends a run."""
    with archive.transaction():
        archive.conn.execute(
            "UPDATE rereads SET state = 'done', finished_at = ? WHERE id = ?", (stamp(now()), run)
        )
    return get(archive.conn, run)


def runs(conn: sqlite3.Connection) -> list[Reread]:
    """All runs, the first one first."""
    return [_run(row) for row in conn.execute("SELECT * FROM rereads ORDER BY id")]


def get(conn: sqlite3.Connection, run: int | None) -> Reread:
    """The run of that number; without one the latest that is not rolled back.

    Raises:
        ArchiveError: there is no such run.
    """
    where = "id = ?" if run is not None else "state <> 'rolled back' AND changed + added > 0"
    row = conn.execute(
        f"SELECT * FROM rereads WHERE {where} ORDER BY id DESC LIMIT 1",
        (run,) if run is not None else (),
    ).fetchone()
    if row is None:
        which = f"no run {run}" if run is not None else "no run left to roll back"
        raise ArchiveError(f"{which} in this archive; see `luutru reextract --list`")
    return _run(row)


def _run(row: sqlite3.Row) -> Reread:
    values: dict[str, Any] = dict(row)
    return Reread(
        **(values | {"scope": json.loads(row["scope"]), "fields": json.loads(row["fields"])})
    )


def roll_back(archive: Archive, run: int) -> RolledBack:
    """Undoes one whole run, in one transaction.

    Raises:
        ArchiveError: it is rolled back already, or there is no such run.
    """
    if get(archive.conn, run).state == "rolled back":
        raise ArchiveError(f"run {run} is rolled back already; nothing was changed")
    conn = archive.conn
    back = removed = kept = 0
    with archive.transaction():
        rows = conn.execute(
            "SELECT r.article, min(r.number) AS first, a.revision, cur.reread AS by_run "
            "FROM revisions r JOIN articles a ON a.id = r.article "
            "JOIN revisions cur ON cur.article = a.id AND cur.number = a.revision "
            "WHERE r.reread = ? GROUP BY r.article",
            (run,),
        ).fetchall()
        conn.execute(
            "UPDATE rereads SET state = 'rolled back', finished_at = ? WHERE id = ?",
            (stamp(now()), run),
        )
        for row in rows:
            if row["by_run"] != run:
                kept += 1
                continue
            earlier = _standing_before(conn, row["article"], row["first"])
            if earlier is not None:
                articles.make_current(conn, row["article"], earlier)
                back += 1
            elif _is_edited(conn, row["article"]):
                kept += 1
            else:
                _forget(conn, row["article"])
                removed += 1
    return RolledBack(back=back, removed=removed, kept=kept)


def _standing_before(conn: sqlite3.Connection, article: str, number: int) -> int | None:
    """The latest revision before `number` that no rolled back run made."""
    row = conn.execute(
        "SELECT max(r.number) AS number FROM revisions r LEFT JOIN rereads n ON n.id = r.reread "
        "WHERE r.article = ? AND r.number < ? AND coalesce(n.state, '') <> 'rolled back'",
        (article, number),
    ).fetchone()
    return int(row["number"]) if row["number"] is not None else None


def _is_edited(conn: sqlite3.Connection, article: str) -> bool:
    """What editors said would hang in the air, and be said of whatever comes there later."""
    row = conn.execute(
        "SELECT 1 FROM editorial.items WHERE kind = 'article' AND key = ?", (article,)
    ).fetchone()
    return row is not None


def _forget(conn: sqlite3.Connection, article: str) -> None:
    """Take out an article that nothing but the undone run ever read; its capture stays."""
    pk = conn.execute("SELECT pk FROM articles WHERE id = ?", (article,)).fetchone()["pk"]
    later.remove(conn, pk)
    for table in ("images", "attachments", "article_urls", "revisions"):
        conn.execute(f"DELETE FROM {table} WHERE article = ?", (article,))
    conn.execute("DELETE FROM articles WHERE id = ?", (article,))
