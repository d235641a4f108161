"""Redesigns are told at the first crawl after them, clean crawls raise no alarm."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from support.cli import luutru
from support.communes import Commune
from support.offline import crawl_offline
from support.redesigns import REDESIGNS
from support.server import LocalPortal, Page, article_page, local_portal, small_portal

from archive import drift, portals
from archive.folder import VIETNAM, Archive
from archive.record import Portal

START = datetime(2026, 3, 2, 8, 0, tzinfo=VIETNAM)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive.create(tmp_path / "kho") as opened:
        yield opened


@pytest.fixture
def portal(archive: Archive) -> Portal:
    return portals.add(archive, "http://muongsai.example.vn/", name="Xã Mường Sại")


@pytest.mark.parametrize("size", [9, 16])
@pytest.mark.parametrize("name", REDESIGNS)
def test_a_redesign_is_red_at_once_and_stays_so(
    archive: Archive, portal: Portal, name: str, size: int
) -> None:
    commune = Commune.of(size + len(name), size, START.date())
    first = crawl_offline(archive, portal, commune.pages(), START)
    assert (first.state, first.kinds("red", "warn")) == ("done", [])
    changed = REDESIGNS[name](commune, date(2026, 3, 9))
    for week in (1, 2):
        ended = crawl_offline(archive, portal, changed, START + timedelta(weeks=week))
        assert ended.state == "red"
        worst = ended.report["findings"][0]
        assert ended.reason == worst["what"]
        assert worst["next"].startswith("luutru ")
        if worst["capture"] is not None:
            row = archive.conn.execute(
                "SELECT url FROM captures WHERE id = ?", (worst["capture"],)
            ).fetchone()
            assert row["url"] == worst["url"]
    assert drift.accept(archive, portal.id) == 3
    after = crawl_offline(archive, portal, changed, START + timedelta(weeks=3))
    same_page = name in ("home page for all", "login wall")  # wrong, whoever accepts it
    assert after.state == ("red" if same_page else "done"), after.report["findings"]


def test_a_redesign_is_told_before_the_crawl_is_finished(archive: Archive, portal: Portal) -> None:
    commune = Commune.of(7, 30, START.date())
    crawl_offline(archive, portal, commune.pages(), START)
    changed = REDESIGNS["stamps by script"](commune, date(2026, 3, 9))
    later = START + timedelta(weeks=1)
    ended = crawl_offline(archive, portal, changed, later, stop_after=18)
    assert ended.state == "paused"
    assert ended.reason is not None
    assert "lost their date" in ended.reason
    assert not ended.report["finished"]
    ended = crawl_offline(archive, portal, changed, later)
    assert (ended.state, ended.report["finished"]) == ("red", True)


def test_a_pause_alone_is_no_alarm(archive: Archive, portal: Portal) -> None:
    commune = Commune.of(7, 30, START.date())
    crawl_offline(archive, portal, commune.pages(), START)
    for stop in (1, 2, 5, 12, 30):
        ended = crawl_offline(archive, portal, commune.pages(), START, stop_after=stop)
        assert (ended.reason, ended.kinds("red", "warn")) == (None, [])


RHYTHMS = {"silent": 0.0, "slow": 0.3, "steady": 2.0, "busy": 6.0}


@pytest.mark.parametrize("size", [3, 8, 20, 32])
@pytest.mark.parametrize("rhythm", RHYTHMS)
def test_no_alarm_on_clean_crawls(archive: Archive, portal: Portal, rhythm: str, size: int) -> None:
    """Three crawls of each of sixteen portals (48 in all); edits, arrivals and vanishings go on between."""
    lot = random.Random(f"{rhythm} {size}")
    commune, moment = Commune.of(lot.randrange(10_000), size, START.date()), START
    for _ in range(3):
        ended = crawl_offline(archive, portal, commune.pages(), moment)
        assert (ended.state, ended.kinds("red", "warn")) == ("done", []), ended.report["findings"]
        days = lot.choice([1, 7, 30])
        commune.live(lot, moment.date(), days, per_week=RHYTHMS[rhythm])
        moment += timedelta(days=days)


def test_a_long_silence_is_told_and_is_no_fault(archive: Archive, portal: Portal) -> None:
    lot, commune = random.Random(1), Commune.of(1, 20, START.date())
    commune.live(lot, START.date() - timedelta(days=200), 200, per_week=6)
    crawl_offline(archive, portal, commune.pages(), START)
    ended = crawl_offline(archive, portal, commune.pages(), START + timedelta(days=60))
    assert ended.state == "done"
    assert ended.kinds("note") == ["quiet"]
    assert ended.report["expected"]["new_per_week"] > 2


@pytest.mark.parametrize(
    ("html", "said"),
    [
        ("<title>Parked</title><p>This domain is for sale. Buy this domain now", "parked"),
        ("<h1>Account Suspended</h1><p>Contact your hosting provider", "suspended"),
        ("<h1>Thông báo</h1><p>Hệ thống đang bảo trì, mời quay lại sau", "maintenance"),
        ("<title>Welcome to nginx!</title><h1>Welcome to nginx!</h1>", "bare server"),
        ("<title>Đăng nhập</title><form><input name=u><input type=password></form>", "login"),
    ],
)
def test_a_closed_door_is_named(archive: Archive, portal: Portal, html: str, said: str) -> None:
    commune = Commune.of(4, 12, START.date())
    crawl_offline(archive, portal, commune.pages(), START)
    page = Page(f"<html><body>{html}<a href='/x'>Liên hệ</a></body></html>")
    pages = commune.pages() | {"/": page}
    ended = crawl_offline(archive, portal, pages, START + timedelta(days=7))
    assert ended.state == "red"
    assert any(said in one["what"] for one in ended.report["findings"] if one["kind"] == "closed")


def test_another_software_is_told(archive: Archive, portal: Portal) -> None:
    commune = Commune.of(4, 12, START.date())
    archive.conn.execute("UPDATE portals SET platform = 'nukeviet', platform_score = 1")
    pages = commune.pages()
    home = pages["/"]
    assert isinstance(home, Page)
    made = '<meta name="generator" content="WordPress 6.4"><link href="/wp-content/themes/x/style.css">'
    pages["/"] = Page(str(home.body).replace("<head>", f"<head>{made}<script src='/wp-includes/x.js'></script>"))  # fmt: skip
    ended = crawl_offline(archive, portal, pages, START)
    assert ("platform changed", "warn") in {
        (one["kind"], one["severity"]) for one in ended.report["findings"]
    }


@pytest.fixture
def kho(tmp_path: Path) -> Path:
    luutru("init", tmp_path / "kho", check=0)
    return tmp_path / "kho"


def _add(kho: Path, portal: LocalPortal) -> None:
    words = ("--allow-private", "--delay", "0", "--yes", "--archive", str(kho))
    luutru("portal", "add", portal.url, *words, check=0)


def test_an_archivist_sees_reason_saved_page_and_next_command(kho: Path) -> None:
    with local_portal(small_portal(12)) as portal:
        _add(kho, portal)
        told = luutru("crawl", "--all", "--archive", kho, check=0).stderr
        assert "RED" not in told
        assert "warning" not in told
        for number in range(1, 13):
            page = str(article_page(number).body)  # type: ignore[union-attr]
            head, _, rest = page.partition("<div class='date'>")
            portal.pages[f"/bai-viet-{number}.html"] = Page(head + rest.partition("</div>")[2])
        done = luutru("crawl", "--all", "--json", "--archive", kho, check=1)
        assert "RED: 12 of 12 articles lost their date of publication" in done.stderr
        assert "saved: capture" in done.stderr
        assert f"next: luutru explain {portal.url}bai-viet-" in done.stderr
        told = json.loads(done.stdout)["portals"][0]["report"]
        assert told["coverage"]["published"] == 0
        assert told["expected"]["coverage"]["published"] == 1
        status = luutru("status", "--json", "--archive", kho, check=1)
        (row,) = json.loads(status.stdout)
        assert (row["verdict"], row["findings"][0]["kind"]) == ("red", "dates lost")
        assert row["last_seen_alive"]
        assert "lost their date" in luutru("report", "--archive", kho, check=1).stdout
        name = row["portal"]
        luutru("report", name, "--accept", "--archive", kho, check=0)
        luutru("report", name, "--accept", "--archive", kho, check=1)
        luutru("status", "--archive", kho, check=0)
        luutru("crawl", "--all", "--archive", kho, check=0)
    assert luutru("report", "--crawl", "9", "--archive", kho, check=1).stderr
    assert luutru("report", "--accept", "--archive", kho, check=2).stderr
    (first,) = json.loads(luutru("report", "--crawl", "1", "--json", "--archive", kho).stdout)
    assert (first["verdict"], first["counters"]["new"]) == ("well", 12)
    assert [host["requests"] for host in first["courtesy"]] == [first["counters"]["requests"]]
