"""Pages that hold nothing but scripts, which are to draw what a reader would see. Pure."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser

FEW_CHARACTERS = 200
"""A page with more text than this shows something without a script."""

FEW_LINKS = 3

_NOT_SHOWN = "script, style, noscript, template, svg, head"
_ROOTS = re.compile(
    r"^(?:app|root|main|__next|__nuxt|q-app|app-root|react-root|ng-app|wrapper)$", re.I
)
_MUCH = 400_000


def is_shell(body: bytes) -> bool:
    """Is this page an empty frame for its scripts: hardly any text or links, and an empty root?"""
    tree = LexborHTMLParser(body[:_MUCH].decode("utf-8", "replace"))
    if not any(script.attributes.get("src") for script in tree.css("script")):
        return False
    for node in tree.css(_NOT_SHOWN):
        node.decompose()
    if tree.body is None or len(tree.body.text(strip=True)) > FEW_CHARACTERS:
        return False
    if len(tree.css("a[href]")) > FEW_LINKS or tree.css_first("frame, iframe") is not None:
        return False
    return any(
        _ROOTS.match(node.attributes.get("id") or "") or "-" in (node.tag or "")
        for node in tree.body.css("*")
        if not node.text(strip=True)
    )
