"""What the API gives, as frozen dataclasses. Meanings are those of its documentation, `/api/v1/docs`.

A field that was not asked for (`fields=`, `include=`) is empty; one that a newer site adds is passed
over, and is in `given`, the JSON as it came.
"""

from __future__ import annotations

import typing
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A commune on the day of an article, and of today."""

    code: str | None = None
    name: str | None = None
    district: str | None = None
    province: str | None = None
    code_now: str | None = None
    name_now: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A tag or a collection of an article."""

    id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """A field as an editor has corrected it."""

    field: str
    value: str | None
    was: str | None
    reason: str
    source: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """A picture of an article."""

    id: str | None = None
    position: int
    url: str
    caption: str | None = None
    credit: str | None = None
    sha256: str | None = None
    width: int | None = None
    height: int | None = None
    renditions: tuple[str, ...] = ()
    """Addresses on the site, smallest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A document of an article."""

    position: int
    url: str
    name: str
    sha256: str | None = None
    bytes: int | None = None
    content_type: str | None = None
    withheld: bool = False
    file: str | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody whom an article names with an office."""

    position: int
    name: str
    office: str | None = None
    organisation: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """One state of an article."""

    article: str = ""
    number: int = 0
    captured_at: str = ""
    title: str = ""
    published: str | None = None
    lead: str | None = None
    body_text: str = ""
    payload_sha256: str = ""
    origin: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """An article in its current revision."""

    id: str
    permalink: str = ""
    url: str = ""
    portal: str = ""
    title: str = ""
    published: str | None = None
    published_text: str | None = None
    published_precision: str | None = None
    lead: str | None = None
    body_text: str = ""
    """Not in lists, unless `fields` names it."""
    body_html: str = ""
    """Not in lists, unless `fields` names it."""
    author: str | None = None
    source: str | None = None
    category: str | None = None
    place: Place = Place()
    citations: tuple[str, ...] = ()
    first_captured: str = ""
    last_captured: str = ""
    revision: int = 0
    revisions: int = 0
    gone_since: str | None = None
    gone_reason: str | None = None
    summary: str | None = None
    note: str | None = None
    note_html: str | None = None
    edited_at: str | None = None
    tags: tuple[Named, ...] = ()
    collections: tuple[Named, ...] = ()
    corrections: tuple[Correction, ...] = ()
    public_since: str | None = None
    changed_at: str | None = None
    image_count: int = 0
    attachment_count: int = 0
    images: tuple[Image, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    people: tuple[Person, ...] = ()
    history: tuple[Revision, ...] = ()
    given: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Portal:
    """A portal of the archive."""

    id: str = ""
    name: str = ""
    short_name: str = ""
    url: str = ""
    platform: str | None = None
    articles: int = 0
    gone: int = 0
    first_published: str | None = None
    last_published: str | None = None
    last_captured: str | None = None
    state: str | None = None
    last_success: str | None = None
    last_seen_alive: str | None = None
    given: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Commune:
    """A commune or ward in the period in which its code meant it."""

    code: str = ""
    name: str = ""
    kind: str = ""
    district: str | None = None
    province: str = ""
    valid_from: str = ""
    valid_to: str | None = None
    given: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A document that articles cite."""

    number: str = ""
    sort: str | None = None
    articles: int = 0
    given: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """A word by which editors bring articles together."""

    id: str = ""
    name: str = ""
    articles: int = 0
    given: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Collection:
    """Articles in an order that editors have chosen."""

    id: str = ""
    title: str = ""
    lead: str | None = None
    body: str = ""
    body_html: str = ""
    articles: int = 0
    edited_at: str = ""
    given: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page that editors have written."""

    id: str = ""
    title: str = ""
    lead: str | None = None
    body: str = ""
    body_html: str = ""
    about: str | None = None
    edited_at: str = ""
    given: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """Where an article, a page or a collection stands at the desk, and its newest version."""

    kind: str
    key: str
    etag: str
    """What the next change of it is made with: who was slower is refused."""
    status: str
    mark: int = 0
    version: int = 0
    live: int | None = None
    changed: bool = False
    revision: int | None = None
    due: str | None = None
    due_version: int | None = None
    due_by: str | None = None
    content: Mapping[str, Any] = field(default_factory=dict)
    hidden: Mapping[str, Any] | None = None
    captured: Mapping[str, Any] | None = None
    dry_run: bool = False
    given: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One version of an item."""

    number: int
    at: str
    by: str
    reason: str = ""
    restored: int | None = None
    live: bool = False
    content: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of one item of a batch."""

    kind: str
    key: str
    before: Mapping[str, Any] | None = None
    after: Mapping[str, Any] | None = None
    error: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """What came of many at once."""

    id: str | None = None
    failed: int = 0
    outcomes: tuple[Outcome, ...] = ()
    dry_run: bool = False


def read(kind: type[T], given: Mapping[str, Any]) -> T:
    """The record that this JSON object is."""
    values: dict[str, Any] = {}
    hashable: Any = kind
    for name, of in _parts(hashable).items():
        if name in given:
            values[name] = _value(of, given[name])
    if "given" in hashable.__dataclass_fields__:
        values["given"] = given
    return kind(**values)


def _value(of: type | None, given: Any) -> Any:
    if isinstance(given, list):
        return tuple(_value(of, one) for one in given)
    return read(of, given) if of and isinstance(given, Mapping) else given


@cache
def _parts(kind: Any) -> dict[str, type | None]:
    """Field -> the record that it holds, alone or many; None: a plain value."""
    hints = typing.get_type_hints(kind)
    return {name: _record_in(hints[name]) for name in hints if name != "given"}


def _record_in(hint: Any) -> type | None:
    if isinstance(hint, type):
        return hint if hasattr(hint, "__dataclass_fields__") else None
    found = (_record_in(one) for one in typing.get_args(hint))
    return next((one for one in found if one), None)
