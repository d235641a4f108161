"""What the archive holds as a whole and what it lacks: a page to cite, and the same as data.

The date of the data is that of the latest capture: building the edition again changes nothing.
"""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from datasette.utils.asgi import Request, Response

from archive.text import fold
from publish.language import language
from publish.pages.page import language_of, reader, render, site_address
from publish.shown import printed_date

_GAPS = 25
_SILENT = 60
_NOTABLE_GAP = 3
"""Months."""

_TOTALS = """
SELECT count(*) AS portals, sum(w.articles) AS articles, sum(w.gone) AS gone,
       min(w.first_published) AS first_published, max(w.last_published) AS last_published,
       sum(c.captures) AS captures, min(c.first_captured) AS first_captured,
       max(c.last_captured) AS last_captured, sum(c.pictures) AS pictures, sum(c.files) AS files,
       sum(c.alive = 0) AS silent, sum(w.last_success IS NULL) AS never
FROM portals w LEFT JOIN portal_coverage c ON c.portal = w.id
"""

_PORTALS = """
SELECT w.id, w.name, w.url, w.platform, p.province, o.name AS commune, o.district,
       p.old_code AS commune_code, n.name AS commune_now, p.new_code AS commune_now_code,
       w.articles, w.gone, w.first_published, w.last_published, c.pictures, c.files, c.captures,
       c.first_captured, c.last_captured, w.state, w.last_success, w.last_seen_alive, c.alive,
       c.months, c.gap_months, c.gap_from, c.gap_to
FROM portals w LEFT JOIN portal_coverage c ON c.portal = w.id
LEFT JOIN portal_places p ON p.portal = w.id
LEFT JOIN places o ON o.code = p.old_code AND o.valid_to IS NOT NULL
LEFT JOIN places n ON n.code = p.new_code AND n.valid_to IS NULL
ORDER BY w.id
"""

_LATEST_FINDINGS = """
SELECT (SELECT findings FROM crawls k WHERE k.portal = w.id ORDER BY k.id DESC LIMIT 1)
FROM portals w
"""

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


async def coverage(datasette: Any, request: Request) -> Response:
    """The whole archive: how much, by province and year, gaps, failures, what vanished."""

    def read(conn: sqlite3.Connection) -> dict[str, Any]:
        gaps = (
            "SELECT w.id, w.short_name, c.gap_months, c.gap_from, c.gap_to FROM portal_coverage c "
            f"JOIN portals w ON w.id = c.portal WHERE c.gap_months >= {_NOTABLE_GAP} "
            f"ORDER BY c.gap_months DESC, w.id LIMIT {_GAPS}"
        )
        silent = (
            "SELECT w.id, w.short_name, w.articles, w.last_seen_alive FROM portal_coverage c "
            "JOIN portals w ON w.id = c.portal WHERE c.alive = 0 "
            f"ORDER BY w.last_seen_alive DESC, w.id LIMIT {_SILENT}"
        )
        return {
            "totals": totals(conn),
            "years": _years(conn),
            "provinces": by_province(conn),
            "findings": findings(conn),
            "gaps": conn.execute(gaps).fetchall(),
            "silent": conn.execute(silent).fetchall(),
        }

    found = await reader(datasette)(read)
    here = f"{site_address(datasette, request)}/do-phu"
    return await render(
        datasette,
        request,
        "coverage.html",
        **found,
        citation=_cited(request, found["totals"], here),
    )


async def coverage_json(datasette: Any, request: Request) -> Response:
    """The same as data, with every portal."""

    def read(conn: sqlite3.Connection) -> dict[str, Any]:
        return {
            "totals": totals(conn),
            "provinces": by_province(conn),
            "findings": findings(conn),
            "portals": [dict(row) for row in conn.execute(_PORTALS)],
        }

    found = await reader(datasette)(read)
    here = f"{site_address(datasette, request)}/do-phu"
    body = {"citation": _cited(request, found["totals"], here), **found}
    return Response(
        json.dumps(body, ensure_ascii=False),
        content_type="application/json; charset=utf-8",
        headers={"Access-Control-Allow-Origin": "*"},
    )


async def coverage_csv(datasette: Any, request: Request) -> Response:
    """One line for each portal, with a byte order mark for spreadsheets.

    A text that a spreadsheet would take for a formula stands behind an apostrophe.
    """

    def read(conn: sqlite3.Connection) -> str:
        cursor = conn.execute(_PORTALS)
        out = io.StringIO()
        rows = csv.writer(out)
        rows.writerow([column[0] for column in cursor.description])
        rows.writerows([_harmless(value) for value in row] for row in cursor)
        return out.getvalue()

    text = await reader(datasette)(read)
    return Response(
        "\ufeff" + text,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="do-phu.csv"'},
    )


def totals(conn: sqlite3.Connection) -> dict[str, Any]:
    """Sums over all portals; 0 for an empty archive, None for moments that there are not."""
    row = dict(conn.execute(_TOTALS).fetchone())
    moments = ("first_published", "last_published", "first_captured", "last_captured")
    return {name: value if name in moments else value or 0 for name, value in row.items()}


def by_province(conn: sqlite3.Connection) -> list[dict[str, Any]]:
    """Each province of today: its portals, its articles in all and by year (empty: no date)."""
    portals = dict(
        conn.execute(
            "SELECT coalesce(province, ''), count(*) FROM portal_places GROUP BY 1"
        ).fetchall()
    )
    found: dict[str, dict[str, Any]] = {
        name: {"province": name, "portals": number, "articles": 0, "gone": 0, "years": {}}
        for name, number in portals.items()
    }
    for province, year, articles, gone in conn.execute(
        "SELECT province, year, articles, gone FROM province_years ORDER BY year"
    ):
        row = found[province]
        row["years"][year] = articles
        row["articles"] += articles
        row["gone"] += gone
    return sorted(found.values(), key=lambda row: (not row["province"], fold(row["province"])))


def findings(conn: sqlite3.Connection) -> list[tuple[str, int]]:
    """Kinds of what the latest crawls of the portals found wrong -> how many portals."""
    kinds: Counter[str] = Counter()
    for (text,) in conn.execute(_LATEST_FINDINGS):
        told: Sequence[Mapping[str, str]] = json.loads(text) if text else []
        kinds.update({one["kind"] for one in told if one["severity"] != "note"})
    return sorted(kinds.items(), key=lambda item: (-item[1], item[0]))


def _years(conn: sqlite3.Connection) -> list[str]:
    """Every year from the first to the last: one without an article is a gap to be seen."""
    known = [year for (year,) in conn.execute("SELECT DISTINCT year FROM province_years") if year]
    if not known:
        return []
    return [f"{year:04}" for year in range(int(min(known)), int(max(known)) + 1)]


def _cited(request: Request, sums: Mapping[str, Any], url: str) -> str:
    t = language(language_of(request))
    return t.coverage_citation.format(
        moment=printed_date(sums["last_captured"], seconds=False) or "-",
        articles=t.number(sums["articles"]),
        portals=t.number(sums["portals"]),
        url=url,
    )


def _harmless(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
