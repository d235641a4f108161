"""What the API gives beside articles: portals, communes, documents, tags, collections, pages, files."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from publish.api.records import ArticleId, Focus, Image, Record, Sha256


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


class Tag(Record):
    """A word by which editors bring articles together."""

    id: str = Field(description="Small letters without marks", examples=["dai-hoi-dang"])
    name: str
    articles: int


class Collection(Record):
    """Articles in an order that editors have chosen: `/collections/{id}/articles`."""

    id: str
    title: str
    lead: str | None
    body: str = Field(description="Markdown")
    body_html: str
    articles: int
    edited_at: str


class Page(Record):
    """A page that editors have written: an introduction, a dossier."""

    id: str
    title: str
    lead: str | None
    body: str = Field(description="Markdown")
    body_html: str
    about: str | None = Field(description="What it introduces: `portal:ID` or `place:CODE`")
    edited_at: str


class ListedImage(Image):
    """A picture as an article shows it."""

    article: ArticleId
    portal: str


class Rendition(Record):
    """A picture in one size."""

    url: str
    format: Literal["webp"]
    width: int
    height: int
    bytes: int


class Use(Record):
    """Where a picture is shown."""

    article: ArticleId
    position: int
    caption: str | None
    credit: str | None
    focal: Focus | None


class Picture(Record):
    """A picture: its renditions, and the articles that show it."""

    id: str
    sha256: Sha256
    width: int | None = Field(description="Of the original, which only the archive has")
    height: int | None
    renditions: list[Rendition] = Field(description="Smallest first")
    used_by: list[Use] = Field(description="At most 100 of them, in the order of their ids")


class ListedAttachment(Record):
    """A document as an article has it."""

    article: ArticleId
    position: int
    portal: str
    url: str
    name: str
    sha256: Sha256 | None
    bytes: int | None
    content_type: str | None
    withheld: bool = Field(
        description="Not published: its text holds numbers of persons and waits for review"
    )
    file: str | None = Field(description="Its address on this site; null if it is not kept here")
    text_status: str | None = Field(description="`text` if it could be read, or why not")


class Mention(Record):
    """An article that has a document, and under which name."""

    article: ArticleId
    position: int
    name: str


class File(Record):
    """An attached document: what could be read in it, and the articles that have it."""

    sha256: Sha256
    content_type: str
    bytes: int
    text_status: str | None
    text: str | None
    used_by: list[Mention] = Field(description="At most 100 of them, in the order of their ids")
