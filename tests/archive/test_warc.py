"""WARC files: what is written can be read back by others, and damage is never silent."""

from __future__ import annotations

import gzip
import io
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker

from archive.errors import DamagedRecord
from archive.warc import (
    Position,
    WarcWriter,
    decode_record,
    encode_record,
    http_block,
    new_record_id,
    read_record,
    sha256,
    warc_date,
)

MOMENT = datetime(2021, 10, 5, 3, 18, 39, tzinfo=UTC)


def _fields(body: bytes, url: str = "http://xa.example.vn/") -> list[tuple[str, str]]:
    return [
        ("WARC-Type", "response"),
        ("WARC-Record-ID", new_record_id()),
        ("WARC-Date", warc_date(MOMENT)),
        ("WARC-Target-URI", url),
        ("WARC-Payload-Digest", f"sha256:{sha256(body)}"),
        ("Content-Type", "application/http;msgtype=response"),
    ]


def _write(path: Path, *bodies: bytes) -> list[Position]:
    writer = WarcWriter(path, 0)
    headers = [("Content-Type", "text/html; charset=utf-8")]
    places = [writer.append(_fields(b), http_block(200, headers, b)) for b in bodies]
    writer.sync()
    writer.close()
    return places


def test_a_record_reads_back_as_it_was_written(tmp_path: Path) -> None:
    body = "Đảng uỷ xã Thanh Yên".encode()
    first, second = _write(tmp_path / "a.warc.gz", b"one", body)
    record = read_record(tmp_path / "a.warc.gz", second.offset, second.length)
    assert record.status == 200
    assert record.payload == body
    assert record.headers["warc-target-uri"] == "http://xa.example.vn/"
    assert record.record_id == second.record_id
    assert first.offset == 0
    assert second.offset == first.length


def test_each_record_is_one_gzip_member_and_others_read_the_file(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    places = _write(path, b"one", b"two" * 5000, b"")
    for place in places:
        member = path.read_bytes()[place.offset : place.offset + place.length]
        assert gzip.decompress(member).startswith(b"WARC/1.1\r\n")
    with path.open("rb") as file:
        payloads = [r.content_stream().read() for r in ArchiveIterator(file, check_digests="raise")]
    assert payloads == [b"one", b"two" * 5000, b""]


def test_warcio_check_accepts_the_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.warc.gz"
    _write(path, b"one", b"two")
    checker = Checker(type("Args", (), {"inputs": [str(path)], "verbose": True})())
    checker.process_all()
    assert checker.exit_value == 0, capsys.readouterr().out


@pytest.mark.parametrize("cut", [1, 40, 200])
def test_a_cut_record_is_told(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "a.warc.gz"
    _, last = _write(path, b"one", bytes(range(256)) * 40)
    path.write_bytes(path.read_bytes()[:-cut])
    with pytest.raises(DamagedRecord, match="cut short"):
        read_record(path, last.offset, last.length)


def test_a_lying_index_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    first, second = _write(path, b"one", b"two")
    with pytest.raises(DamagedRecord, match="wrong length"):
        read_record(path, first.offset, first.length + second.length)
    with pytest.raises(DamagedRecord):
        read_record(path, first.offset + 3, first.length)


def test_opening_cuts_back_to_the_committed_bytes(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    first, _ = _write(path, b"one", b"two")
    writer = WarcWriter(path, first.length)
    assert path.stat().st_size == first.length
    place = writer.append(_fields(b"three"), http_block(200, [], b"three"))
    writer.close()
    assert read_record(path, place.offset, place.length).payload == b"three"


def test_header_values_cannot_break_the_record() -> None:
    block = http_block(200, [("X-Evil", "a\r\n\r\nWARC/1.1")], b"body")
    record = decode_record(
        encode_record(_fields(b"body", "http://x/\r\nWARC-Type: no"), block), "f", 0
    )
    assert record.type == "response"
    assert record.payload == b"body"


@given(st.binary(max_size=2000), st.integers(0, 1999), st.integers(0, 7))
def test_a_flipped_bit_never_passes_for_another_record(body: bytes, place: int, bit: int) -> None:
    block = http_block(200, [], body)
    member = bytearray(encode_record(_fields(body), block))
    member[place % len(member)] ^= 1 << bit
    try:
        record = decode_record(bytes(member), "f", 0)
    except DamagedRecord:
        return
    # Only bytes of the gzip header that carry no data may change unnoticed.
    assert record.payload == body


def test_transfer_coding_is_kept_under_another_name() -> None:
    block = http_block(200, [("Transfer-Encoding", "chunked"), ("Server", "x")], b"b")
    assert b"X-Archive-Orig-Transfer-Encoding: chunked" in block
    assert io.BytesIO(block).readline() == b"HTTP/1.1 200 OK\r\n"
