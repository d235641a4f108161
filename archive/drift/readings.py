"""What a crawl read, article by article, beside what was known of the same article before.

*Before* is the state at the end of the last crawl that was well (or whose alarm was accepted): a
portal that was redesigned stays red until somebody mends the reading or accepts it, it does not
become its own yardstick a day later.
"""

from __future__ import annotations

import re
import sqlite3
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

SAMPLE = 400
"""Articles looked at per crawl, chosen by their identifier: as good as by lot, and every time the
same. More would make no bound tighter that matters."""

_DIGITS = re.compile(r"\d+")
_SHORT = 25
"""Characters: a shorter paragraph ("Trân trọng thông báo./.") may recur honestly."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    """One revision, as far as drift shows in it."""

    number: int
    capture: int
    title: str
    published: str | None
    relative: bool
    """Was the time counted back from the visit ("2 giờ trước")? Then it moves with it."""
    lead: str | None
    category: str | None
    images: int
    body: str
    platform: str
    layout: str

    paragraphs: frozenset[str]
    """The longer ones of the body, as they are."""
    shapes: frozenset[str]
    """The same without their digits: counters move."""

    @property
    def day(self) -> str | None:
        return self.published[:10] if self.published else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """An article that this crawl read."""

    article: str
    url: str
    fetched_at: str
    now: Fields
    before: Fields | None
    """None: the article is new since."""

    @property
    def is_changed(self) -> bool:
        return self.before is not None and self.before.number != self.now.number


def readings(conn: sqlite3.Connection, portal: str, since: str, good: int) -> list[Reading]:
    """Articles of a portal read since the crawl began, at most `SAMPLE` of them.

    Args:
        since: when the crawl began.
        good: the last crawl whose revisions count as *before*, with those of earlier ones.
    """
    rows = conn.execute(
        "SELECT a.id, a.url, a.last_captured, a.revision, (SELECT max(r.number) FROM revisions r "
        "JOIN captures c ON c.id = r.capture WHERE r.article = a.id "
        "AND (c.crawl IS NULL OR c.crawl <= ?)) AS earlier FROM articles a WHERE "
        "a.portal = ? AND a.last_captured >= ? AND a.gone_since IS NULL ORDER BY a.id LIMIT ?",
        (good, portal, since, SAMPLE),
    ).fetchall()
    found = []
    for row in rows:
        now = _fields(conn, row["id"], row["revision"])
        before = now if row["earlier"] == row["revision"] else None
        if before is None and row["earlier"] is not None:
            before = _fields(conn, row["id"], row["earlier"])
        found.append(
            Reading(
                article=row["id"], url=row["url"], fetched_at=row["last_captured"],
                now=now, before=before,
            )
        )  # fmt: skip
    return found


def _fields(conn: sqlite3.Connection, article: str, number: int) -> Fields:
    row = conn.execute(
        "SELECT number, capture, title, published, published_rule, lead, category, body_text, "
        "platform, layout, (SELECT count(*) FROM images i WHERE i.article = r.article "
        "AND i.revision = r.number) AS images FROM revisions r WHERE article = ? AND number = ?",
        (article, number),
    ).fetchone()
    parts = [part for part in row["body_text"].split("\n\n") if len(part) >= _SHORT]
    return Fields(
        number=row["number"],
        capture=row["capture"],
        title=row["title"],
        published=row["published"],
        relative="relative" in (row["published_rule"] or ""),
        lead=row["lead"],
        category=row["category"],
        images=row["images"],
        body=row["body_text"],
        platform=row["platform"],
        layout=row["layout"],
        paragraphs=frozenset(parts),
        shapes=frozenset(_DIGITS.sub("0", part) for part in parts),
    )


def recurring(several: Sequence[frozenset[str]]) -> frozenset[str]:
    """Paragraphs that stand in at least three of these articles and in a tenth of them."""
    seen = Counter(part for parts in several for part in parts)
    enough = max(3, -(-len(several) // 10))
    return frozenset(part for part, times in seen.items() if times >= enough)


def chrome_share(several: Sequence[Fields], chrome: frozenset[str] | None = None) -> float:
    """How much of the text of these articles is chrome, or recurs word for word in others: 0..1."""
    if chrome is None:
        chrome = recurring([one.paragraphs for one in several])
    size = sum(len(part) for one in several for part in one.paragraphs)
    shared = sum(len(part) for one in several for part in one.paragraphs & chrome)
    return shared / size if size else 0.0
