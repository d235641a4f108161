"""Where to go from a page: its links, judged and put in one form.

Plain links, the pager of an ASP.NET page (`__doPostBack`: a form sent back), feeds and frames.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser, LexborNode

from archive.record import Kind
from crawler.extract.scene import Scene
from crawler.extract.tree import one_line
from crawler.extract.urls import canonical, wanted

_POSTBACK = re.compile(
    r"__doPostBack\(\s*['\"]([^'\"]{0,300})['\"]\s*,\s*['\"]([^'\"]{0,300})['\"]"
)
_PAGER_TEXT = re.compile(
    r"(?i)^(?:\d{1,5}|[<>«»›‹.…]+|trang (?:sau|trước|tiếp|đầu|cuối).*|tiếp|tiếp theo|sau|trước|đầu"
    r"|cuối|next|previous|prev|first|last)$"
)
_NOFOLLOW_TEXT = re.compile(
    r"(?i)^(?:in|in ra|in trang|in bài viết|bản in|print|gửi email|đăng nhập)$"
)
_REFRESH = re.compile(r"(?i)url\s*=\s*['\"]?([^'\">]+)")
MAX_TEXT = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A place to go to from a page."""

    url: str
    """Absolute, in the form to fetch."""
    kind: Kind
    """Listing, article, feed or sitemap: a guess from the URL, for the order of visits."""
    method: str = "GET"
    form: tuple[tuple[str, str], ...] = ()
    """For POST: the complete form, hidden fields included."""
    text: str = ""

    def key(self) -> str:
        """What names this link among all visits; no view state or other passing value in it."""
        if self.method == "GET":
            return self.url
        sent = dict(self.form)
        target, argument = sent.get("__EVENTTARGET", ""), sent.get("__EVENTARGUMENT", "")
        return f"{self.method} {self.url} {target} {argument}".rstrip()


def links_of(scene: Scene, *, feeds: bool = True) -> tuple[Link, ...]:
    """Every wanted link of a page, each once, in the order of the page.

    `feeds`: take the feeds that the page offers? Those of a single article hold its comments.
    """
    found: dict[str, Link] = {}
    for link in (*_anchors(scene), *_postbacks(scene), *_heads(scene)):
        if feeds or link.kind is not Kind.FEED:
            found.setdefault(link.key(), link)
    found.pop(canonical(scene.url, scene.platform), None)
    return tuple(found.values())


def made(scene: Scene, href: str, text: str = "", kind: Kind | None = None) -> Link | None:
    """The link for an address found on the page, or None if it is not to be followed."""
    href = href.strip()
    if not href or href[0] == "#" or href.lower().startswith(("javascript:", "mailto:", "tel:")):
        return None
    try:
        url = canonical(urljoin(scene.base, href), scene.platform)
    except ValueError:
        return None
    judged = wanted(url, scene.home or scene.url, scene.platform)
    if judged is None:
        return None
    return Link(url=url, kind=kind or judged, text=text[:MAX_TEXT])


def _anchors(scene: Scene) -> Iterator[Link]:
    seen: set[str] = set()
    for node in scene.tree.css("a[href], area[href]"):
        attributes = node.attributes
        href = attributes.get("href") or ""
        if href in seen:
            continue
        seen.add(href)
        if "download" in attributes:
            continue
        link = made(scene, href)
        if link is None:
            continue
        text = one_line(node.text())
        if _NOFOLLOW_TEXT.match(text):
            continue
        yield Link(url=link.url, kind=link.kind, text=text[:MAX_TEXT])


def _heads(scene: Scene) -> Iterator[Link]:
    nodes = scene.tree.css("link[rel][href]")
    rss = any("rss" in (node.attributes.get("type") or "") for node in nodes)
    for node in nodes:
        attributes = node.attributes
        rel = (attributes.get("rel") or "").lower()
        kind = (attributes.get("type") or "").lower()
        if "alternate" in rel and ("rss" in kind or ("atom" in kind and not rss)):
            link = made(
                scene, attributes.get("href") or "", attributes.get("title") or "", Kind.FEED
            )
        elif rel == "sitemap":
            link = made(scene, attributes.get("href") or "", kind=Kind.SITEMAP)
        elif rel in ("next", "prev"):
            link = made(scene, attributes.get("href") or "")
        else:
            continue
        if link is not None:
            yield link
    for node in scene.tree.css("frame[src], iframe[src]"):
        link = made(scene, node.attributes.get("src") or "")
        if link is not None and node.tag == "frame":
            yield link
    for node in scene.tree.css('meta[http-equiv="refresh" i]'):
        match = _REFRESH.search(node.attributes.get("content") or "")
        link = made(scene, match[1]) if match else None
        if link is not None:
            yield link


def _postbacks(scene: Scene) -> Iterator[Link]:
    """The pages of an ASP.NET list: links that send the page's own form back."""
    if "__doPostBack" not in scene.text:
        return
    for node in scene.tree.css('a[href*="__doPostBack"], a[onclick*="__doPostBack"]'):
        attributes = node.attributes
        match = _POSTBACK.search(
            f"{attributes.get('href') or ''} {attributes.get('onclick') or ''}"
        )
        text = one_line(node.text())
        if not match or not (_PAGER_TEXT.match(text) or "page" in f"{match[1]} {match[2]}".lower()):
            continue
        form = _form_around(scene.tree, node)
        if form is None:
            continue
        try:
            action = urljoin(scene.base, (form.attributes.get("action") or "").strip() or scene.url)
        except ValueError:
            continue
        url = canonical(action, scene.platform)
        if wanted(url, scene.home or scene.url, scene.platform) is None:
            continue
        hidden = _hidden(form)
        hidden["__EVENTTARGET"], hidden["__EVENTARGUMENT"] = match[1], match[2]
        yield Link(url=url, kind=Kind.LISTING, method="POST", form=tuple(hidden.items()), text=text)


def _form_around(tree: LexborHTMLParser, node: LexborNode) -> LexborNode | None:
    parent = node.parent
    while parent is not None:
        if parent.tag == "form":
            return parent
        parent = parent.parent
    return tree.css_first("form")


def _hidden(form: LexborNode) -> dict[str, str]:
    values: dict[str, str] = {}
    for field in form.css('input[type="hidden" i]'):
        name = field.attributes.get("name")
        if name:
            values[name] = field.attributes.get("value") or ""
    return values
