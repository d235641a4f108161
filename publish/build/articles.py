"""Articles with their pictures and attachments, and the index that finds them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from archive import search
from publish.build import links, media, privacy
from publish.build.body import Shown, shown_body
from publish.build.work import Entry, Work
from publish.language import LANGUAGES, language

SCHEMA = """
CREATE TABLE articles (
    id TEXT PRIMARY KEY,
    portal TEXT NOT NULL REFERENCES portals(id),
    url TEXT NOT NULL,
    title TEXT NOT NULL,
    published TEXT,
    published_text TEXT,
    published_precision TEXT,
    year INTEGER,
    lead TEXT,
    body_text TEXT NOT NULL,
    body_html TEXT NOT NULL,
    author TEXT,
    source TEXT,
    category TEXT,
    province TEXT,
    district TEXT,
    commune TEXT,
    commune_code TEXT,
    commune_now TEXT,
    commune_now_code TEXT,
    captions TEXT NOT NULL,
    citations TEXT NOT NULL,
    cover TEXT,
    images INTEGER NOT NULL,
    attachments INTEGER NOT NULL,
    first_captured TEXT NOT NULL,
    last_captured TEXT NOT NULL,
    revision INTEGER NOT NULL,
    revisions INTEGER NOT NULL,
    gone_since TEXT,
    gone_reason TEXT,
    reprint INTEGER NOT NULL,
    platform TEXT NOT NULL,
    layout TEXT NOT NULL
);

CREATE INDEX articles_by_portal ON articles(portal);

CREATE INDEX articles_of_portal ON articles(portal, published, gone_since, last_captured);

CREATE INDEX articles_by_year ON articles(year);

CREATE INDEX articles_by_category ON articles(category);

CREATE INDEX articles_by_published ON articles(published);

CREATE INDEX articles_by_gone ON articles(gone_since) WHERE gone_since IS NOT NULL;

CREATE INDEX articles_by_portal_gone ON articles(portal, gone_since, gone_reason) WHERE gone_since IS NOT NULL;

CREATE TABLE images (
    article TEXT NOT NULL REFERENCES articles(id),
    position INTEGER NOT NULL,
    url TEXT NOT NULL,
    caption TEXT,
    credit TEXT,
    sha256 TEXT,
    width INTEGER,
    height INTEGER,
    rendition TEXT,
    PRIMARY KEY (article, position)
);

CREATE INDEX images_by_rendition ON images(rendition) WHERE rendition IS NOT NULL;

CREATE INDEX images_not_shown ON images(url) WHERE rendition IS NULL;

CREATE TABLE attachments (
    article TEXT NOT NULL REFERENCES articles(id),
    position INTEGER NOT NULL,
    url TEXT NOT NULL,
    name TEXT NOT NULL,
    sha256 TEXT,
    bytes INTEGER,
    content_type TEXT,
    withheld INTEGER NOT NULL,
    PRIMARY KEY (article, position)
);

CREATE INDEX attachments_by_sha256 ON attachments(sha256) WHERE sha256 IS NOT NULL;

CREATE INDEX attachments_not_kept ON attachments(url) WHERE sha256 IS NULL
"""
SCHEMA += f";\n\n{search.SCHEMA.strip()}"

_COPIED = (
    "id", "portal", "url", "title", "published", "published_text", "published_precision",
    "lead", "body_text", "author", "source", "category", "first_captured", "last_captured",
    "revision", "revisions", "gone_since",
)  # fmt: skip


def start(work: Work) -> None:
    """Makes the empty index, unless the edition has it."""
    if not work.edition.execute(
        "SELECT 1 FROM sqlite_schema WHERE name = ?", (search.FTS_TABLE,)
    ).fetchone():
        search.create(work.edition, table="articles")
        search.create_ranking(work.edition)


def columns(work: Work, entry: Entry) -> None:
    """Everything of the row that needs nothing but the article, its pictures and its files."""
    article = entry.article
    shown = _pictures(work, article)
    cover = next(iter(shown.values()), None)
    body = shown_body(
        article["body_html"],
        shown,
        _inside(work, entry),
        language(LANGUAGES[0]).picture_lost,
        article["citations"],
    )
    gone_reason = work.source.execute(
        "SELECT gone_reason FROM articles WHERE pk = ?", (entry.key,)
    ).fetchone()[0]
    entry.columns |= {name: article[name] for name in _COPIED} | {
        "year": int(article["published"][:4]) if article["published"] else None,
        "body_html": body,
        "captions": "\n".join(i["caption"] for i in article["images"] if i["caption"]),
        "citations": json.dumps(article["citations"], ensure_ascii=False),
        "cover": cover.rendition if cover else None,
        "images": len(article["images"]),
        "attachments": len(article["attachments"]),
        "gone_reason": gone_reason,
        "platform": article["extracted_by"]["platform"],
        "layout": article["extracted_by"]["layout"],
    }


def add(work: Work, entries: Sequence[Entry]) -> None:
    """The rows, what hangs on them, and their words in the index."""
    for entry in entries:
        row = {"rowid": entry.rowid, **entry.columns}
        work.insert("articles", row)
        _add_images(work, entry)
        _add_attachments(work, entry)
    search.index_rows(
        work.edition,
        [(e.rowid, *(e.columns[name] for name in search.COLUMNS)) for e in entries],
        load=work.load,
    )


def remove(work: Work, ids: Sequence[str]) -> None:
    """Takes the articles out of the index and out of every table of this part."""
    media.lose(work, ids)
    marks = ",".join("?" * len(ids))
    edition = work.edition
    rowids = edition.execute(f"SELECT rowid FROM articles WHERE id IN ({marks})", ids).fetchall()
    search.delete_rows(edition, [rowid for (rowid,) in rowids])
    for table in ("images", "attachments"):
        edition.execute(f"DELETE FROM {table} WHERE article IN ({marks})", ids)
    edition.execute(f"DELETE FROM articles WHERE id IN ({marks})", ids)


def seen(work: Work, moments: Mapping[str, str]) -> None:
    """The row only: nothing else shows when an article was captured last."""
    work.edition.executemany(
        "UPDATE articles SET last_captured = ? WHERE id = ?",
        [(moment, ident) for ident, moment in moments.items()],
    )


def _pictures(work: Work, article: dict[str, Any]) -> dict[str, Shown]:
    """URL -> what is shown of it, in the order of the article."""
    found, words = {}, language(LANGUAGES[0])
    for position, image in enumerate(article["images"], 1):
        rendition = (image["sha256"] or "")[:16]
        sizes = work.edition.execute(
            "SELECT width, height FROM renditions WHERE id = ? ORDER BY width", (rendition,)
        ).fetchall()
        if sizes:
            found[image["url"]] = Shown(
                rendition=rendition,
                sizes=tuple(map(tuple, sizes)),
                page=f"/bai/{article['id']}/anh/{position}",
                label=": ".join(filter(None, (words.picture_enlarge, image["caption"]))),
            )
    return found


def _inside(work: Work, entry: Entry) -> Callable[[str], str]:
    """Where a link of the body leads: into the edition, if what it leads to is there.

    What was asked for is noted in `entry.links`.
    """
    kept = {
        file["url"]: f"/tep/{file['sha256']}/"
        for file in entry.article["attachments"]
        if file["sha256"] and media.size_of(work, file["sha256"]) is not None
    }

    withheld = {
        file["url"]
        for file in entry.article["attachments"]
        if privacy.is_withheld(work, file["sha256"])
    }

    def inside(href: str) -> str:
        if href in kept:
            return kept[href]
        if href in withheld:
            return "#tep"
        url = href.partition("#")[0]
        if not url.startswith(("http://", "https://")):
            return href
        known = entry.links[url] = links.target(work.source, url)
        return f"/bai/{known}" if known else href

    return inside


def _add_images(work: Work, entry: Entry) -> None:
    shown = _pictures(work, entry.article)
    for position, image in enumerate(entry.article["images"], 1):
        seen = shown.get(image["url"])
        rendition = seen.rendition if seen else None
        own = {"article": entry.article["id"], "position": position, "rendition": rendition}
        work.insert("images", own | image)


def _add_attachments(work: Work, entry: Entry) -> None:
    for position, file in enumerate(entry.article["attachments"], 1):
        size = media.size_of(work, file["sha256"])
        kind = None if size is None else media.content_type(work, file["url"])
        own = {"article": entry.article["id"], "position": position, "bytes": size}
        own |= {name: file[name] for name in ("url", "name", "sha256")}
        withheld = int(privacy.is_withheld(work, file["sha256"]))
        work.insert("attachments", own | {"content_type": kind, "withheld": withheld})
