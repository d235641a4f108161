"""Attachments of an archive: each file read once, kept by its digest, exported with its article."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from support.archives import START, make_article, write_capture
from support.documents import docx, paragraph, pdf

from archive import portals, store
from archive.folder import Archive
from archive.query import Filter, articles
from archive.record import Article, Attachment, Kind
from archive.warc import sha256
from archive.work import MediaFacts, PageWork
from crawler.attachments import catchup
from crawler.attachments.catchup import catch_up

FILES = {
    "http://xa.example.vn/kh.docx": docx(paragraph("Kế hoạch làm đường")),
    "http://xa.example.vn/lai.docx": docx(paragraph("Kế hoạch làm đường")),
    "http://xa.example.vn/chup.pdf": pdf([None]),
}


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive.create(tmp_path / "kho") as opened:
        portals.add(opened, "http://xa.example.vn/", name="Xã Thí Dụ")
        offered = tuple(Attachment(url=url, name=url[-9:]) for url in FILES)
        _keep(
            opened, "http://xa.example.vn/bai-1", b"<p>", article=make_article(attachments=offered)
        )
        for url, body in FILES.items():
            facts = MediaFacts(url=url, sha256=sha256(body), bytes=len(body), content_type=None)
            _keep(opened, url, body, media=facts)
        yield opened


def _keep(
    archive: Archive,
    url: str,
    body: bytes,
    *,
    article: Article | None = None,
    media: MediaFacts | None = None,
) -> None:
    with archive.transaction():
        capture = write_capture(archive, url, body, START)
        if media is not None:
            capture = replace(capture, kind=Kind.ATTACHMENT)
        work = PageWork(portal="thi-du", crawl=None, capture=capture, article=article, media=media)
        store.keep(archive, work)


def test_each_file_is_read_once_and_exported(archive: Archive) -> None:
    before = next(articles(archive.conn, Filter()))["attachments"]
    assert {one["text_status"] for one in before} == {None}
    report = catch_up(archive)
    assert dict(report.statuses) == {"text": 1, "scan": 1}  # two addresses hold one file
    found = next(articles(archive.conn, Filter()))["attachments"]
    assert [(one["text_status"], one["text"]) for one in found] == [
        ("text", "Kế hoạch làm đường"), ("text", "Kế hoạch làm đường"), ("scan", None),
    ]  # fmt: skip
    assert catch_up(archive).read == 0
    assert catch_up(archive, everything=True).read == 2


def test_a_better_reader_reads_again(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    catch_up(archive)
    monkeypatch.setattr(catchup, "VERSION", catchup.VERSION + 1)
    assert catch_up(archive).read == 2
    assert catch_up(archive).read == 0


def test_what_the_budget_leaves_waits_for_the_next_run(archive: Archive) -> None:
    left = catch_up(archive, budget=0.0)
    assert (left.read, left.waiting) == (0, 2)
    assert catch_up(archive).read == 2


def test_a_damaged_record_is_told_and_the_others_are_read(archive: Archive) -> None:
    digest = sha256(FILES["http://xa.example.vn/chup.pdf"])
    row = archive.conn.execute(
        "SELECT c.id FROM captures c JOIN media m ON m.capture = c.id WHERE m.sha256 = ?", (digest,)
    ).fetchone()
    archive.conn.execute("UPDATE captures SET offset = offset + 1 WHERE id = ?", (row["id"],))
    assert dict(catch_up(archive).statuses) == {"text": 1, "broken": 1}
    note = archive.conn.execute(
        "SELECT note FROM attachment_texts WHERE sha256 = ?", (digest,)
    ).fetchone()["note"]
    assert "warc" in note
