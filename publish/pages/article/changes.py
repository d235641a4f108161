"""What changed between two revisions of an article, and each revision as it was."""

from __future__ import annotations

import asyncio
from typing import Any

from datasette.utils.asgi import Response

from publish import differences
from publish.pages.article.asked import Asked, page_of_article
from publish.shown import printed_date

_LISTED = (
    "SELECT number, captured_at, payload_sha256, origin, "
    "EXISTS (SELECT 1 FROM copies c WHERE c.article = r.article AND c.revision = r.number) AS copied "
    "FROM revisions r WHERE article = :id ORDER BY number"
)


@page_of_article
async def changes(asked: Asked) -> Response:
    """The words that differ between the revisions `tu` and `den`; by default the latest change."""
    revisions = await asked.ask(_LISTED, {"id": asked.id})
    numbers = [row["number"] for row in revisions]
    newer = _number(asked, "den", numbers, asked.article["revision"])
    earlier = [number for number in numbers if number < newer]
    older = _number(asked, "tu", numbers, earlier[-1] if earlier else newer)
    sides = [await _revision(asked, number) for number in (older, newer)]
    return await asked.render(
        "article_changes.html",
        revisions=revisions,
        older=sides[0],
        newer=sides[1],
        fields=await asyncio.to_thread(_compared, *sides),
    )


@page_of_article
async def revision(asked: Asked) -> Response:
    """One revision as it was read."""
    number = int(asked.request.url_vars["number"])
    found = await _revision(asked, number)
    if found is None:
        return await asked.missing()
    return await asked.render(
        "article_revision.html",
        revision=found,
        paragraphs=[part for part in found["body_text"].split("\n\n") if part.strip()],
    )


def _number(asked: Asked, name: str, numbers: list[int], otherwise: int) -> int:
    typed = asked.request.args.get(name) or ""
    number = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 7 else otherwise
    return number if number in numbers else otherwise


async def _revision(asked: Asked, number: int) -> Any:
    """Its row; a text that is not repeated there is that of the article."""
    rows = await asked.ask(
        "SELECT r.*, a.body_text AS shown_text, "
        "EXISTS (SELECT 1 FROM copies c WHERE c.article = r.article AND c.revision = r.number) "
        "AS copied FROM revisions r JOIN articles a ON a.id = r.article "
        "WHERE r.article = :id AND r.number = :number",
        {"id": asked.id, "number": number},
    )
    if not rows:
        return None
    row = dict(rows[0])
    return row | {"body_text": row["shown_text"] if row["body_text"] is None else row["body_text"]}


def _compared(older: Any, newer: Any) -> list[tuple[str, list[differences.Paragraph]]]:
    """(field, its paragraphs) of the fields that differ, in reading order."""
    found = []
    for name in ("title", "published", "lead", "body"):
        before, after = (_text(side, name) for side in (older, newer))
        if before != after:
            found.append((name, differences.paragraphs(before, after)))
    return found


def _text(side: Any, name: str) -> str:
    if name == "published":
        return printed_date(side["published"])
    return side["body_text" if name == "body" else name] or ""
