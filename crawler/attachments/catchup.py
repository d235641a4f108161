"""Reads the attachments of an archive that have not been read yet, each once, whoever offers it."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from archive.entity import decode
from archive.errors import ArchiveError
from archive.folder import Archive, now, stamp
from crawler.attachments.apart import SECONDS, Apart
from crawler.attachments.document import Read
from crawler.attachments.reading import VERSION

ATTACHMENT_SECONDS = 60.0
"""After a crawl or an import, so long are the waiting documents read; the rest the next time."""

Progress = Callable[[int, int], None]


@dataclass(slots=True)
class CatchUp:
    """How a run went."""

    statuses: Counter[str] = field(default_factory=Counter)
    waiting: int = 0
    """Left for the next run: the budget was used up."""

    @property
    def read(self) -> int:
        return self.statuses.total()


def catch_up(
    archive: Archive,
    *,
    everything: bool = False,
    budget: float | None = None,
    seconds: float = SECONDS,
    progress: Progress = lambda done, total: None,
) -> CatchUp:
    """Reads what waits, in order of capture; what was read is kept file by file.

    Args:
        everything: also what was read already.
        budget: seconds after which no new file is begun.
        seconds: for one file.
    """
    began = time.monotonic()
    rows = archive.conn.execute(
        "SELECT m.sha256, min(m.capture) AS capture FROM attachments f JOIN media m ON m.url = f.url "
        "LEFT JOIN attachment_texts t ON t.sha256 = m.sha256 AND t.version >= ? "
        "WHERE t.sha256 IS NULL OR ? GROUP BY m.sha256 ORDER BY capture",
        (VERSION, int(everything)),
    ).fetchall()
    report = CatchUp()
    with Apart(seconds=seconds) as reader:
        for done, (digest, capture) in enumerate(rows):
            if budget is not None and time.monotonic() - began >= budget:
                report.waiting = len(rows) - done
                break
            found = _read(archive, reader, capture)
            with archive.transaction():
                _keep(archive, digest, found)
            report.statuses[found.status] += 1
            progress(done + 1, len(rows))
    return report


def _read(archive: Archive, reader: Apart, capture: int) -> Read:
    try:
        record = archive.entity(capture)
    except ArchiveError as error:
        return Read(status="broken", note=str(error)[:200])
    entity = decode(record.http_headers, record.payload)
    if entity.problem:
        return Read(status="broken", note=entity.problem)
    return reader.read(entity.body)


def _keep(archive: Archive, digest: str, found: Read) -> None:
    archive.conn.execute(
        "INSERT OR REPLACE INTO attachment_texts "
        "(sha256, status, text, pages, reader, note, version, read_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            digest, found.status, found.text, found.pages, found.reader, found.note, VERSION,
            stamp(now()),
        ),
    )  # fmt: skip
