"""What a crawl writes, as the stock programs of web archiving see it."""

from __future__ import annotations

import gzip
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from cdxj_indexer.main import CDXJIndexer
from fastwarc.warc import ArchiveIterator as FastIterator
from support.cli import luutru
from support.standards import ARTICLES
from warcio.archiveiterator import ArchiveIterator

pytestmark = pytest.mark.xdist_group("standards")

REVISIT = "http://netpreserve.org/warc/1.1/revisit/"
BIN = Path(sys.executable).parent


@pytest.fixture(scope="module")
def warc(kho: Path) -> Path:
    (path,) = (kho / "warc").glob("*.warc.gz")
    return path


@pytest.fixture(scope="module")
def records(warc: Path) -> list[dict[str, str]]:
    """The fields of each record and, for metadata, its block."""
    found = []
    with warc.open("rb") as file:
        for record in ArchiveIterator(file, check_digests="raise"):
            fields = {name.lower(): value for name, value in record.rec_headers.headers}
            fields["version"] = record.rec_headers.protocol
            fields["block"] = record.content_stream().read().decode("utf-8", "replace")
            found.append(fields)
    return found


def test_the_stock_programs_read_all_of_it(warc: Path, records: list[dict[str, str]]) -> None:
    check = subprocess.run(
        [BIN / "warcio", "check", "-v", warc], capture_output=True, text=True, check=False
    )
    assert check.returncode == 0, check.stdout
    assert check.stdout.count("digest pass") == sum(
        one["warc-type"] != "revisit" for one in records
    )
    assert subprocess.run(["gzip", "-t", warc], check=False).returncode == 0
    with warc.open("rb") as file:
        fast = [one.record_id for one in FastIterator(file, parse_http=True, verify_digests=True)]
    assert fast == [one["warc-record-id"] for one in records]
    with gzip.open(warc) as file:
        assert file.read().count(b"\r\nWARC-Record-ID: ") == len(records)


def test_every_kind_of_record_is_there(records: list[dict[str, str]]) -> None:
    kinds = Counter(one["warc-type"] for one in records)
    assert kinds["warcinfo"] == 1
    assert kinds["metadata"] > 6
    assert kinds["request"] == kinds["response"] + kinds["revisit"]
    profiles = Counter(one.get("warc-profile", "") for one in records)
    assert profiles[f"{REVISIT}server-not-modified"] >= ARTICLES
    assert profiles[f"{REVISIT}identical-payload-digest"] >= ARTICLES


def test_records_have_the_fields_that_the_standard_asks_for(records: list[dict[str, str]]) -> None:
    known = {one["warc-record-id"]: one for one in records}
    assert len(known) == len(records)
    info = records[0]
    assert info["warc-type"] == "warcinfo"
    assert "software: luutru/" in info["block"]
    assert "format: WARC File Format 1.1" in info["block"]
    for one in records:
        assert one["version"] == "WARC/1.1"
        assert one["warc-date"].endswith("Z")
        assert len(one["warc-date"]) == len("2021-10-05T03:18:39Z")
        if one is not info:
            assert one["warc-warcinfo-id"] == info["warc-record-id"]
            assert one["warc-target-uri"].startswith("http://127.0.0.1:")
        if one["warc-type"] == "request":
            answer = known[one["warc-concurrent-to"]]
            assert answer["warc-target-uri"] == one["warc-target-uri"]
        if one.get("warc-profile") == f"{REVISIT}server-not-modified":
            assert one["content-length"] == "0"
            assert "content-type" not in one
            (answer,) = (
                beside["block"]
                for beside in records
                if beside.get("warc-concurrent-to") == one["warc-record-id"]
                and beside["warc-type"] == "metadata"
            )
            assert answer.startswith("status-line: HTTP/1.1 304 Not Modified\r\n")
        if one["warc-type"] == "revisit":
            origin = known[one["warc-refers-to"]]
            assert origin["warc-type"] == "response"
            assert one["warc-refers-to-target-uri"] == origin["warc-target-uri"]
            assert one["warc-refers-to-date"] == origin["warc-date"]
            assert one["warc-payload-digest"] == origin["warc-payload-digest"]


def test_each_crawl_says_how_it_was_made_and_what_it_came_to(
    records: list[dict[str, str]],
) -> None:
    notes = [
        dict(line.split(": ", 1) for line in one["block"].splitlines())
        for one in records
        if one["warc-type"] == "metadata" and "warc-concurrent-to" not in one
    ]
    assert [(n["crawl"], n["event"]) for n in notes] == [
        (str(crawl), event) for crawl in (1, 2, 3) for event in ("begun", "ended")
    ]
    assert notes[0]["http-header-user-agent"].startswith("luutru/")
    assert notes[0]["robots"] == "obey"
    assert notes[1]["articles"] == str(ARTICLES)
    assert notes[1]["state"] == "done"
    first, later, last = (note["mode"] for note in notes[::2])
    assert (first, last) == ("first", "full")
    assert later in ("ordinary", "sweep")


def test_requests_are_whole_messages(warc: Path) -> None:
    with warc.open("rb") as file:
        for record in ArchiveIterator(file):
            if record.rec_type == "request":
                assert record.http_headers.get_header("Host").startswith("127.0.0.1:")
                assert record.http_headers.statusline.endswith(" HTTP/1.1")


def test_the_command_writes_the_index_of_the_reference(kho: Path, warc: Path) -> None:
    out = kho.parent / "kho.cdxj"
    luutru("cdx", "--archive", kho, "-o", out, check=0)
    theirs = kho.parent / "reference.cdxj"
    CDXJIndexer(str(theirs), [str(warc)], sort=True, post_append=True).process_all()
    heads = [line for line in out.read_text().splitlines() if "__wb_method=head" in line]
    pages = [line for line in out.read_text().splitlines() if line not in heads]
    assert pages == [
        line
        for line in theirs.read_text().splitlines()
        if not any(line.split(", ")[-2:] == head.split(", ")[-4:-2] for head in heads)
    ]
    assert luutru("cdx", "thi-du", "--archive", kho, check=0).stdout == out.read_text()
    assert "known: thi-du" in luutru("cdx", "la", "--archive", kho, check=1).stderr
