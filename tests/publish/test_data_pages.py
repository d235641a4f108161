"""Datasette's own pages: in the frame of the site, in both languages, without a script."""

from __future__ import annotations

import re

import pytest
from support.site import Get

PAGES = {
    "/public": ("Các bảng", "Tables"),
    "/public/articles": ("Các cột nghĩa là gì", "What the columns mean"),
    "/public/articles?_search=dang": ("Áp dụng", "Apply"),
    "/public/portals/thi-du": ("Lấy dữ liệu này dạng", "This data as"),
    "/public?sql=select+id+from+articles": ("Tự viết câu hỏi SQL", "Your own SQL query"),
    "/public/tim_bai?tu_khoa=dang": ("Tìm bài theo từ", "Edit the SQL"),
    "/-/versions": ("Văn bản", "Documents"),
    "/public?sql=delete+from+articles": ("Yêu cầu không hợp lệ", "The request makes no sense"),
    "/public/nothing": ("Không có trang này", "No such page"),
}


@pytest.mark.parametrize("path", PAGES)
def test_both_languages_and_no_script(get: Get, path: str) -> None:
    vi, en = PAGES[path]
    mark = "&" if "?" in path else "?"
    assert vi in get(path).text
    page = get(f"{path}{mark}lang=en")
    assert en in page.text
    assert "script" not in page.headers["content-security-policy"]
    assert "'unsafe-inline'" not in page.headers["content-security-policy"]
    assert not re.search(r"<script|<style|\sstyle=|\son\w+=", page.text)


def test_what_a_portal_wrote_stays_text(get: Get) -> None:
    sql = "select '<img src=x onerror=alert(1)>' as x"
    page = get(f"/public?sql={sql}").text
    assert "<img src=x" not in page
    assert "&lt;img src=x" in page


def test_nobody_writes_through_the_public_side(get: Get) -> None:
    for sql in ("delete from articles", "pragma journal_mode=delete", "attach 'x' as y", "vacuum"):
        assert get(f"/public?sql={sql}").status_code == 400
        assert get(f"/public.json?sql={sql}").status_code == 400


def test_endless_sql_is_stopped(get: Get) -> None:
    endless = "with recursive t(n) as (select 1 union all select n + 1 from t) select max(n) from t"
    page = get("/public", params={"sql": endless})
    assert page.status_code == 400
    assert "SQL Interrupted" in page.text
    wrong = get("/public", params={"sql": "select zzz from articles"})
    assert "no such column: zzz" in wrong.text
    assert "select zzz from articles</textarea>" in wrong.text
