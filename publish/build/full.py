"""A whole new edition, built aside, checked, then put in the place of the old one.

The same archive gives the same bytes: rows go in by publication time and id, in one transaction,
and nothing of the machine or the moment is written.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing, nullcontext
from pathlib import Path

from archive import query, search
from archive.editorial import masks, showing
from archive.folder import Archive
from publish.build import check, parts
from publish.build.order import GAP, KEY
from publish.build.work import BuildReport, Entry, Progress, Work
from publish.edition import APPLICATION_ID, is_edition, put_in_place

CHUNK = 100
"""Articles in memory at a time."""


def build_whole(archive: Archive, edition: Path, progress: Progress) -> BuildReport:
    """Makes the edition anew; the moment of the archive is that of its open transaction."""
    report = BuildReport()
    aside = edition.with_name(f"{edition.name}.new")
    try:
        before = _edition_before(edition)
        with closing(_empty(aside)) as new, closing(before) if before else nullcontext():
            work = Work(
                archive=archive,
                edition=new,
                before=before,
                report=report,
                progress=progress,
                decisions=masks.decisions(archive.conn),
            )
            _fill(work)
            parts.give_back(new)
            check.whole(new, report.articles)
            new.execute("PRAGMA journal_mode = WAL")  # so that readers never wait for an update
        put_in_place(aside, edition)
    finally:
        aside.unlink(missing_ok=True)
    report.added = report.articles
    return report


def count(work: Work) -> None:
    """What the edition holds."""
    ask, report = work.edition.execute, work.report
    report.articles = ask("SELECT count(*) FROM articles").fetchone()[0]
    report.images = ask("SELECT count(DISTINCT id) FROM renditions").fetchone()[0]
    report.files = ask("SELECT count(*) FROM files").fetchone()[0]


def _empty(path: Path) -> sqlite3.Connection:
    """A new edition without anything in it, inside a transaction."""
    edition = sqlite3.connect(path, isolation_level=None)
    for pragma in (*parts.FILE, "journal_mode = OFF", "synchronous = OFF"):
        edition.execute(f"PRAGMA {pragma}")
    # Without it a page that was split keeps copies of rows, and those of one hidden later.
    edition.execute("PRAGMA secure_delete = ON")
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
        for row in work.source.execute(f"SELECT pk FROM {showing.VIEW} ORDER BY {KEY}, id")
    ]
    parts.start(work)
    work.load = search.Load(work.edition)
    for at in range(0, len(keys), CHUNK):
        chunk = keys[at : at + CHUNK]
        entries = [
            Entry(key=key, rowid=(at + number) * GAP, article=article)
            for number, (key, article) in enumerate(
                zip(chunk, query.by_key(work.source, chunk, public=True), strict=True), 1
            )
        ]
        parts.add(work, entries)
        work.report.articles += len(chunk)
        work.progress(work.report.articles, len(keys))
    parts.finish(work)
    count(work)
    work.load.finish()
    work.edition.execute("COMMIT")
