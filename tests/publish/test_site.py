"""The published site as a reader's browser meets it."""

from __future__ import annotations

import json
import re
import sqlite3
from pathlib import Path

import pytest
from support.site import Get

from publish.serve import metadata


def titles(html: str) -> list[str]:
    found = re.findall(r"<h3><a href=\"/bai/[^\"]+\">(.*?)</a></h3>", html, re.DOTALL)
    return [re.sub(r"<[^>]+>", "", title) for title in found]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("phat trien dang", ["Đảng uỷ xã bàn việc phát triển đảng"]),
        ("Đảng uỷ bàn việc", ["Đảng uỷ xã bàn việc phát triển đảng"]),
        ("đảng ủy bàn việc", ["Đảng uỷ xã bàn việc phát triển đảng"]),
        ("năm", ["Đảng uỷ xã bàn việc phát triển đảng"]),
        ("Nam Sơn", ["Đảng ủy xã Nam Sơn họp bất thường"]),
        ("thường kỳ", []),
        ("quang canh", ["Hội nghị tổng kết phong trào thi đua"]),
    ],
)
def test_site_and_tables_find_the_same(get: Get, query: str, found: list[str]) -> None:
    page = get("/tim-kiem", params={"q": query})
    assert page.status_code == 200
    assert titles(page.text) == found
    rows = get("/public/articles.json", params={"_search": query, "_shape": "array"}).json()
    assert [row["title"] for row in rows] == found
    rows = get("/public/tim_bai.json", params={"tu_khoa": query, "_shape": "array"}).json()
    assert [row["title"] for row in rows] == found


def test_search_marks_hits_narrows_and_orders(get: Get) -> None:
    page = get("/tim-kiem?q=dang+uy").text
    assert "<mark>Đảng</mark> <mark>uỷ</mark>" in page
    assert "<mark>Đảng</mark> <mark>ủy</mark>" in page
    assert 'href="/tim-kiem?q=dang+uy&amp;nam=2022"' in page
    assert titles(get("/tim-kiem?q=dang+uy&nam=2022").text) == [
        "Đảng uỷ xã bàn việc phát triển đảng"
    ]
    newest = titles(get("/tim-kiem").text)
    assert titles(get("/tim-kiem?xep=cu").text) == newest[::-1]
    assert "Không có bài nào phù hợp" in get("/tim-kiem?q=zzz").text


@pytest.mark.parametrize("query", ['"', "AND", "(", "*", "-", "x" * 5000, "\x00", "%00", "'; drop"])
def test_no_query_is_an_error(get: Get, query: str) -> None:
    assert get("/tim-kiem", params={"q": query}).status_code == 200
    assert get("/public/articles.json", params={"_search": query}).status_code == 200
    assert get("/tim-kiem", params={"trang": query, "nam": query, "sau": query}).status_code == 200


def test_an_article_shows_all_that_was_kept(get: Get) -> None:
    row = get("/public/articles.json?title__startswith=H%E1%BB%99i&_shape=array").json()[0]
    page = get(f"/bai/{row['id']}").text
    assert "05/10/2021 10:18:39 (+07:00)" in page
    assert 'title="Trên trang gốc ghi: Thời gian đăng: 05/10/2021 10:18:39 AM"' in page
    assert "<p>Trên trang gốc ghi: Thời gian đăng: 05/10/2021 10:18:39 AM</p>" in page
    assert "<figcaption>Ảnh: Quang cảnh</figcaption>" in page
    assert f'href="{row["url"]}"' in page
    source = re.search(r' src="(/anh/[0-9a-f]{16}/900\.webp)"', page)
    assert source is not None
    shown = get(source[1])
    assert shown.headers["content-type"] == "image/webp"
    assert "immutable" in shown.headers["cache-control"]
    assert get(source[1].replace("900", "nho")).content != shown.content
    other = re.search(r'<a href="(/bai/[a-z2-7]{16})"[^>]*>bài kia', page)
    assert other is not None
    assert "không còn trên cổng gốc" in get(other[1]).text
    assert "05-CT/TW" in page
    assert "chưa lưu được, mở từ cổng gốc" in page


def test_attachments_are_given_safely(get: Get) -> None:
    row = get("/public/articles.json?title__startswith=H%E1%BB%99i&_shape=array").json()[0]
    pdf, html = re.findall(r'href="(/tep/[^"]+)"', get(f"/bai/{row['id']}").text)
    assert get(pdf).headers["content-disposition"].startswith("inline")
    hostile = get(html)
    assert hostile.headers["content-type"] == "application/octet-stream"
    assert hostile.headers["content-disposition"].startswith("attachment")
    assert hostile.headers["x-content-type-options"] == "nosniff"
    assert get(f"/tep/{'0' * 64}/x").status_code == 404


def test_nothing_hostile_survives(get: Get) -> None:
    row = get("/public/articles.json?title__contains=ph%C3%A1t&_shape=array").json()[0]
    page = get(f"/bai/{row['id']}")
    for sign in ("onclick", "javascript:"):
        assert sign not in page.text
    assert re.findall("<script[^>]*>", page.text) == ['<script type="application/ld+json">']
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert "script-src" not in page.headers["content-security-policy"]


def test_every_page_answers_in_both_languages(get: Get) -> None:
    ident = get("/public/articles.json?_shape=array").json()[0]["id"]
    for path in ("/", "/tim-kiem", "/cong", "/cong/thi-du", "/gioi-thieu", f"/bai/{ident}"):
        page = get(path)
        assert page.status_code == 200
        assert '<html lang="vi">' in page.text
        assert not re.search(r'(?:src|srcset|action|poster)="(?!/\w)', page.text)
        assert not re.search(r'<link rel="(?:stylesheet|icon)" href="(?!/\w)', page.text)
        english = get(path, params={"lang": "en"})
        assert '<html lang="en">' in english.text
        assert "lang=en" in english.headers["set-cookie"]
    assert "Xã Thí Dụ" in get("/").text
    missing = get("/bai/" + "a" * 16)
    assert missing.status_code == 404
    assert "Không có trang này" in missing.text
    for path in ("/cong/khong-co", "/bai/xyz", "/khong-co", "/anh/x", "/public/khong-co"):
        answer = get(path)
        assert answer.status_code == 404
        assert "Không có trang này" in answer.text
    assert get("/public/khong-co.json").json()["ok"] is False
    assert get("/robots.txt").status_code == 200


def test_metadata_describes_every_table_and_column(edition: Path) -> None:
    conn = sqlite3.connect(edition)
    shown = {
        name: [row[1] for row in conn.execute(f"PRAGMA table_info([{name}])")]
        for (name,) in conn.execute(
            "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') "
            "AND name NOT LIKE 'articles_fts%' UNION SELECT 'articles_fts_source' UNION SELECT 'articles_fts_twice'"
        )
    }
    conn.close()
    described = metadata()["databases"]["public"]
    assert {name: list(table["columns"]) for name, table in described["tables"].items()} == shown
    assert len(described["queries"]) == 3
    for part in (metadata(), described):
        assert part["license"]
        assert part["source"]
    assert json.dumps(described)


def test_canned_queries_answer(get: Get) -> None:
    for name in metadata()["databases"]["public"]["queries"]:
        answer = get(f"/public/{name}.json?tu_khoa=dang&_shape=array")
        assert answer.status_code == 200
        assert len(answer.json()) > 0
