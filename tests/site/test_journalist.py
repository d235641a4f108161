"""A day of a journalist, step by step, as PRODUCT.md tells it, in a browser.

With LUUTRU_PICTURES set to a folder, each step leaves a picture there (docs/img is made so).
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from support.browser import fits

pytestmark = pytest.mark.xdist_group("demo")

TITLE = "Đẩy mạnh phát triển đảng viên ở các bản vùng cao"


@pytest.fixture(scope="module")
def desk(browser: Browser, address: str) -> Iterator[Page]:
    """One page for the whole day; it asks nothing of anybody else and makes no error."""
    opened = browser.new_page(viewport={"width": 1280, "height": 860})
    told: list[str] = []
    opened.on("console", lambda line: told.append(line.text) if line.type == "error" else None)
    opened.on(
        "request", lambda asked: None if asked.url.startswith(address) else told.append(asked.url)
    )
    yield opened
    assert told == []


def keep(page: Page, name: str) -> None:
    folder = os.environ.get("LUUTRU_PICTURES")
    if folder:
        page.evaluate("document.activeElement.blur()")
        page.screenshot(path=Path(folder) / f"{name}.png")


def at(page: Page, address: str, path: str) -> Page:
    page.goto(address + path)
    assert fits(page)
    return page


@pytest.fixture(scope="module")
def article(desk: Page, address: str) -> str:
    """The address of the article that the day is about."""
    at(desk, address, "tim-kiem?q=phat+trien+dang+vien+vung+cao").locator(".hit h3 a").first.click()
    desk.wait_for_url("**/bai/**")
    return desk.url.removeprefix(address)


def test_1_home(desk: Page, address: str) -> None:
    page = at(desk, address, "")
    page.wait_for_function("document.activeElement.id === 'q'")
    assert page.locator(".the img").count() > 3
    assert page.locator(".cac-cong a").count() == 3
    assert page.locator("svg.ban-do circle.diem").count() >= 3
    assert page.locator(".da-mat li").count() >= 1
    keep(page, "1-trang-dau")


def test_2_search_without_marks_and_with_them(desk: Page, address: str) -> None:
    page = at(desk, address, "")
    page.keyboard.type("phat trien dang vung cao")
    page.keyboard.press("Enter")
    page.wait_for_url("**/tim-kiem**")
    assert page.locator(".hit h3 a").first.inner_text() == TITLE
    assert "Đảng" in page.locator(".hit mark").all_inner_texts()
    keep(page, "2-tim-kiem")
    at(page, address, "tim-kiem?q=năm")
    assert not re.search(r"\bnam\b", " ".join(page.locator(".hit mark").all_inner_texts()).lower())


def test_2_narrowing(desk: Page, address: str) -> None:
    page = at(desk, address, "tim-kiem?q=xa")
    before = page.locator(".hit").count()
    page.locator("[aria-labelledby=muc-cong] a", has_text="Xã Cù Lao Đông").click()
    page.wait_for_url("**cong=**")
    names = page.locator(".hit .nhan").all_inner_texts()
    assert names
    assert all("Xã Cù Lao Đông" in name for name in names)
    assert before > 0


def test_3_article(desk: Page, address: str, article: str) -> None:
    page = at(desk, address, article)
    time = page.locator("article time").first
    assert time.inner_text() == "05/10/2021 10:18:39 (+07:00)"
    assert "05/10/2021 10:18:39 AM" in page.content()
    text = page.locator(".noi-dung").inner_text()
    assert "Thống kê truy cập" not in text
    assert page.locator("figcaption").first.inner_text().startswith("Ảnh: Lễ kết nạp")
    assert page.locator("script[type='application/ld+json']").count() == 1
    keep(page, "3-bai-viet")


def test_4_original_and_proof(desk: Page, address: str, article: str) -> None:
    page = at(desk, address, f"{article}/ban-goc")
    frame = page.frame_locator("iframe")
    assert TITLE in frame.locator("body").inner_text()
    assert "sandbox" in page.locator("iframe").evaluate("one => one.getAttributeNames()")
    keep(page, "4-ban-goc")
    at(page, address, f"{article}/chung-cu")
    shown = page.locator("main").inner_text()
    assert re.search(r"\b[0-9a-f]{64}\b", shown)
    assert ".warc.gz" in shown
    assert f"luutru prove {article.removeprefix('bai/')}" in shown
    keep(page, "4-chung-cu")


def test_5_what_changed_and_what_vanished(desk: Page, address: str) -> None:
    page = at(desk, address, "tim-kiem?da-sua=1")
    page.locator(".hit h3 a").first.click()
    page.wait_for_url("**/bai/**")
    page.locator("a[href*='thay-doi']").first.click()
    page.wait_for_url("**thay-doi**")
    assert page.locator("ins, del").count() > 0
    assert "Tổng truy cập" not in page.locator("main").inner_text()
    keep(page, "5-thay-doi")
    at(page, address, "tim-kiem?da-go=1")
    assert page.locator(".hit").count() == 3


def test_6_documents(desk: Page, address: str, article: str) -> None:
    page = at(desk, address, article)
    page.locator(".noi-dung a[href*='van-ban']").first.click()
    page.wait_for_url("**/van-ban/**")
    assert page.locator("h1").inner_text() == "Nghị quyết số 09-NQ/ĐU"
    assert page.locator(".the h3", has_text=TITLE).count() == 1
    keep(page, "6-van-ban")


def test_8_citation(desk: Page, address: str, article: str) -> None:
    page = at(desk, address, article)
    assert f"{address}{article}" in page.locator("#trich-dan").locator("xpath=..").inner_text()
    for kind, start in (("bib", "@"), ("ris", "TY  -"), ("csl.json", "[")):
        got = page.request.get(f"{address}{article}/trich-dan.{kind}")
        assert got.ok
        assert got.text().lstrip().startswith((start, "{"))


def test_9_sql(desk: Page, address: str) -> None:
    page = at(desk, address, "public")
    page.locator("#sql").fill("SELECT count(*) AS n FROM articles")
    page.locator(".sql button").click()
    page.wait_for_url("**sql=**")
    assert int(page.locator(".bang td").first.inner_text()) > 75
    keep(page, "9-sql")


def test_trends_and_map(desk: Page, address: str) -> None:
    page = at(desk, address, "xu-huong?q=đảng+viên&q=nông+thôn+mới")
    assert page.locator("svg rect").count() > 10
    keep(page, "xu-huong")
    at(page, address, "ban-do")
    assert page.locator("svg circle.diem").count() == 3
    keep(page, "ban-do")
