"""What a backup holds: its manifest, and how its files are read."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import BinaryIO

from archive.errors import ArchiveError

MANIFEST = "manifest.json"
FORMAT = "luutru backup 2"
_FORMATS = ("luutru backup 1", FORMAT)
"""The first has no editorial.db. A luutru that would leave it out refuses the second."""

CHUNK = 1 << 20
_COUNTED = ("portals", "captures", "articles", "revisions", "media", "warc_files")
_COUNTED_EDITORIAL = ("items", "versions", "hidden", "acts")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One file of a backup."""

    name: str
    """Below the backup's folder."""
    bytes: int
    sha256: str
    sealed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What one backup holds."""

    made_at: str
    made_by: str
    first_record: str | None
    """Identifier of the archive's first capture, by which it is known again."""
    database: Part
    warcs: tuple[Part, ...]
    counts: Mapping[str, int]
    """Rows of the main tables: a restored archive has as many."""
    editorial: Part | None = None
    """editorial.db; None in backups of before it."""


def read_manifest(folder: Path) -> Manifest | None:
    """The manifest of a backup; None where there is none.

    Raises:
        ArchiveError: it cannot be read.
    """
    path = folder / MANIFEST
    if not path.exists():
        return None
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        if found["format"] not in _FORMATS:
            raise ArchiveError(f"{path} is of another format ({found['format']}): upgrade luutru")
        return Manifest(
            made_at=found["made_at"],
            made_by=found["made_by"],
            first_record=found["first_record"],
            database=Part(**found["database"]),
            warcs=tuple(Part(**one) for one in found["warcs"]),
            counts=found["counts"],
            editorial=Part(**found["editorial"]) if found.get("editorial") else None,
        )
    except (ValueError, KeyError, TypeError) as error:
        raise ArchiveError(f"{path} is damaged ({error}); make a new backup elsewhere") from error


def write_manifest(target: Path, manifest: Manifest) -> None:
    aside = target / f"{MANIFEST}.part"
    text = json.dumps({"format": FORMAT, **asdict(manifest)}, indent=1, ensure_ascii=False)
    with aside.open("w", encoding="utf-8") as file:
        file.write(text + "\n")
        file.flush()
        os.fsync(file.fileno())
    aside.replace(target / MANIFEST)
    sync_folder(target)


def chunks(file: BinaryIO, left: int) -> Iterator[bytes]:
    while left > 0 and (chunk := file.read(min(left, CHUNK))):
        yield chunk
        left -= len(chunk)


def count_rows(conn: sqlite3.Connection) -> dict[str, int]:
    """Of archive.db, and of editorial.db if it is attached."""
    attached = {row[1] for row in conn.execute("PRAGMA database_list")}
    ours = [f"main.{table}" for table in _COUNTED]
    theirs = [f"editorial.{table}" for table in _COUNTED_EDITORIAL if "editorial" in attached]
    return {
        table.removeprefix("main."): int(
            conn.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
        )
        for table in (*ours, *theirs)
    }


def sync(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def sync_folder(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
