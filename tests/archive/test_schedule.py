"""Which mode a crawl has, and whose turn it is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from support.archives import make_article, write_capture

from archive import crawls, portals, schedule, store
from archive.folder import VIETNAM, Archive, stamp
from archive.record import Kind, Portal
from archive.work import Entry, PageWork

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=VIETNAM)
DAY = timedelta(days=1)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with closing(Archive.create(tmp_path / "kho")) as opened:
        portals.add(opened, "http://xa.example.vn/", name="Xã", allow_private=False, delay=0.0)
        yield opened


def portal_of(archive: Archive) -> Portal:
    return portals.list_portals(archive.conn)[0]


def past(archive: Archive, mode: str, days: float, state: str = "done", articles: int = 5) -> None:
    moment = stamp(NOW - days * DAY)
    archive.conn.execute(
        "INSERT INTO crawls (portal, started_at, finished_at, state, mode, articles, bytes) "
        "VALUES (?, ?, ?, ?, ?, ?, 1000000)",
        (portal_of(archive).id, moment, moment, state, mode, articles),
    )
    archive.conn.execute(
        "INSERT OR IGNORE INTO shown_links VALUES (?, 1)", (portal_of(archive).id,)
    )


def mode(archive: Archive, asked: schedule.Mode | None = None) -> str:
    return schedule.mode_of(archive.conn, portal_of(archive).id, asked, NOW)


def test_the_first_crawl_is_the_first_until_one_has_found_articles(archive: Archive) -> None:
    assert mode(archive) == "first"
    past(archive, "first", 3, state="red", articles=0)
    assert mode(archive) == "first"
    assert mode(archive, "sweep") == "first"
    assert mode(archive, "full") == "full"


@pytest.mark.parametrize(
    ("history", "expected"),
    [
        ([("first", 7)], "ordinary"),
        ([("first", 29.9)], "ordinary"),
        ([("first", 30)], "sweep"),
        ([("first", 60), ("ordinary", 1)], "sweep"),
        ([("first", 60), ("sweep", 20), ("ordinary", 1)], "ordinary"),
        ([("first", 60), ("full", 20)], "ordinary"),
    ],
)
def test_a_sweep_comes_after_thirty_days(
    archive: Archive, history: list[tuple[str, float]], expected: str
) -> None:
    for name, days in history:
        past(archive, name, days)
    assert mode(archive) == expected
    assert mode(archive, "sweep") == "sweep"


def test_after_a_red_crawl_and_in_an_older_archive_everything_is_looked_at(
    archive: Archive,
) -> None:
    past(archive, "first", 8)
    past(archive, "ordinary", 1, state="red")
    assert mode(archive) == "sweep"
    archive.conn.execute("DELETE FROM crawls WHERE state = 'red'")
    assert mode(archive) == "ordinary"
    archive.conn.execute("DELETE FROM shown_links")  # what lists have shown was not kept then
    assert mode(archive) == "sweep"


def keep(archive: Archive, number: int, *, age: float, read: float, cost: int = 1000) -> None:
    """An article that is so many days old and was read so many days ago."""
    url = f"http://xa.example.vn/bai-{number}.html"
    published = stamp(NOW - age * DAY)
    with archive.transaction():
        capture = write_capture(archive, url, b"x" * cost + str(number).encode(), NOW - read * DAY)
        article = make_article(url, published=published, title=f"Bài {number}")
        store.keep(
            archive, PageWork(portal=portal_of(archive).id, crawl=None, capture=capture, article=article)
        )  # fmt: skip


def turn(archive: Archive, mode: schedule.Mode = "ordinary") -> tuple[list[int], list[int]]:
    """Numbers of the articles read again, and of those looked at, in their order."""
    found = list(schedule.known_articles(archive.conn, portal_of(archive).id, mode, NOW))
    numbers = [int(one.url.split("-")[-1].removesuffix(".html")) for one in found]
    return (
        [n for n, one in zip(numbers, found, strict=True) if not one.glance],
        [n for n, one in zip(numbers, found, strict=True) if one.glance],
    )


def test_a_small_portal_is_read_again_as_a_whole(archive: Archive) -> None:
    for number in range(schedule.ALWAYS):
        keep(archive, number, age=400, read=1)
    assert len(turn(archive)[0]) == schedule.ALWAYS
    assert turn(archive)[1] == []


def test_the_most_overdue_come_first_and_the_newer_of_equals(archive: Archive) -> None:
    keep(archive, 1, age=20, read=7)  # every 2 days: 3.5 times overdue
    keep(archive, 2, age=300, read=60)  # every 30: 2 times
    keep(archive, 3, age=3000, read=60)  # every 90 at the most
    keep(archive, 4, age=1, read=0.5)  # once a day at the most
    keep(archive, 5, age=300, read=60)
    assert turn(archive)[0][:1] == [1]
    assert turn(archive)[0] == [1, 2, 5, 3, 4]


def test_of_a_larger_portal_a_share_of_the_bytes_is_read_again(archive: Archive) -> None:
    past(archive, "first", 7)  # a million bytes
    for number in range(100):
        keep(archive, number, age=100 + number, read=7, cost=1500)
    again, looked_at = turn(archive)
    assert len(again) == int(schedule.BYTE_SHARE * 1_000_000 / 1503)
    assert again == list(range(len(again)))  # read on the same day: the newest first
    assert len(again) + len(looked_at) == 100
    assert turn(archive, "sweep")[1] == []


def test_however_long_the_pages_some_are_read_again(archive: Archive) -> None:
    past(archive, "first", 7)
    for number in range(60):
        keep(archive, number, age=100, read=7, cost=90_000)
    assert len(turn(archive)[0]) == schedule.AT_LEAST


def test_a_date_yet_to_come_or_none_says_nothing(archive: Archive) -> None:
    keep(archive, 1, age=-40, read=10)
    for text in ("2026-13-45", "2019-02"):
        archive.conn.execute("UPDATE revisions SET published = ?", (text,))
        assert turn(archive)[0] == [1]


def test_what_failed_for_want_of_an_answer_is_asked_again(archive: Archive) -> None:
    portal = portal_of(archive)
    crawl = crawls.begin(archive, portal)
    for number, status in ((1, 500), (2, 404), (3, None)):
        url = f"http://xa.example.vn/bai-{number}.html"
        with archive.transaction():
            store.add_entries(
                archive.conn,
                [Entry(portal=portal.id, key=url, url=url, kind=Kind.ARTICLE, priority=3)],
            )
            capture = None
            if status is not None:
                capture = replace(write_capture(archive, url, b"loi", NOW), status=status)
            store.keep(
                archive,
                PageWork(
                    portal=portal.id,
                    crawl=crawl.id,
                    key=url,
                    outcome="failed",
                    error="x",
                    capture=capture,
                ),
            )
    archive.conn.execute("UPDATE crawls SET state = 'done'")
    crawls.begin(archive, portal)
    queued = archive.conn.execute("SELECT url FROM frontier WHERE kind = 'article' ORDER BY url")
    assert [row["url"][-6:-5] for row in queued] == ["1", "3"]
