"""What two readings of one capture differ in, field by field.

Only what readers see or the archive finds by counts: the rule that found a field and how sure it
was may change without the reading having changed.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from archive.record import Article

TEXT_FIELDS = (
    "title", "published", "published_text", "published_precision", "lead", "body_text",
    "body_html", "author", "source", "category",
)  # fmt: skip
FIELDS = (*TEXT_FIELDS, "citations", "people", "images", "attachments")
"""The fields that are compared, in the order in which they are shown."""

Difference = dict[str, tuple[Any, Any]]
"""Field -> what it was, what it would be."""


def kept_fields(conn: sqlite3.Connection, article: str, number: int) -> dict[str, Any]:
    """The fields of a revision as the archive holds them."""
    row = conn.execute(
        f"SELECT {', '.join(TEXT_FIELDS)}, citations, people FROM revisions "
        "WHERE article = ? AND number = ?",
        (article, number),
    ).fetchone()
    found: dict[str, Any] = {name: row[name] for name in TEXT_FIELDS}
    found |= {name: json.loads(row[name]) for name in ("citations", "people")}
    for table, columns in (("images", "url, caption, credit"), ("attachments", "url, name")):
        found[table] = [
            dict(item)
            for item in conn.execute(
                f"SELECT {columns} FROM {table} WHERE article = ? AND revision = ? "
                "ORDER BY position",
                (article, number),
            )
        ]
    return found


def read_fields(article: Article) -> dict[str, Any]:
    """The same fields of a fresh reading."""
    found: dict[str, Any] = {name: getattr(article, name) for name in TEXT_FIELDS}
    found["citations"] = list(article.citations)
    found["people"] = [asdict(one) for one in article.people]
    found["images"] = [
        {"url": image.url, "caption": image.caption, "credit": image.credit}
        for image in article.images
    ]
    found["attachments"] = [{"url": file.url, "name": file.name} for file in article.attachments]
    return found


def difference(kept: Mapping[str, Any], read: Mapping[str, Any]) -> Difference:
    """The fields that are not the same.

    >>> difference({"title": "Tin"} | dict.fromkeys(FIELDS[1:]), dict.fromkeys(FIELDS))
    {'title': ('Tin', None)}
    """
    return {name: (kept[name], read[name]) for name in FIELDS if kept[name] != read[name]}
