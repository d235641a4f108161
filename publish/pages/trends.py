"""Trends: in how many articles words appear, by month and by place.

Every number is one that the search gives too: each bar leads to its hits, and the SQL that counts
them is shown. Charts are SVG made here; months are compared as numbers or as shares of all that
was published.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from datasette.database import QueryInterrupted
from datasette.utils.asgi import Request, Response

from publish.pages.page import Ask, asker, render

MOST_WORDS = 4
"""Words or phrases side by side."""

_PLACES = 10
_HEIGHT = 100
"""Of a chart, in units of its own; a month is 10 wide."""

COUNT = (
    "SELECT f.day / 100 AS month, count(*) AS n FROM articles_fts "
    "CROSS JOIN article_facets f ON f.rowid = articles_fts.rowid "
    "WHERE articles_fts MATCH vn_match(:words) AND f.day IS NOT NULL{scope} GROUP BY 1 ORDER BY 1"
)

_BY_PORTAL = (
    "SELECT f.portal, p.short_name, count(*) AS n FROM articles_fts "
    "CROSS JOIN article_facets f ON f.rowid = articles_fts.rowid JOIN portals p ON p.id = f.portal "
    "WHERE articles_fts MATCH vn_match(:words){scope} "
    f"GROUP BY f.portal ORDER BY n DESC, p.short_name LIMIT {_PLACES}"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One month of a chart."""

    month: str
    """`2021-10`."""
    number: int
    of: int
    """Articles of that month in all."""
    x: int
    height: float

    @property
    def share(self) -> float:
        """In percent."""
        return 100 * self.number / self.of if self.of else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """One word or phrase over time and place."""

    words: str
    total: int
    bars: Sequence[Bar]
    years: Sequence[tuple[str, int]]
    places: Sequence[Any]
    sql: str
    """The address of the query that counts."""


async def trends(datasette: Any, request: Request) -> Response:
    """`?q=...&q=...` side by side; `cong` one portal only; `tinh=phan-tram` as shares."""
    ask = asker(datasette)
    words = [one.strip()[:200] for one in request.args.getlist("q") if one.strip()]
    words = list(dict.fromkeys(words))[:MOST_WORDS]
    portal = request.args.get("cong") or ""
    shares = request.args.get("tinh") == "phan-tram"
    found, slow = [], False
    try:
        months = await _months(ask, portal)
        found = [await _trend(ask, one, portal, months, shares=shares) for one in words]
    except QueryInterrupted:
        slow = True
    here = [("q", one) for one in words] + [("cong", portal)] * bool(portal)
    highest = max((bar.share if shares else bar.number for t in found for bar in t.bars), default=0)
    return await render(
        datasette,
        request,
        "trends.html",
        trends=found,
        slow=slow,
        words=words + [""] * (MOST_WORDS - len(words)),
        portal=portal,
        portals=await ask("SELECT id, short_name FROM portals ORDER BY short_name, id LIMIT 4000"),
        shares=shares,
        highest=highest,
        as_numbers="/xu-huong?" + urlencode(here),
        as_shares="/xu-huong?" + urlencode([*here, ("tinh", "phan-tram")]),
        search=lambda **asked: "/tim-kiem?" + urlencode({k: v for k, v in asked.items() if v}),
    )


async def _months(ask: Ask, portal: str) -> dict[int, int]:
    """Every month from the first to the last, with all its articles."""
    if portal:
        rows = await ask(
            "SELECT day / 100 AS month, count(*) AS n FROM article_facets "
            "WHERE portal = :portal AND day IS NOT NULL GROUP BY 1",
            {"portal": portal},
        )
    else:
        rows = await ask(
            "SELECT CAST(value AS INTEGER) AS month, articles AS n FROM facet_counts "
            "WHERE facet = 'month'"
        )
    known = {row["month"]: row["n"] for row in rows if row["month"] % 100}
    if not known:
        return {}
    first, last = min(known), max(known)
    every = (
        year * 100 + month
        for year in range(first // 100, last // 100 + 1)
        for month in range(1, 13)
    )
    return {month: known.get(month, 0) for month in every if first <= month <= last}


async def _trend(
    ask: Ask, words: str, portal: str, months: Mapping[int, int], *, shares: bool
) -> Trend:
    scope = " AND f.portal = :portal" if portal else ""
    values = {"words": words, "portal": portal}
    count = COUNT.format(scope=scope)
    rows = await ask(count, values)
    by_month = {row["month"]: row["n"] for row in rows}
    weights = {
        month: (by_month.get(month, 0) / of if shares and of else by_month.get(month, 0))
        for month, of in months.items()
    }
    top = max(weights.values(), default=0) or 1
    bars = [
        Bar(
            month=f"{month // 100}-{month % 100:02}",
            number=by_month.get(month, 0),
            of=of,
            x=place * 10,
            height=round(_HEIGHT * weights[month] / top, 1),
        )
        for place, (month, of) in enumerate(months.items())
    ]
    years: dict[str, int] = {}
    for month, number in by_month.items():
        years[str(month // 100)] = years.get(str(month // 100), 0) + number
    asked = {"words": words} | ({"portal": portal} if portal else {})
    return Trend(
        words=words,
        total=sum(by_month.values()),
        bars=bars,
        years=sorted(years.items()),
        places=await ask(_BY_PORTAL.format(scope=scope), values),
        sql="/public?" + urlencode({"sql": count, **asked}),
    )
