"""A day of an editor, step by step, as PRODUCT.md tells it, in a browser.

With LUUTRU_PICTURES set to a folder, each step leaves a picture there (docs/img is made so).
"""

from __future__ import annotations

import os
import re
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, Response
from support.accounts import PASSWORD, ROOT
from support.browser import fits, served

from archive.accounts import users
from archive.editorial import Editorial, reading

pytestmark = pytest.mark.xdist_group("demo")

TITLE = "Đẩy mạnh phát triển đảng viên ở các bản vùng cao"


@pytest.fixture(scope="module")
def own(kho: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo's archive for this editor alone."""
    folder = tmp_path_factory.mktemp("editor") / "kho"
    shutil.copytree(kho, folder)
    with Editorial.open(folder) as ed:
        users.add(ed, "lan", PASSWORD, role="publisher", by=ROOT, display="Lò Thị Lan")
    return folder


@pytest.fixture(scope="module")
def site(own: Path) -> Iterator[str]:
    with served(own, "--desk") as address:
        yield address


@pytest.fixture(scope="module")
def desk(browser: Browser, site: str) -> Iterator[Page]:
    opened = browser.new_page(viewport={"width": 1280, "height": 860})
    told: list[str] = []

    def hear(line: ConsoleMessage) -> None:
        if line.type == "error" and not line.text.startswith("Failed to load resource"):
            told.append(line.text)

    def see(answer: Response) -> None:
        """A page may not be there yet, or no more; what belongs to one must be."""
        if answer.status >= 400 and answer.request.resource_type != "document":
            told.append(f"{answer.status} {answer.url}")

    opened.on("console", hear)
    opened.on("response", see)
    opened.on(
        "request", lambda asked: None if asked.url.startswith(site) else told.append(asked.url)
    )
    yield opened
    assert told == []


def keep(page: Page, name: str) -> None:
    folder = os.environ.get("LUUTRU_PICTURES")
    if folder:
        page.evaluate("document.activeElement.blur()")
        page.screenshot(path=Path(folder) / f"{name}.png")


def shown_soon(page: Page, address: str, what: str) -> None:
    """The public page says it, within moments."""
    end = time.monotonic() + 30
    while what not in page.request.get(address).text():
        assert time.monotonic() < end, what
        time.sleep(0.2)
    page.goto(address)


@pytest.fixture(scope="module")
def article(desk: Page, site: str) -> str:
    """The address of the article that the day is about."""
    desk.goto(f"{site}ban-bien-tap/tim?q=phat+trien+dang+vien+vung+cao")
    found: str = desk.locator(".danh-sach a").first.get_attribute("href") or ""
    return found.removeprefix("/ban-bien-tap/bai/")


def test_1_signs_in_and_sees_what_has_come(desk: Page, site: str) -> None:
    desk.goto(f"{site}ban-bien-tap")
    desk.fill("[name=name]", "lan")
    desk.fill("[name=password]", PASSWORD)
    desk.press("[name=password]", "Enter")
    desk.wait_for_url("**/ban-bien-tap/")
    assert desk.locator(".danh-sach tbody tr").count() == 50
    desk.keyboard.press("j")
    desk.keyboard.press("x")
    assert desk.locator("input[name=chon]").first.is_checked()
    keep(desk, "ban-hop-viec")


def test_2_corrects_a_date_with_a_reason_and_sees_it_before(
    desk: Page, site: str, article: str
) -> None:
    desk.goto(f"{site}ban-bien-tap/bai/{article}")
    assert desk.locator("h1").inner_text() == TITLE
    assert TITLE in desk.frame_locator("[name=khung-goc]").locator("body").inner_text()
    desk.locator(".truong summary", has_text="Lúc đăng").click()
    desk.fill("[name='value.published']", "06/10/2021")
    desk.fill("[name='reason.published']", "Cổng in nhầm ngày, theo biên bản hội nghị")
    desk.fill("[name=summary]", "Xã kết nạp đảng viên ở các bản vùng cao.")
    desk.fill("[name=tags]", "Xây dựng Đảng, Vùng cao")
    preview = desk.frame_locator("[name=khung-xem]")
    preview.locator("text=Tóm tắt của ban biên tập").wait_for()  # while one types, without a click
    assert "06/10/2021" in preview.locator("body").inner_text()
    keep(desk, "ban-sua-bai")


def test_3_publishes_it_with_a_key_and_readers_see_it(desk: Page, site: str, article: str) -> None:
    desk.focus("[name=summary]")
    desk.keyboard.press("Control+Enter")
    desk.locator("[role=status]").wait_for()
    shown_soon(desk, f"{site}bai/{article}", "Cổng in nhầm ngày")
    assert "06/10/2021" in desk.locator(".bai header").inner_text()
    assert re.search(r"trang gốc ghi: \d\d/\d\d/20\d\d \d\d:\d\d", desk.content())
    keep(desk, "ban-dinh-chinh")
    desk.locator(".the-nho a").first.click()
    desk.wait_for_url("**/the/**")
    assert desk.locator(f".the h3 a[href='/bai/{article}']").count() == 1


def test_4_makes_a_collection_of_articles_that_were_picked(
    desk: Page, site: str, article: str
) -> None:
    desk.goto(f"{site}ban-bien-tap/tuyen-tap/moi")
    desk.fill("[name=slug]", "vung-cao")
    desk.fill("[name=title]", "Xây dựng Đảng ở vùng cao")
    desk.fill("[name=lead]", "Những bài về công tác phát triển đảng viên ở các bản.")
    desk.fill("[name=body]", "## Vì sao chọn\n\nCác xã đã **không còn**; bài viết thì còn.")
    desk.fill("[name=items]", article)
    desk.click("[data-cong-bo]")
    desk.locator("[role=status]").wait_for()
    desk.goto(f"{site}ban-bien-tap/tim?q=hoi+nghi")
    for box in desk.locator(f"input[name=chon]:not([value$={article}])").all()[:2]:
        box.check()
    desk.select_option("[name=viec]", "collect")
    desk.fill("[name=value]", "vung-cao")
    desk.click(".nhieu button")
    desk.click("text=Làm thật")
    desk.locator("text=Đã làm").wait_for()
    desk.goto(f"{site}ban-bien-tap/tuyen-tap/vung-cao")
    desk.click("[data-cong-bo]")
    desk.locator("[role=status]").wait_for()
    shown_soon(desk, f"{site}tuyen-tap/vung-cao", "3 bài")
    assert "Vì sao chọn" in desk.content()
    keep(desk, "ban-tuyen-tap")


def test_5_takes_up_an_earlier_version_and_nothing_is_published_by_it(
    desk: Page, site: str, own: Path, article: str
) -> None:
    desk.goto(f"{site}ban-bien-tap/bai/{article}")
    desk.fill("[name=summary]", "Tóm tắt viết lại.")
    desk.click("[data-luu]")
    desk.locator("[role=status]").wait_for()
    desk.goto(f"{site}ban-bien-tap/bai/{article}/phien-ban?tu=2&den=1")
    desk.click("text=Lấy lại phiên bản 1")
    desk.locator("[role=status]").wait_for()
    assert "có bản nháp mới hơn" in desk.content()
    with Editorial.open(own) as ed:
        assert len(reading.versions(ed.conn, "article", article)) == 3


def test_6_hides_an_article_for_a_reason_that_is_told(desk: Page, site: str, article: str) -> None:
    desk.goto(f"{site}ban-bien-tap/bai/{article}")
    desk.locator("summary", has_text="Hẹn giờ, rút lại, ẩn").click()
    desk.fill("[name=basis]", "Nghị định 13/2023/NĐ-CP, điều 16")
    desk.fill("[name=reason]", "Ảnh thứ hai lộ số căn cước của công dân")
    desk.click("button[value=hide]")
    desk.locator("[role=status]").wait_for()
    shown_soon(desk, f"{site}bai/{article}", "không còn được hiển thị")
    assert "Nghị định 13/2023/NĐ-CP, điều 16" in desk.content()
    assert "căn cước của công dân" not in desk.content()
    desk.goto(f"{site}ban-bien-tap/bai/{article}")
    assert "Đã ẩn từ" in desk.content()
    keep(desk, "ban-da-an")


def test_7_who_did_what_is_in_the_log(desk: Page, site: str, article: str) -> None:
    desk.goto(f"{site}ban-bien-tap/nhat-ky?key={article}")
    told = desk.locator("tbody").inner_text()
    for act in ("lưu nháp", "công bố", "lấy lại", "ẩn", "lan"):
        assert act in told
    keep(desk, "ban-nhat-ky")


@pytest.mark.parametrize("path", ["", "/tim", "/bai/{id}", "/trang/moi", "/tuyen-tap/vung-cao",
                                  "/bai/{id}/phien-ban", "/nhat-ky", "/cong", "/so-rieng-tu", "/tai-khoan"])  # fmt: skip
def test_8_every_page_fits_a_phone_and_a_screen_reader(
    desk: Page, site: str, article: str, path: str
) -> None:
    desk.set_viewport_size({"width": 360, "height": 740})
    desk.goto(f"{site}ban-bien-tap{path.format(id=article)}")
    assert fits(desk), path
    found = Axe().run(desk, options={"iframes": False})
    bad = [one for one in found.response["violations"] if one["impact"] in ("serious", "critical")]
    assert bad == [], [(one["id"], one["nodes"][0]["html"]) for one in bad]
    desk.set_viewport_size({"width": 1280, "height": 860})
