"""What must hold of a reading whatever the page: the invariants that fuzzing checks.

Used by `bench fuzz` on pages by the thousand and by the property tests. Each function returns
what is wrong, in words; an empty list is a sound reading.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime, timedelta
from typing import Any

from archive.record import Article, Kind
from archive.text import clean, fold, tone_key
from crawler.extract import feeds
from crawler.extract.article import extract
from crawler.extract.citations import find_citations
from crawler.extract.dates import parse_posted
from crawler.extract.encoding import read_text
from crawler.extract.markup import sanitised
from crawler.extract.page import Link, Reading, Site, read_page
from crawler.extract.plain import read_plain

_WEB = re.compile(r"https?://[^\s/]")
_TARGET = re.compile(r'<(?:a|img)\b[^<>]*?\s(?:href|src)="([^"]*)"')
_MONTH = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])")
_TAG = re.compile(r"<[^>]{0,2000}>")
_VERBATIM = ("form", "call", "name")
"""Of a link: what is sent back to the portal, letter by letter."""

_LONGEST_TEXT = 400_000
_LONGEST_LINE = 2_000


def reading_of(
    body: bytes, url: str, *, kind: Kind = Kind.ARTICLE, home: str = "",
    fetched_at: datetime | None = None, headers: Mapping[str, str] | None = None,
) -> Reading:  # fmt: skip
    """One whole reading, as the crawler makes it."""
    site = Site(home=home) if home else None
    return read_page(body, url, kind=kind, site=site, fetched_at=fetched_at, headers=headers)


def faults_of_reading(reading: Reading) -> list[str]:
    """What is wrong with the links and the article of a reading."""
    found = [f"link {link.url!r} is not of the web" for link in reading.links
             if not _WEB.match(link.url)][:3]  # fmt: skip
    found += [f"{name}: {problem}" for name, problem in _texts(reading, "reading")]
    if reading.article is not None:
        found += faults_of_article(reading.article)
    return found


def faults_of_article(article: Article) -> list[str]:
    """What is wrong with an article, whatever page it was read from."""
    found = []
    if not article.title:
        found.append("no title")
    if article.url and not _WEB.match(article.url):
        found.append(f"url {article.url!r} is not of the web")
    if article.url:  # a plain text knows only the names of its files
        found += [f"{type(medium).__name__} {medium.url!r} is not of the web"
                  for medium in (*article.images, *article.attachments)
                  if not _WEB.match(medium.url)]  # fmt: skip
    if sanitised(article.body_html) != article.body_html:
        found.append("sanitising body_html again changes it")
    for target in _TARGET.findall(article.body_html):
        if (
            article.url
            and target
            and not target.startswith(("http://", "https://", "mailto:", "#"))
        ):
            found.append(f"body_html leads to {target[:80]!r}")
    if any(not 0 <= value <= 1 for value in article.confidence.values()):
        found.append(f"confidence out of 0..1: {dict(article.confidence)}")
    found += _faults_of_time(article)
    if "\n\n\n" in article.body_text or article.body_text != article.body_text.strip():
        found.append("body_text is not paragraphs with one blank line between them")
    return found


def _faults_of_time(article: Article) -> Iterator[str]:
    told, precision = article.published, article.published_precision
    if (told is None) != (precision is None):
        yield f"published {told!r} with precision {precision!r}"
    if told is None:
        return
    try:
        if precision in ("second", "minute"):
            if datetime.fromisoformat(told).utcoffset() != timedelta(hours=7):
                yield f"published {told!r} is not in +07:00"
        elif precision == "day":
            date.fromisoformat(told)
        elif precision == "month" and not _MONTH.fullmatch(told):
            yield f"published {told!r} is no month"
        elif precision == "year" and not re.fullmatch(r"\d{4}", told):
            yield f"published {told!r} is no year"
    except ValueError:
        yield f"published {told!r} is no time of precision {precision}"


def _texts(value: Any, name: str) -> Iterator[tuple[str, str]]:
    """Every text inside a value that is not NFC, cannot be stored, or is empty."""
    if isinstance(value, str):
        if not unicodedata.is_normalized("NFC", value):
            yield name, f"not NFC: {value[:80]!a}"
        try:
            value.encode("utf-8")
        except UnicodeEncodeError:
            yield name, f"a lone surrogate: {value[:80]!a}"
        if "\x00" in value:
            yield name, f"a null character: {value[:80]!a}"
    elif is_dataclass(value):
        for field in fields(value):
            if field.name in _VERBATIM and isinstance(value, Link):
                continue
            yield from _texts(getattr(value, field.name), f"{name}.{field.name}")
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _texts(item, f"{name}[{key}]")
    elif isinstance(value, (tuple, list)):
        for item in value[:200]:
            yield from _texts(item, name)


def faults_of_texts(body: bytes, fetched_at: datetime | None) -> list[str]:
    """What is wrong with what the readers of mere text make of a page's text."""
    text, _ = read_text(body)
    text = _TAG.sub("\n", text[:_LONGEST_TEXT])
    found = []
    cleaned = clean(text)
    if not unicodedata.is_normalized("NFC", cleaned):
        found.append("clean() is not NFC")
    fold(text), tone_key(text), find_citations(text)
    plain = read_plain(text, fetched_at=fetched_at)
    if plain.article is not None:
        found += [f"plain: {problem}" for problem in faults_of_article(plain.article)]
        found += [f"plain {name}: {problem}" for name, problem in _texts(plain.article, "article")]
    if read_plain(text, fetched_at=fetched_at) != plain:
        found.append("read_plain() is not the same twice")
    for line in text.splitlines()[:60]:
        posted = parse_posted(line[:_LONGEST_LINE], fetched_at=fetched_at)
        if posted is not None and posted.at.utcoffset() != timedelta(hours=7):
            found.append(f"parse_posted({line[:80]!r}) is not in +07:00")
        if posted is not None and fetched_at is None and "relative" in posted.flags:
            found.append(f"parse_posted({line[:80]!r}) used a clock")
    for kind in ("feed", "sitemap"):
        for url, title in feeds.entries(text[:200_000], kind):  # type: ignore[arg-type]
            if "\x00" in url + title:
                found.append(f"{kind}: a null character in {url[:80]!r}")
    return found


def faults_of_page(
    body: bytes, url: str, *, reading: Reading | None = None, **known: Any
) -> list[str]:
    """Everything that is wrong with how a page is read, its text readers left aside.

    `reading` is a first one, when there is one.
    """
    reading = reading or reading_of(body, url, **known)
    found = faults_of_reading(reading)
    if reading_of(body, url, **known) != reading:
        found.append("the same page read twice gives two readings")
    given = {name: known[name] for name in ("fetched_at", "headers") if name in known}
    alone = extract(body, url, **given)
    if alone is not None:
        found += [f"extract: {problem}" for problem in faults_of_article(alone)]
    return found
