"""Articles that must not be shown: hidden with a reason and a legal basis, and shown again.

What was captured stays whole. An edition leaves hidden articles out and keeps a tombstone.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from archive.editorial import workflow
from archive.editorial.database import Actor, Editorial
from archive.editorial.errors import NotValid
from archive.errors import ArchiveError
from archive.folder import now, stamp


@dataclass(frozen=True, slots=True, kw_only=True)
class Hidden:
    """One hidden article."""

    article: str
    url: str | None
    """Its address on the portal; None when the archive has no such article any more."""
    hidden_at: str
    reason: str
    """Why, in the archivist's words; never published."""
    basis: str
    """The law or rule that asks for it; published on the tombstone."""
    by: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One line of the audit log."""

    at: str
    act: str
    """`hide` or `unhide`."""
    article: str
    url: str | None
    reason: str
    basis: str | None
    by: str | None


def find(conn: sqlite3.Connection, named: str) -> str:
    """The identifier of the article that is meant: by it, by an address of it or of our site.

    Raises:
        ArchiveError: there is no such article.
    """
    ident = named.rstrip("/").rpartition("/bai/")[2] if "/bai/" in named else named
    row = conn.execute(
        "SELECT id FROM articles WHERE id = ?1 UNION SELECT article FROM article_urls WHERE url = ?2 "
        "UNION SELECT article FROM hidden WHERE article = ?1",
        (ident, named),
    ).fetchone()
    if row is None:
        raise ArchiveError(
            f"no article {named!r} in this archive; give its identifier (16 letters, as in "
            "/bai/...) or its address on the portal"
        )
    return str(row[0])


def hide(ed: Editorial, named: str, *, reason: str, basis: str, by: Actor) -> Hidden:
    """Hides an article from every edition made from now on; a crawl may run meanwhile.

    Raises:
        ArchiveError: no such article, no reason, or it is hidden already.
    """
    ident = find(ed.conn, named)
    if not reason.strip() or not basis.strip():
        raise NotValid(
            "reason" if not reason.strip() else "basis",
            "an article is hidden with a reason and a legal basis: neither is empty",
        )
    with ed.transaction() as conn:
        if ident in hidden_ids(conn):
            raise NotValid(
                "status", "{article} is hidden already; see `luutru hidden`", article=ident
            )
        row = (ident, stamp(now()), reason.strip(), basis.strip(), by.name or None)
        conn.execute(
            "INSERT INTO hidden (article, hidden_at, reason, basis, by) VALUES (?, ?, ?, ?, ?)", row
        )
        _note(ed, "hide", ident, reason, basis.strip(), by)
    return next(one for one in hidden(ed.conn) if one.article == ident)


def unhide(ed: Editorial, named: str, *, reason: str, by: Actor) -> str:
    """Lets an article be shown again, as it stood before; its identifier.

    Raises:
        ArchiveError: no such article, no reason, or it is not hidden.
    """
    ident = find(ed.conn, named)
    if not reason.strip():
        raise NotValid("reason", "an article is shown again for a reason: it must not be empty")
    with ed.transaction() as conn:
        row = conn.execute("SELECT basis FROM hidden WHERE article = ?", (ident,)).fetchone()
        if row is None:
            raise NotValid("status", "{article} is not hidden; see `luutru hidden`", article=ident)
        conn.execute("DELETE FROM hidden WHERE article = ?", (ident,))
        _note(ed, "unhide", ident, reason, row[0], by)
    return ident


def hidden(conn: sqlite3.Connection) -> list[Hidden]:
    """All hidden articles, the latest first."""
    rows = conn.execute(
        "SELECT h.article, a.url, h.hidden_at, h.reason, h.basis, h.by FROM hidden h "
        "LEFT JOIN articles a ON a.id = h.article ORDER BY h.hidden_at DESC, h.article"
    )
    return [Hidden(**dict(row)) for row in rows]


def hidden_ids(conn: sqlite3.Connection) -> set[str]:
    """The identifiers of all hidden articles."""
    return {row[0] for row in conn.execute("SELECT article FROM hidden")}


def acts(conn: sqlite3.Connection) -> list[Act]:
    """What was hidden and shown again, the earliest act first."""
    rows = conn.execute(
        "SELECT at, act, key AS article, json_extract(detail, '$.url') AS url, reason, "
        "json_extract(detail, '$.basis') AS basis, nullif(by, '') AS by FROM acts "
        "WHERE act IN ('hide', 'unhide') ORDER BY id"
    )
    return [Act(**dict(row)) for row in rows]


def _note(ed: Editorial, act: str, ident: str, reason: str, basis: str, by: Actor) -> None:
    url = ed.conn.execute("SELECT url FROM articles WHERE id = ?", (ident,)).fetchone()
    workflow.note(
        ed, by=by, act=act, kind="article", key=ident, reason=reason, basis=basis,
        url=url[0] if url else None,
    )  # fmt: skip
