"""Asking only for what has changed: the answer 304, and the revisit record that keeps it.

A 304 leans on a payload that was kept earlier, so that payload is read and its digest checked
before the answer counts: a server that says 304 for what the archive does not hold whole is
asked again without a condition.
"""

from __future__ import annotations

import sqlite3
from dataclasses import replace

from archive.about import FIELDS_TYPE
from archive.entity import decode, header
from archive.errors import DamagedRecord
from archive.folder import Archive
from archive.known import Held
from archive.record import Capture, Kind
from archive.warc import Record, http_block, new_record_id, sha256, warc_date
from archive.work import Entry, Event, PageWork
from crawler.capture import Exchange, Kept, append_request, keep_exchange
from crawler.visit import Ground

NOT_MODIFIED = 304

PROFILE = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
"""WARC 1.1, 6.7.3."""


def keep_not_modified(
    archive: Archive, exchange: Exchange, kind: Kind, held: Held | None
) -> Kept | str:
    """Keeps a 304 as a revisit of the payload that we hold, whose entity comes with it.

    The revisit has no block, as the standard allows: replay programs would show the 304 itself
    instead of the page (pywb does). The server's answer is kept in a metadata record beside it.

    A string tells why the answer cannot be right; nothing was written then.
    """
    if held is None:
        return "the server answers 304 to a request without a condition"
    etag = header(exchange.headers, "etag")
    if etag and held.etag and _plain(etag) != _plain(held.etag):
        return f"the server answers 304 for another version: {etag}, not {held.etag}"
    origin = _whole(archive, held)
    if origin is None:
        return "the server answers 304, but what was kept of it is damaged"
    record_id = new_record_id()
    fields = [
        ("WARC-Type", "revisit"),
        ("WARC-Record-ID", record_id),
        ("WARC-Date", warc_date(exchange.fetched_at)),
        ("WARC-Target-URI", exchange.url),
        ("WARC-Payload-Digest", f"sha256:{held.payload_sha256}"),
        ("WARC-Profile", PROFILE),
        ("WARC-Refers-To", held.record_id),
        ("WARC-Refers-To-Target-URI", held.url),
        ("WARC-Refers-To-Date", warc_date(held.fetched_at)),
    ]
    if exchange.ip:
        fields.append(("WARC-IP-Address", exchange.ip))
    position = archive.warc.append(fields, b"")
    append_request(archive, exchange, record_id)
    _append_answer(archive, exchange, record_id)
    return Kept(
        capture=Capture(
            url=exchange.url,
            method=exchange.method,
            kind=kind,
            fetched_at=exchange.fetched_at,
            status=NOT_MODIFIED,
            content_type=held.content_type,
            etag=etag or held.etag,
            last_modified=header(exchange.headers, "last-modified") or held.last_modified,
            payload_sha256=held.payload_sha256,
            payload_bytes=held.payload_bytes,
            record_id=record_id,
            record_type="revisit",
            refers_to=held.record_id,
            warc=position.warc,
            offset=position.offset,
            length=position.length,
            ip=exchange.ip,
        ),
        entity=decode(origin.http_headers, origin.payload),
    )


def _append_answer(archive: Archive, exchange: Exchange, revisit_id: str) -> None:
    block = http_block(exchange.status, exchange.headers, b"", status_line=exchange.status_line)
    archive.warc.append(
        [
            ("WARC-Type", "metadata"),
            ("WARC-Record-ID", new_record_id()),
            ("WARC-Date", warc_date(exchange.fetched_at)),
            ("WARC-Target-URI", exchange.url),
            ("WARC-Concurrent-To", revisit_id),
            ("Content-Type", FIELDS_TYPE),
        ],
        b"status-line: " + block,
    )


def _plain(etag: str) -> str:
    """An entity tag for the weak comparison; Apache adds `-gzip` to those of packed bodies."""
    return etag.strip().removeprefix("W/").strip('"').removesuffix("-gzip")


def _whole(archive: Archive, held: Held) -> Record | None:
    try:
        record = archive.record(held.capture)
    except DamagedRecord:
        return None
    return record if sha256(record.payload) == held.payload_sha256 else None


def unchanged(
    conn: sqlite3.Connection, entry: Entry, ground: Ground, kept: Kept
) -> PageWork | None:
    """The unit of work of an article that is as it was, without reading it again; else None."""
    row = conn.execute(
        "SELECT a.id FROM articles a JOIN revisions r ON r.article = a.id AND r.number = a.revision "
        "JOIN captures c ON c.id = r.capture WHERE a.url = ? AND a.gone_since IS NULL "
        "AND c.payload_sha256 = ?",
        (entry.url, kept.capture.payload_sha256),
    ).fetchone()
    if row is None:
        return None
    return PageWork(
        portal=ground.portal, crawl=ground.crawl, key=entry.key, capture=kept.capture,
        seen=row["id"],
    )  # fmt: skip


def wrong_answer(
    archive: Archive, exchange: Exchange, entry: Entry, ground: Ground, why: str
) -> PageWork:
    """A 304 that cannot be right: kept and told, and the page is fetched once without a condition."""
    kept = keep_exchange(archive, exchange, entry.kind)
    work = PageWork(
        portal=ground.portal,
        crawl=ground.crawl,
        key=entry.key,
        outcome="retry",
        error=why,
        capture=kept.capture,
        unconditional=True,
        events=(Event(kind="wrong 304", url=entry.url, detail=why),),
    )
    return work if entry.conditional else replace(work, outcome="failed")
