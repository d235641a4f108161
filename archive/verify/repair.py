"""Mends what can be mended without loss; nothing is removed without a copy in `aside/`.

The order matters: files first (from a backup, torn tails), then rows (offsets, orphans, media,
revisions), then what cannot be mended is given up, which is a note in its row and can be taken
back, and last the search index, which is derived from all of it. Each repair is an event.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from archive import fixity, search, store
from archive.backup.manifest import read_manifest
from archive.backup.restoring import put_back_editorial
from archive.editorial import EDITORIAL
from archive.errors import ArchiveError
from archive.folder import Archive, now, stamp
from archive.rest import sha256_file
from archive.verify import verify
from archive.verify.files import FilesCheck
from archive.verify.orphans import capture_from, number_of, portal_of, request_after
from archive.verify.report import FROM_BACKUP, REPAIRABLE, Code, Problem, VerifyReport
from archive.warc import read_record

ASIDE = "aside"
"""Folder of the archive that takes what a repair replaces or cuts off."""

Progress = Callable[[int, int], None] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """One thing that was mended, or would be."""

    code: Code
    object: str
    what: str


def repair(
    archive: Archive,
    *,
    backup: Path | None = None,
    dry_run: bool = False,
    progress: Progress = None,
) -> tuple[list[Repair], VerifyReport]:
    """Checks, mends and checks again; what was done, and the report after it.

    `archive` must be open for writing without recovery (`Archive.open(..., recover=False)`);
    with `dry_run` nothing is written and the report is that of the first check.

    Raises:
        ArchiveError: the backup has no copy of the archive's files.
    """
    report = verify(archive, progress=progress)
    work = _Mender(archive, dry_run=dry_run)
    if backup is not None:
        work.from_backup(report.problems, backup)
    if not dry_run and work.done:
        report = verify(archive, progress=progress)
    fatal = any(problem.facts.get("fatal") for problem in report.problems)
    work.tails(report.problems)
    if not fatal:
        work.rows(report.problems)
        work.give_up(report.problems)
        work.index(report.problems)
    if dry_run or not work.done:
        return work.done, report
    return work.done, verify(archive, progress=progress)


class _Mender:
    def __init__(self, archive: Archive, *, dry_run: bool) -> None:
        self._archive, self._conn, self._dry = archive, archive.conn, dry_run
        self.done: list[Repair] = []
        self._aside = archive.path / ASIDE

    def _did(self, code: Code, of: str, what: str) -> None:
        """Notes a repair; call it in the transaction of the repair."""
        self.done.append(Repair(code=code, object=of, what=what))
        if not self._dry:
            event = fixity.FixityEvent(type="repair", object=of, outcome="success", detail=what)
            fixity.record(self._conn, event)

    def _all(self, problems: Iterable[Problem], *codes: Code) -> list[Problem]:
        return [problem for problem in problems if problem.code in codes]

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        """All or nothing; no WARC file is opened for it, as `Archive.begin` would."""
        if self._dry:
            yield
            return
        self._conn.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._conn.execute("ROLLBACK")
            raise
        self._conn.execute("COMMIT")

    # -- files ---------------------------------------------------------------------------

    def from_backup(self, problems: list[Problem], backup: Path) -> None:
        """Damaged and missing files, where the backup's copy is better than ours."""
        wanted = (*FROM_BACKUP, Code.LOST_RECORD, Code.PAYLOAD_DIGEST)
        names = {Path(one.file).name for one in self._all(problems, *wanted) if one.file}
        for name in sorted(name for name in names if name.endswith(".warc.gz")):
            theirs = backup / "warc" / name
            if theirs.exists():
                self._replace(name, theirs)
        if any(one.facts.get("editorial") for one in self._all(problems, Code.EDITORIAL)):
            self._replace_editorial(backup)

    def _replace_editorial(self, backup: Path) -> None:
        """Only one that cannot be used: else the backup's would undo what editors did since."""
        manifest = read_manifest(backup)
        if manifest is None or manifest.editorial is None:
            return
        folder = self._archive.path
        if not self._dry:
            self._aside.mkdir(exist_ok=True)
            with tempfile.TemporaryDirectory(dir=self._aside) as made:
                put_back_editorial(backup, manifest.editorial, Path(made))
                for path in sorted(folder.glob(f"{EDITORIAL}*")):
                    path.replace(_free(self._aside / f"{path.name}.damaged"))
                (Path(made) / EDITORIAL).replace(folder / EDITORIAL)
        self._did(Code.EDITORIAL, EDITORIAL, f"put back from the backup of {manifest.made_at}")

    def _replace(self, name: str, theirs: Path) -> None:
        row = self._conn.execute("SELECT * FROM warc_files WHERE name = ?", (name,)).fetchone()
        ours = self._archive.warc_dir / name
        if not self._dry:
            self._aside.mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory(dir=None if self._dry else self._aside) as made:
            folder = Path(made)
            candidate = folder / name
            _splice(theirs, ours, candidate, row["bytes"])
            better = _badness(self._archive, row, folder)
            now_bad = _badness(self._archive, row, self._archive.warc_dir)
            if better >= now_bad:
                return
            if not self._dry:
                if ours.exists():
                    ours.replace(_free(self._aside / f"{name}.damaged"))
                _sync(candidate)
                candidate.replace(ours)
                self._archive.replaced(name)
            told = f"put back from {theirs} ({now_bad[0]} problems before, {better[0]} after)"
            self._did(Code.MISSING_FILE, f"warc/{name}", told)

    def tails(self, problems: list[Problem]) -> None:
        """What lies beyond the last commit goes into a file of its own."""
        for problem in self._all(problems, Code.TORN_TAIL):
            path = self._archive.warc_dir / str(problem.facts["warc"])
            keep = int(problem.offset or 0)
            target = _free(self._aside / f"{path.name}.torn-{keep}")
            if not self._dry:
                self._aside.mkdir(exist_ok=True)
                with path.open("rb+") as file, target.open("wb") as out:
                    file.seek(keep)
                    shutil.copyfileobj(file, out)
                    out.flush()
                    os.fsync(out.fileno())
                    file.truncate(keep)
            told = f"cut back to byte {keep:,}; what was beyond is kept as {ASIDE}/{target.name}"
            self._did(problem.code, f"warc/{path.name}", told)

    # -- rows ----------------------------------------------------------------------------

    def rows(self, problems: list[Problem]) -> None:
        with self._transaction():
            self._offsets(self._all(problems, Code.WRONG_OFFSET))
            for problem in self._all(problems, Code.FOUND_RECORD):
                self._run(
                    "UPDATE captures SET lost_at = NULL WHERE id = ?", problem.facts["capture"]
                )
                self._did(problem.code, problem.url or "", "is no longer given up: it is whole")
            for problem in self._all(problems, Code.ROW_DIFFERS):
                self._from_record(problem)
            for problem in self._all(problems, Code.ORPHAN_RECORD):
                self._take_up(problem)
            for problem in self._all(problems, Code.MEDIA_DIGEST):
                facts = problem.facts
                self._run(
                    "UPDATE media SET sha256 = ?, bytes = ? WHERE url = ?",
                    facts["sha256"], facts["bytes"], facts["url"],
                )  # fmt: skip
                self._did(problem.code, facts["url"], "digest and size taken from its capture")
            for problem in self._all(problems, Code.NO_REVISION):
                self._show_newest(problem)

    def _run(self, sql: str, *values: object) -> None:
        if not self._dry:
            self._conn.execute(sql, values)

    def _offsets(self, problems: list[Problem]) -> None:
        for problem in problems:  # two rows may have changed places: first out of the way
            self._run("UPDATE captures SET offset = -id WHERE id = ?", problem.facts["capture"])
        for problem in problems:
            facts = problem.facts
            self._run(
                "UPDATE captures SET warc = ?, offset = ?, length = ? WHERE id = ?",
                facts["warc"], facts["offset"], facts["length"], facts["capture"],
            )  # fmt: skip
            told = f"found again at byte {facts['offset']:,} of {facts['warc']}"
            self._did(problem.code, problem.url or "", told)

    def _from_record(self, problem: Problem) -> None:
        """Sets the fields of a row to what its record says."""
        if "record" not in problem.facts:
            return
        fields: dict[str, object] = problem.facts["record"]
        if any(value is None for name, value in fields.items() if name != "refers_to"):
            return
        sets = ", ".join(f"{name} = ?" for name in fields)
        self._run(
            f"UPDATE captures SET {sets} WHERE id = ?", *fields.values(), problem.facts["capture"]
        )
        self._did(problem.code, problem.url or "", f"{', '.join(fields)} taken from the record")

    def _take_up(self, problem: Problem) -> None:
        """A record without a row becomes a capture again, all of it from the record itself."""
        name, offset = str(problem.facts["warc"]), int(problem.offset or 0)
        length = int(problem.facts["length"])
        record = read_record(self._archive.warc_dir / name, offset, length)
        url = record.headers.get("warc-target-uri", "")
        portal = portal_of(self._conn, url)
        if portal is None:
            return
        try:
            capture = capture_from(self._conn, record, url, warc=name, offset=offset, length=length)
        except (ArchiveError, ValueError):
            return  # a revisit of nothing, a date that is none: the next check tells it again
        if not self._dry:
            request = request_after(self._archive.warc_dir / name, record, offset + length)
            method = request.partition(" ")[0] or "GET"
            taken = store.add_capture(self._conn, portal, None, replace(capture, method=method))
            if (wanted := number_of(self._conn, url, capture.fetched_at)) is not None:
                self._conn.execute("UPDATE captures SET id = ? WHERE id = ?", (wanted, taken))
        self._did(problem.code, url, f"taken up again from byte {offset:,} of {name}")

    def _show_newest(self, problem: Problem) -> None:
        ident, number = problem.facts["article"], problem.facts["revision"]
        if number is None:
            return
        self._run("UPDATE articles SET revision = ? WHERE id = ?", number, ident)
        self._did(problem.code, ident, f"shows revision {number}, its newest")
        self._did(Code.SEARCH_INDEX, "archive.db", "the search index is made anew")
        if not self._dry:
            _index_anew(self._conn)

    def give_up(self, problems: list[Problem]) -> None:
        """Records that are lost here: no later crawl may refer to them, and crawls can go on."""
        moment = stamp(now())
        lost = self._all(problems, Code.DAMAGED_RECORD, Code.MISSING_RECORD, Code.PAYLOAD_DIGEST)
        captures = {int(one.facts["capture"]) for one in lost if "capture" in one.facts}
        short = {
            str(one.facts["warc"]) for one in self._all(problems, Code.CUT_FILE, Code.MISSING_FILE)
        }
        with self._transaction():
            for name in sorted(short):
                path = self._archive.warc_dir / name
                size = path.stat().st_size if path.exists() else 0
                rows = self._conn.execute(
                    "SELECT id FROM captures WHERE warc = ? AND offset + length > ?", (name, size)
                )
                captures |= {row["id"] for row in rows}
                row = self._conn.execute(
                    "SELECT sealed_at FROM warc_files WHERE name = ?", (name,)
                ).fetchone()
                if row["sealed_at"] is None:
                    self._run("UPDATE warc_files SET sealed_at = ? WHERE name = ?", moment, name)
                    self._did(Code.CUT_FILE, f"warc/{name}", "closed: crawls begin a new file")
            for ident in sorted(captures):
                row = self._conn.execute(
                    "SELECT url, lost_at FROM captures WHERE id = ?", (ident,)
                ).fetchone()
                if row["lost_at"] is None:
                    self._run("UPDATE captures SET lost_at = ? WHERE id = ?", moment, ident)
                    self._did(Code.LOST_RECORD, row["url"], "given up; `crawl --full` fetches it")

    def index(self, problems: list[Problem]) -> None:
        if not self._all(problems, Code.SEARCH_INDEX):
            return
        with self._transaction():
            if not self._dry:
                _index_anew(self._conn)
            self._did(Code.SEARCH_INDEX, "archive.db", "the search index is made anew")


def _index_anew(conn: sqlite3.Connection) -> None:
    """The index made from the texts; one that is damaged is thrown away whole."""
    conn.execute("SAVEPOINT anew")
    try:
        search.rebuild(conn)
    except sqlite3.DatabaseError:
        conn.execute("ROLLBACK TO anew")
        search.drop(conn)
        search.create(conn, table="current_articles")
        search.rebuild(conn)
    conn.execute("RELEASE anew")


def _badness(archive: Archive, row: sqlite3.Row, folder: Path) -> tuple[int, bool]:
    """How many problems a WARC file has in this folder that no repair would mend, and whether it
    is another file than the last writer left."""
    report = VerifyReport()
    check = FilesCheck(archive, report, folder=folder)
    check.file(row)
    check.settle()
    lost = archive.conn.execute(
        "SELECT count(*) FROM captures WHERE warc = ?", (row["name"],)
    ).fetchone()[0] * any(problem.code is Code.MISSING_FILE for problem in report.problems)
    number = sum(problem.code not in REPAIRABLE for problem in report.problems) + int(lost)
    former, path = archive.former_digest(row["name"]), folder / row["name"]
    return number, former is not None and path.exists() and sha256_file(path) != former


def _splice(theirs: Path, ours: Path, out: Path, committed: int) -> None:
    """The backup's bytes, and after them ours, up to what was committed."""
    with out.open("wb") as file:
        with theirs.open("rb") as source:
            shutil.copyfileobj(source, file)
        size = file.tell()
        if size > committed:
            file.truncate(committed)
        elif ours.exists():
            with ours.open("rb") as source:
                source.seek(size)
                left = committed - size
                while left > 0 and (chunk := source.read(min(left, 1 << 20))):
                    file.write(chunk)
                    left -= len(chunk)


def _free(path: Path) -> Path:
    """This path, or the same with a number that nothing has yet."""
    number, found = 1, path
    while found.exists():
        number += 1
        found = path.with_name(f"{path.name}-{number}")
    return found


def _sync(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())
