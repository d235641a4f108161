"""Trends: their numbers are those of the search and of SQL."""

from __future__ import annotations

import html
import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from support.site import Get, open_site

from archive import portals, search
from archive.folder import Archive
from publish.build import build
from publish.pages.trends import COUNT

from .conftest import HOME, add_article


@pytest.fixture(scope="module")
def words_edition(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("trends") / "kho"
    with Archive.create(folder) as archive:
        portals.add(archive, HOME, name="Xã Thí Dụ")
        for number in range(40):
            text = "Đảng uỷ họp" if number % 3 else "Ruộng lúa chín"
            add_article(
                archive, number, url=f"{HOME}{number}", title=f"Bài {number}", images=(),
                attachments=(), body_text=text, body_html=f"<p>{text}</p>",
                published=None if number == 39 else f"20{10 + number // 12}-{number % 12 + 1:02}-05",
                published_precision="day", published_text=None,
            )  # fmt: skip
    build(folder)
    return folder / "public.db"


@pytest.mark.parametrize("words", ["dang uy", "Đảng uỷ", '"ruộng lúa"', "bai -ruong"])
def test_every_bar_leads_to_exactly_its_hits(words_edition: Path, words: str) -> None:
    with closing(sqlite3.connect(words_edition)) as conn, open_site(words_edition) as get:
        search.register(conn)
        rows = conn.execute(COUNT.format(scope=""), {"words": words}).fetchall()
        assert sum(n for _, n in rows) > 10
        page = get("/xu-huong", params={"q": words}).text
        bars = re.findall(
            r'<a href="([^"]+thang=(\d{4}-\d\d)[^"]*)" tabindex="-1"><title>[^:]+: (\d+)', page
        )
        assert {(int(month.replace("-", "")), int(n)) for _, month, n in bars} == set(rows)
        for href, _, number in bars[:5]:
            found = get(html.unescape(href).replace("/tim-kiem?", "/tim-kiem.json?")).json()
            assert found["total"] == int(number)


def test_the_sql_that_is_shown_counts_the_same(words_edition: Path) -> None:
    with open_site(words_edition) as get:
        page = get("/xu-huong?q=ruong&cong=thi-du").text
        href = re.findall(r'href="(/public\?[^"]+)"', page)[0]
        rows = get(html.unescape(href).replace("/public?", "/public.json?_shape=arrays&")).json()
        assert sum(n for _, n in rows["rows"]) == 13
        assert "13 bài có ngày đăng" in page


def test_words_stand_side_by_side_and_as_shares(words_edition: Path) -> None:
    with open_site(words_edition) as get:
        page = get("/xu-huong?q=dang&q=ruong&tinh=phan-tram&lang=en").text
        assert page.count("<svg") == 2
        assert "100.0 %" in page


@pytest.mark.parametrize(
    "query", ["", "q=", "q=zzzz", "q=%22", "q=a&cong=nothing", "q=" + "x" * 9000]
)
def test_nothing_is_an_error(get: Get, query: str) -> None:
    assert get(f"/xu-huong?{query}").status_code == 200
