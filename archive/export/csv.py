"""CSV (RFC 4180): one article per row; lists are joined by line breaks inside their cell.

A cell that a spreadsheet would take for a formula gets a leading apostrophe (OWASP, CSV
injection); JSON Lines is the lossless format.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any, BinaryIO

COLUMNS = (
    "id", "portal", "url", "title", "published", "published_text", "published_precision",
    "lead", "body_text", "author", "source", "category", "image_urls", "captions",
    "attachment_urls", "citations", "people", "first_captured", "last_captured", "revision", "revisions",
    "gone_since", "platform", "place_code", "place", "district", "province",
)  # fmt: skip

PUBLIC_COLUMNS = (*COLUMNS, "summary", "note", "tags", "corrected", "edited_at")
"""Of articles as the public sees them, with what editors have added."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""With the wide signs, which some spreadsheets take for the narrow ones."""


def write(articles: Iterable[dict[str, Any]], file: BinaryIO) -> int:
    """Writes each article as it comes; returns how many."""
    return write_rows(COLUMNS, (_cells(article, COLUMNS) for article in articles), file)


def write_public(articles: Iterable[dict[str, Any]], file: BinaryIO) -> int:
    """The same of articles as the public sees them."""
    rows = (_cells(article, PUBLIC_COLUMNS) for article in articles)
    return write_rows(PUBLIC_COLUMNS, rows, file)


def write_rows(columns: Sequence[str], rows: Iterable[Iterable[Any]], file: BinaryIO) -> int:
    """Writes the rows of any table as they come; returns how many."""
    text = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=True)
    try:
        lines = csv.writer(text, lineterminator="\r\n")
        lines.writerow(columns)
        number = 0
        for row in rows:
            lines.writerow([_safe(value) for value in row])
            number += 1
        return number
    finally:
        text.detach()


def _cells(article: dict[str, Any], columns: Sequence[str]) -> Iterable[Any]:
    lists = {
        "image_urls": [image["url"] for image in article["images"]],
        "captions": [image["caption"] for image in article["images"] if image["caption"]],
        "attachment_urls": [file["url"] for file in article["attachments"]],
        "citations": article["citations"],
        "people": [
            ", ".join(filter(None, (one["name"], one["office"]))) for one in article["people"]
        ],
        "tags": article.get("tags", []),
        "corrected": article.get("corrections", []),
    }
    place = article["place"] or {}
    of_place = {
        "place_code": place.get("code"),
        "place": place.get("name"),
        "district": place.get("district"),
        "province": place.get("province"),
    }
    for name in columns:
        if name in lists:
            yield "\n".join(lists[name])
        elif name in of_place:
            yield of_place[name]
        elif name == "platform":
            yield article["extracted_by"]["platform"]
        else:
            yield article[name]


def _safe(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
