"""The record types: what a portal, a capture and an article are.

Values only: no database, no network, no parsing. Every other module speaks in these types.
Times are aware datetimes or ISO 8601 strings with an offset; text is Unicode NFC; a missing
value is None, never an empty string.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Literal

Precision = Literal["second", "minute", "day", "month", "year"]


class Kind(StrEnum):
    """What a URL is for; decides how its response is read and when it is fetched."""

    ROBOTS = "robots"
    SITEMAP = "sitemap"
    FEED = "feed"
    LISTING = "listing"
    ARTICLE = "article"
    IMAGE = "image"
    ATTACHMENT = "attachment"
    PART = "part"
    """What the scripts of a drawn page asked for: themselves, and the data that they show."""


_MONTH_FIRST_PROOFS = 2
"""One stamp with the month first may be a slip; Vietnam writes the day first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DateOrder:
    """How many stamps of a portal prove, each by itself, that the day or the month comes first."""

    day_first: int = 0
    month_first: int = 0

    @property
    def known(self) -> bool | None:
        """True: the day comes first. None: nothing proves it yet, or there is proof of both."""
        if self.day_first and not self.month_first:
            return True
        if self.month_first >= _MONTH_FIRST_PROOFS and not self.day_first:
            return False
        return None

    def with_proof(self, day_first: bool | None) -> DateOrder:
        """The same after one more stamp."""
        if day_first is None:
            return self
        return DateOrder(
            day_first=self.day_first + day_first, month_first=self.month_first + (not day_first)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Portal:
    """One portal of one authority: a row of data, never code."""

    id: str
    """Short ASCII name, unique in the archive, e.g. `thanh-yen`."""
    url: str
    """Home page; empty for a portal known only from imported pages."""
    name: str
    allow_private: bool = False
    """May this portal live on a loopback or private address?"""
    insecure_tls: bool = False
    """Is it crawled whatever its TLS certificate says?"""
    delay: float = 2.0
    """Seconds between two requests to one host."""
    max_pages: int | None = None
    """Pages in one run; None: no limit."""
    max_bytes: int | None = None
    """Bytes received in one run."""
    budget: float | None = None
    """Seconds of one run."""
    quiet_hours: str | None = None
    """Times of day without a request, as `archive.quiet` reads them."""
    browser: Literal["on", "off", "auto"] = "auto"
    """Are its pages drawn by a browser before they are read; `auto`: if they need it."""
    platform: str | None = None
    """Name of the platform found on its pages, None before the first page."""
    platform_score: float | None = None
    """0..1: how sure the detection was."""
    dates: DateOrder = DateOrder()
    """What its stamps have proved about day and month."""
    added_at: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """One response as it was kept: the row that points into a WARC file."""

    url: str
    method: str = "GET"
    kind: Kind
    fetched_at: datetime
    status: int
    content_type: str | None
    location: str | None = None
    """Target of a redirect, absolute."""
    etag: str | None = None
    last_modified: str | None = None
    payload_sha256: str
    """SHA-256 (hex) of the entity body as received, before content decoding."""
    payload_bytes: int
    record_id: str
    record_type: Literal["response", "revisit", "resource"]
    refers_to: str | None = None
    """For a revisit: the record id of the capture that holds the same payload."""
    warc: str
    """File name below `warc/`."""
    offset: int
    length: int
    """Bytes of the record's gzip member in the file."""
    ip: str | None = None
    note: str | None = None
    """What was odd about the response: `cut: ...`, `not compressed`, `imported from ...`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """A picture of an article, in reading order."""

    url: str
    caption: str | None = None
    """As printed, the credit included."""
    credit: str | None = None
    """The photographer or agency inside the caption, if named."""
    sha256: str | None = None
    """Digest of the original, None while it has not been fetched."""
    width: int | None = None
    height: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A document that an article offers for download."""

    url: str
    name: str
    """As the page or the server names it."""
    sha256: str | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A person whom an article names with a title or an office."""

    name: str
    office: str | None = None
    """As printed: `Bí thư Đảng ủy, Chủ tịch HĐND xã Thanh Yên`."""
    organisation: str | None = None
    """The body that the office serves, where it is named: `HĐND xã Thanh Yên`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtractedBy:
    """Who read the page: enough to read it again the same way."""

    platform: str
    layout: str
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """What was read from one page. Derived: can be read again from its capture at any time."""

    url: str
    """Canonical URL: the one address of this article among its many."""
    title: str
    published: str | None = None
    """ISO 8601 in +07:00, cut to its precision: a time, a date, or a month."""
    published_text: str | None = None
    """The stamp as printed on the page."""
    published_precision: Precision | None = None
    published_rule: str | None = None
    """The grammar rule that read the stamp, with its flags: `dmy_time ambiguous_dm`."""
    lead: str | None = None
    body_text: str = ""
    """Paragraphs separated by one blank line; captions are not in it."""
    body_html: str = ""
    """Sanitised by allow-list; pictures in place with their original absolute URL."""
    author: str | None = None
    source: str | None = None
    category: str | None = None
    images: tuple[Image, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    citations: tuple[str, ...] = ()
    """Legal documents cited, in normal form (`05-CT/TW`), in order, each once."""
    people: tuple[Person, ...] = ()
    """Persons named with a title or an office, in order, each once."""
    extracted_by: ExtractedBy
    confidence: Mapping[str, float] = field(default_factory=dict)
    """Field name -> 0..1."""
    rules: Mapping[str, str] = field(default_factory=dict)
    """Field name -> the selector or rule that found it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """One version of an article in the archive."""

    article_id: str
    number: int
    """1 is the first seen."""
    captured_at: str
    article: Article


def article_id(canonical_url: str) -> str:
    """The identifier of an article: the same in every archive that holds it.

    16 characters of base32 (80 bits of SHA-256 over the canonical URL without its scheme),
    so that merging archives and rebuilding editions never renumbers anything.
    """
    address = canonical_url.split("://", 1)[-1].rstrip("/")
    digest = hashlib.sha256(address.encode()).digest()
    return base64.b32encode(digest[:10]).decode("ascii").lower()
