"""Every list and thing of the API beside articles: exact in pages, narrowed down, with what editors say."""

from __future__ import annotations

import io
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from PIL import Image as Picture
from support.editorial import BY
from support.site import Get, open_site

from archive import portals
from archive.editorial import Editorial, workflow
from archive.folder import Archive
from archive.record import Attachment, Image, article_id
from publish.api.kinds import TABLES
from publish.build import build

from ..conftest import HOME, add_article, add_media

API = "/api/v1"
IDS = [article_id(f"{HOME}{number}") for number in range(12)]


def two_halves() -> bytes:
    """Red on the left, blue on the right."""
    made = Picture.new("RGB", (1000, 500), "red")
    made.paste("blue", (500, 0, 1000, 500))
    out = io.BytesIO()
    made.save(out, "JPEG", quality=95)
    return out.getvalue()


def said(ed: Editorial, kind: Any, key: str, given: dict[str, Any], *, new: bool = True) -> None:
    workflow.save(ed, kind, key, given, by=BY, new=new)
    workflow.publish(ed, kind, key, by=BY)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("kinds") / "kho"
    with Archive.create(folder) as archive:
        for number in range(3):
            portals.add(archive, f"http://xa{number}.example.vn/", name=f"Xã Thí Dụ {number}")
        portals.add(archive, HOME, name="Xã Thí Dụ")
        add_media(archive, f"{HOME}hai.jpg", two_halves(), "image/jpeg")
        add_media(archive, f"{HOME}kh.pdf", b"%PDF-1.4 ...", "application/pdf")
        for number in range(12):
            add_article(
                archive, number, url=f"{HOME}{number}", title=f"Ruộng lúa {number}",
                images=(Image(url=f"{HOME}hai.jpg", caption=f"Ảnh {number}"),) * (number % 3),
                attachments=(Attachment(url=f"{HOME}kh.pdf", name="Kế hoạch.pdf"),),
                citations=(f"{number % 5 + 1}-CT/TW",),
            )  # fmt: skip
        add_article(archive, 20, url=f"{HOME}0", title="Ruộng lúa 0, đã sửa", images=(),
                    attachments=(), citations=())  # fmt: skip
    with Editorial.open(folder) as ed:
        said(ed, "article", IDS[1], {
            "summary": "Tóm **tắt**", "note": "Xem **thêm**.", "tags": ["Đại hội Đảng", "Lúa"],
            "corrections": {"title": {"value": "Ruộng ngô", "reason": "In sai"}},
            "focal": {f"{HOME}hai.jpg": [1.0, 0.5]},
        }, new=False)  # fmt: skip
        said(ed, "article", IDS[2], {"tags": ["đại hội đảng"]}, new=False)
        said(ed, "collection", "mua-vang", {"title": "Mùa vàng", "items": [IDS[5], IDS[3], IDS[4]]})
        said(ed, "collection", "hai-bai", {"title": "Hai bài", "items": [IDS[3]]})
        said(
            ed,
            "page",
            "gioi-thieu",
            {"title": "Giới thiệu", "about": "portal:thi-du", "body": "*a*"},
        )
        said(ed, "page", "ho-so", {"title": "Hồ sơ"})
    build(folder)
    return folder


@pytest.fixture(scope="module")
def ask(folder: Path) -> Iterator[Get]:
    with open_site(folder / "public.db") as get:
        yield get


def pages(ask: Get, address: str) -> list[list[dict[str, Any]]]:
    """The data of every page of a list."""
    found = []
    while address:
        page = ask(address).json()
        found.append(page["data"])
        address = (page["links"]["next"] or "").removeprefix("http://localhost")
        assert len(found) < 100
    return found


SORTED = [(t, "") for t in TABLES] + [
    (table, f"&sort={sign}{name}")
    for table in TABLES
    for name in table.orders
    for sign in ("", "-")
]


@pytest.mark.parametrize(
    ("table", "sort"), SORTED, ids=[f"{table.name}{sort}" for table, sort in SORTED]
)
def test_lists_give_everything_once_in_order(ask: Get, table: Any, sort: str) -> None:
    whole = ask(f"{API}/{table.name}?limit=200{sort}").json()
    assert whole["total"] == {"number": len(whole["data"]), "exact": True}
    if table.name not in ("places",):
        assert whole["data"]
    small = [one for page in pages(ask, f"{API}/{table.name}?limit=2{sort}") for one in page]
    assert small == whole["data"]
    name = sort.removeprefix("&sort=").lstrip("-") or table.key[0]
    values = [one[name] for one in whole["data"]]
    assert values == sorted(values, reverse="sort=-" in sort)


def test_what_editors_say_is_part_of_an_article(ask: Get) -> None:
    one = ask(f"{API}/articles/{IDS[1]}?include=images").json()
    assert one["title"] == "Ruộng ngô"
    assert one["corrections"][0] == {
        "field": "title", "value": "Ruộng ngô", "was": "Ruộng lúa 1", "reason": "In sai", "source": None,
    }  # fmt: skip
    assert one["summary"] == "Tóm **tắt**"
    assert "<strong>thêm</strong>" in one["note_html"]
    assert {"id": "dai-hoi-dang", "name": "Đại hội Đảng"} in one["tags"]
    assert one["images"][0]["focal"] == {"x": 1.0, "y": 0.5}
    assert one["public_since"] <= one["changed_at"]
    plain = ask(f"{API}/articles/{IDS[3]}").json()
    assert (plain["summary"], plain["tags"], plain["corrections"]) == (None, [], [])
    assert [found["id"] for found in plain["collections"]] == ["hai-bai", "mua-vang"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("tag=dai-hoi-dang", {1, 2}), ("tag=dai-hoi-dang&tag=lua", {1, 2}),
        ("tag_not=lua&tag=dai-hoi-dang", {2}), ("collection=mua-vang", {3, 4, 5}),
        ("corrected=true", {1}), ("has_note=true", {1}),
        ("has_note=false&tag=dai-hoi-dang", {2}), ("title_q=ngo", {1}),
        ("title_q=sua&q=ruong", {0}), ("changed_since=2100-01-01T00:00:00Z", set()),
        ("changed_since=2000-01-01T00:00:00Z", set(range(12))),
    ],
)  # fmt: skip
def test_articles_are_found_by_what_editors_say(ask: Get, query: str, expected: set[int]) -> None:
    found = ask(f"{API}/articles?limit=50&fields=id&{query}").json()
    assert {IDS.index(one["id"]) for one in found["data"]} == expected
    assert found["total"]["number"] == len(expected)


def test_a_collection_keeps_its_order_and_goes_on_behind_what_was_given(
    folder: Path, ask: Get
) -> None:
    address = f"{API}/collections/mua-vang/articles?fields=id&limit=2"
    first = ask(address).json()
    assert [one["id"] for one in first["data"]] == [IDS[5], IDS[3]]
    assert first["total"] == {"number": 3, "exact": True}
    with closing(sqlite3.connect(folder / "public.db")) as conn, conn:  # an editor puts one before
        conn.execute("UPDATE collection_items SET position = 9 WHERE article = ? AND "
                     "collection = 'mua-vang'", (IDS[4],))  # fmt: skip
        conn.execute("UPDATE collection_items SET position = 8 WHERE article = ? AND "
                     "collection = 'mua-vang'", (IDS[3],))  # fmt: skip
        conn.execute("INSERT INTO collection_items VALUES ('mua-vang', 3, ?)", (IDS[7],))
    rest = ask(first["links"]["next"].removeprefix("http://localhost")).json()
    assert [one["id"] for one in rest["data"]] == [IDS[4]]
    assert ask(f"{API}/collections/none/articles").status_code == 404


def test_cursors_hold_while_rows_come(folder: Path, ask: Get) -> None:
    first = ask(f"{API}/tags?limit=1").json()
    with closing(sqlite3.connect(folder / "public.db")) as conn, conn:
        conn.execute("INSERT INTO article_tags VALUES (?, 'aaa', 'Aaa')", (IDS[8],))
        conn.execute("INSERT INTO article_tags VALUES (?, 'zzz', 'Zzz')", (IDS[8],))
    rest = pages(ask, first["links"]["next"].removeprefix("http://localhost"))
    given = [first["data"][0]["id"], *(one["id"] for page in rest for one in page)]
    assert given == ["dai-hoi-dang", "lua", "zzz"]


def test_revisions_of_an_article(ask: Get) -> None:
    listed = ask(f"{API}/articles/{IDS[0]}/revisions").json()
    assert [one["number"] for one in listed["data"]] == [1, 2]
    assert listed["data"][0]["title"] == "Ruộng lúa 0"
    assert ask(f"{API}/articles/{IDS[0]}/revisions/2").json() == listed["data"][1]
    assert ask(f"{API}/articles/{IDS[0]}/revisions/3").status_code == 404
    assert ask(f"{API}/articles/{'a' * 16}/revisions").status_code == 404
    assert "body_text" not in ask(f"{API}/revisions?article={IDS[0]}").json()["data"][0]
    assert ask(f"{API}/revisions?captured_to=2000").json()["total"]["number"] == 0
    assert ask(f"{API}/revisions?captured_from=2000").json()["total"]["number"] == 13


def test_tables_are_narrowed_down(ask: Get) -> None:
    def number(address: str) -> int:
        return int(ask(f"{API}/{address}").json()["total"]["number"])

    assert number("portals?q=xa thi du 2") == 1
    assert number(f"collections?article={IDS[3]}") == 2
    assert number("pages?about=portal:thi-du") == 1
    assert number("images?shown=true") == number("images") > number(f"images?article={IDS[1]}") == 1
    assert number("attachments?kept=true&content_type=application/pdf") == 11
    assert number("documents?sort=CT") == 5
    assert ask(f"{API}/portals?fields=id&limit=1").json()["data"][0].keys() == {"id"}
    assert ask(f"{API}/portals?fields=nothing").json()["parameter"] == "fields"
    assert ask(f"{API}/portals?sort=url").json()["parameter"] == "sort"
    assert "<em>a</em>" in ask(f"{API}/pages/gioi-thieu").json()["body_html"]


def test_a_cursor_of_another_order_is_refused(ask: Get) -> None:
    address = ask(f"{API}/portals?limit=1&sort=-articles").json()["links"]["next"]
    address = address.removeprefix("http://localhost")
    assert ask(address).status_code == 200
    assert ask(address.replace("-articles", "articles")).json()["parameter"] == "cursor"


@pytest.mark.parametrize("form", ["webp", "jpeg"])
def test_a_picture_is_cut_around_what_must_stay_in_sight(ask: Get, form: str) -> None:
    ident = ask(f"{API}/images?article={IDS[1]}").json()["data"][0]["id"]
    told = ask(f"{API}/images/{ident}").json()
    assert [one["width"] for one in told["renditions"]] == [480, 1000]
    assert told["used_by"][0]["article"] in IDS

    def shown(query: str) -> Picture.Image:
        got = ask(f"{API}/images/{ident}/file?format={form}&{query}")
        assert got.headers["content-type"] == f"image/{form}"
        picture = Picture.open(io.BytesIO(got.content))
        assert picture.format == form.upper()
        return picture.convert("RGB")

    assert shown("width=320").size == (320, 160)
    assert shown("width=1200").size == (1000, 500)  # never larger than it is
    at_focus = shown(f"width=160&crop=1:1&article={IDS[1]}")
    assert at_focus.size == (160, 160)
    assert at_focus.getpixel((5, 80))[2] > 200  # blue up to its left edge
    middle = shown(f"width=160&crop=1:1&article={IDS[2]}")
    assert middle.getpixel((5, 80))[0] > 200
    assert middle.getpixel((155, 80))[2] > 200
    assert ask(f"{API}/images/{ident}/file?width=161").json()["parameter"] == "width"
    assert ask(f"{API}/images/{ident}/file?crop=9:1").json()["parameter"] == "crop"
    assert ask(f"{API}/images/{'0' * 16}/file").status_code == 404


def test_an_attached_document(ask: Get) -> None:
    listed = ask(f"{API}/attachments?article={IDS[1]}").json()["data"][0]
    given = ask(f"{API}/articles/{IDS[1]}?include=attachments").json()["attachments"][0]
    assert listed["withheld"] is given["withheld"] is False
    one = ask(f"{API}/attachments/{listed['sha256']}").json()
    assert len(one["used_by"]) == 11
    assert ask(listed["file"].removeprefix("http://localhost")).content.startswith(b"%PDF")
    assert ask(f"{API}/attachments/{'0' * 64}").status_code == 404


def test_what_has_not_changed_since_is_not_sent(folder: Path, ask: Get) -> None:
    import os

    for path in folder.glob("public.db*"):
        os.utime(path, (1_700_000_000, 1_700_000_000))
    got = ask(f"{API}/tags")
    assert got.headers["last-modified"] == "Tue, 14 Nov 2023 22:13:20 GMT"
    same = {"If-Modified-Since": "Tue, 14 Nov 2023 22:13:20 GMT"}
    assert ask(f"{API}/tags", headers=same).status_code == 304
    before = {"If-Modified-Since": "Tue, 14 Nov 2023 22:13:19 GMT"}
    assert ask(f"{API}/tags", headers=before).status_code == 200
    assert ask(f"{API}/tags", headers={**same, "If-None-Match": '"x"'}).status_code == 200


@pytest.mark.parametrize("coding", ["gzip", "br", "zstd"])
def test_answers_are_compressed(ask: Get, coding: str) -> None:
    got = ask(f"{API}/articles?limit=50", headers={"Accept-Encoding": coding})
    assert got.headers["content-encoding"] == coding
    assert "accept-encoding" in got.headers["vary"].lower()
    assert ask(f"{API}/tags", headers={"Origin": "https://x.example"}).headers[
        "access-control-allow-origin"
    ] == "*"  # fmt: skip
