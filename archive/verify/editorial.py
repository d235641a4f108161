"""editorial.db as a file, as a log without gaps, and against archive.db and the public edition."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path

from sqlite_utils import Database

from archive.editorial.database import APPLICATION_ID, EDITORIAL
from archive.editorial.errors import NotValid
from archive.editorial.migrations import migrations
from archive.editorial.record import STATES
from archive.editorial.seals import broken
from archive.rest import DATABASE
from archive.still import address
from archive.verify.report import OLDER_EDITORIAL, RESTORE_EDITORIAL, Code, Problem

_MANY = 20
"""Problems of one kind that are told one by one."""

_VERSIONLESS = """
SELECT i.kind, i.key, n.what, n.number FROM items i, (
    SELECT kind, key, 'version ' AS what, version AS number FROM items WHERE version
    UNION ALL SELECT kind, key, 'the live version ', live FROM items WHERE live
    UNION ALL SELECT kind, key, 'the scheduled version ', due_version FROM items WHERE due_version
) n ON n.kind = i.kind AND n.key = i.key
WHERE NOT EXISTS (SELECT 1 FROM versions v
                  WHERE v.kind = i.kind AND v.key = i.key AND v.number = n.number)
"""

_HOLES = """
SELECT v.kind, v.key, count(*) AS there, max(number) AS newest FROM versions v
GROUP BY 1, 2 HAVING there <> newest
"""

_GAPS = """
SELECT id + 1 AS first, next - 1 AS last
FROM (SELECT id, lead(id) OVER (ORDER BY id) AS next FROM
      (SELECT 0 AS id UNION ALL SELECT id FROM acts))
WHERE next > id + 1
"""

_STANDING = ("version", "live", "shown", "revision", "due", "due_version", "due_revision", "due_by")
_OTHERWISE = " OR ".join(
    f"i.{name} IS NOT json_extract(l.detail, '$.is.{name}')" for name in _STANDING
)
_MARKS = f"""
WITH last AS (
    SELECT kind, key, detail, max(json_extract(detail, '$.mark')) AS mark FROM acts GROUP BY 1, 2
)
SELECT i.kind, i.key FROM items i LEFT JOIN last l ON l.kind = i.kind AND l.key = i.key
WHERE i.mark IS NOT l.mark OR {_OTHERWISE}
"""
"""Where items stand must be what the last act on each has left."""

_HIDING = """
WITH last AS (
    SELECT key, act, reason, json_extract(detail, '$.basis') AS basis, max(id) FROM acts
    WHERE act IN ('hide', 'unhide') GROUP BY key
)
SELECT h.article AS key, 'is not hidden as the log says' AS what
FROM hidden h LEFT JOIN last l ON l.key = h.article
WHERE l.act IS NOT 'hide' OR (h.reason, h.basis) <> (l.reason, l.basis)
UNION ALL
SELECT l.key, 'was hidden by the log, and is shown' FROM last l
WHERE l.act = 'hide' AND l.key NOT IN (SELECT article FROM hidden)
"""

_STRANGERS = """
SELECT key FROM items WHERE kind = 'article'
AND key NOT IN (SELECT id FROM captured.articles)
UNION SELECT article FROM hidden WHERE article NOT IN (SELECT id FROM captured.articles)
"""


def check_editorial(
    folder: Path, *, quick: bool = False, notes: list[str] | None = None
) -> Iterator[Problem]:
    """editorial.db, if there is one; an archive that nobody has edited needs none.

    Args:
        notes: takes what is no fault: what the next `luutru build` will bring into the edition.
    """
    path = folder / EDITORIAL
    if not path.exists():
        return
    try:
        with closing(sqlite3.connect(address(path), uri=True, isolation_level=None)) as conn:
            conn.row_factory = sqlite3.Row
            conn.execute("ATTACH ? AS captured", (address(folder / DATABASE),))
            conn.execute("BEGIN")
            found = conn.execute("PRAGMA main.application_id").fetchone()[0]
            if found != APPLICATION_ID:
                yield _problem("another program has made this file", fatal=True)
                return
            damaged = False
            for problem in _sqlite(conn, quick=quick):
                damaged = True
                yield problem
            if damaged:
                return
            yield from _schema(conn)
            yield from _rows(conn)
            if not quick:
                yield from map(_problem, islice(broken(conn), _MANY))
                yield from _contents(conn)
            yield from _edition(conn, folder / "public.db", notes if notes is not None else [])
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
        yield _problem(f"SQLite cannot read it ({error})", fatal=True)


def _sqlite(conn: sqlite3.Connection, *, quick: bool) -> Iterator[Problem]:
    pragma = "quick_check" if quick else "integrity_check"
    for (verdict,) in conn.execute(f"PRAGMA main.{pragma}({_MANY})").fetchall():
        if verdict != "ok":
            yield _problem(f"SQLite finds damage: {verdict}", fatal=True)


_SCHEMA = "SELECT type || ' ' || name, sql FROM main.sqlite_schema WHERE sql NOTNULL ORDER BY 1"


def _schema(conn: sqlite3.Connection) -> Iterator[Problem]:
    """Tables and triggers must be those that our migrations make."""
    with closing(sqlite3.connect(":memory:")) as empty:
        migrations.apply(Database(empty))
        ours = dict(map(tuple, empty.execute(_SCHEMA)))
    theirs = dict(map(tuple, conn.execute(_SCHEMA)))
    for name in sorted(ours.keys() | theirs.keys()):
        if ours.get(name) != theirs.get(name):
            yield _problem(f"{name} is not as luutru makes it")


def _rows(conn: sqlite3.Connection) -> Iterator[Problem]:
    for row in conn.execute("PRAGMA main.foreign_key_check").fetchmany(_MANY):
        yield _problem(f"a row of {row[0]} points to a row of {row[2]} that is not there")
    for row in conn.execute(_VERSIONLESS).fetchmany(_MANY):
        yield _problem(f"{row['what']}{row['number']} of {_name(row)} is not there")
    for row in conn.execute(_HOLES).fetchmany(_MANY):
        what = f"of the {row['newest']} versions of {_name(row)} only {row['there']} are there"
        yield _problem(what)
    for row in conn.execute(_GAPS).fetchmany(_MANY):
        one = row["first"] == row["last"]
        what = f"act {row['first']} is" if one else f"acts {row['first']} to {row['last']} are"
        yield _problem(f"the log of acts has a gap: {what} not there")
    for row in conn.execute(_MARKS).fetchmany(_MANY):
        yield _problem(f"{_name(row)} does not stand where its last act in the log has left it")
    for row in conn.execute(_HIDING).fetchmany(_MANY):
        yield _problem(f"article {row['key']} {row['what']}")
    strange = [row["key"] for row in conn.execute(_STRANGERS)]
    if strange:
        yield Problem(
            code=Code.EDITORIAL, file=EDITORIAL,
            what=f"{len(strange)} articles that the archive does not have, {strange[0]} first",
            repair="archive.db is older than this file: restore both from one backup, or `luutru "
            "import` the WARC files that are missing; what editors said is kept meanwhile",
        )  # fmt: skip


def _contents(conn: sqlite3.Connection) -> Iterator[Problem]:
    """Every version must be what an editor can have said."""
    for row in conn.execute("SELECT kind, key, number, state FROM versions"):
        try:
            STATES[row["kind"]].of(json.loads(row["state"]))
        except (ValueError, KeyError, TypeError, AttributeError, NotValid) as error:
            yield _problem(f"version {row['number']} of {_name(row)} is damaged: {error}")


def _edition(conn: sqlite3.Connection, public: Path, notes: list[str]) -> Iterator[Problem]:
    """The edition must tell the same story, as far as it was carried over (`archive.editorial.publications`)."""
    if not public.exists():
        return
    try:
        conn.execute("COMMIT")
        conn.execute("ATTACH ? AS edition", (address(public),))
        tables = {row[0] for row in conn.execute("SELECT name FROM edition.sqlite_schema")}
        if not {"publications", "articles"} <= tables:
            return
        yield from _publications(conn, notes)
        shown = conn.execute(
            "SELECT count(*) FROM hidden WHERE article IN (SELECT id FROM edition.articles)"
        ).fetchone()[0]
        if shown:
            notes.append(
                f"{shown} hidden articles are still in public.db: `luutru build` takes them out"
            )
    except sqlite3.DatabaseError:
        return  # told as damage of public.db


def _publications(conn: sqlite3.Connection, notes: list[str]) -> Iterator[Problem]:
    last = conn.execute("SELECT coalesce(max(at), '') FROM main.publications").fetchone()[0]
    differ = conn.execute(
        "SELECT article FROM edition.publications e WHERE at < ? AND NOT EXISTS ("
        "SELECT 1 FROM main.publications p WHERE (p.article, p.first_at, p.at, p.state, p.gone, "
        "p.digest) = (e.article, e.first_at, e.at, e.state, e.gone, e.digest))",
        (last,),
    ).fetchall()
    unknown = conn.execute(
        "SELECT article FROM main.publications WHERE article NOT IN ("
        "SELECT article FROM edition.publications)"
    ).fetchall()
    for rows, what in (
        (differ, "were published otherwise than public.db says"),
        (unknown, "were published, and public.db does not know of it"),
    ):
        if rows:
            told = f"{len(rows)} articles {what}, {rows[0][0]} first"
            repair = "`luutru build --full` makes public.db anew by this file"
            yield Problem(code=Code.EDITION, what=told, file=EDITORIAL, repair=repair)
    waiting = conn.execute(
        "SELECT count(*) FROM edition.publications e WHERE at >= ? AND NOT EXISTS ("
        "SELECT 1 FROM main.publications p WHERE p.article = e.article AND p.at = e.at)",
        (last,),
    ).fetchone()[0]
    if waiting:
        notes.append(
            f"{waiting} changes of public.db are not announced yet: the next `luutru build` does it"
        )


def _name(row: sqlite3.Row) -> str:
    return f"{row['kind']} {row['key']}"


def _problem(what: str, *, fatal: bool = False) -> Problem:
    """`fatal`: the file cannot be used, and a whole one of a backup is better."""
    repair, facts = (RESTORE_EDITORIAL, {"editorial": True}) if fatal else (OLDER_EDITORIAL, {})
    return Problem(code=Code.EDITORIAL, what=what, file=EDITORIAL, repair=repair, facts=facts)
