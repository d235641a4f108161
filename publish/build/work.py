"""What all parts of a build share: the archive, the edition in the making, one article at a time."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from archive import search
from archive.editorial.public_view import Looked
from archive.folder import Archive
from archive.privacy import Decisions, Masking

Progress = Callable[[int, int], None]


@dataclass(slots=True)
class BuildReport:
    """What was done, what the edition holds now, and what could not be put into it."""

    mode: Literal["full", "update", "unchanged"] = "full"
    reason: str = ""
    """Why it was made anew and not updated."""
    added: int = 0
    changed: int = 0
    removed: int = 0
    seen: int = 0
    """Articles of which only the time of their last capture is another."""
    seconds: float = 0.0
    articles: int = 0
    images: int = 0
    files: int = 0
    bytes: int = 0
    problems: list[str] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class Work:
    """One build: where from, where to."""

    archive: Archive
    edition: sqlite3.Connection
    before: sqlite3.Connection | None
    """The edition there was, if any: pictures that it holds are taken over."""
    report: BuildReport
    progress: Progress
    portals: set[str] | None = None
    """Whose rows are out of date; None: all of them."""
    pictures: set[str] = field(default_factory=set)
    """Renditions that an article has lost: perhaps nobody shows them any more."""
    files: set[str] = field(default_factory=set)
    """SHA-256 of attachments that an article has lost or got."""
    decisions: Decisions = field(default_factory=Decisions)
    """On numbers of persons: what is masked though no rule finds it, or shown though one does."""
    looked_at: dict[str, Looked] = field(default_factory=dict)
    """SHA-256 of a file -> what is masked in its text, and whether it is withheld."""
    dictionaries: set[str] = field(default_factory=set)
    """Portals whose copies may need another dictionary: articles came or went."""

    withdrawn: set[str] = field(default_factory=set)
    """Articles that were taken out, or of which editors have decided: perhaps they are not public."""
    moves: bool = True
    """May portals be other ones, or lie elsewhere? What follows from that is made anew."""
    hides: bool = False
    """Does it take out what was hidden since the last one?"""
    load: search.Load | None = None
    """Of the index of an edition that is made anew."""
    moment: str = ""
    """Of this edition, in UTC (`publish.build.announced`)."""

    @property
    def whole(self) -> bool:
        """Is the edition made anew?"""
        return self.report.mode == "full"

    @property
    def source(self) -> sqlite3.Connection:
        """archive.db, at one moment of it; read only."""
        return self.archive.conn

    def insert(self, table: str, row: dict[str, Any]) -> None:
        """One row of these columns into a table of the edition."""
        names, marks = ", ".join(row), ", ".join("?" * len(row))
        self.edition.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", list(row.values()))


@dataclass(slots=True, kw_only=True)
class Entry:
    """One article on its way into the edition."""

    key: int
    """`pk` of the archive."""
    rowid: int
    """Of the edition: the later published, the larger (`publish.build.order`)."""
    article: dict[str, Any]
    """As `archive.query.by_key` gives it; masked before anything is made of it (`.privacy`)."""
    masking: Masking = field(default_factory=Masking)
    """What is masked of it."""
    columns: dict[str, Any] = field(default_factory=dict)
    """Its row of `articles`, which the parts fill in before it is inserted."""
    links: dict[str, str | None] = field(default_factory=dict)
    """Address in the body -> the article of the edition that it leads to."""


class Part(Protocol):
    """One subject of the edition: a module of this package or of its own package.

    A part owns its tables. All its functions but SCHEMA may be left out by a module that has
    nothing to do there (`publish.build.parts`). The order of the parts is that of their needs:
    rows of `articles` are inserted by `articles` after every part has had its `columns`.
    """

    SCHEMA: str
    """CREATE statements, separated by `;` and an empty line."""

    def start(self, work: Work) -> None:
        """Before the first article: what belongs to no article; of an update too."""

    def prepare(self, work: Work, entries: Sequence[Entry]) -> None:
        """Before the columns of these articles: what they refer to."""

    def columns(self, work: Work, entry: Entry) -> None:
        """Adds to `entry.columns`."""

    def add(self, work: Work, entries: Sequence[Entry]) -> None:
        """Puts what it has of these articles, whose rows are in, into its tables."""

    def remove(self, work: Work, ids: Sequence[str]) -> None:
        """Takes what it has of these articles out; their rows of `articles` are still there."""

    def seen(self, work: Work, moments: Mapping[str, str]) -> None:
        """These articles (identifier -> `last_captured`) were captured again as they were."""

    def finish(self, work: Work) -> None:
        """After the last article: counts, clusters, what is left without an owner."""
