"""Backups of an archive that is being written: whole, of one moment, only what is new, killed or not."""

from __future__ import annotations

import json
import shutil
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from support.archives import Put, make_article
from support.cli import luutru
from support.server import local_portal, small_portal

from archive import portals
from archive.backup import MANIFEST, backup, read_manifest, restore
from archive.errors import ArchiveBusy, ArchiveError
from archive.folder import Archive
from archive.verify import verify
from bench.damage.acts import flip, warc_of
from bench.damage.sample import make_archive


@pytest.fixture
def filled(archive: Archive, put: Put) -> Archive:
    for number in range(1, 5):
        put(make_article(f"http://xa.example.vn/bai-{number}", title=f"Bài {number}"))
    return archive


def test_a_backup_is_restored_whole(filled: Archive, tmp_path: Path) -> None:
    done = backup(filled.path, tmp_path / "sao")
    assert (done.files, done.copied_files, done.problems) == (1, 1, [])
    back = restore(tmp_path / "sao", tmp_path / "lai")
    assert back.problems == ()
    assert back.report.problems == []
    assert back.report.notes == []  # at rest, with its digests
    assert (back.counts["captures"], back.counts["articles"]) == (4, 4)
    with Archive.open(tmp_path / "lai", write=True) as again, again.transaction():
        _ = again.warc  # and crawls can go on


def test_the_second_backup_copies_only_what_is_new(
    filled: Archive, put: Put, tmp_path: Path
) -> None:
    first = backup(filled.path, tmp_path / "sao")
    assert backup(filled.path, tmp_path / "sao").copied_bytes == 0
    put(make_article("http://xa.example.vn/bai-9", title="Bài 9"))
    added = filled.warc.offset - first.bytes
    assert backup(filled.path, tmp_path / "sao").copied_bytes == added
    filled.seal()
    sealed = backup(filled.path, tmp_path / "sao")
    assert sealed.copied_bytes == 0
    manifest = read_manifest(tmp_path / "sao")
    assert manifest is not None
    assert [part.sealed for part in manifest.warcs] == [True]
    put(make_article("http://xa.example.vn/bai-10", title="Bài 10"))
    assert backup(filled.path, tmp_path / "sao").copied_files == 1
    assert restore(tmp_path / "sao", tmp_path / "lai").report.problems == []
    assert len(list((tmp_path / "sao").glob("archive-*.db"))) == 1


def test_what_is_written_during_a_backup_does_not_tear_it(filled: Archive, tmp_path: Path) -> None:
    source = Archive.open(filled.path)
    source.conn.execute("BEGIN")
    assert source.conn.execute("SELECT count(*) FROM portals").fetchone()[0] == 1
    pages: list[int] = []

    def write_on(_: int, left: int, total: int) -> None:
        pages.append(left)
        filled.conn.execute("UPDATE portals SET name = name || 'x'")

    copy = sqlite3.connect(tmp_path / "copy.db")
    source.conn.backup(copy, pages=4, progress=write_on)
    assert len(pages) == len(set(pages))  # it never had to begin again
    assert copy.execute("SELECT name FROM portals").fetchone()[0] == "Xã Thí Dụ"
    copy.close()
    source.close()


def test_a_crawl_is_not_disturbed_by_backups(tmp_path: Path) -> None:
    kho = tmp_path / "kho"
    with local_portal(small_portal(30)) as portal:
        with Archive.create(kho) as archive:
            portals.add(archive, portal.url, name="Xã Thí Dụ", allow_private=True, delay=0.0)
        command = [sys.executable, "-m", "luutru", "crawl", "--all", "--archive", str(kho)]
        crawl = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        restored = 0
        try:
            while crawl.poll() is None:
                backup(kho, tmp_path / "sao")
                into = tmp_path / f"lai-{restored}"
                back = restore(tmp_path / "sao", into)
                assert back.problems == ()
                assert back.report.problems == []
                shutil.rmtree(into)
                restored += 1
        finally:
            crawl.kill() if crawl.poll() is None else None
            _, told = crawl.communicate()
    assert crawl.returncode == 0, told
    assert restored > 1
    backup(kho, tmp_path / "sao")
    back = restore(tmp_path / "sao", tmp_path / "lai")
    with Archive.open(kho) as archive:
        assert verify(archive).problems == []
        for table, number in back.counts.items():
            found = archive.conn.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            assert (table, found) == (table, number)
    assert back.counts["articles"] == 30


def test_killed_in_between_the_former_backup_holds(
    filled: Archive, put: Put, tmp_path: Path
) -> None:
    target = tmp_path / "sao"
    backup(filled.path, target)
    for number in range(20, 40):
        put(make_article(f"http://xa.example.vn/bai-{number}", title=f"Bài {number}"))
    for stop in ("_keep_warc", "write_manifest"):
        script = (
            "import os, signal, sys, pathlib, archive.backup.copying as b; "
            f"name = {stop!r}; kept = getattr(b, name); "
            "setattr(b, name, lambda *a: (kept(*a) if 'warc' in name else None, "
            "os.kill(os.getpid(), signal.SIGKILL))); "
            "b.backup(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]))"
        )
        killed = subprocess.run([sys.executable, "-c", script, filled.path, target], check=False)
        assert killed.returncode == -signal.SIGKILL
        into = tmp_path / f"lai-{stop}"
        back = restore(target, into)
        assert back.counts["articles"] == 4
        assert back.report.problems == []
    assert backup(filled.path, target).problems == []
    assert restore(target, tmp_path / "lai").counts["articles"] == 24


def test_rot_does_not_reach_the_backup(tmp_path: Path) -> None:
    kho, target = make_archive(tmp_path / "kho"), tmp_path / "sao"
    backup(kho, target)
    before = warc_of(target).read_bytes()
    flip(warc_of(kho), 900)
    with Archive.open(kho, write=True) as archive:  # it grows, so that it is copied again
        portals.add(archive, "http://khac.example.vn/", name="Xã Khác")
        with archive.transaction():
            archive.warc.append([("WARC-Type", "metadata"), ("WARC-Record-ID", "<x:1>")], b"x")
    (told,) = backup(kho, target).problems
    assert "does not begin as it did" in told
    assert warc_of(target).read_bytes() == before
    done = luutru("verify", "--repair", "--from", target, "--archive", kho)
    assert "put back from" in done.stdout
    with Archive.open(kho) as archive:
        assert verify(archive).problems == []


def test_what_is_no_place_for_a_backup_is_refused(filled: Archive, tmp_path: Path) -> None:
    other = make_archive(tmp_path / "other")
    backup(other, tmp_path / "sao")
    with pytest.raises(ArchiveError, match="another archive"):
        backup(filled.path, tmp_path / "sao")
    with pytest.raises(ArchiveError, match="no backup"):
        restore(tmp_path / "other", tmp_path / "lai")
    with pytest.raises(ArchiveError, match="not empty"):
        restore(tmp_path / "sao", tmp_path / "other")
    (tmp_path / "sao" / MANIFEST).write_text("{}")
    with pytest.raises(ArchiveError, match="is damaged"):
        restore(tmp_path / "sao", tmp_path / "lai")


def test_two_backups_to_one_place_wait_for_each_other(filled: Archive, tmp_path: Path) -> None:
    import fcntl

    (tmp_path / "sao").mkdir()
    with (tmp_path / "sao" / "backup.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(ArchiveBusy):
            backup(filled.path, tmp_path / "sao")


def test_a_damaged_backup_says_so(filled: Archive, tmp_path: Path) -> None:
    backup(filled.path, tmp_path / "sao")
    flip(warc_of(tmp_path / "sao"), 400)
    back = restore(tmp_path / "sao", tmp_path / "lai")
    assert "does not have the digest" in back.problems[0]
    assert back.report.problems


def test_the_command_line_tells_what_was_copied(filled: Archive, tmp_path: Path) -> None:
    filled.close()
    done = luutru("backup", tmp_path / "sao", "--json", "--archive", filled.path, check=0)
    assert json.loads(done.stdout)["copied_files"] == 1
    with Archive.open(filled.path) as archive:
        (event,) = archive.conn.execute("SELECT * FROM fixity_events").fetchall()
    assert (event["type"], event["outcome"]) == ("replication", "success")
    luutru("restore", tmp_path / "sao", tmp_path / "lai", check=0)
    luutru("restore", tmp_path / "sao", tmp_path / "lai", check=1)
