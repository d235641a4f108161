"""datapackage.json: Frictionless Data Package v2, with a Table Schema for every table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from archive.export.release.about import (
    KEYWORDS,
    LICENCE,
    LICENCE_TITLE,
    LICENCE_URL,
    NAME,
    About,
    File,
)
from archive.export.release.columns import Column, Table

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
_DIALECT = {
    "delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"', "doubleQuote": True,
    "skipInitialSpace": False, "header": True,
}  # fmt: skip
"""Said although it is the default: a reader that guesses is led astray by texts in the cells."""

_SOURCES = 1000
"""Portals named as sources; all of them are in portals.csv."""


def descriptor(
    about: About, files: Sequence[File], portals: Sequence[tuple[str, str]]
) -> dict[str, Any]:
    """The descriptor of a release; `portals`: (name, address), its sources."""
    said: dict[str, Any] = {
        "$schema": PROFILE,
        "name": NAME,
        "title": about.title,
        "description": about.description,
        "version": about.version,
        "created": about.created,
        "keywords": list(KEYWORDS),
        "licenses": [{"name": LICENCE, "path": LICENCE_URL, "title": LICENCE_TITLE}],
        "contributors": [{"title": about.creator, "roles": ["creator", "publisher"]}],
        "sources": [
            {"title": name, "path": url} if url else {"title": name}
            for name, url in portals[:_SOURCES]
        ],
        "resources": [_resource(file) for file in files if file.table is not None],
    }
    if about.base_url:
        said["homepage"] = about.base_url
    if not said["sources"]:
        del said["sources"]
    return said


def _resource(file: File) -> dict[str, Any]:
    assert file.table is not None
    form = file.form
    said: dict[str, Any] = {
        "name": file.table.name if form == "csv" else f"{file.table.name}-{form}",
        "type": "table",
        "path": file.path,
        "title": file.table.vi,
        "description": f"{file.table.vi} / {file.table.en}",
        "format": form,
        "mediatype": file.media_type,
        "hash": f"sha256:{file.sha256}",
    }
    if form != "parquet":  # of Parquet frictionless 5.21 (2026-11) counts no bytes, and complains
        said |= {"encoding": "utf-8", "bytes": file.bytes}
    if form == "csv":
        said["dialect"] = _DIALECT
    return said | {"schema": schema(file.table, form)}


def schema(table: Table, form: str) -> dict[str, Any]:
    """The Table Schema of a table in this format; references lead from CSV file to CSV file."""
    said: dict[str, Any] = {"fields": [_field(column, form) for column in table.columns]}
    if table.key:
        said["primaryKey"] = list(table.key)
    if form == "csv" and table.refers:
        said["foreignKeys"] = [
            {"fields": [own], "reference": {"resource": other, "fields": [its]}}
            for own, other, its in table.refers
        ]
    return said


def _field(column: Column, form: str) -> dict[str, Any]:
    gappy = form == "parquet" and column.type == "integer" and not column.required
    said: dict[str, Any] = {
        "name": column.name,
        "type": "number" if gappy else column.type,  # pandas reads whole numbers with gaps as such
        "description": column.description,
    }
    if column.required:
        said["constraints"] = {"required": True}
    return said
