"""CSV (RFC 4180): one article per row; lists are joined by line breaks inside their cell.

A cell that a spreadsheet would take for a formula gets a leading apostrophe (OWASP, CSV
injection); JSON Lines is the lossless format.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import Any, BinaryIO

COLUMNS = (
    "id", "portal", "url", "title", "published", "published_text", "published_precision",
    "lead", "body_text", "author", "source", "category", "image_urls", "captions",
    "attachment_urls", "citations", "people", "first_captured", "last_captured", "revision", "revisions",
    "gone_since", "platform",
)  # fmt: skip

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""With the wide signs, which some spreadsheets take for the narrow ones."""


def write(articles: Iterable[dict[str, Any]], file: BinaryIO) -> int:
    """Writes each article as it comes; returns how many."""
    text = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=True)
    try:
        rows = csv.writer(text, lineterminator="\r\n")
        rows.writerow(COLUMNS)
        number = 0
        for article in articles:
            rows.writerow([_safe(value) for value in _cells(article)])
            number += 1
        return number
    finally:
        text.detach()


def _cells(article: dict[str, Any]) -> Iterable[Any]:
    lists = {
        "image_urls": [image["url"] for image in article["images"]],
        "captions": [image["caption"] for image in article["images"] if image["caption"]],
        "attachment_urls": [file["url"] for file in article["attachments"]],
        "citations": article["citations"],
        "people": [
            ", ".join(filter(None, (one["name"], one["office"]))) for one in article["people"]
        ],
    }
    for name in COLUMNS:
        if name in lists:
            yield "\n".join(lists[name])
        elif name == "platform":
            yield article["extracted_by"]["platform"]
        else:
            yield article[name]


def _safe(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
