"""The same reading over pages that others kept: WARC files, saved HTML pages, plain text.

No network. Each imported page becomes a capture with its own date and a note of where it came
from; then it is read as if it had just been fetched.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord

from archive import portals, store
from archive.crawls import PRIORITY
from archive.errors import ArchiveError, UnreadableInput
from archive.folder import VIETNAM, Archive
from archive.record import Article, Kind, Portal
from archive.warc import sha256
from archive.work import Entry, Event, PageWork
from crawler.capture import Exchange, Kept, keep_exchange, keep_resource
from crawler.extract.page import Site, read_page
from crawler.extract.plain import read_plain
from crawler.extract.urls import canonical
from crawler.visit import Ground, visit

_TEXT_SUFFIXES = (".txt", ".text", ".md")
_HTML_SUFFIXES = (".html", ".htm", ".mhtml", ".xhtml", ".aspx", ".php")
_WARC_SUFFIXES = (".warc", ".warc.gz", ".arc", ".arc.gz")
_COMMIT_EVERY = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What became of one file."""

    path: Path
    pages: int
    articles: int
    new: int
    changed: int
    skipped: int = 0
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
    """
    owner = portals.get(archive.conn, portal) if portal else None
    files = [file for path in paths for file in _files(path)]
    if not files:
        raise UnreadableInput(f"nothing to import in {', '.join(map(str, paths))}")
    if url is not None and len(files) > 1:
        raise UnreadableInput(f"--url names one page, but {len(files)} files were given")
    for path in files:
        try:
            yield _import_file(archive, path, url, owner)
        except (UnreadableInput, OSError) as error:
            archive.rollback()
            yield Imported(
                path=path, pages=0, articles=0, new=0, changed=0, problem=_reason(error, path)
            )


def _reason(error: Exception, path: Path) -> str:
    if isinstance(error, OSError) and error.strerror:
        return f"{path} cannot be read: {error.strerror}"
    return str(error)


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    wanted = (*_TEXT_SUFFIXES, *_HTML_SUFFIXES, *_WARC_SUFFIXES)
    return sorted(p for p in path.rglob("*") if p.is_file() and p.name.lower().endswith(wanted))


def _import_file(archive: Archive, path: Path, url: str | None, owner: Portal | None) -> Imported:
    name = path.name.lower()
    with path.open("rb") as file:
        head = file.read(512)
    if name.endswith(_WARC_SUFFIXES) or head.startswith((b"WARC/", b"filedesc://")):
        return _import_warc(archive, path, owner)
    if not head.strip():
        raise UnreadableInput(f"{path} is empty")
    if b"\x00" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnreadableInput(
            f"{path} is neither a WARC file, a saved page nor a text: nothing was imported from it"
        )
    content = path.read_bytes()
    if name.endswith(_HTML_SUFFIXES) or (b"<" in head and b">" in head):
        return _import_page(archive, path, content, url, owner)
    return _import_text(archive, path, content, url, owner)


# -- a text or a page saved to a file ---------------------------------------------------------


def _modified(path: Path) -> datetime:
    return datetime.fromtimestamp(path.stat().st_mtime, VIETNAM)


def _import_text(
    archive: Archive, path: Path, content: bytes, url: str | None, owner: Portal | None
) -> Imported:
    try:
        text = content.decode(
            "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
        )
    except UnicodeDecodeError as error:
        raise UnreadableInput(f"{path} is not a text in UTF-8 (byte {error.start})") from error
    fetched_at = _modified(path)
    reading = read_plain(text, fetched_at=fetched_at)
    if reading.article is None:
        raise UnreadableInput(f"no article was recognised in {path}: it needs a title and a text")
    address = url or f"urn:sha256:{sha256(content)}"
    owner = owner or _owner(archive, address, reading.site_name)
    with archive.transaction():
        kept = keep_resource(
            archive,
            url=address,
            content=content,
            content_type="text/plain; charset=utf-8",
            fetched_at=fetched_at,
            kind=Kind.ARTICLE,
            note=f"imported from {path.name}",
        )
        article = replace(reading.article, url=canonical(address) if url else address)
        counted = _keep_article(archive, owner, kept, article, reading.site_name)
    return Imported(
        path=path, pages=1, articles=1, new=counted.get("new", 0), changed=counted.get("changed", 0)
    )


def _import_page(
    archive: Archive, path: Path, content: bytes, url: str | None, owner: Portal | None
) -> Imported:
    fetched_at = _modified(path)
    address = url or f"urn:sha256:{sha256(content)}"
    base = url or (owner.url if owner and owner.url else "http://unknown.invalid/")
    site = Site(home=owner.url, names=(owner.name,)) if owner and owner.url else None
    reading = read_page(
        content,
        base,
        kind=Kind.ARTICLE,
        platform=owner.platform if owner else None,
        site=site,
        fetched_at=fetched_at,
    )
    if reading.article is None:
        why = "; ".join(reading.problems) or "it looks like a list or a form"
        raise UnreadableInput(f"no article was recognised in {path}: {why}")
    owner = owner or _owner(archive, address, reading.site_name)
    article = reading.article if url else replace(reading.article, url=address)
    with archive.transaction():
        kept = keep_resource(
            archive,
            url=address,
            content=content,
            content_type="text/html",
            fetched_at=fetched_at,
            kind=Kind.ARTICLE,
            note=f"imported from {path.name}",
        )
        counted = _keep_article(archive, owner, kept, article, reading.site_name)
    return Imported(
        path=path, pages=1, articles=1, new=counted.get("new", 0), changed=counted.get("changed", 0)
    )


def _keep_article(
    archive: Archive, owner: Portal, kept: Kept, article: Article, site_name: str | None
) -> dict[str, int]:
    work = PageWork(
        portal=owner.id,
        crawl=None,
        capture=kept.capture,
        article=article,
        site_name=site_name,
        events=(Event(kind="imported", url=kept.capture.url, detail=kept.capture.note),),
    )
    return store.keep(archive, work)


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


def _import_warc(archive: Archive, path: Path, owner: Portal | None) -> Imported:
    pages = articles = new = changed = skipped = 0
    problem = None
    owners: dict[str, Ground] = {}
    archive.begin()
    try:
        for record in _records(path):
            exchange = _exchange(record, path)
            if exchange is None:
                skipped += 1
                continue
            if _have(archive, exchange):
                skipped += 1
                continue
            counted = _keep_exchange(archive, exchange, owner, owners)
            pages += 1
            articles += counted["articles"]
            new += counted["new"]
            changed += counted["changed"]
            if pages % _COMMIT_EVERY == 0:
                archive.commit()
                archive.begin()
    except _Cut as error:
        problem = str(error)
    archive.commit()
    if not pages and not skipped and problem is None:
        raise UnreadableInput(f"{path} holds no captured pages")
    return Imported(
        path=path,
        pages=pages,
        articles=articles,
        new=new,
        changed=changed,
        skipped=skipped,
        problem=problem,
    )


class _Cut(Exception):
    """The WARC ends, or breaks, in the middle."""


def _records(path: Path) -> Iterator[ArcWarcRecord]:
    with path.open("rb") as file:
        records = ArchiveIterator(file, arc2warc=True)
        while True:
            try:
                record = next(records)
            except StopIteration:
                return
            except (ArchiveLoadFailed, OSError, EOFError, ValueError) as error:
                raise _Cut(_cut(path, error)) from error
            yield record


def _cut(path: Path, error: Exception) -> str:
    reason = str(error).strip().split("\n")[0][:160]
    return (
        f"{path} cannot be read to its end ({reason}); what came before is imported. "
        "Get a whole copy and import it again: known records are passed over"
    )


def _exchange(record: ArcWarcRecord, path: Path) -> Exchange | None:
    """The HTTP exchange of a response record; None for records of other types."""
    if record.rec_type != "response" or record.http_headers is None:
        return None
    url = record.rec_headers.get_header("WARC-Target-URI") or ""
    if not url.startswith(("http://", "https://")):
        return None
    announced = int(record.rec_headers.get_header("Content-Length") or 0)
    body = record.raw_stream.read()
    length = len(body) + len(record.http_headers.to_ascii_bytes() or b"")
    if announced and length + 1024 < announced:
        raise _Cut(_cut(path, ValueError(f"the record of {url} is cut short")))
    date = record.rec_headers.get_header("WARC-Date")
    status = record.http_headers.get_statuscode()
    return Exchange(
        url=url,
        method="GET",
        request_headers=(),
        request_body=b"",
        status=int(status) if status and status.isdigit() else 0,
        headers=[(name, value) for name, value in record.http_headers.headers],
        payload=_dechunk(record, body),
        fetched_at=datetime.fromisoformat(date).astimezone(VIETNAM),
        location=record.http_headers.get_header("Location"),
        note=f"imported from {path.name}",
    )


def _dechunk(record: ArcWarcRecord, body: bytes) -> bytes:
    """Heritrix and wget keep the transfer coding; the entity is what is inside."""
    coding = record.http_headers.get_header("Transfer-Encoding") or ""
    if coding.lower() != "chunked":
        return body
    out, rest = [], body
    while rest:
        head, separator, rest = rest.partition(b"\r\n")
        try:
            size = int(head.split(b";")[0], 16)
        except ValueError:
            return body  # it says chunked but was unpacked already
        if not separator or size == 0:
            break
        out.append(rest[:size])
        rest = rest[size + 2 :]
    return b"".join(out)


def _have(archive: Archive, exchange: Exchange) -> bool:
    row = archive.conn.execute(
        "SELECT 1 FROM captures WHERE url = ? AND payload_sha256 = ? AND fetched_at = ?",
        (
            exchange.url,
            sha256(exchange.payload),
            exchange.fetched_at.isoformat(timespec="seconds"),
        ),
    ).fetchone()
    return row is not None


def _keep_exchange(
    archive: Archive, exchange: Exchange, owner: Portal | None, owners: dict[str, Ground]
) -> dict[str, int]:
    host = urlsplit(exchange.url).netloc
    if host not in owners:
        portal = owner or _known_owner(archive, exchange.url)
        owners[host] = Ground(
            portal=portal.id, home=portal.url, platform=portal.platform, site_names=(portal.name,)
        )
    ground = owners[host]
    entry = _entry(archive, exchange, ground)
    kept = keep_exchange(archive, exchange, entry.kind)
    known = archive.conn.execute("SELECT 1 FROM articles WHERE url = ?", (entry.url,)).fetchone()
    work = visit(kept, entry, ground, known_article=known is not None)
    if ground.platform is None and work.platform is not None:
        owners[host] = replace(ground, platform=work.platform)
    return store.keep(archive, replace(work, key=None, found=(), outcome="done", robots_txt=None))


def _known_owner(archive: Archive, url: str) -> Portal:
    """Adding a portal commits; the records so far are whole units, so that is no harm."""
    archive.commit()
    owner = _owner(archive, url, None)
    archive.begin()
    return owner


def _entry(archive: Archive, exchange: Exchange, ground: Ground) -> Entry:
    kind = Kind.LISTING
    row = archive.conn.execute(
        "SELECT 1 FROM images WHERE url = ?1 UNION ALL SELECT 2 FROM attachments WHERE url = ?1",
        (exchange.url,),
    ).fetchone()
    content_type = next((v.lower() for n, v in exchange.headers if n.lower() == "content-type"), "")
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


def check(paths: list[Path]) -> None:
    """Refuses paths that are not there before anything is imported.

    Raises:
        ArchiveError
    """
    missing = [str(path) for path in paths if not path.exists()]
    if missing:
        raise ArchiveError(f"not found: {', '.join(missing)}")
