"""Which communes became which on 1 July 2025, out of the edition; their addresses on the site."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from archive.text import fold


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """One commune in one period."""

    code: str
    name: str
    district: str | None
    province: str
    valid_to: str | None
    """First day on which it is no more; None for now."""
    kind: str | None = None
    """Beside another unit that it became or was made of: `whole` or `part`."""
    portals: int = 0
    """Portals of the edition that were or are its own."""
    articles: int = 0

    @property
    def is_old(self) -> bool:
        return self.valid_to is not None

    @property
    def address(self) -> str:
        """Of its page: `/noi/03349`, or `/noi/03346-cu` of an old one, since codes come twice."""
        return f"/noi/{self.code}{'-cu' if self.is_old else ''}"

    @property
    def last_day(self) -> str | None:
        """The last day on which it was, ISO 8601."""
        if self.valid_to is None:
            return None
        return (date.fromisoformat(self.valid_to) - timedelta(days=1)).isoformat()

    @property
    def within(self) -> str:
        """What it lies in: district and province."""
        return ", ".join(filter(None, (self.district, self.province)))


_JOINED = {
    True: "JOIN places u ON u.code = p.old_code AND u.valid_to IS NOT NULL",
    False: "JOIN places u ON u.code = p.new_code AND u.valid_to IS NULL",
}

_UNIT = (
    "u.code, u.name, u.district, u.province, u.valid_to, "
    "(SELECT count(*) FROM portal_places p WHERE {own}) AS portals, "
    "(SELECT coalesce(sum(w.articles), 0) FROM portal_places p JOIN portals w ON w.id = p.portal "
    "WHERE {own}) AS articles"
)
_OLD = _UNIT.format(own="p.old_code = u.code")
_NEW = _UNIT.format(own="p.new_code = u.code")


def place(conn: sqlite3.Connection, code: str | None, *, old: bool) -> Unit | None:
    """The commune of that code in the period before or since the reform."""
    if code is None:
        return None
    row = conn.execute(
        f"SELECT {_OLD if old else _NEW}, NULL AS kind FROM places u WHERE u.code = ? "
        f"AND u.valid_to IS {'NOT NULL' if old else 'NULL'}",
        (code,),
    ).fetchone()
    return _unit(row) if row else None


def successors(conn: sqlite3.Connection, code: str) -> list[Unit]:
    """What an old commune became."""
    return _units(
        conn,
        f"SELECT {_NEW}, s.kind FROM place_successors s JOIN places u ON u.code = s.new_code "
        "AND u.valid_to IS NULL WHERE s.old_code = ? ORDER BY u.code",
        code,
    )


def predecessors(conn: sqlite3.Connection, code: str) -> list[Unit]:
    """What a new commune was made of."""
    return _units(
        conn,
        f"SELECT {_OLD}, s.kind FROM place_successors s JOIN places u ON u.code = s.old_code "
        "AND u.valid_to IS NOT NULL WHERE s.new_code = ? ORDER BY s.kind DESC, u.code",
        code,
    )


def provinces(conn: sqlite3.Connection, *, old: bool) -> list[tuple[str, int, int]]:
    """Provinces of a period -> communes with a portal in the edition, articles of these portals."""
    rows = conn.execute(
        "SELECT u.province, count(DISTINCT u.code), sum(w.articles) FROM portal_places p "
        f"{_JOINED[old]} JOIN portals w ON w.id = p.portal GROUP BY u.province"
    )
    return sorted(map(tuple, rows), key=lambda row: fold(row[0]))


def with_portals(conn: sqlite3.Connection, province: str, *, old: bool) -> list[Unit]:
    """The communes of a province that have a portal in the edition, by district and name."""
    rows = conn.execute(
        "SELECT u.code, u.name, u.district, u.province, u.valid_to, count(*) AS portals, "
        f"sum(w.articles) AS articles, NULL AS kind FROM portal_places p {_JOINED[old]} "
        "JOIN portals w ON w.id = p.portal WHERE u.province = ? GROUP BY u.code",
        (province,),
    )
    return sorted(map(_unit, rows), key=lambda one: (fold(one.district or ""), fold(one.name)))


def _units(conn: sqlite3.Connection, sql: str, code: str) -> list[Unit]:
    return [_unit(row) for row in conn.execute(sql, (code,))]


def _unit(row: Any) -> Unit:
    return Unit(**{name: row[name] for name in Unit.__dataclass_fields__})
