"""One crawl of a portal that does everything wrong: it ends, keeps what is good, tells the rest."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from support.cli import luutru
from support.hostile import Fault, HostileServer, hostile_server, redirects, traps, wire
from support.hostile import pages as odd
from support.hostile.crawl import crawl_bounded
from support.hostile.server import GOOD
from support.hostile.tls import certificate, context

from archive.folder import Archive
from archive.query import Filter, articles

pytestmark = pytest.mark.xdist_group("hostile")

FAULTS = (*wire.FAULTS, *redirects.FAULTS, *odd.FAULTS, *odd.CHARSETS, *traps.FAULTS)
HIDDEN_GOOD = (*redirects.EXTRA_GOOD, *odd.EXTRA_GOOD)
MAX_REQUESTS = 700


@dataclass
class Crawled:
    """What came of it."""

    kho: Path
    server: HostileServer
    report: dict[str, Any]
    told: dict[str, str]
    """Address without its host -> all that the archive says of it."""
    titles: list[str]


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    kho = tmp_path_factory.mktemp("hostile") / "kho"
    luutru("init", kho, check=0)
    with hostile_server(FAULTS, robots=traps.ROBOTS) as server:
        words = ("--allow-private", "--delay", "0", "--yes", "--archive", str(kho))
        luutru("portal", "add", server.url, *words, check=0)
        report = crawl_bounded(kho)
        yield Crawled(kho, server, report, _told(kho, server.url), _titles(kho))


def _told(kho: Path, home: str) -> dict[str, str]:
    found: dict[str, str] = {}
    with Archive.open(kho) as archive:
        rows = archive.conn.execute(
            "SELECT url, kind || ' ' || coalesce(detail, '') AS text FROM events "
            "UNION ALL SELECT url, state || ' ' || error FROM frontier WHERE error IS NOT NULL "
            "UNION ALL SELECT url, note FROM captures WHERE note IS NOT NULL"
        )
        for row in rows:
            path = "/" + (row["url"] or "").removeprefix(home)
            found[path] = found.get(path, "") + "\n" + row["text"]
    return found


def _titles(kho: Path) -> list[str]:
    with Archive.open(kho) as archive:
        return [article["title"] for article in articles(archive.conn, Filter())]


def test_it_ends_within_its_bounds(crawled: Crawled) -> None:
    assert (crawled.report["state"], crawled.report["waiting"]) == ("done", 0)
    assert len(crawled.server.log) < MAX_REQUESTS
    assert crawled.report["peak_mb"] < 400
    assert crawled.report["reader_mb"] < 600


def test_every_good_article_is_kept_once(crawled: Crawled) -> None:
    expected = [f"Xã triển khai công việc số {n} của quý" for n in range(1, GOOD + 1)]
    assert sorted(crawled.titles) == sorted([*expected, *HIDDEN_GOOD])


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_each_fault(crawled: Crawled, fault: Fault) -> None:
    addresses = [fault.address, *fault.pages]
    told = "\n".join(
        text
        for path, text in crawled.told.items()
        if any(path.startswith(one.rstrip("*")) for one in addresses)
    )
    assert crawled.server.count(fault.address) > 0, "it was never met"
    if fault.told:
        assert re.search(fault.told, told), f"told of it was: {told!r}"
    assert crawled.server.count(fault.costs or fault.address) <= fault.at_most


def test_nothing_forbidden_was_asked(crawled: Crawled) -> None:
    assert crawled.server.canary_log == []
    asked = {target for _, target in crawled.server.log}
    for fault in FAULTS:
        for path in fault.forbidden:
            assert not [one for one in asked if one.startswith(path)], f"{path} was asked"
    assert {method for method, _ in crawled.server.log} == {"GET"}
    assert not [one for one in asked if "jsessionid" in one or "utm_" in one or "fbclid" in one]
    assert max(len(cookie) for cookie in crawled.server.cookies) < 1000


def test_what_came_is_kept_and_marked(crawled: Crawled) -> None:
    with Archive.open(crawled.kho) as archive:
        rows = archive.conn.execute(
            "SELECT id FROM captures WHERE note LIKE 'cut:%' AND note NOT LIKE '%compressed%'"
        ).fetchall()
        marks = {archive.record(row["id"]).headers.get("warc-truncated") for row in rows}
    assert marks == {"length", "time", "disconnect"}
    assert "Bài viết bị cắt giữa chừng" not in crawled.titles
    luutru("verify", "--archive", crawled.kho, check=0)


def test_limits_are_shown(crawled: Crawled) -> None:
    assert set(crawled.report["limits"]) >= {"time", "size", "head", "redirects", "shape", "pixels", "cookies", "unpacked"}  # fmt: skip


def test_no_secret_of_this_machine_is_in_the_archive(crawled: Crawled) -> None:
    with Archive.open(crawled.kho) as archive:
        text = "\n".join(str(tuple(row)) for row in archive.conn.execute("SELECT * FROM revisions"))
    assert "root:x:0:0" not in text


def test_the_cookie_of_a_wall_is_remembered(crawled: Crawled) -> None:
    with Archive.open(crawled.kho) as archive:
        rows = archive.conn.execute("SELECT name, value FROM portal_cookies").fetchall()
    assert [tuple(row) for row in rows] == [("D1N", "9f8e7d")]
    assert crawled.server.count("/bai-viet-tuong-cookie-1.html") == 2


def test_a_bad_certificate_is_red_until_it_is_trusted_by_hand(tmp_path: Path) -> None:
    kho = tmp_path / "kho"
    luutru("init", kho, check=0)
    made = certificate("khac.example.vn", self_signed=True, days=(-90, -30), at=datetime.now(UTC))
    with hostile_server((), good=3, tls=context(tmp_path, made)) as server:
        words = ("--allow-private", "--delay", "0", "--yes", "--archive", str(kho))
        luutru("portal", "add", server.url, *words, check=0)
        report = crawl_bounded(kho)
        assert (report["new"], server.log) == (0, [])
        assert "TLS" in str(report["reason"])
        assert f"luutru portal add {server.url} --insecure-tls" in str(report["reason"])
        luutru("portal", "add", server.url, "--insecure-tls", "--archive", kho, check=0)
        report = crawl_bounded(kho)
    assert (report["state"], report["new"]) == ("done", 3)
    with Archive.open(kho) as archive:
        notes = {row["note"] for row in archive.conn.execute("SELECT note FROM captures")}
    (note,) = notes
    assert note.startswith("TLS certificate not verified: self-signed, expired on")
    assert "for another name (khac.example.vn)" in note
