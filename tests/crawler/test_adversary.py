"""A second hostile portal, by somebody who wants to break the crawl: nothing hangs, nothing leaks."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from support.cli import luutru
from support.hostile import adversary, hostile_server
from support.hostile.crawl import crawl_bounded

from archive.folder import Archive
from archive.query import Filter, articles

pytestmark = pytest.mark.xdist_group("hostile")


def test_what_nobody_thought_of(tmp_path: Path) -> None:
    kho = tmp_path / "kho"
    luutru("init", kho, check=0)
    with hostile_server(adversary.FAULTS, good=12) as server:
        words = ("--allow-private", "--delay", "0", "--yes", "--archive", str(kho))
        luutru("portal", "add", server.url, *words, check=0)
        report = crawl_bounded(kho)
    assert (report["state"], report["waiting"]) == ("done", 0)
    assert server.canary_log == []
    assert max(len(cookie) for cookie in server.cookies) < 1000
    with Archive.open(kho) as archive:
        titles = [article["title"] for article in articles(archive.conn, Filter())]
        rows = archive.conn.execute(
            "SELECT url, kind || ' ' || coalesce(detail, '') FROM events UNION ALL "
            "SELECT url, error FROM frontier WHERE error IS NOT NULL"
        ).fetchall()
    expected = [f"Xã triển khai công việc số {n} của quý" for n in range(1, 13)]
    assert sorted(titles) == sorted([*expected, *adversary.GOOD])
    for fault in adversary.FAULTS:
        told = "\n".join(row[1] for row in rows if fault.address in row[0])
        assert server.count(fault.address) > 0, fault.name
        assert re.search(fault.told, told), f"{fault.name}: {told!r}"
        assert server.count(fault.costs or fault.address) <= fault.at_most, fault.name
