"""What verify says of an archive: silent when whole, each problem with its place and its repair."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.archives import Put, make_article

from archive import fixity, search
from archive.folder import Archive
from archive.rest import SUMS
from archive.verify import Code, Problem, verify
from archive.verify.members import walk
from archive.warc import encode_record


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
    assert verify(filled, quick=True).problems == []


def test_a_flipped_bit_does_not_hide_the_records_after_it(filled: Archive) -> None:
    row = filled.conn.execute("SELECT warc, offset, length FROM captures WHERE id = 3").fetchone()
    path = filled.warc_dir / row["warc"]
    data = bytearray(path.read_bytes())
    data[row["offset"] + row["length"] // 2] ^= 0x10
    path.write_bytes(data)
    report = verify(filled)
    assert [(p.code, p.offset) for p in report.problems] == [(Code.DAMAGED_RECORD, row["offset"])]
    assert report.records == 5  # the warcinfo record and four captures


def test_a_row_that_differs_from_its_record_is_told_with_both(filled: Archive) -> None:
    filled.conn.execute("UPDATE captures SET status = 404 WHERE id = 2")
    (problem,) = _problems(filled)
    assert problem.code is Code.ROW_DIFFERS
    assert "status is 404, not 200" in problem.what


def test_stale_words_in_any_place_are_told(filled: Archive) -> None:
    filled.conn.execute(
        "UPDATE revisions SET body_text = replace(body_text, 'bê tông', 'tông bê') WHERE rowid = 2"
    )
    codes = {problem.code for problem in _problems(filled)}
    assert codes == {Code.SEARCH_INDEX, Code.REVISION_DIGEST}


def test_letters_that_sqlite_knows_otherwise_are_no_stale_words(archive: Archive, put: Put) -> None:
    new_letters = "\U0001e922\U00016e40 \u1c90\u10d0 \u0300a x\u0323 ½ Ⅷ 五 _a_ \u2c2f"
    put(make_article(body_text=f"Chữ mới: {new_letters}"))
    assert _problems(archive) == []


def test_the_edition_is_looked_at(filled: Archive) -> None:
    filled.public_db.write_bytes(b"no database")
    assert [p.code for p in _problems(filled)] == [Code.EDITION]


def test_memory_does_not_grow_with_a_record(tmp_path: Path) -> None:
    import tracemalloc

    member = encode_record([("WARC-Type", "resource"), ("WARC-Record-ID", "<x:1>")], bytes(1 << 25))
    path = tmp_path / "large.warc.gz"
    path.write_bytes(member)
    tracemalloc.start()
    with path.open("rb") as file:
        (seen,) = walk(file, len(member))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (seen.damage, seen.block_bytes) == (None, 1 << 25)
    assert peak < 4 << 20


# -- at rest ---------------------------------------------------------------------------------


def test_the_last_writer_leaves_digests_and_the_next_takes_them_away(
    tmp_path: Path, filled: Archive
) -> None:
    sums = filled.path / SUMS
    assert not sums.exists()
    filled.close()
    assert {line.split("  ")[1] for line in sums.read_text().splitlines()} == {
        "archive.db",
        f"warc/{next((filled.path / 'warc').iterdir()).name}",
    }
    with Archive.open(filled.path) as reader:
        assert verify(reader).problems == []
        assert verify(reader).notes == []
        assert sums.exists()
    with Archive.open(filled.path, write=True):
        assert not sums.exists()
    assert sums.exists()


def test_digests_are_kept_while_a_file_is_not_written(filled: Archive) -> None:
    filled.close()
    sums = filled.path / SUMS
    lied = sums.read_text().splitlines()
    warc = next(line for line in lied if "warc/" in line)
    sums.write_text(sums.read_text().replace(warc[:64], "0" * 64))
    Archive.open(filled.path, write=True).close()
    assert "0" * 64 in sums.read_text()  # a writer that does not write a file does not bless it
    with Archive.open(filled.path) as reader:
        assert [p.code for p in _problems(reader)] == [Code.FILE_DIGEST]


def test_a_failed_opening_leaves_the_digests(filled: Archive) -> None:
    filled.close()
    before = (filled.path / SUMS).read_text()
    path = next((filled.path / "warc").iterdir())
    path.write_bytes(path.read_bytes()[:-3])
    with pytest.raises(Exception, match="luutru verify"):
        Archive.open(filled.path, write=True)
    assert (filled.path / SUMS).read_text() == before


def test_a_seal_is_an_event(filled: Archive) -> None:
    (name,) = filled.seal()
    (event,) = filled.conn.execute("SELECT * FROM fixity_events").fetchall()
    assert (event["type"], event["object"]) == ("message digest calculation", f"warc/{name}")
    assert filled.seal() == []
    search.rebuild(filled.conn)
    assert _problems(filled) == []


def test_a_writer_at_work_leaves_no_torn_tail(filled: Archive) -> None:
    with Archive.open(filled.path) as reader:
        filled.begin()
        filled.warc.append([("WARC-Type", "metadata"), ("WARC-Record-ID", "<x:1>")], b"x")
        filled.warc.sync()
        assert verify(reader).problems == []
        filled.rollback()


def test_a_quick_check_reads_sealed_files_that_were_touched(filled: Archive) -> None:
    (name,) = filled.seal()
    done = fixity.check_due(filled, fixity.due(filled))
    fixity.record_all(filled, done.events)
    assert verify(filled, quick=True).problems == []
    path = filled.warc_dir / name
    data = bytearray(path.read_bytes())
    data[300] ^= 1
    path.write_bytes(data)
    assert Code.FILE_DIGEST in {p.code for p in verify(filled, quick=True).problems}
