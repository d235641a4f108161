"""Numbers of persons for review: where they stand, what is done with them, and why.

They are told without the number itself; who wants to see it is put down in the log first.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from archive import query
from archive.editorial import masks
from archive.editorial.database import Actor, Editorial
from archive.editorial.errors import NoSuchItem
from archive.editorial.public_view import look_at_file, placed_texts
from archive.privacy import Decisions, Kind, Masking, Personal, find_personal
from archive.privacy.decisions import Verdict

_PAGE = 200
"""Articles that are read at a time."""

_AROUND = 50
"""Characters before and behind a number that are told of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One number in one article."""

    article: str
    title: str
    kind: Kind
    digest: str
    """Its name: for `masks.decide`."""
    rule: str
    hint: str
    """Its last two digits."""
    number: str | None = None
    """As it is dialled or printed; only when it was revealed."""
    places: tuple[str, ...]
    """Where it was found: fields of the article, `revision 2`, `file NAME`."""
    context: str
    """The words around it, where it was found first; all numbers in them masked unless revealed."""
    verdict: Verdict
    """What is done with it."""
    decided: Verdict | None
    """What somebody has decided; None: the rule alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldFile:
    """A file with numbers of papers, accounts, or of many persons."""

    sha256: str
    url: str
    name: str
    article: str
    """One that offers it."""
    numbers: dict[Kind, int] = field(default_factory=dict)
    released: bool


def of_article(conn: sqlite3.Connection, article: str) -> list[Candidate]:
    """All numbers of persons in an article, its older revisions and its files.

    Raises:
        NoSuchItem
    """
    return _candidates(conn, _article(conn, article), masks.decisions(conn))


def candidates(
    conn: sqlite3.Connection, *, portal: str | None = None, after: int = 0, limit: int = 100
) -> tuple[list[Candidate], int | None]:
    """Numbers of persons in the articles of an archive, in the order of their arrival.

    Returns:
        Those of the next articles, some more than `limit` at most; and where to go on (`after`),
        None at the end.
    """
    decisions = masks.decisions(conn)
    found: list[Candidate] = []
    while True:
        rows = conn.execute(
            "SELECT pk FROM current_articles WHERE pk > ? AND (portal = ? OR ? IS NULL) "
            "ORDER BY pk LIMIT ?",
            (after, portal, portal, _PAGE),
        ).fetchall()
        keys = [row[0] for row in rows]
        if not keys:
            return found, None
        for key, article in zip(keys, query.by_key(conn, keys), strict=True):
            found += _candidates(conn, article, decisions)
            after = key
            if len(found) >= limit:
                return found, after
        if len(keys) < _PAGE:
            return found, None


def reveal(
    conn: sqlite3.Connection, ed: Editorial, article: str, *, by: Actor, reason: str = ""
) -> list[Candidate]:
    """The numbers of an article unmasked; that they were asked for is in the log before.

    Raises:
        NoSuchItem, NotValid (nobody is named)
    """
    found = _article(conn, article)
    masks.note_access(ed, [article], by=by, reason=reason)
    return _candidates(conn, found, masks.decisions(conn), whole=True)


def held_files(conn: sqlite3.Connection) -> Iterator[HeldFile]:
    """The files that are withheld, and those that were released."""
    decisions = masks.decisions(conn)
    unreleased = replace(decisions, released=frozenset())
    for sha256, text in conn.execute(
        "SELECT sha256, text FROM attachment_texts WHERE text IS NOT NULL ORDER BY sha256"
    ):
        looked = look_at_file(text, sha256, unreleased)
        if not looked.withheld:
            continue
        offered = conn.execute(
            "SELECT m.url, f.name, f.article FROM media m JOIN attachments f ON f.url = m.url "
            "WHERE m.sha256 = ? ORDER BY f.article, f.revision LIMIT 1",
            (sha256,),
        ).fetchone()
        if offered is None:
            continue
        kinds = [*looked.masking.numbers.values()]
        yield HeldFile(
            sha256=sha256, url=offered[0], name=offered[1], article=offered[2],
            numbers={kind: kinds.count(kind) for kind in dict.fromkeys(kinds)},
            released=sha256 in decisions.released,
        )  # fmt: skip


def _article(conn: sqlite3.Connection, article: str) -> dict[str, Any]:
    row = conn.execute("SELECT pk FROM articles WHERE id = ?", (article,)).fetchone()
    if row is None:
        raise NoSuchItem("the archive has no article {key!r}", key=article)
    return query.by_key(conn, [row[0]])[0]


def _candidates(
    conn: sqlite3.Connection, article: dict[str, Any], decisions: Decisions, *, whole: bool = False
) -> list[Candidate]:
    first: dict[str, tuple[Personal, str]] = {}
    places: dict[str, list[str]] = {}
    for place, text in placed_texts(conn, article):
        for one in find_personal(text):
            first.setdefault(one.normal, (one, text))
            places.setdefault(one.normal, []).append(place)
    everything = Masking(numbers={normal: one.kind for normal, (one, _) in first.items()})
    return [
        Candidate(
            article=article["id"], title=everything.text(article["title"]), kind=one.kind,
            digest=one.digest(decisions.salt), rule=one.rule, hint=f"…{normal[-2:]}",
            number=normal if whole else None, places=tuple(dict.fromkeys(places[normal])),
            context=_context(text, one, None if whole else everything),
            verdict=decisions.verdict(article["id"], normal) or "mask",
            decided=decisions.verdict(article["id"], normal),
        )
        for normal, (one, text) in first.items()
    ]  # fmt: skip


def _context(text: str, one: Personal, masking: Masking | None) -> str:
    before = text[max(0, one.start - 4 * _AROUND) : one.start]
    after = text[one.end : one.end + 4 * _AROUND]
    middle = one.raw
    if masking is not None:
        before, middle, after = map(masking.text, (before, middle, after))
    return " ".join((before[-_AROUND:] + middle + after[:_AROUND]).split())
