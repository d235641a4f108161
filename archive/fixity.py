"""Fixity over the years: which file was checked when, and how it stood (events as PREMIS 3 has them).

An event is a row of `fixity_events`: never changed, never removed. Objects are files below the
archive folder (`warc/NAME`, `archive.db`, `editorial.db`) or, for repairs, what was repaired.
"""

from __future__ import annotations

import json
import sqlite3
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Literal

from archive.editorial import EDITORIAL
from archive.folder import Archive, now, stamp
from archive.rest import DATABASE, agent
from archive.verify.files import FilesCheck
from archive.verify.report import Problem, VerifyReport

Type = Literal[
    "ingestion", "validation", "fixity check", "message digest calculation", "repair",
    "replication", "recovery",
]  # fmt: skip
"""From the Library of Congress vocabulary (id.loc.gov/vocabulary/preservation/eventType), but
`repair`, which it does not have."""

Outcome = Literal["success", "fail", "warning"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FixityEvent:
    """One event."""

    type: Type
    object: str
    outcome: Outcome
    detail: str | None = None
    at: str = ""
    event: str = ""
    """`urn:uuid:...`"""
    agent: str = ""


def record(conn: sqlite3.Connection, event: FixityEvent, *, at: datetime | None = None) -> None:
    """Writes an event down, in the transaction of what it tells of."""
    row = asdict(event) | {
        "event": event.event or f"urn:uuid:{uuid.uuid4()}",
        "at": event.at or stamp(at or now()),
        "agent": event.agent or agent(),
    }
    names = ", ".join(row)
    marks = ", ".join(f":{name}" for name in row)
    conn.execute(f"INSERT INTO fixity_events ({names}) VALUES ({marks})", row)


def record_all(archive: Archive, found: Sequence[FixityEvent]) -> None:
    """Writes events down, in one transaction."""
    archive.conn.execute("BEGIN IMMEDIATE")
    for event in found:
        record(archive.conn, event)
    archive.conn.execute("COMMIT")


def events(
    conn: sqlite3.Connection, *, of: str | None = None, limit: int | None = None
) -> Iterator[FixityEvent]:
    """All events, oldest first; `of` one object; the newest `limit` of them."""
    where, values = ("WHERE object = ?", [of]) if of else ("", [])
    rows = conn.execute(
        f"SELECT * FROM (SELECT * FROM fixity_events {where} ORDER BY id DESC LIMIT ?) ORDER BY id",
        [*values, -1 if limit is None else limit],
    )
    for row in rows:
        values_of = {name: row[name] for name in FixityEvent.__dataclass_fields__}
        yield FixityEvent(**values_of)


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A file with when it was last checked."""

    name: str
    """Below the archive folder."""
    bytes: int
    checked_at: str | None


@dataclass(slots=True, kw_only=True)
class Round:
    """What one scheduled round did."""

    files: int = 0
    bytes: int = 0
    left: int = 0
    """Files that are due and were not reached within the budget."""
    oldest: str | None = None
    """When the longest unchecked file was last checked; None: never, or there is none."""
    problems: list[Problem] = field(default_factory=list)
    events: list[FixityEvent] = field(default_factory=list)


def due(
    archive: Archive, *, max_age: timedelta = timedelta(0), at: datetime | None = None
) -> list[Due]:
    """Files not checked within `max_age`, the longest unchecked first, those never checked before."""
    conn = archive.conn
    last = dict(
        conn.execute(
            "SELECT object, max(at) FROM fixity_events WHERE type = 'fixity check' GROUP BY object"
        ).fetchall()
    )
    files = {
        f"warc/{row['name']}": row["bytes"]
        for row in conn.execute("SELECT name, bytes FROM warc_files WHERE bytes > 0 ORDER BY name")
    }
    for name in (DATABASE, EDITORIAL):
        if (archive.path / name).exists():
            files[name] = (archive.path / name).stat().st_size
    limit = stamp((at or now()) - max_age)
    found = [Due(name=name, bytes=size, checked_at=last.get(name)) for name, size in files.items()]
    return sorted(
        (one for one in found if one.checked_at is None or one.checked_at <= limit),
        key=lambda one: (one.checked_at or "", one.name),
    )


def check_due(
    archive: Archive,
    files: Sequence[Due],
    *,
    budget: timedelta | None = None,
    clock: Callable[[], float] = time.monotonic,
    progress: Callable[[int, int], None] | None = None,
) -> Round:
    """Checks files in this order until the budget is spent; at least one. Writes nothing."""
    done = Round()
    ends = None if budget is None else clock() + budget.total_seconds()
    total = sum(one.bytes for one in files)
    for number, one in enumerate(files):
        if number and ends is not None and clock() >= ends:
            done.left = len(files) - number
            done.oldest = one.checked_at
            break
        problems = check_file(archive, one.name)
        done.files += 1
        done.bytes += one.bytes
        done.problems += problems
        done.events.append(_event(archive.path / one.name, one.name, problems))
        if progress is not None:
            progress(done.bytes, total)
    return done


def check_file(archive: Archive, name: str) -> list[Problem]:
    """One file of the archive, whole: a WARC file record by record, archive.db as at rest, editorial.db
    row by row."""
    if name == EDITORIAL:
        from archive.verify.editorial import check_editorial

        return list(check_editorial(archive.path))
    if name == DATABASE:
        from archive.verify.database import check_database, check_sums

        problems = list(check_database(archive.conn, quick=True))
        return problems + [one for one in check_sums(archive, set()) if one.file == DATABASE]
    row = archive.conn.execute(
        "SELECT * FROM warc_files WHERE name = ?", (Path(name).name,)
    ).fetchone()
    report = VerifyReport()
    check = FilesCheck(archive, report)
    check.file(row)
    check.settle()
    return report.problems


def _event(path: Path, name: str, problems: Sequence[Problem]) -> FixityEvent:
    detail: dict[str, Any] = {"problems": [str(problem) for problem in problems[:20]]}
    if path.exists():
        status = path.stat()
        detail = {"bytes": status.st_size, "mtime_ns": status.st_mtime_ns, **detail}
        if not problems:
            del detail["problems"]
    return FixityEvent(
        type="fixity check",
        object=name,
        outcome="fail" if problems else "success",
        detail=json.dumps(detail, ensure_ascii=False),
        at=stamp(now()),
    )
