"""Portals that scripts draw, crawled with a real Chromium from a server on loopback."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from support.cli import luutru
from support.crawling import add, crawl, kept, rows
from support.processes import alive, below, until
from support.server import Page, local_portal, small_portal
from support.spa import FRAME, spa
from warcio.archiveiterator import ArchiveIterator

from archive import drift
from archive.folder import Archive
from crawler.browser.program import missing
from crawler.extract.shell import is_shell
from crawler.pace import host_of


@pytest.fixture
def kho(tmp_path: Path) -> Path:
    luutru("init", tmp_path / "kho", check=0)
    return tmp_path / "kho"


@pytest.fixture
def browser() -> None:
    if missing() is None:
        return
    if os.environ.get("LUUTRU_NO_SKIP"):
        pytest.fail("Chromium must be installed here")
    pytest.skip("no Chromium on this machine: install it to test portals that scripts draw")


@pytest.mark.usefixtures("browser")
def test_a_portal_of_scripts_is_recognised_drawn_kept_and_read_again(
    kho: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reach = "Promise.allSettled(['/api/kin', INNER, 'http://169.254.1.1/'].map(u => fetch(u)))"
    with local_portal({}) as inner:
        pages = spa(4, extra=reach.replace("INNER", f"'{inner.url}'"))
        with local_portal(pages) as portal:
            add(kho, portal)
            report = crawl(kho)
            asked = Counter(portal.paths())
        assert inner.log == []  # another host, and a private one at that
    assert (report["state"], report["new"], report["media"]) == ("done", 4, 4)
    assert "/api/kin" not in asked  # robots.txt forbids it, to scripts too
    assert max(asked.values()) == 1  # the frame of a page and the script come once
    assert report["courtesy"][0]["host"] == host_of(portal.url)
    assert report["courtesy"][0]["requests"] == len(portal.log) == sum(asked.values())
    found = kept(kho)
    assert sorted(a["title"] for a in found) == [f"Xã triển khai công việc số {n} của quý" for n in range(1, 5)]  # fmt: skip
    first = next(article for article in found if "số 1 " in article["title"])
    assert first["published"] == "2021-03-01T08:30:00+07:00"
    assert first["body_text"].count("việc thứ 1,") == 1
    assert rows(kho, "SELECT browser FROM portals") == [("on",)]
    kinds = Counter(
        (kind, kept) for kind, kept in rows(kho, "SELECT kind, record_type FROM captures")
    )
    assert kinds["article", "resource"] == 4
    assert kinds["article", "response"] + kinds["article", "revisit"] == 4
    assert kinds["part", "response"] == 6  # the script, the list, four articles
    luutru("verify", "--archive", kho, check=0)
    told = luutru("reextract", "--yes", "--json", "--archive", kho, check=0).stdout
    assert json.loads(told)["summary"]["changed"] == 0
    assert len(kept(kho)) == 4
    monkeypatch.setattr("archive.drift.pages.TWINS", 1e-9)  # one pair of twins would be too many
    with Archive.open(kho) as archive:
        judged = drift.judge(archive.conn, 1, finished=True)
    assert judged.reason is None  # that all responses are the same empty frame is no alarm
    assert judged.body["measured"]["article_pages"] == 4
    luutru("init", kho / "other", check=0)
    files = sorted((kho / "warc").glob("*.gz"))
    luutru("import", *files, "--archive", kho / "other", check=0)
    assert sorted(a["title"] for a in kept(kho / "other")) == sorted(a["title"] for a in found)
    pairs = _concurrent(kho)
    assert len(pairs) == 5
    assert all(page == drawn for page, drawn in pairs)


def _concurrent(kho: Path) -> list[tuple[str, str]]:
    """Address of each drawn page, and of the response that it says it draws."""
    responses, drawn = {}, []
    for path in (kho / "warc").glob("*.gz"):
        with path.open("rb") as file:
            for record in ArchiveIterator(file):
                headers = record.rec_headers
                url = headers.get_header("WARC-Target-URI")
                responses[headers.get_header("WARC-Record-ID")] = url
                if record.rec_type == "resource":
                    assert b'id="app"><header>' in record.content_stream().read()
                    drawn.append((url, headers.get_header("WARC-Concurrent-To")))
    return [(url, responses[ident]) for url, ident in drawn]


@pytest.mark.usefixtures("browser")
def test_a_page_whose_data_do_not_come_is_asked_again_and_edits_are_seen(kho: Path) -> None:
    pages = spa(3)
    answers = iter([Page("busy", 503)])
    good = pages["/api/bai/2"]
    pages["/api/bai/2"] = lambda path, form: next(answers, good)  # type: ignore[arg-type,return-value]
    with local_portal(pages) as portal:
        add(kho, portal, "--browser")
        assert crawl(kho)["new"] == 3
        assert portal.paths().count("/bai-viet-2.html") == 2
        edited = json.loads(str(pages["/api/bai/3"].body))  # type: ignore[union-attr]
        edited["doan"].append("Việc này đã hoàn thành trước thời hạn một tháng, theo báo cáo mới.")
        pages["/api/bai/3"] = Page(json.dumps(edited), headers={"Content-Type": "application/json"})
        report = crawl(kho, "--sweep")
    assert (report["new"], report["changed"], report["gone"]) == (0, 1, 0)
    texts = {article["title"]: article["body_text"] for article in kept(kho)}
    assert [title for title, text in texts.items() if "trước thời hạn" in text] == [
        "Xã triển khai công việc số 3 của quý"
    ]


@pytest.mark.usefixtures("browser")
def test_a_browser_that_dies_costs_a_page_at_most(kho: Path) -> None:
    with local_portal(spa(5)) as portal:
        add(kho, portal, "--browser")
        command = [sys.executable, "-m", "luutru", "crawl", "--all", "--archive", str(kho)]
        with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
            until(lambda: "/api/bai/2" in portal.paths())
            for pid in below(process.pid):
                if "--type=" not in _command(pid) and "--headless" in _command(pid):
                    os.kill(pid, signal.SIGKILL)
            _, told = process.communicate(timeout=100)
    assert process.returncode == 0, told
    assert len(kept(kho)) == 5


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
    except OSError:
        return ""


@pytest.mark.usefixtures("browser")
def test_kill_9_leaves_no_browser_behind(kho: Path) -> None:
    with local_portal(spa(30)) as portal:
        add(kho, portal, "--browser", "--delay", "0.2")
        command = [sys.executable, "-m", "luutru", "crawl", "--all", "--archive", str(kho)]
        with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
            until(lambda: len(below(process.pid)) > 3 and "/api/tin" in portal.paths())
            family = below(process.pid)
            os.kill(process.pid, signal.SIGKILL)
        until(lambda: not [pid for pid in family if alive(pid)])


def test_without_a_browser_the_portal_is_red_and_says_what_to_install(
    kho: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(kho))
    with local_portal(spa(3)) as portal:
        add(kho, portal)
        done = luutru("crawl", "--all", "--archive", kho, check=1)
        assert portal.paths() == ["/robots.txt", "/"]
        assert "RED: this portal is drawn by scripts" in done.stderr
        assert "pip install 'luutru[browser]'" in done.stderr
        luutru("crawl", "--all", "--archive", kho, check=1)
        assert portal.paths() == ["/robots.txt", "/"]
    assert "note" in luutru("doctor", "--archive", kho).stdout
    assert "apt install chromium" in luutru("doctor", "--archive", kho).stdout


@pytest.mark.parametrize(
    ("html", "empty"),
    [
        (FRAME, True),
        ("<html><script src='/a.js'></script><body><app-root></app-root></body></html>", True),
        ("<html><script src='/a.js'></script><body><div id='__next'></div></body></html>", True),
        ("<html><body><div id='app'></div></body></html>", False),
        (
            "<html><script src='/a.js'></script><body><div id='app'>" + "Tin tức của xã. " * 30,
            False,
        ),
        ("<html><script src='/a.js'></script><body></body></html>", False),
        ("", False),
    ],
)
def test_an_empty_frame_is_told_from_a_page(html: str, empty: bool) -> None:
    assert is_shell(html.encode()) is empty


def test_no_ordinary_portal_is_taken_for_one_of_scripts() -> None:
    for page in small_portal(3).values():
        assert isinstance(page, Page)
        assert not is_shell(page.body.encode() if isinstance(page.body, str) else page.body)
