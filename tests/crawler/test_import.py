"""Pages that others kept: WARC files whole and broken, saved pages, and what is neither.

A file that cannot be imported is told in one clear message with exit code 1; nothing that was
kept before is lost, and no user ever sees a traceback (`support.cli` fails on one).
"""

from __future__ import annotations

import gzip
import io
import json
import os
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from support.cli import luutru
from support.server import article_page, picture
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from archive.errors import ArchiveError
from archive.folder import Archive
from archive.query import Filter, articles
from archive.verify import verify
from crawler.replay import Imported, check, import_files

HOST = "http://xathidu.example.vn"
MOMENT = datetime(2022, 5, 1, 3, 0, tzinfo=UTC)
HTML = "text/html; charset=utf-8"


def write_warc(path: Path, count: int, *, packed: bool = True, **more: Any) -> Path:
    """A WARC of `count` articles, each with its picture, as warcio writes it."""
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=packed)
        info = writer.create_warcinfo_record(path.name, {"software": "a test"})
        writer.write_record(info)
        info.raw_stream.close()
        for number in range(1, count + 1):
            body = article_page(number, extra=more.get("extra", "")).body
            add(writer, f"{HOST}/bai-viet-{number}.html", body, days=more.get("days", 0))
            add(writer, f"{HOST}/anh/{number}.png", picture(number), "image/png")
    return path


def add(
    writer: WARCWriter,
    url: str,
    body: bytes | str,
    content_type: str = HTML,
    *,
    status: str = "200 OK",
    days: int = 0,
    headers: tuple[tuple[str, str], ...] = (),
    kind: str = "response",
    date: str | None = None,
) -> None:
    payload = io.BytesIO(body.encode() if isinstance(body, str) else body)
    fields = [("Content-Type", content_type), *headers]
    record = writer.create_warc_record(
        url,
        kind,
        payload=payload,
        http_headers=StatusAndHeaders(status, fields, protocol="HTTP/1.1"),
        warc_headers_dict={"WARC-Date": date or f"{MOMENT + timedelta(days=days):%FT%TZ}"},
    )
    writer.write_record(record)
    record.raw_stream.close()


@pytest.fixture
def kho(tmp_path: Path) -> Path:
    Archive.create(tmp_path / "kho").close()
    return tmp_path / "kho"


def take(kho: Path, *paths: Path, **options: Any) -> list[Imported]:
    with Archive.open(kho, write=True) as archive:
        return list(import_files(archive, list(paths), **options))


def kept(kho: Path) -> list[dict[str, Any]]:
    """The articles of the archive, which must be whole."""
    with Archive.open(kho) as archive:
        assert verify(archive).problems == []
        return list(articles(archive.conn, Filter()))


def captures(kho: Path) -> int:
    with Archive.open(kho) as archive:
        number: int = archive.conn.execute("SELECT count(*) FROM captures").fetchone()[0]
        return number


# -- WARC files -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "packed"),
    [("old.warc.gz", True), ("old.warc", False), ("old.dat", True), ("x", False)],
)
def test_a_warc_comes_in_whole_and_once(kho: Path, tmp_path: Path, name: str, packed: bool) -> None:
    path = write_warc(tmp_path / name, 3, packed=packed)
    (done,) = take(kho, path)
    assert (done.pages, done.articles, done.new, done.problem) == (6, 3, 3, None)
    found = kept(kho)
    assert [article["url"] for article in found] == [f"{HOST}/bai-viet-{n}.html" for n in (1, 2, 3)]
    assert all(article["images"][0]["sha256"] for article in found)
    assert found[0]["first_captured"] == "2022-05-01T10:00:00+07:00"
    (again,) = take(kho, path)
    assert (again.pages, again.skipped, again.problem) == (0, 6, None)
    assert captures(kho) == 6


def test_a_later_warc_adds_revisions_an_older_one_does_not(kho: Path, tmp_path: Path) -> None:
    take(kho, write_warc(tmp_path / "a.warc.gz", 2))
    (later,) = take(kho, write_warc(tmp_path / "b.warc.gz", 2, extra=" Đã xong.", days=9))
    (older,) = take(kho, write_warc(tmp_path / "c.warc.gz", 2, extra=" Chưa làm.", days=-9))
    assert (later.new, later.changed, older.changed) == (0, 2, 0)
    assert [article["revisions"] for article in kept(kho)] == [2, 2]


def test_an_old_404_does_not_make_a_later_article_vanish(kho: Path, tmp_path: Path) -> None:
    take(kho, write_warc(tmp_path / "a.warc.gz", 1))
    for days in (-9, 9):
        with (tmp_path / f"{days}.warc.gz").open("wb") as file:
            gone = WARCWriter(file, gzip=True)
            add(gone, f"{HOST}/bai-viet-1.html", "không còn", status="404 Not Found", days=days)
        take(kho, tmp_path / f"{days}.warc.gz")
        assert bool(kept(kho)[0]["gone_since"]) == (days > 0)


def test_pictures_from_elsewhere_make_no_portal(kho: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        add(writer, f"{HOST}/bai-viet-1.html", article_page(1).body)
        add(writer, "http://cdn.example.net/1.png", picture(1), "image/png")
    take(kho, path)
    with Archive.open(kho) as archive:
        urls = [row[0] for row in archive.conn.execute("SELECT url FROM portals")]
    assert urls == [f"{HOST}/"]
    assert captures(kho) == 2


@pytest.mark.parametrize("sizes", ["5", "5;x=y", "zz"], ids=["chunked", "extension", "not chunked"])
def test_transfer_coding_is_taken_off(kho: Path, tmp_path: Path, sizes: str) -> None:
    body = article_page(1).body
    assert isinstance(body, str)
    raw = body.encode()
    head = b"%s\r\n" % sizes.replace("5", f"{len(raw):x}").encode()
    sent = raw if sizes == "zz" else head + raw + b"\r\n0\r\n\r\n"
    with (tmp_path / "a.warc").open("wb") as file:
        coding = (("Transfer-Encoding", "chunked"),)
        add(WARCWriter(file, gzip=False), f"{HOST}/bai-viet-1.html", sent, headers=coding)
    (done,) = take(kho, tmp_path / "a.warc")
    assert (done.new, done.problem) == (1, None)
    assert kept(kho)


def test_our_own_warc_files_come_in_as_they_were(kho: Path, tmp_path: Path) -> None:
    take(kho, write_warc(tmp_path / "a.warc.gz", 2))
    page = tmp_path / "luu.html"
    page.write_text(str(article_page(7).body), encoding="utf-8")
    take(kho, page, url=f"{HOST}/bai-viet-7.html")
    other = tmp_path / "other"
    Archive.create(other).close()
    results = take(other, kho / "warc")
    assert [done.problem for done in results] == [None]
    volatile = ("portal",)
    for one, two in zip(kept(kho), kept(other), strict=True):
        assert {k: v for k, v in one.items() if k not in volatile} == {
            k: v for k, v in two.items() if k not in volatile
        }


@pytest.mark.parametrize("packed", [True, False], ids=["gzip", "plain"])
def test_a_warc_cut_anywhere_keeps_what_came_before(
    kho: Path, tmp_path: Path, packed: bool
) -> None:
    whole = write_warc(tmp_path / "whole.warc", 2, packed=packed).read_bytes()
    path = tmp_path / "cut.warc"
    seen = []
    for size in range(1, len(whole), max(1, len(whole) // 60)):
        path.write_bytes(whole[:size])
        (done,) = take(kho, path)
        told = done.problem is not None
        assert told == (size < len(whole)) or done.pages + done.skipped, size
        seen.append(len(kept(kho)))
    assert seen == sorted(seen)
    path.write_bytes(whole)
    (done,) = take(kho, path)
    assert done.problem is None
    assert len(kept(kho)) == 2
    assert captures(kho) == 4


def test_a_record_one_byte_short_is_not_kept(kho: Path, tmp_path: Path) -> None:
    path = write_warc(tmp_path / "a.warc", 1, packed=False)
    data = path.read_bytes()
    path.write_bytes(data[: data.rindex(picture(1)[-8:]) + 7])
    (done,) = take(kho, path)
    assert done.pages == 1
    assert done.problem is not None
    assert "cut short" in done.problem
    assert captures(kho) == 1


@pytest.mark.parametrize("packed", [True, False], ids=["gzip", "plain"])
def test_flipped_bytes_never_break_the_archive(kho: Path, tmp_path: Path, packed: bool) -> None:
    whole = write_warc(tmp_path / "whole.warc", 2, packed=packed).read_bytes()
    dice = random.Random(20220501)
    path = tmp_path / "flipped.warc"
    for _ in range(60):
        data = bytearray(whole)
        for _ in range(dice.choice((1, 1, 3, 20))):
            data[dice.randrange(len(data))] = dice.randrange(256)
        path.write_bytes(data)
        take(kho, path)
    kept(kho)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"date": "hôm qua"}, "WARC-Date"),
        ({"url": "http://[1:2/bai.html"}, "left out"),
        ({"url": "http:///bai.html"}, "left out"),
    ],
)
def test_an_unsound_record_is_left_out_and_told(
    kho: Path, tmp_path: Path, change: dict[str, str], reason: str
) -> None:
    path = tmp_path / "a.warc.gz"
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        url = change.pop("url", f"{HOST}/bai-viet-1.html")
        add(writer, url, article_page(1).body, **change)
        add(writer, f"{HOST}/bai-viet-2.html", article_page(2).body)
    (done,) = take(kho, path)
    assert done.problem is not None
    assert reason in done.problem
    assert [article["url"] for article in kept(kho)] == [f"{HOST}/bai-viet-2.html"]


def test_bytes_that_do_not_match_their_digest_are_left_out(kho: Path, tmp_path: Path) -> None:
    path = write_warc(tmp_path / "a.warc", 2, packed=False)
    data = path.read_bytes()
    path.write_bytes(data.replace("việc thứ 1".encode(), "việc thứ 7".encode(), 1))
    (done,) = take(kho, path)
    assert done.problem is not None
    assert "digest" in done.problem
    assert [article["url"] for article in kept(kho)] == [f"{HOST}/bai-viet-2.html"]


# -- saved pages ----------------------------------------------------------------------------------


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    path = tmp_path / "luu.html"
    path.write_text(str(article_page(4).body), encoding="utf-8")
    os.utime(path, (MOMENT.timestamp(), MOMENT.timestamp()))
    return path


def test_a_saved_page_at_its_address(kho: Path, saved: Path) -> None:
    url = f"{HOST}/bai-viet-4.html"
    luutru("import", saved, "--url", url, "--archive", kho, check=0)
    (article,) = kept(kho)
    assert (article["url"], article["portal"]) == (url, "thi-du")
    assert article["images"][0]["url"] == f"{HOST}/anh/4.png"
    assert article["first_captured"] == "2022-05-01T10:00:00+07:00"
    assert (article["gone_since"], article["revisions"]) == (None, 1)
    again = luutru("import", saved, "--url", url, "--archive", kho, check=0)
    assert "nothing new" in again.stderr
    os.utime(saved)  # a copy of the file is no new capture either
    luutru("import", saved, "--url", url, "--archive", kho, check=0)
    assert (len(kept(kho)), captures(kho)) == (1, 1)


def test_a_saved_page_of_unknown_address(kho: Path, saved: Path) -> None:
    (done,) = take(kho, saved)
    assert (done.new, done.problem) == (1, None)
    (article,) = kept(kho)
    assert article["url"].startswith("urn:sha256:")
    assert article["images"][0]["url"] == "anh/4.png"
    assert "unknown.invalid" not in json.dumps(article)


def test_the_address_that_a_browser_noted(kho: Path, saved: Path) -> None:
    note = f"<!-- saved from url=(0041){HOST}/bai-viet-4.html -->\n"
    saved.write_text(note + saved.read_text(encoding="utf-8"), encoding="utf-8")
    take(kho, saved)
    assert kept(kho)[0]["url"] == f"{HOST}/bai-viet-4.html"


def test_an_edited_page_is_a_revision(kho: Path, saved: Path) -> None:
    url = f"{HOST}/bai-viet-4.html"
    take(kho, saved, url=url)
    saved.write_text(str(article_page(4, extra=" Đã xong.").body), encoding="utf-8")
    (done,) = take(kho, saved, url=url)
    assert (done.new, done.changed) == (0, 1)
    assert kept(kho)[0]["revisions"] == 2


def test_a_folder_of_pages(kho: Path, tmp_path: Path) -> None:
    folder = tmp_path / "pages"
    (folder / "sau" / "bai_files").mkdir(parents=True)
    for number in (1, 2, 3):
        page = str(article_page(number).body)
        (folder / "sau" / f"bai-{number}.HTML").write_text(page, encoding="utf-8")
    (folder / "sau" / "bai_files" / "khung.html").write_text("<p>Quảng cáo</p>", encoding="utf-8")
    (folder / "ghi-chu.docx").write_bytes(b"PK\x03\x04")
    results = take(kho, folder)
    assert [done.problem for done in results] == [None, None, None]
    assert len(kept(kho)) == 3


# -- what cannot be imported ----------------------------------------------------------------------


def _not_packed(path: Path) -> None:
    path.write_bytes(gzip.compress(b"WARC/1.0\r\n" + bytes(9000)))


GARBAGE = {
    "empty.txt": b"",
    "empty.warc.gz": b"",
    "blank.html": b" \r\n\t ",
    "noise.warc.gz": random.Random(1).randbytes(5000),
    "noise.warc": random.Random(2).randbytes(5000),
    "noise.html": random.Random(3).randbytes(5000),
    "noise.txt": random.Random(4).randbytes(5000),
    "noise": random.Random(5).randbytes(5000),
    "picture.jpg": picture(1),
    "text.warc.gz": "Đây không phải là tệp WARC.\n".encode() * 40,
    "page.warc": str(article_page(1).body).encode(),
    "zipped.txt.gz": gzip.compress(b"xin chao " * 900),
    "header.warc": b"WARC/1.0\r\nWARC-Type: response\r\n",
    "lies.warc": b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: nhieu\r\n\r\nabc\r\n\r\n",
    "list.html": b"<html><body><ul>" + b"<li><a href='/a'>Trang</a></li>" * 30 + b"</ul>",
    "login.html": b"<html><form><input type=password></form></html>",
    "note.txt": "Nhớ mua giấy in.".encode(),
    "utf16.txt": "Nhớ mua giấy in.".encode("utf-16"),
    "cut16.txt": "Nhớ mua giấy in.".encode("utf-16")[:-1],
}


@pytest.mark.parametrize("name", GARBAGE)
def test_garbage_is_told_and_nothing_is_kept(kho: Path, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(GARBAGE[name])
    (done,) = take(kho, tmp_path / name)
    assert (done.pages, done.articles) == (0, 0)
    assert done.problem is not None
    assert str(tmp_path / name) in done.problem
    assert "\n" not in done.problem
    assert kept(kho) == []
    assert captures(kho) == 0


def test_a_text_without_an_article_fails_clearly(kho: Path, tmp_path: Path) -> None:
    note = tmp_path / "note.txt"
    note.write_bytes(GARBAGE["note.txt"])
    done = luutru("import", note, "--archive", kho, check=1)
    assert f"no article was recognised in {note}" in done.stderr


def test_a_bad_file_does_not_stop_the_others(kho: Path, tmp_path: Path, saved: Path) -> None:
    bad = tmp_path / "bad.warc.gz"
    bad.write_bytes(GARBAGE["noise.warc.gz"])
    done = luutru("import", bad, saved, "--archive", kho, check=1)
    assert done.stderr.count(str(bad)) == 1
    assert "1 new" in done.stderr
    assert len(kept(kho)) == 1


def test_a_cut_warc_fails_with_one_message(kho: Path, tmp_path: Path) -> None:
    path = write_warc(tmp_path / "a.warc.gz", 3)
    path.write_bytes(path.read_bytes()[:-90])
    done = luutru("import", path, "--archive", kho, check=1)
    assert done.stderr.count("cannot be read to its end") == 1
    assert "2 new" in done.stderr or "3 new" in done.stderr
    assert len(kept(kho)) in (2, 3)


def test_a_missing_path(kho: Path, tmp_path: Path, saved: Path) -> None:
    missing = tmp_path / "khong-co.txt"
    done = luutru("import", saved, missing, "--archive", kho, check=1)
    assert f"not found: {missing}" in done.stderr
    assert kept(kho) == []
    with pytest.raises(ArchiveError, match="not found"):
        check([missing])


def test_an_empty_folder(kho: Path, tmp_path: Path) -> None:
    (tmp_path / "trong").mkdir()
    done = luutru("import", tmp_path / "trong", "--archive", kho, check=1)
    assert "nothing to import in this folder" in done.stderr


def test_a_file_that_cannot_be_read(kho: Path, tmp_path: Path) -> None:
    page = tmp_path / "trang.html"
    page.symlink_to("/proc/self/mem")  # not even root can read the beginning of it
    done = luutru("import", page, "--archive", kho, check=1)
    assert "cannot be read" in done.stderr


@pytest.mark.parametrize("url", ["khong phai dia chi", "ftp://xa.example.vn/", "http://"])
def test_an_address_that_is_none(kho: Path, saved: Path, url: str) -> None:
    luutru("import", saved, "--url", url, "--archive", kho, check=1)
    assert kept(kho) == []


def test_one_address_for_several_files(kho: Path, tmp_path: Path, saved: Path) -> None:
    other = tmp_path / "hai.html"
    other.write_bytes(saved.read_bytes())
    done = luutru("import", saved, other, "--url", f"{HOST}/a", "--archive", kho, check=1)
    assert "--url names one page" in done.stderr


def test_an_unknown_portal(kho: Path, saved: Path) -> None:
    done = luutru("import", saved, "--portal", "la", "--archive", kho, check=1)
    assert "no portal 'la'" in done.stderr
    assert kept(kho) == []
