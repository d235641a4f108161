"""What a reader's search means as SQL over the edition: words, filters, facets, order, page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from archive import search

PAGE = 20
MAX_PAGE = search.CANDIDATES // PAGE
_FACETS = {"portal": "cong", "year": "nam", "category": "chuyen-muc"}
"""Column -> its name in the address."""

_ORDERS = {"moi": "a.rowid DESC", "cu": "a.rowid"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A search as its address says it."""

    query: str = ""
    portal: str = ""
    year: str = ""
    category: str = ""
    order: str = ""
    """`moi` newest first, `cu` oldest first, empty: best first."""
    page: int = 1

    @classmethod
    def read(cls, args: Mapping[str, str]) -> Asked:
        """From the parameters of an address; what makes no sense is taken for absent."""
        number = args.get("trang", "")
        page = int(number) if number.isascii() and number.isdigit() and len(number) < 6 else 1
        order = args.get("xep", "")
        return cls(
            query=args.get("q", "").strip()[:500],
            portal=args.get("cong", ""),
            year=args.get("nam", ""),
            category=args.get("chuyen-muc", ""),
            order=order if order in _ORDERS else "",
            page=min(max(page, 1), MAX_PAGE),
        )

    def address(self, **changes: Any) -> dict[str, Any]:
        """The parameters of this search with some changed; another filter starts at page 1."""
        new = replace(self, **({"page": 1} | changes))
        values = {
            "q": new.query,
            "cong": new.portal,
            "nam": new.year,
            "chuyen-muc": new.category,
            "xep": new.order,
            "trang": new.page if new.page > 1 else "",
        }
        return {name: value for name, value in values.items() if value}

    def where(self, *, without: str = "") -> tuple[str, dict[str, Any]]:
        """Condition on `articles a` and its values; `without` leaves out one facet."""
        parts, values = ["1"], {}
        for column in _FACETS:
            chosen = getattr(self, column)
            if chosen and column != without:
                parts.append(f"a.{column} = :{column}")
                values[column] = chosen
        return " AND ".join(parts), values


@dataclass(slots=True, kw_only=True)
class Found:
    """One page of what was found, and what there is to narrow it down by."""

    total: int
    rows: Sequence[Any] = ()
    facets: dict[str, Sequence[Any]] = field(default_factory=dict)
    """Column -> rows of (value, label, n)."""
    too_slow: bool = False


async def find(ask: Any, asked: Asked, columns: str) -> Found:
    """Runs a search. `ask(sql, values)` gives rows."""
    where, values = asked.where()
    matched, match = _matched(asked)
    values |= match
    total = (await ask(f"SELECT count(*) FROM articles a WHERE {where}{matched}", values))[0][0]
    offset = (asked.page - 1) * PAGE
    if asked.query and not asked.order:
        ranked = search.ranked_sql("articles a", where)
        sql = f"SELECT {columns} FROM ({ranked}) r JOIN articles a ON a.rowid = r.rowid"
        sql += " ORDER BY r.score, a.rowid DESC"
        values |= {"limit": PAGE, "offset": offset}
    else:
        order = _ORDERS[asked.order or "moi"]
        sql = f"SELECT {columns} FROM articles a WHERE {where}{matched} ORDER BY {order} "
        sql += f"LIMIT {PAGE} OFFSET {offset}"
    rows = await ask(sql, values)
    facets = {column: await _facet(ask, asked, column) for column in _FACETS}
    return Found(total=total, rows=rows, facets=facets)


def _matched(asked: Asked) -> tuple[str, dict[str, Any]]:
    if not asked.query:
        return "", {}
    condition = (
        f" AND a.rowid IN (SELECT rowid FROM {search.FTS_TABLE} "
        f"WHERE {search.FTS_TABLE} MATCH :match)"
    )
    return condition, {"match": search.match_query(asked.query)}


async def _facet(ask: Any, asked: Asked, column: str) -> Sequence[Any]:
    where, values = asked.where(without=column)
    matched, match = _matched(asked)
    label = "p.short_name" if column == "portal" else f"a.{column}"
    join = "JOIN portals p ON p.id = a.portal" if column == "portal" else ""
    order = "1 DESC" if column == "year" else "n DESC, 2"
    rows: Sequence[Any] = await ask(
        f"SELECT a.{column} AS value, {label} AS label, count(*) AS n FROM articles a {join} "
        f"WHERE {where}{matched} AND a.{column} IS NOT NULL "
        f"GROUP BY a.{column} ORDER BY {order} LIMIT 30",
        values | match,
    )
    return rows
