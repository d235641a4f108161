"""A unit of work: everything that one response changes, written in one transaction or not at all.

The crawler builds these values, `archive.store` writes them. One page = one unit.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from archive.record import Article, Capture, Kind

Outcome = Literal["done", "retry", "failed", "skipped"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A request that a list's own script makes for more of the list, and how to read its answer."""

    body: Literal["form", "json"] = "form"
    """How a POST sends its fields; `json`: the whole body is the value of the only field."""
    page: str = ""
    """Address of the list, which addresses in the answer are relative to."""
    item: str = ""
    """How the script writes an article's address: `/bai-viet/{slug}-{id}`; empty if unknown."""
    last: str = ""
    """Digest of what the call before this one brought: the same again ends the list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the frontier: a URL to fetch, and what for."""

    portal: str
    key: str
    """Identity in the frontier: the canonical URL; for a POST also its target."""
    url: str
    kind: Kind
    priority: int
    method: str = "GET"
    form: tuple[tuple[str, str], ...] = ()
    call: Call | None = None
    """Set when a script of the portal would make this request."""
    depth: int = 0
    """Pages in a row, on the way here, that showed no new article: a trap has a long way."""
    found_on: str | None = None
    """Key of the entry whose page links here."""
    listed: bool = False
    """Does a list page show it (not a sitemap, a feed, an earlier crawl)?"""
    redirects: int = 0
    attempts: int = 0
    conditional: bool = True
    """May the request be made on the condition that the page has changed?"""
    glance: bool = False
    """An article that is not due: look whether it is there without fetching its page again."""
    shown: int = 0
    """Names the link together with the words that the page shows it in; 0: it was no link."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something an archivist may want to know: a limit hit, a recovery, a refusal."""

    kind: str
    url: str | None = None
    detail: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaFacts:
    """What an image or attachment turned out to be."""

    url: str
    sha256: str
    bytes: int
    content_type: str | None
    width: int | None = None
    height: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PageWork:
    """What one response changes."""

    portal: str
    crawl: int | None
    key: str | None = None
    outcome: Outcome = "done"
    error: str | None = None
    not_before: float = 0.0
    """Unix time before which a retry is not sent."""
    unconditional: bool = False
    """Is a retry to be sent without a condition?"""
    conditional: bool = False
    """Was the request sent with one?"""
    glanced: bool = False
    """Did a glance bring this, which has no capture?"""
    whole: bool = False
    """Is a retry to fetch the page, whatever a glance would cost less?"""
    capture: Capture | None = None
    seen: str | None = None
    """The article that is as it was: identifier."""
    article: Article | None = None
    gone: str | None = None
    """Why the article at this address is no longer there."""
    gone_url: str | None = None
    redirected: tuple[str, str] | None = None
    """The address asked for and the one it leads to, when an article is expected there."""
    media: MediaFacts | None = None
    shown: tuple[int, ...] = ()
    """The links of a list with their words (`Entry.shown`), those not to be followed too."""
    list_links: tuple[int, int] | None = None
    """Of a list: how many links it has, and how many of them to articles, followed or not."""
    found: tuple[Entry, ...] = ()
    """What the page links to; their depth is as if the page had shown no new article."""
    events: tuple[Event, ...] = ()
    platform: str | None = None
    platform_score: float | None = None
    site_name: str | None = None
    siblings: str | None = None
    """What the reader knows to recur on the portal's pages, as it wrote it."""
    home: str | None = None
    """Where the portal's home page really is, after its redirects."""
    robots_txt: str | None = None
    drawn: Capture | None = None
    """The page as a browser drew it; what was read, was read from this."""
    parts: tuple[Capture, ...] = ()
    """What its scripts asked for."""
    browser: str | None = None
    """`on`: its portal turned out to need a browser."""
    cookies: tuple[tuple[str, str], ...] = ()
    """What the portal's cookie wall asks for."""
    day_first: bool | None = None
    """What the article's stamp proves by itself about the portal's order of day and month."""


def content_digest(article: Article) -> str:
    """SHA-256 over what a reader would see change: no markup, no tokens, no counters.

    A relative stamp ("2 giờ trước") moves with every visit and does not count.
    """
    fields = {name: getattr(article, name) for name in _DIGESTED}
    images = [(image.url, image.caption) for image in article.images]
    attachments = [(file.url, file.name) for file in article.attachments]
    return digest_of(fields, images=images, attachments=attachments)


_DIGESTED = (
    "title", "published", "published_rule", "lead", "body_text", "author", "source", "category",
)  # fmt: skip

Named = Sequence[tuple[str, str | None]]


class Fields(Protocol):
    """A row or a dictionary."""

    def __getitem__(self, name: str, /) -> Any: ...


def digest_of(fields: Fields, *, images: Named, attachments: Named) -> str:
    """`content_digest` of a row of `revisions`, with (url, caption) and (url, name) beside it."""
    relative = "relative" in (fields["published_rule"] or "")
    parts = [
        fields["title"],
        "" if relative else fields["published"] or "",
        fields["lead"] or "",
        fields["body_text"],
        fields["author"] or "",
        fields["source"] or "",
        fields["category"] or "",
        *(f"{url}\x1f{caption or ''}" for url, caption in images),
        *(f"{url}\x1f{name}" for url, name in attachments),
    ]
    return hashlib.sha256("\x1e".join(parts).encode("utf-8")).hexdigest()
