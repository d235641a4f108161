"""Persons with their office, with each revision."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.migrations.registry import migrations

if TYPE_CHECKING:
    from sqlite_utils import Database


@migrations(name="0005_people")
def people(db: Database) -> None:
    """Persons with their office, per revision; the current articles show them."""
    db.execute("ALTER TABLE revisions ADD COLUMN people TEXT NOT NULL DEFAULT '[]'")
    db.execute("DROP VIEW current_articles")
    db.execute(_ARTICLES_WITH_PEOPLE)


_ARTICLES_WITH_PEOPLE = """
CREATE VIEW current_articles AS
SELECT a.pk AS rowid, a.pk, a.id, a.portal, a.url, a.revision, a.first_captured, a.last_captured,
       a.gone_since, a.gone_reason, r.capture, r.captured_at, r.title, r.published,
       r.published_text, r.published_precision, r.published_rule, r.lead, r.body_text,
       r.body_html, r.author, r.source, r.category, r.captions, r.citations, r.people,
       r.platform, r.layout,
       r.version, r.confidence, r.rules,
       (SELECT count(*) FROM revisions n WHERE n.article = a.id) AS revisions
FROM articles a JOIN revisions r ON r.article = a.id AND r.number = a.revision
"""
