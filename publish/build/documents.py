"""Documents that articles cite: each with the articles that cite it."""

from __future__ import annotations

import json
from collections.abc import Sequence

from publish.build.work import Entry, Work
from publish.documents import folded, sort_of

SCHEMA = """
CREATE TABLE documents (
    normal TEXT PRIMARY KEY,
    folded TEXT NOT NULL,
    sort TEXT,
    articles INTEGER NOT NULL
);

CREATE INDEX documents_by_folded ON documents(folded);

CREATE INDEX documents_by_articles ON documents(articles);

CREATE INDEX documents_by_sort ON documents(sort, articles);

CREATE TABLE document_citations (
    article TEXT NOT NULL REFERENCES articles(id),
    document TEXT NOT NULL REFERENCES documents(normal),
    published TEXT NOT NULL,
    portal TEXT NOT NULL REFERENCES portals(id),
    PRIMARY KEY (article, document)
) WITHOUT ROWID;

CREATE INDEX citations_by_document ON document_citations(document, published, portal)
"""


def add(work: Work, entries: Sequence[Entry]) -> None:
    """What these articles cite; each document counts its articles."""
    for entry in entries:
        row = entry.columns
        for normal in dict.fromkeys(json.loads(row["citations"])):
            work.edition.execute(
                "INSERT INTO documents VALUES (?, ?, ?, 1) "
                "ON CONFLICT (normal) DO UPDATE SET articles = articles + 1",
                (normal, folded(normal), sort_of(normal)),
            )
            work.edition.execute(
                "INSERT INTO document_citations VALUES (?, ?, ?, ?)",
                (row["id"], normal, row["published"] or "", row["portal"]),
            )


def remove(work: Work, ids: Sequence[str]) -> None:
    """A document that nothing cites any more is gone with its last article."""
    marks = ",".join("?" * len(ids))
    edition = work.edition
    counts = edition.execute(
        f"SELECT document, count(*) FROM document_citations WHERE article IN ({marks}) "
        "GROUP BY document",
        ids,
    ).fetchall()
    edition.execute(f"DELETE FROM document_citations WHERE article IN ({marks})", ids)
    edition.executemany("UPDATE documents SET articles = articles - ?2 WHERE normal = ?1", counts)
    edition.executemany(
        "DELETE FROM documents WHERE normal = ? AND articles = 0", [(name,) for name, _ in counts]
    )
