"""What hangs on articles: pictures, files, people, history, what editors say. Many articles at once."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from publish.shown import safe_name

Hung = dict[str, list[dict[str, Any]]]
"""Article -> what hangs on it, in its order."""

REVISION = (
    "number, captured_at, title, published, lead, coalesce(body_text, (SELECT a.body_text "
    "FROM articles a WHERE a.id = article)) AS body_text, payload_sha256, origin"
)
"""A revision whose text is that of the article keeps none."""


def _grouped(rows: Iterable[tuple[str, dict[str, Any]]]) -> Hung:
    found: Hung = defaultdict(list)
    for ident, value in rows:
        found[ident].append(value)
    return found


def _rows(
    conn: sqlite3.Connection, table: str, columns: str, ids: Sequence[str], order: str
) -> list[dict[str, Any]]:
    marks = ",".join("?" * len(ids))
    cursor = conn.execute(
        f"SELECT article, {columns} FROM {table} WHERE article IN ({marks}) ORDER BY article, {order}",
        list(ids),
    )
    names = [told[0] for told in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]


def focus(x: float | None, y: float | None) -> dict[str, float] | None:
    return None if x is None or y is None else {"x": x, "y": y}


def widths(
    conn: sqlite3.Connection, renditions: Iterable[str | None]
) -> dict[str | None, list[int]]:
    """Rendition -> its widths, smallest first."""
    wanted = sorted({one for one in renditions if one})
    found: dict[str | None, list[int]] = defaultdict(list)
    for ident, width in conn.execute(
        f"SELECT id, width FROM renditions WHERE id IN ({','.join('?' * len(wanted))}) "
        "ORDER BY id, width",
        wanted,
    ):
        found[ident].append(width)
    return found


def dress_images(conn: sqlite3.Connection, rows: list[dict[str, Any]], site: str) -> None:
    """Puts the addresses of renditions and the focal point into rows that have `id`, `x`, `y`."""
    known = widths(conn, (row["id"] for row in rows))
    for row in rows:
        row["focal"] = focus(row.pop("x"), row.pop("y"))
        ident = row["id"]
        shown = known.get(ident, []) if ident else []
        row["renditions"] = [f"{site}/anh/{ident}/{width}.webp" for width in shown]


def file_address(sha256: str | None, name: str, kept: bool, site: str) -> str | None:
    """Where this site has an attachment; None if it has it not."""
    return f"{site}/tep/{sha256}/{quote(safe_name(name))}" if kept else None


def _images(conn: sqlite3.Connection, ids: Sequence[str], site: str) -> Hung:
    rows = _rows(
        conn, "images LEFT JOIN focal_points USING (article, url)",
        "position, rendition AS id, url, caption, credit, sha256, width, height, x, y", ids,
        "position",
    )  # fmt: skip
    dress_images(conn, rows, site)
    return _grouped((row.pop("article"), row) for row in rows)


def _attachments(conn: sqlite3.Connection, ids: Sequence[str], site: str) -> Hung:
    rows = _rows(
        conn, "attachments t LEFT JOIN files f USING (sha256)",
        "position, url, name, sha256, t.bytes AS bytes, t.content_type AS content_type, withheld, text", ids,
        "position",
    )  # fmt: skip
    for row in rows:
        row["withheld"] = bool(row["withheld"])
        row["file"] = file_address(row["sha256"], row["name"], row["bytes"] is not None, site)
    return _grouped((row.pop("article"), row) for row in rows)


def _history(conn: sqlite3.Connection, ids: Sequence[str], site: str) -> Hung:
    rows = _rows(conn, "revisions", REVISION, ids, "number DESC")
    return _grouped((row["article"], row) for row in rows)


def _plain(
    table: str, columns: str, order: str
) -> Callable[[sqlite3.Connection, Sequence[str], str], Hung]:
    def found(conn: sqlite3.Connection, ids: Sequence[str], site: str) -> Hung:
        rows = _rows(conn, table, columns, ids, order)
        return _grouped((row.pop("article"), row) for row in rows)

    return found


HUNG: Mapping[str, Callable[[sqlite3.Connection, Sequence[str], str], Hung]] = {
    "images": _images,
    "attachments": _attachments,
    "people": _plain("people", "position, name, office, organisation", "position"),
    "history": _history,
    "tags": _plain("article_tags", "tag AS id, name", "tag"),
    "corrections": _plain("corrections", "field, value, was, reason, source", "field"),
    "collections": _plain(
        "collection_items i JOIN collections c ON c.id = i.collection",
        "c.id AS id, c.title AS name", "c.id",
    ),
}  # fmt: skip
"""Field of an article -> how it is read for many of them."""
