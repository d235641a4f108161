"""What a page shows of near-duplicates: "Bài giống"."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

SHOWN = 50
"""Of a text that a whole country carries, a page lists so many."""

_OTHERS = """
    SELECT o.article, o.moment, p.similarity
    FROM near_articles a JOIN near_pairs p ON p.text = a.text JOIN near_articles o ON o.text = p.other
    WHERE a.article = :article
    UNION ALL
    SELECT o.article, o.moment, 1.0
    FROM near_articles a JOIN near_articles o ON o.text = a.text AND o.article <> a.article
    WHERE a.article = :article
"""

NEIGHBOURS = f"""
    WITH others AS MATERIALIZED ({_OTHERS} ORDER BY 2, 1 LIMIT {SHOWN})
    SELECT a.id, a.title, a.url, a.published, a.published_precision, a.portal,
        p.name AS portal_name, p.short_name AS portal_short_name, o.similarity
    FROM others o JOIN articles a ON a.id = o.article JOIN portals p ON p.id = a.portal
    ORDER BY o.moment, o.article
"""
"""The articles that are nearly the same as `:article`, the earliest published first."""

_STANDING = f"""
    SELECT t.cluster, (SELECT count(*) FROM ({_OTHERS})) AS others
    FROM near_articles n JOIN near_texts t ON t.text = n.text WHERE n.article = :article
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbour:
    """Another article that carries nearly the same text as the one being read."""

    article: Any
    """Row with id, title, url, published, published_precision, portal, portal_name,
    portal_short_name."""
    percent: int
    """Of all three-syllable runs of the two, how many both have; rounded down, 70 to 100."""
    earliest: bool
    """It was published before all others and before the one being read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbours:
    """All that are nearly the same as one article."""

    count: int
    """How many there are, shown or not."""
    shown: tuple[Neighbour, ...]
    """The earliest published first, at most `SHOWN`."""
    is_earliest: bool
    """The article being read was published first of all; False when it has no neighbours."""


async def neighbours_of(
    ask: Callable[..., Awaitable[Sequence[Any]]], article_id: str
) -> Neighbours:
    """The articles nearly the same as this one; none for an article that is too short or unknown.

    Args:
        ask: `publish.pages.page.asker` of the site.
        article_id: id of the article being read.
    """
    standing = await ask(_STANDING, {"article": article_id})
    if not standing or not standing[0]["others"]:
        return Neighbours(count=0, shown=(), is_earliest=False)
    cluster = standing[0]["cluster"]
    rows = await ask(NEIGHBOURS, {"article": article_id})
    return Neighbours(
        count=standing[0]["others"],
        shown=tuple(
            Neighbour(
                article=row, percent=int(row["similarity"] * 100), earliest=row["id"] == cluster
            )
            for row in rows
        ),
        is_earliest=cluster == article_id,
    )
