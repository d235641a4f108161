"""The text of the documents that articles offer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.migrations.registry import migrations

if TYPE_CHECKING:
    from sqlite_utils import Database


@migrations(name="0006_attachment_texts")
def attachment_texts(db: Database) -> None:
    """The text of each document that articles offer, by its digest, or why there is none."""
    db.execute(_ATTACHMENT_TEXTS)


_ATTACHMENT_TEXTS = """
CREATE TABLE attachment_texts (
    sha256 TEXT PRIMARY KEY,
    status TEXT NOT NULL,
    text TEXT,
    pages INTEGER,
    reader TEXT NOT NULL,
    note TEXT,
    version INTEGER NOT NULL,
    read_at TEXT NOT NULL
) STRICT
"""
