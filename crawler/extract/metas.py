"""What the `meta` elements of a page say. Few are asked for, so each is looked for by its name."""

from __future__ import annotations

from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawler.extract.traces import Traces
from crawler.extract.tree import one_line


def meta(tree: LexborHTMLParser, traces: Traces, name: str) -> str | None:
    """What they say by this name or property; the first that says something."""
    if not traces.may_hold(name):
        return None
    for node in _nodes(tree, f'meta[property="{name}"], meta[name="{name}"]'):
        attributes = node.attributes
        if name in (attributes.get("property"), attributes.get("name")):
            content = one_line(attributes.get("content") or "")
            if content:
                return content
    return None


def _nodes(tree: LexborHTMLParser, selector: str) -> Iterator[LexborNode]:
    """Those in the head first: most are there, and it is walked at once."""
    if tree.head:
        yield from tree.head.css(selector)
    yield from tree.css(selector)
