"""A page before it is parsed: its characters, mended, as text and as the bytes that are parsed.

The bytes that came are taken as they are where they are UTF-8, and not decoded unless needed.
What is wrong with a page leaves traces in it (`traces.py`): without any, nothing is searched.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser

from crawler.extract import rescue, shortcodes
from crawler.extract.encoding import is_utf8, read_text
from crawler.extract.traces import DATA, Traces, traces_of
from crawler.extract.tree import MAX_HTML, parse, parse_bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The source of one page."""

    traces: Traces
    """What stands in it."""
    rescued: str | None = None
    """What was wrong with its letters and was put right: `tcvn3`, `mojibake`."""

    @property
    def text(self) -> str:
        """The page as text, decoded whenever it is asked for: pages that are described never do."""
        return self.traces.source.decode("utf-8")

    def parsed(self) -> tuple[LexborHTMLParser | None, str | None]:
        """The tree, or None with the reason for refusing the page. Never raises."""
        if DATA in self.traces.places or len(self.traces.source) > MAX_HTML:
            return parse(self.text)
        return parse_bytes(self.traces.source)


def source_of(body: bytes, headers: Mapping[str, str] | None = None) -> Source:
    """The source of a page, whatever its bytes."""
    source = body if is_utf8(body) else read_text(body, headers)[0].encode("utf-8", "replace")
    traces, rescued = traces_of(_without_nul(source)), None
    if not _ODD_LETTERS.isdisjoint(traces.found):
        text, rescued = rescue.rescue(traces.source.decode("utf-8"))
        traces = _anew(traces, text)
    if not _SHORTCODES.isdisjoint(traces.found):
        traces = _anew(traces, shortcodes.carried_out(traces.source.decode("utf-8")))
    return Source(traces=traces, rescued=rescued)


_ODD_LETTERS = frozenset((*rescue.TRACES, *rescue.SCRAMBLED))
_SHORTCODES = frozenset(shortcodes.TRACES)


def _anew(traces: Traces, text: str) -> Traces:
    """The traces of a text that may have been changed."""
    source = text.encode("utf-8", "replace")
    return traces if source == traces.source else traces_of(source)


def _without_nul(source: bytes) -> bytes:
    return source.replace(b"\0", b"") if b"\0" in source else source
