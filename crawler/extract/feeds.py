"""Sitemaps and news feeds: XML that names pages. No entity is ever expanded, nothing is fetched."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Literal

XmlKind = Literal["sitemap index", "sitemap", "feed"]

MAX_ENTRIES = 50_000
_HEAD = 2000

_LOC = re.compile(r"<(?:\w+:)?loc\b[^>]*>\s*(?:<!\[CDATA\[)?\s*([^<\]]{1,3000}?)\s*(?:\]\]>)?\s*</")
_ITEM = re.compile(r"<(item|entry)\b[^>]*>(.{0,200000}?)</\1\s*>", re.DOTALL)
_LINK_TEXT = re.compile(
    r"<link\b[^>]*>\s*(?:<!\[CDATA\[)?\s*([^<\]]{1,3000}?)\s*(?:\]\]>)?\s*</link"
)
_LINK_HREF = re.compile(r"<link\b([^>]{0,4000})>")
_HREF = re.compile(r"href\s*=\s*[\"']([^\"']{1,3000})[\"']")
_REL = re.compile(r"rel\s*=\s*[\"']([^\"']{1,40})[\"']")
_TITLE = re.compile(r"<title\b[^>]*>\s*(?:<!\[CDATA\[)?(.{0,1000}?)(?:\]\]>)?\s*</title", re.DOTALL)


def xml_kind(text: str) -> XmlKind | None:
    """What kind of XML this is, or None when it is none of ours (an HTML page, most often)."""
    head = text[:_HEAD].lstrip("\ufeff \t\r\n")
    if not head.startswith("<") or re.search(r"(?i)<html\b", head):
        return None
    if re.search(r"<(?:\w+:)?sitemapindex\b", head):
        return "sitemap index"
    if re.search(r"<(?:\w+:)?urlset\b", head):
        return "sitemap"
    if re.search(r"<(?:rss|feed|rdf:RDF)\b", head):
        return "feed"
    return None


def entries(text: str, kind: XmlKind) -> Iterator[tuple[str, str]]:
    """Addresses and titles that the XML names, in its order."""
    if kind != "feed":
        for number, match in enumerate(_LOC.finditer(text)):
            if number >= MAX_ENTRIES:
                return
            yield unescape(match[1].strip()), ""
        return
    for number, match in enumerate(_ITEM.finditer(text)):
        if number >= MAX_ENTRIES:
            return
        url = _link(match[2])
        if url:
            title = _TITLE.search(match[2])
            yield unescape(url), " ".join(unescape(title[1]).split()) if title else ""


def feed_title(text: str) -> str | None:
    """The name of a feed."""
    match = _TITLE.search(text[:_HEAD])
    return " ".join(unescape(match[1]).split()) or None if match else None


def _link(item: str) -> str | None:
    match = _LINK_TEXT.search(item)
    if match:
        return match[1].strip()
    for found in _LINK_HREF.finditer(item):
        rel, href = _REL.search(found[1]), _HREF.search(found[1])
        if href and (rel is None or rel[1] == "alternate"):
            return href[1].strip()
    return None
