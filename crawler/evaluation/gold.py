"""What is known to be true of a page, a portal or a string: values only, no files, no scoring."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from archive.errors import ArchiveError

PageKind = Literal["article", "list", "empty", "hidden"]
StringKind = Literal["dates", "citations", "text"]

FIELDS = (
    "title", "published", "lead", "body", "author", "source", "category", "images", "captions",
    "attachments",
)  # fmt: skip
"""What a gold page may answer, in the order of a report."""


class BadGoldError(ArchiveError):
    """A folder without gold, or gold that cannot be understood: says where and what is meant."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldImage:
    """A picture of an article."""

    url: str
    caption: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldFile:
    """An attachment; known by its address, its name, or both."""

    url: str | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldPage:
    """The right reading of one page."""

    name: str
    """What mistakes are reported under."""
    url: str
    path: Path | None
    """The page's bytes; None when its portal has not got it."""
    content_type: str = ""
    kind: PageKind = "article"
    asked: frozenset[str] = frozenset()
    """The fields that the gold answers; None in one of these means: the page has none."""
    title: str | None = None
    published: str | None = None
    """ISO 8601, as fine as it is known."""
    printed: Literal["second", "minute", "day", "month"] = "day"
    """How finely the page prints it: a coarser reading is wrong."""
    lead: str | None = None
    paragraphs: tuple[str, ...] = ()
    html: str | None = None
    """The body as the portal's editor saved it, where paragraphs are not known one by one."""
    aside: tuple[str, ...] = ()
    """Text of the article that is no paragraph: captions, cells of tables, the signature."""
    signature: str | None = None
    must_contain: tuple[str, ...] = ()
    must_not_contain: tuple[str, ...] = ()
    begins: str | None = None
    ends: str | None = None
    images: tuple[GoldImage, ...] = ()
    captions: tuple[str, ...] | None = None
    """Captions that are not tied to a picture; None when `images` hold them."""
    attachments: tuple[GoldFile, ...] = ()
    authors: tuple[str, ...] = ()
    """Each of them is right; empty means that there is none."""
    source: str | None = None
    categories: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    """What a list links to."""
    other_urls: tuple[str, ...] = ()
    """More addresses of the same article."""
    loose: bool = False
    """Compare without white space: the gold was copied from a rendered page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MirrorPage:
    """What a portal answered for one address."""

    status: int
    content_type: str = ""
    location: str = ""
    path: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mirror:
    """A whole portal on disk, crawled from its home page as if it were running."""

    home: str
    pages: dict[str, MirrorPage]
    """By absolute URL; anything else answers 404."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldPages:
    """A folder of pages, or a whole portal, with gold."""

    name: str
    folder: Path
    form: str
    """Which layout of the folder was recognised."""
    pages: tuple[GoldPage, ...]
    mirror: Mirror | None = None
    hidden_titles: tuple[str, ...] = ()
    complete: bool = False
    """Does the gold name every article of the portal, so that any other is a mistake?"""
    unknown: tuple[str, ...] = ()
    """Fields of the gold that are not understood."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldString:
    """A string and what it must be read as."""

    text: str
    expected: tuple[str, ...]
    """The reading; empty for what must be refused. Citations may be several."""
    kind: str = ""
    now: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldStrings:
    """A file of strings with gold."""

    name: str
    folder: Path
    kind: StringKind
    rows: tuple[GoldString, ...]
    form: str = "strings"
    unknown: tuple[str, ...] = ()


GoldSet = GoldPages | GoldStrings
