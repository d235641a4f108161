"""The order of the edition: the later an article was published, the larger its rowid.

Newest first is `ORDER BY rowid DESC` everywhere. A new edition leaves a gap between any two
articles, so that one found later finds its place.
"""

from __future__ import annotations

import sqlite3
from bisect import bisect
from collections.abc import Mapping, Sequence

GAP = 8
"""Between the rowids of a new edition: the less, the shorter are the lists of its index."""

Key = tuple[str, str]
"""(published, or else first captured; identifier): how articles are ordered."""

KEY = "coalesce(published, first_captured)"


class NoRoom(Exception):
    """More articles lie between two neighbours than there are rowids left.

    `after` is the rowid of the later neighbour, `number` how many want to lie before it.
    """

    def __init__(self, after: int, number: int) -> None:
        super().__init__(f"no room for {number} before {after}")
        self.after = after
        self.number = number


def key_of(article: Mapping[str, str | None]) -> Key:
    return (article["published"] or article["first_captured"] or "", article["id"] or "")


def rowids(
    edition: sqlite3.Connection, new: Sequence[Key], kept: Mapping[Key, int]
) -> dict[str, int]:
    """Identifier -> rowid for articles that get a place between those of the edition.

    Args:
        kept: rowids that are taken although their rows are not there at the moment.

    Raises:
        NoRoom
    """
    found: dict[str, int] = {}
    fixed = sorted(kept)
    waiting = sorted(new)
    while waiting:
        before, after = _neighbours(edition, waiting[0], fixed, kept)
        number = len(waiting) if after is None else bisect(waiting, after[0])
        places = _between(before, after[1] if after else None, number)
        found |= {key[1]: place for key, place in zip(waiting[:number], places, strict=True)}
        del waiting[:number]
    return found


def around(edition: sqlite3.Connection, gap: NoRoom) -> dict[str, int]:
    """Identifier -> rowid of the neighbours that make room when they are placed anew.

    So many that half of the rowids stay free: where articles keep coming, each time more of them
    move, and the more come until they move again.
    """
    number = _NEIGHBOURS
    while True:
        found = dict(
            edition.execute(
                "SELECT * FROM (SELECT id, rowid FROM articles WHERE rowid < ?1 ORDER BY rowid DESC LIMIT ?2) "
                "UNION ALL "
                "SELECT * FROM (SELECT id, rowid FROM articles WHERE rowid >= ?1 ORDER BY rowid LIMIT ?2)",
                (gap.after, number),
            ).fetchall()
        )
        span = max(found.values(), default=0) - min(found.values(), default=0)
        if len(found) < 2 * number or span >= 2 * (len(found) + gap.number):
            return found
        number *= 2


_NEIGHBOURS = 16


def _between(before: int | None, after: int | None, number: int) -> list[int]:
    if after is None:
        return [(before or 0) + GAP * place for place in range(1, number + 1)]
    if before is None and after <= number:
        return [min(after, 0) - GAP * place for place in range(number, 0, -1)]
    before = before or 0
    if after - before <= number:
        raise NoRoom(after, number)
    return [before + (after - before) * place // (number + 1) for place in range(1, number + 1)]


def _neighbours(
    edition: sqlite3.Connection, key: Key, fixed: Sequence[Key], kept: Mapping[Key, int]
) -> tuple[int | None, tuple[Key, int] | None]:
    """Rowid of the last article before `key`; key and rowid of the first after it."""
    low, high = edition.execute(
        "SELECT (SELECT min(rowid) FROM articles), (SELECT max(rowid) FROM articles)"
    ).fetchone()
    after = None
    if low is None:
        low = high = 0
    else:
        high += 1
        last = _first_from(edition, high - 1)
        low = high if last and last[0] < key else low
    while low < high:  # everything below `low` comes before the key, from `high` on after it
        middle = (low + high) // 2
        row = _first_from(edition, middle)
        if row is None or row[0] > key:
            high = middle
        else:
            low = row[1] + 1
    after = _first_from(edition, low)
    before = edition.execute("SELECT max(rowid) FROM articles WHERE rowid < ?", (low,)).fetchone()[
        0
    ]
    at = bisect(fixed, key)
    if at and (before is None or kept[fixed[at - 1]] > before):
        before = kept[fixed[at - 1]]
    if at < len(fixed) and (after is None or fixed[at] < after[0]):
        after = (fixed[at], kept[fixed[at]])
    return before, after


def _first_from(edition: sqlite3.Connection, rowid: int) -> tuple[Key, int] | None:
    row = edition.execute(
        f"SELECT {KEY}, id, rowid FROM articles WHERE rowid >= ? ORDER BY rowid LIMIT 1", (rowid,)
    ).fetchone()
    return ((row[0], row[1]), row[2]) if row else None
