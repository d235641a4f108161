"""What must be: articles, what editors say of them, and what the public may see.

Written from the promises, not from the code: no SQL, no build. Every text has a word of its own
(`zq` and ten letters), so that each word in an edition tells whose it is.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

WORD = re.compile(r"zq[a-z]{10}")
NOTHING: dict[str, Any] = {
    "corrections": {}, "summary": None, "note": None, "tags": [], "focal": {},
}  # fmt: skip

Key = tuple[str, str]
"""(kind, key) of an item."""


@dataclass
class Reading:
    """One captured revision."""

    title: str
    body: str
    page: str
    """As it was captured: a better reading has the page of the one before."""
    run: int | None = None
    """Of re-reading."""


@dataclass
class Article:
    portal: str
    url: str
    readings: list[Reading]
    current: int = 1
    gone: bool = False


@dataclass
class Item:
    """Where an item stands, and all versions of it that were ever saved."""

    mark: int = 0
    versions: list[dict[str, Any]] = field(default_factory=list)
    live: int | None = None
    shown: bool | None = None
    revision: int | None = None
    due: datetime | None = None
    due_version: int | None = None
    due_revision: int | None = None

    def standing(self) -> dict[str, Any]:
        names = ("live", "shown", "revision", "due", "due_version", "due_revision")
        return {name: getattr(self, name) for name in names} | {"version": len(self.versions)}

    def state(self, number: int | None) -> dict[str, Any]:
        return self.versions[number - 1] if number else NOTHING


@dataclass
class Batch:
    """What a bulk act did: item -> (act, where it stood, its mark afterwards)."""

    did: dict[Key, tuple[str, Any, int]]
    acts: tuple[int, int]


@dataclass(frozen=True)
class Publication:
    """How the public sees an article, and since when."""

    first_at: str
    at: str
    state: Literal["public", "unpublished", "hidden"]
    gone: bool
    said: str
    """What is said of it; empty when it is not public."""


@dataclass
class Desk:
    """What is in editorial.db."""

    items: dict[Key, Item] = field(default_factory=dict)
    hidden: dict[str, str] = field(default_factory=dict)
    """Article -> legal basis."""
    decided: dict[str, int] = field(default_factory=dict)
    """Article -> the number of the act that hid it, or showed it again, last."""
    policies: dict[str, str] = field(default_factory=dict)
    reviewed: dict[str, int] = field(default_factory=dict)
    acts: list[tuple[str, str, str]] = field(default_factory=list)
    batches: dict[str, Batch] = field(default_factory=dict)
    told: dict[str, Publication] = field(default_factory=dict)
    """What was carried over from editions."""
    announced: list[tuple[str, str, str]] = field(default_factory=list)
    """(at, event, article)."""

    def item(self, key: Key) -> Item:
        return self.items.setdefault(key, Item())

    def peek(self, key: Key) -> Item:
        return self.items.get(key, Item())

    def log(self, act: str, key: Key) -> None:
        self.acts.append((act, *key))


@dataclass
class Model:
    """An archive, its desk, and the edition as it was made last."""

    articles: dict[str, Article] = field(default_factory=dict)
    desk: Desk = field(default_factory=Desk)
    edition: dict[str, Publication] = field(default_factory=dict)
    """What the edition says of itself."""
    undone: set[int] = field(default_factory=set)
    """Runs of re-reading that were rolled back."""
    forgotten: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Articles that only such a run had found -> portal, url."""

    # -- what the public sees -----------------------------------------------------------

    def shown(self, ident: str) -> int | None:
        """The revision that the public sees; None: it does not see the article."""
        desk, article = self.desk, self.articles[ident]
        item = desk.peek(("article", ident))
        if ident in desk.hidden or item.shown is False:
            return None
        if desk.policies.get(article.portal, "at once") == "at once":
            return article.current
        published = item.revision or 0 if item.shown else 0
        return max(published, desk.reviewed.get(ident, 0)) or None

    def seen(self, ident: str) -> dict[str, Any] | None:
        """An article as the public sees it."""
        number = self.shown(ident)
        if number is None:
            return None
        article, item = self.articles[ident], self.desk.peek(("article", ident))
        reading, state = article.readings[number - 1], item.state(item.live)
        page = {
            "title": reading.title, "lead": None, "published": "2021-10-05", "category": "Tin tức",
            "portal": article.portal,
        }  # fmt: skip
        corrections = {
            name: {"was": page[name], **one} for name, one in state["corrections"].items()
        }
        said = {name: one["value"] for name, one in state["corrections"].items()}
        return (
            page
            | said
            | {name: state[name] for name in ("summary", "note", "tags")}
            | {"body": reading.body, "gone": article.gone, "corrections": corrections}
        )

    def texts(self) -> dict[Key, dict[str, Any]]:
        """Pages and collections that the public sees."""
        return {
            key: item.state(item.live)
            for key, item in self.desk.items.items()
            if key[0] != "article" and item.shown and item.live
        }

    def words(self) -> set[str]:
        """Every word of its own that may be in an edition."""
        found = set(WORD.findall(repr([*self.desk.hidden.values(), *self.texts().values()])))
        for ident, article in self.articles.items():
            if (number := self.shown(ident)) is not None:
                found.update(WORD.findall(repr(article.readings[:number])))
                found.update(WORD.findall(repr(self.seen(ident))))
        return found

    # -- editions and what is announced of them -----------------------------------------

    def make(self, clock: datetime) -> None:
        """An edition is made, later than the one before; what is as it was keeps its moment."""
        told = self.desk.told
        after = [datetime.fromisoformat(one.at) + timedelta(seconds=1) for one in told.values()]
        moment = _utc(max([clock, *after]))
        made = {}
        for ident in {*self.articles, *told}:
            seen = self.seen(ident) if ident in self.articles else None
            before = told.get(ident)
            if seen is None and before is None:
                continue
            if seen is not None:
                gone = seen.pop("gone")
                new = Publication(moment, moment, "public", gone, repr(seen))
            else:
                assert before is not None
                state: Any = "hidden" if ident in self.desk.hidden else "unpublished"
                new = Publication(before.first_at, moment, state, before.gone, "")
            if before is not None:
                same = (new.state, new.gone, new.said) == (before.state, before.gone, before.said)
                at = before.at if same else moment
                new = Publication(before.first_at, at, new.state, new.gone, new.said)
            made[ident] = new
        self.edition = made

    def carry_over(self) -> None:
        """What an edition says is kept beyond it, and each change announced."""
        told = self.desk.told
        for ident, new in sorted(self.edition.items(), key=lambda one: (one[1].at, one[0])):
            before = told.get(ident)
            if before != new:
                for event in _events(before, new):
                    self.desk.announced.append((new.at, event, ident))
                told[ident] = new

    # -- copies of editorial.db ---------------------------------------------------------

    def kept(self) -> Desk:
        return copy.deepcopy(self.desk)


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _events(before: Publication | None, new: Publication) -> Iterator[str]:
    was, is_ = before is not None and before.state == "public", new.state == "public"
    if is_ and not was:
        yield "published"
    if (is_ and was and before is not None and before.said != new.said) or (
        is_ and was and before is not None and before.gone and not new.gone
    ):
        yield "changed"
    if is_ and new.gone and not (was and before is not None and before.gone):
        yield "gone"
    if not is_ and (before is None or before.state != new.state):
        yield new.state
