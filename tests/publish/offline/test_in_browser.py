"""A static edition opened as files in a real browser: it is read and searched, and nothing else runs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page
from support.browser import chromium, fits

from archive.folder import Archive
from publish.build import build
from publish.offline import write

from ..conftest import add_article, fill

HOSTILE = (
    "Đảng uỷ <img src=x onerror=console.log('ran')></script><script>console.log('ran')</script>"
)


@pytest.fixture(scope="module")
def target(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("offline")
    with Archive.create(folder / "kho") as archive:
        fill(archive)
        add_article(archive, 9, url="http://xa.example.vn/bai-9", title=HOSTILE, lead=HOSTILE,
                    category=HOSTILE, body_text=HOSTILE, images=(), attachments=())  # fmt: skip
    build(folder / "kho")
    write(
        folder / "kho" / "public.db", folder / "usb", lang="vi", base_url=None,
        progress=lambda done, total: None,
    )  # fmt: skip
    return folder / "usb"


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def page(target: Path, said: list[str]) -> Iterator[Page]:
    with chromium() as browser:
        opened = browser.new_page(viewport={"width": 360, "height": 700})
        opened.set_default_timeout(15_000)
        opened.on("console", lambda message: said.append(message.text))
        opened.on("pageerror", lambda error: said.append(str(error)))
        opened.on("requestfailed", lambda request: said.append(request.url))
        opened.goto((target / "index.html").as_uri())
        yield opened


def test_a_reader_searches_reads_and_sees_the_pictures(page: Page, said: list[str]) -> None:
    page.fill("#q", "dang uy")
    page.press("#q", "Enter")
    page.wait_for_selector("body[data-found='3']")
    assert fits(page)
    assert any(HOSTILE in title for title in page.locator(".hit h3").all_inner_texts())
    assert page.locator("#ket-qua img").count() == 0
    page.fill("#q", "hoi nghi tong ket")
    page.press("#q", "Enter")
    page.wait_for_selector("body[data-found='1']")
    page.click(".hit h3 a")
    page.wait_for_selector(".noi-dung img")
    width = page.evaluate(
        "async () => (await document.querySelector('.noi-dung img').decode(), document.querySelector('.noi-dung img').naturalWidth)"
    )
    assert width == 900
    page.click(".the-bai a:nth-of-type(2)")
    frame = page.frame_locator("iframe.ban-goc")
    assert "Đoạn thứ nhất nói về lúa" in frame.locator("body").inner_text()
    page.click("nav a:has-text('Dữ liệu')")
    assert "Bản dùng ngoại tuyến" in page.inner_text("h1")
    assert said == []
