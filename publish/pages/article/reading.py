"""The page of one article, with everything that was kept of it."""

from __future__ import annotations

import sqlite3
from typing import Any

from datasette.utils.asgi import Response

from archive import citation
from publish.documents import slug, title
from publish.language import Language, language
from publish.lineage import place, successors
from publish.near.shown import neighbours_of
from publish.pages.article.asked import Asked, page_of_article
from publish.pages.article.citing import cited
from publish.pages.article.linked_data import news_article
from publish.pages.editorial import said_of
from publish.pages.page import language_of, reader
from publish.shown import tokens

_TEXT = 12_000
"""Characters of an attachment's text on the page itself; `/tep/<sha256>.txt` has them all."""

_TEXTS = 5
"""Attachments whose text is begun on the page itself."""


@page_of_article
async def article(asked: Asked) -> Response:
    """One article with everything that was kept of it."""
    ask, row = asked.ask, asked.article
    values = {"id": asked.id}
    pictures = await ask(
        "SELECT i.*, max(r.width) AS shown_width, r.height AS shown_height FROM images i "
        "LEFT JOIN renditions r ON r.id = i.rendition WHERE i.article = :id "
        "GROUP BY i.position ORDER BY i.position",
        values,
    )
    one = await cited(asked)
    t = language(language_of(asked.request))
    return await asked.render(
        "article.html",
        beside=[p for p in pictures if f"/anh/{p['rendition']}/" not in row["body_html"]],
        credits=[p["credit"] for p in pictures if (p["credit"] or "") not in (p["caption"] or "")],
        attachments=await _attachments(asked),
        people=await ask("SELECT * FROM people WHERE article = :id ORDER BY position", values),
        documents=[(slug(document), title(document, t)) for document in tokens(row["citations"])],
        masked=await _masked(asked, t),
        revisions=await ask(
            "SELECT number, captured_at, payload_sha256, origin FROM revisions "
            "WHERE article = :id ORDER BY number DESC",
            values,
        ),
        commune=await reader(asked.datasette)(lambda conn: _commune(conn, row)),
        editors=await reader(asked.datasette)(lambda conn: said_of(conn, asked.id)),
        near=await neighbours_of(ask, asked.id),
        evidence=one,
        citation=citation.text(one).splitlines(),
        formats=(
            ("bib", "BibTeX", citation.bibtex(one)),
            ("ris", "RIS", citation.ris(one)),
            ("csl.json", "CSL-JSON", citation.csl(one)),
        ),
        linked_data=news_article(row, asked.portal, asked.permalink, pictures),
    )


def _commune(conn: sqlite3.Connection, row: Any) -> dict[str, Any]:
    """The commune of the article's day, what it became, and what it is now."""
    old = place(conn, row["commune_code"], old=True)
    return {
        "old": old,
        "became": successors(conn, old.code) if old else [],
        "new": place(conn, row["commune_now_code"], old=False),
    }


async def _masked(asked: Asked, t: Language) -> str:
    """What was masked, in words; nothing if nothing was."""
    rows = await asked.ask(
        "SELECT kind, numbers FROM masked WHERE article = :id ORDER BY kind = 'text', kind",
        {"id": asked.id},
    )
    return ", ".join(t.counted(f"masked_{kind}", number) for kind, number in map(tuple, rows))


async def _attachments(asked: Asked) -> list[dict[str, Any]]:
    """The attachments with the beginning of their text."""
    rows = await asked.ask(
        "SELECT a.*, f.text_status, length(f.text) AS letters, "
        "CASE WHEN a.position <= :texts THEN substr(f.text, 1, :most) END AS text "
        "FROM attachments a LEFT JOIN files f ON f.sha256 = a.sha256 "
        "WHERE a.article = :id ORDER BY a.position",
        {"id": asked.id, "most": _TEXT, "texts": _TEXTS},
    )
    return [dict(row) for row in rows]
