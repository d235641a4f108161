"""A sample portal's own list: what an archive of it must hold, article by article.

Written from the content and the layout, never from served pages, so that it can judge both the
portals and whoever reads them.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from luutru.demo.content import (
    Bullets,
    Paragraph,
    Picture,
    SampleArticle,
    SampleContent,
    Table,
    block_texts,
)
from luutru.demo.documents import pdf
from luutru.demo.layouts._layout import Edition, Layout
from luutru.demo.pictures import photograph


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedImage:
    """A picture of an article, in reading order."""

    path: str
    caption: str | None
    """As printed; None if the page shows none."""
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedAttachment:
    path: str
    """With its query, where a script sends the file."""
    name: str
    """The file name."""
    title: str
    """What the content calls it; some layouts show only the name."""
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedArticle:
    """One article as the portal shows it (one that is gone: as it last did)."""

    id: int
    path: str
    """The address to which all others come down."""
    duplicates: tuple[str, ...]
    """Other addresses of the same article, as paths with their query."""
    title: str
    published: str
    """ISO 8601 in +07:00, cut to the printed precision."""
    precision: Literal["second", "minute"]
    published_text: str
    """The stamp as printed, without its label."""
    lead: str | None
    paragraphs: tuple[str, ...]
    """The running text, one string per paragraph; no lead, list, table or caption."""
    list_items: tuple[str, ...]
    table_rows: tuple[tuple[str, ...], ...]
    text: str
    """All texts of the body in reading order (paragraphs, list items, cells), joined by blanks."""
    images: tuple[ExpectedImage, ...]
    attachments: tuple[ExpectedAttachment, ...]
    category: str | None
    author: str | None
    source: str | None
    gone: bool
    """Has it vanished by now?"""
    revisions: int
    """How many versions the portal has shown so far."""


def picture_bytes(
    content: SampleContent, layout: Layout, article: SampleArticle, picture: Picture
) -> bytes:
    """The file behind a picture: the same for as long as the process lives."""
    seed = f"{content.slug}{layout.picture_path(article, picture)}"
    subject = f"{picture.caption or ''}\n{article.title}"
    return photograph(seed, subject, picture.width, picture.height, content.in_delta)


def document_bytes(content: SampleContent, article: SampleArticle, index: int) -> bytes:
    """The file behind an attachment."""
    document = article.attachments[index]
    reference = f"{article.id}-{index + 1}/{article.published:%d.%m.%Y}"
    return pdf(document.title, f"Uỷ ban nhân dân {content.commune}", reference)


def expected_article(
    edition: Edition, layout: Layout, article: SampleArticle, *, gone: bool
) -> ExpectedArticle:
    """What the archive must say of one article.

    Args:
        edition: what the portal showed when the article was last seen.
    """
    content, prints = edition.content, layout.prints
    minutes = layout.precision == "minute"
    return ExpectedArticle(
        id=article.id,
        path=layout.address(article),
        duplicates=layout.duplicates(edition, article),
        title=article.title,
        published=_cut(article.published, minutes=minutes),
        precision="minute" if minutes else "second",
        published_text=layout.stamp(article.published),
        lead=article.lead if "lead" in prints else None,
        paragraphs=tuple(block.text for block in article.body if isinstance(block, Paragraph)),
        list_items=tuple(
            item for block in article.body if isinstance(block, Bullets) for item in block.items
        ),
        table_rows=tuple(
            row for block in article.body if isinstance(block, Table) for row in block.rows
        ),
        text=" ".join(block_texts(article.body)),
        images=_images(content, layout, article),
        attachments=_attachments(content, layout, article),
        category=content.categories[article.category] if "category" in prints else None,
        author=article.author if "author" in prints else None,
        source=article.source if "source" in prints else None,
        gone=gone,
        revisions=2 if article.id in edition.edited else 1,
    )


def _cut(moment: datetime, *, minutes: bool) -> str:
    return moment.isoformat(timespec="minutes" if minutes else "seconds")


def _images(
    content: SampleContent, layout: Layout, article: SampleArticle
) -> tuple[ExpectedImage, ...]:
    return tuple(
        ExpectedImage(
            path=layout.picture_path(article, picture),
            caption=picture.caption,
            sha256=_digest(picture_bytes(content, layout, article, picture)),
        )
        for picture in article.pictures
    )


def _attachments(
    content: SampleContent, layout: Layout, article: SampleArticle
) -> tuple[ExpectedAttachment, ...]:
    return tuple(
        ExpectedAttachment(
            path=layout.document_path(article, index),
            name=document.name,
            title=document.title,
            sha256=_digest(document_bytes(content, article, index)),
        )
        for index, document in enumerate(article.attachments)
    )


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
