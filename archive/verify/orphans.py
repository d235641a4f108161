"""A record without a row: everything of its capture, from the record itself and what is around it."""

from __future__ import annotations

import sqlite3
from datetime import datetime
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from archive import portals
from archive.entity import header
from archive.errors import ArchiveError, DamagedRecord
from archive.folder import stamp
from archive.record import Capture, Kind
from archive.warc import Record, read_record, sha256


def portal_of(conn: sqlite3.Connection, url: str) -> str | None:
    row = conn.execute(
        "SELECT portal FROM captures WHERE url = ? ORDER BY id DESC LIMIT 1", (url,)
    ).fetchone()
    if row is not None:
        return str(row["portal"])
    host = urlsplit(url).netloc
    for portal in portals.list_portals(conn, removed=True):
        if host and urlsplit(portal.url).netloc == host:
            return portal.id
    return None


def number_of(conn: sqlite3.Connection, url: str, fetched_at: datetime) -> int | None:
    """The number that other rows know a missing capture by, if they agree on one."""
    rows = conn.execute(
        "SELECT r.capture FROM revisions r JOIN article_urls u ON u.article = r.article "
        "WHERE u.url = ?1 AND r.captured_at = ?2 "
        "AND r.capture NOT IN (SELECT id FROM captures) UNION "
        "SELECT capture FROM media WHERE url = ?1 AND capture NOT IN (SELECT id FROM captures)",
        (url, stamp(fetched_at)),
    ).fetchall()
    return int(rows[0][0]) if len(rows) == 1 else None


def request_after(path: Path, record: Record, offset: int) -> str:
    """First line of the request that a response answers; it lies behind it."""
    try:
        request = read_record(path, offset)
    except DamagedRecord:
        return ""
    if request.headers.get("warc-concurrent-to") != record.record_id:
        return ""
    return request.block.partition(b"\r\n")[0].decode("ascii", "replace")


def _kind_of(conn: sqlite3.Connection, url: str, content_type: str) -> Kind:
    for sql in (
        "SELECT kind FROM captures WHERE url = ? ORDER BY id DESC LIMIT 1",
        "SELECT kind FROM frontier WHERE url = ? LIMIT 1",
    ):
        row = conn.execute(sql, (url,)).fetchone()
        if row is not None:
            return Kind(row["kind"])
    if url.endswith("/robots.txt"):
        return Kind.ROBOTS
    if content_type.startswith("image/"):
        return Kind.IMAGE
    return Kind.ARTICLE if "html" in content_type else Kind.ATTACHMENT


def capture_from(
    conn: sqlite3.Connection, record: Record, url: str, *, warc: str, offset: int, length: int
) -> Capture:
    content_type = header(record.http_headers, "content-type")
    place = header(record.http_headers, "location")
    refers_to = record.headers.get("warc-refers-to")
    digest, size = sha256(record.payload), len(record.payload)
    if record.type == "revisit":
        origin = conn.execute(
            "SELECT payload_sha256, payload_bytes FROM captures WHERE record_id = ?", (refers_to,)
        ).fetchone()
        if origin is None:
            raise ArchiveError(f"{url}: its original {refers_to} is not in the archive")
        digest, size = origin["payload_sha256"], origin["payload_bytes"]
    return Capture(
        url=url,
        kind=_kind_of(conn, url, content_type or record.headers.get("content-type", "")),
        fetched_at=datetime.fromisoformat(record.headers["warc-date"]),
        status=record.status or 200,
        content_type=content_type or record.headers.get("content-type"),
        location=urljoin(url, place) if place else None,
        etag=header(record.http_headers, "etag"),
        last_modified=header(record.http_headers, "last-modified"),
        payload_sha256=digest,
        payload_bytes=size,
        record_id=record.record_id,
        record_type=record.type,  # type: ignore[arg-type]
        refers_to=refers_to,
        warc=warc,
        offset=offset,
        length=length,
        ip=record.headers.get("warc-ip-address"),
        note="taken up again by a repair",
    )
