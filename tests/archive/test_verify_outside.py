"""Files outside an archive: what the standard demands, and what the stock tools let pass."""

from __future__ import annotations

import gzip
import re
import subprocess
import sys
from pathlib import Path

import bagit
import pytest

from archive.errors import UnreadableInput
from archive.verify.outside import check_file
from archive.warc import encode_record
from bench.damage.acts import warc_of
from bench.damage.sample import make_archive
from bench.damage.waczs import WACZ_DAMAGES, make_wacz, rewrite

FIELDS = [
    ("WARC-Type", "resource"),
    ("WARC-Record-ID", "<urn:uuid:6a2d0a8e-0000-4000-8000-000000000001>"),
    ("WARC-Date", "2021-10-05T03:18:39Z"),
    ("WARC-Target-URI", "http://xa.example.vn/bai-1"),
    ("Content-Type", "text/plain"),
]


@pytest.fixture(scope="module")
def kho(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_archive(tmp_path_factory.mktemp("outside") / "kho")


def _check(path: Path, data: bytes) -> list[str]:
    path.write_bytes(data)
    return [str(problem) for problem in check_file(path).problems]


def test_our_own_files_are_whole(kho: Path, tmp_path: Path) -> None:
    checked = check_file(warc_of(kho))
    assert (checked.kind, checked.problems, checked.notes) == ("WARC", [], [])
    assert checked.records == 21
    plain = tmp_path / "plain.warc"
    plain.write_bytes(gzip.decompress(warc_of(kho).read_bytes()))
    assert (check_file(plain).records, check_file(plain).problems) == (21, [])


def test_files_of_warcio_are_whole(kho: Path, tmp_path: Path) -> None:
    path, plain = tmp_path / "theirs.warc.gz", tmp_path / "theirs.warc"
    command = [Path(sys.executable).parent / "warcio", "recompress", warc_of(kho), path]
    subprocess.run(command, check=True, capture_output=True)
    plain.write_bytes(gzip.decompress(path.read_bytes()))
    for one in (path, plain):
        assert (check_file(one).records, check_file(one).problems) == (21, [])


@pytest.mark.parametrize("cut", [1, 40, 200])
@pytest.mark.parametrize("packed", [True, False])
def test_a_cut_file_is_told_wherever_it_is_cut(
    kho: Path, tmp_path: Path, cut: int, packed: bool
) -> None:
    data = warc_of(kho).read_bytes()
    data = data if packed else gzip.decompress(data)
    (told,) = _check(tmp_path / "cut.warc", data[:-cut])
    assert "cut short" in told


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("WARC-Date", "5/10/2021", "no W3C date"),
        ("WARC-Date", "", "WARC-Date|warc-date"),
        ("WARC-Record-ID", "abc", "no URI in angle brackets"),
        ("WARC-Target-URI", "", "without WARC-Target-URI"),
        ("WARC-Block-Digest", "sha1:AAAA", "does not have the digest"),
        ("WARC-Payload-Digest", "sha256:00", "does not have the digest"),
    ],
)
def test_what_the_standard_demands_is_asked(
    tmp_path: Path, name: str, value: str, told: str
) -> None:
    fields = [*(pair for pair in FIELDS if pair[0] != name), (name, value)]
    if name == "WARC-Block-Digest":  # one record says it twice: ours comes last and is right
        member = gzip.decompress(encode_record(fields, b"x"))
        head, _, rest = member.partition(b"WARC-Block-Digest: sha256:")
        member = gzip.compress(head + rest[64 + 2 :])
    else:
        member = encode_record(fields, b"x")
    problems = _check(tmp_path / "one.warc.gz", member)
    assert any(re.search(told, problem) for problem in problems), problems


def test_records_that_cannot_be_read_by_offset_are_told(tmp_path: Path) -> None:
    two = [gzip.decompress(encode_record(FIELDS, text)) for text in (b"mot", b"hai")]
    (told,) = _check(tmp_path / "one-member.warc.gz", gzip.compress(b"".join(two)))
    assert "share a gzip member" in told


def test_the_same_record_twice_is_told(tmp_path: Path) -> None:
    (told,) = _check(tmp_path / "twice.warc.gz", encode_record(FIELDS, b"x") * 2)
    assert "a second record" in told


@pytest.mark.parametrize("damage", WACZ_DAMAGES)
def test_a_wacz_that_the_stock_tool_made_is_whole_and_a_damaged_one_is_not(
    kho: Path, tmp_path: Path, damage: str
) -> None:
    whole = make_wacz(kho, tmp_path / "whole.wacz")
    checked = check_file(whole)
    assert (checked.kind, checked.problems) == ("WACZ", [])
    assert checked.records == 21
    assert check_file(rewrite(whole, tmp_path / "bad.wacz", WACZ_DAMAGES[damage])).problems


def test_a_flipped_byte_in_a_wacz_is_told(kho: Path, tmp_path: Path) -> None:
    data = bytearray(make_wacz(kho, tmp_path / "whole.wacz").read_bytes())
    data[len(data) // 2] ^= 8
    assert _check(tmp_path / "flipped.wacz", bytes(data))


def test_a_bag_is_checked_with_what_is_in_it(kho: Path, tmp_path: Path) -> None:
    bag = tmp_path / "bag"
    bag.mkdir()
    data = warc_of(kho).read_bytes()
    (bag / "a.warc.gz").write_bytes(data[:-40])
    bagit.make_bag(str(bag), checksums=["sha256"])
    checked = check_file(bag)
    assert checked.kind == "BagIt bag"
    assert ["cut short" in str(problem) for problem in checked.problems] == [True]
    (bag / "data" / "a.warc.gz").write_bytes(data)
    told = " ".join(str(problem) for problem in check_file(bag).problems)
    assert "a.warc.gz" in told


def test_what_is_none_of_them_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"hello")
    for path in (tmp_path / "x", tmp_path):
        with pytest.raises(UnreadableInput):
            check_file(path)
    assert "the file is empty" in _check(tmp_path / "empty.warc.gz", b"")[0]
