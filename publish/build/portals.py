"""The portals of the edition, and how each of them stands."""

from __future__ import annotations

import json

from archive.editorial import showing
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


_SHOWN = """
SELECT p.id, coalesce(p.site_name, p.name) AS name, p.url, p.platform FROM portals p
WHERE p.removed_at IS NULL OR EXISTS (SELECT 1 FROM articles a
    JOIN shown_articles s ON s.id = a.id WHERE a.portal = p.id)
OR p.id IN (SELECT value FROM json_each(:corrected))
ORDER BY p.id
"""
"""Portals that are not removed, or of which articles are shown."""


def start(work: Work) -> None:
    """A row for every portal that is shown, and its crawls; `finish` counts."""
    corrected = json.dumps(sorted(showing.corrected(work.source, "portal")))
    rows = work.source.execute(_SHOWN, {"corrected": corrected}).fetchall()
    edition = work.edition
    known = set(edition.execute("SELECT id, name, short_name, url, platform FROM portals"))
    held = {row[0] for row in known}
    for ident in sorted(held - {row["id"] for row in rows}):
        edition.execute("DELETE FROM crawls WHERE portal = ?", (ident,))
        edition.execute("DELETE FROM portals WHERE id = ?", (ident,))
    if work.portals is not None:
        work.portals.update(row["id"] for row in rows if row["id"] not in held)
    wanted = [(ident, name, short_name(name), *rest) for ident, name, *rest in rows]
    new = [row for row in wanted if row not in known]
    work.moves = work.moves or bool(new) or len(known) > len(wanted)
    edition.executemany(
        "INSERT INTO portals (id, name, short_name, url, platform, articles, gone) "
        "VALUES (?, ?, ?, ?, ?, 0, 0) ON CONFLICT DO UPDATE SET name = excluded.name, "
        "short_name = excluded.short_name, url = excluded.url, platform = excluded.platform",
        new,
    )
    for portal in _out_of_date(work):
        add_crawls(work.source, edition, portal)


def _out_of_date(work: Work) -> list[str]:
    rows = work.edition.execute("SELECT id FROM portals ORDER BY id").fetchall()
    return [ident for (ident,) in rows if work.portals is None or ident in work.portals]


def finish(work: Work) -> None:
    """Counts the articles of the portals whose rows are out of date."""
    for portal in _out_of_date(work):
        work.edition.execute(
            "UPDATE portals SET (articles, gone, first_published, last_published, last_captured) = "
            "(SELECT count(*), count(gone_since), min(published), max(published), "
            "max(last_captured) FROM articles WHERE portal = ?1) WHERE id = ?1",
            (portal,),
        )
