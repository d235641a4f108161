"""The rows of the tables that follow from the articles."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

Row = dict[str, Any]


def images(articles: Iterable[Row], file_of: Callable[[str | None], str | None]) -> Iterator[Row]:
    """Every picture of every article; `file_of`: digest -> its file in the release."""
    for article in articles:
        for position, image in enumerate(article["images"], 1):
            yield {
                "article": article["id"],
                "position": position,
                **image,
                "file": file_of(image["sha256"]),
            }


def attachments(articles: Iterable[Row]) -> Iterator[Row]:
    for article in articles:
        for position, file in enumerate(article["attachments"], 1):
            yield {"article": article["id"], "position": position, **file}
