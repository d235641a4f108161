"""A page before it is parsed: its characters, mended, as text and as the bytes that are parsed.

The characters are decoded once, and the bytes that came are kept where they are UTF-8 already.
What is wrong with a page leaves traces in it (`traces.py`): without any, nothing is searched.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser

from crawler.extract import rescue, shortcodes
from crawler.extract.encoding import decoded
from crawler.extract.traces import DATA, Traces, traces_of
from crawler.extract.tree import MAX_HTML, parse, parse_bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The source of one page."""

    text: str
    traces: Traces
    """What stands in it."""
    rescued: str | None = None
    """What was wrong with its letters and was put right: `tcvn3`, `mojibake`."""

    def parsed(self) -> tuple[LexborHTMLParser | None, str | None]:
        """The tree, or None with the reason for refusing the page. Never raises."""
        if DATA in self.traces.places or len(self.text) > MAX_HTML:
            return parse(self.text)
        return parse_bytes(self.traces.source)


def source_of(body: bytes, headers: Mapping[str, str] | None = None) -> Source:
    """The source of a page, whatever its bytes."""
    read = decoded(body, headers)
    text, rescued = read.text, None
    traces = traces_of(_parsable(read.text) if read.utf8 is None else _without_nul(read.utf8))
    if rescue.may_be_scrambled(text) or not traces.places.keys().isdisjoint(rescue.TRACES):
        text, rescued = rescue.rescue(text)
    if not traces.places.keys().isdisjoint(shortcodes.TRACES):
        text = shortcodes.carried_out(text)
    if text is not read.text:
        traces = traces_of(_parsable(text))
    return Source(text=text, traces=traces, rescued=rescued)


def _parsable(text: str) -> bytes:
    return _without_nul(text.encode("utf-8", "replace"))


def _without_nul(source: bytes) -> bytes:
    return source.replace(b"\0", b"") if b"\0" in source else source
