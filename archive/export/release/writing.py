"""Writes a release: every file in order, under another name until all is there.

The articles are read once, in one state of the archive, into articles.jsonl.gz. Every other form
and table of them is made from that file: they cannot tell different stories.
"""

from __future__ import annotations

import gzip
import json
import re
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from archive.about import operator, software
from archive.errors import ArchiveError, MissingPackage
from archive.export import csv, jsonl, parquet
from archive.export.release import (
    columns,
    crate,
    croissant,
    datapackage,
    differences,
    gaps,
    pictures,
    source,
    sums,
    tables,
)
from archive.export.release.about import NAME, About, File
from archive.export.release.card import Facts, card
from archive.export.release.columns import Table
from archive.export.release.ledger import Ledger
from archive.folder import Archive
from archive.pack.unfinished import unfinished
from archive.rest import sha256_file

Progress = Callable[[int, int], None]
Row = dict[str, Any]

_VERSION = re.compile(r"(20\d\d)\.(0[1-9]|1[0-2])")
_GZIP_LEVEL = 6
_MEDIA = {"csv": "text/csv", "parquet": "application/vnd.apache.parquet"}
_FOR = {
    "datapackage.json": ("Mô tả theo Frictionless Data Package", "Frictionless Data Package"),
    "croissant.json": ("Mô tả theo MLCommons Croissant", "MLCommons Croissant"),
    "README.md": ("Thẻ dữ liệu", "Data card"),
    "CHANGES.json": ("Khác biệt so với bản trước", "Differences from the previous release"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """What is to be written."""

    version: str
    """`2026.11`."""
    folder: Path
    since: Path | None = None
    """The release to compare with; None for the newest earlier one beside `folder`."""
    pictures: bool = False
    parquet: bool = True
    zip: bool = False
    force: bool = False
    """Write over a release that is there."""
    base_url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What was written."""

    version: str
    folder: Path
    zip: Path | None
    articles: int
    portals: int
    files: int
    bytes: int
    pictures: int
    since: str | None
    changes: differences.Counts
    articles_sha256: str
    problems: list[str]


def is_version(text: str) -> bool:
    """Is this the name of a release, `2026.11`?"""
    return _VERSION.fullmatch(text) is not None


def write(archive: Archive, release: Release, *, progress: Progress) -> Written:
    """Writes the release; nothing is there under its name before all is.

    Raises:
        ArchiveError: a release is there already, the earlier one is not usable, the archive has
            nothing to release, or the disk is full.
        MissingPackage: Parquet is asked for without pyarrow.
    """
    _check(release)
    with source.one_moment(archive.conn), closing(Ledger()) as ledger:
        created = source.last_captured(archive.conn)
        if created is None or not source.count(archive.conn):
            raise ArchiveError(f"{archive.path} has no article to release yet")
        found = release.since or differences.find_earlier(release.folder, release.version)
        earlier = differences.open_earlier(found, release.version) if found else None
        about = About(
            version=release.version, created=created, publisher=operator(),
            base_url=release.base_url, software=software().partition(" ")[0].rpartition("/")[2],
        )  # fmt: skip
        with unfinished(release.folder) as part:
            done = _Writing(archive, release, about, ledger, part, progress).run(earlier)
            if release.folder.exists():  # with force: the old one stays until the new one is whole
                shutil.rmtree(release.folder)
    packed = _zip(release, created) if release.zip else None
    return Written(zip=packed, **done)


def _check(release: Release) -> None:
    if not is_version(release.version):
        raise ArchiveError(f"{release.version!r} is no release: name it by its month, like 2026.11")
    if release.parquet and not parquet.available():
        raise MissingPackage(
            "Parquet needs pyarrow: pip install 'luutru[parquet]', or leave it out: --no-parquet"
        )
    for path in (release.folder, _zip_path(release)) if release.zip else (release.folder,):
        if path.exists() and not release.force:
            raise ArchiveError(
                f"{path} is there already: a release that was cited must not change. "
                "Name another folder with -o, or write it anew with --force"
            )
    if release.folder.exists() and differences.version_of(release.folder) is None:
        raise ArchiveError(f"{release.folder} is no release of luutru: --force does not remove it")


def _zip_path(release: Release) -> Path:
    return release.folder.with_name(f"{release.folder.name}.zip")


def _zip(release: Release, created: str) -> Path:
    path = _zip_path(release)
    with unfinished(path) as part:
        name = f"{NAME}-{release.version}"
        sums.write_zip(release.folder, name, part, datetime.fromisoformat(created))
    return path


class _Writing:
    """The work on one release: the folder grows, and the list of its files."""

    def __init__(
        self, archive: Archive, release: Release, about: About, ledger: Ledger, folder: Path,
        progress: Progress,
    ) -> None:  # fmt: skip
        self._archive, self._release, self._about = archive, release, about
        self._ledger, self._folder = ledger, folder
        self._files: list[File] = []
        self._problems: list[str] = []
        self._pictures = pictures.Pictures()
        self._total = source.count(archive.conn)
        self._passes = 2 + 2 * (3 if release.parquet else 1) + release.pictures
        self._done = 0
        self._progress = progress

    def run(self, earlier: differences.Earlier | None) -> dict[str, Any]:
        """Writes everything; the fields of `Written`."""
        (self._folder / "data").mkdir(parents=True)
        digest = self._write_articles()
        if self._release.pictures:
            self._write_pictures()
        self._write_tables()
        with self._open("CHANGES.json") as file:
            counts = differences.write(self._ledger, self._about.version, earlier, file)
        self._keep("CHANGES.json", "application/json")
        self._write_descriptions(digest, earlier, counts)
        sums.write_sums(self._folder)
        return {
            "version": self._about.version,
            "folder": self._release.folder,
            "articles": self._total,
            "portals": self._ledger.number("SELECT count(DISTINCT portal) FROM held"),
            "files": sum(1 for _ in sums.paths(self._folder)),
            "bytes": sum(path.stat().st_size for path in sums.paths(self._folder)),
            "pictures": self._pictures.files,
            "since": earlier.version if earlier else None,
            "changes": counts,
            "articles_sha256": digest,
            "problems": self._problems,
        }

    # -- articles -------------------------------------------------------------------------

    def _write_articles(self) -> str:
        """The articles in all forms; the digest of the first."""
        path = differences.ARTICLES_FILE
        with self._open(path) as raw, _gzipped(raw) as file:
            rows = self._ledger.keep(source.articles(self._archive.conn))
            written = jsonl.write(self._counted(rows), file)
        self._keep(path, "application/gzip", table=columns.ARTICLES, rows=written)
        gaps.note_doubts(self._archive.conn, self._ledger)
        flat = columns.articles_in_csv(csv.PUBLIC_COLUMNS)
        self._write_file("data/articles.csv", flat, lambda f: csv.write_public(self._articles(), f))
        if self._release.parquet:
            self._write_file(
                "data/articles.parquet", columns.articles_in_parquet(parquet.public_columns()),
                lambda f: parquet.write_public(self._articles(), f),
            )  # fmt: skip
        return self._files[0].sha256

    def _articles(self) -> Iterator[Row]:
        """The articles as they were written."""
        with gzip.open(self._folder / differences.ARTICLES_FILE) as file:
            yield from self._counted(jsonl.read(file))

    def _counted(self, articles: Iterable[Row]) -> Iterator[Row]:
        for article in articles:
            self._done += 1
            if not self._done % 100:
                self._progress(self._done, self._total * self._passes)
            yield article

    # -- further tables -------------------------------------------------------------------

    def _write_tables(self) -> None:
        conn, ledger = self._archive.conn, self._ledger
        rows: dict[Table, Callable[[], Iterable[Row]]] = {
            columns.IMAGES: lambda: tables.images(self._articles(), self._file_of),
            columns.ATTACHMENTS: lambda: tables.attachments(self._articles()),
            columns.REVISIONS: lambda: source.revisions(conn),
            columns.DOUBTS: lambda: gaps.doubts(ledger),
            columns.PORTALS: lambda: gaps.portals(conn, ledger),
            columns.COVERAGE: lambda: gaps.coverage(ledger),
            columns.PLACES: lambda: source.places(conn),
            columns.SUCCESSORS: lambda: source.successors(conn),
        }
        for table, get in rows.items():
            self._write_table(table, get)

    def _write_table(self, table: Table, get: Callable[[], Iterable[Row]]) -> None:
        def as_csv(file: BinaryIO) -> int:
            rows = ([row[name] for name in table.names] for row in get())
            return csv.write_rows(table.names, rows, file)

        def as_parquet(file: BinaryIO) -> int:
            return parquet.write_rows({c.name: c.type for c in table.columns}, get(), file)

        self._write_file(f"data/{table.name}.csv", table, as_csv)
        if self._release.parquet:
            self._write_file(f"data/{table.name}.parquet", table, as_parquet)

    def _write_pictures(self) -> None:
        pictures.note(self._ledger.conn, self._articles())
        self._pictures = pictures.write(
            self._archive, self._ledger.conn, self._folder, self._progress
        )
        self._problems += self._pictures.problems

    def _file_of(self, digest: str | None) -> str | None:
        return pictures.file_of(self._ledger.conn, digest) if self._release.pictures else None

    # -- descriptions ---------------------------------------------------------------------

    def _write_descriptions(
        self, digest: str, earlier: differences.Earlier | None, counts: differences.Counts
    ) -> None:
        about, data = self._about, tuple(self._files)
        portals = list(gaps.portals(self._archive.conn, self._ledger))
        facts = Facts(
            about=about, files=data, sums=gaps.sums(self._ledger), portals=portals,
            lost=gaps.lost(self._ledger), hidden=source.hidden(self._archive.conn),
            earlier=earlier, counts=counts, pictures=self._release.pictures, digest=digest,
        )  # fmt: skip
        named = [(row["name"], row["url"]) for row in portals]
        self._write_json("datapackage.json", datapackage.descriptor(about, data, named))
        self._write_json(
            "croissant.json", croissant.metadata(about, data, about.citation(digest)), "ld+json"
        )
        with self._open("README.md") as file:
            file.write(card(facts, self._ledger).encode())
        self._keep("README.md", "text/markdown")
        folders = [pictures.FOLDER] if self._pictures.files else []
        self._write_json(crate.FILE, crate.metadata(about, self._files, folders), "ld+json")

    def _write_json(self, path: str, value: Any, kind: str = "json") -> None:
        with self._open(path) as file:
            file.write(f"{json.dumps(value, ensure_ascii=False, indent=1)}\n".encode())
        self._keep(path, f"application/{kind}")

    # -- files ----------------------------------------------------------------------------

    @contextmanager
    def _open(self, path: str) -> Iterator[BinaryIO]:
        with (self._folder / path).open("wb") as file:
            yield file

    def _write_file(self, path: str, table: Table, write: Callable[[BinaryIO], int]) -> None:
        with self._open(path) as file:
            rows = write(file)
        self._keep(path, _MEDIA[path.rpartition(".")[2]], table=table, rows=rows)

    def _keep(
        self, path: str, media_type: str, *, table: Table | None = None, rows: int | None = None
    ) -> None:
        whole = self._folder / path
        vi, en = (table.vi, table.en) if table else _FOR.get(path, ("", ""))
        kept = File(
            path=path, media_type=media_type, bytes=whole.stat().st_size, vi=vi, en=en,
            sha256=sha256_file(whole), table=table, rows=rows,
        )  # fmt: skip
        self._files.append(kept)


@contextmanager
def _gzipped(file: BinaryIO) -> Iterator[BinaryIO]:
    """gzip without name and time."""
    with gzip.GzipFile("", "wb", _GZIP_LEVEL, file, mtime=0) as packed:
        yield packed  # type: ignore[misc]
