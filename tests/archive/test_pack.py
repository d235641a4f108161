"""Which records are packed, and that none is packed which is not what was kept."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from support.archives import START
from warcio.archiveiterator import ArchiveIterator

from archive.errors import ArchiveError, DamagedRecord
from archive.folder import Archive
from archive.pack import Chosen, write_wacz, write_warc
from archive.record import Kind
from archive.store import add_capture
from crawler.capture import Exchange, keep_exchange


def keep(archive: Archive, url: str, body: bytes, day: int) -> str:
    """Keeps a page on a day after the first; the record's id."""
    exchange = Exchange(
        url=url, method="GET", request_headers=[], request_body=b"", status=200,
        headers=[("Content-Type", "text/html")], payload=body,
        fetched_at=START + timedelta(days=day),
    )  # fmt: skip
    with archive.transaction():
        kept = keep_exchange(archive, exchange, Kind.LISTING)
        add_capture(archive.conn, "thi-du", None, kept.capture)
    return kept.capture.record_id


def packed(path: Path) -> dict[str, str]:
    with path.open("rb") as file:
        return {
            record.rec_headers.get_header("WARC-Record-ID"): record.rec_type
            for record in ArchiveIterator(file)
        }


def test_a_revisit_brings_its_original_along_from_another_day(
    archive: Archive, tmp_path: Path
) -> None:
    original = keep(archive, "http://xa.example.vn/a", b"<p>a", 0)
    other = keep(archive, "http://xa.example.vn/b", b"<p>b", 0)
    revisit = keep(archive, "http://xa.example.vn/a", b"<p>a", 9)
    path = tmp_path / "a.warc.gz"
    done = write_warc(archive, Chosen(since="2021-10-14", until="2021-10-14"), path)
    found = packed(path)
    assert done.captures == 2
    assert (found[original], found[revisit]) == ("response", "revisit")
    assert other not in found
    assert sorted(found.values()).count("request") == 2


def test_each_record_is_the_same_bytes_as_in_the_archive(archive: Archive, tmp_path: Path) -> None:
    for number in range(3):
        keep(archive, f"http://xa.example.vn/{number}", b"<p>%d" % number, number)
    path = tmp_path / "a.warc.gz"
    write_warc(archive, Chosen(), path)
    (source,) = archive.warc_dir.glob("*.warc.gz")
    assert path.read_bytes().endswith(source.read_bytes())


@pytest.mark.parametrize("write", [write_warc, write_wacz])
def test_a_damaged_record_is_never_packed(archive: Archive, tmp_path: Path, write: Any) -> None:
    keep(archive, "http://xa.example.vn/a", b"<p>a" * 500, 0)
    place = archive.conn.execute("SELECT warc, offset, length FROM captures").fetchone()
    source = archive.warc_dir / place["warc"]
    data = bytearray(source.read_bytes())
    data[place["offset"] + place["length"] // 2] ^= 8
    source.write_bytes(bytes(data))
    with pytest.raises(DamagedRecord, match=str(place["offset"])):
        write(archive, Chosen(), tmp_path / "a.out")
    assert list(tmp_path.glob("a.out*")) == []


def test_nothing_chosen_is_told(archive: Archive, tmp_path: Path) -> None:
    keep(archive, "http://xa.example.vn/a", b"<p>a", 0)
    with pytest.raises(ArchiveError, match="no captures are chosen"):
        write_warc(archive, Chosen(portal="khac"), tmp_path / "a.warc.gz")
