"""The parsed page: guards before the parse, and the few looks at it that everybody needs."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

MAX_HTML = 8 * 1024 * 1024
MAX_TAG = 64 * 1024
MAX_NESTING = 10_000
MAX_TAGS = 150_000
"""Tags of one page; a million of them take a gigabyte and seconds, and hold no article."""

_ENDLESS_TAG = re.compile(rf"<[A-Za-z/][^<>]{{{MAX_TAG}}}")
_DATA_URI = re.compile(r"data:[\w/+.-]{0,60};base64,[A-Za-z0-9+/=%\s]{200,}")
_NESTING = re.compile(
    r"(?i)<(/?)(?:div|span|font|table|ul|ol|dl|section|article|main|aside|header|footer|nav|center|form"
    r"|blockquote|details|figure|option|optgroup|fieldset|address|a|b|i|u|s|em|strong|small|big|code|tt|svg|math|[a-z]+-[a-z-]+)\b"
)


def parse(text: str) -> tuple[LexborHTMLParser | None, str | None]:
    """The parsed page, or None with the reason for refusing it. Never raises."""
    if len(text) > MAX_HTML:
        return None, f"page of {len(text)} characters: more than {MAX_HTML} are not read"
    if "base64," in text:
        text = _DATA_URI.sub("data:,", text)
    if len(text) > MAX_TAG and _ENDLESS_TAG.search(text):
        return None, f"a tag of more than {MAX_TAG} characters"
    tags = text.count("<")
    if tags > MAX_TAGS:
        return None, f"a page of {tags} tags: more than {MAX_TAGS} are not read"
    if tags > MAX_NESTING and _nests_deeper(text, MAX_NESTING):
        return None, f"elements nested more than {MAX_NESTING} deep"
    try:
        return LexborHTMLParser(text.replace("\x00", "").encode("utf-8", "replace")), None
    except (SelectolaxError, ValueError) as error:
        return None, f"the parser refused the page: {error}"


def _nests_deeper(text: str, limit: int) -> bool:
    """Do elements that have to be closed nest without end? Parsing them takes quadratic time."""
    depth = 0
    for tag in _NESTING.finditer(text):
        depth = max(0, depth - 1) if tag[1] else depth + 1
        if depth > limit:
            return True
    return False


def first(tree: LexborHTMLParser | LexborNode, selectors: tuple[str, ...]) -> LexborNode | None:
    """The first element that a selector matches and that holds text, selectors tried in order."""
    for selector in selectors:
        for node in tree.css(selector):
            if node.text(strip=True):
                return node
    return None


def one_line(text: str) -> str:
    """The text with every run of white space (no-break spaces too) made one space."""
    if text.isprintable() and "  " not in text:  # no white space but single spaces
        return text.strip()
    return " ".join(text.split())


def metas(tree: LexborHTMLParser) -> dict[str, str]:
    """What the page's `meta` elements say by name or property; the first that says something."""
    found: dict[str, str] = {}
    for node in tree.css("meta[content]"):
        attributes = node.attributes
        content = one_line(attributes.get("content") or "")
        for name in (attributes.get("property"), attributes.get("name")):
            if name and content:
                found.setdefault(name, content)
    return found
