"""The parsed page: guards before the parse, and the few looks at it that everybody needs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

MAX_HTML = 8 * 1024 * 1024
MAX_TAG = 64 * 1024
MAX_NESTING = 10_000
MAX_TAGS = 150_000
MAX_LINKS = 8_000
"""Links of one page that are followed or told; what comes after so many is a trap's."""
"""Tags of one page; a million of them take a gigabyte and seconds, and hold no article."""

_ENDLESS_TAG = re.compile(rf"<[A-Za-z/][^<>]{{{MAX_TAG}}}")
_DATA_URI = re.compile(r"data:[\w/+.-]{0,60};base64,[A-Za-z0-9+/=%\s]{200,}")
_NESTING = re.compile(
    r"(?i)<(/?)(?:div|span|font|table|ul|ol|dl|section|article|main|aside|header|footer|nav|center|form"
    r"|blockquote|details|figure|option|optgroup|fieldset|address|a|b|i|u|s|em|strong|small|big|code|tt|svg|math|[a-z]+-[a-z-]+)\b"
)

_SHORTEST_TAG = 3
"""Bytes of `<a>`."""


def parse(text: str) -> tuple[LexborHTMLParser | None, str | None]:
    """The parsed page, or None with the reason for refusing it. Never raises."""
    if len(text) > MAX_HTML:
        return None, f"page of {len(text)} characters: more than {MAX_HTML} are not read"
    return parse_bytes(without_data(text).encode("utf-8", "replace").replace(b"\0", b""))


def without_data(text: str) -> str:
    """The page without the pictures and fonts that are written out in it."""
    return _DATA_URI.sub("data:,", text) if "base64," in text else text


def parse_bytes(source: bytes) -> tuple[LexborHTMLParser | None, str | None]:
    """`parse` for a page in UTF-8 of no more than `MAX_HTML` characters, without data and NUL."""
    if _has_endless_tag(source):
        return None, f"a tag of more than {MAX_TAG} characters"
    if _has_many_tags(source):
        if (tags := source.count(b"<")) > MAX_TAGS:
            return None, f"a page of {tags} tags: more than {MAX_TAGS} are not read"
        if _nests_deeper(source.decode("utf-8", "replace"), MAX_NESTING):
            return None, f"elements nested more than {MAX_NESTING} deep"
    try:
        return LexborHTMLParser(source), None
    except (SelectolaxError, ValueError) as error:
        return None, f"the parser refused the page: {error}"


def _has_endless_tag(source: bytes) -> bool:
    """Is there one so long that to read it would take quadratic time?"""
    at, last = 0, len(source) - MAX_TAG
    while at <= last:
        found = max(source.rfind(b"<", at, at + MAX_TAG), source.rfind(b">", at, at + MAX_TAG))
        if found < 0:
            return _ENDLESS_TAG.search(source.decode("utf-8", "replace")) is not None
        at = found + 1
    return False


def _has_many_tags(source: bytes) -> bool:
    """Are there more than `MAX_NESTING`? Only as much is counted as there could be room for them."""
    at = tags = 0
    while tags <= MAX_NESTING:
        open_yet = len(source) - at - (MAX_NESTING - tags) * _SHORTEST_TAG
        if open_yet <= 0:
            return False
        tags += source.count(b"<", at, at + open_yet)
        at += open_yet
    return True


def _nests_deeper(text: str, limit: int) -> bool:
    """Do elements that have to be closed nest without end? Parsing them takes quadratic time."""
    depth = 0
    for tag in _NESTING.finditer(text):
        depth = max(0, depth - 1) if tag[1] else depth + 1
        if depth > limit:
            return True
    return False


def first(tree: LexborHTMLParser | LexborNode, selectors: Iterable[str]) -> LexborNode | None:
    """The first element that a selector matches and that holds text, selectors tried in order."""
    for selector in selectors:
        for node in each(tree, selector):
            if node.text_lexbor().strip():
                return node
    return None


def each(tree: LexborHTMLParser | LexborNode, selector: str) -> Iterator[LexborNode]:
    """The elements that a selector matches, for who mostly takes the first: the tree is walked no
    farther than to that one before another is asked for."""
    found = tree.css_first(selector)
    if found is not None:
        yield found
        yield from tree.css(selector)[1:]


def one_line(text: str) -> str:
    """The text with every run of white space (no-break spaces too) made one space."""
    if text.isprintable() and "  " not in text:  # no white space but single spaces
        return text.strip()
    return " ".join(text.split())
