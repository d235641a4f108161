"""One page opened for reading: its tree, its blocks, and what is known of where it stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser, LexborNode

from archive.record import Kind
from crawler.extract import cues
from crawler.extract.blocks import Block
from crawler.extract.metas import meta
from crawler.extract.siblings import Siblings
from crawler.extract.source import Source
from crawler.extract.survey import Survey, survey
from crawler.extract.traces import BASE, Traces
from crawler.extract.tree import one_line
from crawler.extract.urls import canonical, is_plain, wanted
from crawler.platforms._platform import Platform

_MAJORITY = 0.5
"""An element that looks like chrome but holds more than this share of the text is none."""

_NEVER_TEXT = frozenset(("footer", "nav", "copyright", "chan-trang", "menu", "navbar"))
"""Signs of chrome that hold however much text there is."""

_LINE = 30
"""Characters outside links that make a line of text."""

_SECTION = 60
"""Longest name of a section."""

_LONGEST_TITLE = 2_000
"""A title element that is never closed takes the whole page for its text."""

_MENU_LINKS = 1000

_SITE_NAMES = (".site-title", ".site-name", ".brand-name", "#site-name")


_Signs = tuple[tuple[int, str], ...]
"""The elements around a block that look like chrome, and why (`Block.chrome`)."""


@dataclass(frozen=True, kw_only=True)
class Scene:
    """A parsed page with its address. Derived looks are made once, when first asked for."""

    tree: LexborHTMLParser
    source: Source
    url: str
    platform: Platform
    platform_score: float
    known_names: tuple[str, ...] = ()
    """What the site is known to call itself."""
    home: str = ""
    siblings: Siblings = field(default_factory=Siblings)
    """What is known to recur on the portal's pages."""
    fetched_at: datetime | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    day_first: bool | None = None
    """What is known of the portal's order of day and month."""

    @cached_property
    def text(self) -> str:
        """The source as text."""
        return self.source.text

    @cached_property
    def traces(self) -> Traces:
        """The words that stand in the source."""
        return self.source.traces

    @property
    def shown(self) -> LexborHTMLParser | LexborNode:
        """The page without its head, where nothing is that readers see."""
        return self.tree.body or self.tree

    def all(self, selector: str) -> list[LexborNode]:
        """The elements that fit a selector; the page is not walked where none can, nor farther
        than to the only one."""
        if not self.traces.may_match(selector):
            return []
        if self.traces.matches_one_element(selector):
            only = self.tree.css_first(selector)
            return [only] if only else []
        return self.tree.css(selector)

    def first(self, selector: str) -> LexborNode | None:
        """The first of them; None for an empty selector."""
        if not selector or not self.traces.may_match(selector):
            return None
        return self.tree.css_first(selector)

    def in_head(self, selector: str) -> LexborNode | None:
        """The same for what belongs into the head, which is looked through before the page is."""
        if not self.traces.may_match(selector):
            return None
        head = self.tree.head
        return (head.css_first(selector) if head else None) or self.tree.css_first(selector)

    @cached_property
    def base(self) -> str:
        """What relative addresses are relative to."""
        node = self.tree.css_first("base[href]") if BASE in self.traces.places else None
        href = (node.attributes.get("href") or "").strip() if node else ""
        if not href:
            return self.url
        if is_plain(href):
            return href
        try:
            base = urljoin(self.url, href)
        except ValueError:
            return self.url
        return base if base.startswith(("http://", "https://")) else self.url

    def meta(self, *names: str) -> str | None:
        """What the first of these `meta` elements says that the page has."""
        found = (meta(self.tree, self.traces, name) for name in names)
        return next((said for said in found if said is not None), None)

    @cached_property
    def site_names(self) -> tuple[str, ...]:
        """The names that the site gives itself, those already known first."""
        found = list(self.known_names)
        name = self.meta("og:site_name", "application-name")
        if name:
            found.append(cues.cleaned(name))
        selectors = self.traces.worth(_SITE_NAMES)
        if self.traces.count("site_name") > self.traces.count("og:site_name"):
            selectors.append(".site_name")
        for node in self.all(", ".join(selectors))[:3] if selectors else ():
            text = cues.cleaned(one_line(node.text()))
            if 4 <= len(text) <= 200:
                found.append(text)
        return tuple(dict.fromkeys(found))

    @cached_property
    def _folded_names(self) -> frozenset[str]:
        return frozenset(map(cues.folded, self.site_names))

    @cached_property
    def document_title(self) -> str | None:
        """The text of the `title` element."""
        head = self.tree.head
        node = (head.css_first("title") if head else None) or self.tree.css_first("title")
        return cues.cleaned(one_line(node.text()[:_LONGEST_TITLE])) or None if node else None

    @cached_property
    def shared_title(self) -> str | None:
        """The title that the page gives to social networks."""
        title = self.meta("og:title", "twitter:title")
        return cues.cleaned(title[:_LONGEST_TITLE]) if title else None

    @cached_property
    def survey(self) -> Survey:
        """Everything that a reader sees, top to bottom."""
        root: LexborNode | None = self.tree.body or self.tree.root
        if root is None:
            return Survey(blocks=[], downloads=frozenset())
        return survey(root, self.base, whole_page=True)

    @cached_property
    def blocks(self) -> list[Block]:
        """The blocks of the page."""
        return self.survey.blocks

    @cached_property
    def recurring(self) -> list[bool]:
        """For each block: do the portal's other pages show it too?"""
        return self.siblings.chrome(self.blocks)

    @cached_property
    def chrome(self) -> list[bool]:
        """For each block: does it belong to the portal rather than to the page's own text?"""
        pairs = zip(self.marked, self.recurring, strict=True)
        return [marked or recurring for marked, recurring in pairs]

    @cached_property
    def marked(self) -> list[bool]:
        """For each block: does the name of an element around it say that it is chrome?"""
        total = 0
        # whole rows of blocks share what is around them
        signs_of: dict[int, _Signs] = {id(block.chrome): block.chrome for block in self.blocks}
        held = dict.fromkeys(signs_of, 0)
        for block in self.blocks:
            weight = len(block.text) - block.link_chars
            if weight >= _LINE and block.kind == "text":
                total += weight
                held[id(block.chrome)] += weight
        shares: dict[int, int] = {}
        for around, signs in signs_of.items():
            for element, _ in signs:
                shares[element] = shares.get(element, 0) + held[around]
        void = {one for one, share in shares.items() if share > total * _MAJORITY}
        found = {
            around: any(element not in void or why in _NEVER_TEXT for element, why in signs)
            for around, signs in signs_of.items()
        }
        return [found[id(block.chrome)] for block in self.blocks]

    @cached_property
    def _links_by_text(self) -> dict[str, list[LexborNode]]:
        found: dict[str, list[LexborNode]] = {}
        for node in self.tree.css("a[href]")[:_MENU_LINKS]:
            text = one_line(node.text())
            if 3 <= len(text) <= _SECTION:
                found.setdefault(text.lower(), []).append(node)
        return found

    def is_section(self, text: str) -> bool:
        """Is this what a menu or a trail of the page calls another list of the portal?

        Many old portals title their articles by the section.
        """
        if len(text) > _SECTION:
            return False
        home = self.home or self.url
        for node in self._links_by_text.get(one_line(text).lower(), ()):
            try:
                href = node.attributes.get("href") or ""
                target = canonical(urljoin(self.base, href), self.platform)
            except ValueError:
                continue
            here = canonical(self.url, self.platform)
            if target != here and wanted(target, home, self.platform) is Kind.LISTING:
                return True
        return False

    def is_standing(self, part: str) -> bool:
        """Is this part of a document's title the site's name, or on most of its pages?"""
        return self.is_site_name(part) or self.siblings.standing(part)

    def is_site_name(self, text: str) -> bool:
        """Is this the portal's own name, or a header that says whose site it is?"""
        if cues.folded(text) in self._folded_names:
            return True
        return cues.SITE_NAME.match(text) is not None
