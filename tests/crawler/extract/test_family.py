"""Pages of portals that nobody described, every manner of title, body and frame with every other."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urljoin

import pytest
from support import family
from support.family import FETCHED, FRAMES, HOST, SECTION, URL, Made

from archive.record import Article
from crawler.extract.article import extract


def mistakes(made: Made, article: Article | None) -> Iterator[str]:
    """What was read otherwise than it is, field by field."""
    story = made.story
    if article is None:
        yield "no article"
        return
    pairs = {
        "title": (article.title, story.title),
        "published": (article.published, story.published),
        "lead": (article.lead, story.lead),
        "body": (article.body_text.split("\n\n"), story.paragraphs),
        "images": (
            [(image.url, image.caption) for image in article.images],
            [(urljoin(HOST, src), caption) for src, caption in story.pictures],
        ),
        "source": (article.source, story.source),
        "attachments": (
            [(file.url, file.name) for file in article.attachments],
            [(urljoin(HOST, url), name) for url, name in story.files],
        ),
    }
    if not made.names_the_poster:
        pairs["author"] = (article.author, story.author)
    if made.has_trail:
        pairs["category"] = (article.category, SECTION)
    for name, (read, true) in pairs.items():
        if read != true:
            yield f"{name}: {read!r} is not {true!r}"
    tables = sum(piece.part == "table" for piece in story.pieces)
    if article.body_html.count("<table>") != tables:
        yield f"tables: {article.body_html.count('<table>')} is not {tables}"


@pytest.mark.parametrize("frame", FRAMES)
def test_every_manner_is_read_whole(frame: str) -> None:
    wrong = [
        f"{made.name}: {mistake}"
        for made in family.pages(frame)
        for mistake in mistakes(made, extract(made.html, URL, fetched_at=FETCHED))
    ]
    assert not wrong, "\n".join([f"{len(wrong)} mistakes", *wrong[:20]])
