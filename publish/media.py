"""Pictures and documents of an edition: out of the WARC records, into public.db."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from archive.entity import decode
from archive.errors import ArchiveError
from archive.folder import Archive
from publish.renditions import Rendition, renditions
from publish.schema import APPLICATION_ID, SCHEMA_VERSION

MAX_FILE = 32 * 1024 * 1024
"""Bytes. A larger document stays in the archive only; the article links to its portal."""

_CHUNK = 32
"""Pictures in memory at a time."""

_CURRENT = "JOIN articles a ON a.id = x.article AND a.revision = x.revision"


@dataclass(slots=True)
class Pictures:
    """The pictures that the current articles show."""

    archive: Archive
    edition: sqlite3.Connection
    old: sqlite3.Connection | None
    wanted: list[tuple[str, int, str]] = field(default_factory=list)
    """(sha256, capture, URL), each digest once."""

    @property
    def total(self) -> int:
        return len(self.wanted)

    def kept(self) -> Iterator[str | None]:
        """Puts every picture into the edition; per picture None, or why it cannot be shown."""
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            for at in range(0, self.total, _CHUNK):
                chunk = self.wanted[at : at + _CHUNK]
                jobs = [pool.submit(_render, *self._original(*picture)) for picture in chunk]
                for (digest, _, url), job in zip(chunk, jobs, strict=True):
                    found = job.result()
                    if isinstance(found, str):
                        yield f"{url}: this picture cannot be shown: {found}"
                        continue
                    self.edition.executemany(
                        "INSERT OR IGNORE INTO renditions VALUES (?, ?, ?, ?, ?)",
                        [
                            (digest[:16], r.width, r.height, len(r.content), r.content)
                            for r in found
                        ],
                    )
                    yield None

    def _original(self, digest: str, capture: int, url: str) -> tuple[bytes, list[Rendition], str]:
        """The kept bytes; or the renditions that the old edition has; or what is wrong."""
        if self.old is not None:
            rows = self.old.execute(
                "SELECT width, height, content FROM renditions WHERE id = ? ORDER BY width",
                (digest[:16],),
            ).fetchall()
            if rows:
                return b"", [Rendition(width=w, height=h, content=c) for w, h, c in rows], ""
        try:
            return _payload(self.archive, capture), [], ""
        except (ArchiveError, ValueError) as error:
            return b"", [], str(error)


@contextmanager
def keep_pictures(archive: Archive, edition: sqlite3.Connection, old: Path) -> Iterator[Pictures]:
    """The pictures to keep; those of the edition before are taken over as they are."""
    before = _open_old(old)
    try:
        rows = archive.conn.execute(
            "SELECT m.sha256, min(m.capture), min(m.url) FROM images x "
            f"{_CURRENT} JOIN media m ON m.url = x.url GROUP BY m.sha256 ORDER BY m.sha256"
        )
        yield Pictures(archive, edition, before, [tuple(row) for row in rows])
    finally:
        if before is not None:
            before.close()


def _open_old(path: Path) -> sqlite3.Connection | None:
    if not path.is_file():
        return None
    conn = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
    try:
        marks = [
            conn.execute(f"PRAGMA {p}").fetchone()[0] for p in ("application_id", "user_version")
        ]
        conn.execute("SELECT id, width, height, content FROM renditions LIMIT 1")
    except sqlite3.DatabaseError:
        marks = []
    if marks == [APPLICATION_ID, SCHEMA_VERSION]:
        return conn
    conn.close()
    return None


def _render(original: bytes, ready: list[Rendition], problem: str) -> list[Rendition] | str:
    if problem or ready:
        return problem or ready
    try:
        return renditions(original)
    except ValueError as error:
        return str(error)


def _payload(archive: Archive, capture: int) -> bytes:
    record = archive.entity(capture)
    entity = decode(record.http_headers, record.payload)
    if entity.problem and not entity.body:
        raise ValueError(entity.problem)
    return entity.body


def keep_files(archive: Archive, edition: sqlite3.Connection) -> list[str]:
    """Puts every attachment that the current articles offer into the edition, each once.

    Returns what could not be put there, in words.
    """
    problems = []
    rows = archive.conn.execute(
        "SELECT m.sha256, min(m.capture), min(m.url), min(m.content_type), min(t.status), "
        f"min(t.text) FROM attachments x {_CURRENT} JOIN media m ON m.url = x.url "
        "LEFT JOIN attachment_texts t ON t.sha256 = m.sha256 "
        "GROUP BY m.sha256 ORDER BY m.sha256"
    )
    for digest, capture, url, kind, status, text in rows:
        try:
            content = _payload(archive, capture)
        except (ArchiveError, ValueError) as error:
            problems.append(f"{url}: this attachment cannot be read: {error}")
            continue
        if len(content) > MAX_FILE:
            problems.append(f"{url}: {len(content):,} bytes are too many for the public edition")
            continue
        edition.execute(
            "INSERT INTO files VALUES (?, ?, ?, ?, ?, ?)",
            (
                digest,
                (kind or "application/octet-stream").lower(),
                len(content),
                status,
                text,
                content,
            ),
        )
    return problems
