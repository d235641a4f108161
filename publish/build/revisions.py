"""Every revision of an article, and who read it by which rules."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Sequence

from archive.editorial import showing
from publish.build.work import Entry, Work

SCHEMA = """
CREATE TABLE readings (
    id INTEGER PRIMARY KEY,
    platform TEXT NOT NULL,
    layout TEXT NOT NULL,
    version INTEGER NOT NULL,
    rules TEXT NOT NULL,
    confidence TEXT NOT NULL
);

CREATE TABLE revisions (
    article TEXT NOT NULL REFERENCES articles(id),
    number INTEGER NOT NULL,
    captured_at TEXT NOT NULL,
    title TEXT NOT NULL,
    published TEXT,
    lead TEXT,
    body_text TEXT,
    payload_sha256 TEXT NOT NULL,
    origin TEXT NOT NULL CHECK (origin IN ('portal', 'reread', 'undone')),
    reading INTEGER NOT NULL REFERENCES readings(id),
    PRIMARY KEY (article, number)
) WITHOUT ROWID;

CREATE INDEX revisions_by_reading ON revisions(reading)
"""

_READING = ("platform", "layout", "version", "rules", "confidence")
"""Few of all revisions differ in these: each way of reading is kept once."""


def add(work: Work, entries: Sequence[Entry]) -> None:
    """The revisions of these articles. The text of the one that is shown is not repeated."""
    shown = {entry.article["id"]: entry.article["body_text"] for entry in entries}
    maskings = {entry.article["id"]: entry.masking for entry in entries}
    marks = ",".join("?" * len(shown))
    for row in work.source.execute(
        "SELECT r.*, c.payload_sha256, CASE WHEN r.reread IS NULL THEN 'portal' "
        "WHEN n.state = 'rolled back' THEN 'undone' ELSE 'reread' END AS origin "
        "FROM revisions r JOIN captures c ON c.id = r.capture "
        f"LEFT JOIN rereads n ON n.id = r.reread JOIN {showing.VIEW} s ON s.id = r.article "
        f"AND r.number <= s.revision WHERE r.article IN ({marks}) "
        "ORDER BY r.article, r.number",
        list(shown),
    ):
        copied = ("article", "number", "captured_at", "published", "payload_sha256", "origin")
        mask = maskings[row["article"]].text
        text = mask(row["body_text"])
        own = {
            "title": mask(row["title"]),
            "lead": mask(row["lead"]) if row["lead"] else row["lead"],
            "body_text": None if text == shown[row["article"]] else text,
            "reading": _reading(work, row),
        }
        work.insert("revisions", {name: row[name] for name in copied} | own)


def _reading(work: Work, row: sqlite3.Row) -> int:
    """Its identifier, which follows from what it says: the same in every edition."""
    values = [row[name] for name in _READING]
    digest = hashlib.sha256("\n".join(map(str, values)).encode()).digest()
    ident = int.from_bytes(digest[:6])
    work.edition.execute(
        "INSERT OR IGNORE INTO readings VALUES (?, ?, ?, ?, ?, ?)", [ident, *values]
    )
    return ident


def remove(work: Work, ids: Sequence[str]) -> None:
    """A way of reading leaves with the last revision that was read so."""
    marks = ",".join("?" * len(ids))
    edition = work.edition
    used = edition.execute(
        f"SELECT DISTINCT reading FROM revisions WHERE article IN ({marks})", ids
    ).fetchall()
    edition.execute(f"DELETE FROM revisions WHERE article IN ({marks})", ids)
    edition.executemany(
        "DELETE FROM readings WHERE id = ?1 "
        "AND NOT EXISTS (SELECT 1 FROM revisions WHERE reading = ?1)",
        used,
    )
