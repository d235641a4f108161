"""The log of what has changed in an archive, for whoever keeps something that is made from it.

Triggers of archive.db write the log (`archive.migrations.m0016_changes`): one row for each article,
file or portal with the number of its last change. Those of editorial.db write what editors have
touched into a log of its own. A maker keeps the `Mark` up to which it has
read and asks for what came `since`.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """How far an archive has come."""

    seq: int
    """Of the log of changes."""
    captures: int
    """Identifier of the last capture, 0 for none."""
    record: str | None
    """WARC-Record-ID of that capture: another archive, or an older copy, has another there."""
    editorial: int = 0
    """Of the log of what editors have touched."""
    acts: int = 0
    """Number of the last act of an editor, 0 for none."""
    acted: str | None = None
    """Digest of the last acts: another editorial.db, or an older copy that went on, has another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What has changed between a mark and now."""

    articles: frozenset[str]
    """Identifiers: new, changed, gone, back, hidden, shown again, removed."""
    seen: frozenset[str]
    """Identifiers of other articles with a new capture: most were seen again as they were."""
    files: frozenset[str]
    """Addresses of pictures and attachments that were kept, or are others now."""
    digests: frozenset[str]
    """SHA-256 of files that have another text now, or another address."""
    numbers: frozenset[str]
    """Digests of numbers of persons of which something was decided for all articles."""
    masked: bool
    """Is anything masked now that was shown?"""
    portals: frozenset[str]
    """Identifiers: new, changed, asked."""
    placed: frozenset[str]
    """Identifiers of portals that have another place now."""
    moves: bool
    """Has a portal another place now, or a commune another outline?"""
    places: bool
    """Has the table of communes changed?"""


def mark(conn: sqlite3.Connection) -> Mark:
    """How far the archive has come."""
    seq = conn.execute("SELECT coalesce(max(seq), 0) FROM changes").fetchone()[0]
    last = conn.execute("SELECT id, record_id FROM captures ORDER BY id DESC LIMIT 1").fetchone()
    touched = conn.execute("SELECT coalesce(max(seq), 0) FROM touched").fetchone()[0]
    acts = conn.execute("SELECT coalesce(max(id), 0) FROM acts").fetchone()[0]
    return Mark(
        seq=seq,
        captures=last[0] if last else 0,
        record=last[1] if last else None,
        editorial=touched,
        acts=acts,
        acted=_acted(conn, acts),
    )


_LAST_ACTS = 20


def _acted(conn: sqlite3.Connection, number: int) -> str | None:
    """Of this act and those before it."""
    rows = conn.execute(
        "SELECT id, at, by, via, act, kind, key, reason, detail FROM acts WHERE id <= ? "
        "ORDER BY id DESC LIMIT ?",
        (number, _LAST_ACTS),
    ).fetchall()
    told = json.dumps([tuple(row) for row in rows], ensure_ascii=False)
    return hashlib.sha256(told.encode()).hexdigest()[:16] if rows else None


def follows(conn: sqlite3.Connection, earlier: Mark) -> bool:
    """Is this archive the one of the mark, at that moment or later?"""
    now = mark(conn)
    if (
        now.seq < earlier.seq
        or now.captures < earlier.captures
        or now.editorial < earlier.editorial
        or _acted(conn, earlier.acts) != earlier.acted
    ):
        return False
    row = conn.execute(
        "SELECT record_id FROM captures WHERE id = ?", (earlier.captures,)
    ).fetchone()
    return (row[0] if row else None) == earlier.record


def since(conn: sqlite3.Connection, earlier: Mark) -> Changes:
    """What has changed since a mark of this archive (`follows`)."""
    found: dict[str, set[str]] = {}
    for subject, key, content_seq in conn.execute(
        "SELECT subject, key, content_seq FROM changes WHERE seq > ?", (earlier.seq,)
    ):
        kind = "seen" if subject == "article" and content_seq <= earlier.seq else subject
        found.setdefault(kind, set()).add(key)
    for subject, key in conn.execute(
        "SELECT subject, key FROM touched WHERE seq > ?", (earlier.editorial,)
    ):
        found.setdefault("policy" if subject == "portal" else subject, set()).add(key)
    for portal in found.get("policy", ()):
        rows = conn.execute("SELECT id FROM articles WHERE portal = ?", (portal,))
        found.setdefault("article", set()).update(row[0] for row in rows)
    asked = {
        portal
        for (portal,) in conn.execute(
            "SELECT DISTINCT portal FROM captures WHERE id > ?", (earlier.captures,)
        )
    }
    articles = found.get("article", set())
    asked_at = {
        article
        for (article,) in conn.execute(
            "SELECT DISTINCT u.article FROM captures c CROSS JOIN article_urls u ON u.url = c.url "
            "WHERE c.id > ?",  # CROSS: the few new captures first
            (earlier.captures,),
        )
    }
    return Changes(
        articles=frozenset(articles),
        seen=frozenset((found.get("seen", set()) | asked_at) - articles),
        files=frozenset(found.get("file", ())),
        digests=frozenset(found.get("digest", ())),
        numbers=frozenset(found.get("number", ())),
        masked="masked" in found,
        portals=frozenset(found.get("portal", set()) | asked),
        placed=frozenset(found.get("placed", ())),
        moves="placed" in found or "shapes" in found,
        places="places" in found,
    )
