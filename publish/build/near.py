"""Near-duplicates of the edition: `publish.near` told of every article that comes or goes."""

from __future__ import annotations

from collections.abc import Sequence

from publish.build.work import Entry, Work
from publish.near import index

SCHEMA = index.SCHEMA


def columns(work: Work, entry: Entry) -> None:
    """No reprint until it is compared."""
    entry.columns["reprint"] = 0


def add(work: Work, entries: Sequence[Entry]) -> None:
    """Compares these articles with all others."""
    names = ("id", "title", "body_text", "published")
    rows = [tuple(entry.columns[name] for name in names) for entry in entries]
    index.add(work.edition, rows)


def remove(work: Work, ids: Sequence[str]) -> None:
    """What was near to these articles is so no more."""
    index.remove(work.edition, ids)
