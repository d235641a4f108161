"""Keeping: a response becomes WARC records and a `Capture` before anyone reads it.

Works on plain values (status, header list, bytes), so that the spider and the importer keep
pages in the same way. Nothing here decides what a page means.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from archive.entity import Entity, decode, header
from archive.folder import Archive
from archive.record import Capture, Kind
from archive.store import known_payload
from archive.warc import http_block, new_record_id, request_block, sha256, warc_date

Headers = Sequence[tuple[str, str]]

REVISIT_PROFILE = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One HTTP request and its response, as they went over the wire."""

    url: str
    method: str
    request_headers: Headers | None
    """None for an imported response whose request nobody kept: then none is written."""
    request_body: bytes
    status: int
    headers: Headers
    payload: bytes
    """Entity body, content encoding still on."""
    fetched_at: datetime
    ip: str | None = None
    location: str | None = None
    note: str | None = None
    status_line: str | None = None
    """As the server sent it, where that is known: `HTTP/1.0 200 OK`."""
    truncated: str | None = None
    """Why the payload is not whole, in the words of WARC 1.1: length, time, disconnect; `note`
    tells it after `cut:`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A kept response: its capture and its decoded body."""

    capture: Capture
    entity: Entity


def keep_exchange(
    archive: Archive, exchange: Exchange, kind: Kind, entity: Entity | None = None
) -> Kept:
    """Appends the response (or a revisit of a known payload) and its request to the WARC.

    The records count once the transaction of the unit of work is committed.

    Args:
        entity: the decoded body, where it was decoded already.
    """
    digest = sha256(exchange.payload)
    whole = exchange.truncated is None
    known = known_payload(archive.conn, digest) if exchange.payload and whole else None
    record_id = new_record_id()
    fields = [
        ("WARC-Type", "revisit" if known else "response"),
        ("WARC-Record-ID", record_id),
        ("WARC-Date", warc_date(exchange.fetched_at)),
        ("WARC-Target-URI", exchange.url),
        ("WARC-Payload-Digest", f"sha256:{digest}"),
        ("Content-Type", "application/http;msgtype=response"),
    ]
    if exchange.ip:
        fields.append(("WARC-IP-Address", exchange.ip))
    if exchange.truncated:
        fields.append(("WARC-Truncated", exchange.truncated))
    if known is not None:
        when = datetime.fromisoformat(known["fetched_at"])
        fields += [
            ("WARC-Profile", REVISIT_PROFILE),
            ("WARC-Refers-To", known["record_id"]),
            ("WARC-Refers-To-Target-URI", known["url"]),
            ("WARC-Refers-To-Date", warc_date(when)),
        ]
    body = b"" if known else exchange.payload
    block = http_block(exchange.status, exchange.headers, body, status_line=exchange.status_line)
    position = archive.warc.append(fields, block)
    entity = entity or decode(exchange.headers, exchange.payload)
    append_request(archive, exchange, record_id)
    return Kept(
        capture=Capture(
            url=exchange.url,
            method=exchange.method,
            kind=kind,
            fetched_at=exchange.fetched_at,
            status=exchange.status,
            content_type=header(exchange.headers, "content-type"),
            location=exchange.location,
            etag=header(exchange.headers, "etag"),
            last_modified=header(exchange.headers, "last-modified"),
            payload_sha256=digest,
            payload_bytes=len(exchange.payload),
            record_id=record_id,
            record_type="revisit" if known else "response",
            refers_to=known["record_id"] if known else None,
            warc=position.warc,
            offset=position.offset,
            length=position.length,
            ip=exchange.ip,
            note=exchange.note or entity.problem,
        ),
        entity=entity,
    )


def append_request(archive: Archive, exchange: Exchange, response_id: str) -> None:
    """Appends the request that a record answers."""
    if exchange.request_headers is None:
        return
    parts = urlsplit(exchange.url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    headers = list(exchange.request_headers)
    if header(headers, "host") is None:  # sent, but added below Scrapy
        headers.insert(0, ("Host", parts.netloc.rpartition("@")[2]))
    block = request_block(exchange.method, target, headers, exchange.request_body)
    archive.warc.append(
        [
            ("WARC-Type", "request"),
            ("WARC-Record-ID", new_record_id()),
            ("WARC-Date", warc_date(exchange.fetched_at)),
            ("WARC-Target-URI", exchange.url),
            ("WARC-Concurrent-To", response_id),
            ("Content-Type", "application/http;msgtype=request"),
        ],
        block,
    )


def keep_drawn(archive: Archive, page: Capture, html: str, *, browser: str) -> Capture:
    """Keeps a page as a browser drew it: a `resource` record beside the response that it draws.

    It bears the address of the page, and names the response (WARC-Concurrent-To).
    """
    kept = keep_resource(
        archive, url=page.url, content=html.encode("utf-8", "replace"),
        content_type="text/html; charset=utf-8", fetched_at=page.fetched_at,
        kind=page.kind, note=f"{DRAWN_BY} {browser}",
        concurrent_to=page.record_id,
    )  # fmt: skip
    return kept.capture


DRAWN_BY = "drawn by"
"""How the note of a drawn page begins."""


def keep_resource(
    archive: Archive,
    *,
    url: str,
    content: bytes,
    content_type: str,
    fetched_at: datetime,
    kind: Kind,
    note: str,
    concurrent_to: str | None = None,
) -> Kept:
    """Keeps a file that did not come over HTTP (a saved page, a text) as a `resource` record."""
    digest = sha256(content)
    record_id = new_record_id()
    fields = [
        ("WARC-Type", "resource"),
        ("WARC-Record-ID", record_id),
        ("WARC-Date", warc_date(fetched_at)),
        ("WARC-Target-URI", url),
        ("WARC-Payload-Digest", f"sha256:{digest}"),
        ("Content-Type", content_type),
    ]
    if concurrent_to is not None:
        fields.append(("WARC-Concurrent-To", concurrent_to))
    position = archive.warc.append(fields, content)
    return Kept(
        capture=Capture(
            url=url,
            kind=kind,
            fetched_at=fetched_at,
            status=200,
            content_type=content_type,
            payload_sha256=digest,
            payload_bytes=len(content),
            record_id=record_id,
            record_type="resource",
            warc=position.warc,
            offset=position.offset,
            length=position.length,
            note=note,
        ),
        entity=Entity(body=content),
    )
