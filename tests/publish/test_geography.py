"""Our own outline and provinces: whole, at the right place, true to the official units."""

from __future__ import annotations

import json
import math
import sqlite3
from collections import defaultdict
from contextlib import closing
from importlib.resources import files
from itertools import pairwise
from statistics import median

import pytest

from archive.places_source import data_folder
from publish.geography.drawing import COUNTRY, frame_of, outline, project, simplified
from publish.geography.provinces import full_name, named, provinces


def test_the_archipelagos_are_on_the_map() -> None:
    parts = {one.name: one for one in outline()}
    assert outline()[0].part == "mainland"
    assert len(parts["Quần đảo Hoàng Sa"].points) >= 8
    assert len(parts["Quần đảo Trường Sa"].points) >= 15
    for one in outline():
        for x, y in one.points:
            assert 0 < x < COUNTRY.width
            assert 0 < y < COUNTRY.height


@pytest.fixture(scope="module")
def units() -> dict[tuple[bool, str], list[tuple[float, float]]]:
    """(latitude, longitude) of all communes of each province, in both periods."""
    found: dict[tuple[bool, str], list[tuple[float, float]]] = defaultdict(list)
    with closing(sqlite3.connect(data_folder() / "dataset.db")) as conn:
        for table, old in (("admin_units_legacy", True), ("admin_units", False)):
            for province, latitude, longitude in conn.execute(
                f"SELECT province, wardLat, wardLon FROM {table} WHERE wardLat IS NOT NULL"
            ):
                name = province.removeprefix("Tỉnh ").removeprefix("Thành phố ")
                found[old, name].append((latitude, longitude))
    return found


def test_the_provinces_are_the_official_ones(
    units: dict[tuple[bool, str], list[tuple[float, float]]],
) -> None:
    ours = {(one.is_old, one.name): one for one in provinces()}
    renamed = {(True, "Huế"): (True, "Thừa Thiên Huế")}
    assert {renamed.get(key, key) for key in units} == set(ours)
    for key, positions in units.items():
        one = ours[renamed.get(key, key)]
        middle = [median(axis) for axis in zip(*positions, strict=True)]
        assert math.dist(middle, (one.latitude, one.longitude)) < 0.4, one
        assert (False, one.now) in ours
    assert {full_name(one.name) for one in provinces() if not one.is_old} >= {
        "Tỉnh Điện Biên", "Thành phố Huế",
    }  # fmt: skip


def test_the_outline_holds_nearly_all_communes(
    units: dict[tuple[bool, str], list[tuple[float, float]]],
) -> None:
    text = (files("publish.geography") / "outline.geojson").read_text(encoding="utf-8")
    rings = [
        feature["geometry"]["coordinates"][0]
        for feature in json.loads(text)["features"]
        if feature["geometry"]["type"] == "Polygon"
    ]
    positions = [at for (old, _), found in units.items() if old for at in found[::7]]
    outside = [at for at in positions if not any(_inside(at, ring) for ring in rings)]
    assert len(outside) / len(positions) < 0.02


def _inside(at: tuple[float, float], ring: list[list[float]]) -> bool:
    latitude, longitude = at
    odd = False
    for (x, y), (u, v) in pairwise(ring):
        if (y > latitude) != (v > latitude):
            odd ^= longitude < x + (latitude - y) / (v - y) * (u - x)
    return odd


@pytest.mark.parametrize(
    ("text", "host", "province"),
    [
        ("UBND xã A, huyện B, tỉnh Bà Rịa - Vũng Tàu", "", "Bà Rịa - Vũng Tàu"),
        ("TRANG TIN XÃ A - TP. HÀ NỘI", "", "Hà Nội"),
        ("xa a, tinh thua thien hue", "", "Thừa Thiên Huế"),
        ("Xã A", "xaa.dienbien.gov.vn", "Điện Biên"),
        ("Xã A", "xaa.hue.gov.vn", "Thừa Thiên Huế"),
        ("Xã A", "dienbien.example.vn", None),
        ("Xã tình nguyện, thành phố mới", "", None),
        ("tỉnh Hà Giang và tỉnh Cao Bằng", "", None),
    ],
)
def test_a_province_is_found_in_a_name(text: str, host: str, province: str | None) -> None:
    found = named([text], host)
    assert (found and found.name) == province


def test_a_coarser_ring_stays_near_and_closed() -> None:
    ring = [(105 + math.cos(n / 60 * math.pi), 20 + math.sin(n / 60 * math.pi)) for n in range(120)]
    ring.append(ring[0])
    coarse = simplified(ring, 0.01)
    assert 8 < len(coarse) < 60
    assert coarse[0] == coarse[-1]
    assert all(min(math.dist(at, one) for one in coarse) < 0.3 for at in ring)
    assert len(simplified(ring, 5)) >= 4


def test_places_of_one_spot_have_a_frame_with_an_extent() -> None:
    frame = frame_of([(105.0, 21.0)])
    x, y = project(105.0, 21.0)
    assert frame.width == frame.height > 50
    assert frame.x < x < frame.x + frame.width
    assert frame.y < y < frame.y + frame.height
