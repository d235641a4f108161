"""Pictures and documents of an edition: out of the WARC records, into public.db."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor

from archive.errors import ArchiveError
from archive.payload import body_of
from publish.build import privacy
from publish.build.renditions import Rendition, renditions
from publish.build.work import Entry, Work

MAX_FILE = 32 * 1024 * 1024
"""Bytes. A larger document stays in the archive only; the article links to its portal."""

_CHUNK = 32
"""Pictures in memory at a time."""

SCHEMA = """
CREATE TABLE renditions (
    id TEXT NOT NULL,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    content BLOB NOT NULL,
    PRIMARY KEY (id, width)
);

CREATE TABLE files (
    sha256 TEXT PRIMARY KEY,
    content_type TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    text_status TEXT,
    text TEXT,
    content BLOB NOT NULL
)
"""


def prepare(work: Work, entries: Sequence[Entry]) -> None:
    """Puts every picture and file of these articles into the edition, each once.

    What cannot be put there is told in the report.
    """
    pictures = {
        image["sha256"]: image["url"]
        for entry in entries
        for image in entry.article["images"]
        if image["sha256"] and not _has(work.edition, "renditions", "id", image["sha256"][:16])
    }
    _keep_pictures(work, sorted(pictures.items()))
    files = {
        file["sha256"]: file["url"]
        for entry in entries
        for file in entry.article["attachments"]
        if file["sha256"]
        and not _has(work.edition, "files", "sha256", file["sha256"])
        and not privacy.is_withheld(work, file["sha256"])
    }
    for digest, url in sorted(files.items()):
        _keep_file(work, digest, url)
    work.files.update(
        file["sha256"]
        for entry in entries
        for file in entry.article["attachments"]
        if file["sha256"]
    )


def lose(work: Work, ids: Sequence[str]) -> None:
    """Notes what these articles, which leave, show: `finish` takes out what nobody else does."""
    marks = ",".join("?" * len(ids))
    ask = work.edition.execute
    work.pictures.update(
        row[0]
        for row in ask(
            f"SELECT rendition FROM images WHERE article IN ({marks}) AND rendition IS NOT NULL",
            ids,
        )
    )
    work.files.update(
        row[0]
        for row in ask(
            f"SELECT sha256 FROM attachments WHERE article IN ({marks}) AND sha256 IS NOT NULL",
            ids,
        )
    )


def forget(work: Work, digests: Iterable[str]) -> None:
    """Takes out files that are to be read anew; no article of the edition may have them."""
    work.edition.executemany(
        "DELETE FROM files WHERE sha256 = ?", [(digest,) for digest in digests]
    )


def finish(work: Work) -> None:
    """Takes out what no article shows any more."""
    edition = work.edition
    edition.executemany(
        "DELETE FROM renditions WHERE id = ?1 "
        "AND NOT EXISTS (SELECT 1 FROM images WHERE rendition = ?1)",
        [(one,) for one in sorted(work.pictures)],
    )
    edition.executemany(
        "DELETE FROM files WHERE sha256 = ?1 "
        "AND NOT EXISTS (SELECT 1 FROM attachments WHERE sha256 = ?1)",
        [(one,) for one in sorted(work.files)],
    )
    # one file may have several addresses whose servers call it differently
    edition.executemany(
        "UPDATE files SET content_type = (SELECT min(a.content_type) FROM attachments a "
        "WHERE a.sha256 = ?1 AND a.content_type IS NOT NULL) WHERE sha256 = ?1",
        [(one,) for one in sorted(work.files)],
    )


def size_of(work: Work, sha256: str | None) -> int | None:
    """Bytes of an attachment that the edition holds; None if it does not."""
    row = work.edition.execute("SELECT bytes FROM files WHERE sha256 = ?", (sha256,)).fetchone()
    return int(row[0]) if row else None


def content_type(work: Work, url: str) -> str:
    """What the server of a kept file called it, in lower case."""
    row = work.source.execute("SELECT content_type FROM media WHERE url = ?", (url,)).fetchone()
    return (row[0] or "application/octet-stream").lower()


def _has(edition: sqlite3.Connection, table: str, column: str, value: str) -> bool:
    found = edition.execute(f"SELECT 1 FROM {table} WHERE {column} = ? LIMIT 1", (value,))
    return found.fetchone() is not None


def _keep_pictures(work: Work, wanted: Sequence[tuple[str, str]]) -> None:
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for at in range(0, len(wanted), _CHUNK):
            chunk = wanted[at : at + _CHUNK]
            jobs = [pool.submit(_render, *_original(work, *picture)) for picture in chunk]
            for (digest, url), job in zip(chunk, jobs, strict=True):
                found = job.result()
                if isinstance(found, str):
                    work.report.problems.append(f"{url}: this picture cannot be shown: {found}")
                    continue
                work.edition.executemany(
                    "INSERT OR IGNORE INTO renditions VALUES (?, ?, ?, ?, ?)",
                    [(digest[:16], r.width, r.height, len(r.content), r.content) for r in found],
                )


def _original(work: Work, digest: str, url: str) -> tuple[bytes, list[Rendition], str]:
    """The kept bytes; or the renditions that the edition before has; or what is wrong."""
    if work.before is not None:
        rows = work.before.execute(
            "SELECT width, height, content FROM renditions WHERE id = ? ORDER BY width",
            (digest[:16],),
        ).fetchall()
        if rows:
            return b"", [Rendition(width=w, height=h, content=c) for w, h, c in rows], ""
    try:
        return body_of(work.archive, _capture(work, url)), [], ""
    except ArchiveError as error:
        return b"", [], str(error)


def _capture(work: Work, url: str) -> int:
    row = work.source.execute("SELECT capture FROM media WHERE url = ?", (url,)).fetchone()
    return int(row[0])


def _render(original: bytes, ready: list[Rendition], problem: str) -> list[Rendition] | str:
    if problem or ready:
        return problem or ready
    try:
        return renditions(original)
    except ValueError as error:
        return str(error)


def _keep_file(work: Work, digest: str, url: str) -> None:
    try:
        content = body_of(work.archive, _capture(work, url))
    except ArchiveError as error:
        work.report.problems.append(f"{url}: this attachment cannot be read: {error}")
        return
    if len(content) > MAX_FILE:
        work.report.problems.append(
            f"{url}: {len(content):,} bytes are too many for the public edition"
        )
        return
    status, text = work.source.execute(
        "SELECT status, text FROM attachment_texts WHERE sha256 = ?", (digest,)
    ).fetchone() or (None, None)
    work.insert(
        "files",
        {
            "sha256": digest,
            "content_type": content_type(work, url),
            "bytes": len(content),
            "text_status": status,
            "text": privacy.of_file(work, digest).masking.text(text) if text else text,
            "content": content,
        },
    )
