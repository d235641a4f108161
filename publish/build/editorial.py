"""What editors have published: corrections and notes of articles, tags, collections, pages."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from archive.text import fold
from publish.build.work import Entry, Work
from publish.markdown import html_of

SCHEMA = """
CREATE TABLE corrections (
    article TEXT NOT NULL REFERENCES articles(id),
    field TEXT NOT NULL,
    value TEXT,
    was TEXT,
    reason TEXT NOT NULL,
    source TEXT,
    PRIMARY KEY (article, field)
) WITHOUT ROWID;

CREATE TABLE notes (
    article TEXT PRIMARY KEY REFERENCES articles(id),
    summary TEXT,
    note TEXT,
    note_html TEXT,
    edited_at TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE article_tags (
    article TEXT NOT NULL REFERENCES articles(id),
    tag TEXT NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (article, tag)
) WITHOUT ROWID;

CREATE INDEX article_tags_by_tag ON article_tags(tag, article);

CREATE TABLE focal_points (
    article TEXT NOT NULL REFERENCES articles(id),
    url TEXT NOT NULL,
    x REAL NOT NULL,
    y REAL NOT NULL,
    PRIMARY KEY (article, url)
) WITHOUT ROWID;

CREATE TABLE collections (
    id TEXT PRIMARY KEY,
    title TEXT NOT NULL,
    lead TEXT,
    body TEXT NOT NULL,
    body_html TEXT NOT NULL,
    edited_at TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE collection_items (
    collection TEXT NOT NULL REFERENCES collections(id),
    position INTEGER NOT NULL,
    article TEXT NOT NULL,
    PRIMARY KEY (collection, position)
) WITHOUT ROWID;

CREATE INDEX collection_items_by_article ON collection_items(article);

CREATE TABLE site_pages (
    id TEXT PRIMARY KEY,
    title TEXT NOT NULL,
    lead TEXT,
    body TEXT NOT NULL,
    body_html TEXT NOT NULL,
    about TEXT,
    edited_at TEXT NOT NULL
) WITHOUT ROWID;

CREATE INDEX site_pages_by_about ON site_pages(about) WHERE about IS NOT NULL
"""

_OF_ARTICLE = ("corrections", "notes", "article_tags", "focal_points")

_PUBLISHED = (
    "SELECT i.key, v.state, v.at FROM items i JOIN versions v "
    "ON v.kind = i.kind AND v.key = i.key AND v.number = i.live "
    "WHERE i.kind = ? AND i.shown ORDER BY i.key"
)


def add(work: Work, entries: Sequence[Entry]) -> None:
    """What editors say of these articles."""
    for entry in entries:
        _add(work, entry.article)


def remove(work: Work, ids: Sequence[str]) -> None:
    """Takes it out with the articles; `finish` looks at collections."""
    marks = ",".join("?" * len(ids))
    for table in _OF_ARTICLE:
        work.edition.execute(f"DELETE FROM {table} WHERE article IN ({marks})", ids)


def finish(work: Work) -> None:
    """Collections and pages; only those that are not as they were are written."""
    _keep_texts(work, "page", "site_pages", ("title", "lead", "body", "about"))
    _keep_texts(work, "collection", "collections", ("title", "lead", "body"))
    edition = work.edition
    wanted = edition.execute(_ITEMS, (json.dumps(_items(work)),)).fetchall()
    before = edition.execute("SELECT * FROM collection_items ORDER BY 1, 2").fetchall()
    if wanted != before:
        edition.execute("DELETE FROM collection_items")
        edition.executemany("INSERT INTO collection_items VALUES (?, ?, ?)", wanted)


_ITEMS = """
SELECT c.key, row_number() OVER (PARTITION BY c.key ORDER BY i.key), i.value
FROM json_each(?) c, json_each(c.value) i JOIN articles a ON a.id = i.value ORDER BY 1, 2
"""
"""Of collections (JSON: key -> identifiers) the articles that the edition has."""


def _items(work: Work) -> dict[str, list[str]]:
    rows = work.source.execute(_PUBLISHED, ("collection",))
    return {key: json.loads(state)["items"] for key, state, _ in rows}


def _keep_texts(work: Work, kind: str, table: str, columns: Sequence[str]) -> None:
    """Markdown is read again only where it is another one."""
    edition = work.edition
    before = {
        row[0]: row[1:]
        for row in edition.execute(f"SELECT id, edited_at, {', '.join(columns)} FROM {table}")
    }
    wanted = {
        key: (at, *(json.loads(state)[name] for name in columns))
        for key, state, at in work.source.execute(_PUBLISHED, (kind,))
    }
    other = [key for key in {*before, *wanted} if before.get(key) != wanted.get(key)]
    edition.executemany(f"DELETE FROM {table} WHERE id = ?", [(key,) for key in other])
    for key in sorted(wanted.keys() & other):
        own = dict(zip(("edited_at", *columns), wanted[key], strict=True))
        work.insert(table, {"id": key, "body_html": html_of(own["body"])} | own)


def tag_of(name: str) -> str:
    """The identifier of a tag: `Đại hội Đảng` and `đại hội đảng` are one, `dai-hoi-dang`."""
    words = "".join(sign if sign.isalnum() else " " for sign in fold(name)).split()
    return "-".join(words) or "-"


def _add(work: Work, article: dict[str, Any]) -> None:
    own = {"article": article["id"]}
    for field, one in article["corrections"].items():
        work.insert("corrections", own | {"field": field} | one)
    if article["edited_at"]:
        note = {"note_html": html_of(article["note"]) or None, "edited_at": article["edited_at"]}
        copied = {name: article[name] for name in ("summary", "note")}
        work.insert("notes", own | copied | note)
    for tag, name in {tag_of(name): name for name in article["tags"]}.items():
        work.insert("article_tags", own | {"tag": tag, "name": name})
    for url, (x, y) in article["focal"].items():
        work.insert("focal_points", own | {"url": url, "x": x, "y": y})
