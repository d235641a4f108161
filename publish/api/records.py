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


class Image(Record):
    """A picture of an article, in the order of the article."""

    position: int
    url: str = Field(description="Where the portal had it")
    caption: str | None
    credit: str | None
    sha256: Sha256 | None = Field(description="Of the original bytes; null if it was never had")
    width: int | None
    height: int | None
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
    image_count: int
    attachment_count: int
    images: list[Image] = Field(default=[], description="With `include=images`")
    attachments: list[Attachment] = Field(default=[], description="With `include=attachments`")
    people: list[Person] = Field(default=[], description="With `include=people`")
    history: list[Revision] = Field(default=[], description="With `include=history`")


class Portal(Record):
    """A portal of the edition."""

    id: str
    name: str
    short_name: str
    url: str
    platform: str | None
    articles: int
    gone: int
    first_published: str | None
    last_published: str | None
    last_captured: str | None
    state: str | None = Field(description="Of its last crawl: done, red, paused")
    last_success: str | None
    last_seen_alive: str | None


class Commune(Record):
    """A commune or ward in the period in which its code meant it."""

    code: str
    name: str
    kind: str
    district: str | None
    province: str
    valid_from: str
    valid_to: str | None


class Document(Record):
    """A document that articles cite."""

    number: str = Field(description="Normal form, `05-CT/TW`", examples=["05-CT/TW"])
    sort: str | None = Field(description="Abbreviation of its sort, `CT`")
    articles: int = Field(description="How many articles cite it")


class Links(Record):
    """Where to go from here."""

    self: str
    next: str | None


class Total(Record):
    """How many there are."""

    number: int
    exact: bool = Field(description="false: there are at least so many")


class Problem(BaseModel):
    """What is wrong, as RFC 9457 has it."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    parameter: str | None = Field(default=None, description="The parameter that is wrong")
