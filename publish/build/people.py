"""Persons whom articles name with their office."""

from __future__ import annotations

from collections.abc import Sequence

from publish.build.work import Entry, Work

SCHEMA = """
CREATE TABLE people (
    article TEXT NOT NULL REFERENCES articles(id),
    position INTEGER NOT NULL,
    name TEXT NOT NULL,
    office TEXT,
    organisation TEXT,
    PRIMARY KEY (article, position)
) WITHOUT ROWID
"""


def add(work: Work, entries: Sequence[Entry]) -> None:
    """In the order in which the article names them."""
    work.edition.executemany(
        "INSERT INTO people VALUES (?, ?, ?, ?, ?)",
        (
            (entry.article["id"], position, one["name"], one["office"], one["organisation"])
            for entry in entries
            for position, one in enumerate(entry.article["people"], 1)
        ),
    )


def remove(work: Work, ids: Sequence[str]) -> None:
    """Takes them out with their articles."""
    work.edition.execute(f"DELETE FROM people WHERE article IN ({','.join('?' * len(ids))})", ids)
