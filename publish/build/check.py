"""An edition that is not sound is never shown: what is looked at before it takes its place."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence

from archive import search
from archive.known import in_batches
from publish.errors import PublishError

_SAMPLE = 500
"""Changed articles that are asked of the index by their own words."""


def whole(edition: sqlite3.Connection, articles: int) -> None:
    """Looks at a new edition.

    Raises:
        PublishError: it is not sound.
    """
    _told(
        len(edition.execute("PRAGMA foreign_key_check").fetchall()),
        len(search.lies(edition)),
        edition.execute("SELECT count(*) FROM articles").fetchone()[0],
        articles,
    )


def changed(
    edition: sqlite3.Connection, added: Sequence[str], removed: Iterable[str], held: int,
    articles: int,
) -> None:  # fmt: skip
    """Looks at what an update has changed, in time proportional to that.

    Args:
        held: articles of the edition, as its portals count them.
        articles: as there should be.

    Raises:
        PublishError: it is not sound.
    """
    broken = _orphans(edition, "articles", sorted(set(removed) - set(added)))
    broken += _strangers(edition, added)
    step = max(1, len(added) // _SAMPLE)
    lost = sum(not _is_found(edition, ident) for ident in added[::step])
    _told(broken, lost, held, articles)


def _told(broken: int, lost: int, held: int, articles: int) -> None:
    if broken or lost or held != articles:
        raise PublishError(
            f"the new edition is not sound ({broken} broken references, {lost} articles "
            f"not found by search, {held} of {articles} articles); the old one stays. "
            "This is a fault of luutru: please report it with the output of `luutru doctor`"
        )


def _orphans(edition: sqlite3.Connection, parent: str, ids: Sequence[str]) -> int:
    """Rows that refer to what is not there any more, in columns with an index."""
    tables = edition.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()
    found = 0
    for (table,) in tables:
        for key in edition.execute(f"PRAGMA foreign_key_list([{table}])").fetchall():
            if key[2] == parent and key[3] in _indexed(edition, table):
                for batch in in_batches(ids):
                    marks = ",".join("?" * len(batch))
                    sql = f"SELECT count(*) FROM [{table}] WHERE [{key[3]}] IN ({marks})"
                    found += edition.execute(sql, batch).fetchone()[0]
    return found


def _indexed(edition: sqlite3.Connection, table: str) -> set[str]:
    """Columns that an index of the table begins with."""
    names = [row[1] for row in edition.execute(f"PRAGMA index_list([{table}])").fetchall()]
    return {edition.execute(f"PRAGMA index_info([{name}])").fetchone()[2] for name in names}


def _strangers(edition: sqlite3.Connection, ids: Sequence[str]) -> int:
    """Articles among these that are not there, or whose portal is not."""
    found = 0
    for batch in in_batches(ids):
        marks = ",".join("?" * len(batch))
        found += (
            len(batch)
            - edition.execute(
                "SELECT count(*) FROM articles a JOIN portals p ON p.id = a.portal "
                f"WHERE a.id IN ({marks})",
                batch,
            ).fetchone()[0]
        )
    return found


def _is_found(edition: sqlite3.Connection, ident: str) -> bool:
    rowid, title = edition.execute(
        "SELECT rowid, title FROM articles WHERE id = ?", (ident,)
    ).fetchone()
    terms = " ".join(word for term in search.parse(title)[:8] for word in term.words)
    asked = f"SELECT 1 FROM {search.FTS_TABLE} WHERE {search.FTS_TABLE} MATCH ? AND rowid = ?"
    query = search.match_query(terms)
    return not terms or edition.execute(asked, (query, rowid)).fetchone() is not None
