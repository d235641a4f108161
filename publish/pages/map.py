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
from typing import Any

from datasette.utils.asgi import Request, Response

from archive.shapes import Position
from archive.text import fold
from publish.geography.drawing import COUNTRY, Frame, frame_of, outline, path_of, project
from publish.pages.page import query_string, reader, render

MOST_CIRCLES = 300
"""Portals on the map of the country; more are drawn as provinces."""

_FEW_CIRCLES = 60
"""Portals on the small map of the home page."""

_JOINED = "JOIN portals w ON w.id = p.portal LEFT JOIN portal_coverage c ON c.portal = w.id"

_ELSEWHERE = (
    "SELECT w.id, w.short_name, w.articles FROM portal_places p JOIN portals w ON w.id = p.portal "
    "WHERE p.latitude IS NULL ORDER BY w.articles DESC, w.id LIMIT 200"
)

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
    asked = request.args.get("tinh") or ""

    def read(conn: sqlite3.Connection) -> dict[str, Any]:
        inside = spots(conn, asked) if asked else []
        if inside:
            picture = province_picture(inside, _areas(conn, asked))
            return {"chosen": asked, "picture": picture, "listed": _in_order(inside)}
        return {
            "chosen": "",
            "picture": country_picture(conn),
            "listed": _in_order(province_spots(conn)),
            "elsewhere": conn.execute(_ELSEWHERE).fetchall(),
        }

    return await render(datasette, request, "map.html", **await reader(datasette)(read))


def _in_order(listed: Iterable[Spot]) -> list[Spot]:
    return sorted(listed, key=lambda spot: fold(spot.name))


def spots(conn: sqlite3.Connection, province: str | None = None) -> list[Spot]:
    """The portals that have a place on the map, of one province or all, largest first."""
    within = "AND p.province = :province " if province is not None else ""
    rows = conn.execute(
        "SELECT w.id, w.short_name, w.articles, p.latitude, p.longitude, p.accuracy, c.alive "
        f"FROM portal_places p {_JOINED} WHERE p.latitude IS NOT NULL {within}"
        "ORDER BY w.articles DESC, w.id",
        {"province": province},
    )
    return [
        Spot(
            name=row["short_name"], address=f"/cong/{row['id']}", longitude=row["longitude"],
            latitude=row["latitude"], articles=row["articles"], silent=int(row["alive"] == 0),
            unseen=row["alive"] is None, rough=row["accuracy"] == "province",
        )
        for row in rows
    ]  # fmt: skip


def province_spots(conn: sqlite3.Connection) -> list[Spot]:
    """One spot for each province, in the middle of its portals; largest first."""
    rows = conn.execute(
        "SELECT p.province, avg(p.longitude) AS longitude, avg(p.latitude) AS latitude, "
        "sum(w.articles) AS articles, count(*) AS portals, coalesce(sum(c.alive = 0), 0) AS silent, "
        f"max(c.alive) IS NULL AS unseen FROM portal_places p {_JOINED} "
        "WHERE p.latitude IS NOT NULL GROUP BY p.province ORDER BY articles DESC, p.province"
    )
    return [
        Spot(
            name=row["province"], address="/ban-do" + query_string({"tinh": row["province"]}),
            longitude=row["longitude"], latitude=row["latitude"], articles=row["articles"],
            portals=row["portals"], silent=row["silent"], unseen=bool(row["unseen"]),
        )
        for row in rows
    ]  # fmt: skip


def country_picture(conn: sqlite3.Connection, *, most: int = MOST_CIRCLES) -> Picture:
    """All portals, or all provinces where the portals are more than `most`."""
    provinces = province_spots(conn)
    many = sum(spot.portals for spot in provinces) > most
    return Picture(frame=COUNTRY, circles=_circles(provinces if many else spots(conn), COUNTRY))


def small_picture(conn: sqlite3.Connection) -> Picture:
    """The map of the country for the home page: few circles, without their names."""
    picture = country_picture(conn, most=_FEW_CIRCLES)
    return replace(picture, circles=[replace(circle, label="") for circle in picture.circles])


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
