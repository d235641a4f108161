"""The kinds of things that are read as one table: portals, communes, documents.

Each is a value that says where it lies; the addresses, parameters and documentation follow.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import Field, create_model

from publish.api.problems import ApiError
from publish.api.queries import Asked, Word, packed, unpacked
from publish.api.records import Commune, Document, Portal, Record


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A kind of thing that lies in one table."""

    name: str
    """In addresses: `/portals`, `/portals/{id}`."""
    title: str
    model: type[Record]
    source: str
    """Of SQL, the table as `t`."""
    columns: Mapping[str, str]
    """Field -> SQL."""
    key: tuple[str, ...]
    """Fields that name one, in this order; the first is its address."""
    filters: Mapping[str, str]
    """Parameter -> SQL that its values must equal."""

    @property
    def asked(self) -> type[Asked]:
        """The parameters of its list."""
        fields: dict[str, Any] = {
            name: (list[Word], Field([], max_length=50)) for name in self.filters
        }
        return create_model(f"Asked{self.model.__name__}s", __base__=Asked, **fields)

    def page(self, conn: sqlite3.Connection, asked: Any) -> tuple[list[dict[str, Any]], str | None]:
        """A page of the list in the order of its key, and the cursor of the next one."""
        parts, values = self._where(asked)
        if asked.cursor:
            last = unpacked(asked.cursor, *(str for _ in self.key))
            keys = ", ".join(self.columns[name] for name in self.key)
            marks = ", ".join(f":last_{place}" for place in range(len(self.key)))
            parts.append(f"({keys}) > ({marks})")
            values |= {f"last_{place}": one for place, one in enumerate(last)}
        order = ", ".join(self.columns[name] for name in self.key)
        rows = self._rows(
            conn, f"{' AND '.join(parts) or '1'} ORDER BY {order} LIMIT :limit",
            values | {"limit": asked.limit + 1},
        )  # fmt: skip
        more = len(rows) > asked.limit
        rows = rows[: asked.limit]
        return rows, packed(*(rows[-1][name] for name in self.key)) if more else None

    def total(self, conn: sqlite3.Connection, asked: Any) -> dict[str, Any]:
        parts, values = self._where(asked)
        number = conn.execute(
            f"SELECT count(*) FROM {self.source} WHERE {' AND '.join(parts) or '1'}", values
        ).fetchone()[0]
        return {"number": number, "exact": True}

    def one(self, conn: sqlite3.Connection, ident: str) -> dict[str, Any]:
        """The thing of this key; of several periods of a code, the latest.

        Raises:
            ApiError: there is none.
        """
        keys = [self.columns[name] for name in self.key]
        rows = self._rows(
            conn, f"{keys[0]} = :ident ORDER BY {keys[-1]} DESC LIMIT 1", {"ident": ident}
        )
        if not rows:
            raise ApiError(404, f"there is nothing called {ident!r} among the {self.name}")
        return rows[0]

    def _where(self, asked: Any) -> tuple[list[str], dict[str, Any]]:
        parts: list[str] = []
        values: dict[str, Any] = {}
        for name, column in self.filters.items():
            given = getattr(asked, name)
            if given:
                marks = ", ".join(f":{name}_{place}" for place in range(len(given)))
                parts.append(f"{column} IN ({marks})")
                values |= {f"{name}_{place}": one for place, one in enumerate(given)}
        return parts, values

    def _rows(self, conn: sqlite3.Connection, rest: str, values: Any) -> list[dict[str, Any]]:
        columns = ", ".join(f"{sql} AS {name}" for name, sql in self.columns.items())
        cursor = conn.execute(f"SELECT {columns} FROM {self.source} WHERE {rest}", values)
        return [dict(zip(self.columns, row, strict=True)) for row in cursor]


def _own(model: type[Record], **renamed: str) -> dict[str, str]:
    return {name: renamed.get(name, f"t.{name}") for name in model.model_fields}


TABLES = (
    Table(
        name="portals", title="Portals", model=Portal, source="portals t", columns=_own(Portal),
        key=("id",), filters={"platform": "t.platform", "state": "t.state"},
    ),
    Table(
        name="places", title="Communes", model=Commune, source="places t", columns=_own(Commune),
        key=("code", "valid_from"),
        filters={"province": "t.province", "district": "t.district", "kind": "t.kind"},
    ),
    Table(
        name="documents", title="Documents that articles cite", model=Document,
        source="documents t", columns=_own(Document, number="t.normal"), key=("number",),
        filters={"sort": "t.sort"},
    ),
)  # fmt: skip
