"""How many were found, and how many of each value: exact up to BOUND, from there on at least.

A common word has half a million hits; counting them all for each facet takes seconds. The newest
BOUND are read once and everything is counted among them. Where no words are asked for, sums that
the build made answer (`publish.build.counts`).
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from archive import search
from archive.gazetteer import REFORM
from publish.find.asked import Asked
from publish.find.facets import FACETS, FLAGS, Facet, Flag
from publish.find.narrowing import (
    Condition,
    condition,
    counted,
    first_day,
    first_rowid_since,
    index_for,
    total,
)

BOUND = 5_000
"""Hits that are counted; of more it is said that there are more."""

SHOWN, ALL_SHOWN = 30, 500
"""Values of a facet on a page, and on a page that was asked for all of them."""

_SHARE = 300
"""Up to a 300th of all rows it is cheaper to ask of each whether it has the words (some 0.1 ms)
than to go through all rows that have them (0.001 ms)."""

_READ = ("rowid", "day", "portal", "category", "bits")
"""Of each row that is counted. Places follow from the portal and the time (`Gathered.places`)."""

_BITS = " | ".join(f"(f.{flag.column} << {place})" for place, flag in enumerate(FLAGS))
_SELECTED = f"f.rowid, f.day, f.portal, f.category, {_BITS} AS bits"


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """A value of a facet, as it is offered."""

    value: str
    label: str
    number: int
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """A facet with its values, most frequent first."""

    facet: Facet
    values: Sequence[Value]
    more: int
    """Values that are not shown."""
    exact: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Switch:
    """A flag as it is offered."""

    flag: Flag
    number: int
    chosen: bool | None
    """None: not asked about."""
    exact: bool


@dataclass(frozen=True)
class Gathered:
    """Rows of `_READ`, newest first; `exact`: that is all."""

    conn: sqlite3.Connection
    rows: Sequence[tuple[Any, ...]]
    exact: bool

    def tally(self, column: str) -> Counter[Any]:
        """Value of a column of `article_facets` -> how many of the rows have it."""
        if column in _READ:
            place = _READ.index(column)
            return Counter([row[place] for row in self.rows])
        if column in _BIT:
            bit = _BIT[column]
            having = sum(number for bits, number in self._bits.items() if bits & bit)
            return Counter({1: having, 0: len(self.rows) - having})
        tally = Counter[Any]()
        for places, number in self._places:
            tally[places[column]] += number
        return tally

    @cached_property
    def _bits(self) -> Counter[int]:
        return Counter([row[4] for row in self.rows])

    @cached_property
    def _placed(self) -> set[int]:
        """Articles whose place was corrected."""
        rows = self.conn.execute(
            "SELECT a.rowid FROM corrections c JOIN articles a ON a.id = c.article "
            "WHERE c.field = 'place'"
        )
        return {row[0] for row in rows}

    @cached_property
    def _places(self) -> list[tuple[sqlite3.Row, int]]:
        """Where how many of the articles are from.

        All articles of a portal before the reform of 2025 are of one place, and all since: one of
        each is looked at (`publish.build.places`), and every one that editors have placed.
        """
        reform, placed = first_rowid_since(self.conn, _REFORM), self._placed
        rows = [row for row in self.rows if row[0] not in placed] if placed else self.rows
        since = Counter([row[2] for row in rows if row[0] >= reform])
        before = Counter([row[2] for row in rows if row[0] < reform])
        one_since = {row[2]: row[0] for row in rows if row[0] >= reform}
        one_before = {row[2]: row[0] for row in rows if row[0] < reform}
        numbers = {one_since[portal]: number for portal, number in since.items()}
        numbers |= {one_before[portal]: number for portal, number in before.items()}
        if placed:
            numbers |= {row[0]: 1 for row in self.rows if row[0] in placed}
        cursor = self.conn.cursor()
        cursor.row_factory = sqlite3.Row
        one_each = cursor.execute(
            "SELECT f.rowid AS rowid, f.province, f.district, f.commune, f.commune_now "
            "FROM json_each(?) j CROSS JOIN article_facets f ON f.rowid = j.value",
            [json.dumps(list(numbers))],
        )
        return [(row, numbers[row["rowid"]]) for row in one_each]


_BIT = {flag.column: 1 << place for place, flag in enumerate(FLAGS)}
_REFORM = first_day(REFORM)


def gather(
    conn: sqlite3.Connection,
    asked: Asked,
    *,
    without: str = "",
    limit: int = BOUND,
    descending: bool = True,
) -> Gathered:
    """The newest of what is found (or the oldest), at most `limit`."""
    found = condition(conn, asked, without=without)
    order = "DESC" if descending else ""
    sql = matching_sql(conn, asked, found, _SELECTED, without=without)
    values = found.values | {"limit": limit + 1, "match": search.match_query(asked.query)}
    cursor = conn.cursor()
    cursor.row_factory = None
    # Datasette mends wrong UTF-8 in each text of each row; portals and categories are ours.
    mending, conn.text_factory = conn.text_factory, str
    try:
        rows = cursor.execute(f"{sql} ORDER BY 1 {order} LIMIT :limit", values).fetchall()
    finally:
        conn.text_factory = mending
    return Gathered(conn, rows[:limit], len(rows) <= limit)


def matching_sql(
    conn: sqlite3.Connection, asked: Asked, found: Condition, selected: str, *, without: str = ""
) -> str:
    """SELECT of the rows that answer, without its order; `:match` is a parameter where words are.

    `selected` begins with `f.rowid`.
    """
    index, rows = index_for(conn, asked, without=without)
    span = found.span()
    if asked.query and rows > total(conn) // _SHARE:
        return (
            f"SELECT {selected.replace('f.rowid', f'{search.FTS_TABLE}.rowid', 1)} "
            f"FROM {search.FTS_TABLE} CROSS JOIN article_facets f "
            f"ON f.rowid = {search.FTS_TABLE}.rowid WHERE {search.FTS_TABLE} MATCH :match "
            + (f"AND {search.FTS_TABLE}.rowid {span} " if span else "")
            + f"AND {found.where()}"
        )
    has_words = (
        f" AND EXISTS (SELECT 1 FROM {search.FTS_TABLE} "
        f"WHERE {search.FTS_TABLE} MATCH :match AND rowid = f.rowid)"
        if asked.query
        else " AND :match IS NOT NULL"
    )
    return (
        f"SELECT {selected} FROM article_facets f {index} WHERE {found.where()}"
        + (f" AND f.rowid {span}" if span else "")
        + has_words
    )


def number_found(conn: sqlite3.Connection, asked: Asked, found: Gathered) -> tuple[int, bool]:
    """How many there are, and whether that is exact or the least."""
    if found.exact:
        return len(found.rows), True
    if not asked.query:
        if not asked.narrowed:
            return total(conn), True
        ((name, values),) = asked.chosen.items() if len(asked.chosen) == 1 else (("", ()),)
        column = next((facet.column for facet in FACETS if facet.name == name), None)
        if column and asked.plain:
            return counted(conn, column, values), True
    return len(found.rows), False


def offered(conn: sqlite3.Connection, asked: Asked, found: Gathered) -> list[Offered]:
    """The facets that would narrow what was found, or of which something is chosen."""
    return [one for facet in FACETS if (one := _offered(conn, asked, found, facet)) is not None]


def _offered(
    conn: sqlite3.Connection, asked: Asked, found: Gathered, facet: Facet
) -> Offered | None:
    chosen = asked.chosen.get(facet.name, ())
    shown = ALL_SHOWN if asked.opened == facet.name else SHOWN
    if not asked.query and not asked.without(facet.name).narrowed:
        sums, different = _sums(conn, facet, shown), _different(conn, facet)
        exact = True
    else:
        among = gather(conn, asked, without=facet.name) if chosen else found
        tally = among.tally(facet.column)
        tally.pop(None, None)
        sums, different, exact = tally.most_common(shown), len(tally), among.exact
        if not chosen and different == 1 and sums[0][1] == len(among.rows):
            return None  # it would not narrow
    known = dict(sums)
    for value in chosen:
        known.setdefault(value, 0)
    if not known:
        return None
    labels = _labels(conn, facet, list(known))
    values = [
        Value(value=value, label=labels.get(value, value), number=n, chosen=value in chosen)
        for value, n in known.items()
    ]
    values.sort(key=lambda one: (not one.chosen, -one.number, one.label))
    return Offered(facet=facet, values=values, more=different - len(sums), exact=exact)


def _sums(conn: sqlite3.Connection, facet: Facet, limit: int) -> list[tuple[str, int]]:
    return [
        (row[0], row[1])
        for row in conn.execute(
            "SELECT value, articles FROM facet_counts WHERE facet = ? "
            "ORDER BY articles DESC, value LIMIT ?",
            (facet.column, limit),
        )
    ]


def _different(conn: sqlite3.Connection, facet: Facet) -> int:
    row = conn.execute("SELECT count(*) FROM facet_counts WHERE facet = ?", (facet.column,))
    return int(row.fetchone()[0])


def _labels(conn: sqlite3.Connection, facet: Facet, values: Sequence[str]) -> Mapping[str, str]:
    marks = ",".join("?" * len(values))
    if facet.column == "portal":
        sql = f"SELECT id, short_name FROM portals WHERE id IN ({marks})"
        return dict(map(tuple, conn.execute(sql, values)))
    sql = f"SELECT value, label FROM facet_counts WHERE facet = ? AND value IN ({marks})"
    return dict(map(tuple, conn.execute(sql, (facet.column, *values))))


def switches(conn: sqlite3.Connection, asked: Asked, found: Gathered) -> list[Switch]:
    """The flags that would narrow what was found, or that were asked about."""
    given = []
    for flag in FLAGS:
        chosen = asked.flags.get(flag.name)
        if not asked.query and not asked.narrowed:
            number, of, exact = counted(conn, flag.column, [str(flag.asked_for)]), total(conn), True
        else:
            among = gather(conn, asked, without=flag.name) if chosen is not None else found
            number, of, exact = (
                among.tally(flag.column)[flag.asked_for],
                len(among.rows),
                among.exact,
            )
        if chosen is not None or 0 < number < of:
            given.append(Switch(flag=flag, number=number, chosen=chosen, exact=exact))
    return given
