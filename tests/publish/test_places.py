"""The places of portals and articles in the edition: by day, and where a portal's commune changed."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from archive import places, portals
from archive.folder import Archive
from luutru.demo.gazetteer import PLACES, SUCCESSORS
from publish.build import build
from publish.build import places as part
from publish.build.work import BuildReport, Work

from .conftest import HOME, add_article

_DAYS = ("2024-05-01T08:00:00+07:00", "2025-06-30T23:59:00+07:00", "2025-07-01", None)


@pytest.fixture(scope="module")
def kho(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One portal of a commune that was merged, one without a commune."""
    folder = tmp_path_factory.mktemp("places") / "kho"
    with Archive.create(folder) as archive:
        places.add(archive, PLACES, SUCCESSORS)
        portals.add(
            archive, HOME, name="Trang thông tin điện tử xã Mường Phăng Mới, huyện Điện Biên"
        )
        archive.conn.execute("UPDATE portals SET id = 'thi-du'")
        portals.add(archive, "http://khac.example.vn/", name="Trang của một nơi không rõ")
        places.match_unplaced(archive, ["thi-du", "khac"])
        for number, day in enumerate(_DAYS):
            add_article(
                archive, number, url=f"{HOME}{number}", title=f"Bài {number}", published=day,
                published_text=day and "in", published_precision=day and "day",
                images=(), attachments=(),
            )  # fmt: skip
    build(folder)
    return folder


@pytest.fixture
def edition(kho: Path, tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """A copy of the edition that may be changed."""
    with closing(sqlite3.connect(shutil.copy(kho / "public.db", tmp_path))) as conn:
        yield conn


def _places(edition: sqlite3.Connection) -> list[tuple[str | None, ...]]:
    return edition.execute(
        f"SELECT {', '.join(part.COLUMNS)} FROM articles ORDER BY title"
    ).fetchall()


OLD = (
    "Tỉnh Điện Biên",
    "Huyện Điện Biên",
    "Xã Mường Phăng Mới",
    "99103",
    "Xã Mường Phăng Mới",
    "99106",
)
NEW = ("Tỉnh Điện Biên", None, "Xã Mường Phăng Mới", None, "Xã Mường Phăng Mới", "99106")


def test_an_article_lies_where_its_portal_lay_that_day(edition: sqlite3.Connection) -> None:
    assert _places(edition) == [OLD, OLD, NEW, OLD]


def test_only_related_places_are_in_the_edition(edition: sqlite3.Connection) -> None:
    found = edition.execute("SELECT code, valid_to IS NULL FROM places ORDER BY 1, 2").fetchall()
    assert found == [("99103", 0), ("99106", 0), ("99106", 1)]
    pairs = edition.execute("SELECT old_code, new_code FROM place_successors").fetchall()
    assert pairs == [("99103", "99106"), ("99106", "99106")]
    rows = edition.execute("SELECT portal, new_code, accuracy FROM portal_places").fetchall()
    assert rows == [("khac", None, None), ("thi-du", "99106", "commune")]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("99206", None, [("Tỉnh Hải Thanh", "Huyện Hồng Khê", "Xã Nam Sơn Hạ", "99206", "Xã Nam Sơn", "99203")]),
        ("99209", None, [("Tỉnh Hải Thanh", "Huyện Hồng Khê", "Thị trấn Hồng Khê", "99209", None, None)]),
        (None, "99303", [("Tỉnh Tiền Cửu", None, "Xã Cù Lao", None, "Xã Cù Lao", "99303")]),
        (None, None, [(None,) * 6]),
    ],
)  # fmt: skip
def test_articles_follow_a_portal_whose_commune_was_corrected(
    kho: Path, edition: sqlite3.Connection, old: str | None, new: str | None, expected: list[object]
) -> None:
    with Archive.open(kho, write=True) as archive:
        archive.conn.execute("BEGIN")
        archive.conn.execute("UPDATE portals SET place_old = ?, place_new = ?", (old, new))
        work = Work(
            archive=archive, edition=edition, before=None, report=BuildReport(),
            progress=lambda done, total: None,
        )  # fmt: skip
        part.start(work)
        archive.conn.execute("ROLLBACK")
    assert _places(edition)[:2] == expected * 2
    assert edition.execute("PRAGMA foreign_key_check").fetchall() == []


def test_a_second_start_changes_nothing(kho: Path, edition: sqlite3.Connection) -> None:
    before = _rows(edition)
    with Archive.open(kho) as archive:
        work = Work(
            archive=archive, edition=edition, before=None, report=BuildReport(),
            progress=lambda done, total: None,
        )  # fmt: skip
        part.start(work)
    edition.commit()
    assert _rows(edition) == before


def _rows(edition: sqlite3.Connection) -> dict[str, list[Any]]:
    """All rows of all tables but those of the index."""
    names = edition.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'articles_fts%'"
    ).fetchall()
    return {name: edition.execute(f"SELECT * FROM [{name}]").fetchall() for (name,) in names}
