"""Where the links of the bodies lead: which articles must be shown anew when another comes or goes."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence

from archive.editorial import showing
from archive.known import in_batches
from publish.build.work import Entry, Work

SCHEMA = """
CREATE TABLE links (
    article TEXT NOT NULL REFERENCES articles(id),
    url TEXT NOT NULL,
    target TEXT,
    PRIMARY KEY (article, url)
) WITHOUT ROWID;

CREATE INDEX links_by_url ON links(url);

CREATE INDEX links_by_target ON links(target) WHERE target IS NOT NULL
"""


def target(source: sqlite3.Connection, url: str) -> str | None:
    """The article of this address, if it may be shown."""
    row = source.execute(
        f"SELECT u.article FROM article_urls u JOIN {showing.VIEW} s ON s.id = u.article "
        "WHERE u.url = ?",
        (url,),
    ).fetchone()
    return str(row[0]) if row else None


def add(work: Work, entries: Sequence[Entry]) -> None:
    """Every web address that a body leads to."""
    work.edition.executemany(
        "INSERT INTO links VALUES (?, ?, ?)",
        [(entry.article["id"], url, to) for entry in entries for url, to in entry.links.items()],
    )


def remove(work: Work, ids: Sequence[str]) -> None:
    """Takes out the links of these articles, not those that lead to them."""
    marks = ",".join("?" * len(ids))
    work.edition.execute(f"DELETE FROM links WHERE article IN ({marks})", ids)


def led_elsewhere(work: Work, ids: Iterable[str]) -> set[str]:
    """Articles of the edition with a link that leads elsewhere now, since these have changed."""
    links: set[tuple[str, str, str | None]] = set()
    for batch in in_batches(sorted(ids)):
        marks = ",".join("?" * len(batch))
        urls = [
            row[0]
            for row in work.source.execute(
                f"SELECT url FROM article_urls WHERE article IN ({marks})", batch
            )
        ]
        links |= _links(work.edition, "target", batch)
        for some in in_batches(urls):
            links |= _links(work.edition, "url", some)
    return {article for article, url, to in links if target(work.source, url) != to}


def _links(
    edition: sqlite3.Connection, column: str, values: Sequence[str]
) -> set[tuple[str, str, str | None]]:
    marks = ",".join("?" * len(values))
    return set(
        edition.execute(
            f"SELECT article, url, target FROM links WHERE {column} IN ({marks})", values
        )
    )
