"""Parquet with nested columns: what JSON Lines has, for tables of millions of rows.

Needs pyarrow (`pip install 'luutru[parquet]'`), which is large and asked for by few.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from itertools import islice
from typing import Any, BinaryIO

from archive.errors import MissingPackage

_ROWS = 1000
"""Articles of a row group: what is in memory at a time."""

_TEXTS = (
    "id", "url", "portal", "title", "published", "published_text", "published_precision", "lead",
    "body_text", "body_html", "author", "source", "category", "first_captured", "last_captured",
    "gone_since",
)  # fmt: skip


def available() -> bool:
    """Is pyarrow there?"""
    return find_spec("pyarrow") is not None


def write(articles: Iterable[dict[str, Any]], file: BinaryIO) -> int:
    """Writes articles row group by row group; returns how many.

    Raises:
        MissingPackage: pyarrow is not installed.
    """
    if not available():
        raise MissingPackage("Parquet needs pyarrow: pip install 'luutru[parquet]'")
    import pyarrow
    from pyarrow import parquet

    schema = _schema(pyarrow)
    number = 0
    with parquet.ParquetWriter(file, schema, compression="zstd") as out:
        for rows in _chunks(map(_row, articles), _ROWS):
            out.write_table(pyarrow.Table.from_pylist(rows, schema=schema))
            number += len(rows)
    return number


def _row(article: dict[str, Any]) -> dict[str, Any]:
    """`confidence` has other keys for each article: it stays JSON."""
    confidence = article.get("confidence")
    return article | {
        "confidence": None if confidence is None else json.dumps(confidence, ensure_ascii=False)
    }


def _chunks(rows: Iterable[dict[str, Any]], size: int) -> Iterator[list[dict[str, Any]]]:
    rest = iter(rows)
    while chunk := list(islice(rest, size)):
        yield chunk


def _schema(arrow: Any) -> Any:
    text, whole = arrow.string(), arrow.int64()

    def texts(*names: str) -> list[Any]:
        return [arrow.field(name, text) for name in names]

    def many(*fields: Any) -> Any:
        return arrow.list_(arrow.struct(list(fields)))

    size = [arrow.field("width", whole), arrow.field("height", whole)]
    place = [
        *texts("code", "name", "district", "province"),
        arrow.field("successors", many(*texts("code", "name", "province", "kind"))),
    ]
    return arrow.schema(
        [
            *texts(*_TEXTS),
            arrow.field("images", many(*texts("url", "caption", "credit", "sha256"), *size)),
            arrow.field(
                "attachments", many(*texts("url", "name", "sha256", "text", "text_status"))
            ),
            arrow.field("citations", arrow.list_(text)),
            arrow.field("people", many(*texts("name", "office", "organisation"))),
            arrow.field("place", arrow.struct(place)),
            arrow.field("revision", whole),
            arrow.field("revisions", whole),
            arrow.field(
                "extracted_by",
                arrow.struct([*texts("platform", "layout"), arrow.field("version", whole)]),
            ),
            *texts("confidence"),
        ]
    )
