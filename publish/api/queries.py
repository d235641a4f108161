"""How things are asked for: parameters as strict models, and what they mean in SQL.

A parameter that is not declared here is refused by its name. Lists are read in pages whose
`cursor` names the last thing of the page before, so that nothing is missed or given twice while
an edition changes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from archive import search
from publish.api.records import Article

MOST = 200
"""Things on a page."""

INCLUDES = ("images", "attachments", "people", "history")
_PLAIN = tuple(name for name in Article.model_fields if name not in INCLUDES)
BODIES = ("body_text", "body_html")
"""Left out of lists unless they are asked for."""

Word = Annotated[str, StringConstraints(min_length=1, max_length=300)]
Day = Annotated[
    str,
    StringConstraints(pattern=r"^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$"),
    Field(examples=["2021-10-05", "2021-10", "2021"]),
]

Moment = Annotated[
    str,
    StringConstraints(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"),
    Field(examples=["2026-11-28T23:00:00Z"]),
]
"""UTC."""


def names_pattern(known: tuple[str, ...]) -> str:
    """The pattern of a list of these names."""
    one = "|".join(known)
    return f"^({one})(,({one})){{0,{len(known)}}}$"


class Asked(BaseModel):
    """What every list is asked with."""

    model_config = ConfigDict(extra="forbid")

    limit: int = Field(25, ge=1, le=MOST, description="Things on a page")
    cursor: str | None = Field(
        None, pattern=r"^[A-Za-z0-9_-]{1,800}$", description="As `links.next` gives it"
    )


class OneArticle(BaseModel):
    """How much of an article is given."""

    model_config = ConfigDict(extra="forbid")

    fields: str | None = Field(
        None, pattern=names_pattern(_PLAIN), description="Only these, separated by commas"
    )
    include: str | None = Field(
        None,
        pattern=names_pattern(INCLUDES),
        description=f"Also these, separated by commas: {', '.join(INCLUDES)}",
    )

    def chosen(self, *, without: tuple[str, ...] = ()) -> tuple[str, ...]:
        """The names of the fields to give, in the order of the model."""
        plain = _PLAIN if self.fields is None else self.fields.split(",")
        left_out = without if self.fields is None else ()
        include = (self.include or "").split(",")
        return tuple(
            name
            for name in Article.model_fields
            if (name in plain and name not in left_out) or name in include
        )


ORDERS = Literal[
    "relevance", "-published", "published", "-captured", "captured", "-updated", "updated"
]


class ArticleFilter(BaseModel):
    """Which articles. Several values of one parameter mean any of them; all parameters must hold."""

    model_config = ConfigDict(extra="forbid")

    q: str | None = Field(
        None, max_length=500, description="Words as a reader types them, with or without marks"
    )
    title_q: str | None = Field(None, max_length=500, description="Words that its title has")
    portal: list[Word] = Field([], max_length=50)
    portal_not: list[Word] = Field([], max_length=50)
    province: list[Word] = Field([], max_length=50, description="Name, as the article has it")
    commune: list[Word] = Field([], max_length=50, description="Code on the day of the article")
    commune_now: list[Word] = Field([], max_length=50, description="Code of the commune of today")
    district: list[Word] = Field([], max_length=50, description="Of the time before July 2025")
    category: list[Word] = Field([], max_length=50)
    category_not: list[Word] = Field([], max_length=50)
    cites: list[Word] = Field(
        [], max_length=20, description="Numbers of documents, `05-CT/TW`; it cites all of them"
    )
    tag: list[Word] = Field([], max_length=20, description="Ids of tags; it has any of them")
    tag_not: list[Word] = Field([], max_length=20)
    collection: list[Word] = Field([], max_length=20, description="Ids; it stands in any of them")
    published_from: Day | None = None
    published_to: Day | None = Field(None, description="This day, month or year itself included")
    captured_from: Day | None = Field(None, description="First captured on this day or later")
    captured_to: Day | None = None
    updated_from: Day | None = Field(None, description="Captured, edited or gone since this day")
    updated_to: Day | None = None
    changed_since: Moment | None = Field(
        None, description="Public as it is since this moment or later (`changed_at`)"
    )
    has_images: bool | None = None
    has_attachments: bool | None = None
    edited: bool | None = Field(None, description="The portal changed it after it was captured")
    corrected: bool | None = Field(None, description="An editor has corrected a field of it")
    has_note: bool | None = Field(None, description="An editor has written a note or a summary")
    gone: bool | None = Field(None, description="It is gone from its portal")
    reprint: bool | None = Field(None, description="An earlier article has nearly the same text")


class AskedArticles(ArticleFilter, OneArticle, Asked):
    """A list of articles."""

    sort: ORDERS | None = Field(
        None,
        description="Best first with `q` and newest first without it, unless said otherwise; "
        "without `q` nothing is more relevant than another",
    )


class AskedCollected(OneArticle, Asked):
    """The articles of a collection."""


class AskedCounts(ArticleFilter):
    """How many articles there are of each value of something."""

    by: Literal[
        "portal", "province", "district", "commune", "commune_now", "category", "year", "month"
    ] = Field(description="Of which values; `month` is `2021-10`")


class AskedLines(ArticleFilter, OneArticle):
    """All articles, one on a line."""

    after: str | None = Field(
        None,
        pattern=r"^[a-z2-7]{16}$",
        description="Go on behind the article of this id: the last one of a broken download",
    )


@dataclass(slots=True)
class Sql:
    """Conditions on `article_facets f` and their values."""

    parts: list[str] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)

    def add(self, condition: str, **values: Any) -> None:
        self.parts.append(condition)
        self.values |= values

    def any_of(self, column: str, given: list[str], *, negated: bool = False) -> None:
        if not given:
            return
        names = [f"{column}{'_not' if negated else ''}_{place}" for place in range(len(given))]
        marks = ", ".join(f":{name}" for name in names)
        inside = f"f.{column} IN ({marks})"
        self.add(
            f"(f.{column} IS NULL OR NOT {inside})" if negated else inside,
            **dict(zip(names, given, strict=True)),
        )

    @property
    def where(self) -> str:
        return " AND ".join(self.parts) or "1"


_FLAGS = {
    "has_images": "pictures", "has_attachments": "files", "edited": "edited", "gone": "gone",
    "reprint": "reprint",
}  # fmt: skip


def conditions(asked: ArticleFilter) -> Sql:
    """What is asked for, apart from words."""
    sql = Sql()
    for name in ("portal", "province", "district", "commune", "commune_now", "category"):
        sql.any_of(name, getattr(asked, name))
    for name in ("portal", "category"):
        sql.any_of(name, getattr(asked, f"{name}_not"), negated=True)
    for name, column in _FLAGS.items():
        if (yes := getattr(asked, name)) is not None:
            sql.add(f"f.{column}" if yes else f"NOT f.{column}")
    if asked.published_from:
        sql.add("f.day >= :day_from", day_from=_number(asked.published_from, "0"))
    if asked.published_to:
        sql.add("f.day <= :day_to", day_to=_number(asked.published_to, "9"))
    for name in ("captured", "updated"):
        first, last = getattr(asked, f"{name}_from"), getattr(asked, f"{name}_to")
        if first:
            sql.add(f"f.{name} >= unixepoch(:{name}_from)", **{f"{name}_from": _start(first)})
        if last:
            sql.add(
                f"f.{name} < unixepoch(:{name}_to, {_step(last)})", **{f"{name}_to": _start(last)}
            )
    for place, number in enumerate(asked.cites):
        sql.add(
            "EXISTS (SELECT 1 FROM document_citations c WHERE c.article = f.article "
            f"AND c.document = :cites_{place})",
            **{f"cites_{place}": number},
        )
    _of_editors(sql, asked)
    return sql


_SAID = {
    "tag": "article_tags e WHERE e.article = f.article AND e.tag",
    "collection": "collection_items e WHERE e.article = f.article AND e.collection",
}
_WRITTEN = {
    "corrected": "corrections e WHERE e.article = f.article",
    "has_note": "notes e WHERE e.article = f.article AND (e.note NOTNULL OR e.summary NOTNULL)",
}


def _of_editors(sql: Sql, asked: ArticleFilter) -> None:
    for name, inside in (*_SAID.items(), ("tag_not", _SAID["tag"])):
        given = {f"{name}_{place}": one for place, one in enumerate(getattr(asked, name))}
        if given:
            marks = ", ".join(f":{one}" for one in given)
            negated = "NOT " if name.endswith("_not") else ""
            sql.add(f"{negated}EXISTS (SELECT 1 FROM {inside} IN ({marks}))", **given)
    for name, inside in _WRITTEN.items():
        if (yes := getattr(asked, name)) is not None:
            sql.add(f"{'' if yes else 'NOT '}EXISTS (SELECT 1 FROM {inside})")
    if asked.title_q:
        sql.add(
            "f.rowid IN (SELECT rowid FROM articles_fts WHERE articles_fts MATCH :title_q)",
            title_q=search.title_query(asked.title_q),
        )
    if asked.changed_since:
        sql.add(
            "EXISTS (SELECT 1 FROM publications p WHERE p.article = f.article "
            "AND p.at >= :changed_since)", changed_since=asked.changed_since,
        )  # fmt: skip


def _number(day: str, rest: str) -> int:
    return int(day.replace("-", "").ljust(8, rest))


def _start(day: str) -> str:
    return f"{day}{'-01-01'[len(day) - 4 :] if len(day) < 10 else ''}T00:00:00+07:00"


def _step(day: str) -> str:
    return {4: "'+1 year'", 7: "'+1 month'", 10: "'+1 day'"}[len(day)]
