"""croissant.json: MLCommons Croissant 1.0, for loaders of data sets and search engines.

Records are taken from Parquet, which knows its types; where there is none, from CSV.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from archive.export.release.about import KEYWORDS, LICENCE_URL, NAME, About, File
from archive.export.release.columns import OF_PLACE, Column

CONFORMS_TO = "http://mlcommons.org/croissant/1.0"

_TYPES = {
    "string": "sc:Text", "integer": "sc:Integer", "number": "sc:Float", "datetime": "sc:Text",
    "any": "sc:Text",
}  # fmt: skip
"""Times are text: they carry +07:00 and are as long as they are precise."""

_FORMATS = {"jsonl": "application/jsonlines", "parquet": "application/x-parquet"}
"""As Croissant names them; what is packed with gzip is known by its first bytes."""

_NESTED = frozenset({"images", "attachments", "people", "place", "extracted_by"})
"""Nested columns: other tables have most of them, and JSON Lines all."""

_CR = (
    "citeAs", "column", "equivalentProperty", "extract", "field", "fileProperty", "fileObject",
    "fileSet", "format", "includes", "isLiveDataset", "jsonPath", "key", "md5", "parentField",
    "path", "recordSet", "references", "regex", "repeated", "replace", "samplingRate", "separator",
    "source", "subField", "transform",
)  # fmt: skip

CONTEXT: dict[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "sc": "https://schema.org/",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "dct": "http://purl.org/dc/terms/",
    "conformsTo": "dct:conformsTo",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "examples": {"@id": "cr:examples", "@type": "@json"},
} | {name: f"cr:{name}" for name in _CR}
"""Written out: whoever reads it needs no network."""


def metadata(about: About, files: Sequence[File], citation: str) -> dict[str, Any]:
    """The JSON-LD of a release."""
    held = [file for file in files if file.table is not None]
    best = {file.table.name: file for file in held if file.table and file.form == "csv"}
    best |= {file.table.name: file for file in held if file.table and file.form == "parquet"}
    year, month = about.version.split(".")
    said: dict[str, Any] = {
        "@context": CONTEXT,
        "@type": "sc:Dataset",
        "name": NAME,
        "alternateName": about.title,
        "description": about.description,
        "conformsTo": CONFORMS_TO,
        "license": LICENCE_URL,
        "version": f"{year}.{int(month)}.0",
        "datePublished": about.created[:10],
        "inLanguage": "vi",
        "keywords": list(KEYWORDS),
        "creator": {"@type": "sc:Organization", "name": about.creator},
        "publisher": {"@type": "sc:Organization", "name": about.creator},
        "citeAs": citation,
        "isLiveDataset": False,
        "distribution": [_file_object(file) for file in held],
        "recordSet": [_record_set(file) for file in best.values()],
    }
    if about.base_url:
        said["url"] = about.base_url
    return said


def _file_object(file: File) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject",
        "@id": file.path,
        "name": file.path,
        "description": file.en,
        "contentUrl": file.path,
        "contentSize": f"{file.bytes} B",
        "encodingFormat": _FORMATS.get(file.form, file.media_type),
        "sha256": file.sha256,
    }


def _record_set(file: File) -> dict[str, Any]:
    table = file.table
    assert table is not None
    nested = file.form == "parquet"
    fields = [
        _field(file, column) for column in table.columns if not nested or column.name not in _NESTED
    ]
    if nested and "place" in table.names:
        fields += [
            _field(file, column, of="place", path=f"$.{name}") for name, column in OF_PLACE.items()
        ]
    said: dict[str, Any] = {
        "@type": "cr:RecordSet",
        "@id": table.name,
        "name": table.name,
        "description": table.en,
        "field": fields,
    }
    if table.key:
        said["key"] = [{"@id": f"{table.name}/{name}"} for name in table.key]
    return said


def _field(
    file: File, column: Column, *, of: str | None = None, path: str | None = None
) -> dict[str, Any]:
    """A field, from the column of its name; or what is at this path in the nested column `of`."""
    assert file.table is not None
    source: dict[str, Any] = {
        "fileObject": {"@id": file.path},
        "extract": {"column": of or column.name},
    }
    if path is not None:
        source["transform"] = {"jsonPath": path}
    said: dict[str, Any] = {
        "@type": "cr:Field",
        "@id": f"{file.table.name}/{column.name}",
        "name": column.name,
        "description": column.description,
        "dataType": _TYPES[column.type],
        "source": source,
    }
    if column.type == "any":
        said["repeated"] = True
    return said
