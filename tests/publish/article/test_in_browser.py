"""Pages of articles full of hostile texts, in a real browser: nothing runs, nothing is asked for."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

import pytest
from PIL import Image as Picture
from playwright.sync_api import Browser, Page
from support.archives import START, make_article, write_capture
from support.browser import chromium, served

from archive import portals, store
from archive.folder import Archive
from archive.record import Attachment, Image, Person, article_id
from archive.warc import sha256
from archive.work import MediaFacts, PageWork
from publish.build import build

HOME = "http://xa.example.vn/"
RUN = "console.log('ran')"
PAYLOADS = (
    f"<script>{RUN}</script>",
    f"<ScRiPt >{RUN}</sCrIpT >",
    f"<script/x>{RUN}</script>",
    f"</script><script>{RUN}</script>",
    f"</title></textarea></style><script>{RUN}</script>",
    f'"><script>{RUN}</script>',
    f"'><svg onload={RUN}>",
    f"<svg><script>{RUN}</script></svg>",
    f"<svg><animate onbegin={RUN} attributeName=x dur=1s>",
    f"<svg><set onbegin={RUN} attributeName=x dur=1s>",
    f"<svg onload={RUN}><use href=#x></svg>",
    f"<math><mtext><table><mglyph><style><img src=x onerror={RUN}>",
    f"<img src=x onerror={RUN}>",
    f"<img src=x: onerror={RUN}//",
    f"<img src='' onerror={RUN}>",
    f'" onmouseover="{RUN}" autofocus onfocus="{RUN}" x="',
    f"<input autofocus onfocus={RUN}>",
    f"<video><source onerror={RUN}></video>",
    f"<audio src=x onerror={RUN}>",
    f"<details open ontoggle={RUN}>",
    f"<body onload={RUN}>",
    f"<iframe srcdoc=\"<script>top.{RUN}</script>\"></iframe>",
    f'<iframe src="javascript:{RUN}"></iframe>',
    f"<object data=\"javascript:{RUN}\"></object><embed src=\"javascript:{RUN}\">",
    f"<link rel=stylesheet href=//evil.example/x.css onerror={RUN}>",
    f"<style>@import '//evil.example/y.css';</style><img src=//evil.example/z.png onerror={RUN}>",
    f"<a href=\"javascript:{RUN}\" autofocus onfocus={RUN}>x</a>",
    f"<form action=\"javascript:{RUN}\"><button formaction=\"javascript:{RUN}\">x</button></form>",
    f"<p style=\"animation-name:x;background:url(//evil.example/w.png)\" onclick={RUN}>x</p>",
    f"{{{{ x }}}}\\u003cscript>{RUN}</script>]]><!--<img src=x onerror={RUN}>-->",
)  # fmt: skip
GROUP = 10
"""Payloads of one article: few enough that one cannot hide another behind an open tag."""

PATHS = ("", "/anh/1", "/thay-doi", "/phien-ban/1", "/ban-goc", "/ban-goc/1", "/chung-cu")


ELSEWHERE = (
    "", "gioi-thieu", "tim-kiem", "tim-kiem?q=script", f"tim-kiem?q={quote(PAYLOADS[5])}",
    f"tim-kiem?chuyen-muc={quote(PAYLOADS[0])}", f"tim-kiem?xep={quote(PAYLOADS[12])}", "cong",
    "cong/thi-du", "noi", "ban-do", f"ban-do?tinh={quote(PAYLOADS[12])}", "do-phu", "van-ban",
    f"van-ban?so={quote(PAYLOADS[5])}", f"van-ban/{quote(PAYLOADS[12], safe='')}",
    f"xu-huong?q=script&q={quote(PAYLOADS[3])}", "public", "public/articles",
    "public/articles?_search=script", "public/images", "public/people", "public/attachments",
    "public?sql=select+title,body_html+from+articles", f"public?sql={quote(PAYLOADS[0])}",
    "tim-kiem.json", "tim-kiem.atom", "tim-kiem.feed.json",
    "do-phu.json", "api/v1/articles", f"api/v1/articles?{quote(PAYLOADS[0])}=1", "api/v1/docs",
    f"bai?url={quote(PAYLOADS[5])}", f"{quote(PAYLOADS[0])}", f"public/{quote(PAYLOADS[0], safe='')}",
)  # fmt: skip
"""Everything else of the site, and what a link of an attacker could ask of it."""


def picture() -> bytes:
    out = io.BytesIO()
    Picture.linear_gradient("L").convert("RGB").save(out, "PNG")
    return out.getvalue()


def hostile(number: int, text: str, round_: int) -> dict[str, object]:
    return {
        "url": f"{HOME}bai-{number}?x='\"><script>{RUN}</script>",
        "title": f"{number} {text}",
        "lead": text,
        "author": text,
        "source": text,
        "category": text,
        "published_text": text,
        "body_text": f"{text}\n\nLần {round_}",
        "body_html": f'<p>{text}</p><figure><img src="{HOME}1.png" alt="{text}">'
        f"<figcaption>{text}</figcaption></figure>",
        "images": (Image(url=f"{HOME}1.png", caption=text, credit=text + "credit"),),
        "attachments": (Attachment(url=f"{HOME}1.svg", name=text), Attachment(url=text, name=text)),
        "people": (Person(name=text, office=text, organisation=text),),
        "citations": (text[:200],),
        "rules": {"title": text},
        "confidence": {"title": 0.5},
    }


@pytest.fixture(scope="module")
def kho(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile") / "kho"
    with Archive.create(folder) as archive:
        portal = portals.add(archive, HOME, name=f"Xã Thí Dụ {PAYLOADS[5]}")

        def keep(url: str, body: bytes, minute: int, **work: object) -> None:
            with archive.transaction():
                capture = write_capture(archive, url, body, START + timedelta(minutes=minute))
                one = PageWork(portal=portal.id, crawl=None, capture=capture, **work)  # type: ignore[arg-type]
                store.keep(archive, one)

        for name, body, kind in (
            ("1.png", picture(), "image/png"),
            ("1.svg", f"<svg xmlns='http://www.w3.org/2000/svg' onload=\"{RUN}\"/>".encode(), "image/svg+xml"),
        ):  # fmt: skip
            facts = MediaFacts(
                url=f"{HOME}{name}", sha256=sha256(body), bytes=len(body), content_type=kind
            )
            keep(f"{HOME}{name}", body, 0, media=facts)
        for number, at in enumerate(range(0, len(PAYLOADS), GROUP)):
            text = " ".join(PAYLOADS[at : at + GROUP])
            for round_ in (1, 2):
                article = make_article(**hostile(number, text, round_))
                page = f"<html><body>{text}<p>Lần {round_}</p>{text}</body></html>".encode()
                keep(article.url, page, number * 2 + round_, article=article)
    build(folder)
    return folder


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="module")
def address(kho: Path) -> Iterator[str]:
    with served(kho) as found:
        yield found


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    opened = browser.new_page()
    opened.set_default_timeout(10_000)
    yield opened
    opened.close()


def listened(page: Page, address: str) -> list[str]:
    """What runs, complains or asks elsewhere in this page, from now on."""
    told: list[str] = []
    page.on("console", lambda line: told.append(line.text))
    page.on("pageerror", lambda error: told.append(str(error)))
    page.on(
        "request", lambda asked: None if asked.url.startswith(address) else told.append(asked.url)
    )
    return told


def test_the_payloads_would_run_if_they_could(page: Page) -> None:
    """Else the test below could not fail."""
    told = listened(page, "data:")
    runs = 0
    for payload in PAYLOADS:
        before = told.count("ran")
        page.set_content(f'<p>{payload}<p title="{payload}">', wait_until="load")
        page.mouse.move(5, 20)
        runs += told.count("ran") > before
    assert runs >= 20


def test_nothing_that_an_article_holds_runs_or_calls_out(page: Page, address: str) -> None:
    assert len(PAYLOADS) == 30
    told = listened(page, address)
    for number in range(len(PAYLOADS) // GROUP):
        url = str(hostile(number, "", 1)["url"])
        for path in PATHS:
            got = page.goto(f"{address}bai/{article_id(url)}{path}", wait_until="load")
            assert got is not None
            assert got.status == 200, path
            assert told == [], (number, path)


@pytest.mark.parametrize("path", ELSEWHERE)
def test_nothing_runs_on_any_other_page(page: Page, address: str, path: str) -> None:
    told = listened(page, address)
    got = page.goto(address + path, wait_until="load")
    assert got is not None
    assert got.status < 500
    page.mouse.move(200, 200)
    assert [line for line in told if not line.startswith("Failed to load resource")] == []


def test_data_for_machines_is_read_and_not_run(page: Page, address: str) -> None:
    told = listened(page, address)
    url = str(hostile(0, "", 1)["url"])
    page.goto(f"{address}bai/{article_id(url)}")
    headline = page.evaluate(
        "JSON.parse(document.querySelector('script[type=\"application/ld+json\"]').textContent).headline"
    )
    assert headline.startswith("0 <script>")
    assert told == []


def test_a_keyboard_opens_the_printed_stamp_and_the_pictures(page: Page, address: str) -> None:
    url = str(hostile(2, "", 1)["url"])
    page.goto(f"{address}bai/{article_id(url)}")
    page.locator(".dau-gio summary").focus()
    assert not page.locator(".dau-gio p").is_visible()
    page.keyboard.press("Enter")
    assert page.locator(".dau-gio p").is_visible()
    page.locator("figure a").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/anh/1")
    assert (
        page.locator(".anh-lon img").evaluate("image => image.complete && image.naturalWidth") > 0
    )


def test_the_copy_is_shown_with_its_pictures_in_its_sandbox(page: Page, address: str) -> None:
    url = str(hostile(0, "", 1)["url"])
    page.goto(f"{address}bai/{article_id(url)}/ban-goc")
    frame = page.frame_locator("iframe.ban-goc")
    assert frame.locator("text=Lần 2").is_visible()
    assert page.evaluate("document.querySelector('iframe').contentDocument") is None
