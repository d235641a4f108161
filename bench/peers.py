"""The other readers that ours is measured against: what each finds on a page, title and text.

A peer that is not installed is told and left out; none of them is a dependency of the project.
Does not live here: the clock and the page sets (`speed`).
"""

from __future__ import annotations

import contextlib
import gc
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import unescape
from importlib import import_module
from re import sub

Read = Callable[[bytes, str], tuple[str, str]]
"""The bytes of a page and its address to the title and the text of the article on it."""


@dataclass(frozen=True, slots=True)
class Peer:
    """A reader, or a parser that gives neither title nor text (`floor`)."""

    name: str
    read: Read
    floor: bool = False


def installed() -> Iterator[Peer]:
    """Every peer that can be imported; the others are named on standard output."""
    for make in (_trafilatura, _newspaper, _readability, _resiliparse, _lexbor, _lxml):
        try:
            yield from make()
        except ImportError as error:
            print(f"not installed, left out: {error.name}")


def _trafilatura() -> Iterator[Peer]:
    trafilatura = import_module("trafilatura")
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)

    def whole(html: bytes, url: str) -> tuple[str, str]:
        found = trafilatura.bare_extraction(html, url=url, with_metadata=True)
        return (found.title or "", found.text or "") if found else ("", "")

    def text_only(html: bytes, _url: str) -> tuple[str, str]:
        found = trafilatura.bare_extraction(html, with_metadata=False)
        return ("", found.text or "") if found else ("", "")

    yield Peer("trafilatura, metadata", whole)
    yield Peer("trafilatura, text only", text_only)


def _newspaper() -> Iterator[Peer]:
    newspaper = import_module("newspaper")
    logging.getLogger("newspaper").setLevel(logging.CRITICAL)

    def read(html: bytes, url: str) -> tuple[str, str]:
        found = newspaper.Article(url, language="vi")
        try:
            found.download(input_html=html.decode("utf-8", "replace"))
            found.parse()
        except (newspaper.ArticleException, ValueError):
            return "", ""
        return found.title or "", found.text or ""

    yield Peer("newspaper4k", read)


def _readability() -> Iterator[Peer]:
    readability = import_module("readability")
    logging.getLogger("readability").setLevel(logging.CRITICAL)

    def read(html: bytes, url: str) -> tuple[str, str]:
        try:
            document = readability.Document(html, url=url)
            summary = document.summary(html_partial=True)
        except Exception:  # lxml's errors and its own: it reads nothing here
            return "", ""
        return document.short_title(), unescape(sub(r"<[^>]+>", " ", summary))

    yield Peer("readability-lxml", read)


def _resiliparse() -> Iterator[Peer]:
    extract = import_module("resiliparse.extract.html2text").extract_plain_text
    tree = import_module("resiliparse.parse.html").HTMLTree

    def read(html: bytes, _url: str) -> tuple[str, str]:
        parsed = tree.parse_from_bytes(html)
        return parsed.title or "", extract(parsed, main_content=True)

    yield Peer("resiliparse, main content", read)


def _lexbor() -> Iterator[Peer]:
    parser = import_module("selectolax.lexbor").LexborHTMLParser

    def parse(html: bytes, _url: str) -> tuple[str, str]:
        parser(html)
        return "", ""

    yield Peer("lexbor, parse only", parse, floor=True)


def _lxml() -> Iterator[Peer]:
    html_of = import_module("lxml.html")

    def parse(html: bytes, _url: str) -> tuple[str, str]:
        html_of.document_fromstring(html)
        return "", ""

    yield Peer("lxml, parse only", parse, floor=True)


def forget() -> None:
    """Empty what a reader keeps from page to page, so that no round profits from the one before."""
    with contextlib.suppress(ImportError):
        import_module("trafilatura.meta").reset_caches()
    gc.collect()
