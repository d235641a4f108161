"""A page or the plain text of a page that was saved to a file."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime
from email import message_from_bytes
from email.utils import parsedate_to_datetime
from pathlib import Path

from archive import store
from archive.errors import UnreadableInput
from archive.folder import VIETNAM, Archive
from archive.record import Article, Kind, Portal
from archive.warc import sha256
from archive.work import Event, PageWork
from crawler.capture import keep_resource
from crawler.extract.encoding import read_text
from crawler.extract.page import read_page
from crawler.extract.plain import read_plain
from crawler.extract.urls import canonical
from crawler.replay._imported import Imported, owner_of
from crawler.replay._packages import snapshot_of
from crawler.visit import Ground, ground_of, site_of

HTML_SUFFIXES = (".html", ".htm", ".xhtml", ".aspx", ".php", ".mhtml", ".mht")
_NOWHERE = "http://unknown.invalid/"
"""Where a page stands while it is read whose address nobody knows."""

_MARKUP = re.compile(rb"(?i)<(?:!doctype|html|head|body|meta|title|div|table|span|p|a|h1|script)\b")
_SAVED_FROM = re.compile(rb"<!-- saved from url=\(\d+\)(https?://[^\s\"<>]+) -->")


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
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


def is_page(name: str, head: bytes) -> bool:
    """Is a file of this name that begins so a page with markup rather than the text of one?"""
    return name.lower().endswith(HTML_SUFFIXES) or _MARKUP.search(head) is not None


def read_saved(path: Path, head: bytes, url: str | None) -> Saved:
    """The page in the file, with its address if the browser or ArchiveBox noted it.

    Raises:
        UnreadableInput: an MHTML file without a page in it.
    """
    if path.name.lower().endswith((".mhtml", ".mht")):
        return _read_mhtml(path, url)
    noted_beside = snapshot_of(path)
    if noted_beside is not None and url is None:
        return Saved(
            content=path.read_bytes(), content_type="text/html", url=noted_beside[0],
            fetched_at=noted_beside[1],
        )  # fmt: skip
    page = is_page(path.name, head)
    noted = _SAVED_FROM.search(head) if page else None
    return Saved(
        content=path.read_bytes(),
        content_type="text/html" if page else "text/plain",
        url=url or (noted[1].decode("utf-8", "replace") if noted else None),
        fetched_at=datetime.fromtimestamp(path.stat().st_mtime, VIETNAM),
    )


def _read_mhtml(path: Path, url: str | None) -> Saved:
    """The page of an MHTML file (RFC 2557), as browsers save it: the first HTML part."""
    message = message_from_bytes(path.read_bytes())
    page = next((one for one in message.walk() if one.get_content_type() == "text/html"), None)
    content = page.get_payload(decode=True) if page is not None else None
    if page is None or not isinstance(content, bytes) or not content.strip():
        raise UnreadableInput(f"{path} holds no page: nothing was imported from it")
    address = url or message["Snapshot-Content-Location"] or page["Content-Location"]
    try:
        when = parsedate_to_datetime(str(message["Date"])).astimezone(VIETNAM)
    except ValueError:
        when = datetime.fromtimestamp(path.stat().st_mtime, VIETNAM)
    web = re.fullmatch(r"https?://[^\s]+", str(address))
    return Saved(
        content=content, content_type="text/html", url=web[0] if web else None, fetched_at=when
    )


def read_saved_page(saved: Saved, owner: Ground | None) -> tuple[Article | None, str | None, str]:
    """The article in the page at its address, the name of its site, and why there is none.

    `owner` is the portal that the page belongs to, if that is known and has an address.
    """
    if saved.is_text:
        text, _ = read_text(saved.content)
        plain = read_plain(text, fetched_at=saved.fetched_at)
        if plain.article is None:
            return None, plain.site_name, "it needs a title and a text"
        address = canonical(saved.url) if saved.url else saved.address
        return replace(plain.article, url=address), plain.site_name, ""
    home = owner.home if owner else ""
    reading = read_page(
        saved.content,
        saved.url or home or _NOWHERE,
        kind=Kind.ARTICLE,
        platform=owner.platform if owner else None,
        site=site_of(owner) if owner and home else None,
        fetched_at=saved.fetched_at,
    )
    if reading.article is None:
        why = "; ".join(reading.problems) or "it looks like a list or a form"
        return None, reading.site_name, why
    article = reading.article
    if not saved.url:
        article = _homeless(article, saved.address)
    return article, reading.site_name, ""


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


def import_saved(archive: Archive, path: Path, saved: Saved, owner: Portal | None) -> Imported:
    """Keeps a saved page and its article.

    Raises:
        UnreadableInput: it holds none.
    """
    ground = ground_of(archive.conn, owner.id) if owner else None
    article, site_name, why = read_saved_page(saved, ground)
    if article is None:
        raise UnreadableInput(f"no article was recognised in {path}: {why}")
    if owner is None:
        owner = owner_of(archive, saved.address, site_name)
        # with what is known of its portal, as when it is read again
        known, _, _ = read_saved_page(saved, ground_of(archive.conn, owner.id))
        article = known or article
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
