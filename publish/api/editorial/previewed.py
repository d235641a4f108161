"""An item as the public would see it, if one of its versions were published."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from archive import query
from archive.editorial import dressing, masks, public_view
from archive.editorial.previews import Preview
from archive.folder import Archive
from publish.build.body import shown_body
from publish.language import LANGUAGES, language
from publish.markdown import html_of

_ARTICLE = (
    "id", "url", "portal", "title", "published", "published_text", "published_precision", "lead",
    "body_text", "author", "source", "category", "place", "citations", "first_captured",
    "last_captured", "revision", "revisions", "gone_since", "corrections", "summary", "note", "tags",
    "images",
)  # fmt: skip


def previewed(folder: Path, preview: Preview) -> dict[str, Any] | None:
    """`shown.Preview`; None if there is no such article or version any more."""
    with Archive.open(folder) as archive:
        row = archive.conn.execute(
            "SELECT state FROM editorial.versions WHERE kind = ? AND key = ? AND number = ?",
            (preview.kind, preview.key, preview.version),
        ).fetchone()
        if preview.kind == "article":
            said = json.loads(row["state"]) if row else {}
            shown = _article(archive, preview.key, said)
        else:
            shown = _text(archive, json.loads(row["state"])) if row else None
    if shown is None:
        return None
    told = {name: getattr(preview, name) for name in ("kind", "key", "version", "ends_at")}
    return told | {"article": None, "page": None, "collection": None} | {preview.kind: shown}


def _article(archive: Archive, ident: str, said: dict[str, Any]) -> dict[str, Any] | None:
    row = archive.conn.execute("SELECT pk FROM current_articles WHERE id = ?", (ident,)).fetchone()
    if row is None:
        return None
    article = dressing.put_on(archive.conn, query.by_key(archive.conn, [row["pk"]])[0], said)
    decisions = masks.decisions(archive.conn)
    article = public_view.look(archive.conn, [article], decisions)[0].masking.article(article)
    body = shown_body(
        article["body_html"], {}, lambda href: href, language(LANGUAGES[0]).picture_lost,
        article["citations"],
    )  # fmt: skip
    return {name: article[name] for name in _ARTICLE} | {
        "body_html": body,
        "note_html": html_of(article["note"]) or None,
    }


def _text(archive: Archive, said: dict[str, Any]) -> dict[str, Any]:
    given = said | {"body_html": html_of(said["body"])}
    if "items" not in said:
        return given
    titles = (
        (one, archive.conn.execute(
            "SELECT title FROM shown_articles WHERE id = ?", (one,)
        ).fetchone())
        for one in said["items"]
    )  # fmt: skip
    return given | {"items": [{"id": one, "title": row[0]} for one, row in titles if row]}
