"""All that a search finds, as the objects of `luutru export`, one after the other.

In constant memory but for 16 bytes of each, however many there are. What only the archive knows (`confidence`, the version of the reader) is None.
"""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Generator, Iterator, Sequence
from typing import Any

from archive import search
from publish.find.asked import Asked
from publish.find.counting import matching_sql
from publish.find.narrowing import condition

_CHUNK = 200
_ID = 16
"""Characters of an article's id."""

_COPIED = (
    "id", "url", "portal", "title", "published", "published_text", "published_precision", "lead",
    "body_text", "body_html", "author", "source", "category", "first_captured", "last_captured",
    "revision", "revisions", "gone_since",
)  # fmt: skip
_PLACE = ("province", "district", "commune", "commune_code", "commune_now", "commune_now_code")


def objects(conn: sqlite3.Connection, asked: Asked) -> Generator[dict[str, Any], None, None]:
    """Newest first, or oldest first where that is asked for.

    Which articles they are is decided at the first one; no statement is open between two of them,
    so the caller may let go of its transaction. What is taken out of the edition after that is
    left out. The connection needs `sqlite3.Row` rows.
    """
    ids = _ids(conn, asked)
    for at in range(0, len(ids), _CHUNK * _ID):
        chunk = ids[at : at + _CHUNK * _ID].decode("ascii")
        yield from _of_ids(conn, [chunk[i : i + _ID] for i in range(0, len(chunk), _ID)])


def _ids(conn: sqlite3.Connection, asked: Asked) -> bytearray:
    """Their ids in a row: 16 MB for a million."""
    where = condition(conn, asked)
    sql = matching_sql(conn, asked, where, "f.rowid, f.article")
    order = "" if asked.order == "cu" else "DESC"
    values = where.values | {"match": search.match_query(asked.query)}
    ids = bytearray()
    for row in conn.execute(f"{sql} ORDER BY 1 {order}", values):
        ids += row[1].encode("ascii")
    return ids


def _of_ids(conn: sqlite3.Connection, ids: Sequence[str]) -> Iterator[dict[str, Any]]:
    names = ", ".join((*_COPIED, *_PLACE, "citations", "platform", "layout"))
    rows = {
        row["id"]: row
        for row in conn.execute(
            f"SELECT {names} FROM articles WHERE id IN ({','.join('?' * len(ids))})", ids
        )
    }
    images = _hanging(conn, "images", "url, caption, credit, sha256, width, height", ids)
    people = _hanging(conn, "people", "name, office, organisation", ids)
    files = _hanging(
        conn, "attachments", "url, name, sha256, text, text_status", ids,
        "LEFT JOIN files USING (sha256)",
    )  # fmt: skip
    places = {ident: _place(conn, row) for ident, row in rows.items()}
    for ident, row in ((ident, rows[ident]) for ident in ids if ident in rows):
        yield {
            **{name: row[name] for name in _COPIED},
            "images": images[ident],
            "attachments": files[ident],
            "citations": json.loads(row["citations"]),
            "people": people[ident],
            "place": places[ident],
            "extracted_by": {"platform": row["platform"], "layout": row["layout"], "version": None},
            "confidence": None,
        }


def _hanging(
    conn: sqlite3.Connection, table: str, names: str, ids: Sequence[str], join: str = ""
) -> defaultdict[str, list[dict[str, Any]]]:
    """Article -> the rows of a table that belong to it, in their order."""
    found: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in conn.execute(
        f"SELECT article, {names} FROM {table} {join} "
        f"WHERE article IN ({','.join('?' * len(ids))}) ORDER BY article, position",
        ids,
    ):
        found[row["article"]].append({name: row[name] for name in row.keys()[1:]})
    return found


def _place(conn: sqlite3.Connection, row: sqlite3.Row) -> dict[str, Any] | None:
    old = row["commune_code"]
    code, name = (old, "commune") if old else (row["commune_now_code"], "commune_now")
    if code is None:
        return None
    successors = conn.execute(
        "SELECT s.new_code AS code, p.name, p.province, s.kind FROM place_successors s "
        "JOIN places p ON p.code = s.new_code AND p.valid_to IS NULL WHERE s.old_code = ? "
        "ORDER BY s.new_code",
        (old,),
    )
    return {
        "code": code,
        "name": row[name],
        "district": row["district"],
        "province": row["province"],
        "successors": [dict(one) for one in successors],
    }
