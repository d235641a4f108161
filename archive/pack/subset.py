"""Records copied out of the archive's files byte for byte, each checked on its way."""

from __future__ import annotations

import sqlite3
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from archive import about
from archive.errors import DamagedRecord
from archive.folder import Archive
from archive.pack.selection import Chosen, Selection, open_selection
from archive.pack.unfinished import unfinished
from archive.warc import Record, decode_record, encode_record, read_member, sha256

Progress = Callable[[int, int], None]


class Sink(Protocol):
    """What takes bytes."""

    def write(self, data: bytes, /) -> object: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Packed:
    """What was written."""

    path: Path
    captures: int
    pages: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A capture and where its record lies in the new file."""

    row: sqlite3.Row
    offset: int


def write_warc(
    archive: Archive, chosen: Chosen, path: Path, *, progress: Progress | None = None
) -> Packed:
    """Writes the chosen records into one WARC file, which is there whole or not at all.

    Raises:
        ArchiveError: nothing is chosen, or a record of the archive is damaged.
    """
    with open_selection(archive.conn, chosen) as selection, unfinished(path) as part:
        with part.open("wb") as file:
            copier = Copier(archive, selection, progress)
            for _ in copier.copy(file, path.name, [warc for warc, _ in selection.warcs()]):
                pass
        return Packed(path=path, captures=selection.captures)


class Copier:
    """Copies the records of a selection, file after file, and says how far it is."""

    def __init__(self, archive: Archive, selection: Selection, progress: Progress | None) -> None:
        self.archive = archive
        self.selection = selection
        self._progress = progress
        self._total = sum(size for _, size in selection.warcs())
        self._done = 0

    def copy(self, out: Sink, name: str, sources: list[str]) -> Iterator[Placed]:
        """Writes a WARC file `name`: its warcinfo; of each source the warcinfo and the records.

        Raises:
            DamagedRecord
        """
        member = self._about(name, sources)
        out.write(member)
        at = len(member)
        for source in sources:
            for row, member in self._members(source):
                if row is not None:
                    yield Placed(row=row, offset=at)
                out.write(member)
                at += len(member)

    def _about(self, name: str, sources: list[str]) -> bytes:
        selection = self.selection
        fields, block = about.warcinfo(
            name, selection.newest,
            description=f"{selection.name}: records copied from {', '.join(sources)}",
            record_id=f"<urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, name + selection.digest)}>",
        )  # fmt: skip
        return encode_record(fields, block)

    def _members(self, source: str) -> Iterator[tuple[sqlite3.Row | None, bytes]]:
        path = self.archive.warc_dir / source
        end = self.archive.conn.execute(
            "SELECT bytes FROM warc_files WHERE name = ?", (source,)
        ).fetchone()["bytes"]
        try:
            file = path.open("rb")
        except OSError as error:
            raise DamagedRecord(source, 0, f"cannot be read: {error.strerror}") from error
        with file:
            first = read_member(file)
            if decode_record(first, source, 0).type == "warcinfo":
                yield None, first
            for row in self.selection.rows(source).fetchall():
                file.seek(row["offset"])
                member = file.read(row["length"])
                _check(decode_record(member, source, row["offset"]), row)
                yield row, member
                following = row["offset"] + row["length"]
                while following < end:
                    file.seek(following)
                    beside = read_member(file)
                    if not _belongs_to(row, decode_record(beside, source, following)):
                        break
                    yield None, beside
                    following += len(beside)
                self._done += row["length"]
                if self._progress is not None:
                    self._progress(self._done, self._total)


def _belongs_to(row: sqlite3.Row, record: Record) -> bool:
    """Its request, or the server's word that nothing has changed."""
    beside = record.type in ("request", "metadata")
    return beside and record.headers.get("warc-concurrent-to") == row["record_id"]


def _check(record: Record, row: sqlite3.Row) -> None:
    """What is given to others is what was kept.

    Raises:
        DamagedRecord
    """
    digest = record.headers.get("warc-block-digest", "")
    wrong = None
    if record.record_id != row["record_id"]:
        wrong = "the database takes this for another record"
    elif digest.startswith("sha256:") and digest != f"sha256:{sha256(record.block)}":
        wrong = "the content does not have the digest it was kept with"
    if wrong is not None:
        raise DamagedRecord(row["warc"], row["offset"], f"{wrong}; run `luutru verify`")
