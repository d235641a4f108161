"""WARC files of an archive: every record against its row, every row against its record.

Files are read once from end to end; rows come in the order of their offsets, so that neither a
large file nor a large archive takes memory.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path

from archive.errors import DamagedRecord
from archive.folder import Archive, stamp
from archive.rest import sha256_file
from archive.verify.members import Seen, digest_problem, walk
from archive.verify.report import REPAIR, RESTORE, Code, Problem, VerifyReport
from archive.warc import read_record, sha256

KEPT_TYPES = ("response", "revisit", "resource")
_LAST_RECORDS = 20
"""How many of the newest records of each file `--quick` reads."""


class FilesCheck:
    """One pass over all WARC files; `problems` grows as files are read."""

    def __init__(
        self, archive: Archive, report: VerifyReport, *, folder: Path | None = None
    ) -> None:
        """`folder`: where the files are, if not in the archive's own `warc/`."""
        self._archive, self._conn, self._report = archive, archive.conn, report
        self._folder = folder or archive.warc_dir
        self._unmatched: list[sqlite3.Row] = []
        self._moved: set[int] = set()

    def run(self, progress: Callable[[int, int], None] | None = None) -> None:
        listed = self._conn.execute("SELECT * FROM warc_files ORDER BY name").fetchall()
        used = [row for row in listed if row["bytes"]]
        total = sum(row["bytes"] for row in used)
        for row in used:
            self.file(
                row, lambda at: progress(self._report.bytes + at, total) if progress else None
            )
            self._report.bytes += row["bytes"]
        self.settle()
        names = {row["name"] for row in listed}
        self._report.problems += foreign_files(self._folder, names)

    def file(self, row: sqlite3.Row, moved_on: Callable[[int], None] = lambda at: None) -> None:
        """One file: its size, its digest, its records against their rows."""
        path = self._folder / row["name"]
        self._report.files += 1
        rows = self._conn.execute(
            "SELECT * FROM captures WHERE warc = ? ORDER BY offset", (row["name"],)
        )
        problems = self._report.problems
        problems += self._sizes(path, row)
        if not path.exists():
            problems += _count_lost(self._conn, row["name"])
            return
        waiting: sqlite3.Row | None = rows.fetchone()
        orphans: set[str] = set()
        end = min(row["bytes"], path.stat().st_size)
        with path.open("rb") as file:
            for seen in walk(file, end):
                while waiting is not None and waiting["offset"] < seen.offset:
                    self._unmatched.append(waiting)
                    waiting = rows.fetchone()
                own = None
                if waiting is not None and waiting["offset"] == seen.offset:
                    own, waiting = waiting, rows.fetchone()
                self._report.records += seen.damage is None
                self._report.captures += own is not None
                if seen.damage is not None and own is not None and own["lost_at"]:
                    self._lost(own)
                elif seen.damage is not None:
                    problems.append(_damaged(seen, own, path))
                else:
                    problems += self._record(seen, own, path, orphans)
                moved_on(seen.offset)
        while waiting is not None:
            self._unmatched.append(waiting)
            waiting = rows.fetchone()
        problems += sealed_problems(path, row)

    def _record(
        self, seen: Seen, own: sqlite3.Row | None, path: Path, orphans: set[str]
    ) -> Iterator[Problem]:
        digests = [digest_problem(seen, part) for part in ("block", "payload")]
        if digests[0] or digests[1]:
            what = digests[0] or digests[1] or ""
            yield _problem(Code.DAMAGED_RECORD, what, path, seen.offset, seen.url)
        if seen.odd_header:
            what = "the gzip header is not as it was written"
            yield _problem(Code.DAMAGED_RECORD, what, path, seen.offset, seen.url)
        if own is not None and own["record_id"] == seen.record_id:
            yield from _against_row(seen, own, path)
            return
        if own is not None:
            self._unmatched.append(own)
        if seen.type == "request":
            yield from self._request(seen, path, orphans)
        elif seen.type in KEPT_TYPES:
            yield from self._unnamed(seen, path, orphans)

    def _request(self, seen: Seen, path: Path, orphans: set[str]) -> Iterator[Problem]:
        answer = seen.headers.get("warc-concurrent-to", "")
        if answer in orphans or self._capture_of(answer) is not None:
            return
        yield Problem(
            code=Code.LONE_REQUEST,
            what="a request whose response is not in the archive",
            file=_name(path), offset=seen.offset, url=seen.url, repair=RESTORE,
        )  # fmt: skip

    def _capture_of(self, record_id: str) -> sqlite3.Row | None:
        row: sqlite3.Row | None = self._conn.execute(
            "SELECT id, warc, offset, length, url FROM captures WHERE record_id = ?", (record_id,)
        ).fetchone()
        return row

    def _unnamed(self, seen: Seen, path: Path, orphans: set[str]) -> Iterator[Problem]:
        """A record at a place that no row gives: the row has it elsewhere, or there is no row."""
        row = self._capture_of(seen.record_id)
        if row is None:
            beside = seen.headers.get("warc-concurrent-to")
            if beside and (beside in orphans or self._capture_of(beside) is not None):
                return  # a rendering or the like, kept beside a capture
            orphans.add(seen.record_id)
            yield Problem(
                code=Code.ORPHAN_RECORD,
                what=f"a {seen.type} record that no row of the database names",
                file=_name(path), offset=seen.offset, url=seen.url, repair=REPAIR,
                facts={"warc": path.name, "length": seen.length, "record_id": seen.record_id},
            )  # fmt: skip
        elif row["id"] in self._moved or (row["warc"], row["offset"]) == (path.name, seen.offset):
            yield _problem(
                Code.DAMAGED_RECORD, "the same record a second time", path, seen.offset, seen.url
            )
        else:
            self._moved.add(row["id"])
            yield Problem(
                code=Code.WRONG_OFFSET,
                what=f"the database says that this record lies at byte {row['offset']:,} of "
                f"{row['warc']}; it lies at byte {seen.offset:,} of {path.name}",
                file=f"warc/{row['warc']}", offset=row["offset"], url=row["url"], repair=REPAIR,
                facts={"capture": row["id"], "warc": path.name, "offset": seen.offset,
                       "length": seen.length},
            )  # fmt: skip

    def settle(self) -> None:
        """Tells the rows whose record has not turned up in any file that was read."""
        for row in self._unmatched:
            if row["id"] in self._moved:
                continue
            if row["lost_at"]:
                self._lost(row)
                continue
            what = "the database says that a record starts here, the file does not"
            path = self._folder / row["warc"]
            self._report.problems.append(
                _problem(
                    Code.MISSING_RECORD, what, path, row["offset"], row["url"], capture=row["id"]
                )
            )

    def _lost(self, row: sqlite3.Row) -> None:
        """A record that was given up: no problem any more once its payload is there again."""
        again = self._conn.execute(
            "SELECT id FROM captures WHERE payload_sha256 = ? AND record_type <> 'revisit' "
            "AND lost_at IS NULL LIMIT 1",
            (row["payload_sha256"],),
        ).fetchone()
        if again is not None:
            self._report.notes.append(
                f"{row['url']}: the record given up on {row['lost_at']} is made good by capture "
                f"{again['id']}, which has the same payload"
            )
            return
        self._report.problems.append(
            Problem(
                code=Code.LOST_RECORD,
                what=f"this record was given up on {row['lost_at']}",
                file=f"warc/{row['warc']}",
                offset=row["offset"],
                url=row["url"],
                repair="`luutru crawl --full` fetches what the portal still has; "
                "`luutru verify --repair --from BACKUP` brings the record back",
                facts={"capture": row["id"]},
            )
        )

    def quick(self) -> None:
        """Sizes, the newest records of each file, sealed files that were touched."""
        listed = self._conn.execute("SELECT * FROM warc_files ORDER BY name").fetchall()
        for row in listed:
            if not row["bytes"]:
                continue
            self._report.files += 1
            path = self._folder / row["name"]
            self._report.problems += self._sizes(path, row)
            if path.exists():
                self._report.problems += self._newest(row["name"], path)
                self._report.problems += self._touched(row, path)
        names = {row["name"] for row in listed}
        self._report.problems += foreign_files(self._folder, names)

    def _sizes(self, path: Path, row: sqlite3.Row) -> list[Problem]:
        """What a writer at work has not committed yet is no torn tail."""
        found = list(size_problems(path, row))
        torn = [problem for problem in found if problem.code is Code.TORN_TAIL]
        return [] if torn and self._archive.being_written() else found

    def _touched(self, row: sqlite3.Row, path: Path) -> Iterator[Problem]:
        """A sealed file that is not as old as at its last check is read."""
        event = self._conn.execute(
            "SELECT detail FROM fixity_events WHERE object = ? AND type = 'fixity check' "
            "AND outcome = 'success' ORDER BY id DESC LIMIT 1",
            (_name(path),),
        ).fetchone()
        if event is None or not row["sha256"]:
            return
        before = json.loads(event["detail"] or "{}")
        status = path.stat()
        if (before.get("bytes"), before.get("mtime_ns")) != (status.st_size, status.st_mtime_ns):
            yield from sealed_problems(path, row)

    def _newest(self, name: str, path: Path) -> Iterator[Problem]:
        rows = self._conn.execute(
            "SELECT * FROM captures WHERE warc = ? AND lost_at IS NULL "
            "ORDER BY offset DESC LIMIT ?",
            (name, _LAST_RECORDS),
        )
        for row in rows.fetchall():
            self._report.records += 1
            self._report.captures += 1
            try:
                record = read_record(path, row["offset"], row["length"])
            except DamagedRecord as error:
                yield _problem(Code.DAMAGED_RECORD, error.reason, path, row["offset"], row["url"])
                continue
            if record.record_id != row["record_id"]:
                what = "another record than the database says lies here"
                yield _problem(Code.ROW_DIFFERS, what, path, row["offset"], row["url"])
            elif record.type != "revisit" and sha256(record.payload) != row["payload_sha256"]:
                what = "the payload does not have the digest of its row"
                yield _problem(Code.PAYLOAD_DIGEST, what, path, row["offset"], row["url"])


def sealed_problems(path: Path, row: sqlite3.Row) -> Iterator[Problem]:
    """Is a sealed file the one that was sealed?"""
    if row["sha256"] and sha256_file(path) != row["sha256"]:
        what = "the sealed file does not have the digest it was sealed with"
        yield _problem(Code.FILE_DIGEST, what, path, None)


def size_problems(path: Path, row: sqlite3.Row) -> Iterator[Problem]:
    """Is the file there, and as long as was committed?"""
    if not path.exists():
        what = f"the file is not there; {row['bytes']:,} bytes were committed"
        yield _problem(Code.MISSING_FILE, what, path, None, warc=row["name"])
        return
    size = path.stat().st_size
    if size < row["bytes"]:
        what = f"the file is cut: {size:,} bytes, {row['bytes']:,} were committed"
        yield _problem(Code.CUT_FILE, what, path, size, warc=row["name"])
    elif size > row["bytes"]:
        yield Problem(
            code=Code.TORN_TAIL,
            what=f"{size - row['bytes']:,} bytes beyond the last commit",
            file=_name(path),
            offset=row["bytes"],
            repair=REPAIR + ", and so does the next `luutru crawl`",
            facts={"warc": row["name"]},
        )


def foreign_files(folder: Path, known: Iterable[str]) -> list[Problem]:
    """Files in `warc/` that the archive does not list."""
    found = sorted({path.name for path in folder.iterdir()} - set(known)) if folder.exists() else []
    return [
        Problem(
            code=Code.FOREIGN_FILE,
            what="this file is not in the archive's list",
            file=f"warc/{name}",
            repair=f"Move it elsewhere and `luutru import` it, if it belongs here ({name})",
        )
        for name in found
    ]


def _against_row(seen: Seen, row: sqlite3.Row, path: Path) -> Iterator[Problem]:
    """The row of a record says what the record says.

    A record that agrees with its own digests is right; then it is the row that is to be mended.
    """
    digest = seen.headers.get("warc-payload-digest", "").removeprefix("sha256:")
    said: dict[str, tuple[object, object]] = {
        "url": (seen.url, row["url"]),
        "record_type": (seen.type, row["record_type"]),
        "length": (seen.length, row["length"]),
        "fetched_at": (_moment(seen.headers.get("warc-date", "")), row["fetched_at"]),
        "refers_to": (seen.headers.get("warc-refers-to"), row["refers_to"]),
    }
    own_digest = digest == seen.payload_sha256 or (seen.type == "revisit" and len(digest) == 64)
    if own_digest:
        said["payload_sha256"] = (digest, row["payload_sha256"])
    elif seen.type != "revisit" and seen.payload_sha256 != row["payload_sha256"]:
        what = "the payload does not have the digest of its row"
        yield _problem(Code.PAYLOAD_DIGEST, what, path, seen.offset, row["url"], capture=row["id"])
    if seen.status is not None:
        said["status"] = (seen.status, row["status"])
    differing = {name: pair for name, pair in said.items() if pair[0] != pair[1]}
    if differing:
        told = "; ".join(f"{n} is {ours!r}, not {own!r}" for n, (own, ours) in differing.items())
        yield Problem(
            code=Code.ROW_DIFFERS,
            what=f"the database says otherwise than the record: {told}",
            file=_name(path), offset=seen.offset, url=seen.url, repair=REPAIR,
            facts={"capture": row["id"], "record": {n: own for n, (own, _) in differing.items()}},
        )  # fmt: skip
    elif row["lost_at"]:
        yield Problem(
            code=Code.FOUND_RECORD,
            what=f"this record was given up on {row['lost_at']}, and is whole",
            file=_name(path), offset=seen.offset, url=row["url"], repair=REPAIR,
            facts={"capture": row["id"]},
        )  # fmt: skip


def _moment(text: str) -> str | None:
    try:
        return stamp(datetime.fromisoformat(text))
    except ValueError:
        return None


def _damaged(seen: Seen, own: sqlite3.Row | None, path: Path) -> Problem:
    facts = {"capture": own["id"]} if own is not None else {}
    url = own["url"] if own is not None else seen.url
    return _problem(Code.DAMAGED_RECORD, seen.damage or "", path, seen.offset, url, **facts)


def _count_lost(conn: sqlite3.Connection, name: str) -> Iterator[Problem]:
    number = conn.execute("SELECT count(*) FROM captures WHERE warc = ?", (name,)).fetchone()[0]
    if number:
        yield Problem(
            code=Code.MISSING_RECORD,
            what=f"{number:,} captures lie in this file, which is not there",
            file=f"warc/{name}",
            repair=RESTORE,
            facts={"warc": name},
        )


def _name(path: Path) -> str:
    return f"warc/{path.name}"


def _problem(
    code: Code, what: str, path: Path, offset: int | None, url: str | None = None, **facts: object
) -> Problem:
    return Problem(
        code=code, what=what, file=_name(path), offset=offset, url=url, repair=RESTORE, facts=facts
    )
