"""Every kind of page: for screen readers, as valid HTML, light enough for a village's network."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Response
from support.browser import fits
from tinyhtml5.parser import HTMLParser

pytestmark = pytest.mark.xdist_group("demo")

PAGES = (
    "",
    "gioi-thieu",
    "tim-kiem",
    "tim-kiem?q=dang+uy",
    "tim-kiem?q=zzzzqqqq",
    "cong",
    "cong/nam-son-thuong",
    "ARTICLE",
    "ARTICLE/anh/1",
    "ARTICLE/ban-goc",
    "ARTICLE/thay-doi",
    "ARTICLE/phien-ban/1",
    "ARTICLE/chung-cu",
    "bai?url=http://khong-co.vn/",
    "van-ban",
    "van-ban/05-CT.TW",
    "noi",
    "noi?ky=cu",
    "noi/99203",
    "noi/99203-cu",
    "noi/00000",
    "ban-do",
    "ban-do?tinh=T%E1%BB%89nh+H%E1%BA%A3i+Thanh",
    "do-phu",
    "xu-huong",
    "xu-huong?q=dang&q=ruong&tinh=phan-tram",
    "khong-co-trang-nay",
    "public",
    "public/articles",
    "public/portals/nam-son-thuong",
    "public?sql=select+1",
    "public?sql=xyz",
)
"""One address of each kind; ARTICLE stands for one with pictures, documents and attachments."""

BY_NIGHT = (
    "",
    "tim-kiem?q=dang+uy",
    "ARTICLE",
    "cong/nam-son-thuong",
    "noi/99203-cu",
    "ban-do",
    "do-phu",
    "public/articles",
    "xu-huong?q=dang",
)

HEAVY = 200_000
"""Bytes of a page with its style sheets, without its pictures."""


@pytest.fixture(scope="module")
def article(browser: Browser, address: str) -> str:
    page = browser.new_page()
    page.goto(
        f"{address}public/articles.json?_shape=array&attachments__gt=0&images__gt=0&revisions__gt=1&_size=1"
    )
    found = re.search(r'"id": ?"(\w{16})"', page.content().replace("&quot;", '"'))
    page.close()
    assert found is not None
    return f"bai/{found[1]}"


@pytest.fixture(scope="module")
def phones(browser: Browser) -> Iterator[dict[str, Page]]:
    """A phone by day and one by night."""
    contexts = {
        scheme: browser.new_context(viewport={"width": 360, "height": 740}, color_scheme=scheme)
        for scheme in ("light", "dark")
    }
    yield {scheme: context.new_page() for scheme, context in contexts.items()}
    for context in contexts.values():
        context.close()


def serious(page: Page, scheme: str) -> list[str]:
    """What axe finds serious or critical, each with its element; by night only colours differ."""
    options: dict[str, Any] = {"resultTypes": ["violations"]}
    if scheme == "dark":
        options["runOnly"] = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
    return [
        f"{one['id']}: {node['html'][:150]}"
        for one in Axe().run(page, options=options).response["violations"]
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"]
    ]


def wrong(html: str) -> list[object]:
    """Errors of the parser, and ids that occur twice."""
    parser = HTMLParser()
    parser.parse(html)
    idents = re.findall(r'\sid="([^"]+)"', html)
    return [*parser.errors, *(one for one in set(idents) if idents.count(one) > 1)]


@pytest.mark.parametrize(
    ("scheme", "path"), [*(("light", p) for p in PAGES), *(("dark", p) for p in BY_NIGHT)]
)
def test_nothing_serious_stands_in_the_way(
    phones: dict[str, Page], address: str, article: str, scheme: str, path: str
) -> None:
    small = phones[scheme]
    received: dict[str, int] = {}

    def weigh(got: Response) -> None:
        if got.request.resource_type in ("document", "stylesheet"):
            received[got.url] = len(got.body())

    small.on("response", weigh)
    got = small.goto(address + path.replace("ARTICLE", article))
    small.remove_listener("response", weigh)
    assert got is not None
    assert serious(small, scheme) == []
    assert fits(small)
    assert scheme == "dark" or wrong(got.text()) == []
    assert 0 < sum(received.values()) < HEAVY
