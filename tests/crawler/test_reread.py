"""Reading kept captures again: differences become revisions, a run can be undone, nothing is lost."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from support.archives import START, write_capture
from support.cli import luutru
from support.processes import alive, below, until
from support.server import article_page

from archive import query, rereads, search, store
from archive.folder import Archive
from archive.record import Article
from archive.verify import verify
from archive.work import PageWork
from crawler.replay.reread import Found, Selection, Unread, reread
from crawler.visit import Page, ground_of, read_body

HOST = "http://xa.example.vn"


def address(number: int) -> str:
    return f"{HOST}/bai-viet-{number}.html"


def read(archive: Archive, capture: Any, body: bytes) -> Article:
    ground = ground_of(archive.conn, "xa")
    page = Page(
        body=body, url=capture.url, kind=capture.kind, content_type=capture.content_type,
        fetched_at=capture.fetched_at,
    )  # fmt: skip
    article = read_body(page, ground).article
    assert article is not None
    return article


def keep(archive: Archive, number: int, *, extra: str = "", **misread: Any) -> str:
    """Keeps a page as a crawl does; `misread` is what the rules of that day got wrong."""
    body = str(article_page(number, extra=extra).body).encode()
    with archive.transaction():
        capture = write_capture(archive, address(number), body, START)
        article = replace(read(archive, capture, body), **misread)
        store.keep(archive, PageWork(portal="xa", crawl=None, capture=capture, article=article))
        row = archive.conn.execute("SELECT id FROM articles WHERE url = ?", (article.url,))
        return str(row.fetchone()["id"])


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """An archive of one portal without articles."""
    path = tmp_path / "kho"
    with closing(Archive.create(path)) as archive, archive.transaction():
        archive.conn.execute(
            "INSERT INTO portals (id, url, name, platform, site_name, added_at) "
            "VALUES ('xa', ?, 'Xã Thí Dụ', 'generic', 'Trang thông tin xã Thí Dụ', '2021')",
            (f"{HOST}/",),
        )
    return path


def writing(folder: Path) -> Archive:
    return Archive.open(folder, write=True)


def shown(folder: Path) -> list[dict[str, Any]]:
    with Archive.open(folder) as archive:
        return list(query.articles(archive.conn, query.Filter()))


def rows(folder: Path, sql: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(folder / "archive.db")) as conn:
        return conn.execute(sql).fetchall()


def sound(folder: Path) -> list[str]:
    with Archive.open(folder) as archive:
        return [str(problem) for problem in verify(archive).problems]


def test_what_the_rules_read_the_same_is_left_alone(folder: Path) -> None:
    with writing(folder) as archive:
        for number in range(1, 6):
            keep(archive, number)
    before = rows(folder, "SELECT * FROM revisions")

    summary = reread(folder, Selection(), jobs=1)

    assert (summary.read, summary.changed, summary.added, summary.lost) == (5, 0, 0, 0)
    assert rows(folder, "SELECT * FROM revisions") == before


def test_a_better_reading_is_a_revision_of_the_same_capture(folder: Path) -> None:
    with writing(folder) as archive:
        ident = keep(archive, 1, title="Tin tức", published=None)
        keep(archive, 2)

    summary = reread(folder, Selection(), jobs=1)

    assert summary.run is not None
    assert (summary.changed, dict(summary.run.fields)) == (1, {"published": 1, "title": 1})
    assert rows(folder, "SELECT number, reread, capture FROM revisions ORDER BY article = '"
                f"{ident}' DESC, number LIMIT 2") == [(1, None, 1), (2, summary.run.id, 1)]  # fmt: skip
    article = next(one for one in shown(folder) if one["id"] == ident)
    assert article["title"] == "Xã triển khai công việc số 1 của quý"
    assert article["published"] == "2021-03-02T08:01:00+07:00"
    assert sound(folder) == []


def test_the_search_finds_what_is_read_now_and_no_longer_what_was(folder: Path) -> None:
    with writing(folder) as archive:
        keep(archive, 1, title="Nhan đề bịa đặt")
    reread(folder, Selection(), jobs=1)

    with Archive.open(folder) as archive:
        assert query.count(archive.conn, query.Filter(query="bịa đặt")) == 0
        assert query.count(archive.conn, query.Filter(query='"công việc số 1"')) == 1
        assert search.lies(archive.conn) == []


def test_a_dry_run_writes_nothing(folder: Path) -> None:
    with writing(folder) as archive:
        keep(archive, 1, lead="Một lời dẫn bịa.")
    files = {
        path: path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.endswith("-shm")  # there SQLite notes who reads
    }
    told: list[Found | Unread] = []

    summary = reread(folder, Selection(), jobs=1, dry_run=True, listener=told.append)

    assert summary.run is None
    assert summary.changed == 1
    assert [found.difference for found in told if isinstance(found, Found)] == [
        {"lead": ("Một lời dẫn bịa.", None)}
    ]
    assert {p: p.read_bytes() for p in folder.rglob("*") if p.is_file() and p in files} == files


def test_a_run_is_undone_as_a_whole(folder: Path) -> None:
    with writing(folder) as archive:
        for number in range(1, 4):
            keep(archive, number, title=f"Nhan đề cũ {number}")
    before = shown(folder)
    summary = reread(folder, Selection(), jobs=1)
    assert summary.run is not None

    with writing(folder) as archive:
        done = rereads.roll_back(archive, summary.run.id)

    assert (done.back, done.removed, done.kept) == (3, 0, 0)
    assert [one | {"revisions": 1} for one in shown(folder)] == before
    assert rows(folder, "SELECT count(*) FROM revisions") == [(6,)]  # nothing is destroyed
    assert sound(folder) == []
    with Archive.open(folder) as archive:
        assert query.count(archive.conn, query.Filter(query='"nhan đề cũ 2"')) == 1


def test_a_number_is_not_given_twice_after_a_rollback(folder: Path) -> None:
    with writing(folder) as archive:
        ident = keep(archive, 1, title="Nhan đề cũ")
    first = reread(folder, Selection(), jobs=1)
    with writing(folder) as archive:
        rereads.roll_back(archive, first.run.id)  # type: ignore[union-attr]
    second = reread(folder, Selection(), jobs=1)
    with writing(folder) as archive:
        rereads.roll_back(archive, second.run.id)  # type: ignore[union-attr]
        keep(archive, 1, extra=" Tin này đã được sửa.")

    assert rows(folder, "SELECT number, reread FROM revisions ORDER BY number") == [
        (1, None), (2, 1), (3, 2), (4, None),
    ]  # fmt: skip
    assert rows(folder, f"SELECT revision FROM articles WHERE id = '{ident}'") == [(4,)]


def test_an_article_that_changed_since_is_not_rolled_back(folder: Path) -> None:
    with writing(folder) as archive:
        keep(archive, 1, title="Nhan đề cũ")
    run = reread(folder, Selection(), jobs=1).run
    assert run is not None
    with writing(folder) as archive:
        keep(archive, 1, extra=" Sửa trên cổng.")
        done = rereads.roll_back(archive, run.id)

    assert (done.back, done.kept) == (0, 1)
    assert "Sửa trên cổng." in shown(folder)[0]["body_text"]


def test_an_article_found_on_a_capture_without_one_is_added_and_taken_out_again(
    folder: Path,
) -> None:
    body = str(article_page(7).body).encode()
    with writing(folder) as archive, archive.transaction():
        capture = write_capture(archive, address(7), body, START)
        store.keep(archive, PageWork(portal="xa", crawl=None, capture=capture))

    summary = reread(folder, Selection(), jobs=1)

    assert (summary.added, summary.changed) == (1, 0)
    assert [one["url"] for one in shown(folder)] == [address(7)]
    assert reread(folder, Selection(), jobs=1).added == 0
    with writing(folder) as archive:
        done = rereads.roll_back(archive, 1)
    assert (done.back, done.removed) == (0, 1)
    assert shown(folder) == []
    assert sound(folder) == []


def test_a_page_that_yields_no_article_any_more_is_told_and_stays(folder: Path) -> None:
    body = b"<html><title>404 Not Found</title><body><h1>404 Not Found</h1></body></html>"
    with writing(folder) as archive, archive.transaction():
        capture = write_capture(archive, address(1), body, START)
        other = str(article_page(1).body).encode()
        article = read(archive, capture, other)
        store.keep(archive, PageWork(portal="xa", crawl=None, capture=capture, article=article))
    told: list[Found | Unread] = []
    before = shown(folder)

    summary = reread(folder, Selection(), jobs=1, listener=told.append)

    assert (summary.lost, summary.changed) == (1, 0)
    assert [one.why for one in told if isinstance(one, Unread)] == ["soft 404"]
    assert shown(folder) == before


def test_the_same_bytes_are_no_edit_of_the_portal(folder: Path) -> None:
    with writing(folder) as archive:
        keep(archive, 1, title="Đọc theo quy tắc cũ")
        keep(archive, 1)  # a later crawl, the very same page, today's rules

    assert rows(folder, "SELECT number, title FROM revisions") == [(1, "Đọc theo quy tắc cũ")]


def test_a_field_chooses_the_articles(folder: Path) -> None:
    with writing(folder) as archive:
        one = keep(archive, 1, title="Nhan đề cũ")
        keep(archive, 2, author="Không ai cả")

    summary = reread(folder, Selection(field="title"), jobs=1)

    assert summary.changed == 1
    assert rows(folder, "SELECT article FROM revisions WHERE reread IS NOT NULL") == [(one,)]


def test_a_damaged_capture_is_told_and_the_others_go_on(folder: Path) -> None:
    with writing(folder) as archive:
        keep(archive, 1, title="Nhan đề cũ")
        keep(archive, 2, title="Nhan đề cũ")
    warc = next((folder / "warc").iterdir())
    offset = rows(folder, "SELECT offset FROM captures WHERE id = 1")[0][0]
    data = bytearray(warc.read_bytes())
    data[offset + 30 : offset + 60] = b"\x00" * 30
    warc.write_bytes(data)

    summary = reread(folder, Selection(), jobs=1)

    assert (summary.damaged, summary.changed) == (1, 1)


def test_several_processes_read_what_one_reads(folder: Path) -> None:
    with writing(folder) as archive:
        for number in range(1, 200):
            keep(archive, number, **({"title": "Nhan đề cũ"} if number % 9 == 0 else {}))

    summary = reread(folder, Selection(), jobs=2)

    assert (summary.read, summary.changed) == (199, 22)
    assert reread(folder, Selection(), jobs=1, dry_run=True).changed == 0


def test_a_run_that_is_killed_loses_nothing_and_goes_on(folder: Path) -> None:
    with writing(folder) as archive:
        for number in range(1, 400):
            keep(archive, number, title="Nhan đề cũ")
    command = [sys.executable, "-m", "luutru", "reextract", "--archive", str(folder), "--jobs", "2"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while process.poll() is None and not rows(
        folder, "SELECT 1 FROM revisions WHERE reread IS NOT NULL LIMIT 1"
    ):
        time.sleep(0.02)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert sound(folder) == []

    summary = reread(folder, Selection(), jobs=1)

    assert summary.run is not None
    assert (summary.run.id, summary.run.state) == (1, "done")
    assert {one["title"] for one in shown(folder)} != {"Nhan đề cũ"}
    assert rows(folder, "SELECT count(*) FROM revisions WHERE reread = 1") == [(399,)]
    with writing(folder) as archive:
        assert rereads.roll_back(archive, 1).back == 399
    assert {one["title"] for one in shown(folder)} == {"Nhan đề cũ"}


def test_workers_end_with_a_run_that_is_killed_while_they_start(folder: Path) -> None:
    with writing(folder) as archive:
        for number in range(1, 200):
            keep(archive, number)
    command = [sys.executable, "-m", "luutru", "reextract", "--archive", str(folder), "--jobs", "2"]
    for workers in (1, 2):
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as run:
            until(lambda run=run, number=workers: len(below(run.pid)) > number)
            family = below(run.pid)
            run.kill()
        until(lambda family=family: not any(map(alive, family)))


def test_the_command_shows_a_diff_runs_lists_and_undoes(folder: Path) -> None:
    with writing(folder) as archive:
        ident = keep(archive, 1, body_text="Một đoạn văn đã đọc sai từ lâu.")

    dry = luutru("reextract", "--dry-run", "--archive", str(folder))
    assert dry.returncode == 0
    assert ident in dry.stdout
    assert "[-" in dry.stdout
    assert "1 bodies" in dry.stderr

    made = luutru("reextract", "--json", "--archive", str(folder))
    assert json.loads(made.stdout)["summary"]["changed"] == 1

    listed = luutru("reextract", "--list", "--archive", str(folder))
    assert "1\tdone" in listed.stdout

    undone = luutru("reextract", "--rollback", "--yes", "--json", "--archive", str(folder))
    assert json.loads(undone.stdout) == {"run": 1, "back": 1, "removed": 0, "kept": 0}

    again = luutru("reextract", "--rollback", "1", "--archive", str(folder))
    assert again.returncode == 1
    assert "rolled back already" in again.stderr


@pytest.mark.parametrize(
    "words", [("--field", "tilte"), ("--dry-run", "--list"), ("--jobs", "0")], ids=" ".join
)
def test_wrong_usage_is_said_in_one_line(folder: Path, words: tuple[str, ...]) -> None:
    done = luutru("reextract", *words, "--archive", str(folder))

    assert done.returncode == 2
    assert "Traceback" not in done.stderr


class Rereading(RuleBasedStateMachine):
    """Crawls, edits, re-readings and rollbacks in any order."""

    folder: Path

    def __init__(self) -> None:
        super().__init__()
        self.path = self.folder / f"kho-{time.monotonic_ns()}"
        with closing(Archive.create(self.path)) as archive, archive.transaction():
            archive.conn.execute(
                "INSERT INTO portals (id, url, name, platform, site_name, added_at) "
                "VALUES ('xa', ?, 'Xã Thí Dụ', 'generic', 'Trang thông tin xã Thí Dụ', '2021')",
                (f"{HOST}/",),
            )
        self.numbers: set[tuple[str, int]] = set()

    @rule(number=st.integers(1, 3), extra=st.sampled_from(("", " Sửa lần một.", " Sửa lần hai.")))
    def crawl(self, number: int, extra: str) -> None:
        with writing(self.path) as archive:
            keep(archive, number, extra=extra)

    @rule(number=st.integers(1, 3), extra=st.sampled_from(("", " Sửa lần một.")))
    def crawl_with_old_rules(self, number: int, extra: str) -> None:
        with writing(self.path) as archive:
            keep(archive, number, extra=extra, title="Nhan đề cũ", published=None)

    @rule()
    def reextract(self) -> None:
        reread(self.path, Selection(), jobs=1)
        assert reread(self.path, Selection(), jobs=1, dry_run=True).changed == 0

    @rule()
    def roll_back(self) -> None:
        before = {one["id"]: one["body_text"] for one in shown(self.path)}
        with writing(self.path) as archive:
            left = [run for run in rereads.runs(archive.conn) if run.state == "done"]
            if left:
                rereads.roll_back(archive, left[-1].id)
        assert {one["id"]: one["body_text"] for one in shown(self.path)} == before

    @invariant()
    def nothing_is_lost_or_out_of_step(self) -> None:
        held = set(rows(self.path, "SELECT article, number FROM revisions"))
        assert held >= self.numbers
        self.numbers = held
        assert rows(self.path, "PRAGMA foreign_key_check") == []
        with Archive.open(self.path) as archive:
            assert search.lies(archive.conn) == []
        current = "SELECT count(*) FROM articles a JOIN rereads n JOIN revisions r ON " \
                  "r.article = a.id AND r.number = a.revision AND r.reread = n.id " \
                  "WHERE n.state = 'rolled back'"  # fmt: skip
        assert rows(self.path, current) == [(0,)]


def test_any_sequence_of_crawls_rereadings_and_rollbacks_is_sound(tmp_path: Path) -> None:
    Rereading.folder = tmp_path

    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        Rereading,
        settings=settings(
            max_examples=12, stateful_step_count=8, deadline=None, derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip
