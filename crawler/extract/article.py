"""From the bytes of a page to the Article on it, or None. The front door of the reader.

`extract` is what everybody else calls; `read_article` is the same for a page already opened.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from urllib.parse import urljoin, urlsplit

from archive.record import Article, ExtractedBy
from crawler.discover import detect
from crawler.extract import finding, soft, stamp, state, verdict
from crawler.extract.category import category_of
from crawler.extract.citations import cited
from crawler.extract.cues import cleaned
from crawler.extract.dates import parse_posted
from crawler.extract.draft import Draft
from crawler.extract.layouts import known_title, read_layout
from crawler.extract.likely import narrowed
from crawler.extract.people import people_of
from crawler.extract.scene import Scene
from crawler.extract.several import shows_several
from crawler.extract.siblings import Siblings
from crawler.extract.source import source_of
from crawler.extract.urls import canonical, same_site
from crawler.platforms import by_name

VERSION = 2
"""Raised when a change of the reader changes what it reads from kept pages."""


_NO_SIBLINGS = Siblings()


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A page ready for reading, or why it is not."""

    scene: Scene | None
    problem: str | None = None


def extract(
    html: bytes,
    url: str,
    *,
    fetched_at: datetime | None = None,
    headers: Mapping[str, str] | None = None,
) -> Article | None:
    """The article on this page; None when it is no article (a list, a login, an error, empty).

    Never raises, whatever the bytes. `fetched_at` is what relative stamps are reckoned from.
    """
    opened = open_page(html, url, fetched_at=fetched_at, headers=headers)
    if opened.scene is None:
        return None
    return read_article(opened.scene)[0]


def open_page(
    html: bytes,
    url: str,
    *,
    platform: str | None = None,
    home: str = "",
    site_names: tuple[str, ...] = (),
    siblings: Siblings | None = None,
    fetched_at: datetime | None = None,
    headers: Mapping[str, str] | None = None,
    day_first: bool | None = None,
) -> Opened:
    """Decode and parse a page once. `platform` and `day_first` are what is known of the portal."""
    source = source_of(html, headers)
    tree, problem = source.parsed()
    if tree is None:
        return Opened(scene=None, problem=problem)
    known = platform is not None
    name, score = (platform, 1.0) if known else detect(source.traces, url, headers)
    return Opened(
        scene=Scene(
            tree=tree, source=source, url=url, platform=by_name(name), platform_score=score,
            home=home, fetched_at=fetched_at, headers=headers or {},
            known_names=site_names,
            day_first=day_first,
            siblings=siblings or _NO_SIBLINGS,
        )
    )  # fmt: skip


def read_article(scene: Scene) -> tuple[Article | None, tuple[str, ...]]:
    """The article on an opened page, and what was odd about the page."""
    refusal = soft.refused_by_title(scene)
    if refusal:
        return None, (refusal,)
    possible = [(layout, narrowed(layout, scene.traces)) for layout in scene.platform.layouts]
    if any(shows_several(scene, found) for _, found in possible):
        return None, ()
    described = (read_layout(scene, layout, found) for layout, found in possible)
    draft = next((draft for draft in described if draft is not None), None)
    reason = ""
    if draft is None:
        if scene.first(scene.platform.lists) is not None:
            return None, ()
        refusal = soft.no_content(scene)
        if not refusal:
            draft, reason = _by_cues(scene)
        if draft is None and not scene.platform.strict:
            draft = state.find(scene)
    if draft is None and refusal:
        return None, (refusal,)
    if draft is None:
        return None, (reason,) if reason and reason not in verdict.EXPECTED else ()
    return _article(scene, draft)


def _by_cues(scene: Scene) -> tuple[Draft | None, str]:
    """The article that no selector finds; or None with the reason."""
    draft: Draft | None = None
    reason = ""
    for layout in scene.platform.layouts:
        if not layout.article and draft is None:
            draft, reason = finding.find(scene, layout)
    if draft is None and not scene.platform.strict:
        draft, reason = finding.find(scene, known_title=known_title(scene))
    return draft, reason


def _article(scene: Scene, draft: Draft) -> tuple[Article, tuple[str, ...]]:
    problems: list[str] = []
    _complete(scene, draft)
    posted = draft.posted
    if scene.source.rescued:
        draft.rules["text"] = scene.source.rescued
    if posted is None:
        problems.append("no stamp")
    if not draft.body.paragraphs:
        problems.append("no body text")
    body = draft.body
    text = body.text
    said = f"{draft.title}\n{draft.lead or ''}\n{text}"
    article = Article(
        url=address(scene),
        title=draft.title,
        published=posted.iso() if posted else None,
        published_text=posted.text if posted else None,
        published_precision=posted.precision if posted else None,
        published_rule=" ".join([posted.rule, *sorted(posted.flags)]) if posted else None,
        lead=draft.lead,
        body_text=text,
        body_html=body.html,
        author=draft.author,
        source=draft.source,
        category=draft.category,
        images=tuple(body.images),
        attachments=tuple(body.attachments),
        citations=cited(said, composed=True),
        people=people_of(said, composed=True),
        extracted_by=_reader(scene.platform.name, draft.layout),
        confidence=dict(sorted(draft.confidence.items())),
        rules=dict(sorted(draft.rules.items())),
    )
    return article, tuple(problems)


@lru_cache(maxsize=256)
def _reader(platform: str, layout: str) -> ExtractedBy:
    return ExtractedBy(platform=platform, layout=layout, version=VERSION)


def _complete(scene: Scene, draft: Draft) -> None:
    """Fill in from the signature, the breadcrumbs and the metadata what is not printed above."""
    signature = draft.body.signature
    if signature.author and not draft.author:
        draft.author = signature.author
        draft.found("author", "signature", 0.8)
    if signature.source and not draft.source:
        draft.source = signature.source
        draft.found("source", "signature", 0.8)
    if draft.category is None:
        category = category_of(scene, draft.title)
        if category:
            draft.category = category
            draft.found("category", "breadcrumbs", 0.85)
    if scene.platform.trust_meta_time:
        _time_from_metadata(scene, draft)
    if draft.posted is None and not scene.platform.strict:
        printed = finding.stamp_by_title(scene, draft.title)
        if printed is not None:
            draft.posted = printed.posted
            draft.found("published", "stamp by the title", 0.85)
    if draft.posted is None:
        _day_from_address(scene, draft)
    if draft.body.images:
        draft.rules.setdefault("images", "in the body")


def _time_from_metadata(scene: Scene, draft: Draft) -> None:
    if draft.posted is None:
        found = stamp.from_metadata(scene)
        if found:
            draft.posted = found[0]
            draft.found("published", found[1], 0.7)
        return
    finer = stamp.sharpened(scene, draft.posted, anywhere=not draft.described)
    if finer:
        machine, rule = finer
        draft.posted = stamp.finer(draft.posted, machine) or draft.posted
        draft.found("published", f"{draft.rules['published']} + {rule}", 0.95)


def _day_from_address(scene: Scene, draft: Draft) -> None:
    """Some software files an article under the day of its publication."""
    dated = scene.platform.urls.dated
    match = dated.search(scene.url) if dated else None
    if match is None:
        return
    printed = f"{match['d']}/{match['m']}/{match['y']}"
    day = parse_posted(printed, fetched_at=scene.fetched_at, day_first=True)
    if day is not None:
        draft.posted = replace(day, text=match[0], rule="address", flags=frozenset())
        draft.found("published", "day in the address", 0.8)


def address(scene: Scene) -> str:
    """The canonical URL: that of the request, or the page's own when both name one article."""
    url = canonical(scene.url, scene.platform)
    if scene.traces.only_tag_says("canonical", f'href="{scene.url}"'):
        return url
    node = scene.in_head('link[rel="canonical"]')
    href = (node.attributes.get("href") or "").strip() if node else ""
    if not href or href == scene.url:
        return url
    try:
        own = canonical(urljoin(scene.base, href), scene.platform)
    except ValueError:
        return url
    if own == url or not same_site(own, url):
        return url
    return own if _same_page(own, url) else url


def _same_page(own: str, url: str) -> bool:
    """Do the two end in the same slug? A canonical link to the home page is a mistake."""
    mine, theirs = (cleaned(urlsplit(u).path.rstrip("/").rpartition("/")[2]) for u in (own, url))
    return bool(mine) and mine == theirs
