"""Sitemaps and news feeds: XML that names pages. No entity is ever expanded, nothing is fetched."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from html import unescape
from itertools import islice
from typing import Literal

XmlKind = Literal["sitemap index", "sitemap", "feed"]

MAX_ENTRIES = 50_000
MAX_UNPACKED = 48 * 1024 * 1024
"""What a compressed sitemap may unpack to; the standard allows 50 MB."""
_HEAD = 4000
MAX_SITEMAPS = 20
_SITEMAP_LINE = re.compile(r"(?im)^[ \t]*sitemap[ \t]*:[ \t]*(\S{1,1000})")

_KINDS: dict[str, XmlKind] = {"sitemapindex": "sitemap index", "urlset": "sitemap"}
_ROOT = re.compile(r"(?i)<(?:\w+:)?(html|sitemapindex|urlset|rss|feed|rdf)(?=[\s>:])")
_GUID = re.compile(
    r"<(?:guid\b(?![^<>]{0,500}isPermaLink=[\"']false)|id\b)[^<>]{0,500}>\s*+(?:<!\[CDATA\[)?\s*+(https?://[^<\]\s]{1,3000})"
)
_ABOUT = re.compile(r"^[^>]*\brdf:about\s*=\s*[\"'](https?://[^\"']{1,3000})")

_LOC = re.compile(
    r"<(?:\w{1,40}:)?loc\b[^<>]{0,500}>\s*+(?:<!\[CDATA\[)?\s*+([^<\]]{1,3000})(?:\]\]>)?\s*+</"
    r"|<(?:\w{1,40}:)?lastmod\b[^<>]{0,500}>\s*+([^<]{1,60})|</(?:\w{1,40}:)?(?:url|sitemap)\s*>"
)
_ITEM_EDGE = re.compile(r"<(/?)((?:\w{1,40}:)?(?:item|entry))\b([^<>]{0,4000})>")
_LONGEST_ITEM = 200_000
_LINK_TEXT = re.compile(
    r"<link\b[^<>]{0,500}>\s*+(?:<!\[CDATA\[)?\s*+([^<\]]{1,3000})(?:\]\]>)?\s*+</link"
)
_LINK_HREF = re.compile(r"<link\b([^<>]{0,4000})>")
_HREF = re.compile(r"href\s*=\s*[\"']([^\"']{1,3000})[\"']")
_REL = re.compile(r"rel\s*=\s*[\"']([^\"']{1,40})[\"']")
_TITLE = re.compile(
    r"<title\b[^<>]{0,500}>\s*+(?:<!\[CDATA\[)?(.{0,1000}?)(?:\]\]>)?\s*+</title", re.DOTALL
)


def unpacked(body: bytes) -> bytes:
    """The sitemap in a `.xml.gz` file; what is not compressed, or broken, comes back as far as it goes."""
    if not body.startswith(b"\x1f\x8b"):
        return body
    try:
        return zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(body, MAX_UNPACKED)
    except zlib.error:
        return body


def xml_kind(text: str) -> XmlKind | None:
    """What kind of XML this is, or None when it is none of ours (an HTML page, most often)."""
    head = text[:_HEAD].lstrip("\ufeff \t\r\n")
    root = _ROOT.search(head) if head.startswith("<") else None
    if root is None:
        return None
    name = root[1].lower()
    return _KINDS.get(name, "feed") if name != "html" else None


def entries(text: str, kind: XmlKind) -> Iterator[tuple[str, str]]:
    """Addresses that the XML names, in its order: with its title in a feed, in a sitemap with
    the time of its last change."""
    if kind != "feed":
        yield from islice(_located(text), MAX_ENTRIES)
        return
    for number, (attributes, item) in enumerate(_items(text)):
        if number >= MAX_ENTRIES:
            return
        url = _link(item, attributes)
        if url:
            title = _TITLE.search(item)
            yield unescape(url), " ".join(unescape(title[1]).split()) if title else ""


def _located(text: str) -> Iterator[tuple[str, str]]:
    """Each address of a sitemap; the time stands after it or before it in the same entry."""
    address: str | None = None
    changed = ""
    for match in _LOC.finditer(text):
        if match[1] is not None:
            if address is not None:
                yield address, changed
                changed = ""
            address = unescape(match[1].strip())
        elif match[2] is not None:
            changed = match[2].strip()
        else:
            if address is not None:
                yield address, changed
            address, changed = None, ""
    if address is not None:
        yield address, changed


def _items(text: str) -> Iterator[tuple[str, str]]:
    """Attributes and content of each item; one that is never closed is none. In one pass."""
    opened: re.Match[str] | None = None
    for edge in _ITEM_EDGE.finditer(text):
        if not edge[1]:
            opened = edge
        elif opened is not None and edge[2] == opened[2]:
            end = min(edge.start(), opened.end() + _LONGEST_ITEM)
            yield opened[3], text[opened.end() : end]
            opened = None


def named_sitemaps(robots_txt: str) -> list[str]:
    """The sitemaps that a robots.txt names, each once."""
    found = _SITEMAP_LINE.findall(robots_txt)
    return list(dict.fromkeys(url.strip() for url in found))[:MAX_SITEMAPS]


def feed_title(text: str) -> str | None:
    """The name of a feed."""
    match = _TITLE.search(text[:_HEAD])
    return " ".join(unescape(match[1]).split()) or None if match else None


def _link(item: str, attributes: str = "") -> str | None:
    match = _LINK_TEXT.search(item)
    if match:
        return match[1].strip()
    for found in _LINK_HREF.finditer(item):
        rel, href = _REL.search(found[1]), _HREF.search(found[1])
        if href and (rel is None or rel[1] == "alternate"):
            return href[1].strip()
    for found_in, pattern in ((item, _GUID), (attributes, _ABOUT)):
        named = pattern.search(found_in)
        if named:
            return named[1].strip()
    return None
