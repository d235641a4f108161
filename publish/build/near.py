"""Near-duplicates of the edition: `publish.near` told of every article that comes or goes."""

from __future__ import annotations

from collections.abc import Sequence

from publish.build import counts
from publish.build.work import Entry, Work
from publish.near import index

SCHEMA = index.SCHEMA


def columns(work: Work, entry: Entry) -> None:
    """No reprint until it is compared."""
    entry.columns["reprint"] = 0


def add(work: Work, entries: Sequence[Entry]) -> None:
    """Compares these articles with all others."""
    rows = [
        (row["id"], row["title"], row["body_text"], row["published"])
        for row in (entry.columns for entry in entries)
    ]
    counts.mark_reprints(work, index.add(work.edition, rows))


def remove(work: Work, ids: Sequence[str]) -> None:
    """What was near to these articles is so no more."""
    counts.mark_reprints(work, index.remove(work.edition, ids))
