"""What a platform is: how one vendor's portal software lays out its pages.

Data only, as frozen values. A platform module holds one `PLATFORM`; everything that it says
is read by `crawler.discover` (fingerprints), `crawler.extract` (layouts) and the link reader
(URL rules). Nothing here fetches or parses.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

Where = Literal["html", "url", "header"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fingerprint:
    """One sign that a page was made by the platform."""

    pattern: re.Pattern[str]
    where: Where = "html"
    weight: float
    """0..1: how sure the platform is when only this sign is seen."""
    near: tuple[str, ...] = ()
    """Lower-case literals of which one stands in whatever the pattern matches: looking for a
    literal is a hundred times cheaper than searching the pattern. Those of a header have none."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Layout:
    """Where the fields of an article stand on a page. Selectors are CSS, tried in order.

    An empty tuple leaves the field to the generic reader, which looks at cues instead. Two layouts
    are never compared: each is itself.
    """

    name: str
    article: str
    """Must match, or the page is not an article in this layout."""
    within: str = ""
    """The element around everything but the category, if there is one: the other selectors are
    looked for in it alone, which is faster. Empty looks in the whole page."""
    single: str = ""
    """What an article's page shows once and a list once per item: more than one match is a list."""
    title: tuple[str, ...] = ()
    stamp: tuple[str, ...] = ()
    """Where the time stands in print. A `datetime` attribute of it makes a printed day finer."""
    lead: tuple[str, ...] = ()
    """Empty: a first paragraph in bold is the lead."""
    body: tuple[str, ...] = ()
    picture: tuple[str, ...] = ()
    """The lead picture where it stands outside the body."""
    byline: tuple[str, ...] = ()
    """Lines outside the body that name the author or the source (`Tác giả: ...`)."""
    author: tuple[str, ...] = ()
    category: tuple[str, ...] = ()
    """The steps of a trail of breadcrumbs; the last one counts."""
    categories: tuple[str, ...] = ()
    """Links to the categories that the article is in; the first one counts."""
    attachments: tuple[str, ...] = ()
    """Links to attachments that stand outside the body."""
    cut: tuple[str, ...] = ()
    """Chrome inside the body."""
    stamp_labels: tuple[str, ...] = ()
    """Labels that mark the stamp where no selector can be relied on."""
    title_before_stamp: bool = False
    """Is the title the text just before the stamp (and neither `h1` nor `title`)?"""
    needs_stamp: bool = False
    """Is a page without a stamp no article in this layout? For selectors that say little."""
    shared_picture: bool = False
    """Does `og:image` name a picture of the article that the page itself may not show?"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewrite:
    """A rule of the canonical URL, applied to path and query."""

    pattern: re.Pattern[str]
    to: str
    lower: bool = False
    """Put the result in lower case (slugs that are printed in capitals elsewhere)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UrlRules:
    """What the platform's URLs mean. Patterns see the path and the query (`/a/b?c=d`)."""

    article: re.Pattern[str] | None = None
    refused: re.Pattern[str] | None = None
    """Views that are never fetched: print, save, search, users, ..."""
    allowed: re.Pattern[str] | None = None
    """Pages in spite of the general rules: a query that elsewhere is a search, ..."""
    drop_query: frozenset[str] = frozenset()
    """Parameters that don't change what the page is."""
    drop_named: re.Pattern[str] | None = None
    """The same for parameters with a changing part in their name (`_101_INSTANCE_x_delta`)."""
    article_query: frozenset[str] | None = None
    """The only parameters that an article's URL keeps; None keeps all."""
    rewrites: tuple[Rewrite, ...] = ()
    dated: re.Pattern[str] | None = None
    """The day of publication in an article's address (groups `y`, `m`, `d`), for want of another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListCall:
    """A request for a list that no page writes out, because a script elsewhere makes it."""

    pattern: re.Pattern[str]
    """What in the page shows that it has such a list; its named groups go into the address."""
    near: str
    """A lower-case literal that stands wherever the pattern matches."""
    url: str
    """Path and query, with the pattern's groups in braces, ending in the number of the page."""
    item: str
    """How an article's address is written out of the answer's fields: `/tin-tuc/{Url}-{Id}`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Platform:
    """One vendor's software: how to know it, where its URLs lead, how its pages are read."""

    name: str
    title: str
    """As people call it."""
    fingerprints: tuple[Fingerprint, ...] = ()
    layouts: tuple[Layout, ...] = ()
    urls: UrlRules = field(default_factory=UrlRules)
    list_calls: tuple[ListCall, ...] = ()
    lists: str = ""
    """What only lists, searches and error pages have. A page that shows it and that no layout
    describes is no article: the generic reader does not look."""
    strict: bool = False
    """Is a page that matches no layout never an article? False lets the generic reader try."""
    trust_meta_time: bool = True
    """May the time in the page's metadata stand in for a stamp that is not printed?"""
    stands_in: bool = False
    """The platform of pages that nobody described: taken when no other is recognised."""
