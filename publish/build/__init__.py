"""archive.db -> public.db: a whole new edition, built aside, checked, then put in place.

The same archive gives the same bytes: rows go in by publication time and id, in one transaction,
and nothing of the machine or the moment is written. What an edition holds is made by its parts
(`publish.build.parts`).
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, nullcontext
from pathlib import Path

from archive import query, search
from archive.folder import Archive
from publish.build import parts
from publish.build.work import BuildReport, Entry, Progress, Work
from publish.edition import APPLICATION_ID, EDITION, is_edition
from publish.errors import PublishError

__all__ = ["BuildReport", "build"]

_CHUNK = 100
"""Articles in memory at a time."""

GAP = 64
"""Between the rowids of a new edition, for articles that are found later between two others."""


def build(folder: Path, *, progress: Progress = lambda done, total: None) -> BuildReport:
    """Builds the public edition of the archive in `folder`. `progress(articles done, in all)`.

    Raises:
        ArchiveError: there is no archive that can be read.
        PublishError: the edition could not be made; the old one, if any, is as it was.
    """
    with Archive.open(folder) as archive, _only_one(folder):
        aside = folder / f"{EDITION}.new"
        try:
            aside.unlink(missing_ok=True)
            try:
                report = _build(archive, aside, folder / EDITION, progress)
                _settle(aside, folder / EDITION)
            finally:
                aside.unlink(missing_ok=True)
        except (sqlite3.Error, OSError) as error:
            raise PublishError(
                f"cannot build {folder / EDITION}: {error}. The old edition is as it was; "
                "make room on the disk if it is full, then run `luutru build` again"
            ) from error
        report.bytes = (folder / EDITION).stat().st_size
        return report


@contextmanager
def _only_one(folder: Path) -> Iterator[None]:
    try:
        lock = os.open(folder / "build.lock", os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise PublishError(f"cannot write in {folder}: {error.strerror}") from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise PublishError(
            f"another process is building the edition of {folder}; wait until it ends"
        ) from None
    finally:
        os.close(lock)


def _build(archive: Archive, aside: Path, old: Path, progress: Progress) -> BuildReport:
    report = BuildReport()
    source = archive.conn
    source.execute("BEGIN")  # one moment of the archive, whatever a crawl adds meanwhile
    try:
        before = _edition_before(old)
        with closing(_empty(aside)) as edition, closing(before) if before else nullcontext():
            work = Work(
                archive=archive, edition=edition, before=before, report=report, progress=progress
            )
            _fill(work)
            _check(edition, report)
    finally:
        source.execute("ROLLBACK")
    if not report.articles:
        report.problems.append("the archive holds no article yet: run `luutru crawl --all` first")
    return report


def _empty(path: Path) -> sqlite3.Connection:
    """A new edition without anything in it, inside a transaction."""
    edition = sqlite3.connect(path, isolation_level=None)
    edition.execute("PRAGMA page_size = 8192")
    edition.execute("PRAGMA journal_mode = OFF")
    edition.execute("PRAGMA synchronous = OFF")
    edition.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    edition.execute(f"PRAGMA user_version = {parts.SCHEMA_VERSION}")
    edition.execute("BEGIN")
    for statement in parts.SCHEMA.split(";\n\n"):
        edition.execute(statement)
    return edition


def _edition_before(path: Path) -> sqlite3.Connection | None:
    """The edition there was, to take pictures over from; None if it is none of this version."""
    if not path.is_file():
        return None
    conn = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
    if is_edition(conn, parts.SCHEMA_VERSION):
        return conn
    conn.close()
    return None


def _fill(work: Work) -> None:
    keys = [
        row["pk"]
        for row in work.source.execute(
            "SELECT pk FROM current_articles ORDER BY coalesce(published, first_captured), id"
        )
    ]
    parts.start(work)
    for at in range(0, len(keys), _CHUNK):
        chunk = keys[at : at + _CHUNK]
        entries = [
            Entry(key=key, rowid=(at + number) * GAP, article=article)
            for number, (key, article) in enumerate(
                zip(chunk, query.by_key(work.source, chunk), strict=True), 1
            )
        ]
        parts.add(work, entries)
        work.report.articles += len(chunk)
        work.progress(work.report.articles, len(keys))
    parts.finish(work)
    work.edition.execute(f"INSERT INTO {search.FTS_TABLE}({search.FTS_TABLE}) VALUES ('optimize')")
    work.edition.execute("COMMIT")


def _check(edition: sqlite3.Connection, report: BuildReport) -> None:
    """An edition that is not sound never takes the place of one that was."""
    found = edition.execute("PRAGMA foreign_key_check").fetchall()
    lost = search.lies(edition)
    held = edition.execute("SELECT count(*) FROM articles").fetchone()[0]
    if found or lost or held != report.articles:
        raise PublishError(
            f"the new edition is not sound ({len(found)} broken references, {len(lost)} articles "
            f"not found by search, {held} of {report.articles} articles); the old one stays. "
            "This is a fault of luutru: please report it with the output of `luutru doctor`"
        )


def _settle(aside: Path, edition: Path) -> None:
    with aside.open("rb+") as file:
        os.fsync(file.fileno())
    os.replace(aside, edition)
    folder = os.open(edition.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
