"""Shortcodes that a portal failed to carry out and prints as text: `[caption ...]<img> words[/caption]`.

They are put back into the HTML that they stand for before the page is parsed.
"""

from __future__ import annotations

import re
from typing import Final

TRACES: Final = ("[caption", "[gallery", "[embed")
"""Without one of these a page has no shortcodes."""

_CAPTION = re.compile(
    r"\[caption[^\]<]{0,300}\]\s*((?:<a\b[^>]{0,1000}>\s*)?<img\b[^>]{0,4000}>(?:\s*</a>)?)(.{0,1000}?)\[/caption\]",
    re.IGNORECASE | re.DOTALL,
)
_REST = re.compile(
    r"\[/?(?:caption|gallery|embed|pdf|pdf-embedder)\b[^\]<]{0,300}\]", re.IGNORECASE
)


def carried_out(html: str) -> str:
    """The page with its captions as figures and without the shortcodes that are left."""
    if not any(trace in html for trace in TRACES):
        return html
    figures = _CAPTION.sub(r"<figure>\1<figcaption>\2</figcaption></figure>", html)
    return _REST.sub("", figures)
