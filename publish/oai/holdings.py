"""What the edition has for harvesters: headers, records and sets, in an order that holds.

A deleted record has no sets: of an article that was hidden nothing is told but when. It is told
of in every set instead; a harvester that never had it passes over it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from publish.oai.token import Place

_ARTICLE = (
    "a.portal, a.url, a.title, a.published, a.lead, a.author, a.source, a.category, a.province, "
    "a.district, a.commune, a.commune_code, a.commune_now, a.commune_now_code, a.citations, "
    "(SELECT name FROM portals WHERE id = a.portal) AS portal_name, "
    "(SELECT summary FROM notes WHERE article = p.article) AS summary, "
    "(SELECT json_group_array(name) FROM (SELECT name FROM article_tags "
    "WHERE article = p.article ORDER BY tag)) AS tags"
)
_SELECT = f"SELECT p.article, p.at, p.state, {_ARTICLE} FROM"
_JOINED = "publications p LEFT JOIN articles a ON a.id = p.article"
_WITHIN = "(p.at, p.article) > (:at, :key) AND p.at <= :end"
_ORDER = "ORDER BY p.at, p.article LIMIT :limit"

_MEMBERS = {
    "portal": "SELECT id FROM articles WHERE portal = :member",
    "place": "SELECT article FROM article_facets WHERE commune_now = :member",
    "place-cu": "SELECT article FROM article_facets WHERE commune = :member",
}
"""The articles of a set: of a portal, of a commune of today, of one of before."""

_SETS = """
SELECT 'portal:' || id AS spec, name, NULL AS within FROM portals
UNION ALL SELECT 'place:' || code, name, province FROM places n
WHERE valid_to IS NULL AND EXISTS (SELECT 1 FROM article_facets WHERE commune_now = n.code)
UNION ALL SELECT 'place:' || code || '-cu', name, coalesce(district || ', ', '') || province
FROM places o WHERE valid_to IS NOT NULL
AND EXISTS (SELECT 1 FROM article_facets WHERE commune = o.code)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A record of the repository."""

    article: str
    at: str
    deleted: bool
    row: Any
    """Of its article; without values if it is deleted."""

    @property
    def sets(self) -> tuple[str, ...]:
        """The most particular sets that it is in."""
        if self.deleted:
            return ()
        now, old = self.row["commune_now_code"], self.row["commune_code"]
        return (
            f"portal:{self.row['portal']}",
            *([f"place:{now}"] if now else []),
            *([f"place:{old}-cu"] if old else []),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Set:
    """A portal or a commune."""

    spec: str
    name: str
    within: str | None


def items(conn: sqlite3.Connection, place: Place, limit: int) -> list[Item]:
    """The next ones of a list, with one more than `limit` if there are more; its set must exist."""
    values: dict[str, Any] = {
        "at": place.at or place.start or "", "key": place.key, "end": place.end or "~",
        "limit": limit + 1,
    }  # fmt: skip
    if place.set is None:
        sql = f"{_SELECT} {_JOINED} WHERE {_WITHIN} {_ORDER}"
    else:
        kind, values["member"] = _kind(place.set)
        chosen = (
            f"SELECT p.at, p.article FROM publications p WHERE p.article IN ({_MEMBERS[kind]}) "
            f"AND {_WITHIN} UNION SELECT p.at, p.article FROM publications p "
            f"WHERE p.state <> 'public' AND {_WITHIN} ORDER BY 1, 2 LIMIT :limit"
        )
        sql = (
            f"{_SELECT} ({chosen}) c JOIN publications p ON p.article = c.article "
            "LEFT JOIN articles a ON a.id = p.article ORDER BY p.at, p.article"
        )
    return [_item(row) for row in _rows(conn, sql, values)]


def item(conn: sqlite3.Connection, article: str) -> Item | None:
    """One record; None if there never was one."""
    rows = _rows(conn, f"{_SELECT} {_JOINED} WHERE p.article = :id", {"id": article})
    return _item(rows[0]) if rows else None


def is_set(conn: sqlite3.Connection, spec: str) -> bool:
    """Is there such a set?"""
    kind, member = _kind(spec)
    sql = "SELECT id FROM portals WHERE id = :member" if kind == "portal" else _MEMBERS.get(kind)
    return bool(sql and conn.execute(f"{sql} LIMIT 1", {"member": member}).fetchone())


def _kind(spec: str) -> tuple[str, str]:
    """Of `_MEMBERS`, and which one of that kind."""
    kind, _, member = spec.partition(":")
    if kind == "place" and member.endswith("-cu"):
        return "place-cu", member.removesuffix("-cu")
    return kind, member


def sets(conn: sqlite3.Connection, after: str, limit: int) -> list[Set]:
    """The sets after this one, with one more than `limit` if there are more."""
    sql = f"SELECT * FROM ({_SETS}) WHERE spec > :after ORDER BY spec LIMIT :limit"
    rows = _rows(conn, sql, {"after": after, "limit": limit + 1})
    return [Set(spec=row["spec"], name=row["name"], within=row["within"]) for row in rows]


def earliest(conn: sqlite3.Connection) -> str | None:
    """The earliest datestamp; None while there are no records."""
    found = conn.execute("SELECT min(at) FROM publications").fetchone()[0]
    return str(found) if found else None


def _item(row: Any) -> Item:
    return Item(article=row["article"], at=row["at"], deleted=row["state"] != "public", row=row)


def _rows(conn: sqlite3.Connection, sql: str, values: dict[str, Any]) -> Sequence[Any]:
    cursor = conn.cursor()
    cursor.row_factory = sqlite3.Row
    return cursor.execute(sql, values).fetchall()
