"""Fixity: every row against its WARC record, every record against its digest, every file whole.

Reads everything once, trusts neither the index nor the files. (`warcio check` passes a WARC that
was cut in mid-record and `wacz validate` one without an index; this does not.)

    members.py   a WARC file member by member      files.py     records against rows
    rows.py      rows against rows                 database.py  archive.db, public.db, SHA256SUMS
    index.py     the search index against texts    outside.py   WARC, WACZ, BagIt of others
    editorial.py editorial.db, what editors said   repair.py    mends what can be mended
    report.py    problems and how they are told
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable

from archive.folder import Archive
from archive.rest import DATABASE, read_sums
from archive.verify.database import check_database, check_edition, check_sums
from archive.verify.editorial import check_editorial
from archive.verify.files import FilesCheck
from archive.verify.report import RESTORE_DATABASE, Code, Problem, VerifyReport
from archive.verify.rows import check_rows

__all__ = ["Code", "Problem", "VerifyReport", "verify"]


UNREADABLE = (sqlite3.DatabaseError, UnicodeDecodeError)
"""A damaged database: SQLite's own errors may hold bytes that are no text."""


def verify(
    archive: Archive,
    *,
    quick: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> VerifyReport:
    """Checks the whole archive. `progress(bytes done, bytes in all)` is called per record.

    A crawl may go on meanwhile: what it commits after this began is not looked at.

    Args:
        quick: sizes, newest records, SQLite's quick check, the index by its entries; seconds.
    """
    report = VerifyReport(quick=quick)
    conn = archive.conn
    began = not conn.in_transaction
    if began:
        conn.execute("BEGIN")
    try:
        _gather(report, check_database(conn, quick=quick))
        files = FilesCheck(archive, report)
        _gather_call(report, files.quick if quick else lambda: files.run(progress))
        _gather(report, check_rows(archive, quick=quick))
        _gather(report, check_edition(archive, quick=quick))
        _gather(report, check_editorial(archive.path, quick=quick, notes=report.notes))
        rows = conn.execute("SELECT name FROM warc_files WHERE sha256 IS NOT NULL").fetchall()
        _gather(report, check_sums(archive, {row["name"] for row in rows}, quick=quick))
        report.revisions = conn.execute("SELECT count(*) FROM revisions").fetchone()[0]
    except UNREADABLE as error:
        report.problems.append(_unreadable(error))
    finally:
        if began and conn.in_transaction:
            conn.execute("ROLLBACK")
    if quick:
        report.notes.append("a quick check: digests and texts were not looked at")
    elif read_sums(archive.path) is None:
        report.notes.append(
            "no SHA256SUMS: a writer is at work or has died, so archive.db was checked by its rows "
            "only; the next command that writes leaves the list, `luutru seal` too"
        )
    return report


def _gather(report: VerifyReport, found: Iterable[Problem]) -> None:
    """A damaged database ends one check, not the others."""
    try:
        for problem in found:
            report.problems.append(problem)
    except UNREADABLE as error:
        report.problems.append(_unreadable(error))


def _gather_call(report: VerifyReport, check: Callable[[], None]) -> None:
    try:
        check()
    except UNREADABLE as error:
        report.problems.append(_unreadable(error))


def _unreadable(error: Exception) -> Problem:
    return Problem(
        code=Code.DATABASE,
        what=f"SQLite cannot go on reading ({error})",
        file=DATABASE,
        repair=RESTORE_DATABASE,
        facts={"fatal": True},
    )
