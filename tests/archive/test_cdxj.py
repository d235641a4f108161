"""The index of captures: line for line what the reference program writes of the same files."""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path
from typing import Any

from cdxj_indexer.main import CDXJIndexer
from support.archives import START

from archive import cdxj
from archive.folder import Archive
from archive.record import Kind
from archive.store import add_capture
from crawler.capture import Exchange, keep_exchange, keep_resource

FORM = "application/x-www-form-urlencoded"


def keep(archive: Archive, url: str, body: bytes, minutes: int, **more: Any) -> None:
    exchange = Exchange(
        url=url, method=more.get("method", "GET"), request_body=more.get("sent", b""),
        request_headers=[
            ("Content-Type", more.get("sent_as", FORM)),
            ("Content-Length", str(len(more.get("sent", b"")))),
        ],
        status=more.get("status", 200), payload=body,
        headers=[("Content-Type", more.get("kind", "text/html; charset=utf-8"))],
        fetched_at=START + timedelta(minutes=minutes),
    )  # fmt: skip
    kept = keep_exchange(archive, exchange, Kind.LISTING)
    add_capture(archive.conn, "thi-du", None, kept.capture)


def fill(archive: Archive) -> None:
    """Pages, a redirect, an error, pictures, the same again, forms and scripts' calls."""
    home = "http://www.xa.example.vn/"
    with archive.transaction():
        keep(archive, f"{home}tin?b=2&a=1", b"<p>tin", 1)
        keep(archive, f"{home}tin?b=2&a=1", b"<p>tin", 9)
        keep(archive, f"{home}Tin%20T%E1%BB%A9c/", b"", 2, status=301)
        keep(archive, f"{home}mất.html", "Không có".encode(), 3, status=404)
        keep(archive, f"{home}a.jpg", b"\xff\xd8\xff", 4, kind="image/jpeg;q=1")
        keep(archive, f"{home}list.aspx", b"<p>2", 5, method="POST", sent=b"trang=2&x=%C4%91a+b")
        keep(archive, f"{home}list.aspx?y=1", b"<p>3", 6, method="POST", sent=b"\xff\xfe")
        keep(
            archive, f"{home}api", b"{}", 7, method="POST", sent_as="application/json",
            sent=b'{"trang": 2, "loc": [{"ma": "a b"}, {"ma": 7}], "ten": "x"}',
        )  # fmt: skip
        page = keep_resource(
            archive, url="urn:sha256:0a", content=b"<p>luu", content_type="text/html",
            fetched_at=START, kind=Kind.ARTICLE, note="imported from luu.html",
        )  # fmt: skip
        add_capture(archive.conn, "thi-du", None, page.capture)


def index(archive: Archive, portal: str | None = None) -> str:
    out = io.BytesIO()
    cdxj.write_index(archive.conn, archive.warc_dir, out, portal=portal)
    return out.getvalue().decode()


def reference(tmp_path: Path, *warcs: Path) -> str:
    """What cdxj-indexer writes with `--sort --post-append`."""
    out = tmp_path / "reference.cdxj"
    CDXJIndexer(str(out), [str(warc) for warc in warcs], sort=True, post_append=True).process_all()
    return out.read_text()


def test_the_index_is_that_of_the_reference(archive: Archive, tmp_path: Path) -> None:
    fill(archive)
    ours = index(archive)
    assert ours == reference(tmp_path, *archive.warc_dir.glob("*.warc.gz"))
    assert len(ours.splitlines()) == 9
    assert '"warc/revisit"' in ours
    assert "vn,example,xa)/list.aspx?__wb_method=post&trang=2&x=%c4%91a%20b 2021" in ours
    assert "vn,example,xa)/api?__wb_method=post&ma=a+b&ma.2_=7&ten=x&trang=2 2021" in ours


def test_an_answer_to_head_is_never_taken_for_the_page(archive: Archive) -> None:
    with archive.transaction():
        keep(archive, "http://xa.example.vn/tin", b"", 1, method="HEAD")
    assert index(archive).startswith("vn,example,xa)/tin?__wb_method=head 20211005")


def test_json_is_flattened_as_the_script_would_write_it(archive: Archive) -> None:
    sent = b'{"a": true, "b": null, "c": 2.0, "d": 1.5}'
    with archive.transaction():
        keep(
            archive, "http://xa.example.vn/api", b"1", 1, method="POST", sent=sent,
            sent_as="application/json",
        )  # fmt: skip
    assert index(archive).startswith(
        "vn,example,xa)/api?__wb_method=post&a=true&b=null&c=2&d=1.5 20211005"
    )


def test_other_portals_are_left_out(archive: Archive) -> None:
    fill(archive)
    assert index(archive, "khac") == ""
    assert index(archive, "thi-du") == index(archive)


def test_more_lines_than_are_sorted_at_a_time(monkeypatch: Any) -> None:
    monkeypatch.setattr(cdxj, "_RUN", 7)
    lines = [f"vn,xa)/{n * 37 % 100} 2021 {{}}\n" for n in range(100)]
    assert list(cdxj.in_order([*lines, *lines])) == sorted(lines)
