"""The whole product on the sample portals, and its site in a real browser."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page
from support.browser import fits
from support.cli import luutru

pytestmark = pytest.mark.xdist_group("demo")


def test_the_archive_of_the_demo_is_whole(kho: Path) -> None:
    luutru("verify", "--archive", kho, check=0)
    status = luutru("status", "--archive", kho, check=0).stdout
    assert status.count("done") >= 3


def test_reading_again_right_after_a_crawl_changes_nothing(kho: Path) -> None:
    done = luutru("reextract", "--dry-run", "--json", "--archive", kho, check=0)

    summary = json.loads(done.stdout)["summary"]
    assert summary["read"] >= 75
    assert (summary["changed"], summary["added"], summary["lost"]) == (0, 0, 0), done.stdout[:2000]


def test_exports_hold_everything_in_a_stable_order(kho: Path) -> None:
    done = luutru("export", "--format", "jsonl", "--archive", kho, check=0)
    again = luutru("export", "--format", "jsonl", "--archive", kho, check=0)
    assert done.stdout == again.stdout
    number = len(done.stdout.splitlines())
    assert f"{number} articles" in done.stderr
    assert number >= 75
    rows = luutru("export", "--format", "csv", "--query", "dang uy", "--archive", kho, check=0)
    assert 5 < int(re.findall(r"(\d+) articles", rows.stderr)[0]) < number


def test_a_journalist_finds_and_reads_an_article(page: Page) -> None:
    assert fits(page)
    page.keyboard.type("phat trien dang vien vung cao")
    page.keyboard.press("Enter")
    page.wait_for_url("**/tim-kiem**")
    assert fits(page)
    first = page.locator(".hit h3 a").first
    assert first.inner_text() == "Đẩy mạnh phát triển đảng viên ở các bản vùng cao"
    assert page.locator(".hit mark").count() > 2
    first.click()
    page.wait_for_url("**/bai/**")
    assert fits(page)
    assert page.locator("h1").inner_text() == "Đẩy mạnh phát triển đảng viên ở các bản vùng cao"
    assert page.locator("article time").first.inner_text() == "05/10/2021 10:18:39 (+07:00)"
    picture = page.locator("figure img").first
    picture.scroll_into_view_if_needed()
    page.wait_for_function("document.querySelector('figure img').naturalWidth > 100")
    assert page.locator("figcaption").first.inner_text().startswith("Ảnh: ")
    assert "Thống kê truy cập" not in page.content()


def test_facets_portals_and_tables_open(page: Page, address: str) -> None:
    page.goto(f"{address}tim-kiem?q=dang")
    summary = page.locator(".loc > details > summary")
    if summary.is_visible():
        summary.click()
    page.locator("[aria-labelledby=muc-cong] a", has_text="Xã Cù Lao Đông").click()
    page.wait_for_url("**cong=**")
    assert page.locator(".hit").count() > 0
    page.goto(f"{address}cong")
    page.locator(".cac-cong a").first.click()
    page.wait_for_url("**/cong/*")
    assert page.locator(".the").count() > 5
    assert fits(page)
    page.goto(f"{address}public/articles?_search=dang+uy")
    assert page.locator(".bang tr").count() > 5


def test_the_search_page_works_by_keyboard_alone(page: Page) -> None:
    page.keyboard.type("dang uy")
    page.keyboard.press("Enter")
    page.wait_for_url("**/tim-kiem?q=dang+uy")
    page.locator(".hit h3 a").first.wait_for()
    page.locator("#q").focus()
    reached = False
    for _ in range(60):
        page.keyboard.press("Tab")
        reached = page.evaluate("document.activeElement.matches('.hit h3 a')")
        if reached:
            break
    assert reached, page.evaluate("document.activeElement.outerHTML")
    page.keyboard.press("Enter")
    page.wait_for_url("**/bai/**")
