"""Where to go from a page: its links, judged and put in one form.

Plain links, feeds and frames; the pages of lists that are reached by sending a form back are found
by `postback`, those that a script asks for by `loadmore`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode, urljoin

from selectolax.lexbor import LexborNode

from archive.record import Kind
from archive.work import Call
from crawler.extract._script import is_page
from crawler.extract.loadmore import Asking, calls
from crawler.extract.postback import MAX_OPTIONS, fields_of, sendings
from crawler.extract.scene import Scene
from crawler.extract.traces import FRAME
from crawler.extract.tree import MAX_LINKS, one_line
from crawler.extract.urls import canonical, resolved, wanted

_NOFOLLOW_TEXT = re.compile(
    r"(?i)^(?:in|in ra|in trang|in bài viết|bản in|print|gửi email|đăng nhập)$"
)
_LOCATION = re.compile(r"location(?:\.href)?\s*=\s*['\"]([^'\"]{1,500})['\"]")
_REFRESH = re.compile(r"(?i)url\s*=\s*['\"]?([^'\">]+)")
MAX_TEXT = 200
MAX_HEADS = 500
"""Of a page's `<link>`, frames, refreshes and turns by script, so many of each are looked at."""


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
    name: str = ""
    """For POST: what tells it from the others to this URL."""
    call: Call | None = None
    """How to read the answer, when the page's script would make the request."""
    text: str = ""
    changed: str = ""
    """When it changed last, as a sitemap says."""

    def key(self) -> str:
        """What names this link among all visits; no view state or other passing value in it."""
        if self.method == "GET":
            return self.url
        return f"{self.method} {self.url} {self.name}".rstrip()


def links_of(scene: Scene, *, feeds: bool = True, lists: bool = True) -> tuple[Link, ...]:
    """Every wanted link of a page, each once, in the order of the page.

    `feeds`: take the feeds that the page offers? Those of a single article hold its comments.
    `lists`: may the page be a list whose script asks for more of it?
    """
    found: dict[str, Link] = {}
    more = calls(scene) if lists else ()
    asked = (_call(scene, call) for call in more)
    for link in (*anchors(scene), *_postbacks(scene), *_turns(scene), *asked, *_heads(scene)):
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
        there = resolved(scene.base, href) if href.isascii() else urljoin(scene.base, href)
        url = canonical(there, scene.platform)
    except ValueError:
        return None
    judged = wanted(url, scene.home or scene.url, scene.platform)
    if judged is None:
        return None
    return Link(url=url, kind=kind or judged, text=_shortened(text))


def _shortened(text: str) -> str:
    return text[:MAX_TEXT] if text.isascii() else unicodedata.normalize("NFC", text[:MAX_TEXT])


def anchors(scene: Scene) -> Iterator[Link]:
    """The plain links, each address once, with the first text that it has."""
    texts: dict[str, str] = {}
    for node in scene.tree.css("a[href], area[href]")[:MAX_LINKS]:
        attributes = node.attributes
        href = attributes.get("href") or ""
        if texts.get(href) or "download" in attributes:
            continue
        texts[href] = one_line(node.text()) or texts.get(href, "")
    for href, text in texts.items():
        link = made(scene, href, text)
        if link is not None and not _NOFOLLOW_TEXT.match(text):
            yield link


def _call(scene: Scene, found: Asking) -> Link:
    call = Call(body=found.body, page=scene.url, item=found.item)
    return Link(
        url=found.url, kind=Kind.LISTING, method=found.method, form=found.form, name=found.name,
        call=call,
    )  # fmt: skip


def _heads(scene: Scene) -> Iterator[Link]:
    nodes = scene.tree.css("link[rel][href]")[:MAX_HEADS]
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
    for node in scene.tree.css("frame[src]")[:MAX_HEADS] if FRAME in scene.traces.places else ():
        link = made(scene, node.attributes.get("src") or "")
        if link is not None:
            yield link
    for node in scene.all('meta[http-equiv="refresh" i]')[:MAX_HEADS]:
        match = _REFRESH.search(node.attributes.get("content") or "")
        link = made(scene, match[1]) if match else None
        if link is not None:
            yield link


def _postbacks(scene: Scene) -> Iterator[Link]:
    """The further pages of an ASP.NET list."""
    for sending in sendings(scene):
        yield Link(
            url=sending.url, kind=Kind.LISTING, method="POST", form=sending.fields,
            name=sending.name, text=sending.text[:MAX_TEXT],
        )  # fmt: skip


def _turns(scene: Scene) -> Iterator[Link]:
    """Pages that a click or a select goes to without a link (`location='?page=2'`)."""
    for node in scene.all('[onclick*="location"]')[:MAX_HEADS]:
        match = _LOCATION.search(node.attributes.get("onclick") or "")
        link = made(scene, match[1], one_line(node.text())) if match else None
        if link is not None:
            yield link
    for node in scene.all('select[onchange*="location"] option[value]')[:MAX_HEADS]:
        value = node.attributes.get("value") or ""
        link = made(scene, value) if value[:1] in "/?" or "/" in value else None
        if link is not None:
            yield link
    for form in scene.tree.css("form"):
        if (form.attributes.get("method") or "get").lower() == "get":
            yield from _page_selects(scene, form)


def _page_selects(scene: Scene, form: LexborNode) -> Iterator[Link]:
    for node in form.css("select[name]"):
        name = node.attributes.get("name") or ""
        values = [option.attributes.get("value") or "" for option in node.css("option")]
        if not is_page(name) or not all(value.isdigit() for value in values):
            continue
        action = (form.attributes.get("action") or "").strip() or scene.url.partition("?")[0]
        for value in values[:MAX_OPTIONS]:
            query = urlencode(fields_of(form) | {name: value})
            link = made(scene, f"{action}{'&' if '?' in action else '?'}{query}", value)
            if link is not None:
                yield link
