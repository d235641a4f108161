"""What was decided on numbers of persons (`archive.editorial.masks`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.editorial.migrations.registry import migrations

if TYPE_CHECKING:
    from sqlite_utils import Database


@migrations(name="e0004_mask_decisions")
def mask_decisions(db: Database) -> None:
    """Decisions on numbers, masked texts, released files; the salt that digests are made with."""
    for statement in _TABLES.split(";\n\n"):
        db.execute(statement)
    db.execute("INSERT INTO privacy_salt VALUES (lower(hex(randomblob(32))))")
    for name, when, subject, key in _TOUCHING:
        db.execute(
            f"CREATE TRIGGER touch_{name} AFTER {when} BEGIN "
            f"INSERT INTO touched (subject, key, seq) VALUES ({subject}, {key}, {_NEXT}) "
            "ON CONFLICT (subject, key) DO UPDATE SET seq = excluded.seq; END"
        )


_TABLES = """
CREATE TABLE privacy_salt (
    salt TEXT NOT NULL
) STRICT;

CREATE TABLE mask_decisions (
    article TEXT NOT NULL,
    digest TEXT NOT NULL,
    verdict TEXT NOT NULL CHECK (verdict IN ('show', 'mask')),
    reason TEXT NOT NULL,
    by TEXT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (article, digest)
) STRICT, WITHOUT ROWID;

CREATE TABLE masked_texts (
    article TEXT NOT NULL,
    text TEXT NOT NULL,
    reason TEXT NOT NULL,
    by TEXT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (article, text)
) STRICT, WITHOUT ROWID;

CREATE TABLE released_files (
    sha256 TEXT PRIMARY KEY,
    reason TEXT NOT NULL,
    by TEXT NOT NULL,
    at TEXT NOT NULL
) STRICT, WITHOUT ROWID
"""
"""Rows come and go, none is changed. A decision on no article (`''`) holds in all of them."""

_NEXT = "(SELECT coalesce(max(seq), 0) + 1 FROM touched)"

_SUBJECT = "CASE {row}.article WHEN '' THEN 'number' ELSE 'article' END"
_KEY = "CASE {row}.article WHEN '' THEN {row}.digest ELSE {row}.article END"

_TOUCHING = (
    *(
        (
            f"{table}_{act.lower()}",
            f"{act} ON {table}",
            subject.format(row=row),
            key.format(row=row),
        )
        for table, subject, key in (
            ("mask_decisions", _SUBJECT, _KEY),
            ("masked_texts", "'article'", "{row}.article"),
            ("released_files", "'digest'", "{row}.sha256"),
        )
        for act, row in (("INSERT", "NEW"), ("DELETE", "OLD"))
    ),
    # what was shown until then must not stay in the index of an edition
    ("masked", "INSERT ON mask_decisions WHEN NEW.verdict = 'mask'", "'masked'", "''"),
    ("not_shown", "DELETE ON mask_decisions WHEN OLD.verdict = 'show'", "'masked'", "''"),
    ("text_masked", "INSERT ON masked_texts", "'masked'", "''"),
    ("file_withheld", "DELETE ON released_files", "'masked'", "''"),
)
