"""The pictures of the articles, each once, under its digest: pictures/ab/abcdef....jpg."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from archive.errors import ArchiveError
from archive.folder import Archive
from archive.payload import body_of

FOLDER = "pictures/"

_ENDINGS = {
    "image/jpeg": "jpg", "image/pjpeg": "jpg", "image/jpg": "jpg", "image/png": "png",
    "image/gif": "gif", "image/webp": "webp", "image/bmp": "bmp", "image/tiff": "tif",
    "image/svg+xml": "svg", "image/avif": "avif",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Pictures:
    """The pictures that were written, and which could not be."""

    files: int = 0
    problems: list[str] = field(default_factory=list)


def note(ledger: sqlite3.Connection, articles: Iterable[dict[str, Any]]) -> int:
    """Notes the digests of the articles' pictures in the table `pictures` of a ledger; how many."""
    ledger.execute("CREATE TABLE pictures (sha256 TEXT PRIMARY KEY, url TEXT) WITHOUT ROWID")
    ledger.executemany(
        "INSERT OR IGNORE INTO pictures VALUES (?, ?)",
        (
            (image["sha256"], image["url"])
            for article in articles
            for image in article["images"]
            if image["sha256"]
        ),
    )
    found: int = ledger.execute("SELECT count(*) FROM pictures").fetchone()[0]
    return found


def write(
    archive: Archive, ledger: sqlite3.Connection, folder: Path, step: Callable[[], None]
) -> Pictures:
    """Writes the noted pictures below `folder` and notes their files; a `step` is one picture."""
    ledger.execute("CREATE TABLE written (sha256 TEXT PRIMARY KEY, file TEXT) WITHOUT ROWID")
    files = 0
    problems: list[str] = []
    for digest, url in ledger.execute("SELECT sha256, url FROM pictures ORDER BY 1"):
        step()
        try:
            body, ending = _picture(archive, digest, url)
        except ArchiveError as error:
            problems.append(f"{url}: this picture cannot be read: {error}")
            continue
        name = f"{FOLDER}{digest[:2]}/{digest}.{ending}"
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body)
        ledger.execute("INSERT INTO written VALUES (?, ?)", (digest, name))
        files += 1
    return Pictures(files=files, problems=problems)


def file_of(ledger: sqlite3.Connection, digest: str | None) -> str | None:
    """The file of a picture in the release; None if it was not written."""
    row = ledger.execute("SELECT file FROM written WHERE sha256 = ?", (digest,)).fetchone()
    return row[0] if row else None


def digest_of(name: str) -> str | None:
    """The digest of a picture, which its file is named by; None for what is no picture."""
    return Path(name).stem if name.startswith(FOLDER) else None


def _picture(archive: Archive, digest: str, url: str) -> tuple[bytes, str]:
    row = archive.conn.execute(
        "SELECT capture, content_type FROM media WHERE url = ?", (url,)
    ).fetchone()
    if row is None:
        raise ArchiveError("not in this archive any more")
    body = body_of(archive, row["capture"])
    if hashlib.sha256(body).hexdigest() != digest:
        raise ArchiveError(f"capture {row['capture']} holds other bytes; run `luutru verify`")
    kind = (row["content_type"] or "").partition(";")[0].strip().lower()
    return body, _ENDINGS.get(kind, "bin")
