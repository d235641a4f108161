"""The folder of a release as it grows: each file is measured once, as it is written."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, cast

from archive.export import csv, parquet
from archive.export.release.about import File
from archive.export.release.columns import Table
from archive.export.release.differences import read_articles
from archive.rest import sha256_file

Row = dict[str, Any]

_GZIP_LEVEL = 6
_MEDIA = {
    "gz": "application/gzip", "csv": "text/csv", "parquet": "application/vnd.apache.parquet",
    "json": "application/json", "md": "text/markdown",
}  # fmt: skip
_TOLD = {
    "datapackage.json": ("Mô tả theo Frictionless Data Package", "Frictionless Data Package"),
    "croissant.json": ("Mô tả theo MLCommons Croissant", "MLCommons Croissant"),
    "README.md": ("Thẻ dữ liệu", "Data card"),
    "CHANGES.json": ("Khác biệt so với bản trước", "Differences from the previous release"),
}
"""What the files are that hold no table."""


class Folder:
    """Writes files below `path` and keeps the list of them."""

    def __init__(self, path: Path, *, with_parquet: bool) -> None:
        self.path = path
        self.files: list[File] = []
        self.with_parquet = with_parquet
        (path / "data").mkdir(parents=True)

    def articles(self) -> Iterator[Row]:
        """The articles as they were written."""
        return read_articles(self.path)

    def write(self, name: str, write: Callable[[BinaryIO], int], table: Table | None = None) -> int:
        """Writes one file, which holds a table of so many rows, or no table at all."""
        path = self.path / name
        with path.open("wb") as file:
            rows = write(file)
        vi, en = (table.vi, table.en) if table else _TOLD.get(name, ("", ""))
        kept = File(
            path=name, media_type=_MEDIA[name.rpartition(".")[2]], bytes=path.stat().st_size,
            sha256=sha256_file(path), vi=vi, en=en, table=table, rows=rows if table else None,
        )  # fmt: skip
        self.files.append(kept)
        return rows

    def write_json(self, name: str, value: Any) -> None:
        text = json.dumps(value, ensure_ascii=False, indent=1)
        self.write_text(name, f"{text}\n")

    def write_text(self, name: str, text: str) -> None:
        self.write(name, lambda file: file.write(text.encode()))

    def write_table(self, table: Table, get: Callable[[], Iterable[Row]]) -> None:
        """Writes a flat table as CSV and as Parquet; `get` gives its rows, each time from the first."""

        def as_csv(file: BinaryIO) -> int:
            rows = ([row[name] for name in table.names] for row in get())
            return csv.write_rows(table.names, rows, file)

        def as_parquet(file: BinaryIO) -> int:
            types = {column.name: column.type for column in table.columns}
            return parquet.write_rows(types, get(), file)

        self.write(f"data/{table.name}.csv", as_csv, table)
        if self.with_parquet:
            self.write(f"data/{table.name}.parquet", as_parquet, table)


@contextmanager
def gzipped(file: BinaryIO) -> Iterator[BinaryIO]:
    """gzip without name and time; by zlib, whose bytes do not follow the processor as isal's do."""
    with gzip.GzipFile("", "wb", _GZIP_LEVEL, file, mtime=0) as packed:
        yield cast(BinaryIO, packed)
