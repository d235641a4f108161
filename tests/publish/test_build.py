"""The public edition: whole, the same to the byte, never in place of a better one."""

from __future__ import annotations

import fcntl
import json
import socket
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import get_args

import pytest
from support.archives import make_article
from support.cli import luutru
from support.site import open_site

from archive import crawls, drift, portals, rereads
from archive.folder import Archive
from publish.build import build, parts
from publish.build.renditions import renditions
from publish.errors import PublishError
from publish.language import language
from publish.serve import application
from publish.shown import found_key, full_date, printed_date, short_name

from .conftest import fill, picture


def test_built_twice_it_is_the_same_to_the_byte(kho: Path, edition: Path) -> None:
    first = edition.read_bytes()
    assert build(kho).mode == "unchanged"
    assert edition.read_bytes() == first
    build(kho, whole=True)
    assert edition.read_bytes() == first
    edition.unlink()  # nothing to take pictures over from
    build(kho)
    assert edition.read_bytes() == first


def test_pages_that_nothing_uses_are_given_back(tmp_path: Path) -> None:
    """The last merge of the index leaves what it merged behind, as free pages."""
    path = tmp_path / "public.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as conn:
        for pragma in parts.FILE:
            conn.execute(f"PRAGMA {pragma}")
        conn.execute("CREATE TABLE articles (id TEXT PRIMARY KEY, body BLOB)")
        conn.execute("BEGIN")
        for rowid in range(8, 801, 8):
            row = (rowid, str(rowid), bytes(20_000))
            conn.execute("INSERT INTO articles (rowid, id, body) VALUES (?, ?, ?)", row)
        conn.execute("DELETE FROM articles WHERE rowid <= 400")
        conn.execute("COMMIT")
        before = path.stat().st_size
        parts.give_back(conn)
        assert conn.execute("PRAGMA freelist_count").fetchone()[0] == 0
        kept = conn.execute("SELECT min(rowid), max(rowid), count(*) FROM articles").fetchone()
        assert kept == (408, 800, 50)
    assert path.stat().st_size < before * 0.6


def test_what_cannot_be_shown_is_told(tmp_path: Path) -> None:
    with Archive.create(tmp_path / "kho") as archive:
        fill(archive)
        archive.conn.execute("UPDATE images SET revision = 1")
        archive.conn.execute("UPDATE articles SET revision = 1")
    report = build(tmp_path / "kho")
    assert report.images == 1
    assert [problem for problem in report.problems if "hong.jpg" in problem]


def test_the_old_edition_stays_when_a_build_fails(kho: Path, edition: Path) -> None:
    before = edition.read_bytes()
    with (kho / "build.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(PublishError, match="another process"):
            build(kho)
    assert edition.read_bytes() == before
    (kho / "public.db.new").mkdir()
    try:
        assert luutru("build", "--full", "--archive", kho, check=1).stderr
    finally:
        (kho / "public.db.new").rmdir()
    assert edition.read_bytes() == before


def test_a_damaged_old_edition_is_no_hindrance(tmp_path: Path) -> None:
    with Archive.create(tmp_path / "kho") as archive:
        fill(archive)
    (tmp_path / "kho" / "public.db").write_bytes(b"not a database" * 100)
    assert build(tmp_path / "kho").articles == 3


def test_an_empty_archive_gives_an_empty_edition_and_says_so(tmp_path: Path) -> None:
    luutru("init", "--archive", tmp_path / "kho", check=0)
    done = luutru("build", "--archive", tmp_path / "kho", check=0)
    assert "no article yet" in done.stderr
    application(tmp_path / "kho" / "public.db")


def test_errors_are_clear(tmp_path: Path) -> None:
    assert "luutru init" in luutru("build", "--archive", tmp_path / "no", check=1).stderr
    assert "luutru build" in luutru("serve", "--archive", tmp_path, check=1).stderr
    sqlite3.connect(tmp_path / "public.db").close()
    (tmp_path / "public.db").write_bytes(b"x" * 5000)
    assert "luutru build" in luutru("serve", "--archive", tmp_path, check=1).stderr


def test_a_port_in_use_is_named(kho: Path, edition: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = luutru("serve", "--archive", kho, "--port", str(port), check=1)
    assert f"cannot listen on 127.0.0.1:{port}" in done.stderr
    assert "--port 0" in done.stderr


def test_renditions() -> None:
    large = renditions(picture(3000, 2000))
    assert [(r.width, r.height) for r in large] == [(480, 320), (1200, 800)]
    assert [r.width for r in renditions(picture(200, 100))] == [200]
    for body in (b"", b"GIF89a", picture()[:500], b"<svg/>"):
        with pytest.raises(ValueError, match="cannot be decoded"):
            renditions(body)


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("TRANG THÔNG TIN ĐIỆN TỬ XÃ THÍ DỤ - HUYỆN ĐIỆN BIÊN", "Xã Thí Dụ"),
        ("Cổng thông tin điện tử phường Nam Sơn Thượng", "Phường Nam Sơn Thượng"),
        ("UBND thị trấn Mường Ảng, huyện Mường Ảng", "Thị trấn Mường Ảng"),
        ("Cổng thông tin", "Cổng thông tin"),
    ],
)
def test_short_name(name: str, short: str) -> None:
    assert short_name(name) == short


def test_dates_as_readers_see_them() -> None:
    assert full_date("2021-10-05T10:18:39+07:00", "second") == "05/10/2021 10:18:39 (+07:00)"
    assert full_date("2021-10-05T10:18:00+07:00", "minute") == "05/10/2021 10:18 (+07:00)"
    assert [printed_date(value) for value in ("2021-10-05", "2021-10", "2021", None)] == [
        "05/10/2021", "10/2021", "2021", "",
    ]  # fmt: skip


def test_a_better_reading_is_told_from_an_edit_of_the_portal(tmp_path: Path) -> None:
    kho = tmp_path / "kho"
    with Archive.create(kho) as archive:
        fill(archive)
        row = archive.conn.execute(
            "SELECT a.id, a.portal, r.capture, r.captured_at FROM articles a JOIN revisions r "
            "ON r.article = a.id AND r.number = a.revision ORDER BY a.pk LIMIT 1"
        ).fetchone()
        for title in ("Nhan đề đọc sai", "Nhan đề đọc đúng"):
            run = rereads.begin(archive, 2, {"article": row["id"]})
            change = rereads.Change(
                article=make_article(title=title), capture=row["capture"], portal=row["portal"],
                captured_at=row["captured_at"], known=row["id"], fields=("title",),
            )  # fmt: skip
            rereads.write(archive, run.id, [change], read=1, lost=0)
            rereads.finish(archive, run.id)
            if title == "Nhan đề đọc sai":
                rereads.roll_back(archive, run.id)

    build(kho)

    with closing(sqlite3.connect(kho / "public.db")) as edition:
        told = edition.execute(
            "SELECT title, origin FROM revisions WHERE article = ? ORDER BY number", (row["id"],)
        ).fetchall()
        current = edition.execute("SELECT title FROM articles WHERE id = ?", (row["id"],))
        assert current.fetchone() == ("Nhan đề đọc đúng",)
    assert told[0][1] == "portal"
    assert told[-2:] == [("Nhan đề đọc sai", "undone"), ("Nhan đề đọc đúng", "reread")]


def test_how_a_portal_stands_is_told_without_what_is_hidden(tmp_path: Path) -> None:
    """Kinds of findings and counts only: what a finding says may name a page that is not shown."""
    with Archive.create(tmp_path / "kho") as archive:
        fill(archive)
        crawl = crawls.begin(archive, portals.get(archive.conn, "thi-du"))
        with archive.transaction():
            archive.conn.execute("UPDATE frontier SET state = 'failed', error = 'broken: bai-mat'")
        assert crawls.end(archive, crawl, finished=True)[0] == "red"
    build(tmp_path / "kho")
    with closing(sqlite3.connect(tmp_path / "kho" / "public.db")) as edition:
        (state, success, alive) = edition.execute(
            "SELECT state, last_success, last_seen_alive FROM portals"
        ).fetchone()
        ((found, coverage),) = edition.execute("SELECT findings, coverage FROM crawls").fetchall()
    assert (state, success, alive[:4]) == ("red", None, "2021")
    assert {"kind": "no home page", "severity": "red"} in json.loads(found)
    assert coverage is None
    assert b"bai-mat" not in (tmp_path / "kho" / "public.db").read_bytes()
    with open_site(tmp_path / "kho" / "public.db") as get:
        page = get("/cong/thi-du").text
        assert "có báo động" in page
        assert "không mở được trang chủ" in page
        assert "Đảng uỷ xã bàn việc phát triển đảng</a>" in page.partition('id="mat"')[2]
        assert "máy chủ báo không còn trang" in page
        assert "the home page could not be had" in get("/cong/thi-du?lang=en").text
        assert "có báo động" in get("/cong").text


def test_every_kind_of_finding_has_words_in_both_languages() -> None:
    for kind in get_args(drift.Kind):
        assert language("vi")[found_key(kind)] != language("en")[found_key(kind)]
