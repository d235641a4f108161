"""Articles as they are given: their fields out of the edition, a whole page at a time."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from typing import Any

from publish.api import hanging

_DIRECT = (
    "id", "url", "portal", "title", "published", "published_text", "published_precision", "lead",
    "body_text", "body_html", "author", "source", "category", "first_captured", "last_captured",
    "revision", "revisions", "gone_since", "gone_reason",
)  # fmt: skip

_BESIDE: Mapping[str, tuple[str, str]] = {
    "summary": ("notes", "summary"),
    "note": ("notes", "note"),
    "note_html": ("notes", "note_html"),
    "edited_at": ("notes", "edited_at"),
    "public_since": ("publications", "first_at"),
    "changed_at": ("publications", "at"),
}
"""Field -> table and column of what lies beside the article."""

_COLUMNS: Mapping[str, tuple[str, ...]] = (
    {name: (name,) for name in _DIRECT}
    | {
        "permalink": ("id",),
        "place": (
            "commune_code",
            "commune",
            "district",
            "province",
            "commune_now_code",
            "commune_now",
        ),
        "citations": ("citations",),
        "extracted_by": ("platform", "layout"),
        "image_count": ("images",),
        "attachment_count": ("attachments",),
    }
    | dict.fromkeys((*hanging.HUNG, *_BESIDE), ("id",))
)


def articles(
    conn: sqlite3.Connection, rowids: Sequence[int], names: Sequence[str], site: str
) -> list[dict[str, Any]]:
    """These articles in this order, each with the fields of these names."""
    columns = sorted({column for name in names for column in _COLUMNS[name]} | {"id"})
    marks = ",".join("?" * len(rowids))
    cursor = conn.execute(
        f"SELECT rowid, {', '.join(columns)} FROM articles WHERE rowid IN ({marks})", list(rowids)
    )
    found = {row[0]: dict(zip(columns, row[1:], strict=True)) for row in cursor}
    rows = [found[rowid] for rowid in rowids if rowid in found]
    hung = {
        name: hanging.HUNG[name](conn, [row["id"] for row in rows], site)
        for name in names
        if name in hanging.HUNG
    }
    for name, table in _BESIDE.items():
        if name in names:
            hung[name] = _beside(conn, name, table, [row["id"] for row in rows])
    return [{name: _value(name, row, hung, site) for name in names} for row in rows]


def _beside(
    conn: sqlite3.Connection, name: str, source: tuple[str, str], ids: Sequence[str]
) -> dict[str, Any]:
    """Article -> its value in a table that has at most one row of each."""
    table, column = source
    marks = ",".join("?" * len(ids))
    sql = f"SELECT article, {column} FROM {table} WHERE article IN ({marks})"
    return dict(conn.execute(sql, list(ids)).fetchall())


def _value(name: str, row: Mapping[str, Any], hung: Mapping[str, Any], site: str) -> Any:
    if name in _BESIDE:
        return hung[name].get(row["id"])
    if name in hung:
        return hung[name].get(row["id"], [])
    if name == "permalink":
        return f"{site}/bai/{row['id']}"
    if name == "place":
        columns = _COLUMNS["place"]
        keys = ("code", "name", "district", "province", "code_now", "name_now")
        return {key: row[column] for key, column in zip(keys, columns, strict=True)}
    if name == "citations":
        return json.loads(row["citations"])
    if name == "extracted_by":
        return {"platform": row["platform"], "layout": row["layout"]}
    return row[_COLUMNS[name][0]]
