"""Whole crawls of portals whose lists are only turned by postbacks and scripts: nothing is missed."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from pathlib import Path

import pytest
from support.cli import luutru
from support.lists import PORTALS
from support.server import Page, article_page, local_portal, small_portal

from archive.folder import Archive

MOST = {
    "postback windows": 16,  # 13 pages, and those that only move the window
    "next button": 4,
    "VNPT, JSON body": 5,  # 4 pages, and one past the end
    "VNPT, form": 5,
    "see more": 4,
    "see more without end": 5,
}
"""Requests for list pages that are enough."""


@pytest.mark.parametrize("name", PORTALS)
def test_every_article_is_found_once(tmp_path: Path, name: str) -> None:
    kho = tmp_path / "kho"
    luutru("init", kho, check=0)
    pages = PORTALS[name]()
    wanted = {path for path in pages if path.startswith("/bai-viet-")}
    with local_portal(pages) as portal:
        luutru(
            "portal", "add", portal.url, "--allow-private", "--delay", "0", "--yes", "--archive", kho,
            check=0,
        )  # fmt: skip
        done = luutru("crawl", "--all", "--json", "--archive", kho, check=0)
        asked = Counter(portal.paths())
    assert json.loads(done.stdout)["portals"][0]["new"] == len(wanted)
    with Archive.open(kho) as archive:
        kept = [row[0] for row in archive.conn.execute("SELECT url FROM articles")]
    assert {f"/{url.rpartition('/')[2]}" for url in kept} == wanted
    assert len(kept) == len(wanted)
    assert all(asked[path] == 1 for path in wanted)
    lists = [path for path in asked.elements() if not path.startswith(("/bai-", "/anh/", "/rob"))]
    assert len(lists) <= MOST[name]
    luutru("verify", "--archive", kho, check=0)


def test_articles_that_only_a_sitemap_names_are_found(tmp_path: Path) -> None:
    kho = tmp_path / "kho"
    luutru("init", kho, check=0)
    pages = small_portal(4)
    for number in (8, 9):
        pages[f"/bai-viet-{number}.html"] = article_page(number)
    with local_portal(pages) as portal:
        named = "".join(f"<url><loc>{portal.url}bai-viet-{n}.html</loc></url>" for n in (1, 8, 9))
        packed = gzip.compress(f"<urlset>{named}</urlset>".encode())
        index = f"<sitemapindex><sitemap><loc>{portal.url}tin.xml.gz</loc></sitemap></sitemapindex>"
        pages["/robots.txt"] = Page(f"User-agent: *\nSitemap: {portal.url}ban-do.xml")
        pages["/ban-do.xml"] = Page(index, headers={"Content-Type": "text/xml"})
        pages["/tin.xml.gz"] = Page(packed, headers={"Content-Type": "application/gzip"})
        add = ("--allow-private", "--delay", "0", "--yes", "--archive", kho)
        luutru("portal", "add", portal.url, *add, check=0)
        done = luutru("crawl", "--all", "--json", "--archive", kho, check=0)
    assert json.loads(done.stdout)["portals"][0]["new"] == 6
