"""Since when each article has been public as it is: what harvesters and webhooks go by.

The moments outlive editions: they are kept in editorial.db (`archive.editorial.publications`), which is brought
up to date after every edition. An edition that is made anew from the same archive has the same ones.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from archive.editorial.publications import Publication, State, held, moment_after
from archive.known import in_batches
from publish.build.work import Entry, Work

SCHEMA = """
CREATE TABLE publications (
    article TEXT PRIMARY KEY,
    first_at TEXT NOT NULL,
    at TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('public', 'unpublished', 'hidden')),
    gone INTEGER NOT NULL,
    digest TEXT NOT NULL
) WITHOUT ROWID;

CREATE INDEX publications_by_at ON publications(at, article);

CREATE INDEX publications_withdrawn ON publications(at, article) WHERE state <> 'public'
"""

_SAID = (
    "url", "portal", "title", "published", "published_precision", "lead", "body_text", "author",
    "source", "category", "citations", "people", "place", "corrections", "summary", "note", "tags",
)  # fmt: skip
"""Of an article: when one of these is another, it has changed."""


def start(work: Work) -> None:
    """The moment of this edition: not before that of the last one, whatever the clock says."""
    work.moment = moment_after(work.source)


def add(work: Work, entries: Sequence[Entry]) -> None:
    """An article that is as it was announced keeps its moment."""
    before = held(work.source, [entry.article["id"] for entry in entries])
    for entry in entries:
        article = entry.article
        new = Publication(
            article=article["id"], first_at=work.moment, at=work.moment, state="public",
            gone=bool(article["gone_since"]), digest=_digest(article),
        )  # fmt: skip
        _put(work, new.after(before.get(new.article)))


def finish(work: Work) -> None:
    """What was announced and is not public any more."""
    gone = (
        [
            row[0]
            for row in work.source.execute(
                "SELECT article FROM editorial.publications ORDER BY article"
            )
        ]
        if work.whole
        else sorted(work.withdrawn)
    )
    for batch in in_batches(gone):
        marks = ",".join("?" * len(batch))
        shown = {
            row[0]
            for row in work.edition.execute(f"SELECT id FROM articles WHERE id IN ({marks})", batch)
        }
        away = [one for one in batch if one not in shown]
        stones = {
            row[0]
            for row in work.edition.execute(
                f"SELECT article FROM tombstones WHERE article IN ({marks})", batch
            )
        }
        for before in held(work.source, away).values():
            state: State = "hidden" if before.article in stones else "unpublished"
            new = Publication(
                article=before.article, first_at=before.first_at, at=work.moment, state=state,
                gone=before.gone, digest="",
            )  # fmt: skip
            _put(work, new.after(before))
    _date(work)


def _date(work: Work) -> None:
    """Dates what has changed when it is about to be shown, not when a long build began.

    Who asked in the meantime, and asks next for what is new since then, must be told of it.
    """
    work.edition.execute(
        "UPDATE publications SET at = :now, "
        "first_at = CASE WHEN first_at = :began THEN :now ELSE first_at END WHERE at = :began",
        {"now": moment_after(work.source), "began": work.moment},
    )


def remove(work: Work, ids: Sequence[str]) -> None:
    """They come back, or `finish` finds that they do not."""
    work.withdrawn.update(ids)


def _put(work: Work, one: Publication) -> None:
    work.edition.execute(
        "INSERT OR REPLACE INTO publications VALUES (?, ?, ?, ?, ?, ?)",
        (one.article, one.first_at, one.at, one.state, int(one.gone), one.digest),
    )


def _digest(article: dict[str, Any]) -> str:
    said = {name: article[name] for name in _SAID}
    said["images"] = [
        {name: one[name] for name in ("url", "caption", "credit", "sha256")}
        for one in article["images"]
    ]
    said["attachments"] = [
        {name: one[name] for name in ("url", "name", "sha256")} for one in article["attachments"]
    ]
    text = json.dumps(said, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:32]
