"""The same reading over pages that others kept: WARC files, saved HTML pages, plain text.

No network. Each imported page becomes a capture with its own date and a note of where it came
from; then it is read as if it had just been fetched. What is in the archive already is passed
over, so importing twice is harmless.
"""

from __future__ import annotations

import re
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from warcio.archiveiterator import ArchiveIterator
from warcio.recordloader import ArcWarcRecord

from archive import portals, store
from archive.crawls import PRIORITY
from archive.errors import ArchiveError, DiskFull, UnreadableInput
from archive.folder import VIETNAM, Archive, stamp
from archive.record import Article, Kind, Portal
from archive.warc import sha256
from archive.work import Entry, Event, PageWork
from crawler.capture import Exchange, keep_exchange, keep_resource
from crawler.extract.encoding import read_text
from crawler.extract.page import Site, read_page
from crawler.extract.plain import read_plain
from crawler.extract.urls import canonical
from crawler.visit import Ground, visit

_TEXT_SUFFIXES = (".txt", ".text", ".md")
_HTML_SUFFIXES = (".html", ".htm", ".xhtml", ".aspx", ".php")
_WARC_SUFFIXES = (".warc", ".warc.gz", ".arc", ".arc.gz")
_COMMIT_EVERY = 100
_MAX_PAGE = 64 * 1024 * 1024
_NOWHERE = "http://unknown.invalid/"
"""Where a page stands while it is read whose address nobody knows."""

_MARKUP = re.compile(rb"(?i)<(?:!doctype|html|head|body|meta|title|div|table|span|p|a|h1|script)\b")
_SAVED_FROM = re.compile(rb"<!-- saved from url=\(\d+\)(https?://[^\s\"<>]+) -->")


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What became of one file."""

    path: Path
    pages: int = 0
    articles: int = 0
    new: int = 0
    changed: int = 0
    skipped: int = 0
    """Records that were in the archive already."""
    problem: str | None = None
    """Why nothing, or not all, could be read."""


def import_files(
    archive: Archive, paths: list[Path], *, url: str | None = None, portal: str | None = None
) -> Iterator[Imported]:
    """Imports files and folders one after the other; a bad file is told, the others go on.

    Args:
        url: the address a single saved page was taken from.
        portal: the portal the pages belong to; found by host or site name when missing.

    Raises:
        UnknownPortal: `portal` is not in the archive.
        UnreadableInput: `url` is no web address, or does not go with what is to be imported.
    """
    owner = portals.get(archive.conn, portal) if portal else None
    found = [(path, _files(path)) for path in paths]
    if url is not None:
        if not re.match(r"https?://[^\s/]", url):
            raise UnreadableInput(f"--url {url!r} is no web address; nothing was imported")
        url = portals.normalise_url(url)
        if sum(len(files) for _, files in found) > 1:
            raise UnreadableInput("--url names one page, but several files were given")
    for path, files in found:
        if not files:
            yield Imported(path=path, problem=f"{path}: nothing to import in this folder")
        for file in files:
            try:
                yield _import_file(archive, file, url, owner)
            except DiskFull:
                raise
            except (ArchiveError, OSError) as error:
                archive.rollback()
                yield Imported(path=file, problem=_reason(error, file))


def check(paths: list[Path]) -> None:
    """Refuses paths that are not there before anything is imported.

    Raises:
        ArchiveError
    """
    missing = [str(path) for path in paths if not path.exists()]
    if missing:
        raise ArchiveError(f"not found: {', '.join(missing)}; nothing was imported")


def _reason(error: Exception, path: Path) -> str:
    if isinstance(error, OSError) and error.strerror:
        return f"{path} cannot be read: {error.strerror}"
    return str(error) if str(path) in str(error) else f"{path}: {error}"


def _files(path: Path) -> list[Path]:
    """The files to import; not the frames and scripts that a browser saves in `..._files`."""
    if not path.is_dir():
        return [path]
    wanted = (*_TEXT_SUFFIXES, *_HTML_SUFFIXES, *_WARC_SUFFIXES)
    return sorted(
        file
        for file in path.rglob("*")
        if file.is_file()
        and file.name.lower().endswith(wanted)
        and not any(part.endswith("_files") for part in file.relative_to(path).parts[:-1])
    )


def _import_file(archive: Archive, path: Path, url: str | None, owner: Portal | None) -> Imported:
    name = path.name.lower()
    with path.open("rb") as file:
        head = file.read(4096)
    if not head.strip():
        raise UnreadableInput(f"{path} is empty: nothing was imported from it")
    if name.endswith(_WARC_SUFFIXES) or _inflated(head).startswith((b"WARC/", b"filedesc://")):
        return _import_warc(archive, path, owner)
    if b"\x00" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnreadableInput(
            f"{path} is neither a WARC file, a saved page nor a text: nothing was imported from it"
        )
    if path.stat().st_size > _MAX_PAGE:
        raise UnreadableInput(f"{path} is too large for a page (over {_MAX_PAGE >> 20} MB)")
    saved = _saved(path, head, url)
    if _have(archive, saved.address, saved.content, saved.fetched_at, latest=True):
        return Imported(path=path, skipped=1)
    return _import_saved(archive, path, saved, owner)


def _have(
    archive: Archive, url: str, content: bytes, fetched_at: datetime, *, latest: bool = False
) -> bool:
    """Is this capture in the archive? `latest`: or is it the same as the latest one?"""
    row = archive.conn.execute(
        "SELECT 1 FROM captures WHERE url = ?1 AND payload_sha256 = ?2 AND (fetched_at = ?3 "
        "OR (?4 AND id = (SELECT max(id) FROM captures WHERE url = ?1)))",
        (url, sha256(content), stamp(fetched_at), latest),
    ).fetchone()
    return row is not None


def _inflated(head: bytes) -> bytes:
    if not head.startswith(b"\x1f\x8b"):
        return head
    try:
        return zlib.decompressobj(31).decompress(head)
    except zlib.error:
        return head


# -- a text or a page saved to a file ---------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class _Saved:
    """One page in a file of its own."""

    content: bytes
    content_type: str
    url: str | None
    """Where it was taken from, if that is known."""
    fetched_at: datetime

    @property
    def address(self) -> str:
        return self.url or f"urn:sha256:{sha256(self.content)}"

    @property
    def is_text(self) -> bool:
        return self.content_type.startswith("text/plain")


def _saved(path: Path, head: bytes, url: str | None) -> _Saved:
    """The page in the file, with its address if the browser noted it."""
    is_page = path.name.lower().endswith(_HTML_SUFFIXES) or _MARKUP.search(head) is not None
    noted = _SAVED_FROM.search(head) if is_page else None
    return _Saved(
        content=path.read_bytes(),
        content_type="text/html" if is_page else "text/plain",
        url=url or (noted[1].decode("utf-8", "replace") if noted else None),
        fetched_at=datetime.fromtimestamp(path.stat().st_mtime, VIETNAM),
    )


def _read(saved: _Saved, path: Path, owner: Portal | None) -> tuple[Article, str | None]:
    """The article in the page, at its address, and the name of its site.

    Raises:
        UnreadableInput: it holds none.
    """
    if saved.is_text:
        text, _ = read_text(saved.content)
        plain = read_plain(text, fetched_at=saved.fetched_at)
        if plain.article is None:
            raise UnreadableInput(
                f"no article was recognised in {path}: it needs a title and a text"
            )
        address = canonical(saved.url) if saved.url else saved.address
        return replace(plain.article, url=address), plain.site_name
    reading = read_page(
        saved.content,
        saved.url or (owner.url if owner and owner.url else _NOWHERE),
        kind=Kind.ARTICLE,
        platform=owner.platform if owner else None,
        site=Site(home=owner.url, names=(owner.name,)) if owner and owner.url else None,
        fetched_at=saved.fetched_at,
    )
    if reading.article is None:
        why = "; ".join(reading.problems) or "it looks like a list or a form"
        raise UnreadableInput(f"no article was recognised in {path}: {why}")
    article = reading.article
    return article if saved.url else _homeless(article, saved.address), reading.site_name


def _homeless(article: Article, address: str) -> Article:
    """The article of a page of unknown address: what it links to is as relative as it was."""
    return replace(
        article,
        url=address,
        body_html=article.body_html.replace(f'"{_NOWHERE}', '"'),
        images=tuple(replace(i, url=i.url.removeprefix(_NOWHERE)) for i in article.images),
        attachments=tuple(
            replace(a, url=a.url.removeprefix(_NOWHERE)) for a in article.attachments
        ),
    )


def _import_saved(archive: Archive, path: Path, saved: _Saved, owner: Portal | None) -> Imported:
    article, site_name = _read(saved, path, owner)
    owner = owner or _owner(archive, saved.address, site_name)
    with archive.transaction():
        capture = keep_resource(
            archive,
            url=saved.address,
            content=saved.content,
            content_type=saved.content_type,
            fetched_at=saved.fetched_at,
            kind=Kind.ARTICLE,
            note=f"imported from {path.name}",
        ).capture
        event = Event(kind="imported", url=capture.url, detail=capture.note)
        work = PageWork(
            portal=owner.id, crawl=None, capture=capture, article=article, site_name=site_name,
            events=(event,),
        )  # fmt: skip
        counted = store.keep(archive, work)
    return Imported(
        path=path, pages=1, articles=1, new=counted.get("new", 0), changed=counted.get("changed", 0)
    )


def _owner(archive: Archive, address: str, site_name: str | None) -> Portal:
    """The portal of an imported page: by host, else by site name, else a new one."""
    known = portals.list_portals(archive.conn, removed=True)
    host = urlsplit(address).netloc
    for portal in known:
        if host and urlsplit(portal.url).netloc == host:
            return portal
    name = site_name or host or "Trang đã lưu"
    for portal in known:
        if not host and portal.name == name:
            return portal
    home = f"{urlsplit(address).scheme}://{host}/" if host else ""
    return portals.add(archive, home, name=name)


# -- WARC files of others -----------------------------------------------------------------------


class _Cut(Exception):
    """The WARC ends, or breaks, in the middle."""


def _import_warc(archive: Archive, path: Path, owner: Portal | None) -> Imported:
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
        kind = (record.rec_headers.get_header("Content-Type") or "").split(";")[0]
        own = url.startswith(("http://", "https://"))
        if kind not in ("text/html", "text/plain") or not (own or url.startswith("urn:sha256:")):
            return
        saved = _Saved(
            content=_block(record), content_type=kind, url=url if own else None,
            fetched_at=_date(record),
        )  # fmt: skip
        if _have(self.archive, saved.address, saved.content, saved.fetched_at):
            self.done["skipped"] += 1
            return
        kept = _import_saved(self.archive, self.path, saved, self.owner)
        self.archive.begin()
        self.done.update(pages=1, articles=1, new=kept.new, changed=kept.changed)

    def _take_response(self, exchange: Exchange) -> None:
        if _have(self.archive, exchange.url, exchange.payload, exchange.fetched_at):
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
        portal = self.owner or _owner(self.archive, exchange.url, None)
        self.archive.begin()
        self.grounds[host] = Ground(
            portal=portal.id, home=portal.url, platform=portal.platform, site_names=(portal.name,)
        )
        return self.grounds[host]

    def _keep(self, exchange: Exchange, ground: Ground) -> dict[str, int]:
        entry = _entry(self.archive, exchange, ground)
        kept = keep_exchange(self.archive, exchange, entry.kind)
        known = self.archive.conn.execute(
            "SELECT last_captured FROM articles WHERE url = ?", (entry.url,)
        ).fetchone()
        work = visit(kept, entry, ground, known_article=known is not None)
        if known is not None and known["last_captured"] > stamp(exchange.fetched_at):
            work = replace(work, gone=None, gone_url=None)  # a later capture shows it again
        if ground.platform is None and work.platform is not None:
            self.grounds[urlsplit(exchange.url).netloc] = replace(ground, platform=work.platform)
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
    elif urlsplit(exchange.url).path == "/robots.txt":
        kind = Kind.ROBOTS
    url = canonical(exchange.url, ground.platform) if kind is Kind.LISTING else exchange.url
    return Entry(portal=ground.portal, key=url, url=url, kind=kind, priority=PRIORITY[kind])


def _is_document(content_type: str) -> bool:
    """A PDF, an office file, an archive: neither a page nor a feed."""
    return content_type.startswith(("application/", "audio/", "video/")) and not any(
        word in content_type for word in ("html", "xml", "json", "javascript")
    )
