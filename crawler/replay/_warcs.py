"""WARC files that others made."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from warcio.archiveiterator import ArchiveIterator
from warcio.recordloader import ArcWarcRecord

from archive import store
from archive.crawls import PRIORITY
from archive.errors import ArchiveError, DiskFull
from archive.folder import VIETNAM, Archive, stamp
from archive.record import Kind, Portal
from archive.work import Entry
from crawler.capture import DRAWN_BY, Exchange, Kept, keep_exchange, keep_resource
from crawler.extract.siblings import loaded
from crawler.extract.urls import canonical
from crawler.replay._imported import Imported, have, owner_of
from crawler.replay._saved import Saved, import_saved
from crawler.visit import Ground, ground_of, visit

_COMMIT_EVERY = 100


class _Cut(Exception):
    """The WARC ends, or breaks, in the middle."""


def import_warc(archive: Archive, path: Path, owner: Portal | None) -> Imported:
    taking = _Taking(archive=archive, path=path, owner=owner)
    bad: list[str] = []
    cut = ""
    archive.begin()
    try:
        for record in _records(path):
            try:
                taking.take(record)
            except DiskFull:
                raise
            except (ArchiveError, ValueError) as error:
                bad.append(f"{record.rec_headers.get_header('WARC-Target-URI')}: {error}")
    except _Cut as error:
        cut = str(error)
    archive.commit()
    done = taking.done
    return Imported(
        path=path, pages=done["pages"], articles=done["articles"], new=done["new"],
        changed=done["changed"], skipped=done["skipped"],
        problem=_problem(path, cut, bad, taken=done["pages"] + done["skipped"]),
    )  # fmt: skip


def _problem(path: Path, cut: str, bad: list[str], *, taken: int) -> str | None:
    told = []
    if cut and taken:
        told.append(
            f"{path} cannot be read to its end ({cut}); what came before is imported. Get a whole "
            "copy and import it again: known records are passed over"
        )
    elif cut:
        told.append(f"{path} is no WARC file that can be read ({cut}): nothing was imported")
    if bad:
        told.append(f"{path}: {len(bad)} records were left out, the first is {bad[0]}")
    if not taken and not told:
        told.append(f"{path} holds no captured pages: nothing was imported")
    return "\n".join(told) or None


def _records(path: Path) -> Iterator[ArcWarcRecord]:
    with path.open("rb") as file:
        records = ArchiveIterator(file, arc2warc=True, check_digests=True)
        while True:
            try:
                record = next(records)
            except StopIteration:
                return
            except Exception as error:  # warcio stumbles over broken files in every way
                raise _Cut(" ".join(str(error).split("\n")[0].split())[:160]) from error
            yield record
            _block(record)


def _block(record: ArcWarcRecord) -> bytes:
    """The rest of a record, to its announced end.

    Raises:
        _Cut: the file ends before it.
    """
    try:
        block: bytes = record.raw_stream.read()
    except Exception as error:  # as above
        raise _Cut(str(error)[:160]) from error
    if getattr(record.raw_stream, "limit", 0) > 0:
        raise _Cut(f"the record of {record.rec_headers.get_header('WARC-Target-URI')} is cut short")
    return block


@dataclass(slots=True, kw_only=True)
class _Taking:
    """The records of one WARC file on their way into the archive."""

    archive: Archive
    path: Path
    owner: Portal | None
    grounds: dict[str, Ground] = field(default_factory=dict)
    done: Counter[str] = field(default_factory=Counter)

    def take(self, record: ArcWarcRecord) -> None:
        """Keeps and reads one record; passes over those that hold no page.

        Raises:
            ValueError, ArchiveError: the record is not sound; nothing of it was kept.
        """
        url = record.rec_headers.get_header("WARC-Target-URI") or ""
        if record.rec_type == "resource":
            self._take_resource(record, url)
        is_page = record.rec_type == "response" and record.http_headers is not None
        if is_page and url.startswith(("http://", "https://")):
            self._take_response(_exchange(record, url, self.path))

    def _take_resource(self, record: ArcWarcRecord, url: str) -> None:
        """A page kept without HTTP, as this module keeps them; other resources are no pages."""
        of_page = record.rec_headers.get_header("WARC-Concurrent-To")
        content_type = record.rec_headers.get_header("Content-Type") or ""
        kind = content_type.split(";")[0]
        own = url.startswith(("http://", "https://"))
        if kind not in ("text/html", "text/plain") or not (own or url.startswith("urn:sha256:")):
            return
        if of_page and own and kind == "text/html":
            self._take_drawn(record, url, content_type, of_page)
            return
        saved = Saved(
            content=_block(record), content_type=kind, url=url if own else None,
            fetched_at=_date(record),
        )  # fmt: skip
        if have(self.archive, saved.address, saved.content, saved.fetched_at):
            self.done["skipped"] += 1
            return
        kept = import_saved(self.archive, self.path, saved, self.owner)
        self.archive.begin()
        self.done.update(pages=1, articles=1, new=kept.new, changed=kept.changed)

    def _take_drawn(self, record: ArcWarcRecord, url: str, content_type: str, of_page: str) -> None:
        """A page as a browser drew it, kept beside its response."""
        exchange = Exchange(
            url=url, method="GET", request_headers=(), request_body=b"", status=200,
            headers=[("Content-Type", content_type)], payload=_block(record),
            fetched_at=_date(record),
        )  # fmt: skip
        if have(self.archive, url, exchange.payload, exchange.fetched_at):
            self.done["skipped"] += 1
            return
        ground = self._ground(exchange)
        entry = _entry(self.archive, exchange, ground)
        response = self.archive.conn.execute(
            "SELECT record_id FROM captures WHERE url = ? AND record_type <> 'resource' "
            "ORDER BY id DESC LIMIT 1",
            (url,),
        ).fetchone()
        kept = keep_resource(
            self.archive, url=url, content=exchange.payload, content_type=content_type,
            fetched_at=exchange.fetched_at, kind=entry.kind,
            note=f"{DRAWN_BY} a browser, imported from {self.path.name}", concurrent_to=response["record_id"] if response else of_page,
        )  # fmt: skip
        counted = self._read(kept, entry, ground, exchange)
        self.done.update({name: counted[name] for name in ("articles", "new", "changed")}, pages=1)

    def _take_response(self, exchange: Exchange) -> None:
        if have(self.archive, exchange.url, exchange.payload, exchange.fetched_at):
            self.done["skipped"] += 1
            return
        counted = self._keep(exchange, self._ground(exchange))
        self.done.update({name: counted[name] for name in ("articles", "new", "changed")}, pages=1)
        if self.done["pages"] % _COMMIT_EVERY == 0:
            self.archive.commit()
            self.archive.begin()

    def _ground(self, exchange: Exchange) -> Ground:
        """The portal of a record. Pictures and scripts from elsewhere belong to the last page's."""
        host = urlsplit(exchange.url).netloc
        if host in self.grounds:
            return self.grounds[host]
        if self.grounds and "html" not in _content_type(exchange):
            return next(reversed(self.grounds.values()))
        self.archive.commit()  # adding a portal commits: what came so far are whole units
        portal = self.owner or owner_of(self.archive, exchange.url, None)
        self.archive.begin()
        self.grounds[host] = ground_of(self.archive.conn, portal.id)
        return self.grounds[host]

    def _keep(self, exchange: Exchange, ground: Ground) -> dict[str, int]:
        entry = _entry(self.archive, exchange, ground)
        return self._read(
            keep_exchange(self.archive, exchange, entry.kind), entry, ground, exchange
        )

    def _read(self, kept: Kept, entry: Entry, ground: Ground, exchange: Exchange) -> dict[str, int]:
        known = self.archive.conn.execute(
            "SELECT last_captured FROM articles WHERE url = ?", (entry.url,)
        ).fetchone()
        work = visit(kept, entry, ground, known_article=known is not None)
        if known is not None and known["last_captured"] > stamp(exchange.fetched_at):
            work = replace(work, gone=None, gone_url=None)  # a later capture shows it again
        self.grounds[urlsplit(exchange.url).netloc] = replace(
            ground, platform=ground.platform or work.platform,
            dates=ground.dates.with_proof(work.day_first),
            siblings=loaded(work.siblings) if work.siblings else ground.siblings,
        )  # fmt: skip
        work = replace(work, key=None, found=(), outcome="done", robots_txt=None)
        return store.keep(self.archive, work)


def _exchange(record: ArcWarcRecord, url: str, path: Path) -> Exchange:
    body = _block(record)
    failed = [text for text in record.digest_checker.problems if text.startswith("block")]
    if failed:
        raise ValueError("its bytes do not match its digest")
    parts = urlsplit(url)
    if not parts.hostname or parts.port == 0:  # a port that is no number is a ValueError
        raise ValueError("its address names no host")
    status = record.http_headers.get_statuscode() or ""
    location = record.http_headers.get_header("Location")
    return Exchange(
        url=url, method="GET", request_headers=(), request_body=b"",
        status=int(status) if status.isdigit() else 0,
        headers=[(name, value) for name, value in record.http_headers.headers],
        payload=_dechunk(record, body), fetched_at=_date(record),
        location=urljoin(url, location) if location else None,
        note=f"imported from {path.name}",
    )  # fmt: skip


def _date(record: ArcWarcRecord) -> datetime:
    text = record.rec_headers.get_header("WARC-Date") or ""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"its WARC-Date {text!r} is no time") from None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(VIETNAM)


def _dechunk(record: ArcWarcRecord, body: bytes) -> bytes:
    """Heritrix and wget keep the transfer coding; the entity is what is inside."""
    coding = record.http_headers.get_header("Transfer-Encoding") or ""
    if coding.lower() != "chunked":
        return body
    out, rest = [], body
    while rest:
        head, separator, rest = rest.partition(b"\r\n")
        size = head.split(b";")[0].strip()
        if not re.fullmatch(rb"[0-9A-Fa-f]{1,8}", size):
            return body  # it says chunked but was unpacked already
        if not separator or int(size, 16) == 0:
            break
        out.append(rest[: int(size, 16)])
        rest = rest[int(size, 16) + 2 :]
    return b"".join(out)


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
