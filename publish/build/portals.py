"""The portals of the edition, and how each of them stands."""

from __future__ import annotations

from publish.build.crawls import add_crawls
from publish.build.work import Work
from publish.shown import short_name

SCHEMA = """
CREATE TABLE portals (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    short_name TEXT NOT NULL,
    url TEXT NOT NULL,
    platform TEXT,
    articles INTEGER NOT NULL,
    gone INTEGER NOT NULL,
    first_published TEXT,
    last_published TEXT,
    last_captured TEXT,
    state TEXT,
    last_success TEXT,
    last_seen_alive TEXT
);

CREATE TABLE crawls (
    id INTEGER PRIMARY KEY,
    portal TEXT NOT NULL REFERENCES portals(id),
    mode TEXT NOT NULL,
    started_at TEXT NOT NULL,
    finished_at TEXT,
    state TEXT NOT NULL,
    requests INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    pages INTEGER NOT NULL,
    articles INTEGER NOT NULL,
    new INTEGER NOT NULL,
    changed INTEGER NOT NULL,
    gone INTEGER NOT NULL,
    failed INTEGER NOT NULL,
    findings TEXT NOT NULL,
    coverage TEXT
);

CREATE INDEX crawls_by_portal ON crawls(portal, id);
"""


def start(work: Work) -> None:
    """All portals that are not removed or of which articles are kept, with their crawls."""
    rows = work.source.execute(
        "SELECT p.id, coalesce(p.site_name, p.name), p.url, p.platform, count(a.id), "
        "count(a.gone_since), min(a.published), max(a.published), max(a.last_captured) "
        "FROM portals p LEFT JOIN current_articles a ON a.portal = p.id "
        "GROUP BY p.id HAVING count(a.id) > 0 OR p.removed_at IS NULL ORDER BY p.id"
    )
    work.edition.executemany(
        "INSERT INTO portals (id, name, short_name, url, platform, articles, gone, first_published, "
        "last_published, last_captured) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        ((ident, name, short_name(name), *rest) for ident, name, *rest in rows),
    )
    add_crawls(work.source, work.edition)
