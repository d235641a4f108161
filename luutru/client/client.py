"""The site: lists, one of a kind, the stream of all articles."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from types import TracebackType
from typing import Any, Self, TypeVar
from urllib.parse import quote

from luutru.client import stream
from luutru.client.connection import Connection
from luutru.client.desk import Desk
from luutru.client.listing import Listing
from luutru.client.records import (
    Article,
    Collection,
    Commune,
    Document,
    Page,
    Portal,
    Revision,
    Tag,
    read,
)

T = TypeVar("T")

Names = str | Sequence[str] | None
"""`"title,url"` or `["title", "url"]`."""


class Client:
    """The content API of one site. Use as a context manager, or `close` it.

    Parameters of lists are those of the API (`/api/v1/docs`): `portal="xa-thanh-hyen"`,
    `portal=["a", "b"]`, `published_from="2021"`, `has_images=True`, `sort="-captured"`, `limit=200`
    on a page. One that it does not know is refused by name.

    Raises, wherever the site is asked:
        ClientError
    """

    def __init__(
        self, site: str, token: str | None = None, *, timeout: float = 30.0,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:  # fmt: skip
        """
        Args:
            site: where readers find it, `https://luutru.example.vn`.
            token: of `luutru token make`, for the desk.
        """
        self._connection = Connection(site, token, timeout=timeout, sleep=sleep)
        self.desk = Desk(self._connection)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        self._connection.close()

    # -- articles ------------------------------------------------------------------------

    def articles(
        self, q: str | None = None, *, fields: Names = None, include: Names = None, **asked: Any
    ) -> Listing[Article]:
        """Articles, best first with `q`, newest first without; texts only if `fields` names them."""
        return self._list(
            "/articles", Article, asked, q=q, fields=_with_id(fields), include=include
        )

    def article(self, id: str, *, fields: Names = None, include: Names = None) -> Article:
        """One, with its text; pictures and documents with `include="images,attachments"`.

        Raises:
            NotFound
        """
        asked = {"fields": _joined(_with_id(fields)), "include": _joined(include)}
        return read(Article, self._connection.get(f"/articles/{_part(id)}", asked))

    def stream_articles(
        self, *, after: str | None = None, fields: Names = None, include: Names = None, **asked: Any
    ) -> Iterator[Article]:
        """All of them in the order of their ids, without cap and in constant memory.

        It goes on by itself when a connection breaks; `after` goes on behind the last article of an
        earlier run.
        """
        names = {"fields": _joined(_with_id(fields)), "include": _joined(include)}
        return stream.articles(self._connection, {**asked, **names}, after)

    def revisions(self, id: str, **asked: Any) -> Listing[Revision]:
        """Of an article, the first one first."""
        return self._list(f"/articles/{_part(id)}/revisions", Revision, asked)

    # -- other things --------------------------------------------------------------------

    def portals(self, q: str | None = None, **asked: Any) -> Listing[Portal]:
        return self._list("/portals", Portal, asked, q=q)

    def portal(self, id: str) -> Portal:
        return self._one("/portals", Portal, id)

    def places(self, q: str | None = None, **asked: Any) -> Listing[Commune]:
        """Communes and wards in the periods in which their codes meant them."""
        return self._list("/places", Commune, asked, q=q)

    def place(self, code: str) -> Commune:
        """Of several periods of a code, the latest."""
        return self._one("/places", Commune, code)

    def documents(self, q: str | None = None, **asked: Any) -> Listing[Document]:
        """Documents that articles cite."""
        return self._list("/documents", Document, asked, q=q)

    def document(self, number: str) -> Document:
        """By its number, `05-CT/TW`, whose slashes stay."""
        return read(Document, self._connection.get(f"/documents/{quote(number)}"))

    def tags(self, q: str | None = None, **asked: Any) -> Listing[Tag]:
        return self._list("/tags", Tag, asked, q=q)

    def tag(self, id: str) -> Tag:
        return self._one("/tags", Tag, id)

    def collections(self, q: str | None = None, **asked: Any) -> Listing[Collection]:
        return self._list("/collections", Collection, asked, q=q)

    def collection(self, id: str) -> Collection:
        return self._one("/collections", Collection, id)

    def collected(self, id: str, *, include: Names = None, **asked: Any) -> Listing[Article]:
        """The articles of a collection, in its order."""
        path = f"/collections/{_part(id)}/articles"
        return self._list(path, Article, asked, include=include)

    def pages(self, q: str | None = None, **asked: Any) -> Listing[Page]:
        """Pages that editors have written."""
        return self._list("/pages", Page, asked, q=q)

    def page(self, id: str) -> Page:
        return self._one("/pages", Page, id)

    def _list(self, path: str, kind: type[T], asked: dict[str, Any], **more: Names) -> Listing[T]:
        names = {name: _joined(value) for name, value in more.items()}
        return Listing(self._connection, path, kind, asked | names)

    def _one(self, path: str, kind: type[T], id: str) -> T:
        return read(kind, self._connection.get(f"{path}/{_part(id)}"))


def _part(id: str) -> str:
    """As one part of a path, whatever is in it."""
    return quote(id, safe="")


def _joined(names: Names) -> str | None:
    return names if names is None or isinstance(names, str) else ",".join(names)


def _with_id(names: Names) -> str | None:
    """An article is known by its id, whatever else is asked for."""
    told = _joined(names)
    return told if told is None or "id" in told.split(",") else f"id,{told}"
