"""Pages of portals, communes, the map and the coverage: what they say, where their links lead."""

from __future__ import annotations

import csv
import io
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from html import unescape
from pathlib import Path

import pytest
from support.site import Get, open_site

from archive import articles, places, portals, shapes
from archive.folder import Archive
from archive.gazetteer import REFORM
from luutru.demo.gazetteer import PLACES, SUCCESSORS
from publish.build import build
from publish.build import coverage as coverage_part
from publish.build import places as places_part
from publish.build import portals as portals_part
from publish.pages.map import MOST_CIRCLES, country_picture, province_picture, small_picture, spots

from .conftest import HOME, add_article

_DAYS = ("2021-10-05T08:00:00+07:00", "2021-10-20", "2022-03-02", "2025-08-01", None)


@pytest.fixture(scope="module")
def get(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Get]:
    """A portal of a merged commune, one of a split commune, one of a province, one of nowhere."""
    folder: Path = tmp_path_factory.mktemp("places") / "kho"
    with Archive.create(folder) as archive:
        places.add(archive, PLACES, SUCCESSORS)
        portals.add(archive, HOME, name="Xã Mường Phăng Mới, huyện Điện Biên")
        archive.conn.execute("UPDATE portals SET id = 'thi-du'")
        portals.add(archive, "http://tt.example.vn/", name="Thị trấn Hồng Khê, huyện Hồng Khê")
        portals.add(archive, "http://b.example.vn/", name="=Trang của một xã, tỉnh Cà Mau")
        portals.add(archive, "http://c.example.vn/", name="Trang của một nơi không rõ")
        places.match_unplaced(archive, [one.id for one in portals.list_portals(archive.conn)])
        square = ((103.1, 21.4), (103.3, 21.4), (103.3, 21.5), (103.1, 21.4))
        shape = shapes.Shape(
            code="99103", kind="area", latitude=21.45, longitude=103.2,
            geometry='{"type":"MultiPolygon","coordinates":[[%s]]}' % [list(at) for at in square],
        )  # fmt: skip
        shapes.keep(archive, [shape], valid_from="", source="xa-cu.geojson")
        for number, day in enumerate(_DAYS):
            add_article(
                archive, number, url=f"{HOME}{number}", title=f"Bài {number}", published=day,
                published_text=day and "in", published_precision=day and "day", images=(),
                attachments=(), category="Tin <tức>",
            )  # fmt: skip
        with archive.transaction():
            articles.mark_gone(archive.conn, f"{HOME}1", "2023-01-02T00:00:00+07:00", "404")
    build(folder)
    with open_site(folder / "public.db") as ask:
        yield ask


def words(html: str) -> str:
    """The text of a page's main part, in one line."""
    main = html[html.index("<main") : html.index("</main>")]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


def test_a_portal_tells_its_communes_its_months_and_what_vanished(get: Get) -> None:
    page = get("/cong/thi-du").text
    told = words(page)
    assert "Xã Mường Phăng Mới , Huyện Điện Biên, Tỉnh Điện Biên" in told
    assert 'href="/noi/99103-cu"' in page
    assert 'href="/noi/99106"' in page
    assert "Xã Nà Luông" in told  # what it was merged with
    assert "Khoảng trống dài nhất: 40 tháng, 04/2022 đến 07/2025" in told
    assert "10/2021: 2 bài, 1 bài đã mất" in told
    assert "1 bài không rõ tháng" in told
    assert "máy chủ báo không còn trang: 1" in told
    assert "Tin &lt;tức&gt;" in page
    assert "Chưa rõ cổng này thuộc xã nào" in words(get("/cong/c").text)


@pytest.mark.parametrize("path", ["/cong/thi-du", "/noi/99103-cu", "/noi/99106"])
def test_bars_lead_to_searches_that_find_as_many(get: Get, path: str) -> None:
    page = unescape(get(path).text)
    months = dict(re.findall(r'<a href="(/tim-kiem\?[^"]*thang=[^"]+)" tabindex[^>]*>'
                             r"<title>[^:]+: (\d+) bài", page))  # fmt: skip
    others = dict(
        re.findall(r'<a href="(/tim-kiem\?[^"]*(?:chuyen-muc)=[^"]+)">[^"]+<span>(\d+)', page)
    )
    assert len(months) >= 2
    assert len(others) == 1
    for address, number in {**months, **others}.items():
        assert f"{number} bài" in words(get(address).text), address


def test_an_old_commune_leads_on_to_what_it_became(get: Get) -> None:
    old = words(get("/noi/99103-cu").text)
    assert "đến hết ngày 30/06/2025" in old
    assert "Đơn vị này không còn từ ngày 01/07/2025. Nay thuộc: Xã Mường Phăng Mới" in old
    assert "Xem cả 4 bài" in old
    split = words(get("/noi/99209-cu").text)
    assert split.count("(một phần)") == 2
    moved = get("/noi/99103")
    assert (moved.status_code, moved.headers["location"]) == (301, "/noi/99103-cu")
    assert get("/noi/99303-cu").status_code == 404  # no portal of that region here
    assert "Chưa có xã nào mang mã 00001" in words(get("/noi/1").text)


def test_a_code_of_two_communes_names_both(get: Get) -> None:
    new = get("/noi/99106").text
    assert "Trước ngày 01/07/2025, mã 99106 chỉ một đơn vị khác: Xã Nà Luông" in words(new)
    assert "Được lập từ Xã Mường Phăng Mới" in words(new)
    assert "Xem cả 5 bài" in words(new)
    assert "Từ ngày 01/07/2025, mã 99106" in words(get("/noi/99106-cu").text)


def test_communes_are_browsed_in_both_periods(get: Get) -> None:
    assert "Tỉnh Điện Biên 1 xã, phường · 5 bài" in words(get("/noi").text)
    district = words(get("/noi", params={"ky": "cu", "tinh": "Tỉnh Hải Thanh"}).text)
    assert "Huyện Hồng Khê Thị trấn Hồng Khê 1 cổng" in district
    assert "2 cổng chưa rõ thuộc xã nào" in words(get("/noi").text)
    assert get("/noi?tinh=%00%22<script>&ky=x").status_code == 200
    grouped = words(get("/cong").text)
    assert grouped.index("Tỉnh Cà Mau") < grouped.index("Tỉnh Điện Biên") < grouped.index("Chưa rõ")
    assert "Thị trấn" not in words(get("/cong", params={"tinh": "Tỉnh Cà Mau"}).text)


def test_the_map_shows_and_lists_every_portal(get: Get) -> None:
    page = get("/ban-do").text
    assert page.count('class="diem') == 3
    assert 'class="diem la phong"' in page  # never looked at; only its province is known
    for name in ("Quần đảo Hoàng Sa", "Quần đảo Trường Sa", "Biển Đông"):
        assert name in page
    told = words(page)
    assert "Tỉnh Điện Biên 1 cổng · 5 bài" in told
    assert "Chưa có chỗ trên bản đồ" in told
    close = get("/ban-do", params={"tinh": "Tỉnh Điện Biên"}).text
    assert close.count('class="ranh"') == 1
    assert 'class="ranh"' not in page
    assert 'class="diem la"' in close or 'class="diem"' in close
    assert get("/ban-do?tinh=khong-co").status_code == 200


def _crowd(number: int) -> sqlite3.Connection:
    """An edition of so many portals in five provinces, all on one point."""
    conn = sqlite3.connect(":memory:")
    conn.row_factory = sqlite3.Row
    conn.executescript(f"{portals_part.SCHEMA};{places_part.SCHEMA};{coverage_part.SCHEMA}")
    for n in range(number):
        conn.execute(
            "INSERT INTO portals (id, name, short_name, url, articles, gone) "
            "VALUES (?, 'x', 'x', 'x', ?, 0)",
            (str(n), n),
        )
        conn.execute(
            "INSERT INTO portal_places (portal, province, latitude, longitude) VALUES (?, ?, 21, 105)",
            (str(n), f"Tỉnh {n % 5}"),
        )
    return conn


def test_too_many_portals_are_drawn_as_provinces() -> None:
    with closing(_crowd(MOST_CIRCLES + 1)) as conn:
        picture = country_picture(conn)
        assert len(picture.circles) == 5
        assert picture.portals == MOST_CIRCLES + 1
        assert picture.circles[0].spot.address.startswith("/ban-do?tinh=")
        assert [circle.label for circle in small_picture(conn).circles] == [""] * 5


def test_portals_of_one_point_stand_beside_each_other() -> None:
    with closing(_crowd(150)) as conn:
        picture = province_picture(spots(conn, "Tỉnh 3"))
    assert len({(circle.x, circle.y) for circle in picture.circles}) == 30
    assert picture.circles[0].radius > picture.circles[-1].radius > 0
    assert not picture.circles[0].label  # thirty names would lie upon each other
    with closing(_crowd(0)) as conn:
        assert country_picture(conn).circles == []


def test_the_coverage_counts_everything_once(get: Get) -> None:
    told = words(get("/do-phu").text)
    assert "4 cổng 5 bài viết 2021–2025" in told
    assert "Tỉnh Điện Biên 1 5 2 1 – – 1 1" in told
    assert "40 tháng, 04/2022 đến 07/2025" in told
    assert "5 bài của 4 cổng. http" in told
    data = get("/do-phu.json").json()
    assert data["totals"]["articles"] == sum(one["articles"] for one in data["provinces"]) == 5
    assert len(data["portals"]) == data["totals"]["portals"] == 4
    assert data["portals"][-1]["commune_code"] == "99103"


def test_the_coverage_is_a_table_for_spreadsheets(get: Get) -> None:
    answer = get("/do-phu.csv")
    assert answer.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row["name"][:2] for row in rows if "Cà Mau" in row["name"]] == ["'="]
    assert sum(int(row["articles"]) for row in rows) == 5
    assert REFORM[:7] == next(row["gap_to"] for row in rows if row["id"] == "thi-du")


@pytest.mark.parametrize(
    "path", ["/cong", "/cong/thi-du", "/noi", "/noi/99106", "/noi/99103-cu", "/ban-do", "/do-phu"]
)
def test_every_page_speaks_english_too(get: Get, path: str) -> None:
    page = get(path, params={"lang": "en"}).text
    assert '<html lang="en">' in page
    assert not re.search(r"\b(cổng không còn|bài theo|Độ phủ)\b", words(page))
