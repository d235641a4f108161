"""Sketches the description of a platform from sample pages: what made them, where the fields stand.

A guess for a person to correct: the generic reader reads the pages, and the elements that hold what
it found are named by the selectors that lead to them on as many pages as possible. Pure.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

from archive.record import Article
from crawler.extract import cues
from crawler.extract.article import open_page, read_article
from crawler.extract.scene import Scene
from crawler.extract.tree import one_line

FIELDS = ("title", "stamp", "lead", "body")
_MOST_SIGNS = 5
_NAME = re.compile(r"^[A-Za-z_][\w-]*$")
_LEAD = re.compile(r"(?i)sapo|lead|summ?|intro|tom-?tat|trich|desc|home-?text|abstract")
_NARROW = ("p", "li", "td", "tr", "table", "tbody")
_NUMBERED = re.compile(r"\d{2,}|^\d|\d$")
_COMMON = re.compile(
    r"(?i)^(?:col|row|container|btn|fa|glyphicon|nav|navbar|icon|img|pull|text|bg|d|p|m|w|h|mt|mb|pt|pb"
    r"|clearfix|active|form|input|table|panel|card|list|dropdown|carousel|owl|swiper|modal|hidden|visible"
    r"|header|footer|main|content|wrapper|title|date|time|body|menu|sidebar|left|right|center|top|bottom"
    r"|search|item|logo|banner|breadcrumb|social|share|page|article|news|post|box|block|section|home|site"
    r")(?:$|[-_].*|s$)"
)
"""Names that a thousand themes have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """Something that all pages have and no other platform's examples."""

    literal: str
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Sketch:
    """What was guessed."""

    signs: tuple[Sign, ...]
    selectors: dict[str, tuple[str, ...]]
    """Field -> selectors, the best first; empty where nothing holds."""
    article: str | None
    """The selector that tells an article from other pages."""
    articles: tuple[int, ...]
    """Which of the pages the generic reader took for articles."""


def sketch(pages: Sequence[tuple[bytes, str]], others: Iterable[str] = ()) -> Sketch:
    """Guess from pages with their addresses. `others`: pages of other platforms."""
    scenes = [open_page(html, url).scene for html, url in pages]
    opened = [scene for scene in scenes if scene is not None]
    read = [(at, scene, read_article(scene)[0]) for at, scene in enumerate(scenes) if scene]
    found = [(scene, article) for _, scene, article in read if article is not None]
    rest = [scene for _, scene, article in read if article is None]
    selectors = {name: _selectors(name, found) for name in FIELDS}
    if not selectors["body"]:  # the generic reader may have taken the lead for a paragraph
        selectors["body"] = _selectors("later body", found)
    return Sketch(
        signs=tuple(_signs(opened, "\n".join(others).lower())),
        selectors=selectors,
        article=_tells_apart(selectors, rest),
        articles=tuple(at for at, _, article in read if article is not None),
    )


# -- fingerprints -----------------------------------------------------------------------------------


def _signs(scenes: list[Scene], others: str) -> Iterator[Sign]:
    if not scenes:
        return
    generators = {scene.meta("generator") for scene in scenes}
    generator = next(iter(generators)) if len(generators) == 1 else None
    if generator:
        name = re.split(r"\s*[\d(]|\s+-\s+", generator)[0].strip()
        if len(name) >= 4 and name.lower() not in others:
            yield Sign(literal=name, weight=0.9)
    shared = set.intersection(*(_names(scene.tree) for scene in scenes))
    known = [
        name
        for name in shared
        if len(name) >= 6 and not _COMMON.match(name) and name.lower() not in others
    ]
    known.sort(key=lambda name: (-_telling(name), name))
    for name in known[:_MOST_SIGNS]:
        yield Sign(literal=name, weight=0.5)


def _names(tree: LexborHTMLParser) -> set[str]:
    """Class names and ids of a page that are not numbered."""
    found: set[str] = set()
    for node in tree.css("[class], [id]"):
        names = f"{node.attributes.get('class') or ''} {node.attributes.get('id') or ''}".split()
        found |= {name for name in names if _NAME.match(name) and not _NUMBERED.search(name)}
    return found


def _telling(name: str) -> int:
    """Long names of several words are one vendor's own."""
    words = re.findall(r"[A-Z]?[a-z]+", name)
    return min(len(name), 24) + 6 * min(len(words), 3)


# -- selectors --------------------------------------------------------------------------------------


def _selectors(name: str, found: list[tuple[Scene, Article]]) -> tuple[str, ...]:
    """The selectors that lead to the field on most pages; further ones for the pages left over."""
    holds = _HOLDS[name]
    asked = [(scene, article) for scene, article in found if _has(name, article)]
    votes: Counter[str] = Counter()
    works: dict[str, set[int]] = {}
    for scene, article in asked:
        for selector in _ways(scene, article, holds):
            if selector not in works:
                works[selector] = {
                    at
                    for at, (other, theirs) in enumerate(asked)
                    if holds(other.tree.css_first(selector), theirs)
                }
                votes[selector] = len(works[selector])
    chosen: list[str] = []
    left = set(range(len(asked)))
    while left and votes:
        best = max(votes, key=lambda one: (len(works[one] & left), -_length(one)))
        if not works[best] & left:
            break
        chosen.append(best)
        left -= works[best]
        del votes[best]
    return tuple(chosen)


def _has(name: str, article: Article) -> bool:
    if name == "stamp":
        return article.published_text is not None
    if name == "lead":
        return bool(article.lead or article.body_text)
    return bool(article.title if name == "title" else article.body_text)


def _length(selector: str) -> int:
    """Short selectors without a tag in them last longest."""
    return len(selector) + 10 * selector.count(" ") + 20 * (selector[0] not in ".#")


def _ways(
    scene: Scene, article: Article, holds: Callable[[LexborNode | None, Article], bool]
) -> Iterator[str]:
    """Selectors of the smallest elements that hold the field, and of those around them."""
    smallest = [node for node in scene.tree.css("body *") if holds(node, article)]
    for node in smallest[-6:]:
        yield from _named(node)
        parent = node.parent
        for _ in range(3):
            if parent is None or parent.tag in ("body", "html"):
                break
            for around in _named(parent):
                yield f"{around} {node.tag}"
                yield from (f"{around} {own}" for own in _named(node))
            parent = parent.parent


def _named(node: LexborNode) -> Iterator[str]:
    ident = node.attributes.get("id") or ""
    if _NAME.match(ident) and not _NUMBERED.search(ident):
        yield f"#{ident}"
    for name in (node.attributes.get("class") or "").split():
        if _NAME.match(name) and not re.match(
            r"(?:col|row|pull|text|m[tb]|p[tb]|clearfix)\b", name
        ):
            yield f".{name}"
    item = node.attributes.get("itemprop")
    if item and _NAME.match(item):
        yield f'[itemprop="{item}"]'


def _holds_title(node: LexborNode | None, article: Article) -> bool:
    return node is not None and cues.cleaned(one_line(node.text())) == article.title


def _holds_stamp(node: LexborNode | None, article: Article) -> bool:
    text = one_line(node.text()) if node is not None else ""
    return len(text) <= 160 and one_line(article.published_text or "") in text and bool(text)


def _holds_lead(node: LexborNode | None, article: Article) -> bool:
    """Is it the lead, or the first paragraph in an element that is called so?"""
    if node is None:
        return False
    text = cues.cleaned(one_line(node.text()))
    if article.lead:
        return text == article.lead
    names = f"{node.attributes.get('class') or ''} {node.attributes.get('id') or ''}"
    return text == article.body_text.split("\n\n")[0] and _LEAD.search(names) is not None


def _holds_body(node: LexborNode | None, article: Article) -> bool:
    """Does it hold every paragraph, without the title?"""
    return _holds(node, article, article.body_text.split("\n\n"))


def _holds_later_body(node: LexborNode | None, article: Article) -> bool:
    """Does it hold every paragraph but the first?"""
    return _holds(node, article, article.body_text.split("\n\n")[1:])


def _holds(node: LexborNode | None, article: Article, paragraphs: list[str]) -> bool:
    if node is None or not paragraphs or node.tag in _NARROW:
        return False
    text = "".join(cues.cleaned(node.text()).split())
    if not all("".join(part.split()) in text for part in paragraphs):
        return False
    return "".join(article.title.split()) not in text


_HOLDS: dict[str, Callable[[LexborNode | None, Article], bool]] = {
    "title": _holds_title, "stamp": _holds_stamp, "lead": _holds_lead, "body": _holds_body,
    "later body": _holds_later_body,
}  # fmt: skip


def _tells_apart(selectors: dict[str, tuple[str, ...]], rest: list[Scene]) -> str | None:
    """A selector of the body or the title that no page without an article has.

    None when the body has none: a described layout needs its body.
    """
    for name in ("body", "title", "stamp") if selectors["body"] else ():
        for selector in selectors[name][:1]:
            if all(scene.tree.css_first(selector) is None for scene in rest):
                return selector
    return selectors["body"][0] if selectors["body"] else None
