"""Fixity: every row against its WARC record, every record against its digest, every file whole.

Reads everything once, file by file, member by member; trusts neither the index nor the files.
(`warcio check` passes a WARC that was cut in mid-record; this does not.)
"""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from archive import search
from archive.errors import DamagedRecord
from archive.folder import Archive, sha256_file
from archive.warc import Record, decode_record, sha256

_KEPT_TYPES = ("response", "revisit", "resource")


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing that is not as the archive says."""

    what: str
    file: str | None = None
    offset: int | None = None
    url: str | None = None
    repair: str

    def __str__(self) -> str:
        where = f"warc/{self.file}" if self.file and self.file.endswith(".gz") else self.file or ""
        at = f" at byte {self.offset:,}" if self.offset is not None else ""
        url = f" ({self.url})" if self.url else ""
        return f"{where}{at}{url}: {self.what}. {self.repair}".lstrip(": ")


@dataclass(slots=True)
class VerifyReport:
    """What was checked and what was found."""

    files: int = 0
    records: int = 0
    captures: int = 0
    revisions: int = 0
    problems: list[Problem] = field(default_factory=list)


_INDEX_ANEW = "Run `luutru verify --repair` to index anew"

_FROM_BACKUP = "Put the file back from a backup; what the portal still has, `crawl --full` gets"
_REINDEX = "Run `luutru crawl` once: it cuts off or takes up unfinished work"


def verify(archive: Archive, *, progress: Callable[[int, int], None] | None = None) -> VerifyReport:
    """Checks the whole archive. `progress(bytes done, bytes in all)` is called per record."""
    report = VerifyReport()
    conn = archive.conn
    report.problems += _check_database(conn)
    listed = conn.execute("SELECT * FROM warc_files ORDER BY name").fetchall()
    known = [row for row in listed if row["bytes"]]
    total = sum(row["bytes"] for row in known)
    done = 0
    for row in known:
        report.files += 1
        path = archive.warc_dir / row["name"]
        expected = {
            capture["offset"]: capture
            for capture in conn.execute("SELECT * FROM captures WHERE warc = ?", (row["name"],))
        }
        report.captures += len(expected)
        for offset, found in _members(path, row["bytes"]):
            if isinstance(found, Record):
                report.records += 1
                report.problems += _check_record(found, offset, expected.pop(offset, None), path)
            else:
                capture = expected.pop(offset, None)
                url = capture["url"] if capture else None
                report.problems.append(_problem(found, path, offset, url))
            if progress is not None:
                progress(done + offset, total)
        done += row["bytes"]
        for offset, capture in sorted(expected.items()):
            what = "the database says a record starts here, the file does not"
            report.problems.append(_problem(what, path, offset, capture["url"]))
        report.problems += _check_file(path, row)
    unknown = {p.name for p in archive.warc_dir.glob("*.warc*")} - {row["name"] for row in listed}
    report.problems += [
        Problem(
            what="this file is not in the archive's list",
            file=name,
            repair=f"If it belongs here, `luutru import` it from another folder ({name})",
        )
        for name in sorted(unknown)
    ]
    report.revisions = conn.execute("SELECT count(*) FROM revisions").fetchone()[0]
    return report


def _problem(what: str, path: Path, offset: int | None, url: str | None = None) -> Problem:
    return Problem(what=what, file=path.name, offset=offset, url=url, repair=_FROM_BACKUP)


def _members(path: Path, committed: int) -> Iterator[tuple[int, Record | str]]:
    """Each gzip member of the committed part as a record, or as what is wrong with it."""
    try:
        data = path.open("rb")
    except OSError as error:
        yield 0, f"the file cannot be opened ({error.strerror})"
        return
    with data as file:
        offset = 0
        while offset < committed:
            file.seek(offset)
            member, problem = _one_member(file.read, committed - offset)
            if problem is None:
                try:
                    yield offset, decode_record(member, path.name, offset)
                except DamagedRecord as error:
                    yield offset, error.reason
            else:
                yield offset, problem
                following = _next_member(path, offset + 1, committed)
                if following is None:
                    return
                offset = following
                continue
            offset += len(member)


def _one_member(read: Callable[[int], bytes], limit: int) -> tuple[bytes, str | None]:
    inflate, size = zlib.decompressobj(31), 0
    chunks: list[bytes] = []
    while not inflate.eof:
        chunk = read(min(1 << 16, limit - size))
        if not chunk:
            return b"".join(chunks), "the record is cut short: the file ends inside it"
        try:
            inflate.decompress(chunk)
        except zlib.error as error:
            return b"", f"damaged: {error}"
        chunks.append(chunk)
        size += len(chunk)
    data = b"".join(chunks)
    return data[: len(data) - len(inflate.unused_data)], None


def _next_member(path: Path, start: int, end: int) -> int | None:
    """Offset of the next place that reads as a whole record, after damage."""
    data = path.read_bytes()[:end]
    while (start := data.find(b"\x1f\x8b\x08", start)) >= 0:
        inflate = zlib.decompressobj(31)
        try:
            if inflate.decompress(data[start : start + 4096], 16).startswith(b"WARC/1."):
                return start
        except zlib.error:
            pass
        start += 1
    return None


def _check_record(
    record: Record, offset: int, capture: sqlite3.Row | None, path: Path
) -> Iterator[Problem]:
    url = record.headers.get("warc-target-uri")
    digest = record.headers.get("warc-block-digest", "")
    if digest.startswith("sha256:") and digest != f"sha256:{sha256(record.block)}":
        yield _problem("the content does not have the digest it was kept with", path, offset, url)
    if capture is None:
        if record.type in _KEPT_TYPES:
            yield Problem(
                what=f"a {record.type} record that no row of the database names",
                file=path.name,
                offset=offset,
                url=url,
                repair=_REINDEX,
            )
        return
    if capture["record_id"] != record.record_id or capture["url"] != url:
        yield _problem("the database takes this for another record", path, offset, capture["url"])
    if record.type != "revisit" and sha256(record.payload) != capture["payload_sha256"]:
        yield _problem("the payload does not have the digest of its row", path, offset, url)


def _check_file(path: Path, row: sqlite3.Row) -> Iterator[Problem]:
    if not path.exists():
        return
    size = path.stat().st_size
    if size < row["bytes"]:
        what = f"the file is cut: {size:,} bytes, {row['bytes']:,} were committed"
        yield _problem(what, path, size)
    elif size > row["bytes"]:
        yield Problem(
            what=f"{size - row['bytes']:,} bytes beyond the last commit",
            file=path.name,
            offset=row["bytes"],
            repair=_REINDEX,
        )
    if row["sha256"] and sha256_file(path) != row["sha256"]:
        yield _problem("the sealed file does not have the digest it was sealed with", path, None)


def _check_database(conn: sqlite3.Connection) -> Iterator[Problem]:
    """SQLite's own check, references between rows, and the search index against the text."""
    restore = "Put archive.db back from a backup"
    for (verdict,) in conn.execute("PRAGMA integrity_check(20)").fetchall():
        if verdict != "ok":
            yield Problem(what=f"SQLite finds damage: {verdict}", file="archive.db", repair=restore)
    for row in conn.execute("PRAGMA foreign_key_check").fetchall():
        what = f"a row of {row[0]} points to a row of {row[2]} that is not there"
        yield Problem(what=what, file="archive.db", repair=restore)
    lost = conn.execute(
        "SELECT c.url, c.refers_to FROM captures c WHERE c.record_type = 'revisit' AND NOT EXISTS "
        "(SELECT 1 FROM captures o WHERE o.record_id = c.refers_to)"
    )
    for row in lost.fetchall():
        what = f"a revisit of {row['refers_to']}, which is not in the archive"
        yield Problem(what=what, file="archive.db", url=row["url"], repair=_FROM_BACKUP)
    indexed = conn.execute(f"SELECT count(*) FROM {search.FTS_TABLE}_docsize").fetchone()[0]
    articles = conn.execute("SELECT count(*) FROM articles").fetchone()[0]
    if indexed != articles:
        yield Problem(
            what=f"the search index holds {indexed} of {articles} articles",
            file="archive.db",
            repair=_INDEX_ANEW,
        )
    for rowid in search.lies(conn):
        row = conn.execute("SELECT url FROM articles WHERE pk = ?", (rowid,)).fetchone()
        what = "the search index does not find this article by its own words"
        yield Problem(what=what, file="archive.db", url=row["url"], repair=_INDEX_ANEW)
