"""The search of a static edition, run by a real browser from a folder, finds what the server finds."""

from __future__ import annotations

import html
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Page
from support.browser import chromium
from support.site import Get

from archive.search import ranking
from publish.find import results
from publish.offline import write

from .conftest import NUMBER
from .test_asked import read
from .test_results import NARROWED, QUERIES, all_ids

MORE = (
    "hoc tap 05-CT/TW", "bau cu dai bieu", "phat trien", "“đảng viên”", "Đảng -uỷ", "xã -lần", "thuy*", "n*",
    "đường bê tông", "duong bê tong", "lúa lua", "hop thuong ky", "năm nam", "Kế hoạch", "ĐẢNG ỦY",
    "thang 13", "x" * 600, "-\"dang uy\" xa", "uy ban nhan dan", "chu tich xa nha", "ban tin lua moi",
)  # fmt: skip

_SEARCH = """async (addresses) => {
  const found = [];
  for (const address of addresses) {
    const { sorted } = await luutru.search(new URLSearchParams(address));
    found.push((await luutru.told(sorted)).map((row) => row[0]));
  }
  return found;
}"""


@pytest.fixture(scope="module")
def target(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("static") / "luu tru"
    write(folder / "public.db", made, lang="vi", base_url=None, progress=lambda done, total: None)
    return made


@pytest.fixture(scope="module")
def shown(site: Get) -> str:
    """The server's page; asked before a browser runs, which has a loop of its own."""
    return site("/tim-kiem?q=dang+uy&cong=nam-son").text


@pytest.fixture(scope="module")
def page(target: Path, shown: str) -> Iterator[Page]:
    with chromium() as browser:
        opened = browser.new_page()
        opened.goto((target / "tim-kiem.html").as_uri())
        opened.wait_for_selector("body[data-found]")
        yield opened


def test_the_same_is_found_in_the_same_order(page: Page, shut: sqlite3.Connection) -> None:
    asked = [f"q={quote(query)}" for query in (*QUERIES, *MORE)]
    asked += [f"{words}{narrowed}" for narrowed in NARROWED for words in ("xep=cu&", "q=xa&")]
    asked += ["", "xep=moi", "q=dang+uy&xep=cu", "q=lua"]
    found = dict(zip(asked, page.evaluate(_SEARCH, asked), strict=True))
    for parameters, ids in found.items():
        assert ids == all_ids(shut, read(parameters)), parameters
    assert sum(map(len, found.values())) > 10 * NUMBER


def test_of_many_the_most_promising_are_compared(
    page: Page, shut: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(results, "_FEW", 12)
    for name, number in (("NEWEST", 10), ("EACH", 4), ("_LEADS", 5)):
        monkeypatch.setattr(ranking, name, number)
    page.evaluate("() => Object.assign(luutru.limits, {few: 12, newest: 10, each: 4, leads: 5})")
    queries = ("xã", "lan thu", "dang uy", "lúa", "dang uy xa hop", "hoc tap chi thi", "n*")
    asked = [f"q={quote(query)}" for query in queries] + [
        "q=xa&cong=thanh-yen",
        "q=lan+thu&nam=2021",
    ]
    for parameters, ids in zip(asked, page.evaluate(_SEARCH, asked), strict=True):
        assert ids == all_ids(shut, read(parameters)), parameters


def test_marks_and_counts_are_those_of_the_server(page: Page, shown: str, target: Path) -> None:
    page.goto((target / "tim-kiem.html").as_uri() + "?q=dang+uy&cong=nam-son")
    page.wait_for_selector("body[data-found]")
    assert page.inner_text("#bao-nhieu") in shown
    marks = page.eval_on_selector_all("mark", "all => all.map((one) => one.textContent)")
    assert marks
    assert sorted(marks) == sorted(
        part.partition("</mark>")[0] for part in shown.split("<mark>")[1:]
    )
    lists = page.eval_on_selector_all(
        "#loc section:not(:last-child) li",
        "all => all.map((one) => ['.ten-muc', '.so'].map((name) => one.querySelector(name).textContent))",
    )
    told = re.findall(r'class="ten-muc">(.*?)</span> <span class="so">(\d+)</span>', shown)
    assert lists == [[html.unescape(name), number] for name, number in told[: len(lists)]]
    assert len(lists) == 4
    page.click("#loc section:last-child li:first-child a")
    page.wait_for_selector("body[data-found]")
    assert "nam=" in page.url
    assert "cong=nam-son" in page.url
