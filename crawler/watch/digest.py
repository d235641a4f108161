"""The visible text of a page as one digest that counters and clocks do not move. Pure."""

from __future__ import annotations

import hashlib
import re

from archive.text import fold
from crawler.extract.encoding import read_text
from crawler.extract.tree import one_line, parse

_MOVING = re.compile(
    r"\d+|\b(?:thu (?:hai|ba|tu|nam|sau|bay)|chu nhat|sang|chieu|toi|am|pm)\b|[.,:/\s-]+"
)


def visible_digest(body: bytes, content_type: str | None = None) -> str | None:
    """SHA-256 of what a reader sees, without digits, weekdays and marks; None for no page."""
    text, _ = read_text(body, {"content-type": content_type} if content_type else {})
    tree, _ = parse(text)
    if tree is None or tree.body is None:
        return None
    for node in tree.css("script, style, noscript, template"):
        node.decompose()
    seen = _MOVING.sub(" ", fold(one_line(tree.body.text(separator=" "))))
    return hashlib.sha256(" ".join(seen.split()).encode()).hexdigest()
