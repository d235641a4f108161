"""Later crawls: how a crawl was made, what lists have shown, what is asked on a condition."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.migrations.registry import migrations

if TYPE_CHECKING:
    from sqlite_utils import Database


@migrations(name="0008_incremental")
def incremental(db: Database) -> None:
    """Modes and counters of crawls; conditional and glancing requests; links shown by lists."""
    for statement in _INCREMENTAL.split(";\n\n"):
        db.execute(statement)


_INCREMENTAL = """
ALTER TABLE crawls ADD COLUMN mode TEXT NOT NULL DEFAULT 'first'
    CHECK (mode IN ('first', 'ordinary', 'sweep', 'full'));

ALTER TABLE crawls ADD COLUMN listings INTEGER NOT NULL DEFAULT 0;

ALTER TABLE crawls ADD COLUMN conditional INTEGER NOT NULL DEFAULT 0;

ALTER TABLE crawls ADD COLUMN not_modified INTEGER NOT NULL DEFAULT 0;

ALTER TABLE crawls ADD COLUMN revisits INTEGER NOT NULL DEFAULT 0;

ALTER TABLE crawls ADD COLUMN glances INTEGER NOT NULL DEFAULT 0;

ALTER TABLE crawls ADD COLUMN saved INTEGER NOT NULL DEFAULT 0;

ALTER TABLE crawls ADD COLUMN moved INTEGER NOT NULL DEFAULT 0;

ALTER TABLE crawls ADD COLUMN learnt_capture INTEGER;

UPDATE crawls SET mode = 'sweep'
WHERE id NOT IN (SELECT min(id) FROM crawls GROUP BY portal);

ALTER TABLE frontier ADD COLUMN conditional INTEGER NOT NULL DEFAULT 1;

ALTER TABLE frontier ADD COLUMN glance INTEGER NOT NULL DEFAULT 0;

CREATE INDEX article_urls_by_article ON article_urls(article);

CREATE TABLE shown_links (
    portal TEXT NOT NULL REFERENCES portals(id),
    digest INTEGER NOT NULL,
    PRIMARY KEY (portal, digest)
) STRICT, WITHOUT ROWID
"""
