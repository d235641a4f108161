"""The records of one WARC or ARC file on their way into the archive."""

from __future__ import annotations

import sqlite3
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import datetime
from urllib.parse import urljoin, urlsplit

from archive import provenance, store
from archive.crawls import PRIORITY
from archive.errors import ArchiveError, DiskFull
from archive.folder import Archive, stamp
from archive.known import Held
from archive.record import Kind, Portal
from archive.work import Entry, PageWork
from crawler.capture import DRAWN_BY, Exchange, Kept, keep_exchange, keep_resource
from crawler.conditional import NOT_MODIFIED, keep_not_modified, unchanged
from crawler.extract.siblings import loaded
from crawler.extract.urls import canonical
from crawler.replay._foreign import Foreign, ForeignFile, dechunked, read_date
from crawler.replay._imported import Imported, have, owner_of
from crawler.replay._saved import Saved, import_saved
from crawler.visit import Ground, ground_of, visit

_COMMIT_EVERY = 100
_BESIDE = frozenset({"warcinfo", "request"})
"""Read for what they say of the others; nobody misses them."""


class _NoOriginal(Exception):
    """What a revisit refers to is not in the archive, or not yet."""


@dataclass(slots=True, kw_only=True)
class Taking:
    """The records of one file on their way into the archive."""

    archive: Archive
    file: ForeignFile
    owner: Portal | None
    grounds: dict[str, Ground] = field(default_factory=dict)
    done: Counter[str] = field(default_factory=Counter)
    left: Counter[str] = field(default_factory=Counter)
    """Records that hold no capture, by type."""
    bad: list[str] = field(default_factory=list)
    """Records that are not sound: their address, and why."""
    waiting: list[Foreign] = field(default_factory=list)
    software: str | None = None
    row: int | None = None
    """Of `imported_files`, once something was taken."""

    def imported(self) -> Imported:
        done = self.done
        return Imported(
            path=self.file.path, pages=done["pages"], articles=done["articles"], new=done["new"],
            changed=done["changed"], skipped=done["skipped"], left_out=dict(self.left),
        )  # fmt: skip

    def take(self, record: Foreign) -> None:
        """Keeps and reads one record; counts those that hold no capture.

        Raises:
            DiskFull
        """
        try:
            self._take(record)
        except _NoOriginal:
            self.waiting.append(record)
        except DiskFull:
            raise
        except (ArchiveError, ValueError) as error:
            self.bad.append(f"{record.url}: {error}")

    def take_waiting(self) -> None:
        """Tries again the revisits whose original was not there."""
        waiting, self.waiting = self.waiting, []
        for record in waiting:
            self.take(record)

    def _take(self, record: Foreign) -> None:
        web = record.url.startswith(("http://", "https://"))
        if record.kind == "warcinfo" and self.software is None:
            self.software = _software(record)
        if record.kind in ("response", "revisit") and web:
            if "warc-segment-number" in record.fields:
                raise ValueError("it is one segment of a record in several, which is not supported")
            if record.kind == "revisit":
                self._take_revisit(record)
            else:
                self._take_response(_exchange(record, self.file), record)
        elif record.kind == "resource":
            self._take_resource(record)
        elif record.kind not in _BESIDE:
            self.left[record.kind] += 1

    def _take_resource(self, record: Foreign) -> None:
        """A page kept without HTTP, as this program keeps them; other resources are no pages."""
        kind = record.fields.get("content-type", "").split(";")[0]
        own = record.url.startswith(("http://", "https://"))
        if kind not in ("text/html", "text/plain") or not (
            own or record.url.startswith("urn:sha256:")
        ):
            self.left[record.kind] += 1
            return
        if record.damaged:
            raise ValueError("its bytes do not match its digest")
        if own and kind == "text/html" and "warc-concurrent-to" in record.fields:
            self._take_drawn(record)
            return
        saved = Saved(
            content=record.body, content_type=kind, url=record.url if own else None,
            fetched_at=record.date(),
        )  # fmt: skip
        if have(self.archive, saved.address, saved.content, saved.fetched_at):
            self.done["skipped"] += 1
            return
        self.archive.commit()
        try:
            kept = import_saved(self.archive, self.file.path, saved, self.owner)
        finally:
            self.archive.begin()
        self.done.update(pages=1, articles=1, new=kept.new, changed=kept.changed)

    def _take_drawn(self, record: Foreign) -> None:
        """A page as a browser drew it, kept beside its response."""
        content_type = record.fields["content-type"]
        exchange = replace(
            _exchange(record, self.file), status=200, headers=[("Content-Type", content_type)]
        )
        if have(self.archive, exchange.url, exchange.payload, exchange.fetched_at):
            self.done["skipped"] += 1
            return
        ground = self._ground(exchange)
        entry = _entry(self.archive, exchange, ground)
        answer = self.archive.conn.execute(
            "SELECT record_id FROM captures WHERE url = ? AND record_type <> 'resource' "
            "ORDER BY id DESC LIMIT 1",
            (exchange.url,),
        ).fetchone()
        kept = keep_resource(
            self.archive, url=exchange.url, content=exchange.payload, content_type=content_type,
            fetched_at=exchange.fetched_at, kind=entry.kind,
            note=f"{DRAWN_BY} a browser, imported from {self.file.path.name}",
            concurrent_to=answer["record_id"] if answer else record.fields["warc-concurrent-to"],
        )  # fmt: skip
        self._read(kept, entry, ground, record)

    def _take_response(self, exchange: Exchange, record: Foreign) -> None:
        if have(self.archive, exchange.url, exchange.payload, exchange.fetched_at):
            self.done["skipped"] += 1
            return
        ground = self._ground(exchange)
        entry = _entry(self.archive, exchange, ground)
        kept = keep_exchange(self.archive, exchange, entry.kind)
        self._read(kept, entry, ground, record)

    def _take_revisit(self, record: Foreign) -> None:
        """Without a payload of its own: that of the capture it refers to.

        Raises:
            _NoOriginal
        """
        origin = self._original(record)
        self.archive.warc.flush()  # it may have come a moment ago
        held = self.archive.entity(origin["id"])
        not_modified = "not-modified" in record.fields.get("warc-profile", "")
        shown = record
        if record.status_line is None or record.status == NOT_MODIFIED:
            shown = replace(
                record, status_line=f"HTTP/1.1 {held.status or 200}",
                http_headers=[*held.http_headers],
            )  # fmt: skip
        exchange = replace(_exchange(shown, self.file), payload=held.payload)
        if not (not_modified or record.status == NOT_MODIFIED):
            self._take_response(exchange, record)
            return
        if have(self.archive, exchange.url, exchange.payload, exchange.fetched_at):
            self.done["skipped"] += 1
            return
        ground = self._ground(exchange)
        entry = _entry(self.archive, exchange, ground)
        answer = replace(
            exchange, status=NOT_MODIFIED, headers=record.http_headers,
            status_line=record.status_line, payload=b"",
        )  # fmt: skip
        kept = keep_not_modified(self.archive, answer, entry.kind, _held(self.archive, origin))
        if isinstance(kept, str):
            raise ValueError(kept)
        work = unchanged(self.archive.conn, entry, ground, kept)
        self._write(
            work or PageWork(portal=ground.portal, crawl=None, capture=kept.capture), record
        )

    def _original(self, record: Foreign) -> sqlite3.Row:
        fields = record.fields
        when = fields.get("warc-refers-to-date")
        found = provenance.original(
            self.archive.conn,
            record_id=fields.get("warc-refers-to"),
            url=fields.get("warc-refers-to-target-uri") or record.url,
            at=read_date(when) if when else None,
            payload_digest=fields.get("warc-payload-digest"),
        )
        if found is None:
            raise _NoOriginal
        return found

    def _ground(self, exchange: Exchange) -> Ground:
        """The portal of a record. Pictures, scripts and frames from elsewhere are the last page's."""
        host = urlsplit(exchange.url).netloc
        if host in self.grounds:
            return self.grounds[host]
        if self.grounds and ("html" not in _content_type(exchange) or not self._is_page_host(host)):
            return next(reversed(self.grounds.values()))
        self.archive.commit()  # adding a portal commits: what came so far are whole units
        portal = self.owner or owner_of(self.archive, exchange.url, None)
        self.archive.begin()
        self.grounds[host] = ground_of(self.archive.conn, portal.id)
        return self.grounds[host]

    def _is_page_host(self, host: str) -> bool:
        return self.file.page_hosts is None or host in self.file.page_hosts

    def _read(self, kept: Kept, entry: Entry, ground: Ground, record: Foreign) -> None:
        host = urlsplit(kept.capture.url).netloc
        empty = kept.capture.status == NOT_MODIFIED and kept.capture.record_type == "response"
        if kept.capture.method != "GET" or host not in self.grounds or empty:
            # an answer to a form, a frame from elsewhere, a 304 that refers to nothing: not read
            work = PageWork(portal=ground.portal, crawl=None, capture=kept.capture)
            self._write(work, record)
            return
        known = self.archive.conn.execute(
            "SELECT last_captured FROM articles WHERE url = ?", (entry.url,)
        ).fetchone()
        work = visit(kept, entry, ground, known_article=known is not None)
        if known is not None and known["last_captured"] > stamp(kept.capture.fetched_at):
            work = replace(work, gone=None, gone_url=None)  # a later capture shows it again
        self.grounds[host] = replace(
            ground, platform=ground.platform or work.platform,
            dates=ground.dates.with_proof(work.day_first),
            siblings=loaded(work.siblings) if work.siblings else ground.siblings,
        )  # fmt: skip
        self._write(work, record)

    def _write(self, work: PageWork, record: Foreign) -> None:
        assert work.capture is not None
        counted = store.keep(
            self.archive,
            replace(work, key=None, found=(), outcome="done", robots_txt=None),
        )
        self._note(work.capture.record_id, record)
        self.done.update({name: counted[name] for name in ("articles", "new", "changed")}, pages=1)
        if self.done["pages"] % _COMMIT_EVERY == 0:
            self.archive.commit()
            self.archive.begin()

    def _note(self, record_id: str, record: Foreign) -> None:
        conn = self.archive.conn
        if self.row is None:
            self.row = provenance.add_file(
                conn, self.file.path, member=self.file.member, software=self.software
            )
        source = provenance.Source(
            file=self.row, record_id=record.record_id, offset=record.offset,
            payload_digest=record.fields.get("warc-payload-digest"),
        )  # fmt: skip
        provenance.note(conn, record_id, source)


def _software(record: Foreign) -> str | None:
    for line in record.body.decode("utf-8", "replace").splitlines():
        name, _, value = line.partition(":")
        if name.strip().lower() == "software":
            return value.strip()[:300] or None
    return None


def _held(archive: Archive, origin: sqlite3.Row) -> Held:
    whole = archive.conn.execute(
        "SELECT * FROM captures WHERE record_id = ?", (origin["refers_to"] or origin["record_id"],)
    ).fetchone()
    return Held(
        capture=whole["id"], record_id=whole["record_id"], url=whole["url"],
        fetched_at=datetime.fromisoformat(whole["fetched_at"]), etag=None,
        last_modified=origin["last_modified"], content_type=origin["content_type"],
        payload_sha256=whole["payload_sha256"], payload_bytes=whole["payload_bytes"],
    )  # fmt: skip


def _exchange(record: Foreign, file: ForeignFile) -> Exchange:
    """The record as an exchange; its request as it is in the file, or none.

    Raises:
        ValueError: it is not sound.
    """
    if record.damaged:
        raise ValueError("its bytes do not match its digest")
    parts = urlsplit(record.url)
    if not parts.hostname or parts.port == 0:  # a port that is no number is a ValueError
        raise ValueError("its address names no host")
    asked = record.request
    method = (asked.status_line or "").split(" ", 1)[0].upper() if asked is not None else "GET"
    location = record.header("location")
    note = f"imported from {file.path.name}"
    if record.truncated:
        note = f"cut: {record.truncated}, as its record says; {note}"
    bare = not record.status
    if bare and not record.body:
        raise ValueError("it is empty")
    return Exchange(
        url=record.url, method=method if method.isalpha() else "GET",
        request_headers=asked.http_headers if asked is not None else None,
        request_body=asked.body if asked is not None else b"",
        status=200 if bare else record.status,
        headers=record.http_headers,
        payload=dechunked(record), fetched_at=record.date(),
        location=urljoin(record.url, location) if location else None,
        ip=record.fields.get("warc-ip-address"),
        truncated=record.truncated,
        status_line=None if bare else record.status_line,
        note=f"{note}, without an HTTP header" if bare else note,
    )  # fmt: skip


def _content_type(exchange: Exchange) -> str:
    return next((v.lower() for n, v in exchange.headers if n.lower() == "content-type"), "")


def _entry(archive: Archive, exchange: Exchange, ground: Ground) -> Entry:
    kind = Kind.LISTING
    row = archive.conn.execute(
        "SELECT 1 FROM images WHERE url = ?1 UNION ALL SELECT 2 FROM attachments WHERE url = ?1",
        (exchange.url,),
    ).fetchone()
    content_type = _content_type(exchange)
    if content_type.startswith("image/"):
        kind = Kind.IMAGE
    elif row is not None or _is_document(content_type):
        kind = Kind.ATTACHMENT
    elif content_type.startswith(_PARTS):
        kind = Kind.PART
    elif urlsplit(exchange.url).path == "/robots.txt":
        kind = Kind.ROBOTS
    url = canonical(exchange.url, ground.platform) if kind is Kind.LISTING else exchange.url
    return Entry(portal=ground.portal, key=url, url=url, kind=kind, priority=PRIORITY[kind])


_PARTS = ("text/css", "text/javascript", "application/javascript", "application/x-javascript")


def _is_document(content_type: str) -> bool:
    """A PDF, an office file, an archive: neither a page nor a feed."""
    return content_type.startswith(("application/", "audio/", "video/")) and not any(
        word in content_type for word in ("html", "xml", "json", "javascript")
    )
