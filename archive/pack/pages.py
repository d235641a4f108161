"""The pages of a selection, as WACZ 1.1.1 lists them (json-pages-1.0)."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

_ARTICLES = """
SELECT min(c.id), c.url, c.fetched_at, u.article, r.number, r.title, r.lead, r.body_text
FROM packed p
JOIN captures c ON c.id = p.capture
JOIN article_urls u ON u.url = c.url
JOIN revisions r ON r.article = u.article AND r.number = (
    SELECT n.number FROM revisions n
    WHERE n.article = u.article AND n.captured_at <= c.fetched_at
    ORDER BY n.captured_at DESC, n.number DESC LIMIT 1)
WHERE c.method = 'GET' AND c.status IN (200, 304) AND c.url LIKE 'http%'
GROUP BY u.article, r.number
ORDER BY min(c.id)
"""
"""Each version of an article once, where it was first captured."""

_OTHERS = """
SELECT max(c.id) AS id, c.url, c.fetched_at FROM packed p JOIN captures c ON c.id = p.capture
WHERE c.method = 'GET' AND c.status = 200 AND c.url LIKE 'http%'
  AND c.content_type LIKE '%html%' AND NOT EXISTS (SELECT 1 FROM article_urls u WHERE u.url = c.url)
GROUP BY c.url
ORDER BY max(c.id)
"""
"""Lists and the rest: the latest capture of each."""


def article_pages(conn: sqlite3.Connection) -> Iterator[str]:
    """The lines of pages.jsonl: articles, with what they say."""
    yield _line({"format": "json-pages-1.0", "id": "pages", "title": "Bài viết", "hasText": True})
    for row in conn.execute(_ARTICLES):
        text = "\n\n".join(part for part in (row["lead"], row["body_text"]) if part)
        yield _line(
            {
                "id": f"{row['article']}-{row['number']}",
                "url": row["url"],
                "ts": when(row["fetched_at"]),
                "title": row["title"],
                "text": text,
            }
        )


def other_pages(conn: sqlite3.Connection) -> Iterator[str]:
    """The lines of extraPages.jsonl: pages that are no articles."""
    yield _line({"format": "json-pages-1.0", "id": "extraPages", "title": "Trang khác"})
    for row in conn.execute(_OTHERS):
        yield _line(
            {
                "id": f"capture-{row['id']}",
                "url": row["url"],
                "ts": when(row["fetched_at"]),
                "title": row["url"],
            }
        )


def when(stamp: str) -> str:
    """A time of the archive as WACZ writes it, in UTC."""
    return datetime.fromisoformat(stamp).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _line(page: dict[str, Any]) -> str:
    return json.dumps(page, ensure_ascii=False) + "\n"
