"""GeoJSON of communes: what is usable is kept, what is not is named, nothing is repaired."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from support.cli import luutru

from archive import places, portals, shapes
from archive.errors import UnreadableInput
from archive.folder import Archive
from luutru.demo.gazetteer import PLACES, SUCCESSORS

_SQUARE = [[103.0, 21.0], [103.2, 21.0], [103.2, 21.1], [103.0, 21.1], [103.0, 21.0]]
Write = Callable[..., Path]


def feature(code: object, kind: str = "Polygon", coordinates: object = None) -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": {"code": code},
        "geometry": {"type": kind, "coordinates": coordinates or [_SQUARE]},
    }


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def written(*features: object, **more: object) -> Path:
        path = tmp_path / "communes.geojson"
        whole = {"type": "FeatureCollection", "features": list(features), **more}
        path.write_text(json.dumps(whole), encoding="utf-8")
        return path

    return written


def test_points_and_areas_are_read(write: Write) -> None:
    path = write(
        feature("99106"), feature(9106, "Point", [103.5, 21.5, 900]),
        feature("99203", "MultiPolygon", [[[[106.0, 20.0], [106.01, 20.0], [106.0, 20.01], [106.0, 20.0]]], [_SQUARE]]),
    )  # fmt: skip
    area, point, two = shapes.read(path, code_property="code")
    assert isinstance(area, shapes.Shape)
    assert isinstance(point, shapes.Shape)
    assert isinstance(two, shapes.Shape)
    assert (area.code, area.kind, area.latitude, area.longitude) == ("99106", "area", 21.05, 103.1)
    assert (point.code, point.kind, point.latitude) == ("09106", "point", 21.5)
    assert (two.latitude, two.longitude) == (21.05, 103.1)  # of the largest part


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        (feature(None), "no property 'code'"),
        (feature(True), "no property 'code'"),
        ({"type": "Feature", "properties": None, "geometry": None}, "no property 'code'"),
        (feature("1", "LineString", [[103, 21], [104, 21]]), "LineString"),
        (feature("1", "Point", [21.0, 103.0]), "latitude first"),
        (feature("1", "Point", [2.35, 48.85]), "not lie in Viet Nam"),
        (feature("1", "Point", ["103", 21]), "no position"),
        (feature("1", "Point", [float("nan"), 21]), "not lie in Viet Nam"),
        (feature("1", "Polygon", [_SQUARE[:-1]]), "not closed"),
        (feature("1", "Polygon", [[_SQUARE[0]] * 5]), "no inside"),
        (feature("1", "MultiPolygon", [[]]), "empty"),
        (feature("1", "Polygon", 7), "no GeoJSON feature"),
        (feature("1", "Polygon", [[7]]), "no position"),
        ("x", "no GeoJSON feature"),
        ([], "no GeoJSON feature"),
    ],
)
def test_what_is_wrong_is_named(write: Write, wrong: object, reason: str) -> None:
    (found,) = shapes.read(write(wrong), code_property="code")
    assert isinstance(found, shapes.BadFeature)
    assert reason in found.reason


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"type": "FeatureCollection"}', "\xff", "[" * 9999]
)
def test_a_file_that_is_none_is_told(tmp_path: Path, text: str) -> None:
    path = tmp_path / "x.geojson"
    path.write_bytes(text.encode("latin-1"))
    with pytest.raises(UnreadableInput):
        list(shapes.read(path, code_property="code"))


def test_the_command_keeps_the_good_and_names_the_bad(tmp_path: Path, write: Write) -> None:
    kho = tmp_path / "kho"
    with Archive.create(kho):
        pass
    command = ("places", "import-geojson", write(feature("99106")), "--archive", kho)
    assert "luutru places build" in luutru(*command, check=1).stderr
    with Archive.open(kho, write=True) as archive:
        places.add(archive, PLACES, SUCCESSORS)
    write(
        feature("99106"), feature("99106"), feature("00001"), feature("99203", "Point", [21, 105])
    )
    dry = luutru(*command, "--dry-run", check=1).stderr
    assert "1 places usable, 3 features not usable" in dry
    told = luutru(*command, check=1).stderr
    assert "feature 2: the code 99106 comes twice" in told
    assert "feature 3: no new commune has the code 00001" in told
    assert "feature 4: [21.0, 105.0] has its latitude first" in told
    write(feature("99106"))
    luutru(*command, check=0)
    luutru(*command, "--period", "old", check=0)
    with Archive.open(kho) as archive:
        rows = archive.conn.execute("SELECT code, valid_from, kind, source FROM place_shapes")
        assert [tuple(row) for row in rows] == [
            ("99106", "", "area", "communes.geojson"),
            ("99106", "2025-07-01", "area", "communes.geojson"),
        ]


def test_a_portals_commune_is_set_by_hand(tmp_path: Path) -> None:
    kho = tmp_path / "kho"
    with Archive.create(kho) as archive:
        places.add(archive, PLACES, SUCCESSORS)
        portals.add(archive, "http://thi-du.example.vn/", name="Trang của xã")
    command = ("portal", "set", "thi-du", "--archive", kho, "--json")
    told = luutru(*command, "--commune-old", "99203", "--commune-new", "99203", check=0).stdout
    assert (json.loads(told)["commune_old"], json.loads(told)["commune_new"]) == ("99203", "99203")
    assert "luutru places show" in luutru(*command, "--commune-new", "1", check=1).stderr
