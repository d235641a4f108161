"""The shape of an address: what is left of it when numbers and values are taken out.

Traps make addresses without end, but by one pattern: a calendar, a filter, a counter.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

_NUMBER = re.compile(r"\d+")
_TOKEN = re.compile(r"(?i)\b(?=[0-9a-f]*\d)[0-9a-f]{8,}\b")
_SLUG = re.compile(r"[^/]*(?:[^/\W_]+-){3,}[^/]*")


def shape(url: str) -> str:
    """Path with numbers, tokens and slugs replaced, then the names of its query in order."""
    query = urlsplit(url).query
    names = sorted({pair.partition("=")[0] for pair in query.split("&") if pair})
    return path_shape(url) + (" ? " + " ".join(_NUMBER.sub("0", name) for name in names))


def path_shape(url: str) -> str:
    """The same without the query."""
    parts = urlsplit(url)
    path = "/".join(_SLUG.sub("*", part) for part in parts.path.split("/"))
    return f"{parts.netloc}{_NUMBER.sub('0', _TOKEN.sub('0', path))}"
