"""A running site while its edition is updated and replaced."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest
from support.site import running_site

from archive import portals
from archive.folder import Archive
from publish import live
from publish.build import build, check
from publish.errors import PublishError
from publish.live import LiveEdition
from publish.pages.page import DATABASE
from publish.serve import application

from .conftest import HOME, add_article

ARTICLES = 6
READERS = 4
STATES = 6
"""8 readers and 13 states were tried too; they take longer than a test may."""
_STATE = re.compile(r"lan thu (\d+)")


def write_state(kho: Path, number: int) -> None:
    """All articles tell the number of the state in their title."""
    with Archive.open(kho, write=True) as archive:
        for one in range(ARTICLES):
            add_article(
                archive, 100 * number + one, url=f"{HOME}bai-{one}", published=f"2021-01-{one + 1:02}",
                title=f"Bài {one} lan thu {number}", body_text=f"Nội dung {one} của lần {number}.",
                images=(), attachments=(),
            )  # fmt: skip


@pytest.fixture
def kho(tmp_path: Path) -> Path:
    folder = tmp_path / "kho"
    with Archive.create(folder) as archive:
        portals.add(archive, HOME, name="Xã Thí Dụ")
    write_state(folder, 0)
    build(folder)
    return folder


@pytest.fixture
def updated(monkeypatch: pytest.MonkeyPatch) -> None:
    """Few articles, and all of them change: they are updated all the same."""
    monkeypatch.setattr("publish.build.update._WORTH", 100)


def read(url: str, paths: list[str], done: threading.Event, seen: list[Any]) -> None:
    """Asks until `done`; the states that answers told, or what went wrong."""
    with httpx.Client(base_url=url, timeout=30) as client:
        turn = 0
        while not done.is_set():
            turn += 1
            answer = client.get(paths[turn % len(paths)])
            states = set(_STATE.findall(answer.text))
            if answer.status_code != 200 or len(states) != 1:
                seen.append((str(answer.url), answer.status_code, states, answer.text[:500]))
                return
            seen.append(int(states.pop()))


@pytest.mark.usefixtures("updated")
def test_no_request_fails_or_mixes_states_while_editions_come(kho: Path) -> None:
    edition = kho / "public.db"
    with closing(sqlite3.connect(edition)) as conn:
        idents = [row[0] for row in conn.execute("SELECT id FROM articles ORDER BY id")]
    paths = ["/tim-kiem?q=noi+dung", "/", f"/bai/{idents[0]}?lang=en", "/tim-kiem?xep=cu",
             "/public/articles.json?_shape=array&_facet=year", "/cong/thi-du"]  # fmt: skip
    done, seen = threading.Event(), [[] for _ in range(READERS)]  # type: ignore[var-annotated]
    modes = []
    with running_site(edition) as url:
        threads = [
            threading.Thread(target=read, args=(url, paths[n % 3 :] + paths[: n % 3], done, own))
            for n, own in enumerate(seen)
        ]
        for thread in threads:
            thread.start()
        for number in range(1, STATES + 1):
            write_state(kho, number)
            modes.append(build(kho, whole=number % 3 == 0).mode)
        for own in seen:  # everybody sees the last state before the end
            reached = len(own)
            while len(own) < reached + len(paths) and isinstance(own[-1], int):
                threads[0].join(0.01)
        done.set()
        for thread in threads:
            thread.join()
    assert modes == ["update", "update", "full"] * (STATES // 3)
    for own in seen:
        assert [one for one in own if not isinstance(one, int)] == []
        assert own == sorted(own)
        assert own[-1] == STATES


def _ask(made: Any, *between: Callable[[], object]) -> list[str]:
    """The title of one article, asked in one request before and after each of these."""
    edition: LiveEdition = made.get_database(DATABASE)
    found = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        for act in (*between, lambda: None):
            row = (await edition.execute("SELECT title FROM articles ORDER BY rowid")).first()
            found.append(_STATE.findall(row["title"])[0])
            act()

    asyncio.run(live.visited(app)({"type": "http"}, None, None))
    return found


@pytest.mark.usefixtures("updated")
@pytest.mark.parametrize("whole", [False, True])
def test_one_answer_is_of_one_state(
    kho: Path, whole: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("publish.build.update.PATIENCE", 0.0)
    made = application(kho / "public.db")

    def publish() -> None:
        write_state(kho, 1)
        build(kho, whole=whole)

    assert _ask(made, publish) == ["0", "0"]
    assert _ask(made) == ["1"]
    monkeypatch.setattr(live, "LONGEST", 0.0)
    write_state(kho, 2)
    assert _ask(made, lambda: build(kho)) == ["1", "2"]  # a slow answer is not waited for
    made.get_database(DATABASE).close()


@pytest.mark.usefixtures("updated")
def test_readers_of_a_former_state_are_told_of(kho: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("publish.build.update.PATIENCE", 0.0)
    monkeypatch.setattr("publish.edition.PATIENCE", 0.0)
    with closing(sqlite3.connect(kho / "public.db", isolation_level=None)) as reader:
        reader.execute("BEGIN")
        count = "SELECT count(*) FROM articles WHERE title LIKE '%thu 0'"
        assert reader.execute(count).fetchone() == (ARTICLES,)
        write_state(kho, 1)
        report = build(kho)
        assert [problem for problem in report.problems if "public.db-wal" in problem]
        assert reader.execute(count).fetchone() == (ARTICLES,)
        with pytest.raises(PublishError, match="somebody is reading"):
            build(kho, whole=True)
        reader.execute("ROLLBACK")
        assert reader.execute(count).fetchone() == (0,)
    build(kho, whole=True)


@pytest.mark.usefixtures("updated")
def test_an_update_that_is_not_sound_is_taken_back(
    kho: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_state(kho, 1)
    monkeypatch.setattr(check, "_is_found", lambda edition, ident: False)
    report = build(kho)
    assert report.mode == "full"
    assert f"{ARTICLES} articles not found by search" in report.reason


def test_a_folder_that_cannot_be_written_in_is_served(
    kho: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("archive.still.writable", lambda folder: False)
    made = application(kho / "public.db")
    assert made.get_database(DATABASE).is_mutable is False
    assert _ask(made) == ["0"]
    assert not (kho / "public.db-shm").exists()
    write_state(kho, 1)
    build(kho, whole=True)
    assert _ask(made) == ["1"]
    made.get_database(DATABASE).close()


def die(*given: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.usefixtures("updated")
@pytest.mark.parametrize(
    ("moment", "whole", "state"),
    [
        ("publish.build.check.changed", False, 0),
        ("publish.build.update.fold_log", False, 1),
        ("publish.build.parts.finish", True, 0),
        ("publish.build.full.put_in_place", True, 0),
        ("publish.edition.os.replace", True, 0),
    ],
)
def test_after_a_kill_the_edition_is_whole(
    kho: Path, moment: str, whole: bool, state: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_state(kho, 1)
    child = os.fork()
    if child == 0:
        monkeypatch.setattr(moment, die)
        build(kho, whole=whole)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
    assert titles_of(kho) == {str(state)}
    build(kho)
    assert not (kho / "public.db.new").exists()
    assert titles_of(kho) == {"1"}


def titles_of(kho: Path) -> set[str]:
    """The states that the articles of the edition tell."""
    with closing(sqlite3.connect(kho / "public.db")) as conn:
        assert conn.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        rows = conn.execute("SELECT title FROM articles").fetchall()
    assert len(rows) == ARTICLES
    return {_STATE.findall(title)[0] for (title,) in rows}
