"""The search index holds both forms of a text in one column (`archive.search.codes.indexed`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive import search
from archive.migrations.registry import migrations

if TYPE_CHECKING:
    from sqlite_utils import Database


@migrations(name="0020_halves")
def halves(db: Database) -> None:
    """Made anew, unless it is new."""
    if {column.name for column in db[search.FTS_TABLE].columns} != set(search.LAYOUT):
        search.drop(db.conn)
        search.create(db.conn, table="current_articles")
        search.rebuild(db.conn)
