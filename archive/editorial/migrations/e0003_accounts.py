"""Who may write: users, their sessions and tokens; how often somebody tried to sign in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.editorial.migrations.registry import migrations

if TYPE_CHECKING:
    from sqlite_utils import Database


@migrations(name="e0003_accounts")
def accounts(db: Database) -> None:
    """Users, sessions, tokens, knocks."""
    for statement in _TABLES.split(";\n\n"):
        db.execute(statement)


_TABLES = """
CREATE TABLE users (
    name TEXT PRIMARY KEY,
    display TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('viewer', 'editor', 'publisher', 'admin')),
    password TEXT NOT NULL,
    password_at TEXT NOT NULL,
    added_at TEXT NOT NULL,
    added_by TEXT NOT NULL,
    disabled_at TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE sessions (
    digest TEXT PRIMARY KEY,
    user TEXT NOT NULL REFERENCES users(name),
    begun_at TEXT NOT NULL,
    seen_at TEXT NOT NULL,
    ends_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX sessions_of ON sessions(user);

CREATE TABLE tokens (
    id TEXT PRIMARY KEY,
    digest TEXT NOT NULL UNIQUE,
    user TEXT NOT NULL REFERENCES users(name),
    name TEXT NOT NULL,
    scopes TEXT NOT NULL,
    made_at TEXT NOT NULL,
    made_by TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    used_at TEXT,
    revoked_at TEXT
) STRICT, WITHOUT ROWID;

CREATE INDEX tokens_of ON tokens(user);

CREATE TABLE knocks (
    subject TEXT PRIMARY KEY,
    tries INTEGER NOT NULL,
    last_at TEXT NOT NULL,
    closed_until TEXT
) STRICT, WITHOUT ROWID
"""
