"""What each crawl found out about its portal, and what its lists showed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.migrations.registry import migrations

if TYPE_CHECKING:
    from sqlite_utils import Database


@migrations(name="0012_crawl_reports")
def crawl_reports(db: Database) -> None:
    """A report (JSON) per crawl, and how many articles each list page linked to."""
    for statement in _REPORTS.split(";\n\n"):
        db.execute(statement)


_REPORTS = """
CREATE TABLE crawl_reports (
    crawl INTEGER PRIMARY KEY REFERENCES crawls(id),
    portal TEXT NOT NULL REFERENCES portals(id),
    made_at TEXT NOT NULL,
    verdict TEXT NOT NULL CHECK (verdict IN ('well', 'note', 'warn', 'red')),
    accepted_at TEXT,
    report TEXT NOT NULL
) STRICT;

CREATE INDEX crawl_reports_by_portal ON crawl_reports(portal, crawl);

CREATE TABLE list_pages (
    capture INTEGER PRIMARY KEY REFERENCES captures(id),
    crawl INTEGER NOT NULL REFERENCES crawls(id),
    links INTEGER NOT NULL,
    articles INTEGER NOT NULL
) STRICT;

CREATE INDEX list_pages_by_crawl ON list_pages(crawl)
"""
