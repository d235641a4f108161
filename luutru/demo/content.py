"""What the sample portals publish: the values, and the reading of their TOML files.

Says nothing about how a portal shows them; that is in `layouts`. The texts were written for
this project: the communes and the persons in them do not exist.
"""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any, Literal

LayoutName = Literal["dienbien", "nukeviet", "generic"]
VIETNAM = timezone(timedelta(hours=7))
SLUGS = ("muong-phang-moi", "nam-son", "cu-lao-dong")
"""The bundled portals, in the order in which the demo shows them."""
_FOLDER = Path(__file__).parent / "content"


class ContentError(ValueError):
    """A content file does not say what a portal needs; names the file and the article."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture in the text; the file is drawn by code."""

    file: str
    caption: str | None = None
    """As printed below the picture."""
    width: int | None = None
    height: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bullets:
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    rows: tuple[tuple[str, ...], ...]


Block = Paragraph | Picture | Bullets | Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """An attachment: its file name, and the title that its link shows."""

    name: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NextWeek:
    """What becomes of an article when the portal moves on."""

    gone: bool = False
    title: str | None = None
    body: tuple[Block, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleArticle:
    id: int
    slug: str
    title: str
    category: str
    """Slug of its category."""
    published: datetime
    lead: str | None
    author: str | None
    source: str | None
    body: tuple[Block, ...]
    attachments: tuple[Document, ...]
    next_week: NextWeek | None

    @property
    def pictures(self) -> tuple[Picture, ...]:
        """Its pictures in reading order."""
        return tuple(block for block in self.body if isinstance(block, Picture))

    @property
    def teaser(self) -> str:
        """What list pages show below the title."""
        if self.lead:
            return self.lead
        text = next(block.text for block in self.body if isinstance(block, Paragraph))
        words = text.split()
        return " ".join(words[:36]) + ("..." if len(words) > 36 else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleContent:
    """One portal's content."""

    slug: str
    site_name: str
    commune: str
    district: str
    province: str
    layout: LayoutName
    address: str
    phone: str
    in_delta: bool
    """Decides the landscape of its pictures."""
    categories: Mapping[str, str]
    """Slug -> name, in the order of the menu."""
    articles: tuple[SampleArticle, ...]
    """Newest first."""


def load(slug: str) -> SampleContent:
    """Reads one bundled portal.

    Raises:
        ContentError
    """
    path = _FOLDER / f"{slug}.toml"
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise ContentError(f"{path.name}: {error}") from error
    return read(raw, path.name)


def load_all() -> tuple[SampleContent, ...]:
    """All bundled portals."""
    return tuple(load(slug) for slug in SLUGS if (_FOLDER / f"{slug}.toml").exists())


def read(raw: Mapping[str, Any], name: str) -> SampleContent:
    """Builds and checks the content that a TOML file describes.

    Raises:
        ContentError
    """
    try:
        portal = raw["portal"]
        articles = [_article(item) for item in raw["article"]]
        content = SampleContent(
            slug=portal["slug"],
            site_name=portal["site_name"],
            commune=portal["commune"],
            district=portal["district"],
            province=portal["province"],
            layout=portal["layout"],
            address=portal["address"],
            phone=portal["phone"],
            in_delta=portal.get("landscape") == "delta",
            categories={item["slug"]: item["name"] for item in raw["category"]},
            articles=tuple(sorted(articles, key=lambda a: a.published, reverse=True)),
        )
    except (KeyError, TypeError) as error:
        raise ContentError(f"{name}: {type(error).__name__} {error}") from error
    problems = [f"{name}: {problem}" for problem in _problems(content)]
    if problems:
        raise ContentError("\n".join(problems))
    return content


def block_texts(body: Iterable[Block]) -> Iterator[str]:
    """The texts of a body in reading order: paragraphs, list items, table cells; no captions."""
    for block in body:
        match block:
            case Paragraph():
                yield block.text
            case Bullets():
                yield from block.items
            case Table():
                yield from (cell for row in block.rows for cell in row)
            case Picture():
                pass


def _article(raw: Mapping[str, Any]) -> SampleArticle:
    later = raw.get("next_week")
    return SampleArticle(
        id=raw["id"],
        slug=raw["slug"],
        title=raw["title"],
        category=raw["category"],
        published=raw["published"],
        lead=raw.get("lead") or None,
        author=raw.get("author") or None,
        source=raw.get("source") or None,
        body=_body(raw["body"]),
        attachments=tuple(Document(**item) for item in raw.get("attachments", ())),
        next_week=_next_week(later) if later else None,
    )


def _next_week(raw: Mapping[str, Any]) -> NextWeek:
    body = raw.get("body")
    return NextWeek(
        gone=raw.get("gone", False),
        title=raw.get("title"),
        body=_body(body) if body is not None else None,
    )


def _body(raw: Sequence[Any]) -> tuple[Block, ...]:
    return tuple(_block(item) for item in raw)


def _block(raw: Any) -> Block:
    if isinstance(raw, str):
        return Paragraph(text=raw)
    if "image" in raw:
        return Picture(
            file=raw["image"],
            caption=raw.get("caption") or None,
            width=raw.get("width"),
            height=raw.get("height"),
        )
    if "list" in raw:
        return Bullets(items=tuple(raw["list"]))
    return Table(rows=tuple(tuple(row) for row in raw["table"]))


def _problems(content: SampleContent) -> Iterator[str]:
    """What is wrong with a portal's content, one sentence each."""
    for key in ("id", "slug", "title"):
        values = [getattr(article, key) for article in content.articles]
        doubled = {value for value in values if values.count(value) > 1}
        if doubled:
            yield f"{key} used twice: {sorted(doubled)}"
    if content.layout not in ("dienbien", "nukeviet", "generic"):
        yield f"unknown layout {content.layout!r}"
    for article in content.articles:
        for problem in _article_problems(content, article):
            yield f"article {article.id}: {problem}"


def _article_problems(content: SampleContent, article: SampleArticle) -> Iterator[str]:
    if article.category not in content.categories:
        yield f"unknown category {article.category!r}"
    if article.published.utcoffset() != timedelta(hours=7):
        yield "published needs the offset +07:00"
    if not any(isinstance(block, Paragraph) for block in article.body):
        yield "has no paragraph"
    names = [picture.file for picture in article.pictures]
    if len(set(names)) != len(names):
        yield "shows one picture file twice"
    texts = [article.title, article.lead or "", *block_texts(article.body)]
    texts += [picture.caption or "" for picture in article.pictures]
    if article.next_week and article.next_week.body:
        texts += block_texts(article.next_week.body)
    for text in texts:
        if text != " ".join(text.split()) or not unicodedata.is_normalized("NFC", text):
            yield f"not NFC or with odd spaces: {text[:60]!r}"
