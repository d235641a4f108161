"""Articles as the public may see them: numbers of persons masked, files with such numbers withheld.

The archive keeps all of it as it was; whoever makes something public (an edition, an export with
`--public`) goes through here.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from archive.editorial import masks
from archive.known import in_batches
from archive.privacy import Decisions, Kind, Masking
from archive.privacy.decisions import found_in
from archive.privacy.masking import texts_of

MANY = 5
"""Phones of persons in one file: with as many it is a list of people."""

_TOGETHER = 100
"""Articles whose revisions are looked at in one question."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What was found in an article or a file, and what is masked of it."""

    found: Mapping[str, Kind]
    """Normal form -> kind of every number of a person, the shown ones too."""
    masking: Masking
    withheld: bool = False
    """A file that waits for a look at it."""


def look(
    conn: sqlite3.Connection, articles: Sequence[dict[str, Any]], decisions: Decisions
) -> list[Looked]:
    """What is masked of each of these exported articles, found in all of their revisions."""
    older = _older_texts(conn, {o["id"]: o["revision"] for o in articles if o["revisions"] > 1})
    looked = []
    for one in articles:
        found = found_in(text for _, text in [*texts_of(one), *older.get(one["id"], ())])
        looked.append(Looked(found=found, masking=decisions.masking(one["id"], found)))
    return looked


def placed_texts(conn: sqlite3.Connection, article: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """All texts of an exported article, its older revisions and its files, each with its place."""
    yield from texts_of(article)
    yield from _older_texts(conn, {article["id"]: article["revision"]}).get(article["id"], ())
    for file in article["attachments"]:
        if file["text"]:
            yield f"file {file['name']}", file["text"]


def look_at_file(text: str | None, sha256: str, decisions: Decisions) -> Looked:
    """What is masked in the text of a file, and whether the file itself waits for a look at it.

    It waits when it holds the number of a paper or an account, phones of `MANY` persons, or words
    that somebody has masked in an article which offers it, unless it was released. Of the decisions
    on numbers only those for all articles hold here: several may offer the file.
    """
    found = found_in([text or ""])
    masked = decisions.masked(None, found)
    kinds = [*masked.values()]
    delicate = len(kinds) > kinds.count("phone") or len(kinds) >= MANY
    words = Masking(texts=decisions.file_texts.get(sha256, ()))
    delicate = delicate or words.text(text or "") != (text or "")
    withheld = delicate and sha256 not in decisions.released
    return Looked(found=found, masking=replace(words, numbers=masked), withheld=withheld)


def public(
    conn: sqlite3.Connection, articles: Iterable[dict[str, Any]]
) -> Iterator[dict[str, Any]]:
    """Exported articles as the public may see them, in the same order.

    `text_status` of a file that is withheld is `withheld`.
    """
    decisions = masks.decisions(conn)
    left = iter(articles)
    while some := [*islice(left, _TOGETHER)]:
        for article, looked in zip(some, look(conn, some, decisions), strict=True):
            shown = looked.masking.article(article)
            yield shown | {
                "attachments": [_public_file(one, decisions) for one in shown["attachments"]]
            }


def _public_file(file: Mapping[str, Any], decisions: Decisions) -> dict[str, Any]:
    looked = look_at_file(file["text"], file["sha256"] or "", decisions)
    if looked.withheld:
        return {**file, "text": None, "text_status": "withheld"}
    return {**file, "text": looked.masking.text(file["text"])} if looked.masking else dict(file)


def _older_texts(
    conn: sqlite3.Connection, shown: Mapping[str, int]
) -> dict[str, list[tuple[str, str]]]:
    """Article -> texts of its revisions up to the one that is shown, each with its place."""
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for batch in in_batches(shown):
        marks = ",".join("?" * len(batch))
        for article, number, *texts in conn.execute(
            "SELECT article, number, title, lead, body_text FROM revisions "
            f"WHERE article IN ({marks})",
            batch,
        ):
            if number <= shown[article]:
                found[article] += [(f"revision {number}", text) for text in texts if text]
    return found
