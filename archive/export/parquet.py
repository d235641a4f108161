"""Parquet with nested columns: what JSON Lines has, for tables of millions of rows.

Needs pyarrow (`pip install 'luutru[parquet]'`), which is large and asked for by few.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
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


_AS_JSON = ("confidence", "corrections", "focal")


def available() -> bool:
    """Is pyarrow there?"""
    return find_spec("pyarrow") is not None


def write(articles: Iterable[dict[str, Any]], file: BinaryIO) -> int:
    """Writes articles row group by row group; returns how many.

    Raises:
        MissingPackage: pyarrow is not installed.
    """
    return _write(_schema(_arrow()), map(_row, articles), file)


def write_public(articles: Iterable[dict[str, Any]], file: BinaryIO) -> int:
    """The same of articles as the public sees them, with what editors have added.

    Raises:
        MissingPackage: pyarrow is not installed.
    """
    return _write(_public_schema(_arrow()), map(_row, articles), file)


def public_columns() -> tuple[str, ...]:
    """The columns of `write_public`, in their order.

    Raises:
        MissingPackage: pyarrow is not installed.
    """
    return tuple(_public_schema(_arrow()).names)


def write_rows(types: Mapping[str, str], rows: Iterable[dict[str, Any]], file: BinaryIO) -> int:
    """Writes the rows of any flat table; `types`: name -> string, integer or number.

    Raises:
        MissingPackage: pyarrow is not installed.
    """
    arrow = _arrow()
    known = {"integer": arrow.int64(), "number": arrow.float64()}
    fields = [arrow.field(name, known.get(kind, arrow.string())) for name, kind in types.items()]
    return _write(arrow.schema(fields), rows, file)


def _arrow() -> Any:
    if not available():
        raise MissingPackage("Parquet needs pyarrow: pip install 'luutru[parquet]'")
    import pyarrow

    return pyarrow


def _write(schema: Any, rows: Iterable[dict[str, Any]], file: BinaryIO) -> int:
    import pyarrow
    from pyarrow import parquet

    number = 0
    with parquet.ParquetWriter(file, schema, compression="zstd") as out:
        for chunk in _chunks(rows, _ROWS):
            out.write_table(pyarrow.Table.from_pylist(chunk, schema=schema))
            number += len(chunk)
    return number


def _row(article: dict[str, Any]) -> dict[str, Any]:
    """What has other keys for each article stays JSON."""
    found = {name: article.get(name) for name in _AS_JSON}
    return article | {
        name: None if value is None else json.dumps(value, ensure_ascii=False)
        for name, value in found.items()
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


def _public_schema(arrow: Any) -> Any:
    schema = _schema(arrow)
    for name in ("summary", "note", "corrections", "focal", "edited_at"):
        schema = schema.append(arrow.field(name, arrow.string()))
    return schema.append(arrow.field("tags", arrow.list_(arrow.string())))
