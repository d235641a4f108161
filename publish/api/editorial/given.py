"""What programs send to the desk. What the archive says of values (`archive.editorial.record`) comes after."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from publish.api.records import ArticleId

Reason = Annotated[str, StringConstraints(max_length=2000)]
Needed = Annotated[str, StringConstraints(min_length=1, max_length=2000, pattern=r"\S")]
Slug = Annotated[
    str,
    StringConstraints(max_length=80, pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$"),
    Field(examples=["dai-hoi-dang-2020"]),
]
Title = Annotated[str, StringConstraints(min_length=1, max_length=500, pattern=r"\S")]
Name = Annotated[
    str,
    StringConstraints(
        pattern=r"^(title|published|lead|author|source|category|portal|place"
        r"|(caption|credit):\S{1,2000})$"
    ),
]
Share = Annotated[float, Field(ge=0, le=1)]
Point = Annotated[tuple[Share, Share], Field(strict=False)]
KeyHeader = Annotated[str, StringConstraints(pattern=r"^[!-~]{1,255}$")]
TagHeader = Annotated[str, StringConstraints(pattern=r'^("[0-9]{1,18}"|\*)$')]


def _whole(value: object) -> object:
    """JSON has one kind of number: 3.0 is a whole one."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


Number = Annotated[int, Field(ge=1, le=1_000_000), BeforeValidator(_whole)]
NumberFromZero = Annotated[int, Field(ge=0, le=1_000_000), BeforeValidator(_whole)]
Minutes = Annotated[int, Field(ge=1, le=14 * 24 * 60), BeforeValidator(_whole)]


def _told(value: object) -> object:
    """Text that tells a day and a time; numbers are no moments."""
    if not isinstance(value, str) or not re.match(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d", value):
        raise ValueError("a moment with its offset is wanted, 2026-12-01T07:00:00+07:00")
    return value


Moment = Annotated[
    AwareDatetime,
    Field(strict=False, examples=["2026-12-01T07:00:00+07:00"]),
    BeforeValidator(_told),
]


class Given(BaseModel):
    """Nothing unknown is taken."""

    model_config = ConfigDict(extra="forbid", strict=True)


class CorrectionGiven(Given):
    """One field as it should be."""

    value: Annotated[str, StringConstraints(max_length=5000)] | None = Field(
        description="null: the page says nothing that is true; `place`: the code of a commune"
    )
    reason: Needed
    source: Reason | None = Field(None, description="Where the right value is found")


class ArticleContent(Given):
    """What editors say of an article."""

    corrections: dict[Name, CorrectionGiven] = Field(
        {}, json_schema_extra={"additionalProperties": False}
    )
    summary: Annotated[str, StringConstraints(max_length=5000)] | None = None
    note: Annotated[str, StringConstraints(max_length=50_000)] | None = Field(
        None, description="Markdown"
    )
    tags: list[Annotated[str, StringConstraints(max_length=80)]] = Field([], max_length=50)
    focal: dict[str, Point] = Field(
        {}, max_length=1000, description="Address of a picture -> what stays in sight: [x, y]"
    )


class _Text(Given):
    title: Title
    lead: Annotated[str, StringConstraints(max_length=5000)] | None = None
    body: Annotated[str, StringConstraints(max_length=500_000)] = Field("", description="Markdown")


class PageContent(_Text):
    """A page."""

    about: (
        Annotated[str, StringConstraints(pattern=r"^(portal:[a-z0-9-]{1,80}|place:[0-9]{1,8})$")]
        | None
    ) = Field(None, description="What it introduces: `portal:ID` or `place:CODE`")


class CollectionContent(_Text):
    """A collection."""

    items: list[ArticleId] = Field(
        [], max_length=10_000, description="Articles in their order",
        json_schema_extra={"uniqueItems": True},
    )  # fmt: skip


class Why(Given):
    """An act that needs nothing but a reason, which may be left out."""

    reason: Reason = ""


class SaveArticle(Why):
    content: ArticleContent


class SavePage(Why):
    content: PageContent


class SaveCollection(Why):
    content: CollectionContent


class NewPage(SavePage):
    slug: Slug


class NewCollection(SaveCollection):
    slug: Slug


class PublishText(Why):
    version: Number | None = Field(None, description="The newest if none is named")


class PublishArticle(PublishText):
    version: NumberFromZero | None = Field(
        None, description="The newest if none is named; 0: as it was captured"
    )
    revision: Number | None = Field(
        None,
        description="The captured revision that was looked at; the present one if none is named",
    )


class ScheduleIt(PublishText):
    at: Moment


class RestoreIt(Why):
    version: Number


class HideIt(Given):
    reason: Needed = Field(description="In your words; never published")
    basis: Needed = Field(description="The law or rule; published on the tombstone")


class UnhideIt(Given):
    reason: Needed


class SetPolicy(Why):
    publish: Literal["at once", "review"]


class Named(Given):
    """An item."""

    kind: Literal["article", "page", "collection"] = "article"
    key: Annotated[str, StringConstraints(min_length=1, max_length=80)]


class Many(Given):
    """Which items."""

    items: list[Named] = Field(min_length=1, max_length=1000)


class ManyArticles(Given):
    """Which articles."""

    items: list[ArticleId] = Field(min_length=1, max_length=1000)


class BulkWhy(Many, Why):
    pass


class BulkSchedule(Many, Why):
    at: Moment


class BulkHide(ManyArticles, HideIt):
    pass


class BulkUnhide(ManyArticles, UnhideIt):
    pass


class BulkTags(ManyArticles, Why):
    """Tags that are added to what each has and taken from it; saved, not published."""

    add: list[Annotated[str, StringConstraints(min_length=1, max_length=80, pattern=r"\S")]] = (
        Field([], max_length=50)
    )
    remove: list[Annotated[str, StringConstraints(max_length=80)]] = Field([], max_length=50)


class MakePreview(Given):
    version: NumberFromZero | None = Field(None, description="The newest if none is named")
    minutes: Minutes = Field(60, description="How long the address holds")


def plain(given: BaseModel) -> dict[str, Any]:
    """As the archive takes it."""
    return given.model_dump()
