"""One page of what was found, with what there is to narrow it down by and where to go on."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from archive import search
from publish.find.asked import MAX_PAGE, Asked, Cursor
from publish.find.counting import (
    Gathered,
    Offered,
    Switch,
    gather,
    matching_sql,
    number_found,
    offered,
    switches,
)
from publish.find.narrowing import around, condition
from publish.find.timeline import NO_TIMELINE, Timeline, timeline

PAGE = 20
_FEW = 1000
"""So many hits are ranked all; of more, candidates are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One page."""

    total: int = 0
    exact: bool = True
    """False: there are at least `total`."""
    rows: Sequence[sqlite3.Row] = ()
    facets: Sequence[Offered] = ()
    switches: Sequence[Switch] = ()
    timeline: Timeline = NO_TIMELINE
    next: Asked | None = None
    previous: Asked | None = None
    suggestion: str = ""
    """What may have been meant instead."""
    other_way: str = ""
    """The same with a name in full, or abbreviated, which other articles have."""
    too_slow: bool = False


def find(conn: sqlite3.Connection, asked: Asked, columns: str) -> Found:
    """Runs a search; `columns` of `articles a` are what each row has, `id` among them."""
    # Where nothing is asked for, sums of the build tell all.
    found = gather(conn, asked) if asked.query or asked.narrowed else Gathered(conn, [], False)
    number, exact = number_found(conn, asked, found)
    if asked.ranked:
        rowids, after, before = _ranked(conn, asked, found)
    else:
        rowids, after, before = _dated(conn, asked)
    rows = _rows(conn, rowids, columns)
    # Only beside the first page: who goes on has found something.
    told = bool(asked.query) and asked.page == 1 and not (asked.after or asked.before)
    meant = search.suggest(conn, asked.query) if told else None
    return Found(
        total=number,
        exact=exact,
        rows=rows,
        facets=offered(conn, asked, found),
        switches=switches(conn, asked, found),
        timeline=timeline(conn, asked, found),
        suggestion=meant.query if meant else "",
        other_way=(told and search.other_way(conn, asked.query)) or "",
        next=_turn(asked, conn, rowids[-1], "after") if rows and after else None,
        previous=_turn(asked, conn, rowids[0], "before") if rows and before else None,
    )


def _ranked(
    conn: sqlite3.Connection, asked: Asked, found: Gathered
) -> tuple[list[int], bool, bool]:
    """Rowids of the page, best first; is there one after it, one before it?"""
    start = (asked.page - 1) * PAGE
    if found.exact and len(found.rows) <= _FEW:
        all_rows = [row[0] for row in found.rows]
        best = search.among(conn, asked.query, all_rows, limit=start + PAGE + 1)
        rowids = best[start : start + PAGE + 1]
    else:
        where = condition(conn, asked)
        narrowed = search.Narrowed(
            join="CROSS JOIN article_facets f ON f.rowid = {rowid}",
            where=where.where(),
            values=where.values,
            low=where.low,
            high=where.high,
        )
        rowids = search.ranked(
            conn,
            asked.query,
            limit=PAGE + 1,
            offset=start,
            narrowed=narrowed if asked.narrowed else search.EVERYTHING,
        )
    return rowids[:PAGE], len(rowids) > PAGE and asked.page < MAX_PAGE, asked.page > 1


def _dated(conn: sqlite3.Connection, asked: Asked) -> tuple[list[int], bool, bool]:
    """Rowids of the page in the order of dates; is there one after it, one before it?

    A page begins beside an article and not after a number of them: what is inserted meanwhile
    moves nothing.
    """
    newest_first = asked.order != "cu"
    where = condition(conn, asked)
    backwards = asked.before is not None
    cursor = asked.before or asked.after
    downwards = newest_first != backwards
    if cursor is not None:
        below, above = around(conn, cursor)
        if downwards:
            where.high = min(where.high, below)
        else:
            where.low = max(where.low, above)
    sql = matching_sql(conn, asked, where, "f.rowid")
    rows = conn.execute(
        f"{sql} ORDER BY 1 {'DESC' if downwards else ''} LIMIT {PAGE + 1}",
        where.values | {"match": search.match_query(asked.query)},
    ).fetchall()
    rowids = [row[0] for row in rows[:PAGE]]
    more = len(rows) > PAGE
    if backwards:
        return rowids[::-1], True, more
    return rowids, more, cursor is not None


def _rows(conn: sqlite3.Connection, rowids: Sequence[int], columns: str) -> list[sqlite3.Row]:
    cursor = conn.cursor()
    cursor.row_factory = sqlite3.Row
    marks = ",".join("?" * len(rowids))
    rows = cursor.execute(
        f"SELECT a.rowid AS place, p.short_name AS portal_name, {columns} "
        f"FROM articles a JOIN portals p ON p.id = a.portal WHERE a.rowid IN ({marks})",
        rowids,
    ).fetchall()
    order = {rowid: place for place, rowid in enumerate(rowids)}
    return sorted(rows, key=lambda row: order[row["place"]])


def _turn(asked: Asked, conn: sqlite3.Connection, rowid: int, way: str) -> Asked:
    if asked.ranked:
        return asked.turned(page=asked.page + (1 if way == "after" else -1))
    moment, article = conn.execute(
        "SELECT coalesce(published, first_captured), id FROM articles WHERE rowid = ?", (rowid,)
    ).fetchone()
    cursor: dict[str, Any] = {way: Cursor.at(moment, article)}
    return replace(asked.turned(), **cursor)
