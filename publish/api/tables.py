"""A kind of thing that is read as one table: its list, with filters and orders, and one of it.

A table is a value that says where its rows lie; addresses, parameters, SQL and documentation
follow from it. Which tables there are says `kinds.py`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints, create_model

from archive.text import fold
from publish.api.cursors import packed, unpacked
from publish.api.problems import ApiError
from publish.api.queries import Asked, Word, names_pattern
from publish.api.records import Record

COUNTED = 10_000
"""Things that are counted; of more it is said that there are at least so many."""

Day = Annotated[str, StringConstraints(pattern=r"^\d{4}(-\d\d(-\d\d)?)?$")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """A parameter that narrows a list down."""

    sql: str
    """With `{}` where the values go, if they do not go to its end."""
    how: Literal["any", "yes", "from", "to"] = "any"
    """any: it equals one of the values; yes: a condition that holds or does not; from and to: an ISO
    moment, of which the beginning is enough."""
    about: str | None = None

    @property
    def parameter(self) -> tuple[Any, Any]:
        """Type and field, for pydantic."""
        if self.how == "any":
            return list[Word], Field([], max_length=50, description=self.about)
        if self.how == "yes":
            return bool | None, Field(None, description=self.about)
        return Day | None, Field(None, description=self.about, examples=["2021-10-05", "2021"])

    def condition(self, name: str, given: Any) -> tuple[str, dict[str, Any]]:
        """In SQL, and its values."""
        if self.how == "any":
            values = {f"{name}_{place}": one for place, one in enumerate(given)}
            marks = ", ".join(f":{one}" for one in values)
            known = self.sql.format(marks) if "{}" in self.sql else f"{self.sql} IN ({marks})"
            return known, values
        if self.how == "yes":
            return f"({self.sql}) IS {'TRUE' if given else 'FALSE'}", {}
        if self.how == "from":
            return f"{self.sql} >= :{name}", {name: given}
        return f"substr({self.sql}, 1, {len(given)}) <= :{name}", {name: given}


Dress = Callable[[sqlite3.Connection, list[dict[str, Any]], str], None]


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
    """Field -> SQL; more than the model has only if `dress` takes them away."""
    key: tuple[str, ...]
    """Fields that name one, in this order; the first is its address."""
    filters: Mapping[str, Filter] = field(default_factory=dict)
    words: str | None = None
    """SQL of the text in which `q` is looked for."""
    orders: tuple[str, ...] = ()
    """Fields, never null, that a list can be sorted by; without one it has the order of its key."""
    large: tuple[str, ...] = ()
    """Fields that lists leave out unless they are asked for."""
    dress: Dress | None = None
    """Makes the rows what the model says."""
    single: bool = True
    """Is there an address for one of them?"""

    @property
    def asked(self) -> type[Asked]:
        """The parameters of its list; made anew each time."""
        known = tuple(self.model.model_fields)
        fields: dict[str, Any] = {
            "fields": (str | None, Field(
                None, pattern=names_pattern(known), description="Only these, separated by commas"
            ))
        }  # fmt: skip
        if self.words:
            fields["q"] = (str | None, Field(
                None, max_length=200, description="Found in its name, with or without marks"
            ))  # fmt: skip
        if self.orders:
            sorts = tuple(f"{sign}{name}" for name in self.orders for sign in ("", "-"))
            fields["sort"] = (Literal[sorts] | None, None)
        fields |= {name: one.parameter for name, one in self.filters.items()}
        return create_model(f"Asked{self.model.__name__}s", __base__=Asked, **fields)

    def page(
        self, conn: sqlite3.Connection, asked: Any, site: str
    ) -> tuple[list[dict[str, Any]], str | None]:
        """A page of the list, and the cursor of the next one."""
        parts, values = self._where(asked)
        sort = (asked.sort if self.orders else None) or ""
        way = "DESC" if sort.startswith("-") else "ASC"
        along = (*((sort.lstrip("-"),) if sort else ()), *self.key)
        if asked.cursor:
            told, *last = unpacked(asked.cursor, str, *map(self._kind, along))
            if told != sort:
                raise ApiError(404, "this cursor was given by a list of another order", "cursor")
            keys = ", ".join(self.columns[name] for name in along)
            marks = ", ".join(f":last_{place}" for place in range(len(along)))
            parts.append(f"({keys}) {'<' if sort.startswith('-') else '>'} ({marks})")
            values |= {f"last_{place}": one for place, one in enumerate(last)}
        order = ", ".join(f"{self.columns[name]} {way}" for name in along)
        rows = self._rows(
            conn, f"{' AND '.join(parts) or '1'} ORDER BY {order} LIMIT :limit",
            values | {"limit": asked.limit + 1},
        )  # fmt: skip
        more = len(rows) > asked.limit
        rows = rows[: asked.limit]
        cursor = packed(sort, *(rows[-1][name] for name in along)) if more else None
        if self.dress:
            self.dress(conn, rows, site)
        return [self._chosen(row, asked.fields) for row in rows], cursor

    def total(self, conn: sqlite3.Connection, asked: Any) -> dict[str, Any]:
        parts, values = self._where(asked)
        number = conn.execute(
            f"SELECT count(*) FROM (SELECT 1 FROM {self.source} "
            f"WHERE {' AND '.join(parts) or '1'} LIMIT {COUNTED + 1})", values
        ).fetchone()[0]  # fmt: skip
        return {"number": min(number, COUNTED), "exact": number <= COUNTED}

    def one(self, conn: sqlite3.Connection, ident: Any, site: str) -> dict[str, Any]:
        """The thing of this key; of several periods of a code, the latest.

        Args:
            ident: the whole key, or the first part of it.

        Raises:
            ApiError: there is none.
        """
        keys = [self.columns[name] for name in self.key]
        told = ident if isinstance(ident, tuple) else (ident,)
        where = " AND ".join(f"{key} = :k{place}" for place, key in enumerate(keys[: len(told)]))
        rows = self._rows(
            conn, f"{where} ORDER BY {keys[-1]} DESC LIMIT 1",
            {f"k{place}": one for place, one in enumerate(told)},
        )  # fmt: skip
        if not rows:
            shown = "/".join(map(str, told))
            raise ApiError(404, f"there is nothing called {shown!r} among the {self.name}")
        if self.dress:
            self.dress(conn, rows, site)
        return rows[0]

    def of_keys(
        self, conn: sqlite3.Connection, keys: Sequence[str], site: str
    ) -> dict[str, dict[str, Any]]:
        """Those of these keys that there are (the first part of the key is the whole of it)."""
        marks = ", ".join(f":k{place}" for place in range(len(keys)))
        rows = self._rows(
            conn, f"{self.columns[self.key[0]]} IN ({marks})",
            {f"k{place}": one for place, one in enumerate(keys)},
        )  # fmt: skip
        if self.dress:
            self.dress(conn, rows, site)
        return {row[self.key[0]]: row for row in rows}

    def _kind(self, name: str) -> type:
        return int if self.model.model_fields[name].annotation is int else str

    def _chosen(self, row: dict[str, Any], fields: str | None) -> dict[str, Any]:
        if fields:
            wanted = set(fields.split(","))
            return {name: value for name, value in row.items() if name in wanted}
        return {name: value for name, value in row.items() if name not in self.large}

    def _where(self, asked: Any) -> tuple[list[str], dict[str, Any]]:
        parts: list[str] = []
        values: dict[str, Any] = {}
        for name, one in self.filters.items():
            given = getattr(asked, name)
            if given is not None and given != []:
                condition, more = one.condition(name, given)
                parts.append(condition)
                values |= more
        if self.words and asked.q:
            parts.append(f"instr(vn_fold({self.words}), :q)")
            values["q"] = fold(asked.q)
        return parts, values

    def _rows(self, conn: sqlite3.Connection, rest: str, values: Any) -> list[dict[str, Any]]:
        columns = ", ".join(f"{sql} AS {name}" for name, sql in self.columns.items())
        cursor = conn.execute(f"SELECT {columns} FROM {self.source} WHERE {rest}", values)
        return [dict(zip(self.columns, row, strict=True)) for row in cursor]
