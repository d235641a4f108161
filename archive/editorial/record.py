"""What an editor can say: of an article, a page, a collection. Values, checked when they are made.

Each has `of(mapping)`, which refuses what it does not know, and `value()`, its JSON.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, Protocol, Self

from archive.editorial.errors import NotValid
from archive.text import clean

Kind = Literal["article", "page", "collection"]

CORRECTABLE = ("title", "published", "lead", "author", "source", "category", "portal", "place")
"""Fields of an article; beside them `caption:URL` and `credit:URL` of a picture."""

_PICTURE = re.compile(r"(caption|credit):\S{1,2000}")
_PUBLISHED = re.compile(r"\d{4}(-\d\d(-\d\d(T\d\d:\d\d(:\d\d)?\+07:00)?)?)?")
_ARTICLE = re.compile(r"[a-z2-7]{16}")
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_LONGEST = {"title": 500, "lead": 5000, "summary": 5000, "note": 50_000, "body": 500_000, "tag": 80}
_MOST_TAGS, _MOST_ITEMS = 50, 10_000


class State(Protocol):
    """What a version of an item holds."""

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> Self: ...

    def value(self) -> dict[str, Any]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """One field as it should be."""

    value: str | None
    """`published` as long as it is known (2021, 2021-10-05, 2021-10-05T10:18:39+07:00); `place` is
    the code of a commune; None: the page says nothing that is true."""
    reason: str
    source: str | None = None
    """Where the right value is found: an address, a document, a person."""

    @classmethod
    def of(cls, name: str, given: Any) -> Self:
        if not isinstance(given, Mapping):
            raise NotValid(f"corrections.{name}", "an object with value and reason is wanted")
        _only(given, ("value", "reason", "source"), f"corrections.{name}.")
        value = _text(given.get("value"), f"corrections.{name}.value", most=_LONGEST["lead"])
        reason = _text(given.get("reason"), f"corrections.{name}.reason", most=2000)
        if name == "title" and not value:
            raise NotValid("corrections.title.value", "a title cannot be empty")
        if name == "published" and value is not None:
            _check_moment(value, "corrections.published.value")
        if not reason:
            raise NotValid(f"corrections.{name}.reason", "say why it is corrected")
        source = _text(given.get("source"), f"corrections.{name}.source", most=2000)
        return cls(value=value, reason=reason, source=source)

    def given(self) -> dict[str, Any]:
        return {"value": self.value, "reason": self.reason, "source": self.source}


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleNotes:
    """What editors add to one article; empty to begin with."""

    corrections: Mapping[str, Correction] = field(default_factory=dict)
    summary: str | None = None
    note: str | None = None
    """Markdown."""
    tags: tuple[str, ...] = ()
    focal: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    """Address of a picture -> what must stay in sight when it is cropped: (x, y), each 0 to 1."""

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> Self:
        _only(given, ("corrections", "summary", "note", "tags", "focal"))
        corrections = given.get("corrections") or {}
        if not isinstance(corrections, Mapping):
            raise NotValid("corrections", "an object is wanted: field -> correction")
        for name in corrections:
            if name not in CORRECTABLE and not _PICTURE.fullmatch(str(name)):
                raise NotValid(
                    f"corrections.{name}",
                    "what can be corrected: {known}, caption:URL, credit:URL",
                    known=", ".join(CORRECTABLE),
                )
        return cls(
            corrections={
                name: Correction.of(name, corrections[name]) for name in sorted(corrections)
            },
            summary=_text(given.get("summary"), "summary", most=_LONGEST["summary"]),
            note=_text(given.get("note"), "note", most=_LONGEST["note"]),
            tags=_tags(given.get("tags") or ()),
            focal=_focal(given.get("focal") or {}),
        )

    def value(self) -> dict[str, Any]:
        return {
            "corrections": {name: one.given() for name, one in self.corrections.items()},
            "summary": self.summary,
            "note": self.note,
            "tags": list(self.tags),
            "focal": {url: list(at) for url, at in self.focal.items()},
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """An editorial page: an introduction to a portal or commune, a dossier."""

    title: str
    lead: str | None = None
    body: str = ""
    """Markdown."""
    about: str | None = None
    """What it introduces: `portal:ID` or `place:CODE`; None: it stands for itself."""

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> Self:
        _only(given, ("title", "lead", "body", "about"))
        about = _text(given.get("about"), "about", most=100)
        if about and not re.fullmatch(r"portal:[a-z0-9-]+|place:\d{1,8}", about):
            raise NotValid("about", "portal:ID or place:CODE")
        return cls(
            title=_title(given),
            lead=_text(given.get("lead"), "lead", most=_LONGEST["lead"]),
            body=_text(given.get("body"), "body", most=_LONGEST["body"]) or "",
            about=about,
        )

    def value(self) -> dict[str, Any]:
        return {"title": self.title, "lead": self.lead, "body": self.body, "about": self.about}


@dataclass(frozen=True, slots=True, kw_only=True)
class Collection:
    """Articles in an order, with words before them."""

    title: str
    lead: str | None = None
    body: str = ""
    """Markdown."""
    items: tuple[str, ...] = ()
    """Identifiers of articles, in their order."""

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> Self:
        _only(given, ("title", "lead", "body", "items"))
        items = given.get("items") or ()
        if not isinstance(items, list | tuple) or len(items) > _MOST_ITEMS:
            raise NotValid(
                "items", "a list of at most {most} identifiers of articles", most=_MOST_ITEMS
            )
        for one in items:
            if not isinstance(one, str) or not _ARTICLE.fullmatch(one):
                raise NotValid("items", "{one!r} is no identifier of an article", one=one)
        if len(set(items)) < len(items):
            raise NotValid("items", "an article stands in it twice")
        return cls(
            title=_title(given),
            lead=_text(given.get("lead"), "lead", most=_LONGEST["lead"]),
            body=_text(given.get("body"), "body", most=_LONGEST["body"]) or "",
            items=tuple(items),
        )

    def value(self) -> dict[str, Any]:
        return {
            "title": self.title, "lead": self.lead, "body": self.body, "items": list(self.items),
        }  # fmt: skip


STATES: Mapping[Kind, type[ArticleNotes] | type[Page] | type[Collection]] = {
    "article": ArticleNotes,
    "page": Page,
    "collection": Collection,
}


def _only(given: Mapping[str, Any], known: tuple[str, ...], where: str = "") -> None:
    for name in given:
        if name not in known:
            raise NotValid(
                f"{where}{name}", "there is no such field; there are {known}",
                known=", ".join(known),
            )  # fmt: skip


def _text(given: Any, name: str, *, most: int) -> str | None:
    if given is None:
        return None
    if not isinstance(given, str):
        raise NotValid(name, "text is wanted")
    if len(given) > most:
        raise NotValid(name, "at most {most} characters", most=most)
    try:
        given.encode()
    except UnicodeEncodeError:
        raise NotValid(name, "it has half a character in it") from None
    return clean(given.replace("\r\n", "\n")).strip() or None


def _title(given: Mapping[str, Any]) -> str:
    title = _text(given.get("title"), "title", most=_LONGEST["title"])
    if not title:
        raise NotValid("title", "it needs a title")
    return title


def _tags(given: Any) -> tuple[str, ...]:
    if not isinstance(given, list | tuple) or len(given) > _MOST_TAGS:
        raise NotValid("tags", "a list of at most {most} words", most=_MOST_TAGS)
    found = (_text(one, "tags", most=_LONGEST["tag"]) for one in given)
    return tuple(dict.fromkeys(one for one in found if one))


def _focal(given: Any) -> dict[str, tuple[float, float]]:
    if not isinstance(given, Mapping) or len(given) > 1000:
        raise NotValid("focal", "an object is wanted: address of a picture -> [x, y]")
    found = {}
    for url, at in given.items():
        if (
            not isinstance(at, list | tuple)
            or len(at) != 2
            or not all(type(one) in (int, float) and 0 <= one <= 1 for one in at)
        ):
            raise NotValid("focal", "{url}: two numbers from 0 to 1 are wanted", url=url)
        found[str(url)] = (float(at[0]), float(at[1]))
    return found


def _check_moment(value: str, name: str) -> None:
    full = value + "0001-01-01"[len(value) :] if len(value) < 10 else value
    try:
        if not _PUBLISHED.fullmatch(value):
            raise ValueError
        datetime.fromisoformat(full)
    except ValueError:
        raise NotValid(
            name, "a moment at +07:00, as long as it is known: 2021, 2021-10, 2021-10-05, "
            "2021-10-05T10:18:39+07:00",
        ) from None  # fmt: skip
