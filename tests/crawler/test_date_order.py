"""What the stamps of a portal prove about day and month, learnt page by page, kept, used."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import sqlite_utils
from support.cli import luutru
from support.server import Page, article_page, list_page, local_portal

from archive import portals
from archive.folder import Archive
from archive.migrations import migrations
from archive.record import DateOrder


def test_proofs_of_both_orders_prove_nothing() -> None:
    order = DateOrder()
    assert order.known is None
    assert order.with_proof(None) == order
    assert order.with_proof(True).known is True
    assert order.with_proof(False).known is None  # one may be a slip
    assert order.with_proof(False).with_proof(False).known is False
    assert order.with_proof(False).with_proof(False).with_proof(True).known is None


def test_an_archive_of_the_first_version_learns_from_now_on() -> None:
    db = sqlite_utils.Database(memory=True)
    migrations.apply(db, stop_before="0002_order_of_dates")
    db.execute(
        "INSERT INTO portals (id, url, name, added_at) VALUES ('a', 'http://a.vn/', 'A', '2026')"
    )
    migrations.apply(db)
    db.conn.row_factory = sqlite3.Row
    (portal,) = portals.list_portals(db.conn)
    assert portal.dates == DateOrder()


def crawl(folder: Path, *stamps: str) -> list[tuple[str, str]]:
    """Crawls a portal whose articles print these stamps; what was read of each, in their order."""
    pages = {"/": list_page(range(1, len(stamps) + 1)), "/robots.txt": Page("", 404)}
    for number, stamp in enumerate(stamps, 1):
        page = article_page(number)
        assert isinstance(page.body, str)
        head, _, rest = page.body.partition("Ngày đăng: ")
        pages[f"/bai-viet-{number}.html"] = Page(
            f"{head}Ngày đăng: {stamp}</div>{rest.partition('</div>')[2]}"
        )
    with local_portal(dict(pages)) as portal:
        luutru("init", folder, check=0)
        options = ("--allow-private", "--delay", "0", "--yes", "--archive", str(folder))
        luutru("portal", "add", portal.url, *options, check=0)
        luutru("crawl", "--all", "--json", "--archive", folder, check=0)
    with Archive.open(folder) as archive:
        rows = archive.conn.execute(
            "SELECT published, published_rule FROM current_articles ORDER BY url"
        )
        return [tuple(row) for row in rows]


def events(folder: Path) -> list[str]:
    with Archive.open(folder) as archive:
        rows = archive.conn.execute("SELECT detail FROM events WHERE kind = 'both date orders'")
        return [row[0] for row in rows]


def test_a_portal_that_prints_the_month_first(tmp_path: Path) -> None:
    read = crawl(
        tmp_path / "kho", "3/14/2021 9:05:09 AM", "3/25/2021 2:05:09 PM", "3/4/2021 2:05:09 PM"
    )
    assert [published for published, _ in read] == [
        "2021-03-14T09:05:09+07:00", "2021-03-25T14:05:09+07:00", "2021-03-04T14:05:09+07:00",
    ]  # fmt: skip
    assert [rule for _, rule in read] == ["dmy swapped_dm", "dmy swapped_dm", "dmy"]
    with Archive.open(tmp_path / "kho") as archive:
        (portal,) = portals.list_portals(archive.conn)
    assert portal.dates == DateOrder(month_first=2)
    assert events(tmp_path / "kho") == []


def test_a_portal_that_prints_the_day_first(tmp_path: Path) -> None:
    read = crawl(tmp_path / "kho", "04/03/2021 08:01", "25/03/2021 08:02", "05/03/2021 08:03")
    assert read == [
        ("2021-03-04T08:01:00+07:00", "dmy ambiguous_dm"),  # read before anything was known
        ("2021-03-25T08:02:00+07:00", "dmy"),
        ("2021-03-05T08:03:00+07:00", "dmy"),
    ]


def test_a_portal_that_prints_both_is_told_and_its_stamps_stay_in_doubt(tmp_path: Path) -> None:
    read = crawl(tmp_path / "kho", "25/03/2021 08:01", "3/25/2021 8:02:00 AM", "4/3/2021 08:03")
    assert read[2] == ("2021-03-04T08:03:00+07:00", "dmy ambiguous_dm")
    (told,) = events(tmp_path / "kho")
    assert "has the month first; stamps of this portal had the day first" in told
    status = json.loads(luutru("status", "--json", "--archive", tmp_path / "kho").stdout)
    assert status
