"""Whole crawls of little portals on loopback, as an archivist runs them."""

from __future__ import annotations

import gzip
import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from support import siblings
from support.cli import luutru
from support.crawling import add, crawl, kept, rows
from support.server import (
    Answer,
    LocalPortal,
    Page,
    article_page,
    list_page,
    local_portal,
    small_portal,
)
from support.stories import Story

from archive.folder import Archive


@pytest.fixture
def kho(tmp_path: Path) -> Path:
    luutru("init", tmp_path / "kho", check=0)
    return tmp_path / "kho"


@pytest.fixture(scope="module")
def steady() -> Iterator[LocalPortal]:
    with local_portal(small_portal(35)) as portal:
        yield portal


def test_every_article_once_with_its_picture(kho: Path, steady: LocalPortal) -> None:
    steady.log.clear()
    add(kho, steady)
    report = crawl(kho)
    assert (report["state"], report["new"], report["media"]) == ("done", 35, 35)
    found = kept(kho)
    assert len({article["url"] for article in found}) == 35
    assert all(article["images"][0]["sha256"] for article in found)
    assert max(Counter(steady.paths()).values()) == 1
    luutru("verify", "--archive", kho, check=0)


def test_the_second_crawl_sees_edits_and_what_vanished(kho: Path) -> None:
    with local_portal(small_portal(12)) as portal:
        add(kho, portal)
        crawl(kho)
        portal.pages["/bai-viet-3.html"] = article_page(3, extra=" Việc này đã hoàn thành sớm.")
        del portal.pages["/bai-viet-5.html"]
        report = crawl(kho)
    assert (report["new"], report["changed"], report["gone"]) == (0, 1, 1)
    by_url = {article["url"].rsplit("/", 1)[1]: article for article in kept(kho)}
    assert by_url["bai-viet-3.html"]["revisions"] == 2
    assert by_url["bai-viet-5.html"]["gone_since"] is not None
    assert len(by_url) == 12
    types = dict(rows(kho, "SELECT record_type, count(*) FROM captures GROUP BY 1"))
    assert types["revisit"] >= 10  # unchanged pages are not kept twice


@pytest.mark.parametrize("moments", [(1.2, 1.8, 2.4), (1.5, 2.1, 2.7)])
def test_kill_9_loses_and_doubles_nothing(
    kho: Path, steady: LocalPortal, moments: tuple[float, ...]
) -> None:
    add(kho, steady, "--delay", "0.05")
    command = [sys.executable, "-m", "luutru", "crawl", "--all", "--archive", str(kho)]
    for moment in moments:
        with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
            try:
                process.wait(moment)
            except subprocess.TimeoutExpired:
                os.kill(process.pid, signal.SIGKILL)
    crawl(kho)
    assert len(kept(kho)) == 35
    assert rows(kho, "SELECT url FROM captures GROUP BY url, crawl HAVING count(*) > 1") == []
    luutru("verify", "--archive", kho, check=0)
    for path in (kho / "warc").glob("*.gz"):
        gzip.decompress(path.read_bytes())


def test_ctrl_c_commits_and_the_same_command_goes_on(kho: Path, steady: LocalPortal) -> None:
    add(kho, steady, "--delay", "0.1")
    command = [sys.executable, "-m", "luutru", "crawl", "--all", "--archive", str(kho)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        deadline = time.monotonic() + 30
        while not rows(kho, "SELECT 1 FROM articles LIMIT 1") and time.monotonic() < deadline:
            os.sched_yield()
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=60)
    assert "paused" in told
    crawl(kho)
    assert len(kept(kho)) == 35


def test_a_budget_pauses_and_resumes(kho: Path, steady: LocalPortal) -> None:
    add(kho, steady)
    report = crawl(kho, "--max-pages", "5")
    assert report["state"] == "paused"
    assert report["waiting"] > 0
    report = crawl(kho)
    assert report["resumed"]
    assert report["state"] == "done"
    assert len(kept(kho)) == 35


def test_robots_txt_is_obeyed_kept_and_told(kho: Path) -> None:
    pages = small_portal(6)
    pages["/robots.txt"] = Page("User-agent: *\nDisallow: /bai-viet-4", headers={"Content-Type": "text/plain"})  # fmt: skip
    with local_portal(pages) as portal:
        add(kho, portal)
        crawl(kho)
        assert portal.paths()[0] == "/robots.txt"
        assert "/bai-viet-4.html" not in portal.paths()
    assert len(kept(kho)) == 5
    assert rows(kho, "SELECT count(*) FROM captures WHERE kind = 'robots'") == [(1,)]
    assert "robots.txt" in str(rows(kho, "SELECT url, detail FROM events"))


def test_a_failing_page_is_tried_again(kho: Path) -> None:
    answers = iter([Page("busy", 503, {"Retry-After": "0"}), article_page(2)])
    pages = small_portal(3)
    pages["/bai-viet-2.html"] = lambda path, form: next(answers)
    with local_portal(pages) as portal:
        add(kho, portal)
        assert crawl(kho)["state"] == "done"
    assert len(kept(kho)) == 3


def test_a_server_that_asks_for_a_long_pause_is_red_and_asked_later(kho: Path) -> None:
    pages = small_portal(3)
    home = pages["/"]
    pages["/"] = Page("busy", 503, {"Retry-After": "3000"})
    with local_portal(pages) as portal:
        add(kho, portal)
        done = luutru("crawl", "--all", "--archive", kho, check=1)
        assert "RED: nothing was had yet: the server answered 503; not to be asked" in done.stderr
        assert "503" in luutru("status", "--archive", kho, check=1).stdout
        asked = len(portal.log)
        luutru("crawl", "--all", "--archive", kho, check=1)
        assert len(portal.log) == asked  # the pause is kept by the next run too
        pages["/"] = home
        with Archive.open(kho, write=True) as archive:
            archive.conn.execute("UPDATE frontier SET not_before = 0")
            archive.conn.execute("UPDATE hosts SET rest_until = 0")
        assert crawl(kho)["state"] == "done"
    assert len(kept(kho)) == 3


def test_a_cut_response_is_never_taken_for_a_whole_one(kho: Path) -> None:
    pages = small_portal(3)
    whole = article_page(2)
    pages["/bai-viet-2.html"] = Page(whole.body, cut=200)
    squeezed = gzip.compress(str(article_page(3).body).encode())
    pages["/bai-viet-3.html"] = Page(squeezed[:-60], headers={"Content-Encoding": "gzip"})
    with local_portal(pages) as portal:
        add(kho, portal)
        report = crawl(kho)
    assert report["failed"] == 2
    assert [a["url"].rsplit("/", 1)[1] for a in kept(kho)] == ["bai-viet-1.html"]


def test_a_compressed_page_is_kept_as_it_came_and_read(kho: Path) -> None:
    pages = small_portal(3)
    squeezed = gzip.compress(str(article_page(2).body).encode(), mtime=0)
    pages["/bai-viet-2.html"] = Page(squeezed, headers={"Content-Encoding": "gzip"})
    with local_portal(pages) as portal:
        add(kho, portal)
        crawl(kho)
    assert len(kept(kho)) == 3
    with Archive.open(kho) as archive:
        ident = archive.conn.execute(
            "SELECT id FROM captures WHERE url LIKE '%bai-viet-2.html'"
        ).fetchone()[0]
        assert archive.record(ident).payload == squeezed


def test_redirects_are_captures_and_loops_end(kho: Path) -> None:
    pages = small_portal(3)
    pages["/bai-viet-2.html"] = Page("", 301, {"Location": "/bai-viet-moi-2.html"})
    pages["/bai-viet-moi-2.html"] = article_page(2)
    pages["/bai-viet-3.html"] = Page("", 302, {"Location": "/bai-viet-3b.html"})
    pages["/bai-viet-3b.html"] = Page("", 302, {"Location": "/bai-viet-3.html"})
    with local_portal(pages) as portal:
        add(kho, portal)
        assert crawl(kho)["state"] == "done"
        assert max(Counter(portal.paths()).values()) == 1
    assert len(kept(kho)) == 2
    assert rows(kho, "SELECT count(*) FROM captures WHERE status IN (301, 302)") == [(3,)]


def test_a_redirect_to_a_private_address_is_not_followed(kho: Path) -> None:
    with local_portal({}) as inner:
        pages = small_portal(2)
        pages["/anh/1.png"] = Page("", 302, {"Location": inner.url.replace("127.0.0.1", "127.0.0.2")})  # fmt: skip
        with local_portal(pages) as portal:
            add(kho, portal)
            crawl(kho)
        assert inner.log == []
    assert "private" in str(rows(kho, "SELECT detail FROM events"))


def test_without_leave_a_private_portal_is_red(kho: Path, steady: LocalPortal) -> None:
    luutru("portal", "add", steady.url, "--yes", "--archive", kho, check=0)
    steady.log.clear()
    done = luutru("crawl", "--all", "--archive", kho, check=1)
    assert "--allow-private" in done.stderr
    assert steady.log == []


def test_a_platform_that_only_articles_show_is_learnt_from_them(kho: Path) -> None:
    pages = small_portal(3)
    for number in (1, 2, 3):
        pages[f"/bai-viet-{number}.html"] = Page(
            f"<html><title>Xã Thí Dụ</title><body><div class='ArticleDetailControl'><div class='ArticleHeader'>"
            f"Việc thứ {number} của quý</div><div class='PostDate'>0{number}/03/2021 08:00</div><div class='"
            f"ArticleContent'><p>Xã giao việc thứ {number} cho các thôn, hẹn xong trong tháng.</p></div></div>"
        )
    with local_portal(pages) as portal:
        add(kho, portal)
        assert crawl(kho)["new"] == 3
    assert {article["extracted_by"]["platform"] for article in kept(kho)} == {"vnpt"}
    assert rows(kho, "SELECT platform FROM portals") == [("vnpt",)]


def _lists_only(path: str, form: str) -> Page:
    number = int(path.rpartition("=")[2] or 0)
    links = "".join(
        f"<li><a href='/muc?so={number + step}'>Chuyên mục số {number + step} của xã</a></li>"
        for step in range(1, 6)
    )
    return Page(f"<html><title>Chuyên mục</title><ul>{links}</ul>")


@pytest.mark.parametrize(
    ("pages", "said"),
    [
        ({"/": Page("oops", 500)}, "answered 500"),
        ({"/": Page(b"%PDF-1.4 not a page", headers={"Content-Type": "application/pdf"})}, "RED"),
        ({"/": _lists_only("", ""), "/muc": _lists_only}, "no article"),
        ({"/": Page("")}, "RED"),
    ],
    ids=["500", "not HTML", "no articles", "empty"],
)  # fmt: skip
def test_a_portal_that_yields_nothing_is_red(kho: Path, pages: Any, said: str) -> None:
    with local_portal(pages) as portal:
        add(kho, portal)
        done = luutru("crawl", "--all", "--archive", kho, check=1)
        assert said in done.stderr
        assert len(portal.log) < 60  # a calendar without end has an end
    assert luutru("status", "--archive", kho, check=1).stdout.count("red") >= 1


def test_a_name_that_does_not_resolve_is_red(kho: Path) -> None:
    url = "http://xa-khong-co.invalid/"
    luutru("portal", "add", url, "--delay", "0", "--yes", "--archive", kho, check=0)
    done = luutru("crawl", "--all", "--archive", kho, check=1)
    assert "does not resolve" in done.stderr


def test_chrome_is_learnt_as_the_crawl_goes_and_known_to_the_next(kho: Path) -> None:
    """No class, no label, no name tells the chrome of this portal from its text."""
    told = {f"/bai-viet-{n}.html": (n, story) for n, story in enumerate(siblings.stories(), 1)}
    pages: dict[str, Answer] = {
        "/robots.txt": Page("", 404),
        "/": list_page(range(1, len(told) + 1)),
    }
    pages |= {path: Page(siblings.page(story, n)) for path, (n, story) in told.items()}
    with local_portal(pages) as portal:
        add(kho, portal)
        crawl(kho, "--max-pages", "6")
        early = _with_chrome(kho, told)
        assert "/bai-viet-1.html" in early  # nothing else would have told
        crawl(kho)
        assert rows(kho, "SELECT count(*) FROM portals WHERE siblings IS NOT NULL") == [(1,)]
        assert _with_chrome(kho, told) == []  # the first pages were read again
        assert rows(kho, "SELECT DISTINCT number, reread FROM revisions") == [(1, None)]
        pictures = {i["url"] for article in kept(kho) for i in article["images"]}
        assert {urlsplit(url).path for url in pictures} <= set(portal.paths())
    done = luutru("reextract", "--archive", kho, "--dry-run", "--json", check=0)
    assert json.loads(done.stdout)["summary"]["changed"] == 0


def _with_chrome(kho: Path, told: dict[str, tuple[int, Story]]) -> list[str]:
    """The articles that were not kept as they are."""
    found = {urlsplit(article["url"]).path: article for article in kept(kho)}
    return [
        path
        for path, article in found.items()
        if article["body_text"].split("\n\n") != told[path][1].paragraphs
        or len(article["images"]) != len(told[path][1].pictures)
    ]


def test_two_crawls_of_one_archive_are_refused(kho: Path, steady: LocalPortal) -> None:
    add(kho, steady)
    with Archive.open(kho, write=True):
        done = luutru("crawl", "--all", "--archive", kho, check=75)
    assert "another process" in done.stderr
