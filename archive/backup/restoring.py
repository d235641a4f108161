"""Making an archive of a backup."""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from archive import fixity
from archive.backup.manifest import MANIFEST, Manifest, Part, chunks, count_rows, read_manifest
from archive.editorial import EDITORIAL
from archive.editorial.database import APPLICATION_ID as EDITORIAL_ID
from archive.errors import ArchiveError
from archive.folder import Archive
from archive.migrations import APPLICATION_ID
from archive.rest import DATABASE, sha256_file
from archive.verify import VerifyReport, verify

Progress = Callable[[int, int], None] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What a restoration gave."""

    manifest: Manifest
    report: VerifyReport
    counts: Mapping[str, int]
    problems: tuple[str, ...] = ()


_MARK = ".restoring"


def restore(
    source: Path, into: Path, *, editorial: bool = True, progress: Progress = None
) -> Restored:
    """Makes an archive of a backup in a folder that is empty or not there, and verifies it.

    archive.db comes last: a restoration that was interrupted is no archive; the same command goes
    on with it.

    Args:
        editorial: also what editors said; without it, what they have hidden would be shown.

    Raises:
        ArchiveError: there is no backup, it is damaged, or the folder is not empty.
    """
    manifest = read_manifest(source)
    if manifest is None:
        raise ArchiveError(f"{source} is no backup: it has no {MANIFEST}")
    mark = into / _MARK
    if into.exists() and any(into.iterdir()) and not mark.exists():
        raise ArchiveError(f"{into} is not empty; nothing was restored. Name a new folder")
    try:
        (into / "warc").mkdir(parents=True, exist_ok=True)
        mark.write_text(manifest.made_at, encoding="utf-8")
        if not editorial:
            manifest = replace(manifest, editorial=None, counts=_captured(manifest.counts))
        problems = _restore(source, into, manifest, progress)
    except OSError as error:
        raise ArchiveError(
            f"cannot restore into {into}: {error.strerror or error}; run the same command again"
        ) from error
    with Archive.open(into, write=not problems, recover=False) as archive:
        counts = count_rows(archive.conn)
        if not problems:
            _note_restored(archive, source)
    with Archive.open(into) as archive:
        report = verify(archive)
    mark.unlink()
    for table, number in manifest.counts.items():
        if counts.get(table) != number:
            problems.append(f"{table}: {counts.get(table)} rows, {number} were backed up")
    return Restored(manifest=manifest, report=report, counts=counts, problems=tuple(problems))


def _restore(source: Path, into: Path, manifest: Manifest, progress: Progress) -> list[str]:
    problems = []
    done, total = 0, sum(part.bytes for part in manifest.warcs)
    for part in manifest.warcs:
        target = into / part.name
        if not (target.exists() and sha256_file(target) == part.sha256):
            problems += _copy_part(source, part, target)
        done += part.bytes
        if progress is not None:
            progress(done, total)
    if manifest.editorial is not None:
        put_back_editorial(source, manifest.editorial, into)
    problems += _copy_part(source, manifest.database, into / DATABASE)
    if not (into / DATABASE).exists():
        raise ArchiveError(f"the backup's database is damaged: {'; '.join(problems)}")
    _made_ready(into / DATABASE, APPLICATION_ID, source / manifest.database.name)
    return problems


def put_back_editorial(source: Path, part: Part, into: Path) -> None:
    """editorial.db of a backup, whole or not at all.

    Raises:
        ArchiveError: the backup's copy is damaged.
    """
    found = _copy_part(source, part, into / EDITORIAL)
    if found:
        raise ArchiveError(
            f"what editors said cannot be put back: {'; '.join(found)}. Take another backup, or "
            "`luutru restore --without-editorial`: what they have hidden is then shown again"
        )
    _made_ready(into / EDITORIAL, EDITORIAL_ID, source / part.name)


def _made_ready(path: Path, application: int, named: Path) -> None:
    with closing(sqlite3.connect(path)) as conn:
        if conn.execute("PRAGMA application_id").fetchone()[0] != application:
            raise ArchiveError(f"{named} is no database of luutru")
        conn.execute("PRAGMA journal_mode = WAL")


def _captured(counts: Mapping[str, int]) -> dict[str, int]:
    return {name: number for name, number in counts.items() if not name.startswith("editorial.")}


def _copy_part(source: Path, part: Part, target: Path) -> list[str]:
    """Copies one file of a backup up to its length; a WARC file that is damaged is copied too."""
    if not (source / part.name).exists():
        return [f"{part.name} is missing from the backup"]
    aside = target.with_name(f"{target.name}.part")
    digest = hashlib.sha256()
    with (source / part.name).open("rb") as file, aside.open("wb") as out:
        for chunk in chunks(file, part.bytes):
            digest.update(chunk)
            out.write(chunk)
        out.flush()
        os.fsync(out.fileno())
    good = digest.hexdigest() == part.sha256 and sha256_file(aside) == part.sha256
    if not good and target.name in (DATABASE, EDITORIAL):
        aside.unlink()
        return [f"{part.name} does not have the digest of the manifest"]
    aside.replace(target)
    return [] if good else [f"{part.name} does not have the digest of the manifest"]


def _note_restored(archive: Archive, source: Path) -> None:
    event = fixity.FixityEvent(
        type="recovery", object=DATABASE, outcome="success", detail=f"restored from {source}"
    )
    fixity.record_all(archive, [event])
