"""The archive's table of places: filled from the package's two files, asked by export."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest
from support.archives import Put, make_article

from archive import places, portals
from archive.errors import ArchiveError
from archive.folder import Archive
from archive.places_source import read_units
from archive.query import Filter, articles

_OLD = {
    "province": "Tỉnh Điện Biên", "district": "Huyện Điện Biên", "districtType": "Huyện",
    "districtCode": "100", "provinceCode": "11", "wardType": "Xã", "provinceKey": "tinhdienbien",
    "districtKey": "huyendienbien", "districtLat": 21.2, "districtLon": 103.0, "wardLon": 103.0,
}  # fmt: skip
_NEW = {
    "province": "Tỉnh Điện Biên", "provinceCode": "11", "wardType": "Xã", "wardLat": 21.3,
    "provinceKey": "tinhdienbien", "wardLon": 102.9,
}  # fmt: skip


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Files such as the package has, with one merger, one split and one island district."""
    folder = tmp_path / "data"
    folder.mkdir()
    old = [
        _OLD | {"ward": "Xã Thanh Yên", "wardCode": "03346", "wardKey": "xathanhyen", "wardLat": 21.33},
        _OLD | {"ward": "Xã Noong Luống", "wardCode": "03349", "wardKey": "xanoongluong", "wardLat": 21.27},
        _OLD | {"ward": "Xã Chi Lăng (Xã)", "wardCode": "03399", "wardKey": "xachilangxa", "wardLat": 21.2},
        _OLD | {"district": "Huyện Đảo Xa", "districtCode": "318", "districtKey": "huyendaoxa",
                "ward": None, "wardCode": None, "wardKey": None, "wardType": None, "wardLat": None},
    ]  # fmt: skip
    new = [
        _NEW | {"ward": "Xã Thanh Yên", "wardCode": "03349", "wardKey": "xathanhyen"},
        _NEW | {"ward": "Xã Kia", "wardCode": "03350", "wardKey": "xakia"},
    ]
    conn = sqlite3.connect(folder / "dataset.db")
    for table, rows in (("admin_units_legacy", old), ("admin_units", new)):
        names = list(rows[0])
        conn.execute(f"CREATE TABLE {table} ({', '.join(names)})")
        marks = ", ".join("?" * len(names))
        conn.executemany(
            f"INSERT INTO {table} VALUES ({marks})", [[row[name] for name in names] for row in rows]
        )
    conn.commit()
    conn.close()
    member = "tinhdienbien_huyendienbien_"
    became = {
        "DICT_PROVINCE_WARD_NO_DIVIDED": {
            "tinhdienbien": {
                "xathanhyen": [f"{member}xathanhyen", f"{member}xanoongluong"],
                "xakia": ["tinhdienbien_huyendaoxa_"],
            }
        },
        "DICT_PROVINCE_WARD_DIVIDED": {
            "tinhdienbien": {
                f"{member}xachilangxa": [{"newWardKey": "xathanhyen"}, {"newWardKey": "xakia"}]
            }
        },
    }
    (folder / "converter_2025.json").write_text(json.dumps(became), encoding="utf-8")
    return folder


@pytest.fixture
def built(archive: Archive, data: Path, monkeypatch: pytest.MonkeyPatch) -> Archive:
    monkeypatch.setattr(places, "data_folder", lambda: data)
    assert places.build(archive) == (6, 5)
    assert places.build(archive) == (6, 5)  # again: replaced, not doubled
    return archive


def test_a_code_is_two_places(built: Archive) -> None:
    found = places.find(built.conn, "3349")
    assert [str(one) for one in found] == [
        "Xã Noong Luống, Huyện Điện Biên, Tỉnh Điện Biên", "Xã Thanh Yên, Tỉnh Điện Biên",
    ]  # fmt: skip
    (then,) = places.find(built.conn, "03349", day="2021-10-05")
    assert then.name == "Noong Luống"
    assert [one.code for one in places.find(built.conn, "thanh yen")] == ["03346", "03349"]
    assert [one.type for one in places.find(built.conn, "318")] == ["Huyện"]
    assert places.find(built.conn, "Chi Lăng")[0].name == "Chi Lăng"


def test_an_articles_place_follows_its_day(built: Archive, put: Put) -> None:
    built.conn.execute("UPDATE portals SET site_name = 'UBND XÃ THANH YÊN - HUYỆN ĐIỆN BIÊN'")
    assert places.match_unplaced(built, ["thi-du"]) == []
    put(make_article())
    put(
        make_article("http://xa.example.vn/bai-2", title="Bài sau", published="2025-07-01"),
        minutes=1,
    )
    before, after = [one["place"] for one in articles(built.conn, Filter())]
    assert before == {
        "code": "03346", "name": "Xã Thanh Yên", "district": "Huyện Điện Biên",
        "province": "Tỉnh Điện Biên",
        "successors": [
            {"code": "03349", "name": "Xã Thanh Yên", "province": "Tỉnh Điện Biên", "kind": "whole"}
        ],
    }  # fmt: skip
    assert after == {
        "code": "03349", "name": "Xã Thanh Yên", "district": None, "province": "Tỉnh Điện Biên",
        "successors": [],
    }  # fmt: skip


def test_a_split_commune_keeps_all_its_successors(built: Archive) -> None:
    added = portals.add(built, "http://b.example.vn/", name="Xã Chi Lăng, huyện Điện Biên")
    assert places.match_unplaced(built, [added.id]) == []
    place = places.of_portal(built.conn, added.id, False)
    assert place is not None
    assert [(one["code"], one["kind"]) for one in place["successors"]] == [
        ("03349", "part"), ("03350", "part"),
    ]  # fmt: skip


def test_a_portal_without_a_sure_commune_is_named(built: Archive) -> None:
    assert places.match_unplaced(built, ["thi-du"]) == ["thi-du"]
    assert places.of_portal(built.conn, "thi-du", True) is None


def test_without_the_table_nothing_is_known_and_nothing_fails(archive: Archive, put: Put) -> None:
    assert places.match_unplaced(archive, ["thi-du"]) == []
    put(make_article())
    assert next(articles(archive.conn, Filter()))["place"] is None
    with pytest.raises(ArchiveError, match="luutru places build"):
        places.gazetteer(archive.conn)


def test_a_missing_or_strange_package_is_told(
    archive: Archive, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("archive.places_source.find_spec", lambda name: None)
    with pytest.raises(ArchiveError, match="pip install"):
        places.build(archive)
    (data / "converter_2025.json").write_text("{}", encoding="utf-8")
    with pytest.raises(ArchiveError, match=r"1\.0\.4"):
        read_units(data)


def test_what_was_set_by_hand_is_not_looked_up_again(built: Archive) -> None:
    built.conn.execute("UPDATE portals SET site_name = 'UBND XÃ THANH YÊN - HUYỆN ĐIỆN BIÊN'")
    places.assign(built, "thi-du", {"old": "03399", "new": "03350"})
    assert [name for name, _ in places.match_portals(built)] == []
    kept = places.codes_of_portal(built.conn, "thi-du")
    assert kept == {"commune_old": "03399", "commune_new": "03350"}
    with pytest.raises(ArchiveError, match="since 1 July 2025 has the code '03346'"):
        places.assign(built, "thi-du", {"new": "03346"})
    places.assign(built, "thi-du", {"old": None, "new": None})
    assert [name for name, _ in places.match_portals(built)] == ["thi-du"]
    assert places.codes_of_portal(built.conn, "thi-du")["commune_old"] == "03346"
