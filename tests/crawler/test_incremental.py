"""The second crawl and the ones after it: what travels again, and what is recognised."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from support.cli import luutru
from support.weekly import WeeklyPortal, item, weekly_portal
from warcio.archiveiterator import ArchiveIterator

from archive import portals
from archive.folder import Archive
from archive.query import Filter, articles
from archive.verify import verify


@pytest.fixture
def kho(tmp_path: Path) -> Path:
    Archive.create(tmp_path / "kho").close()
    return tmp_path / "kho"


def add(kho: Path, portal: WeeklyPortal, *, delay: float = 0.0) -> None:
    with Archive.open(kho, write=True) as archive:
        portals.add(archive, portal.url, name="Xã Thí Dụ", allow_private=True, delay=delay)


def crawl(kho: Path, portal: WeeklyPortal, *options: str, check: int | None = 0) -> dict[str, Any]:
    portal.log.clear()
    done = luutru("crawl", "--all", "--json", "--archive", kho, *options, check=check)
    return json.loads(done.stdout)["portals"][0]


def rows(kho: Path, sql: str) -> list[tuple[Any, ...]]:
    with Archive.open(kho) as archive:
        return [tuple(row) for row in archive.conn.execute(sql)]


def sound(kho: Path) -> list[str]:
    with Archive.open(kho) as archive:
        return [str(problem) for problem in verify(archive).problems]


def kept(kho: Path) -> dict[int, dict[str, Any]]:
    """Articles by the number in their address."""
    with Archive.open(kho) as archive:
        found = list(articles(archive.conn, Filter()))
    return {int(re.findall(r"\d+", article["url"])[-1]): article for article in found}


def test_a_304_is_a_revisit_that_leads_to_what_was_kept(kho: Path) -> None:
    with weekly_portal(5) as portal:
        add(kho, portal)
        crawl(kho, portal)
        crawl(kho, portal)
        report = crawl(kho, portal)
        asked = portal.asked()
    assert [(hit.status, hit.conditional) for hit in asked] == [(304, True)] * 5
    assert (report["articles"], report["new"], report["changed"], report["gone"]) == (5, 0, 0, 0)
    assert report["not_modified"] == 6
    assert report["saved"] > 5 * 1000
    first, second, third = rows(
        kho, "SELECT id, record_id, warc FROM captures WHERE url LIKE '%cong-trinh-2.html' ORDER BY id"
    )  # fmt: skip
    with Archive.open(kho) as archive:
        body = archive.entity(first[0]).payload
        assert archive.entity(second[0]).payload == archive.entity(third[0]).payload == body
        record = archive.record(third[0])
    assert record.block == b""
    assert record.headers["warc-type"] == "revisit"
    assert record.headers["warc-profile"].endswith("/warc/1.1/revisit/server-not-modified")
    assert record.headers["warc-refers-to"] == first[1]  # the payload, not the revisit before
    with (kho / "warc" / first[2]).open("rb") as file:
        found = [
            (one.rec_type, one.content_stream().read()[:33])
            for one in ArchiveIterator(file)
            if one.rec_headers.get_header("WARC-Record-ID") == first[1]
            or one.rec_headers.get_header("WARC-Concurrent-To") in (second[1], third[1])
        ]
    answers = [text for kind, text in found if kind == "metadata"]
    assert answers == [b"status-line: HTTP/1.1 304 Not Mod"] * 2
    assert [kind for kind, _ in found].count("response") == 1


def test_a_304_that_cannot_be_right_is_told_and_asked_again(kho: Path) -> None:
    with weekly_portal(4) as portal:
        portal.says_304 = {"/tin-tuc/cong-trinh-2.html", "/tin-tuc/cong-trinh-3.html"}
        add(kho, portal)
        report = crawl(kho, portal)
        lied = [hit for hit in portal.log if hit.path.endswith("-2.html")]
        portal.says_304 = {"/tin-tuc/cong-trinh-1.html"}
        portal.edit(1, title="Tiêu đề đã được sửa lại cho đúng với nội dung của bài")
        later = crawl(kho, portal)
        once = [(hit.conditional, hit.status) for hit in portal.log if hit.path.endswith("-1.html")]
    assert [hit.conditional for hit in lied] == [False, False]
    assert (report["failed"], report["new"], later["failed"], later["new"]) == (2, 2, 1, 2)
    assert once == [(True, 304), (False, 304)]  # its entity tag was that of another version
    told = rows(kho, "SELECT DISTINCT detail FROM events WHERE kind = 'wrong 304' ORDER BY 1")
    assert len(told) == 2
    assert "without a condition" in told[1][0]
    assert sound(kho) == []


def test_a_second_crawl_of_600_articles(kho: Path) -> None:
    """Nothing tells that a page has changed, and counters change it at each request."""
    with weekly_portal(600, validators="none", pictures=False) as portal:
        add(kho, portal)
        assert crawl(kho, portal)["new"] == 600
        first = portal.bytes()
        report = crawl(kho, portal)
        second = portal.bytes()
        assert (report["mode"], report["new"], report["changed"]) == ("ordinary", 0, 0)
        assert second < 0.10 * first
        assert report["media"] == 0
        assert report["listings"] <= 2
        assert report["bytes"] == second
        assert rows(kho, "SELECT count(*) FROM revisions") == [(600,)]
        portal.edit(300, paragraphs=(*portal.items[300].paragraphs, "Bản đã họp rút kinh nghiệm."))
        del portal.items[200]
        portal.items |= {n: item(n) for n in range(601, 616)}
        report = crawl(kho, portal)
        assert portal.bytes() < 0.10 * first + 15 * 4000
        portal.head = False
        portal.edit(610, title="Bản Phủ khánh thành công trình thủy lợi, tên mới của bài")
        last = crawl(kho, portal)
        refused = [hit.status for hit in portal.log if hit.method == "HEAD"]
    assert refused == [501]  # and is not tried again
    assert (last["changed"], last["gone"], last["state"]) == (1, 0, "done")
    assert portal.bytes() < 0.10 * first
    assert (report["new"], report["changed"], report["gone"]) == (15, 1, 1)
    found = kept(kho)
    assert len(found) == 615
    assert [n for n, one in found.items() if one["revisions"] == 2] == [300, 610]
    assert [n for n, one in found.items() if one["gone_since"]] == [200]
    assert sound(kho) == []


def test_each_kind_of_change_is_recognised(kho: Path) -> None:
    with weekly_portal(30, validators="modified", pictures=False) as portal:
        add(kho, portal)
        crawl(kho, portal)
        redirected, retold, elsewhere = (portal.items[n] for n in (21, 23, 24))
        portal.edit(21, path="/tin-moi/cong-trinh-21.html")
        portal.moved[redirected.path] = "/tin-moi/cong-trinh-21.html"
        portal.edit(22, path="/tin-moi/cong-trinh-22.html")  # nothing leads there from the old one
        portal.edit(23, path="/tin-moi/cong-trinh-23.html",
                    paragraphs=(*retold.paragraphs[:2], "Đoạn cuối đã viết lại hẳn."))  # fmt: skip
        portal.moved[retold.path] = "/tin-moi/cong-trinh-23.html"
        del portal.items[24]
        portal.moved[elsewhere.path] = portal.items[30].path  # to an article that was there before
        portal.edit(10, posted=portal.items[10].posted + timedelta(days=2))
        portal.edit(11, title="Bản Mển hoàn thành công trình nước sạch giai đoạn 11")
        not_there = "<html><title>Trang không tồn tại</title><h1>Trang không tồn tại</h1></html>"
        portal.answers[portal.items[12].path] = (200, not_there)
        portal.moved[portal.items[13].path] = "/"
        portal.answers[portal.items[14].path] = (410, "")
        report = crawl(kho, portal)
        told = rows(kho, "SELECT kind, url, detail FROM events WHERE kind IN ('moved', 're-dated')")
        found = kept(kho)
        gone = {n: one["gone_since"] for n, one in found.items() if one["gone_since"]}
        why = dict(
            rows(kho, "SELECT substr(url, -7, 2), gone_reason FROM articles WHERE gone_since > ''")
        )
        portal.answers.clear()
        del portal.moved[portal.items[13].path]
        with Archive.open(kho, write=True) as archive:  # as if the last crawl was longer ago
            archive.conn.execute(
                "UPDATE articles SET gone_since = '2026-01-01T08:00:00+07:00' WHERE gone_since > ''"
            )
        third = crawl(kho, portal, "--full")
        assert not any(hit.conditional for hit in portal.log)
    assert third["mode"] == "full"
    assert (report["new"], report["moved"], report["gone"]) == (0, 3, 4)
    assert set(gone) == {12, 13, 14, 24}
    assert report["changed"] == 3  # re-dated, edited, moved and edited
    moved = {n for n, one in found.items() if "/tin-moi/" in one["url"]}
    assert moved == {21, 22, 23}
    assert [found[n]["revisions"] for n in (21, 22, 23)] == [1, 1, 2]
    assert not any(found[n]["gone_since"] for n in moved)
    addresses = rows(kho, "SELECT count(*) FROM article_urls GROUP BY article HAVING count(*) > 1")
    assert addresses == [(2,)] * 3
    assert len([one for one in told if one[0] == "moved"]) == 3
    assert [(one[0], one[2]) for one in told if one[0] != "moved"] == [
        ("re-dated", f"{item(10).posted.isoformat()} -> "
         f"{(item(10).posted + timedelta(days=2)).isoformat()}")
    ]  # fmt: skip
    assert why["12"].startswith("soft 404")
    assert why["13"] == "redirected home"
    assert why["14"] == "the server answers 410"
    assert why["24"].startswith("redirected to another article")
    assert (third["gone"], third["moved"], third["changed"], third["new"]) == (0, 0, 0, 0)
    back = rows(kho, "SELECT count(*) FROM events WHERE kind = 'came back'")
    assert back == [(3,)]
    assert [n for n, one in kept(kho).items() if one["gone_since"]] == [24]
    assert len(found) == 30
    assert sound(kho) == []


def test_a_killed_ordinary_crawl_goes_on_as_one(kho: Path) -> None:
    with weekly_portal(36, validators="weak", pictures=False) as portal:
        add(kho, portal, delay=0.1)  # 3.6 seconds: several commits
        crawl(kho, portal)
        command = [sys.executable, "-m", "luutru", "crawl", "--all", "--archive", str(kho)]
        with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
            while not rows(kho, "SELECT 1 FROM captures WHERE crawl = 2 AND kind = 'article'"):
                assert process.poll() is None
                os.sched_yield()
            os.kill(process.pid, signal.SIGKILL)
        waiting = rows(kho, "SELECT count(*) FROM frontier WHERE state = 'queued'")[0][0]
        report = crawl(kho, portal, "--full")
        asked = portal.asked()
    assert 0 < waiting < 36
    assert (report["resumed"], report["mode"], report["state"]) == (True, "ordinary", "done")
    assert len(asked) == waiting
    assert all(hit.status == 304 for hit in asked)
    assert rows(kho, "SELECT mode, articles, not_modified FROM crawls WHERE id = 2") == [
        ("ordinary", 36, 36 + 2)
    ]
    assert rows(kho, "SELECT url FROM captures GROUP BY url, crawl HAVING count(*) > 1") == []
    assert sound(kho) == []
