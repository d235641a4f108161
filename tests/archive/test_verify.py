"""Every planted damage is found and named by file, offset and URL; a whole archive is silent."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from support.archives import Put, make_article

from archive.folder import Archive
from archive.verify import Problem, verify


@pytest.fixture
def filled(archive: Archive, put: Put) -> Archive:
    for number in range(1, 6):
        put(
            make_article(f"http://xa.example.vn/bai-{number}", title=f"Bài {number}"),
            minutes=number,
        )
    return archive


def _problems(archive: Archive) -> list[Problem]:
    return verify(archive).problems


def test_a_whole_archive_has_no_problems(filled: Archive) -> None:
    report = verify(filled)
    assert report.problems == []
    assert (report.files, report.captures, report.revisions) == (1, 5, 5)


def _row(archive: Archive, number: int) -> tuple[Path, int, int]:
    row = archive.conn.execute(
        "SELECT warc, offset, length FROM captures WHERE id = ?", (number,)
    ).fetchone()
    return archive.warc_dir / row["warc"], row["offset"], row["length"]


def _flip(archive: Archive) -> int:
    path, offset, length = _row(archive, 3)
    data = bytearray(path.read_bytes())
    data[offset + length // 2] ^= 0x10
    path.write_bytes(bytes(data))
    return offset


def _cut(archive: Archive) -> int:
    path, offset, _ = _row(archive, 5)
    path.write_bytes(path.read_bytes()[:-40])
    return offset


def _remove(archive: Archive) -> int:
    path, offset, length = _row(archive, 3)
    data = path.read_bytes()
    path.write_bytes(data[:offset] + data[offset + length :])
    return offset


def _lie(archive: Archive) -> int:
    _, offset, _ = _row(archive, 3)
    archive.conn.execute("UPDATE captures SET offset = offset + 7 WHERE id = 3")
    return offset + 7


def _swap_digest(archive: Archive) -> int:
    archive.conn.execute("UPDATE captures SET payload_sha256 = 'f00d' WHERE id = 3")
    return _row(archive, 3)[1]


@pytest.mark.parametrize("damage", [_flip, _cut, _remove, _lie, _swap_digest])
def test_damage_to_records_is_named_by_offset(
    filled: Archive, damage: Callable[[Archive], int]
) -> None:
    offset = damage(filled)
    found = _problems(filled)
    assert any(p.offset == offset and p.file and p.file.endswith(".warc.gz") for p in found)
    assert all(p.repair for p in found)


def test_a_flipped_bit_does_not_hide_the_records_after_it(filled: Archive) -> None:
    _flip(filled)
    report = verify(filled)
    assert len([p for p in report.problems if p.url]) == 1
    assert report.records >= 5


def test_an_orphan_record_and_a_foreign_file_are_told(filled: Archive) -> None:
    filled.conn.execute("PRAGMA foreign_keys = OFF")
    filled.conn.execute("DELETE FROM captures WHERE id = 4")
    (filled.warc_dir / "theirs.warc.gz").write_bytes(b"")
    told = " ".join(str(p) for p in _problems(filled))
    assert "no row of the database names" in told
    assert "theirs.warc.gz" in told


def test_an_index_out_of_step_is_told(filled: Archive) -> None:
    filled.conn.execute(
        "INSERT INTO articles (id, portal, url, revision, first_captured, last_captured) "
        "VALUES ('x', 'thi-du', 'http://xa.example.vn/x', 1, '', '')"
    )
    assert any("search index" in p.what for p in _problems(filled))
