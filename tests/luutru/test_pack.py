"""What is packed for others: WARC, WACZ, BagIt; whole, found again by the stock programs."""

from __future__ import annotations

import gzip
import hashlib
import json
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import bagit
import pytest
from cdxj_indexer.main import CDXJIndexer
from support.cli import luutru
from support.standards import ARTICLES
from warcio.archiveiterator import ArchiveIterator

from archive.folder import Archive
from archive.query import Filter, articles

pytestmark = pytest.mark.xdist_group("standards")

BIN = Path(sys.executable).parent


@pytest.fixture(scope="module")
def wacz(kho: Path) -> Path:
    path = kho.parent / "thi-du.wacz"
    done = luutru("pack", "--portal", "thi-du", "-o", path, "--archive", kho, check=0)
    assert f"{ARTICLES} pages" in done.stderr
    return path


def lines(wacz: Path, name: str) -> list[dict[str, Any]]:
    with zipfile.ZipFile(wacz) as file:
        return [json.loads(line) for line in file.read(name).decode().splitlines()]


def index(wacz: Path) -> list[str]:
    with zipfile.ZipFile(wacz) as file:
        return gzip.decompress(file.read("indexes/index.cdx.gz")).decode().splitlines(True)


def test_the_stock_validator_accepts_the_wacz(wacz: Path) -> None:
    done = subprocess.run(
        [BIN / "wacz", "validate", "-f", wacz], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "the passed WACZ is valid" in done.stdout


def test_what_must_be_there_is_there_and_true(wacz: Path) -> None:
    with zipfile.ZipFile(wacz) as file:
        package = json.loads(file.read("datapackage.json"))
        proof = json.loads(file.read("datapackage-digest.json"))
        assert (
            proof["hash"] == f"sha256:{hashlib.sha256(file.read('datapackage.json')).hexdigest()}"
        )
        listed = {one["path"]: one for one in package["resources"]}
        others = {"datapackage.json", "datapackage-digest.json"}
        assert set(listed) == set(file.namelist()) - others
        for path, one in listed.items():
            data = file.read(path)
            assert one["hash"] == f"sha256:{hashlib.sha256(data).hexdigest()}"
            assert one["bytes"] == len(data)
        for info in file.infolist():
            stored = info.filename.endswith(".gz")
            assert (info.compress_type == zipfile.ZIP_STORED) == stored, info.filename
    assert package["wacz_version"] == "1.1.1"
    assert package["title"] == "Xã Thí Dụ"
    assert package["mainPageUrl"].startswith("http://127.0.0.1:")


def test_pages_are_our_articles_with_their_text(kho: Path, wacz: Path) -> None:
    head, *pages = lines(wacz, "pages/pages.jsonl")
    assert head["format"] == "json-pages-1.0"
    with Archive.open(kho) as archive:
        known = {one["url"]: one for one in articles(archive.conn, Filter())}
    assert {page["title"] for page in pages} == {one["title"] for one in known.values()}
    for page in pages:
        assert known[page["url"]]["body_text"] in page["text"]
    others = lines(wacz, "pages/extraPages.jsonl")[1:]
    assert others
    assert not {page["url"] for page in others} & set(known)
    places = {
        (json.loads(line.split(" ", 2)[2])["url"], line.split(" ")[1]) for line in index(wacz)
    }
    for page in [*pages, *others]:
        assert (page["url"], "".join(c for c in page["ts"] if c.isdigit())) in places


def test_the_index_is_that_of_the_reference_and_leads_to_the_records(
    wacz: Path, tmp_path: Path
) -> None:
    with zipfile.ZipFile(wacz) as file:
        names = [name for name in file.namelist() if name.startswith("archive/")]
        file.extractall(tmp_path)
        idx = file.read("indexes/index.idx").decode().splitlines()
    theirs = tmp_path / "reference.cdxj"
    warcs = [str(tmp_path / name) for name in names]
    CDXJIndexer(str(theirs), warcs, sort=True, post_append=True).process_all()
    ours = index(wacz)
    assert ours == sorted(ours)
    assert [line for line in ours if "__wb_method=head" not in line] == [
        line for line in theirs.read_text().splitlines(True) if line in ours
    ]
    for line in ours:
        place = json.loads(line.split(" ", 2)[2])
        with (tmp_path / "archive" / place["filename"]).open("rb") as file:
            file.seek(int(place["offset"]))
            member = gzip.decompress(file.read(int(place["length"])))
        assert f"WARC-Target-URI: {place['url']}\r\n".encode() in member
    assert json.loads(idx[0].split(" ", 2)[2]) == {
        "format": "cdxj-gzip-1.0",
        "filename": "index.cdx.gz",
    }
    assert ours[0].startswith(idx[1].split("{")[0].strip())


def test_packing_again_gives_the_same_bytes(kho: Path, wacz: Path, tmp_path: Path) -> None:
    luutru("pack", "--portal", "thi-du", "-o", tmp_path / "a.wacz", "--archive", kho, check=0)
    assert (tmp_path / "a.wacz").read_bytes() == wacz.read_bytes()
    assert list(tmp_path.iterdir()) == [tmp_path / "a.wacz"]


def test_the_captures_of_articles_found_by_a_search(kho: Path, tmp_path: Path) -> None:
    path = tmp_path / "bai.warc.gz"
    luutru("export", "--format", "warc", "--query", "thôn", "-o", path, "--archive", kho, check=0)
    with path.open("rb") as file:
        kinds = {
            record.rec_headers.get_header("WARC-Record-ID"): record.rec_type
            for record in ArchiveIterator(file, check_digests="raise")
            if record.raw_stream.read() is not None
        }
    with path.open("rb") as file:
        referred = {
            record.rec_headers.get_header("WARC-Refers-To")
            for record in ArchiveIterator(file)
            if record.rec_type == "revisit"
        }
    assert referred
    assert {kinds[one] for one in referred} == {"response"}
    assert subprocess.run(["gzip", "-t", path], check=False).returncode == 0


def test_a_bag_is_valid_for_the_reference(kho: Path, tmp_path: Path) -> None:
    bag = tmp_path / "bag"
    luutru(
        "pack", "--all", "--bag", "--organization", "Trung tâm Lưu trữ", "-o", bag,
        "--archive", kho, check=0,
    )  # fmt: skip
    done = subprocess.run(
        [BIN / "bagit.py", "--validate", bag], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    info = bagit.Bag(str(bag)).info
    assert info["Source-Organization"] == "Trung tâm Lưu trữ"
    files = [file for file in (bag / "data").rglob("*") if file.is_file()]
    assert info["Payload-Oxum"] == f"{sum(f.stat().st_size for f in files)}.{len(files)}"
    assert {file.name for file in files} >= {"articles.jsonl", "index.cdxj", "about.json"}
    assert len((bag / "data/articles.jsonl").read_text().splitlines()) == ARTICLES
    again = luutru("pack", "--all", "--bag", "-o", bag, "--archive", kho, check=1)
    assert "is there already" in again.stderr
    (bag / "data/about.json").write_text("{}")
    assert subprocess.run([BIN / "bagit.py", "--validate", "--quiet", bag], check=False).returncode


@pytest.mark.parametrize(
    ("options", "code", "told"),
    [
        ([], 2, "--all"),
        (["--all", "--portal", "thi-du"], 2, "--all"),
        (["--portal", "la"], 1, "known: thi-du"),
        (["--all", "--from", "hôm qua"], 2, "2021-10-05"),
        (["--all", "--to", "2020-01-01"], 1, "no captures are chosen"),
    ],
)
def test_what_cannot_be_packed_is_told(
    kho: Path, tmp_path: Path, options: list[str], code: int, told: str
) -> None:
    done = luutru("pack", *options, "-o", tmp_path / "x.wacz", "--archive", kho, check=code)
    assert told in done.stderr
    assert list(tmp_path.iterdir()) == []
