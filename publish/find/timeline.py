"""When: years, or the months of one year, as bars to click."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from publish.find.asked import Asked
from publish.find.counting import Gathered, gather
from publish.find.facets import MONTH, YEAR

MOST_YEARS = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One year or month."""

    name: str
    """`nam` or `thang`, as in addresses."""
    value: str
    """`2021` or `2021-10`."""
    number: int
    share: int
    """Of the highest bar, in hundredths; at least 2 where there is anything."""
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """Bars in order, without gaps; empty where they would not narrow."""

    bars: Sequence[Bar] = ()
    year: str = ""
    """The year whose months they are; empty for years."""
    exact: bool = True


NO_TIMELINE = Timeline()


def timeline(conn: sqlite3.Connection, asked: Asked, found: Gathered) -> Timeline:
    """The months of the year when one year is chosen or all lies in one; the years otherwise."""
    chosen = asked.chosen.get(YEAR, ())
    named = {month[:4] for month in asked.chosen.get(MONTH, ())}
    if len(chosen) == 1 or (not chosen and len(named) == 1):
        return _months(conn, asked, found, next(iter(chosen or named)))
    months, exact = _by_month(conn, asked, found, YEAR)
    years = Counter[int]()
    for month, number in months.items():
        years[month // 100] += number
    if not years:
        return NO_TIMELINE
    if len(years) == 1 and not chosen and None not in found.tally("day"):
        return _months(conn, asked, found, str(next(iter(years))))
    first, last = max(min(years), max(years) - MOST_YEARS + 1), max(years)
    counts = {str(year): years[year] for year in range(first, last + 1)}
    return Timeline(bars=_bars(YEAR, counts, chosen), exact=exact)


def _months(conn: sqlite3.Connection, asked: Asked, found: Gathered, year: str) -> Timeline:
    if not (year.isascii() and year.isdigit() and len(year) == 4):
        return NO_TIMELINE
    months, exact = _by_month(conn, asked, found, MONTH)
    counts = {f"{year}-{month:02}": months[int(year) * 100 + month] for month in range(1, 13)}
    chosen = asked.chosen.get(MONTH, ())
    if not chosen and sum(map(bool, counts.values())) < 2:
        return NO_TIMELINE
    return Timeline(bars=_bars(MONTH, counts, chosen), year=year, exact=exact)


def _by_month(
    conn: sqlite3.Connection, asked: Asked, found: Gathered, without: str
) -> tuple[Counter[int], bool]:
    """Month (202110) -> number, of what is found without what was chosen of `without`."""
    months = Counter[int]()
    rest = asked.without(without)
    if not rest.query and (not rest.narrowed or (set(rest.chosen) == {YEAR} and rest.plain)):
        # Of a year alone the sums of its months tell all.
        for value, number in conn.execute(
            "SELECT value, articles FROM facet_counts WHERE facet = 'month'"
        ):
            months[int(value)] += number
        return months, True
    among = gather(conn, asked, without=without) if without in asked.chosen else found
    for day, number in among.tally("day").items():
        if day:
            months[day // 100] += number
    return months, among.exact


def _bars(name: str, counts: Mapping[str, int], chosen: Sequence[str]) -> list[Bar]:
    highest = max(counts.values(), default=0) or 1
    return [
        Bar(
            name=name, value=value, number=number,
            share=max(2, round(100 * number / highest)) if number else 0, chosen=value in chosen,
        )
        for value, number in counts.items()
    ]  # fmt: skip
