"""What the desk answers to programs."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from publish.api.records import Links, Record

Kind = Literal["article", "page", "collection"]
Status = Literal["draft", "waiting", "published", "unpublished", "hidden"]


class Hidden(Record):
    """That it must not be shown."""

    hidden_at: str
    reason: str
    basis: str
    by: str | None


class Captured(Record):
    """What the archive has of an article: its present revision, never changed by editors.

    Numbers of persons are masked; `unmasked=true` shows them to who may see them.
    """

    url: str
    portal: str
    revision: int
    captured_at: str
    title: str
    published: str | None
    published_text: str | None
    lead: str | None
    body_text: str
    author: str | None
    source: str | None
    category: str | None
    images: list[dict[str, Any]]
    confidence: dict[str, Any]
    gone_since: str | None
    masked: bool = Field(description="Is anything masked here?")


class ItemLine(Record):
    """Where an item stands."""

    kind: Kind
    key: str
    etag: str = Field(description="For `If-Match`")
    mark: int = Field(description="Of its last act; 0: nobody has touched it")
    version: int = Field(description="The newest; 0: none")
    live: int | None = Field(description="The version that the public sees")
    status: Status = Field(
        description="For the public; `waiting`: for review, none of it is published yet"
    )
    changed: bool = Field(description="Is there a newer version than the public sees?")
    revision: int | None = Field(description="Of an article: the revision that was published")
    due: str | None = Field(description="When it will be published")
    due_version: int | None
    due_by: str | None


class Item(ItemLine):
    """Where an item stands, and what its newest version says."""

    content: dict[str, Any]
    hidden: Hidden | None
    captured: Captured | None = Field(description="Of an article")
    dry_run: bool = Field(default=False, description="Nothing was done: it would be so")


class ItemPage(Record):
    """A page of items."""

    data: list[ItemLine]
    links: Links


class Version(Record):
    """One version of an item; versions are never changed."""

    number: int
    at: str
    by: str
    reason: str
    restored: int | None = Field(description="The version that it repeats")
    live: bool
    content: dict[str, Any]


class Versions(Record):
    """All versions of an item, the newest first."""

    data: list[Version]


class Act(Record):
    """One line of the log."""

    id: int
    at: str
    by: str
    via: str
    act: str
    kind: str
    key: str
    reason: str
    detail: dict[str, Any]


class ActPage(Record):
    """Lines of the log, the newest first."""

    data: list[Act]
    links: Links


class Policy(Record):
    """Are new captures of a portal shown at once?"""

    portal: str
    publish: Literal["at once", "review"]
    since: str | None
    by: str | None


class Policies(Record):
    """Of every portal."""

    data: list[Policy]


class Standing(Record):
    """Where an item stood."""

    mark: int
    version: int
    live: int | None
    shown: bool | None
    due: str | None


class Outcome(Record):
    """What came of one item."""

    kind: Kind
    key: str
    before: Standing | None
    after: Standing | None
    error: str | None = Field(description="Why nothing was done to it")


class Batch(Record):
    """What came of all."""

    id: str | None = Field(description="For undo; null when it was only tried, or nothing was done")
    failed: int
    outcomes: list[Outcome]
    dry_run: bool


class Link(Record):
    """An address that shows what is not public, to whoever has it."""

    url: str
    kind: Kind
    key: str
    version: int
    ends_at: str


class Preview(Record):
    """An item as the public would see it if this version were published."""

    kind: Kind
    key: str
    version: int
    ends_at: str
    article: dict[str, Any] | None
    page: dict[str, Any] | None
    collection: dict[str, Any] | None


class Me(Record):
    """Who asks."""

    name: str
    role: str
    scopes: list[str] | None = Field(description="Of the token; null: signed in with a browser")
    permissions: list[str]
