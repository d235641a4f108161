"""Sums by month, category and province: true after articles came, and after they went again."""

from __future__ import annotations

import random
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from archive import articles, places, portals
from archive.folder import Archive
from archive.months import longest_gap
from luutru.demo.gazetteer import PLACES, SUCCESSORS
from publish.build import build, coverage
from publish.build.work import BuildReport, Entry, Work
from publish.months import added, undated, years

from .conftest import HOME, add_article

_DAYS = ("2021-10-05T08:00:00+07:00", "2021-10-20", "2022-03", "2023", None)


@pytest.fixture(scope="module")
def kho(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("coverage") / "kho"
    with Archive.create(folder) as archive:
        places.add(archive, PLACES, SUCCESSORS)
        portals.add(archive, HOME, name="Xã Mường Phăng Mới, huyện Điện Biên")
        archive.conn.execute("UPDATE portals SET id = 'thi-du'")
        places.match_unplaced(archive, ["thi-du"])
        for number, day in enumerate(_DAYS):
            add_article(
                archive, number, url=f"{HOME}{number}", title=f"Bài {number}", published=day,
                published_text=day and "in", published_precision=day and "day", attachments=(),
                category="Tin tức" if number % 2 else None,
            )  # fmt: skip
        with archive.transaction():
            articles.mark_gone(archive.conn, f"{HOME}1", "2023-01-02T00:00:00+07:00", "404")
    build(folder)
    return folder


def _sums(conn: sqlite3.Connection) -> dict[str, list[tuple[object, ...]]]:
    tables = ("portal_coverage", "portal_months", "portal_categories", "province_years")
    return {table: conn.execute(f"SELECT * FROM {table}").fetchall() for table in tables}


def test_sums_are_those_of_the_articles(kho: Path) -> None:
    with closing(sqlite3.connect(kho / "public.db")) as conn:
        sums = _sums(conn)
    assert sums["portal_months"] == [
        ("thi-du", "", 1, 0), ("thi-du", "2021-10", 2, 1), ("thi-du", "2022-03", 1, 0),
        ("thi-du", "2023", 1, 0),
    ]  # fmt: skip
    assert sums["portal_categories"] == [("thi-du", "Tin tức", 2)]
    assert ("Tỉnh Điện Biên", "2021", 1, 2, 1) in sums["province_years"]
    (row,) = sums["portal_coverage"]
    assert row[:3] == ("thi-du", 1, 5)
    assert row[6:] == (5, 0, 2, 4, "2021-11", "2022-02")


def test_what_comes_and_goes_leaves_the_sums_as_they_were(kho: Path, tmp_path: Path) -> None:
    order = random.Random(4)
    with (
        closing(sqlite3.connect(shutil.copy(kho / "public.db", tmp_path))) as edition,
        Archive.open(kho) as archive,
    ):
        before = _sums(edition)
        edition.row_factory = sqlite3.Row
        rows = [dict(row) for row in edition.execute("SELECT * FROM articles")]
        edition.row_factory = None
        work = Work(
            archive=archive, edition=edition, before=None, report=BuildReport(),
            progress=lambda done, total: None,
        )  # fmt: skip
        coverage.start(work)
        coverage.remove(work, [row["id"] for row in rows])
        coverage.finish(work)
        emptied = _sums(edition)
        assert [emptied[name] for name in ("portal_months", "portal_categories")] == [[], []]
        assert emptied["portal_coverage"][0][6:] == (0, 0, 0, 0, None, None)
        order.shuffle(rows)
        for row in rows:
            coverage.add(work, [Entry(key=0, rowid=0, article={}, columns=row)])
        coverage.finish(work)
        assert _sums(edition) == before


def test_a_portal_that_no_longer_answers_is_told(kho: Path) -> None:
    with Archive.open(kho, write=True) as archive:
        at = archive.conn.execute("SELECT max(last_captured) FROM articles").fetchone()[0]
        later = at.replace(at[:4], "2099")
        sql = "INSERT INTO probes (portal, at, outcome, milliseconds) VALUES ('thi-du', ?, 'closed', 9)"
        archive.conn.execute("BEGIN")
        archive.conn.execute(sql, (later,))
        assert coverage._alive(archive.conn, "thi-du", at) == 0
        assert coverage._alive(archive.conn, "thi-du", later) == 1
        assert coverage._alive(archive.conn, "khac", None) is None
        archive.conn.execute("ROLLBACK")


@pytest.mark.parametrize(
    ("months", "gap"),
    [
        ([], (0, None, None)),
        (["2021-10"], (0, None, None)),
        (["2021-10", "2021-11"], (0, None, None)),
        (["2021-10", "2021-12", "2022-05", "2022-07"], (4, "2022-01", "2022-04")),
        (["2019-12", "2020-02"], (1, "2020-01", "2020-01")),
    ],
)
def test_the_longest_gap(months: list[str], gap: tuple[object, ...]) -> None:
    assert longest_gap(months) == gap


def test_a_strip_shows_empty_months_and_sees_small_ones() -> None:
    counts = added([("2021-02", 1, 0), ("2023-12", 500, 250), ("2021-02", 1, 2), ("", 3, 0)])
    strip = years(counts)
    assert [year.year for year in strip] == ["2021", "2022", "2023"]
    assert [len(year.bars) for year in strip] == [12, 12, 12]
    assert [bar.height for bar in strip[1].bars] == [0.0] * 12
    small, large = strip[0].bars[1], strip[2].bars[11]
    assert (small.articles, small.height >= 5) == (2, True)
    assert (large.height, large.gone_height) == (100.0, 50.0)
    assert undated(counts) == 3
    assert years({"": (4, 0)}) == []
