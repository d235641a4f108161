"""What the `meta` elements of a page say."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawler.extract.traces import META, Traces
from crawler.extract.tree import one_line

_TAG = re.compile(rb"""<meta(?:[^>"']++|"[^"]*+"|'[^']*+')*+""", re.IGNORECASE)
_NAMED = re.compile(rb"""[\s"'/](?:name|property)\s*=""", re.IGNORECASE)

_FEW = 10
"""Outside the head; more of them are the parser's: a tag that never ends is read to the page's end."""


def metas(tree: LexborHTMLParser, traces: Traces) -> dict[str, str]:
    """What they say by name or property; the first that says something."""
    found: dict[str, str] = {}
    for node in _nodes(tree, traces):
        attributes = node.attributes
        for key in (attributes.get("property"), attributes.get("name")):
            if key and key not in found:
                content = one_line(attributes.get("content") or "")
                if content:
                    found[key] = content
    return found


def _nodes(tree: LexborHTMLParser, traces: Traces) -> list[LexborNode]:
    """All that have a name. Most pages have them in their head, which is found at once."""
    nodes = tree.head.css("meta") if tree.head else []
    later = traces.places.get(META, [])[len(nodes) :]
    if len(later) > _FEW:
        return tree.css("meta")
    for place in later:
        tag = _TAG.match(traces.source, place)
        if tag and _NAMED.search(tag[0]):
            return tree.css("meta")
    return nodes
