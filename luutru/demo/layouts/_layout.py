"""What a layout is: from this week's articles and a request to the page that is answered.

A layout keeps no state: everything it shows comes from the edition and the request. Sockets,
the visitor counter and the log belong to `portals`; texts to `content`.
"""

from __future__ import annotations

import html
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import ClassVar

from luutru.demo.content import Picture, SampleArticle, SampleContent

NOT_FOUND_TITLE = "Không tìm thấy trang"
NOT_FOUND_TEXT = "Địa chỉ bạn vừa truy cập không tồn tại hoặc đã được gỡ khỏi trang thông tin."
WEEKDAYS = ("hai", "ba", "tư", "năm", "sáu", "bảy")
SUNDAY = "Chủ nhật"
HTML = "text/html; charset=utf-8"
PDF = "application/pdf"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request, as a layout needs to know it."""

    path: str
    """Decoded, without the query."""
    query: Mapping[str, str]
    form: Mapping[str, str]
    """Fields of a POST; empty for a GET."""
    visit: int
    """How many pages were answered before: the visitor counter."""
    now: datetime
    origin: str
    """Scheme, host and port of the portal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What the portal answers."""

    body: str | bytes
    status: int = 200
    content_type: str = HTML
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file of the portal: a picture or a document."""

    content_type: str
    read: Callable[[], bytes]
    modified: datetime
    download_name: str | None = None
    """Sent with Content-Disposition and without validators, as a download script does."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Edition:
    """What a portal shows this week. A page is answered as quickly however many articles there are."""

    content: SampleContent
    articles: tuple[SampleArticle, ...]
    """Newest first, without those that are gone."""
    edited: frozenset[int] = frozenset()
    """Ids of the articles that were changed since the first week."""

    @cached_property
    def _by_category(self) -> Mapping[str, tuple[SampleArticle, ...]]:
        found: dict[str, list[SampleArticle]] = {}
        for article in self.articles:
            found.setdefault(article.category, []).append(article)
        return {slug: tuple(articles) for slug, articles in found.items()}

    @cached_property
    def by_slug(self) -> Mapping[str, SampleArticle]:
        return {article.slug: article for article in reversed(self.articles)}

    @cached_property
    def places(self) -> Mapping[int, int]:
        """Id of an article -> its place among all, the newest at 0."""
        return {article.id: place for place, article in enumerate(self.articles)}

    def in_category(self, slug: str) -> tuple[SampleArticle, ...]:
        return self._by_category.get(slug, ())


class Layout(ABC):
    """One vendor's way of laying out a portal."""

    name: ClassVar[str]
    port: ClassVar[int]
    """Where the demo likes to serve it, so that addresses stay the same from run to run."""
    precision: ClassVar[str]
    """Of the stamp on an article page: `second` or `minute`."""
    prints: ClassVar[frozenset[str]]
    """Which of lead, author, source and category an article page shows."""
    banner_path: ClassVar[str]

    @abstractmethod
    def address(self, article: SampleArticle) -> str:
        """The path of an article to which all its other addresses come down."""

    @abstractmethod
    def duplicates(self, edition: Edition, article: SampleArticle) -> tuple[str, ...]:
        """Other paths that show or lead to the same article."""

    @abstractmethod
    def stamp(self, moment: datetime) -> str:
        """The time of publication as printed, without its label."""

    @abstractmethod
    def picture_path(self, article: SampleArticle, picture: Picture) -> str: ...

    @abstractmethod
    def document_path(self, article: SampleArticle, index: int) -> str: ...

    @abstractmethod
    def robots(self, origin: str) -> str: ...

    @abstractmethod
    def answer(self, edition: Edition, request: Request) -> Reply:
        """Any page: never raises for an unknown address."""

    def thumbnail_path(self, article: SampleArticle, picture: Picture) -> str | None:
        """Where a smaller copy of a picture lies, if this layout makes them."""
        return None

    def sends_documents_by_script(self) -> bool:
        """Are attachments answered by a script that names the file in a header?"""
        return False


def escape(text: str) -> str:
    """Text as it stands in HTML, in elements and attributes alike."""
    return html.escape(text, quote=True)


def weekday(moment: datetime) -> str:
    """`Thứ hai` ... `Chủ nhật`."""
    return SUNDAY if moment.weekday() == 6 else f"Thứ {WEEKDAYS[moment.weekday()]}"


def page_of(articles: Sequence[SampleArticle], number: int, size: int) -> tuple[SampleArticle, ...]:
    """The articles on one list page; the first page is 1."""
    return tuple(articles[(number - 1) * size : number * size])


def page_count(articles: Sequence[SampleArticle], size: int) -> int:
    return max(1, -(-len(articles) // size))


def number_in(text: str | None) -> int | None:
    """A positive decimal number, or None for anything else."""
    return int(text) if text and text.isascii() and text.isdigit() and int(text) > 0 else None


def neighbours(
    edition: Edition, article: SampleArticle, count: int
) -> tuple[tuple[SampleArticle, ...], tuple[SampleArticle, ...]]:
    """The next newer and the next older articles of the same category."""
    same = edition.in_category(article.category)
    place = next(i for i, other in enumerate(same) if other.id == article.id)
    return same[max(0, place - count) : place], same[place + 1 : place + 1 + count]
