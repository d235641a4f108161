"""archive.db and public.db as files and as databases."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

from archive.folder import Archive
from archive.rest import DATABASE, SUMS, read_sums, sha256_file
from archive.verify import index
from archive.verify.report import REPAIR, RESTORE, RESTORE_DATABASE, Code, Problem

EDITION_ID = 0x4C555450
"""`LUTP` in the SQLite header; publish, which writes it, is not ours to import."""

_PRIVATE = ("warc_files", "frontier", "events", "fixity_events", "rereads")
"""Tables of the archive that no reader may see."""

_REBUILD = "`luutru build` makes it anew"


def check_database(conn: sqlite3.Connection, *, quick: bool = False) -> Iterator[Problem]:
    """SQLite's own checks, and the search index against the texts."""
    pragma = "quick_check" if quick else "integrity_check"
    for (verdict,) in conn.execute(f"PRAGMA main.{pragma}(20)").fetchall():
        if verdict != "ok":
            yield _database(f"SQLite finds damage: {verdict}", fatal=True)
    for row in conn.execute("PRAGMA main.foreign_key_check").fetchall():
        yield _database(f"row {row[1]} of {row[0]} points to a row of {row[2]} that is not there")
    try:
        yield from _index(conn, quick=quick)
    except sqlite3.DatabaseError as error:
        yield _fts(f"the search index is damaged ({error})")


def _index(conn: sqlite3.Connection, *, quick: bool) -> Iterator[Problem]:
    absent, extra = index.missing(conn)
    urls = "SELECT url FROM articles WHERE pk = ?"
    for rowid in absent:
        row = conn.execute(urls, (rowid,)).fetchone()
        yield _fts("this article is not in the search index", row["url"] if row else None)
    for rowid in extra:
        yield _fts(f"the search index holds entry {rowid}, which is no article")
    if quick or index.agrees(conn):
        return
    stale = index.stale(conn)
    if not (stale or absent or extra):
        yield _fts("the search index is damaged in itself")
    for rowid in stale:
        row = conn.execute(urls, (rowid,)).fetchone()
        what = "the search index holds other words than this article has"
        yield _fts(what, row["url"] if row else None)


def check_sums(archive: Archive, sealed: set[str], *, quick: bool = False) -> Iterator[Problem]:
    """The digests that the last writer left; of WARC files, those that no seal of their own has.

    A writer that begins meanwhile takes the list away: then nothing is said.
    """
    sums = read_sums(archive.path)
    for name, digest in sorted((sums or {}).items()):
        path = archive.path / name
        if (
            name.removeprefix("warc/") in sealed
            or not path.exists()
            or (quick and name != DATABASE)
        ):
            continue
        if sha256_file(path) == digest or read_sums(archive.path) != sums:
            continue
        if name == DATABASE:
            yield Problem(
                code=Code.DATABASE_DIGEST,
                what=f"not the file that the last writer left (its digest is in {SUMS}): bits "
                "have changed by themselves, or another program has written into it",
                file=name,
                repair=f"If that was you, `luutru seal` takes it as it is; if not: {RESTORE_DATABASE}",
            )
        else:
            what = f"not the file that the last writer left (its digest is in {SUMS})"
            yield Problem(
                code=Code.FILE_DIGEST, what=what, file=name, repair=RESTORE,
                facts={"warc": Path(name).name},
            )  # fmt: skip


def check_edition(archive: Archive, *, quick: bool = False) -> Iterator[Problem]:
    """public.db, if there is one: ours, whole, and nothing in it that is not to be seen."""
    path = archive.public_db
    if not path.exists():
        return
    try:
        conn = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
        try:
            yield from (_edition(what) for what in _edition_faults(conn, archive, quick=quick))
        finally:
            conn.close()
    except sqlite3.DatabaseError as error:
        yield _edition(f"SQLite cannot read it ({error})")


def _edition_faults(conn: sqlite3.Connection, archive: Archive, *, quick: bool) -> Iterator[str]:
    found = conn.execute("PRAGMA application_id").fetchone()[0]
    if found != EDITION_ID:
        yield "this is not an edition that `luutru build` has made"
        return
    pragma = "quick_check" if quick else "integrity_check"
    for (verdict,) in conn.execute(f"PRAGMA {pragma}(5)").fetchall():
        if verdict != "ok":
            yield f"SQLite finds damage: {verdict}"
    tables = {row[0] for row in conn.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    for name in sorted(tables & set(_PRIVATE)):
        yield f"it holds the archive's table {name}, which readers must not see"
    if "articles" not in tables:
        yield "it holds no table of articles"
        return
    known = {row[0] for row in archive.conn.execute("SELECT id FROM articles")}
    strange = [row[0] for row in conn.execute("SELECT id FROM articles") if row[0] not in known]
    if strange:
        yield f"{len(strange)} articles that the archive does not have, {strange[0]} first"


def _database(what: str, *, fatal: bool = False) -> Problem:
    """`fatal`: nothing may be written into it."""
    facts = {"fatal": True} if fatal else {}
    return Problem(
        code=Code.DATABASE, what=what, file=DATABASE, repair=RESTORE_DATABASE, facts=facts
    )


def _fts(what: str, url: str | None = None) -> Problem:
    return Problem(code=Code.SEARCH_INDEX, what=what, file=DATABASE, url=url, repair=REPAIR)


def _edition(what: str) -> Problem:
    return Problem(code=Code.EDITION, what=what, file="public.db", repair=_REBUILD)
