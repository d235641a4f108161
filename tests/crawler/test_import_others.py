"""Archives that other programs made: wget, Heritrix, Browsertrix, ArchiveBox, and what is rare.

Records keep their own dates and their origin; what is not taken is told; twice adds nothing.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import os
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import pytest
from support.cli import luutru
from support.server import article_page, local_portal, picture, small_portal

from archive.folder import Archive
from archive.pack import Chosen, write_wacz
from archive.query import Filter, articles
from archive.verify import verify
from archive.warc import read_record
from crawler.replay import Imported, import_files

HOST = "http://xathidu.example.vn"
FIRST, LATER = "2019-03-04T05:06:07Z", "2019-04-01T00:00:00Z"
HTML = "Content-Type: text/html; charset=utf-8\r\n"


def body(number: int) -> bytes:
    text = article_page(number).body
    assert isinstance(text, str)
    return text.encode()


def sha1(data: bytes) -> str:
    return f"sha1:{base64.b32encode(hashlib.sha1(data).digest()).decode()}"


def record(kind: str, url: str, block: bytes, **fields: str) -> bytes:
    """One record of WARC 1.0, field names with underscores."""
    said = {
        "WARC-Type": kind, "WARC-Target-URI": url, "WARC-Date": FIRST,
        "Content-Length": str(len(block)),
        "WARC-Record-ID": f"<urn:uuid:{hashlib.md5((kind + url).encode()).hexdigest()}>",
    }  # fmt: skip
    said |= {name.replace("_", "-"): value for name, value in fields.items()}
    head = "".join(f"{name}: {value}\r\n" for name, value in said.items() if value)
    return b"WARC/1.0\r\n" + head.encode() + b"\r\n" + block + b"\r\n\r\n"


def response(
    url: str, payload: bytes, *, head: str = HTML, line: str = "HTTP/1.1 200 OK", **fields: str
) -> bytes:
    block = f"{line}\r\n{head}\r\n".encode() + payload
    answer = {
        "Content-Type": "application/http; msgtype=response",
        "WARC-Payload-Digest": sha1(payload),
    }
    return record("response", url, block, **(answer | fields))


def write(path: Path, *records: bytes) -> Path:
    """One gzip member for each record."""
    path.write_bytes(b"".join(gzip.compress(one) for one in records))
    return path


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


def rows(kho: Path, sql: str) -> list[tuple[Any, ...]]:
    with Archive.open(kho) as archive:
        return [tuple(row) for row in archive.conn.execute(sql)]


# -- programs -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "options", [["--warc-cdx"], ["--no-warc-compression"]], ids=["gz", "plain"]
)
def test_what_wget_keeps(kho: Path, tmp_path: Path, options: list[str]) -> None:
    program = shutil.which("wget")
    if program is None:
        if os.environ.get("LUUTRU_NO_SKIP"):
            pytest.fail("wget must be installed here")
        pytest.skip("no wget on this machine")
    with local_portal(small_portal(3)) as portal:
        subprocess.run(
            [
                program, "--quiet", "--recursive", "--page-requisites", "--delete-after",
                "--no-directories", f"--warc-file={tmp_path / 'theirs'}", *options, portal.url,
            ],
            cwd=tmp_path, check=False,
        )  # fmt: skip
        home = portal.url
    (path,) = tmp_path.glob("theirs.warc*")
    (done,) = take(kho, path)
    assert done.problem is None
    assert done.new == 3
    found = kept(kho)
    assert {article["url"] for article in found} == {f"{home}bai-viet-{n}.html" for n in (1, 2, 3)}
    assert all(article["images"][0]["sha256"] for article in found)
    ((name, software, digest),) = rows(kho, "SELECT name, software, sha256 FROM imported_files")
    assert (name, digest) == (path.name, hashlib.sha256(path.read_bytes()).hexdigest())
    assert software.startswith("Wget/")
    assert rows(kho, "SELECT count(*) FROM captures")[0][0] == done.pages
    with Archive.open(kho) as archive:  # wget's own request stands beside its response
        row = archive.conn.execute("SELECT * FROM captures LIMIT 1").fetchone()
        asked = read_record(archive.warc_dir / row["warc"], row["offset"] + row["length"])
    assert any(n == "User-Agent" and v.startswith("Wget/") for n, v in asked.http_headers)
    (again,) = take(kho, path)
    assert (again.pages, again.skipped, again.problem) == (0, done.pages, None)


def test_what_heritrix_keeps(kho: Path, tmp_path: Path) -> None:
    """Chunked and packed bodies as they came, DNS, metadata, old protocols, its revisits."""
    packed = gzip.compress(body(1))
    chunked = b"%x\r\n" % len(packed) + packed + b"\r\n0\r\n\r\n"
    coding = "Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n"
    url = f"{HOST}/bai-viet-1.html"
    path = write(
        tmp_path / "heritrix.warc.gz",
        record("warcinfo", "", b"software: Heritrix/3.4.0 http://crawler.archive.org\r\n"),
        record("response", "dns:xathidu.example.vn", b"20190304\n", Content_Type="text/dns"),
        response(url, chunked, head=HTML + coding, WARC_Payload_Digest=sha1(chunked)),
        record("metadata", url, b"via: x\r\n", Content_Type="application/warc-fields"),
        response(f"{HOST}/bai-viet-2.html", body(2), line="HTTP/1.0 200 Tot lam"),
        record(
            "revisit", url, b"HTTP/1.1 200 OK\r\n" + HTML.encode() + b"\r\n",
            WARC_Date=LATER, WARC_Payload_Digest=sha1(chunked),
            WARC_Profile="http://netpreserve.org/warc/1.0/revisit/identical-payload-digest",
            Content_Type="application/http; msgtype=response",
        ),
        record(
            "revisit", f"{HOST}/bai-viet-2.html", b"HTTP/1.1 304 Not Modified\r\nETag: a\r\n\r\n",
            WARC_Date=LATER, WARC_Profile="http://netpreserve.org/warc/1.0/revisit/server-not-modified",
            WARC_Refers_To_Target_URI=f"{HOST}/bai-viet-2.html", WARC_Refers_To_Date=FIRST,
            Content_Type="application/http; msgtype=response",
        ),
    )  # fmt: skip
    (done,) = take(kho, path)
    assert done.problem is None
    assert (done.pages, done.new) == (4, 2)
    assert done.left_out == {"metadata": 1, "response": 1}
    for article in kept(kho):
        assert article["first_captured"] == "2019-03-04T12:06:07+07:00"
        assert article["last_captured"] == "2019-04-01T07:00:00+07:00"
        assert article["revisions"] == 1
    found = rows(kho, "SELECT record_type, status FROM captures ORDER BY id")
    assert found == [("response", 200), ("response", 200), ("revisit", 200), ("revisit", 304)]
    with Archive.open(kho) as archive:
        assert archive.entity(3).payload == packed
        assert archive.record(2).block.startswith(b"HTTP/1.0 200 Tot lam\r\n")
    assert rows(kho, "SELECT software FROM imported_files") == [
        ("Heritrix/3.4.0 http://crawler.archive.org",)
    ]
    (again,) = take(kho, path)
    assert (again.pages, again.skipped, again.problem) == (0, 4, None)


def arc(*pages: tuple[str, bytes]) -> list[bytes]:
    """An ARC 1.0 file, record by record."""
    about = b"1 0 Alexa\nURL IP-address Archive-date Content-type Archive-length\n\n"
    found = [
        b"filedesc://a.arc 0.0.0.0 20090304050607 text/plain %d\n" % len(about) + about + b"\n"
    ]
    for url, payload in pages:
        block = f"HTTP/1.0 200 OK\r\n{HTML}\r\n".encode() + payload
        head = f"{url} 10.0.0.1 20090304050607 text/html {len(block)}\n"
        found.append(head.encode() + block + b"\n")
    return found


@pytest.mark.parametrize("name", ["a.arc", "a.arc.gz"])
def test_arc_files(kho: Path, tmp_path: Path, name: str) -> None:
    records = arc((f"{HOST}/bai-viet-1.html", body(1)), (f"{HOST}/bai-viet-2.html", body(2)))
    packed = name.endswith(".gz")
    (tmp_path / name).write_bytes(b"".join(gzip.compress(r) if packed else r for r in records))
    (done,) = take(kho, tmp_path / name)
    assert (done.new, done.problem) == (2, None)
    assert {a["first_captured"] for a in kept(kho)} == {"2009-03-04T12:06:07+07:00"}
    assert take(kho, tmp_path / name)[0].skipped == 2


def test_a_wacz_comes_in_as_it_went_out(kho: Path, tmp_path: Path) -> None:
    take(
        kho,
        write(tmp_path / "a.warc.gz", *(response(f"{HOST}/bai-{n}.html", body(n)) for n in (1, 2))),
    )
    path = tmp_path / "goi.wacz"
    with Archive.open(kho) as archive:
        write_wacz(archive, Chosen(), path)
    other = tmp_path / "other"
    Archive.create(other).close()
    (done,) = take(other, path)
    assert (done.new, done.problem) == (2, None)
    assert kept(other) == kept(kho)
    ((name,),) = rows(other, "SELECT name FROM imported_files")
    assert name.startswith("goi.wacz!archive/")
    assert take(other, path)[0].skipped == 2


def test_the_pages_of_a_wacz_tell_what_is_a_frame(kho: Path, tmp_path: Path) -> None:
    """As Browsertrix packs: HTML from elsewhere, which is no page of its own, makes no portal."""
    inside = write(
        tmp_path / "data.warc.gz",
        response(f"{HOST}/bai-1.html", body(1)),
        response("http://facebook.example.com/khung.html", body(2)),
    )
    path = tmp_path / "crawl.wacz"
    page = {"url": f"{HOST}/bai-1.html", "ts": FIRST}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.write(inside, "archive/data.warc.gz")
        package.writestr("pages/pages.jsonl", '{"format": "json-pages-1.0"}\n' + json.dumps(page))
    (done,) = take(kho, path)
    assert (done.pages, done.new, done.problem) == (2, 1, None)
    assert rows(kho, "SELECT url FROM portals") == [(f"{HOST}/",)]


def test_a_folder_of_archivebox(kho: Path, tmp_path: Path) -> None:
    """The WARC of a snapshot is taken, not its copies; without a WARC the page with its address."""
    box = tmp_path / "box" / "archive"
    for number, with_warc in ((1, True), (2, False)):
        folder = box / f"155167596{number}.0"
        (folder / "warc").mkdir(parents=True)
        url = f"{HOST}/bai-viet-{number}.html"
        about = {"url": url, "timestamp": f"155167596{number}.0", "history": {}}
        (folder / "index.json").write_text(json.dumps(about))
        (folder / "index.html").write_text("<html><body>ArchiveBox</body></html>")
        (folder / "output.html").write_bytes(body(number))
        (folder / "singlefile.html").write_bytes(body(number))
        if with_warc:
            write(folder / "warc" / "1551675961.warc.gz", response(url, body(number)))
    done = take(kho, tmp_path / "box")
    assert [one.problem for one in done] == [None, None]
    found = {article["url"]: article["first_captured"] for article in kept(kho)}
    assert found == {
        f"{HOST}/bai-viet-1.html": "2019-03-04T12:06:07+07:00",
        f"{HOST}/bai-viet-2.html": "2019-03-04T12:06:02+07:00",
    }


def test_a_page_saved_as_mhtml(kho: Path, tmp_path: Path) -> None:
    encoded = base64.encodebytes(body(3)).decode().replace("\n", "\r\n")
    (tmp_path / "trang.mhtml").write_text(
        f"From: <Saved by Blink>\r\nSnapshot-Content-Location: {HOST}/bai-viet-3.html\r\n"
        "Subject: Xa\r\nDate: Mon, 4 Mar 2019 05:06:07 -0000\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/related; type="text/html"; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: base64\r\n"
        f"Content-Location: {HOST}/bai-viet-3.html\r\n\r\n{encoded}\r\n--b--\r\n",
        newline="",
    )
    (done,) = take(kho, tmp_path / "trang.mhtml")
    assert (done.new, done.problem) == (1, None)
    (article,) = kept(kho)
    assert article["url"] == f"{HOST}/bai-viet-3.html"
    assert article["first_captured"] == "2019-03-04T12:06:07+07:00"


# -- revisits -------------------------------------------------------------------------------------


def revisit(url: str, **fields: str) -> bytes:
    return record(
        "revisit", url, b"", WARC_Date=LATER,
        WARC_Profile="http://netpreserve.org/warc/1.1/revisit/identical-payload-digest", **fields,
    )  # fmt: skip


def test_the_original_of_a_revisit_may_come_in_a_later_file(kho: Path, tmp_path: Path) -> None:
    url = f"{HOST}/bai-viet-1.html"
    second = write(tmp_path / "a.warc.gz", revisit(url, WARC_Refers_To="<urn:uuid:goc>"))
    first = write(tmp_path / "b.warc.gz", response(url, body(1), WARC_Record_ID="<urn:uuid:goc>"))
    done = take(kho, second, first)
    assert [one.problem for one in done] == [None, None, None]
    assert (sum(one.pages for one in done), sum(one.new for one in done)) == (2, 1)
    assert kept(kho)[0]["last_captured"] == "2019-04-01T07:00:00+07:00"


def test_a_revisit_without_its_original_is_told(kho: Path, tmp_path: Path) -> None:
    url = f"{HOST}/bai-viet-1.html"
    path = write(tmp_path / "a.warc.gz", revisit(url, WARC_Payload_Digest=sha1(b"x")))
    done = luutru("import", path, "--archive", kho, check=1)
    assert "1 revisits refer to captures that are neither" in done.stderr
    assert url in done.stderr
    assert kept(kho) == []
    write(tmp_path / "b.warc.gz", response(url, body(1), WARC_Payload_Digest=sha1(b"x")))
    luutru("import", tmp_path / "b.warc.gz", path, "--archive", kho, check=0)
    assert len(rows(kho, "SELECT 1 FROM captures WHERE record_type = 'revisit'")) == 1


# -- rare records ---------------------------------------------------------------------------------


def test_records_that_hold_no_capture_are_told(kho: Path, tmp_path: Path) -> None:
    url = f"{HOST}/bai-viet-1.html"
    path = write(
        tmp_path / "a.warc.gz",
        record("conversion", url, b"text", Content_Type="text/plain"),
        record("metadata", url, b"outlink: x\r\n", Content_Type="application/warc-fields"),
        record("resource", f"{HOST}/a.png", picture(1), Content_Type="image/png"),
        record("continuation", url, b"rest", WARC_Segment_Number="2"),
    )
    done = luutru("import", path, "--archive", kho, check=1)
    for kind in ("conversion", "metadata", "resource", "continuation"):
        assert f"1 {kind}" in done.stderr
    assert "holds no captured pages" in done.stderr


def test_a_segment_is_no_page(kho: Path, tmp_path: Path) -> None:
    url = f"{HOST}/bai-viet-1.html"
    path = write(tmp_path / "a.warc.gz", response(url, body(1)[:900], WARC_Segment_Number="1"))
    (done,) = take(kho, path)
    assert done.problem is not None
    assert "segment" in done.problem
    assert kept(kho) == []


def test_an_answer_without_an_http_header_is_its_body(kho: Path, tmp_path: Path) -> None:
    """HTTP/0.9, and captures whose header was lost."""
    url = f"{HOST}/bai-viet-1.html"
    path = write(
        tmp_path / "a.warc.gz",
        record("response", url, body(1), Content_Type="application/http; msgtype=response"),
    )
    (done,) = take(kho, path)
    assert (done.new, done.problem) == (1, None)
    assert "without an HTTP header" in rows(kho, "SELECT note FROM captures")[0][0]


def test_an_answer_to_a_form_is_kept_with_its_form_and_is_no_page(
    kho: Path, tmp_path: Path
) -> None:
    url = f"{HOST}/tim-kiem"
    answer = response(url, body(1), WARC_Record_ID="<urn:uuid:tra-loi>")
    asked = record(
        "request", url,
        b"POST /tim-kiem HTTP/1.1\r\nHost: xathidu.example.vn\r\n"
        b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 5\r\n\r\ntu=xa",
        WARC_Concurrent_To="<urn:uuid:tra-loi>", Content_Type="application/http; msgtype=request",
    )  # fmt: skip
    for name, order in (("a", (answer, asked)), ("b", (asked, answer))):
        folder = kho.parent / name
        Archive.create(folder).close()
        (done,) = take(folder, write(tmp_path / f"{name}.warc.gz", *order))
        assert (done.pages, done.new, done.problem) == (1, 0, None)
        assert rows(folder, "SELECT method, url FROM captures") == [("POST", url)]
        index = luutru("cdx", "--archive", folder, check=0).stdout
        assert "__wb_method=post&tu=xa" in index


def test_a_truncated_record_says_so_in_our_file_too(kho: Path, tmp_path: Path) -> None:
    url = f"{HOST}/bai-viet-1.html"
    take(kho, write(tmp_path / "a.warc.gz", response(url, body(1), WARC_Truncated="length")))
    with Archive.open(kho) as archive:
        assert archive.record(1).headers["warc-truncated"] == "length"
    assert rows(kho, "SELECT note FROM captures")[0][0].startswith("cut: length")


def test_zstd_is_told(kho: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.warc.zst"
    path.write_bytes(b"\x28\xb5\x2f\xfd" + bytes(200))
    (done,) = take(kho, path)
    assert done.problem is not None
    assert "zstd -d" in done.problem


@pytest.mark.parametrize("cut", [40, 400])
def test_damage_is_told_with_its_offset(kho: Path, tmp_path: Path, cut: int) -> None:
    whole = [response(f"{HOST}/bai-viet-{n}.html", body(n)) for n in (1, 2, 3)]
    path = write(tmp_path / "a.warc.gz", *whole)
    last = path.stat().st_size - len(gzip.compress(whole[2]))
    path.write_bytes(path.read_bytes()[:-cut])
    done = luutru("import", path, "--archive", kho, check=1)
    assert f"at byte {last:,}" in done.stderr
    assert "2 new articles" in done.stderr
    assert len(kept(kho)) == 2


def test_a_wacz_that_is_cut_is_told(kho: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.wacz"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("pages/pages.jsonl", "{}")
    (done,) = take(kho, path)
    assert "holds no WARC file" in str(done.problem)
    path.write_bytes(path.read_bytes()[:-30])
    (done,) = take(kho, path)
    assert "no WACZ file that can be read" in str(done.problem)


def test_each_capture_leads_back_to_its_record(kho: Path, tmp_path: Path) -> None:
    pages = [response(f"{HOST}/bai-viet-{n}.html", body(n)) for n in (1, 2)]
    path = write(tmp_path / "a.warc.gz", *pages)
    take(kho, path)
    found = rows(
        kho,
        "SELECT c.url, f.name, i.offset, i.record_id, i.payload_digest FROM captures c "
        "JOIN imported_records i ON i.capture = c.id JOIN imported_files f ON f.id = i.file",
    )
    assert [row[2] for row in found] == [0, len(gzip.compress(pages[0]))]
    for number, (url, name, _, record_id, digest) in enumerate(found, 1):
        assert (url, name) == (f"{HOST}/bai-viet-{number}.html", path.name)
        assert record_id.startswith("<urn:uuid:")
        assert digest == sha1(body(number))
