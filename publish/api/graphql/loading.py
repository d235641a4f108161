"""What is asked for on many things is read for all of them at once, in one question of the edition."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from strawberry.dataloader import DataLoader
from strawberry.types.nodes import FragmentSpread, InlineFragment, SelectedField, Selection
from strawberry.utils.str_converters import to_snake_case

from publish.api.articles import articles
from publish.api.edition import Edition
from publish.api.kinds import DOCUMENTS, PORTALS
from publish.api.records import Article
from publish.api.tables import Table

V = TypeVar("V")

_LATEST = {
    "portal": "SELECT rowid FROM article_facets WHERE portal = ? ORDER BY rowid DESC",
    "tag": "SELECT a.rowid FROM article_tags t JOIN articles a ON a.id = t.article "
    "WHERE t.tag = ? ORDER BY a.rowid DESC",
    "document": "SELECT a.rowid FROM document_citations c JOIN articles a ON a.id = c.article "
    "WHERE c.document = ? ORDER BY a.rowid DESC",
    "collection": "SELECT a.rowid FROM collection_items i JOIN articles a ON a.id = i.article "
    "WHERE i.collection = ? ORDER BY i.position",
}
"""Kind of thing -> the rowids of its articles, the newest first; of a collection in its order."""

Below = tuple[str, str, int, tuple[str, ...]]
"""Kind of thing, its key, how many of its articles, which fields of them."""


@dataclass(slots=True)
class Context:
    """One request: the edition, the address of the site, what is being loaded."""

    edition: Edition
    site: str
    portals: DataLoader[str, dict[str, Any] | None] = field(init=False)
    documents: DataLoader[str, dict[str, Any] | None] = field(init=False)
    below: DataLoader[Below, list[dict[str, Any]]] = field(init=False)

    def __post_init__(self) -> None:
        self.portals = DataLoader(load_fn=self._rows_of(PORTALS))
        self.documents = DataLoader(load_fn=self._rows_of(DOCUMENTS))
        self.below = DataLoader(load_fn=self._load_below)

    async def read(self, work: Callable[[sqlite3.Connection], V]) -> V:
        """`work(connection)`."""
        found: V = await self.edition.read(work)
        return found

    def _rows_of(self, table: Table) -> Any:
        async def load(keys: list[str]) -> list[dict[str, Any] | None]:
            rows = await self.read(lambda conn: table.of_keys(conn, keys, self.site))
            return [rows.get(key) for key in keys]

        return load

    async def _load_below(self, asked: list[Below]) -> list[list[dict[str, Any]]]:
        return await self.read(lambda conn: _below(conn, asked, self.site))


def _below(
    conn: sqlite3.Connection, asked: Sequence[Below], site: str
) -> list[list[dict[str, Any]]]:
    rowids = {
        one: [row[0] for row in conn.execute(f"{_LATEST[one[0]]} LIMIT ?", (one[1], one[2]))]
        for one in dict.fromkeys(asked)
    }
    together: dict[tuple[str, ...], dict[int, None]] = defaultdict(dict)
    for (*_, names), found in rowids.items():
        together[names].update(dict.fromkeys(found))
    values: dict[tuple[tuple[str, ...], int], dict[str, Any]] = {}
    for names, wanted in together.items():
        given = articles(conn, list(wanted), names, site)
        values |= {(names, rowid): one for rowid, one in zip(wanted, given, strict=True)}
    return [[values[one[3], rowid] for rowid in rowids[one]] for one in asked]


def wanted(selections: Iterable[Selection]) -> tuple[str, ...]:
    """The fields of articles that are selected anywhere below, and what these rest on."""
    names: set[str] = {"id"}
    _collect(selections, names)
    names |= {"portal", "citations"} & {_RESTS.get(name, name) for name in names}
    return tuple(name for name in Article.model_fields if name in names)


_RESTS = {"portal_details": "portal", "cited_documents": "citations"}


def _collect(selections: Iterable[Selection], names: set[str]) -> None:
    for one in selections:
        if isinstance(one, SelectedField):
            names.add(to_snake_case(one.name))
        if isinstance(one, SelectedField | InlineFragment | FragmentSpread):
            _collect(one.selections, names)
