"""Articles as the public may see them: numbers of persons masked, files with such numbers withheld.

The archive keeps all of it as it was; whoever makes something public (an edition, an export with
`--public`) goes through here.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from archive.known import in_batches
from archive.privacy import Decisions, Masking
from archive.privacy.masking import texts_of, words_of

MANY = 5
"""Phones of persons in one file: with as many it is a list of people."""

_TOGETHER = 100
"""Articles whose revisions are looked at in one question."""


def maskings(
    conn: sqlite3.Connection, articles: Sequence[dict[str, Any]], decisions: Decisions
) -> list[Masking]:
    """What is masked of each of these exported articles, found in all of their revisions."""
    older = _older_texts(conn, {o["id"]: o["revision"] for o in articles if o["revisions"] > 1})
    return [
        decisions.masking(
            one["id"], [*texts_of(one), words_of(one["body_html"]), *older.get(one["id"], ())]
        )
        for one in articles
    ]


def of_file(text: str | None, digest: str, decisions: Decisions) -> tuple[Masking, bool]:
    """What is masked in the text of a file, and whether the file itself waits for a look at it.

    It waits when it holds the number of a paper or an account, or phones of `MANY` persons, unless
    it was released.
    """
    found = decisions.masked(None, [text or ""])
    kinds = [*found.values()]
    delicate = len(kinds) > kinds.count("phone") or len(kinds) >= MANY
    return Masking(numbers=found), delicate and digest not in decisions.released


def public(
    conn: sqlite3.Connection, articles: Iterable[dict[str, Any]], decisions: Decisions
) -> Iterator[dict[str, Any]]:
    """Exported articles as the public may see them, in the same order."""
    left = iter(articles)
    while some := [*islice(left, _TOGETHER)]:
        for article, masking in zip(some, maskings(conn, some, decisions), strict=True):
            shown = masking.article(article)
            yield shown | {
                "attachments": [_public_file(one, decisions) for one in shown["attachments"]]
            }


def _public_file(file: Mapping[str, Any], decisions: Decisions) -> dict[str, Any]:
    masking, withheld = of_file(file["text"], file["sha256"] or "", decisions)
    if withheld:
        return {**file, "text": None, "text_status": "withheld"}
    return {**file, "text": masking.text(file["text"])} if masking else dict(file)


def _older_texts(conn: sqlite3.Connection, shown: Mapping[str, int]) -> dict[str, list[str]]:
    """Article -> texts of its revisions up to the one that is shown."""
    found: dict[str, list[str]] = defaultdict(list)
    for batch in in_batches(shown):
        marks = ",".join("?" * len(batch))
        for article, number, *texts in conn.execute(
            "SELECT article, number, title, lead, body_text FROM revisions "
            f"WHERE article IN ({marks})",
            batch,
        ):
            if number <= shown[article]:
                found[article] += [text for text in texts if text]
    return found
