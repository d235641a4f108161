"""Other people's extractors, each asked in the way its documentation recommends, as `Read`s.

They are optional (`pip install 'luutru[peers]'`) and imported when asked for. What a peer does not
claim to give is not asked of it, and an exception of a peer is a page without a reading.
"""

from __future__ import annotations

import logging
import re
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from typing import Any
from urllib.parse import urljoin

from crawler.evaluation.gold import BadGoldError
from crawler.evaluation.score import Read

_GIVEN_IMAGE = re.compile(r"!\[([^\]\n]*)\]\(([^)\s]+)[^)\n]*\)")
_BLOCKS = frozenset(
    [
        "p",
        "div",
        "li",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "td",
        "th",
        "blockquote",
        "pre",
        "figcaption",
        "br",
        "tr",
        "section",
        "article",
    ]
)

Reader = Callable[[str, str], Read | None]
"""Takes the decoded page and its address."""


class PeerMissing(BadGoldError):
    """A peer that is not installed, with the command that installs it."""

    exit_code = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """An extractor to compare with."""

    name: str
    version: str
    gives: frozenset[str]
    mode: str
    """How it is asked."""
    _reader: Reader

    def read(self, html: str, url: str) -> Read | None:
        """What it takes from a page; None when it finds nothing, or fails."""
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return self._reader(html, url)
        except Exception:
            return None

    def nothing(self) -> Read:
        """What is compared when it found nothing."""
        return Read(gives=self.gives, apart=False)


def load(names: list[str]) -> tuple[Peer, ...]:
    """The peers of these names, ready to read.

    Raises:
        PeerMissing: one is unknown or not installed.
    """
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    for noisy in ("htmldate", "newspaper", "readability"):
        logging.getLogger(noisy).setLevel(logging.CRITICAL)
    return tuple(_load(name) for name in dict.fromkeys(names))


def _load(name: str) -> Peer:
    known = _PEERS.get(name)
    if known is None:
        raise PeerMissing(f"no peer is called {name!r}; known are {', '.join(_PEERS)}")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            import_module(known.module)
        except ImportError as error:
            raise PeerMissing(
                f"{name} is not installed ({error}); pip install 'luutru[peers]', "
                f"or pip install {known.package}"
            ) from error
        from importlib.metadata import version

        reader = known.reader(frozenset(known.gives.split()))
    return Peer(
        name=name, version=version(known.package), gives=frozenset(known.gives.split()),
        mode=known.mode, _reader=reader,
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    package: str
    module: str
    gives: str
    mode: str
    reader: Callable[[frozenset[str]], Reader]


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _trafilatura(gives: frozenset[str]) -> Reader:
    import trafilatura

    def read(html: str, url: str) -> Read | None:
        found: Any = trafilatura.bare_extraction(
            html, url=url, with_metadata=True, include_comments=False, include_images=True
        )
        if found is None:
            return None
        text = found.text or ""
        images = tuple((urljoin(url, src), None) for _, src in _GIVEN_IMAGE.findall(text))
        text = _GIVEN_IMAGE.sub("", text)
        return Read(
            gives=gives, apart=False, title=found.title, published=found.date, author=found.author,
            paragraphs=_lines(text), whole=text, images=images,
        )  # fmt: skip

    return read


def _newspaper(gives: frozenset[str]) -> Reader:
    import newspaper

    def read(html: str, url: str) -> Read | None:
        found = newspaper.article(url, language="vi", input_html=html, fetch_images=False)
        published = found.publish_date
        moment = published.isoformat() if isinstance(published, datetime) else published
        midnight = isinstance(moment, str) and "T00:00:00" in moment
        return Read(
            gives=gives, apart=False, title=found.title or None,
            published=(moment[:10] if midnight else moment) or None,
            author=", ".join(found.authors) or None,
            paragraphs=_lines(found.text), whole=found.text,
            images=tuple((urljoin(url, src), None) for src in found.images),
        )  # fmt: skip

    return read


def _readability(gives: frozenset[str]) -> Reader:
    import lxml.html
    import readability

    def read(html: str, url: str) -> Read | None:
        document = readability.Document(html, url=url)
        summary = lxml.html.fromstring(document.summary(html_partial=True))
        text = _block_text(summary)
        images = tuple((urljoin(url, src), None) for src in summary.xpath("//img/@src"))
        return Read(
            gives=gives, apart=False, title=document.short_title(), paragraphs=_lines(text),
            whole=text, images=images,
        )  # fmt: skip

    return read


def _block_text(element: Any) -> str:
    """The text of an lxml element, each block in a line of its own."""
    parts: list[str] = []
    for event, node in _steps(element):
        if event == "start":
            if node.tag in _BLOCKS:
                parts.append("\n")
            parts.append(" ".join((node.text or "").split("\n")))
        else:
            if node.tag in _BLOCKS:
                parts.append("\n")
            parts.append(" ".join((node.tail or "").split("\n")))
    return "".join(parts)


def _steps(element: Any) -> Any:
    from lxml import etree

    return (
        (event, node)
        for event, node in etree.iterwalk(element, events=("start", "end"))
        if isinstance(node.tag, str)
    )


def _resiliparse(gives: frozenset[str]) -> Reader:
    from resiliparse.extract.html2text import extract_plain_text

    def read(html: str, url: str) -> Read | None:
        text = extract_plain_text(html, main_content=True, list_bullets=False, alt_texts=False)
        return Read(gives=gives, apart=False, paragraphs=_lines(text), whole=text) if text else None

    return read


def _htmldate(gives: frozenset[str]) -> Reader:
    import htmldate

    def read(html: str, url: str) -> Read | None:
        found = htmldate.find_date(html, url=url, original_date=True, extensive_search=True)
        return Read(gives=gives, apart=False, published=found)

    return read


_PEERS = {
    "trafilatura": _Known(
        package="trafilatura", module="trafilatura",
        gives="title published author body images",
        mode="bare_extraction with metadata and images, without comments", reader=_trafilatura,
    ),
    "newspaper4k": _Known(
        package="newspaper4k", module="newspaper",
        gives="title published author body images", mode="article(language='vi')",
        reader=_newspaper,
    ),
    "readability": _Known(
        package="readability-lxml", module="readability", gives="title body images",
        mode="Document.short_title and .summary", reader=_readability,
    ),
    "resiliparse": _Known(
        package="resiliparse", module="resiliparse.extract.html2text", gives="body",
        mode="extract_plain_text(main_content=True)", reader=_resiliparse,
    ),
    "htmldate": _Known(
        package="htmldate", module="htmldate", gives="published",
        mode="find_date(original_date=True, extensive_search=True)", reader=_htmldate,
    ),
}  # fmt: skip
NAMES = tuple(_PEERS)
