"""Items and their versions, what is hidden, policies, the log of acts, what an edition must take in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.editorial.migrations.registry import migrations

if TYPE_CHECKING:
    from sqlite_utils import Database


@migrations(name="e0001_desk")
def desk(db: Database) -> None:
    """Items, versions, hidden, policies, acts, touched."""
    for statement in _TABLES.split(";\n\n"):
        db.execute(statement)
    for name, when, subject, key in _TOUCHING:
        db.execute(
            f"CREATE TRIGGER touch_{name} {when} BEGIN "
            f"INSERT INTO touched (subject, key, seq) VALUES ({subject}, {key}, {_NEXT}) "
            "ON CONFLICT (subject, key) DO UPDATE SET seq = excluded.seq; END"
        )


_TABLES = """
CREATE TABLE items (
    kind TEXT NOT NULL CHECK (kind IN ('article', 'page', 'collection')),
    key TEXT NOT NULL,
    mark INTEGER NOT NULL,
    version INTEGER NOT NULL DEFAULT 0,
    live INTEGER,
    shown INTEGER,
    revision INTEGER,
    due TEXT,
    due_version INTEGER,
    due_revision INTEGER,
    due_by TEXT,
    PRIMARY KEY (kind, key)
) STRICT, WITHOUT ROWID;

CREATE INDEX items_due ON items(due) WHERE due IS NOT NULL;

CREATE TABLE versions (
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    number INTEGER NOT NULL,
    at TEXT NOT NULL,
    by TEXT NOT NULL,
    reason TEXT NOT NULL DEFAULT '',
    restored INTEGER,
    state TEXT NOT NULL,
    PRIMARY KEY (kind, key, number),
    FOREIGN KEY (kind, key) REFERENCES items(kind, key) DEFERRABLE INITIALLY DEFERRED
) STRICT, WITHOUT ROWID;

CREATE TRIGGER versions_stay BEFORE UPDATE ON versions
BEGIN SELECT raise(ABORT, 'a version is never changed'); END;

CREATE TABLE hidden (
    article TEXT PRIMARY KEY,
    hidden_at TEXT NOT NULL,
    reason TEXT NOT NULL,
    basis TEXT NOT NULL,
    by TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE policies (
    portal TEXT PRIMARY KEY,
    publish TEXT NOT NULL CHECK (publish IN ('at once', 'review')),
    since TEXT NOT NULL,
    by TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE reviewed (
    article TEXT PRIMARY KEY,
    portal TEXT NOT NULL,
    revision INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX reviewed_by_portal ON reviewed(portal);

CREATE TABLE acts (
    id INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    by TEXT NOT NULL,
    via TEXT NOT NULL,
    act TEXT NOT NULL,
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    reason TEXT NOT NULL DEFAULT '',
    detail TEXT NOT NULL DEFAULT '{}'
) STRICT;

CREATE INDEX acts_of ON acts(kind, key, id);

CREATE TABLE batches (
    batch TEXT PRIMARY KEY,
    first INTEGER NOT NULL REFERENCES acts(id),
    last INTEGER NOT NULL REFERENCES acts(id)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER acts_stay BEFORE UPDATE ON acts
BEGIN SELECT raise(ABORT, 'the log of acts is never changed'); END;

CREATE TRIGGER acts_remain BEFORE DELETE ON acts
BEGIN SELECT raise(ABORT, 'the log of acts is never cut'); END;

CREATE TABLE touched (
    subject TEXT NOT NULL,
    key TEXT NOT NULL,
    seq INTEGER NOT NULL,
    PRIMARY KEY (subject, key)
) STRICT, WITHOUT ROWID;

CREATE INDEX touched_by_seq ON touched(seq)
"""

_NEXT = "(SELECT coalesce(max(seq), 0) + 1 FROM touched)"

_SEEN = ("live", "shown", "revision")
_DIFFERS = " OR ".join(f"OLD.{name} IS NOT NEW.{name}" for name in _SEEN)

_TOUCHING = (
    ("item_new", "AFTER INSERT ON items", "NEW.kind", "NEW.key"),
    ("item_changed", f"AFTER UPDATE ON items WHEN {_DIFFERS}", "NEW.kind", "NEW.key"),
    ("item_removed", "AFTER DELETE ON items", "OLD.kind", "OLD.key"),
    ("hidden_new", "AFTER INSERT ON hidden", "'article'", "NEW.article"),
    ("hidden_changed", "AFTER UPDATE ON hidden", "'article'", "NEW.article"),
    ("hidden_removed", "AFTER DELETE ON hidden", "'article'", "OLD.article"),
    ("policy_new", "AFTER INSERT ON policies", "'portal'", "NEW.portal"),
    ("policy_changed", "AFTER UPDATE ON policies", "'portal'", "NEW.portal"),
    ("policy_removed", "AFTER DELETE ON policies", "'portal'", "OLD.portal"),
)
"""What only editors see (drafts, schedules) touches nothing that an edition holds."""
