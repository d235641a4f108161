"""The search page: what was found, and what to narrow it down by; the same as JSON."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Any

from datasette.utils.asgi import Request, Response

from archive import search
from archive.export import parquet
from publish.find.asked import Asked
from publish.find.counting import BOUND
from publish.find.facets import FACETS, FLAGS, MONTH, YEAR
from publish.find.results import Found, find
from publish.language import Language
from publish.pages.page import CARD, reader, render, site_address

SITE = "/tim-kiem"


async def search_page(datasette: Any, request: Request) -> Response:
    """What was found, best first, with facets; every state of it is an address."""
    asked = Asked.read(request.args)
    found = await run(datasette, asked)
    return await render(
        datasette,
        request,
        "search.html",
        asked=asked,
        found=found,
        bound=BOUND,
        terms=search.parse(asked.query),
        highlight=search.highlight,
        snippet=search.snippet,
        chips=chips(asked, found),
        taken=asked.what_is_found(),
        parquet=parquet.available(),
        kept=[pair for pair in asked.turned().parameters() if pair[0] not in ("q", "mo")],
    )


async def run(datasette: Any, asked: Asked) -> Found:
    """What is found; `too_slow` where the site's limit was reached."""
    try:
        found: Found = await reader(datasette)(lambda conn: find(conn, asked, CARD))
    except sqlite3.OperationalError as error:
        if "interrupted" not in str(error):
            raise
        found = Found(too_slow=True)
    return found


async def search_json(datasette: Any, request: Request) -> Response:
    """The same page for programs: hits, counts and the addresses of the pages beside it."""
    asked = Asked.read(request.args)
    if asked.ignored:
        return refused(asked)
    found = await run(datasette, asked)
    if found.too_slow:
        return Response.json({"error": "too slow: ask for less"}, status=503)
    site = site_address(datasette, request)
    beside = {
        name: site + one.address(f"{SITE}.json") if one else None
        for name, one in (("next", found.next), ("previous", found.previous))
    }
    return Response.json(
        {
            "query": asked.query,
            "total": found.total,
            "suggestion": found.suggestion or None,
            "other_way": found.other_way or None,
            "total_is": "exact" if found.exact else "at least",
            **beside,
            "articles": [
                {name: row[name] for name in _TOLD} | {"url": f"{site}/bai/{row['id']}"}
                for row in found.rows
            ],
            "facets": {
                one.facet.name: [
                    {"value": value.value, "label": value.label, "articles": value.number}
                    for value in one.values
                ]
                for one in found.facets
            }
            | {one.flag.name: one.number for one in found.switches},
            "timeline": {bar.value: bar.number for bar in found.timeline.bars},
            "facets_are": "exact" if _all_exact(found) else f"of the newest {BOUND}, or exact",
        },
        headers={"Access-Control-Allow-Origin": "*"},
    )


_TOLD = ("id", "portal", "title", "published", "lead", "category", "gone_since")


def _all_exact(found: Found) -> bool:
    told = [one.exact for one in found.facets] + [one.exact for one in found.switches]
    return all(told) and found.timeline.exact


def refused(asked: Asked) -> Response:
    """What a program is told that asks for something that makes no sense."""
    told = ", ".join(asked.ignored)
    return Response.json({"error": f"cannot make sense of: {told}"}, status=400)


def title_of(asked: Asked, words: Language) -> str:
    """What was searched for in one line, for the titles of feeds."""
    said = [
        *(value for values in asked.chosen.values() for value in values),
        *(
            words[flag.title if asked.flags[flag.name] else f"{flag.title}_not"]
            for flag in FLAGS
            if flag.name in asked.flags
        ),
        *(day for day in (asked.since, asked.until) if day),
    ]
    return ", ".join([f"“{asked.query}”" if asked.query else words.all_articles, *said])


@dataclass(frozen=True, slots=True, kw_only=True)
class Chip:
    """One thing that is asked for, and the search without it."""

    title: str
    """Message id of what it is."""
    text: str
    """What was chosen; empty for a flag."""
    without: Asked


def chips(asked: Asked, found: Found) -> list[Chip]:
    """Everything that narrows the search down, one by one."""
    labels = {
        (one.facet.name, value.value): value.label for one in found.facets for value in one.values
    }
    titles = {facet.name: facet.title for facet in FACETS} | {YEAR: "year", MONTH: "month"}
    given = [
        Chip(
            title=titles[name],
            text=_turned(value) if name == MONTH else labels.get((name, value), value),
            without=asked.toggled(name, value),
        )
        for name, values in asked.chosen.items()
        for value in values
    ]
    for flag in FLAGS:
        if flag.name in asked.flags:
            title = flag.title if asked.flags[flag.name] else f"{flag.title}_not"
            given.append(Chip(title=title, text="", without=asked.flagged(flag.name)))
    if asked.since:
        given.append(Chip(title="since", text=_turned(asked.since), without=asked.turned(since="")))
    if asked.until:
        given.append(Chip(title="until", text=_turned(asked.until), without=asked.turned(until="")))
    return given


def _turned(day: str) -> str:
    """`05/10/2021` of `2021-10-05`; anything else as well."""
    return "/".join(reversed(day.split("-")))
