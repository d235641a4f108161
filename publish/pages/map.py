"""The map: portals as circles on our own outline, of the whole country or of one province.

Drawn here as SVG: no script, no tiles, nothing from elsewhere. Where there are too many portals
for one picture, the country shows a circle for each province.
"""

from __future__ import annotations

import json
import math
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from datasette.utils.asgi import Request, Response

from archive.shapes import Position
from archive.text import fold
from publish.geography.drawing import COUNTRY, Frame, frame_of, outline, path_of, project
from publish.pages.page import query_string, reader, render

_MOST_CIRCLES = 300
"""Portals on the map of the country; more are drawn as provinces."""

_LABELS = 14
"""Circles that carry their names: more names would lie upon each other."""

_LEAST, _MOST = 4.5, 15.0
"""Radii on the map of the country, in its units."""

_MOST_PATHS = 90_000
"""Characters of imported outlines on one page."""

_CLOSE = 2.0
"""Degrees that the map of a province shows at least: less would not be recognised."""

_GOLDEN = math.pi * (3 - math.sqrt(5))


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A portal, or all portals of a province."""

    name: str
    address: str
    longitude: float
    latitude: float
    articles: int
    portals: int = 1
    silent: int = 0
    """Of the portals, how many no longer answer."""
    unseen: bool = False
    rough: bool = False
    """Drawn in the middle of its province, since its commune is not known."""
    province: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Circle:
    """A spot as it is drawn."""

    spot: Spot
    x: float
    y: float
    radius: float
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """Everything that the drawing shows."""

    frame: Frame
    circles: Sequence[Circle]
    areas: Sequence[str] = ()
    """Paths of imported outlines."""

    @property
    def portals(self) -> int:
        return sum(circle.spot.portals for circle in self.circles)

    outline = property(lambda self: outline())


async def map_page(datasette: Any, request: Request) -> Response:
    """The map of the country or of the province in `?tinh=`, with the same as a list."""
    chosen = request.args.get("tinh") or ""
    read = reader(datasette)
    located: list[Spot] = await read(spots)
    provinces = by_province(located)
    if chosen not in {spot.province for spot in provinces}:
        chosen = ""
    inside = [spot for spot in located if spot.province == chosen]
    areas = await read(lambda conn: _areas(conn, chosen)) if chosen else ()
    return await render(
        datasette,
        request,
        "map.html",
        chosen=chosen,
        picture=province_picture(inside, areas) if chosen else country_picture(located),
        provinces=sorted(provinces, key=lambda spot: fold(spot.name)),
        listed=sorted(inside, key=lambda spot: (-spot.articles, fold(spot.name))),
        elsewhere=await read(_elsewhere),
    )


def spots(conn: sqlite3.Connection) -> list[Spot]:
    """All portals that have a place on the map, largest first."""
    rows = conn.execute(
        "SELECT w.id, w.short_name, w.articles, p.province, p.latitude, p.longitude, p.accuracy, "
        "c.alive FROM portal_places p JOIN portals w ON w.id = p.portal "
        "LEFT JOIN portal_coverage c ON c.portal = w.id WHERE p.latitude IS NOT NULL "
        "ORDER BY w.articles DESC, w.id"
    )
    return [
        Spot(
            name=row["short_name"], address=f"/cong/{row['id']}", longitude=row["longitude"],
            latitude=row["latitude"], articles=row["articles"], silent=int(row["alive"] == 0),
            unseen=row["alive"] is None, rough=row["accuracy"] == "province",
            province=row["province"],
        )
        for row in rows
    ]  # fmt: skip


def by_province(located: Iterable[Spot]) -> list[Spot]:
    """One spot for each province, in the middle of its portals; largest first."""
    ordered = sorted(located, key=lambda spot: spot.province or "")
    found = []
    for province, group in groupby(ordered, lambda spot: spot.province):
        own = list(group)
        found.append(
            Spot(
                name=province or "",
                address="/ban-do" + query_string({"tinh": province}),
                longitude=sum(spot.longitude for spot in own) / len(own),
                latitude=sum(spot.latitude for spot in own) / len(own),
                articles=sum(spot.articles for spot in own),
                portals=len(own),
                silent=sum(spot.silent for spot in own),
                unseen=all(spot.unseen for spot in own),
                province=province,
            )
        )
    return sorted(found, key=lambda spot: (-spot.articles, spot.name))


def country_picture(located: Sequence[Spot]) -> Picture:
    """All portals, or all provinces where the portals are too many."""
    shown = located if len(located) <= _MOST_CIRCLES else by_province(located)
    return Picture(frame=COUNTRY, circles=_circles(shown, COUNTRY))


def province_picture(inside: Sequence[Spot], areas: Sequence[str] = ()) -> Picture:
    """The portals of a province, close by."""
    frame = frame_of([(spot.longitude, spot.latitude) for spot in inside], least=_CLOSE)
    return Picture(frame=frame, circles=_circles(inside, frame), areas=areas)


def _circles(shown: Sequence[Spot], frame: Frame) -> list[Circle]:
    """Largest first, so that small ones lie on top; those of one point stand around it."""
    most = max((spot.articles for spot in shown), default=0) or 1
    taken: dict[Position, int] = {}
    made = []
    for spot in shown:
        x, y = at = project(spot.longitude, spot.latitude)
        turn = taken[at] = taken.get(at, -1) + 1
        away = 7 * math.sqrt(turn) * frame.unit
        share = math.sqrt(spot.articles / most)
        made.append(
            Circle(
                spot=spot,
                x=round(x + away * math.cos(turn * _GOLDEN), 2),
                y=round(y + away * math.sin(turn * _GOLDEN), 2),
                radius=round((_LEAST + (_MOST - _LEAST) * share) * frame.unit, 2),
            )
        )
    if len(made) <= _LABELS:
        return [replace(circle, label=circle.spot.name) for circle in made]
    return made


def _areas(conn: sqlite3.Connection, province: str) -> list[str]:
    """Outlines of the province's communes that were imported, new ones first, as many as fit."""
    paths: list[str] = []
    length = 0
    for (geometry,) in conn.execute(
        "SELECT s.geometry FROM places p JOIN place_shapes s ON s.code = p.code "
        "AND s.valid_from = p.valid_from WHERE p.province = ? "
        "ORDER BY p.valid_to IS NOT NULL, p.code",
        (province,),
    ):
        path = path_of(part[0] for part in json.loads(geometry)["coordinates"])
        length += len(path)
        if length > _MOST_PATHS:
            break
        paths.append(path)
    return paths


def _elsewhere(conn: sqlite3.Connection) -> list[Any]:
    return conn.execute(
        "SELECT w.id, w.short_name, w.articles FROM portal_places p JOIN portals w ON w.id = p.portal "
        "WHERE p.latitude IS NULL ORDER BY w.articles DESC, w.id LIMIT 200"
    ).fetchall()
