"""What editors do is shown within moments, without a command."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from support.editorial import BY

from archive import portals
from archive.editorial import Editorial, hiding, workflow
from archive.folder import Archive, now
from archive.record import article_id
from publish.build import build, refresh, scrub
from publish.refreshing import kept_fresh

from .conftest import HOME, add_article


@pytest.fixture
def kho(tmp_path: Path) -> Path:
    folder = tmp_path / "kho"
    with Archive.create(folder) as archive:
        portals.add(archive, HOME, name="Xã Thí Dụ")
        for number in range(30):
            add_article(archive, number, url=f"{HOME}bai-{number}", title=f"Việc số {number}",
                        body_text=f"Nội dung Quẩynghèo{number} của bài.")  # fmt: skip
    build(folder)
    return folder


def rows(edition: Path, sql: str) -> list[Any]:
    with closing(sqlite3.connect(f"file:{edition}?mode=ro", uri=True)) as conn:
        return conn.execute(sql).fetchall()


def wait_for(what: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not what():
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.05)


def test_acts_and_schedules_are_shown_by_themselves(kho: Path) -> None:
    one = article_id(f"{HOME}bai-1")
    edition = kho / "public.db"
    with kept_fresh(kho), Editorial.open(kho) as ed:
        workflow.save(ed, "article", one, {"summary": "Tóm tắt"}, by=BY)
        workflow.publish(ed, "article", one, by=BY)
        wait_for(lambda: rows(edition, "SELECT summary FROM notes") == [("Tóm tắt",)])
        workflow.save(ed, "page", "ho-so", {"title": "Hồ sơ", "body": "**Đậm**"}, by=BY, new=True)
        workflow.schedule(ed, "page", "ho-so", now(), by=BY)
        wait_for(lambda: bool(rows(edition, "SELECT 1 FROM site_pages")))
        hiding.hide(ed, one, reason="Lộ số", basis="NĐ 13/2023", by=BY)
        wait_for(lambda: rows(edition, "SELECT count(*) FROM articles") == [(29,)])
        wait_for(lambda: rows(edition, "SELECT unscrubbed FROM edition") == [(0,)])
    assert rows(edition, "SELECT body_html FROM site_pages") == [("<p><strong>Đậm</strong></p>",)]


def test_a_copy_that_is_put_back_under_a_desk_is_shown(kho: Path) -> None:
    one = article_id(f"{HOME}bai-1")
    edition = kho / "public.db"
    with Editorial.open(kho) as ed, closing(sqlite3.connect(kho / "copy.db")) as copy:
        ed.conn.backup(copy)
    with kept_fresh(kho):
        with Editorial.open(kho) as ed:
            workflow.unpublish(ed, "article", one, by=BY)
        wait_for(lambda: rows(edition, "SELECT count(*) FROM articles") == [(29,)])
        for name in ("editorial.db-wal", "editorial.db-shm"):
            (kho / name).unlink(missing_ok=True)
        (kho / "copy.db").replace(kho / "editorial.db")
        wait_for(lambda: rows(edition, "SELECT count(*) FROM articles") == [(30,)])


def test_words_of_what_was_hidden_in_a_hurry_leave_the_file_step_by_step(kho: Path) -> None:
    edition = kho / "public.db"
    with Editorial.open(kho) as ed:
        for number in (3, 17):
            hiding.hide(ed, f"{HOME}bai-{number}", reason="Lộ số", basis="NĐ 13/2023", by=BY)
    assert refresh(kho).removed == 2
    while not scrub(kho):
        pass
    found = b"".join(path.read_bytes() for path in kho.glob("public.db*"))
    for number in (3, 17):
        assert f"heo{number} ".encode() not in found
    assert rows(edition, "SELECT unscrubbed FROM edition") == [(0,)]
    assert "Quẩynghèo4 ".encode() in found


def test_an_edition_that_is_not_carried_over_is_before_the_next(kho: Path) -> None:
    """A build that is killed between the edition and editorial.db."""
    with closing(sqlite3.connect(kho / "editorial.db")) as conn:
        before = conn.execute("SELECT * FROM publications ORDER BY article").fetchall()
        assert len(before) == 30
        conn.execute("DELETE FROM publications")
        conn.commit()
    assert build(kho, whole=True).articles == 30
    with closing(sqlite3.connect(kho / "editorial.db")) as conn:
        assert conn.execute("SELECT * FROM publications ORDER BY article").fetchall() == before
