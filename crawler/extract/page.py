"""Everything one response says: the article on it, if any, and where to go from there.

`read_page` is what the spider, the importer and the re-reader call for every page, feed and
sitemap. Bytes in, values out; never an exception, whatever the bytes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urljoin

from archive.record import Article, Kind
from crawler.extract import feeds
from crawler.extract.answers import read_answer
from crawler.extract.article import open_page, read_article
from crawler.extract.cues import cleaned
from crawler.extract.encoding import read_text
from crawler.extract.headline import SEPARATORS
from crawler.extract.links import Link, links_of
from crawler.extract.scene import Scene
from crawler.extract.siblings import Siblings, lesson
from crawler.extract.source import Source
from crawler.extract.traces import Traces
from crawler.extract.tree import MAX_HTML, parse
from crawler.extract.urls import canonical, same_site, wanted
from crawler.platforms import by_name

__all__ = ["Link", "Reading", "Site", "read_page"]

_LISTED = 5
"""A page without an article that links to this many pages is a list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What is known of the portal that a page belongs to."""

    home: str
    names: tuple[str, ...] = ()
    """The site's own names, learnt from its home page."""
    day_first: bool | None = None
    """What other stamps of the portal have proved about its dates; None: nothing, or both."""
    siblings: Siblings = field(default_factory=Siblings)
    """What is known to recur on its pages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What one response says."""

    article: Article | None = None
    links: tuple[Link, ...] = ()
    platform: str
    platform_score: float
    site_name: str | None = None
    title: str | None = None
    """The document's title."""
    problems: tuple[str, ...] = ()
    """What was odd: `no stamp`, `soft 404`, `login page`, `empty page: script-rendered`."""
    is_listing: bool = False
    siblings: Siblings | None = None
    """What is known of the portal's pages with this one; None when it taught nothing."""


def read_page(
    body: bytes,
    url: str,
    *,
    kind: Kind = Kind.LISTING,
    platform: str | None = None,
    site: Site | None = None,
    fetched_at: datetime | None = None,
    headers: Mapping[str, str] | None = None,
    asked: Link | None = None,
    links: bool = True,
) -> Reading:
    """Read one response: an HTML page, a sitemap or a feed, whatever `kind` it was asked for as.

    `platform` is the one already detected for the portal; None detects it from this page.
    `asked` is the request, if a script of the portal's would have made it (`Link.call`).
    `links`: are they wanted? Who reads a page for its article alone saves a quarter of the time.
    """
    if asked is not None and asked.call is not None:
        text, _ = read_text(body, headers)
        return _read_answer(text, asked, site.home if site else "", platform)
    home = site.home if site else ""
    body = feeds.unpacked(body)
    head, _ = read_text(body[:4000], headers)
    xml = feeds.xml_kind(head)
    if xml is not None:
        text, _ = read_text(body[: MAX_HTML * 6], headers)
        return _read_xml(text, xml, url, home, platform)
    opened = open_page(
        body, url, platform=platform, home=home, site_names=site.names if site else (),
        siblings=site.siblings if site else None, fetched_at=fetched_at, headers=headers,
        day_first=site.day_first if site else None,
    )  # fmt: skip
    if opened.scene is None:
        name = platform or by_name(None).name
        problem = opened.problem or "unreadable"
        return Reading(platform=name, platform_score=0.0, problems=(problem,))
    return _read_html(opened.scene, kind, linked=links)


def _read_html(scene: Scene, kind: Kind, *, linked: bool) -> Reading:
    article, problems = read_article(scene)
    home = canonical(scene.home, scene.platform) if scene.home else None
    if article is not None and canonical(scene.url, scene.platform) == home and len(
        scene.tree.css("a[href]")
    ) > _LISTED and "published" not in article.confidence:  # fmt: skip
        article, problems = None, ()  # a home page with a text of welcome
    at_home = home is None or canonical(scene.url, scene.platform) == home
    links = links_of(scene, feeds=at_home, lists=article is None) if linked else ()
    listing = article is None and len(links) >= _LISTED and not problems
    if kind is Kind.ARTICLE and listing:
        problems = (*problems, "a list where an article was expected")
    return Reading(
        article=article,
        links=links,
        platform=scene.platform.name,
        platform_score=scene.platform_score,
        site_name=_site_name(scene),
        title=scene.document_title,
        problems=tuple(problem for problem in problems if problem),
        is_listing=listing,
        siblings=_taught(scene, article) if article is not None else None,
    )


def _taught(scene: Scene, article: Article) -> Siblings | None:
    """Only pages that are read by cues teach: described layouts know their chrome already."""
    if scene.siblings.frozen or not scene.platform.stands_in:
        return None
    parts = [part for part in SEPARATORS.split(scene.document_title or "") if part.strip()]
    known = scene.siblings.learnt(article.url, lesson(scene.blocks, parts))
    return None if known is scene.siblings else known


_HOME = r"(?:trang chủ|trang nhất|trang đầu|home(?: ?page)?|index)"
_HOME_WORDS = re.compile(rf"(?i)^\s*{_HOME}\s*[-–|:»]\s*|\s*[-–|:»]\s*{_HOME}\s*$")


def _site_name(scene: Scene) -> str | None:
    if scene.site_names:
        return scene.site_names[0]
    title = scene.document_title
    if title and (scene.is_site_name(title) or scene.url.rstrip("/") == scene.home.rstrip("/")):
        return _HOME_WORDS.sub("", cleaned(title)) or cleaned(title)
    for block in scene.blocks[:12]:
        if block.kind == "text" and len(block.text) <= 160 and scene.is_site_name(block.text):
            return block.text
    return None


def _read_answer(text: str, asked: Link, home: str, platform: str | None) -> Reading:
    """More of a list, as its script would get it."""
    software = by_name(platform)
    tree, _ = parse("<body></body>")
    assert tree is not None
    assert asked.call is not None
    scene = Scene(
        tree=tree, source=Source(traces=Traces(b"", {}, frozenset())), url=asked.call.page, platform=software, platform_score=0.0,
        home=home or asked.call.page,
    )  # fmt: skip
    answer = read_answer(text[: MAX_HTML * 2], asked, scene)
    links = (*answer.items, *([answer.following] if answer.following else ()))
    return Reading(
        links=links, platform=software.name, platform_score=0.0, is_listing=bool(answer.items),
        problems=(answer.problem,) if answer.problem else (),
    )  # fmt: skip


def _read_xml(text: str, xml: feeds.XmlKind, url: str, home: str, platform: str | None) -> Reading:
    software = by_name(platform)
    home = home or url
    found: dict[str, Link] = {}
    for href, title in feeds.entries(text, xml):
        try:
            target = canonical(urljoin(url, href), software)
        except ValueError:
            continue
        judged = wanted(target, home, software)
        if xml == "sitemap index":  # whatever it is called, `.gz` too
            judged = Kind.SITEMAP if same_site(target, home) else None
        if judged is not None:
            text, changed = (title[:200], "") if xml == "feed" else ("", title[:60])
            found.setdefault(target, Link(url=target, kind=judged, text=text, changed=changed))
    name = feeds.feed_title(text) if xml == "feed" else None
    return Reading(
        links=tuple(found.values()), platform=software.name, platform_score=0.0, title=name,
    )  # fmt: skip
