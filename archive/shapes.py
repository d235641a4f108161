"""Where communes lie, out of GeoJSON files: read, judged feature by feature, kept.

Only points and areas are taken, in degrees of WGS 84, longitude first (RFC 7946), within the
frame of Viet Nam. Nothing is repaired: what is wrong is named with its place in the file.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from archive.errors import UnreadableInput
from archive.folder import Archive, now, stamp

MAX_BYTES = 256 * 1024 * 1024
WEST, SOUTH, EAST, NORTH = 102.0, 6.0, 118.0, 24.0
"""The frame in which every place of Viet Nam lies, its islands too, in degrees."""

_DECIMALS = 6
"""Of a degree that are kept: a tenth of a metre."""

Position = tuple[float, float]
"""Longitude, latitude."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """The geometry of one place."""

    code: str
    kind: str
    """`point` or `area`."""
    geometry: str
    """GeoJSON, Point or MultiPolygon."""
    latitude: float
    longitude: float
    """The point itself, or the centre of the largest part of the area."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BadFeature:
    """A feature that cannot be used."""

    number: int
    """In the file, from 1."""
    reason: str


def read(path: Path, *, code_property: str) -> Iterator[Shape | BadFeature]:
    """Every feature of a GeoJSON file, as a shape or with what is wrong with it.

    Raises:
        UnreadableInput: no GeoJSON feature collection.
    """
    for number, feature in enumerate(_features(path), 1):
        try:
            yield _shape(feature, code_property)
        except (ValueError, TypeError, AttributeError) as error:
            reason = str(error) if isinstance(error, ValueError) else "no GeoJSON feature"
            yield BadFeature(number=number, reason=reason)


def keep(archive: Archive, shapes: Iterable[Shape], *, valid_from: str, source: str) -> int:
    """Keeps the shapes of places of one period, in place of those before; returns how many."""
    moment = stamp(now())
    rows = [
        (s.code, valid_from, s.kind, s.geometry, s.latitude, s.longitude, source, moment)
        for s in shapes
    ]
    with archive.transaction():
        archive.conn.executemany(
            "INSERT OR REPLACE INTO place_shapes VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows
        )
    return len(rows)


def _features(path: Path) -> Sequence[Any]:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise UnreadableInput(
                f"{path} is larger than {MAX_BYTES // 1024**2} MB: simplify its outlines first"
            )
        found = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, RecursionError) as error:
        raise UnreadableInput(f"{path} cannot be read as JSON: {error}") from error
    features = found.get("features") if isinstance(found, dict) else None
    if not isinstance(features, list) or found.get("type") != "FeatureCollection":
        raise UnreadableInput(f"{path} is no GeoJSON: expected an object of type FeatureCollection")
    return features


def _shape(feature: Any, code_property: str) -> Shape:
    given = (feature.get("properties") or {}).get(code_property)
    if isinstance(given, bool) or not isinstance(given, str | int) or not str(given).strip():
        raise ValueError(f"it has no property {code_property!r} with the code of a commune")
    code = str(given).strip().zfill(5)
    geometry = feature.get("geometry") or {}
    kind: Any = geometry.get("type")
    coordinates: Any = geometry.get("coordinates")
    if kind == "Point":
        longitude, latitude = point = _position(coordinates)
        kept: dict[str, Any] = {"type": "Point", "coordinates": point}
        return Shape(
            code=code, kind="point", geometry=json.dumps(kept), latitude=latitude,
            longitude=longitude,
        )  # fmt: skip
    if kind not in ("Polygon", "MultiPolygon"):
        raise ValueError(
            f"its geometry is {kind!r}: only Point, Polygon and MultiPolygon are taken"
        )
    parts: list[Any] = [coordinates] if kind == "Polygon" else list(coordinates)
    polygons = [[_ring(ring) for ring in part] for part in parts]
    if not polygons or not all(polygons):
        raise ValueError("its area is empty")
    longitude, latitude = _centre(max((part[0] for part in polygons), key=lambda r: abs(_area(r))))
    kept = {"type": "MultiPolygon", "coordinates": polygons}
    return Shape(
        code=code, kind="area", geometry=json.dumps(kept, separators=(",", ":")),
        latitude=latitude, longitude=longitude,
    )  # fmt: skip


def _position(given: Any) -> Position:
    if not isinstance(given, list) or len(given) < 2 or not all(_is_number(n) for n in given[:2]):
        raise ValueError(f"{json.dumps(given)[:60]} is no position")
    longitude, latitude = (round(float(n), _DECIMALS) for n in given[:2])
    if WEST <= longitude <= EAST and SOUTH <= latitude <= NORTH:
        return longitude, latitude
    if WEST <= latitude <= EAST and SOUTH <= longitude <= NORTH:
        raise ValueError(
            f"[{longitude}, {latitude}] has its latitude first; GeoJSON wants the longitude first"
        )
    raise ValueError(f"[{longitude}, {latitude}] does not lie in Viet Nam")


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _ring(given: Any) -> list[Position]:
    ring = [_position(one) for one in given]
    if len(ring) < 4 or ring[0] != ring[-1]:
        raise ValueError("a ring of its area is not closed, or has fewer than four positions")
    if not _area(ring):
        raise ValueError("a ring of its area has no inside")
    return ring


def _area(ring: Sequence[Position]) -> float:
    """Twice the area, in square degrees; the sign tells the direction."""
    return sum(
        (x - ring[0][0]) * (v - ring[0][1]) - (u - ring[0][0]) * (y - ring[0][1])
        for (x, y), (u, v) in pairwise(ring)
    )


def _centre(ring: Sequence[Position]) -> Position:
    """The centre of mass of a ring."""
    x0, y0 = ring[0]
    x_sum = y_sum = 0.0
    for (x, y), (u, v) in pairwise(ring):
        cross = (x - x0) * (v - y0) - (u - x0) * (y - y0)
        x_sum += (x + u - 2 * x0) * cross
        y_sum += (y + v - 2 * y0) * cross
    area = _area(ring)
    return round(x0 + x_sum / (3 * area), _DECIMALS), round(y0 + y_sum / (3 * area), _DECIMALS)
