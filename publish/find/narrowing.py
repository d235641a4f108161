"""A search as conditions in SQL on `article_facets f`: which rows, and where to look for them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from publish.find.asked import Asked, Cursor
from publish.find.facets import FACETS, FLAGS, MONTH, YEAR

_LAST = 2**62


@dataclass(slots=True)
class Condition:
    """SQL that holds for the rows asked for, its values, and the span of rowids they lie in."""

    parts: list[str] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)
    low: int = 0
    high: int = _LAST

    def where(self) -> str:
        return " AND ".join(self.parts) or "1"

    def span(self) -> str:
        """`BETWEEN ...` for rowids, or nothing where they may be any."""
        if (self.low, self.high) == (0, _LAST):
            return ""
        return f"BETWEEN {self.low} AND {self.high}"

    def any_of(self, column: str, values: Iterable[Any]) -> None:
        names = []
        for value in values:
            names.append(f"v{len(self.values)}")
            self.values[names[-1]] = value
        # Of one value the rows come in the order of dates out of the index, of several they do not.
        asked = ", ".join(f":{name}" for name in names)
        self.parts.append(
            f"f.{column} = {asked}" if len(names) == 1 else f"f.{column} IN ({asked})"
        )

    def none(self) -> None:
        """Nothing answers this."""
        self.parts, self.high = ["0"], -1


def condition(conn: sqlite3.Connection, asked: Asked, *, without: str = "") -> Condition:
    """What is asked for apart from words; `without` leaves out what was chosen of one facet."""
    found = Condition()
    for facet in FACETS:
        if facet.name != without and facet.name in asked.chosen:
            found.any_of(facet.column, asked.chosen[facet.name])
    for flag in FLAGS:
        if flag.name != without and flag.name in asked.flags:
            # Said without a comparison, as the partial indexes say it.
            yes = asked.flags[flag.name] == bool(flag.asked_for)
            found.parts.append(f"f.{flag.column}" if yes else f"NOT f.{flag.column}")
    _days(conn, asked, without, found)
    return found


def _days(conn: sqlite3.Connection, asked: Asked, without: str, found: Condition) -> None:
    """Years, months and days, and the rowids between which they lie: rows lie in order of dates."""
    low, high = 0, 99_999_999
    for name in (YEAR, MONTH):
        if name == without or name not in asked.chosen:
            continue
        spans = [span for value in asked.chosen[name] if (span := _span(value, name))]
        if not spans:
            found.none()
            return
        found.parts.append(
            "(" + " OR ".join(f"f.day BETWEEN {first} AND {last}" for first, last in spans) + ")"
        )
        low, high = max(low, min(spans)[0]), min(high, max(last for _, last in spans))
    if asked.since:
        low = max(low, first_day(asked.since))
    if asked.until:
        high = min(high, last_day(asked.until))
    if (low, high) == (0, 99_999_999):
        return
    found.parts.append(f"f.day BETWEEN {low} AND {high}")
    found.low = first_rowid_since(conn, low)
    last = conn.execute(
        "SELECT rowid FROM article_facets WHERE day <= ? ORDER BY day DESC, rowid DESC LIMIT 1",
        (high,),
    ).fetchone()
    if last is None or low > high:
        found.none()
    else:
        found.high = last[0]


def first_rowid_since(conn: sqlite3.Connection, day: int) -> int:
    """Rows lie in the order of dates: the first of this day or later, or one behind all."""
    row = conn.execute(
        "SELECT rowid FROM article_facets WHERE day >= ? ORDER BY day, rowid LIMIT 1", (day,)
    ).fetchone()
    return int(row[0]) if row else _LAST


def _span(value: str, name: str) -> tuple[int, int] | None:
    digits = value.replace("-", "", 1)
    length = 4 if name == YEAR else 6
    if len(digits) != length or not (digits.isascii() and digits.isdigit()):
        return None
    return first_day(digits), last_day(digits)


def first_day(date: str) -> int:
    """20210000 of `2021`: the smallest `day` of a year, month or day."""
    return int(date.replace("-", "").ljust(8, "0"))


def last_day(date: str) -> int:
    """20219999 of `2021`: not smaller than any `day` of it."""
    return int(date.replace("-", "").ljust(8, "9"))


def around(conn: sqlite3.Connection, cursor: Cursor) -> tuple[int, int]:
    """The highest rowid before a cursor and the lowest behind it, though its article be gone."""
    row = conn.execute("SELECT rowid FROM articles WHERE id = ?", (cursor.article,)).fetchone()
    if row is not None:
        return row[0] - 1, row[0] + 1
    row = conn.execute(
        "SELECT coalesce(max(place), 0) FROM ("
        "SELECT * FROM (SELECT rowid AS place FROM articles WHERE published < :moment "
        "ORDER BY published DESC, rowid DESC LIMIT 1) UNION ALL "
        "SELECT max(rowid) FROM articles WHERE published = :moment AND id < :id UNION ALL "
        # Those without a date lie where they were captured; few enough to look at all of them.
        "SELECT max(rowid) FROM article_facets WHERE day IS NULL "
        "AND (captured < :second OR (captured = :second AND article < :id)))",
        {"moment": cursor.moment, "id": cursor.article, "second": cursor.second},
    ).fetchone()
    return row[0], row[0] + 1


def index_for(conn: sqlite3.Connection, asked: Asked, *, without: str = "") -> tuple[str, int]:
    """The index that leads to the fewest rows of `article_facets`, and how many those are.

    `NOT INDEXED` walks through all rows in the order of dates.
    """
    best, fewest = "NOT INDEXED", total(conn)
    for facet in FACETS:
        if facet.name != without and facet.name in asked.chosen:
            number = counted(conn, facet.column, asked.chosen[facet.name])
            if number < fewest // 4:
                best, fewest = f"INDEXED BY article_facets_by_{facet.column}", number
    for flag in FLAGS:
        if (
            flag.name != without
            and asked.flags.get(flag.name)
            and flag.column in ("edited", "gone")
        ):
            number = counted(conn, flag.column, ["1"])
            if number < fewest // 4:
                best, fewest = f"INDEXED BY article_facets_by_{flag.column}", number
    return best, fewest


def counted(conn: sqlite3.Connection, column: str, values: Sequence[str]) -> int:
    """How many articles have any of these values."""
    marks = ",".join("?" * len(values))
    row = conn.execute(
        f"SELECT sum(articles) FROM facet_counts WHERE facet = ? AND value IN ({marks})",
        (column, *values),
    ).fetchone()
    return int(row[0] or 0)


def total(conn: sqlite3.Connection) -> int:
    """All articles of the edition."""
    row = conn.execute("SELECT sum(articles) FROM facet_counts WHERE facet = 'gone'").fetchone()
    return int(row[0] or 0)
