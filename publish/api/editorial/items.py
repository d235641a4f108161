"""Where an item stands, as a value for programs."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from typing import Any

from archive import query
from archive.editorial import Editorial, Kind, NoSuchItem, hiding, masks, public_view, workflow
from archive.editorial.workflow import Item
from archive.folder import Archive

_LINE = ("kind", "key", "mark", "version", "live", "revision", "due", "due_version", "due_by")
_CAPTURED = (
    "url", "portal", "revision", "captured_at", "title", "published", "published_text", "lead",
    "body_text", "author", "source", "category", "gone_since",
)  # fmt: skip
_MOVES = (
    "create", "save", "restore", "publish", "unpublish", "schedule", "unschedule", "undo", "hide",
    "unhide",
)  # fmt: skip
_HIDDEN = ("hidden_at", "reason", "basis", "by")


def tag_of(ed: Editorial, kind: Kind, key: str) -> str:
    """The strong ETag of an item: the number of the last act that moved it."""
    row = ed.conn.execute(
        "SELECT coalesce(max(id), 0) FROM acts WHERE kind = ? AND key = ? "
        f"AND act IN ({', '.join('?' * len(_MOVES))})",
        (kind, key, *_MOVES),
    ).fetchone()
    return f'"{row[0]}"'


def status_of(ed: Editorial, item: Item) -> str:
    """In one word, as `archive.editorial.standing` has it; also inside a change that is not done yet."""
    if item.kind == "article" and workflow.is_hidden(ed, item.key):
        return "hidden"
    if item.shown is not None:
        return "published" if item.shown else "unpublished"
    if item.kind != "article":
        return "draft"
    waiting = ed.conn.execute(
        "SELECT 1 FROM captured.articles a JOIN policies p ON p.portal = a.portal "
        "AND p.publish = 'review' WHERE a.id = ?1 "
        "AND NOT EXISTS (SELECT 1 FROM reviewed WHERE article = ?1)",
        (item.key,),
    ).fetchone()
    return "waiting" if waiting else "published"


def standing(ed: Editorial, kind: Kind, key: str) -> Item:
    """Where it stands, also when it is hidden and the archive has it no more."""
    try:
        return workflow.item(ed, kind, key)
    except NoSuchItem:
        return Item(kind=kind, key=key)


def line(ed: Editorial, item: Item) -> dict[str, Any]:
    """`shown.ItemLine` of it."""
    return {
        **{name: getattr(item, name) for name in _LINE},
        "etag": tag_of(ed, item.kind, item.key),
        "status": status_of(ed, item),
        "changed": item.version != (item.live or 0),
    }


def whole(
    ed: Editorial, kind: Kind, key: str, captured: Mapping[str, Any] | None, *,
    dry_run: bool = False,
) -> dict[str, Any]:  # fmt: skip
    """`shown.Item` of it.

    Args:
        captured: what the archive has of an article (`captured_of`).

    Raises:
        NoSuchItem
    """
    item = workflow.item(ed, kind, key)
    hidden = [one for one in hiding.hidden(ed.conn) if kind == "article" and one.article == key]
    return {
        **line(ed, item),
        "content": workflow.content(ed, kind, key).value(),
        "hidden": {name: getattr(hidden[0], name) for name in _HIDDEN} if hidden else None,
        "captured": captured,
        "dry_run": dry_run,
    }


def captured_of(archive: Archive, article: str, *, masked: bool) -> dict[str, Any] | None:
    """What the archive has of an article; None if it has none of this id."""
    row = archive.conn.execute(
        "SELECT pk, captured_at FROM current_articles WHERE id = ?", (article,)
    ).fetchone()
    if row is None:
        return None
    found = query.by_key(archive.conn, [row["pk"]])[0] | {"captured_at": row["captured_at"]}
    masking = None
    if masked:
        decisions = masks.decisions(archive.conn)
        masking = public_view.look(archive.conn, [found], decisions)[0].masking
        found = masking.article(found)
    return {
        **{name: found[name] for name in _CAPTURED},
        "images": [
            {name: one[name] for name in ("url", "caption", "credit")} for one in found["images"]
        ],
        "confidence": found["confidence"],
        "masked": bool(masking),
    }


_STANDS = {
    "hidden": "key IN (SELECT article FROM hidden)",
    "published": "shown = 1",
    "unpublished": "shown = 0",
    "draft": "shown ISNULL AND version > 0",
}


def listed(
    conn: sqlite3.Connection, kind: Kind, status: str | None, due: bool | None, after: str,
    limit: int,
) -> list[str]:  # fmt: skip
    """Keys of items in their order; of articles those that somebody has touched or hidden.

    Args:
        status: one of _STANDS; an article that nobody has published yet is a draft here.
        due: is it scheduled?
    """
    where = _STANDS[status] if status else "1"
    if due is not None:
        where += f" AND due {'NOTNULL' if due else 'ISNULL'}"
    source = "SELECT kind, key, due, shown, version FROM items"
    if kind == "article":
        if status not in (None, "hidden"):
            where += f" AND NOT {_STANDS['hidden']}"
        source += (
            " UNION ALL SELECT 'article', article, NULL, NULL, 0 FROM hidden WHERE article NOT IN "
            "(SELECT key FROM items WHERE kind = 'article')"
        )
    elif status == "hidden":
        return []
    rows = conn.execute(
        f"SELECT key FROM ({source}) WHERE kind = ? AND key > ? AND {where} ORDER BY key LIMIT ?",
        (kind, after, limit),
    )
    return [row[0] for row in rows]


def versions(ed: Editorial, kind: Kind, key: str) -> list[dict[str, Any]]:
    """`shown.Version` of each, the newest first.

    Raises:
        NoSuchItem
    """
    live = workflow.item(ed, kind, key).live
    rows = ed.conn.execute(
        "SELECT number, at, by, reason, restored, state FROM versions "
        "WHERE kind = ? AND key = ? ORDER BY number DESC",
        (kind, key),
    )
    return [
        {
            **{name: row[name] for name in ("number", "at", "by", "reason", "restored")},
            "live": row["number"] == live,
            "content": json.loads(row["state"]),
        }
        for row in rows
    ]
