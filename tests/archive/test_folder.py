"""Opening archives: what is not ours, newer, busy or damaged is told and left alone."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from sqlite_utils import Database

from archive import portals, search
from archive.errors import (
    ArchiveBusy,
    ArchiveError,
    DamagedRecord,
    DiskFull,
    NewerArchive,
    NotAnArchive,
)
from archive.folder import Archive, disk_full
from archive.migrations import APPLICATION_ID, migrations


def test_a_folder_without_an_archive_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(NotAnArchive, match="luutru init"):
        Archive.open(tmp_path)


def test_making_one_twice_changes_nothing(tmp_path: Path) -> None:
    Archive.create(tmp_path).close()
    before = (tmp_path / "archive.db").read_bytes()
    with pytest.raises(ArchiveError, match="already"):
        Archive.create(tmp_path)
    assert (tmp_path / "archive.db").read_bytes() == before


@pytest.mark.parametrize("content", [b"no database at all", b""])
def test_a_file_that_is_no_database_is_left_alone(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "archive.db").write_bytes(content)
    with pytest.raises(NotAnArchive, match="not a luutru database"):
        Archive.open(tmp_path, write=True)
    assert (tmp_path / "archive.db").read_bytes() == content


def test_a_foreign_database_is_left_alone(tmp_path: Path) -> None:
    conn = sqlite3.connect(tmp_path / "archive.db")
    conn.execute("CREATE TABLE theirs (x)")
    conn.commit()
    conn.close()
    before = (tmp_path / "archive.db").read_bytes()
    with pytest.raises(NotAnArchive, match="another program"):
        Archive.open(tmp_path, write=True)
    assert (tmp_path / "archive.db").read_bytes() == before


def test_an_archive_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    with Archive.create(tmp_path) as archive:
        archive.db.table(migrations.migrations_table).insert(
            {"migration_set": "luutru", "name": "9999_future", "applied_at": "2030"}
        )
    with pytest.raises(NewerArchive, match="9999_future"):
        Archive.open(tmp_path, write=True)


def test_a_second_writer_is_refused_and_a_dead_one_holds_nothing(tmp_path: Path) -> None:
    Archive.create(tmp_path).close()
    hold = (
        "import sys, pathlib; from archive.folder import Archive; "
        "a = Archive.open(pathlib.Path(sys.argv[1]), write=True); print('held', flush=True); "
        "sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", hold, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        with pytest.raises(ArchiveBusy, match=f"pid {other.pid}") as caught:
            Archive.open(tmp_path, write=True)
        assert caught.value.exit_code == 75
        Archive.open(tmp_path).close()  # reading is always possible
        other.kill()
    Archive.open(tmp_path, write=True).close()


def test_a_file_shorter_than_committed_stops_all_writing(tmp_path: Path) -> None:
    with Archive.create(tmp_path) as archive:
        with archive.transaction():
            _ = archive.warc
        path = archive.warc.path
    path.write_bytes(path.read_bytes()[:-10])
    with pytest.raises(DamagedRecord, match="luutru verify"):
        Archive.open(tmp_path, write=True)


def test_a_full_disk_is_named_as_such(tmp_path: Path) -> None:
    full = disk_full(sqlite3.OperationalError("database or disk is full"), tmp_path)
    assert isinstance(full, DiskFull)
    other = sqlite3.OperationalError("no such table: x")
    assert disk_full(other, tmp_path) is other


def test_an_archive_of_an_older_version_is_brought_up_to_date_by_whoever_opens_it(
    tmp_path: Path,
) -> None:
    (tmp_path / "warc").mkdir()
    old = Database(tmp_path / "archive.db")
    old.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    search.register(old.conn)
    migrations.apply(old, stop_before=migrations._migrations[7].name)
    portal = {"id": "xa", "url": "http://xa.example.vn/", "name": "Xã", "added_at": "2026-11-23"}
    old.table("portals").insert(portal)
    old.conn.commit()
    old.close()
    with Archive.open(tmp_path) as archive:
        assert [one.id for one in portals.list_portals(archive.conn)] == ["xa"]
        assert not migrations.pending(archive.db)
