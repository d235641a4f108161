"""A list of the API, read page by page as it is gone through."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Generic, TypeVar
from urllib.parse import parse_qs, urlsplit

from luutru.client.connection import Connection
from luutru.client.records import read

T = TypeVar("T")


class Listing(Generic[T]):
    """Things of one kind, in their order. Each going-through asks anew.

    Nothing is missed or given twice while the archive changes.
    """

    def __init__(
        self, connection: Connection, path: str, kind: type[T], asked: Mapping[str, Any]
    ) -> None:
        self._connection, self._path, self._kind = connection, path, kind
        self._asked = dict(asked)

    def __iter__(self) -> Iterator[T]:
        for page in self.pages():
            yield from page

    def pages(self) -> Iterator[list[T]]:
        """Page by page."""
        cursor: str | None = None
        while True:
            found = self._page(cursor)
            yield [read(self._kind, one) for one in found["data"]]
            cursor = _cursor(found["links"]["next"])
            if cursor is None:
                return

    def first(self, number: int) -> list[T]:
        """At most so many of them."""
        found: list[T] = []
        for one in self:
            found.append(one)
            if len(found) == number:
                break
        return found

    def total(self) -> tuple[int, bool]:
        """How many there are, and whether exactly: of many it is said that there are at least so many."""
        total = self._page(None, limit=1)["total"]
        return total["number"], total["exact"]

    def _page(self, cursor: str | None, **more: Any) -> Any:
        return self._connection.get(self._path, self._asked | {"cursor": cursor} | more)


def _cursor(link: str | None) -> str | None:
    """Of a link: the site may call itself by another address than we do."""
    return parse_qs(urlsplit(link).query)["cursor"][0] if link else None
