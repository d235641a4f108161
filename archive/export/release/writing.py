"""Writes a release: every file in order, under another name until all is there.

The articles are read once, in one state of the archive, into articles.jsonl.gz. Every other form
and table of them is made from that file: they cannot tell different stories.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

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
from archive.export.release.about import NAME, About
from archive.export.release.card import Facts, card
from archive.export.release.columns import Table
from archive.export.release.differences import Counts, Differences, Earlier
from archive.export.release.folder import Folder, Row, gzipped
from archive.export.release.ledger import Ledger
from archive.folder import Archive
from archive.pack.unfinished import unfinished

Progress = Callable[[int, int], None]
_VERSION = re.compile(r"(20\d\d)\.(0[1-9]|1[0-2])")


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
    changes: Counts
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
            folder = Folder(part, with_parquet=release.parquet)
            done = _Writing(archive, release, about, ledger, folder, progress).run(earlier)
            if release.folder.exists():  # with force: the old one stays until the new one is whole
                shutil.rmtree(release.folder)
    return replace(done, zip=_zip(release, created)) if release.zip else done


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
    """The work on one release."""

    def __init__(
        self, archive: Archive, release: Release, about: About, ledger: Ledger, folder: Folder,
        progress: Progress,
    ) -> None:  # fmt: skip
        self._archive, self._release, self._about = archive, release, about
        self._ledger, self._folder = ledger, folder
        self._articles = source.count(archive.conn)
        self._pictures = pictures.Pictures()
        passes = 1 + 3 * (1 + release.parquet) + release.pictures
        self._done, self._total = 0, passes * self._articles
        self._progress = progress

    def run(self, earlier: Earlier | None) -> Written:
        """Writes everything."""
        folder = self._folder
        digest = self._write_articles()
        if self._release.pictures:
            self._write_pictures()
        self._write_tables()
        found = differences.compare(self._ledger, earlier)
        folder.write(
            "CHANGES.json",
            lambda file: differences.write(self._ledger, self._about.version, found, file),
        )
        self._write_descriptions(digest, found)
        known = {file.path: file.sha256 for file in folder.files}
        sums.write_sums(folder.path, lambda name: known.get(name) or pictures.digest_of(name))
        sizes = [path.stat().st_size for path in sums.paths(folder.path)]
        return Written(
            version=self._about.version,
            folder=self._release.folder,
            zip=None,
            articles=self._articles,
            portals=self._ledger.number("SELECT count(DISTINCT portal) FROM held"),
            files=len(sizes),
            bytes=sum(sizes),
            pictures=self._pictures.files,
            since=earlier.version if earlier else None,
            changes=found.counts,
            articles_sha256=digest,
            problems=self._pictures.problems,
        )

    def _write_articles(self) -> str:
        """The articles in all forms; the digest of the first."""

        def as_jsonl(file: BinaryIO) -> int:
            rows = self._ledger.keep(source.articles(self._archive.conn))
            with gzipped(file) as packed:
                return jsonl.write(self._counted(rows), packed)

        folder = self._folder
        folder.write(differences.ARTICLES_FILE, as_jsonl, columns.ARTICLES)
        gaps.note_doubts(self._archive.conn, self._ledger)
        folder.write(
            "data/articles.csv",
            lambda file: csv.write_public(self._again(), file),
            columns.articles_in_csv(csv.PUBLIC_COLUMNS),
        )
        if folder.with_parquet:
            folder.write(
                "data/articles.parquet",
                lambda file: parquet.write_public(self._again(), file),
                columns.articles_in_parquet(parquet.public_columns()),
            )
        return folder.files[0].sha256

    def _again(self) -> Iterator[Row]:
        """The articles as they were written."""
        return self._counted(self._folder.articles())

    def _counted(self, articles: Iterable[Row]) -> Iterator[Row]:
        for article in articles:
            self._step()
            yield article

    def _step(self) -> None:
        self._done += 1
        if not self._done % 100:
            self._progress(self._done, self._total)

    def _write_pictures(self) -> None:
        ledger = self._ledger.conn
        self._total += pictures.note(ledger, self._again())
        self._pictures = pictures.write(self._archive, ledger, self._folder.path, self._step)

    def _write_tables(self) -> None:
        conn, ledger = self._archive.conn, self._ledger

        def file_of(digest: str | None) -> str | None:
            return pictures.file_of(ledger.conn, digest) if self._release.pictures else None

        rows: dict[Table, Callable[[], Iterable[Row]]] = {
            columns.IMAGES: lambda: tables.images(self._again(), file_of),
            columns.ATTACHMENTS: lambda: tables.attachments(self._again()),
            columns.REVISIONS: lambda: source.revisions(conn),
            columns.DOUBTS: lambda: gaps.doubts(ledger),
            columns.COLLECTIONS: lambda: source.collections(conn),
            columns.PORTALS: lambda: gaps.portals(conn, ledger),
            columns.COVERAGE: lambda: gaps.coverage(ledger),
            columns.PLACES: lambda: source.places(conn),
            columns.SUCCESSORS: lambda: source.successors(conn),
        }
        for table, get in rows.items():
            self._folder.write_table(table, get)

    def _write_descriptions(self, digest: str, found: Differences) -> None:
        about, folder, conn = self._about, self._folder, self._archive.conn
        data = tuple(folder.files)
        portals = list(gaps.portals(conn, self._ledger))
        facts = Facts(
            about=about, files=data, sums=gaps.sums(self._ledger), portals=portals,
            hidden=source.hidden(conn), withdrawn=source.withdrawn(conn), differences=found,
            pictures=self._release.pictures, digest=digest,
        )  # fmt: skip
        named = [(row["name"], row["url"]) for row in portals]
        citation = about.citation(digest)
        folder.write_json("datapackage.json", datapackage.descriptor(about, data, named))
        folder.write_json("croissant.json", croissant.metadata(about, data, citation))
        folder.write_text("README.md", card(facts, self._ledger))
        folders = [pictures.FOLDER] if self._pictures.files else []
        folder.write_json(crate.FILE, crate.metadata(about, folder.files, folders))
