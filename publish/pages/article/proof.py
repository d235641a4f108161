"""The proof card of an article: where its bytes lie, when they were captured, who read them how."""

from __future__ import annotations

import json
from typing import Any

from datasette.utils.asgi import Response

from publish.memento.link_format import uri
from publish.pages.article.asked import Asked, page_of_article
from publish.pages.page import Ask


@page_of_article
async def proof(asked: Asked) -> Response:
    """URL, captures, digest, WARC record, rules of reading, and how a stranger checks all of it."""
    captures = await _captures(asked.ask, asked.id)
    revisions = await asked.ask(
        "SELECT r.number, r.captured_at, r.payload_sha256, r.origin, g.platform, g.layout, "
        "g.version, g.rules, g.confidence FROM revisions r JOIN readings g ON g.id = r.reading "
        "WHERE r.article = :id ORDER BY r.number DESC",
        {"id": asked.id},
    )
    shown = next(row for row in revisions if row["number"] == asked.article["revision"])
    by_digest = [row for row in captures if row["sha256"] == shown["payload_sha256"]]
    url = str(asked.article["url"])
    return await asked.render(
        "article_proof.html",
        timemap=f"/timemap/link/{uri(url)}" if url.startswith("http") else None,
        captures=captures,
        total=captures[-1]["number"] if captures else 0,
        record=next((row for row in by_digest if row["record_type"] != "revisit"), None),
        shown_revision=shown,
        fields=_fields(shown),
        addresses=await asked.ask(
            "SELECT url FROM addresses WHERE article = :id AND url <> :url ORDER BY url",
            {"id": asked.id, "url": asked.article["url"]},
        ),
    )


async def _captures(ask: Ask, ident: str) -> Any:
    return await ask(
        "SELECT c.*, w.sha256 AS warc_sha256, w.checked_at, w.outcome FROM captures c "
        "LEFT JOIN warcs w ON w.name = c.warc WHERE c.article = :id ORDER BY c.number",
        {"id": ident},
    )


def _fields(reading: Any) -> list[tuple[str, str, float | None]]:
    """(field, rule that found it, how sure 0..1), in the order of the fields' names."""
    rules, sure = json.loads(reading["rules"]), json.loads(reading["confidence"])
    return [(name, rules.get(name, ""), sure.get(name)) for name in sorted({*rules, *sure})]
