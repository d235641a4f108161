"""What the API gives: one model for each kind of thing. Their docstrings are its documentation."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

ArticleId = Annotated[str, Field(pattern=r"^[a-z2-7]{16}$", examples=["uv3riff35bziu6bv"])]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Record(BaseModel):
    """Nothing undocumented is given."""

    model_config = ConfigDict(extra="forbid")


class Place(Record):
    """A commune at a time."""

    code: str | None = Field(description="Code of the commune on the day of the article")
    name: str | None = Field(description="Its name on that day")
    district: str | None = Field(description="District; none since July 2025")
    province: str | None
    code_now: str | None = Field(description="Code of the commune of today")
    name_now: str | None


class Focus(Record):
    """What must stay in sight when a picture is cropped."""

    x: float = Field(ge=0, le=1, description="From the left")
    y: float = Field(ge=0, le=1, description="From above")


class Image(Record):
    """A picture of an article, in the order of the article."""

    id: str | None = Field(description="For `/images/{id}`; null if it cannot be shown")

    position: int
    url: str = Field(description="Where the portal had it")
    caption: str | None
    credit: str | None
    sha256: Sha256 | None = Field(description="Of the original bytes; null if it was never had")
    width: int | None
    height: int | None
    focal: Focus | None = Field(description="Set by an editor")
    renditions: list[str] = Field(description="Addresses on this site, smallest first")


class Attachment(Record):
    """A document attached to an article."""

    position: int
    url: str
    name: str
    sha256: Sha256 | None
    bytes: int | None
    content_type: str | None
    withheld: bool = Field(
        description="Not published: its text holds numbers of persons and waits for review"
    )
    file: str | None = Field(description="Its address on this site; null if it is not kept here")
    text: str | None = Field(description="What could be read in it")


class Revision(Record):
    """One state of an article."""

    article: ArticleId
    number: int
    captured_at: str
    title: str
    published: str | None
    lead: str | None
    body_text: str
    payload_sha256: Sha256
    origin: Literal["portal", "reread", "undone"] = Field(
        description="portal: it was edited there; reread: the archive read it better"
    )


class Person(Record):
    """Somebody whom an article names with an office."""

    position: int
    name: str
    office: str | None
    organisation: str | None


class Correction(Record):
    """A field of an article as editors have corrected it; the article is given so."""

    field: str = Field(description="`caption:URL` and `credit:URL` are those of a picture")
    value: str | None
    was: str | None = Field(description="What the page says")
    reason: str
    source: str | None = Field(description="Where the right value is found")


class Named(Record):
    """A tag, or a collection: enough to show and to ask for it."""

    id: str
    name: str


class Reader(Record):
    """How the article was read."""

    platform: str
    layout: str


class Article(Record):
    """An article in its current revision. With `fields`, only those that were asked for."""

    id: ArticleId
    permalink: str = Field(description="Its page on this site")
    url: str = Field(description="Canonical URL on its portal")
    portal: str
    title: str
    published: str | None = Field(
        description="ISO 8601 at +07:00, as long as it is precise: a time, a day, a month, a year"
    )
    published_text: str | None = Field(description="As the portal printed it")
    published_precision: Literal["second", "minute", "day", "month", "year"] | None
    lead: str | None
    body_text: str = Field(description="Paragraphs separated by an empty line")
    body_html: str = Field(description="Sanitised; pictures and known links lead to this site")
    author: str | None
    source: str | None
    category: str | None
    place: Place
    citations: list[str] = Field(description="Documents it cites, in normal form")
    first_captured: str
    last_captured: str
    revision: int
    revisions: int
    gone_since: str | None = Field(description="When it was found to be gone from its portal")
    gone_reason: str | None
    extracted_by: Reader
    summary: str | None = Field(description="By an editor")
    note: str | None = Field(description="An editor's note, in Markdown")
    note_html: str | None
    edited_at: str | None = Field(description="When what editors say of it was last changed")
    tags: list[Named]
    collections: list[Named] = Field(description="That it stands in")
    corrections: list[Correction]
    public_since: str | None = Field(description="When it was first public here; UTC")
    changed_at: str | None = Field(description="Since when it is public as it is; UTC")
    image_count: int
    attachment_count: int
    images: list[Image] = Field(default=[], description="With `include=images`")
    attachments: list[Attachment] = Field(default=[], description="With `include=attachments`")
    people: list[Person] = Field(default=[], description="With `include=people`")
    history: list[Revision] = Field(default=[], description="With `include=history`")


class Links(Record):
    """Where to go from here."""

    self: str
    next: str | None


class Total(Record):
    """How many there are."""

    number: int
    exact: bool = Field(description="false: there are at least so many")


class Count(Record):
    """How many articles have a value."""

    value: str | None = Field(description="null: they have none")
    articles: int


class Counts(Record):
    """The values that most articles have, at most 1,000 of them; years and months in their order."""

    data: list[Count]


class Problem(BaseModel):
    """What is wrong, as RFC 9457 has it."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    parameter: str | None = Field(default=None, description="The parameter that is wrong")
