"""Writing WARC records: ours beside warcio's and fastwarc's writers, same pages, CPU time.

Each writes every page as a `response` record with its digests. Then all files are read back by
warcio with its digests checked, and the gzip members are counted: a file of one member cannot be
replayed from an offset.
"""

from __future__ import annotations

import io
import statistics
import tempfile
import time
import zlib
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from fastwarc.stream_io import GzipWriter
from fastwarc.warc import WarcRecord, WarcRecordType
from warcio.archiveiterator import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from archive.warc import WarcWriter, http_block, new_record_id, sha256, warc_date
from bench.crawling.server import grown
from luutru.demo.portals import SamplePortal

PAGES, ROUNDS = 400, 5
_AS_ONE = 8
"""Pages of ours that make one of the 40 KB that a commune portal's have on average."""

_HEADERS = [("Content-Type", "text/html; charset=utf-8"), ("Server", "Microsoft-IIS/8.5")]
_MOMENT = datetime(2021, 10, 5, 3, 18, 39, tzinfo=UTC)

Page = tuple[str, bytes]


def run() -> bool:
    """Prints records a second and bytes a record; False when a file of ours cannot be read."""
    pages = _pages()
    writers = {"luutru": _ours, "warcio": _warcio, "fastwarc, gzip": _fastwarc}
    spent: dict[str, list[float]] = {name: [] for name in writers}
    with tempfile.TemporaryDirectory(prefix="luutru-warc-") as folder:
        files = {name: Path(folder) / f"{place}.warc.gz" for place, name in enumerate(writers)}
        for _ in range(ROUNDS):
            for name, write in writers.items():
                files[name].unlink(missing_ok=True)
                started = time.process_time()
                write(files[name], pages)
                spent[name].append(time.process_time() - started)
        mean = sum(len(body) for _, body in pages) / len(pages)
        print(f"{len(pages)} pages of {mean / 1024:.0f} KB")
        for name, path in files.items():
            ratios = [other / own for other, own in zip(spent["warcio"], spent[name], strict=True)]
            each = statistics.median(spent[name]) / len(pages)
            print(
                f"{name:15} {1000 * each:6.3f} ms a record, {statistics.median(ratios):.1f} x "
                f"warcio ({min(ratios):.1f}-{max(ratios):.1f}); "
                f"{path.stat().st_size / len(pages):,.0f} bytes, {_members(path)} members, "
                f"warcio reads {_read(path)}"
            )
        return _read(files["luutru"]) == str(len(pages))


def _pages() -> list[Page]:
    portal = SamplePortal(grown(PAGES, 1))
    portal.url = "http://127.0.0.1/"
    paths = [portal.layout.address(article) for article in portal.content.articles]
    bodies = [portal.answer("GET", path, {}, {}).body for path in paths]
    return [
        (f"http://127.0.0.1{path}", b"".join((bodies * 2)[at : at + _AS_ONE]))
        for at, path in enumerate(paths)
    ]


def _ours(path: Path, pages: list[Page]) -> None:
    writer = WarcWriter(path, 0)
    for url, body in pages:
        fields = [
            ("WARC-Type", "response"),
            ("WARC-Record-ID", new_record_id()),
            ("WARC-Date", warc_date(_MOMENT)),
            ("WARC-Target-URI", url),
            ("WARC-Payload-Digest", f"sha256:{sha256(body)}"),
            ("Content-Type", "application/http;msgtype=response"),
        ]
        writer.append(fields, http_block(200, _HEADERS, body))
    writer.sync()
    writer.close()


def _warcio(path: Path, pages: list[Page]) -> None:
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        for url, body in pages:
            status = StatusAndHeaders("200 OK", list(_HEADERS), protocol="HTTP/1.1")
            record = writer.create_warc_record(
                url, "response", payload=io.BytesIO(body), http_headers=status,
                warc_headers_dict={"WARC-Date": warc_date(_MOMENT)},
            )  # fmt: skip
            writer.write_record(record)


def _fastwarc(path: Path, pages: list[Page]) -> None:
    with path.open("wb") as file:
        stream = GzipWriter(file, compression_level=6)
        for url, body in pages:
            record = WarcRecord()
            record.init_headers(WarcRecordType.response)
            record.headers["WARC-Target-URI"] = url
            record.headers["Content-Type"] = "application/http; msgtype=response"
            record.set_bytes_content(http_block(200, _HEADERS, body))
            record.write(stream, checksum_data=True)
        stream.close()


def _members(path: Path) -> int:
    data, number = path.read_bytes(), 0
    while data:
        inflate = zlib.decompressobj(31)
        inflate.decompress(data)
        data, number = inflate.unused_data, number + 1
    return number


def _read(path: Path) -> str:
    reading: Callable[..., ArchiveIterator] = ArchiveIterator
    with path.open("rb") as file:
        try:
            return str(sum(1 for _ in reading(file, check_digests="raise")))
        except Exception as error:  # what it says is the finding
            return f"none: {str(error).splitlines()[0]}"
