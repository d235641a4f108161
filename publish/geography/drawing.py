"""From degrees to the units of a drawing: projection, paths, frames. Pure, no database.

Plate carrée with the middle parallel of the country true to scale: straight lines stay straight,
and a place is found again by its degrees.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from archive.shapes import Position

WEST, NORTH = 101.8, 23.8
EAST, SOUTH = 116.4, 6.4
_SCALE = 50.0
"""Units for a degree of latitude."""
_NARROW = math.cos(math.radians(16))


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """A rectangle of the drawing, in its units."""

    x: float
    y: float
    width: float
    height: float

    def __str__(self) -> str:
        """As a `viewBox`."""
        return f"{self.x:.1f} {self.y:.1f} {self.width:.1f} {self.height:.1f}"

    @property
    def unit(self) -> float:
        """How much larger than on the map of the country things are drawn here, as a divisor."""
        return max(self.width, self.height) / max(COUNTRY.width, COUNTRY.height)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """One piece of the country."""

    name: str
    part: str
    """`mainland`, `island` or `archipelago`."""
    path: str
    """Of an SVG; dots of an archipelago are `points`."""
    points: tuple[Position, ...] = ()
    """In units of the drawing."""


def project(longitude: float, latitude: float) -> Position:
    """Units from the upper left corner of the country's frame."""
    x, y = (longitude - WEST) * _SCALE * _NARROW, (NORTH - latitude) * _SCALE
    return round(x, 1), round(y, 1)


_RIGHT, _BELOW = project(EAST, SOUTH)
COUNTRY = Frame(x=0, y=0, width=_RIGHT, height=_BELOW)
"""All of Viet Nam, with its archipelagos."""


def frame_of(points: Iterable[Position], *, least: float = 1.0, margin: float = 0.25) -> Frame:
    """The square around places (longitude, latitude), at least so many degrees of latitude wide."""
    at = [project(*point) for point in points]
    left, right = min(x for x, _ in at), max(x for x, _ in at)
    top, bottom = min(y for _, y in at), max(y for _, y in at)
    side = max(right - left, bottom - top, least * _SCALE) + 2 * margin * _SCALE
    return Frame(x=(left + right - side) / 2, y=(top + bottom - side) / 2, width=side, height=side)


def path_of(rings: Iterable[Sequence[Position]]) -> str:
    """The `d` of closed rings of (longitude, latitude)."""
    return "".join(
        "M" + "L".join(f"{x:g} {y:g}" for x, y in (project(*point) for point in ring[:-1])) + "Z"
        for ring in rings
    )


@cache
def outline() -> tuple[Outline, ...]:
    """The country, the mainland first."""
    text = (files("publish.geography") / "outline.geojson").read_text(encoding="utf-8")
    return tuple(_outline(feature) for feature in json.loads(text)["features"])


def _outline(feature: dict[str, Any]) -> Outline:
    name, part = feature["properties"]["name"], feature["properties"]["part"]
    coordinates = feature["geometry"]["coordinates"]
    if part == "archipelago":
        return Outline(
            name=name, part=part, path="", points=tuple(project(*p) for p in coordinates)
        )
    return Outline(name=name, part=part, path=path_of(coordinates))


def coarser(geometry: str, tolerance: float) -> str:
    """A GeoJSON MultiPolygon without its holes, each outline `simplified`."""
    parts = json.loads(geometry)["coordinates"]
    rings = [simplified([tuple(at) for at in part[0]], tolerance) for part in parts]
    rounded = [[(round(x, 4), round(y, 4)) for x, y in ring] for ring in rings]
    kept = {"type": "MultiPolygon", "coordinates": [[ring] for ring in rounded]}
    return json.dumps(kept, separators=(",", ":"))


def simplified(ring: Sequence[Position], tolerance: float) -> list[Position]:
    """The ring without the positions that lie nearer than `tolerance` degrees to what remains.

    Douglas and Peucker's way, from the two positions that are farthest apart; a ring that would
    collapse stays a triangle at least.
    """
    if len(ring) <= 5:
        return list(ring)
    first = ring[0]
    far = max(range(len(ring)), key=lambda n: math.dist(ring[n], first))
    kept = {0, far, len(ring) - 1}
    waiting = [(0, far), (far, len(ring) - 1)]
    while waiting:
        start, end = waiting.pop()
        best, at = 0.0, start
        for n in range(start + 1, end):
            away = _distance(ring[n], ring[start], ring[end])
            if away > best:
                best, at = away, n
        if best > tolerance or (best and len(kept) < 4):
            kept.add(at)
            waiting += [(start, at), (at, end)]
    return [ring[n] for n in sorted(kept)]


def _distance(point: Position, start: Position, end: Position) -> float:
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = math.hypot(dx, dy)
    if not length:
        return math.dist(point, start)
    return abs(dx * (start[1] - point[1]) - dy * (start[0] - point[0])) / length
