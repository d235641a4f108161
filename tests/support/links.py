"""Links as RFC 8288 and RFC 6690 write them, read by ourselves."""

from __future__ import annotations

import re

_LINK = re.compile(r'<([^>]*)>((?:; [a-z]+="[^"]*")*)')


def links(text: str) -> list[dict[str, str]]:
    """Each link with its parameters; the whole text must be links."""
    assert re.sub(r",\s*", "", _LINK.sub("", text)).strip() == "", text
    return [
        {"uri": uri, **dict(re.findall(r'; ([a-z]+)="([^"]*)"', rest))}
        for uri, rest in _LINK.findall(text)
    ]


def by_rel(found: list[dict[str, str]], rel: str) -> dict[str, str]:
    (one,) = [link for link in found if rel in link["rel"].split()]
    return one
