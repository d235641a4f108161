"""How things are asked for: parameters as strict models, and what they mean in SQL.

A parameter that is not declared here is refused by its name. Lists are read in pages whose
`cursor` names the last thing of the page before, so that nothing is missed or given twice while
an edition changes.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from publish.api.problems import ApiError
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


def _names(known: tuple[str, ...]) -> str:
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
        None, pattern=_names(_PLAIN), description="Only these, separated by commas"
    )
    include: str | None = Field(
        None,
        pattern=_names(INCLUDES),
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
    portal: list[Word] = Field([], max_length=50)
    portal_not: list[Word] = Field([], max_length=50)
    province: list[Word] = Field([], max_length=50, description="Name, as the article has it")
    commune: list[Word] = Field([], max_length=50, description="Code on the day of the article")
    commune_now: list[Word] = Field([], max_length=50, description="Code of the commune of today")
    category: list[Word] = Field([], max_length=50)
    category_not: list[Word] = Field([], max_length=50)
    cites: list[Word] = Field([], max_length=20, description="Number of a document, `05-CT/TW`")
    published_from: Day | None = None
    published_to: Day | None = Field(None, description="This day, month or year itself included")
    captured_from: Day | None = Field(None, description="First captured on this day or later")
    captured_to: Day | None = None
    updated_from: Day | None = Field(None, description="Captured, edited or gone since this day")
    updated_to: Day | None = None
    has_images: bool | None = None
    has_attachments: bool | None = None
    edited: bool | None = Field(None, description="The portal changed it after it was captured")
    gone: bool | None = Field(None, description="It is gone from its portal")
    reprint: bool | None = Field(None, description="An earlier article has nearly the same text")


class AskedArticles(ArticleFilter, OneArticle, Asked):
    """A list of articles."""

    sort: ORDERS | None = Field(
        None,
        description="Best first with `q` and newest first without it, unless said otherwise; "
        "without `q` nothing is more relevant than another",
    )


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
    for name in ("portal", "province", "commune", "commune_now", "category"):
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
    return sql


def _number(day: str, rest: str) -> int:
    return int(day.replace("-", "").ljust(8, rest))


def _start(day: str) -> str:
    return f"{day}{'-01-01'[len(day) - 4 :] if len(day) < 10 else ''}T00:00:00+07:00"


def _step(day: str) -> str:
    return {4: "'+1 year'", 7: "'+1 month'", 10: "'+1 day'"}[len(day)]


def packed(*values: object) -> str:
    """A cursor of these values."""
    text = json.dumps(values, separators=(",", ":"), ensure_ascii=False)
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def unpacked(cursor: str, *kinds: type) -> tuple[Any, ...]:
    """The values of a cursor of ours.

    Raises:
        ApiError: it is none, or one of another list.
    """
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        values = json.loads(text)
    except ValueError:
        values = None
    if (
        not isinstance(values, list)
        or len(values) != len(kinds)
        or not all(type(value) is kind for value, kind in zip(values, kinds, strict=True))
    ):
        raise ApiError(
            404, "this cursor was not given by this list: begin again without it", "cursor"
        )
    return tuple(values)


def beside(asked: Mapping[str, Any], **changes: Any) -> list[tuple[str, str]]:
    """The parameters of the same list with some changed, as pairs for an address."""
    pairs = []
    for name, value in (dict(asked) | changes).items():
        for one in value if isinstance(value, list) else [value]:
            if one is not None:
                pairs.append((name, str(one).lower() if isinstance(one, bool) else str(one)))
    return pairs
