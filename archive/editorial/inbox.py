"""What has come since editors looked last: new, changed, vanished, doubtful, waiting.

Walked from the newest change of the archive's log backwards, so many at a time: it is as quick in an
archive of a million articles.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal, get_args

from archive.editorial import workflow
from archive.editorial.database import Actor, Editorial
from archive.folder import now, stamp

Sort = Literal["new", "changed", "gone", "doubtful", "waiting"]
SORTS: tuple[Sort, ...] = get_args(Sort)

Doubt = Literal["no date", "day or month", "inferred", "unsure"]

_WALKED = 4000
"""Changes that are looked at for one page."""

_UNSURE = 0.6
"""A field that was read with less confidence than this is doubtful."""

_FLAGS: dict[str, Doubt] = {
    "ambiguous_dm": "day or month",
    "weekday_mismatch": "inferred",
    "fallback": "inferred",
    "year_inferred": "inferred",
    "two_digit_year": "inferred",
    "relative": "inferred",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """One article that somebody should look at."""

    seq: int
    article: str
    portal: str
    title: str
    published: str | None
    last_captured: str
    revision: int
    sorts: tuple[Sort, ...]
    doubts: tuple[Doubt, ...] = ()
    fields: tuple[str, ...] = field(default=())
    """Fields that were read with little confidence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrivals:
    """One page of them."""

    rows: tuple[Arrival, ...]
    before: int | None
    """Where the next page goes on; None: this is all."""


_SQL = """
SELECT c.seq, a.id, a.portal, a.revision, a.last_captured, a.gone_since, r.title, r.published,
       r.confidence, r.published_rule, l.revision AS looked_revision, l.gone AS looked_gone,
       c.content_seq <= (SELECT seq FROM looked_until) AS looked,
       a.id IN (SELECT article FROM hidden) AS hidden,
       coalesce(p.publish, 'at once') = 'review' AND NOT EXISTS (
           SELECT 1 FROM shown_articles s WHERE s.id = a.id AND s.revision = a.revision
       ) AND coalesce(i.shown, 1) AS waits
FROM (SELECT seq, key, content_seq FROM changes WHERE subject = 'article' AND seq < :before
      ORDER BY seq DESC LIMIT :walked) c
JOIN articles a ON a.id = c.key JOIN revisions r ON r.article = a.id AND r.number = a.revision
LEFT JOIN looked l ON l.article = a.id
LEFT JOIN items i ON i.kind = 'article' AND i.key = a.id
LEFT JOIN policies p ON p.portal = a.portal
ORDER BY c.seq DESC
"""


def arrivals(
    conn: sqlite3.Connection, sort: Sort | None = None, *, portal: str | None = None,
    before: int | None = None, limit: int = 50,
) -> Arrivals:  # fmt: skip
    """What should be looked at, the newest first; hidden articles are not among it.

    Args:
        conn: an archive's (`archive.folder.Archive`).
        before: where the page before this one ended.
    """
    found: list[Arrival] = []
    walked, last = 0, before or (1 << 62)
    for row in conn.execute(_SQL, {"before": last, "walked": _WALKED}):
        walked, last = walked + 1, row["seq"]
        one = _arrival(row)
        if one.sorts and (sort is None or sort in one.sorts) and portal in (None, one.portal):
            found.append(one)
            if len(found) == limit:
                break
    more = len(found) == limit or walked == _WALKED
    return Arrivals(rows=tuple(found), before=last if more else None)


def look(ed: Editorial, articles: Iterable[str], *, by: Actor) -> int:
    """Takes these out of the inbox until something new comes of them; how many."""
    done = 0
    with ed.transaction() as conn:
        for article in articles:
            done += conn.execute(
                "INSERT INTO looked (article, revision, gone, at, by) "
                "SELECT id, revision, gone_since IS NOT NULL, ?, ? FROM captured.articles WHERE id = ? "
                "ON CONFLICT (article) DO UPDATE SET revision = excluded.revision, "
                "gone = excluded.gone, at = excluded.at, by = excluded.by",
                (stamp(now()), by.name, article),
            ).rowcount
    return done


def look_at_all(ed: Editorial, until: int, *, by: Actor) -> None:
    """Takes everything that came up to this number of the log out of the inbox.

    What waits for review stays in it.
    """
    with ed.transaction() as conn:
        conn.execute("UPDATE looked_until SET seq = max(seq, ?)", (until,))
        workflow.note(ed, by=by, act="look at all", kind="inbox", key="", until=until)


def newest(conn: sqlite3.Connection) -> int:
    """The number of the last change that there is."""
    found: int = conn.execute("SELECT coalesce(max(seq), 0) FROM changes").fetchone()[0]
    return found


def _arrival(row: sqlite3.Row) -> Arrival:
    unsure = tuple(_unsure(row["confidence"]))
    doubts = tuple(dict.fromkeys(_doubts(row, unsure)))
    return Arrival(
        seq=row["seq"], article=row["id"], portal=row["portal"], title=row["title"],
        published=row["published"], last_captured=row["last_captured"], revision=row["revision"],
        sorts=() if row["hidden"] else tuple(_sorts(row, bool(doubts))), doubts=doubts,
        fields=unsure,
    )  # fmt: skip


def _sorts(row: sqlite3.Row, doubtful: bool) -> Iterator[Sort]:
    if row["waits"]:
        yield "waiting"
    known = row["looked_revision"]
    if row["gone_since"] and not (row["looked"] or row["looked_gone"]):
        yield "gone"
    if row["looked"] or (known is not None and known >= row["revision"]):
        return
    yield "new" if row["revision"] == 1 else "changed"
    if doubtful:
        yield "doubtful"


def _doubts(row: sqlite3.Row, unsure: tuple[str, ...]) -> Iterator[Doubt]:
    if row["published"] is None:
        yield "no date"
    for flag in (row["published_rule"] or "").split()[1:]:
        if flag in _FLAGS:
            yield _FLAGS[flag]
    if unsure:
        yield "unsure"


def _unsure(confidence: str) -> Iterator[str]:
    for name, share in json.loads(confidence or "{}").items():
        if share < _UNSURE:
            yield name
