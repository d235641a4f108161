"""The schema of archive.db as numbered migrations (sqlite-utils), one module each.

A migration, once released, is never edited: the next change is the next number. Names carry
their number, so the applied set tells the version of a database. The imports below are the
order in which they are applied.
"""

from __future__ import annotations

from archive.migrations import (
    m0001_spine,  # noqa: F401
    m0002_order_of_dates,  # noqa: F401
    m0003_siblings,  # noqa: F401
    m0004_places,  # noqa: F401
    m0005_people,  # noqa: F401
    m0006_attachment_texts,  # noqa: F401
    m0007_rereads,  # noqa: F401
    m0008_incremental,  # noqa: F401
    m0009_lists,  # noqa: F401
    m0010_hostile,  # noqa: F401
    m0011_politeness,  # noqa: F401
    m0012_crawl_reports,  # noqa: F401
    m0013_probes,  # noqa: F401
    m0014_provenance,  # noqa: F401
    m0015_fixity,  # noqa: F401
    m0016_changes,  # noqa: F401
    m0017_place_shapes,  # noqa: F401
    m0018_shape_changes,  # noqa: F401
    m0019_hidden_moves,  # noqa: F401
    m0020_halves,  # noqa: F401
)
from archive.migrations.registry import migrations

APPLICATION_ID = 0x4C555452
"""`LUTR` in the SQLite header: this file is a luutru archive."""

__all__ = ["APPLICATION_ID", "migrations"]
