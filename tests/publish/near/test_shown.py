"""Near-duplicates in an edition: what a page shows of them, what a search counts of them."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from support.commune_texts import HARVEST, NOTICE

from archive import portals
from archive.folder import Archive
from publish.build import build
from publish.near.shown import Neighbours, neighbours_of

from ..conftest import HOME, add_article


@pytest.fixture(scope="module")
def carried(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A story in four articles, a notice in one."""
    folder = tmp_path_factory.mktemp("near") / "kho"
    shorter = HARVEST.replace("Nhờ được bao tiêu ngay tại ruộng nên bà con rất phấn khởi và ", "")
    with Archive.create(folder) as archive:
        portals.add(archive, HOME, name="Xã Thí Dụ")
        for number, (title, body, day) in enumerate(
            (
                ("Hội nghị đầu bờ", HARVEST, "2021-10-07"),
                ("Hội nghị đầu bờ", HARVEST, "2021-10-06"),
                ("Lúa chất lượng cao", shorter, "2021-10-05"),
                ("Lúa chất lượng cao", HARVEST, None),
                ("Lịch tiếp công dân", NOTICE, "2021-05-10"),
            )
        ):
            add_article(
                archive, number, url=f"{HOME}{number}", title=title, body_text=body,
                body_html=f"<p>{body}</p>", published=day, images=(), attachments=(),
                published_precision="day" if day else None,
            )  # fmt: skip
    assert not build(folder).problems
    return folder / "public.db"


def neighbours(edition: Path, url: str) -> tuple[list[str], Neighbours]:
    with closing(sqlite3.connect(edition)) as conn:
        conn.row_factory = sqlite3.Row

        async def ask(sql: str, values: Mapping[str, Any] | None = None) -> Sequence[Any]:
            return conn.execute(sql, values or {}).fetchall()

        (article,) = conn.execute("SELECT id FROM articles WHERE url = ?", (url,)).fetchone()
        found = asyncio.run(neighbours_of(ask, article))
    return [one.article["url"].removeprefix(HOME) for one in found.shown], found


def test_the_earliest_comes_first_with_its_share(carried: Path) -> None:
    order, found = neighbours(carried, f"{HOME}0")
    assert order == ["2", "1", "3"]
    assert found.count == 3
    assert [one.earliest for one in found.shown] == [True, False, False]
    assert found.shown[0].percent in range(80, 99)
    assert [one.percent for one in found.shown[1:]] == [100, 100]
    assert not found.is_earliest
    assert found.shown[0].article["portal_short_name"] == "Xã Thí Dụ"


def test_the_earliest_itself_and_one_alone(carried: Path) -> None:
    order, found = neighbours(carried, f"{HOME}2")
    assert order == ["1", "0", "3"]
    assert found.is_earliest
    assert not any(one.earliest for one in found.shown)
    assert neighbours(carried, f"{HOME}4")[1] == Neighbours(count=0, shown=(), is_earliest=False)


def test_reprints_are_counted(carried: Path) -> None:
    with closing(sqlite3.connect(carried)) as conn:
        told = dict(conn.execute("SELECT url, reprint FROM articles"))
        narrow = dict(
            conn.execute(
                "SELECT a.url, f.reprint FROM articles a JOIN article_facets f ON f.rowid = a.rowid"
            )
        )
        sums = dict(
            conn.execute("SELECT value, articles FROM facet_counts WHERE facet = 'reprint'")
        )
    assert told == narrow == {f"{HOME}{n}": reprint for n, reprint in enumerate((1, 1, 0, 1, 0))}
    assert sums == {"0": 2, "1": 3}
