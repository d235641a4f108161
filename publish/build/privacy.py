"""Numbers of persons: masked in an article before anything of the edition is made of it.

Each later part is given the masked article, so nothing of such a number reaches the edition: no
text, index, comparison, copy. What a file says is masked by itself, for all articles that offer it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from archive.changes import Changes
from archive.editorial import public_view
from archive.editorial.public_view import Looked
from archive.known import in_batches
from archive.privacy import RULES, Masking
from archive.privacy.personal import digest
from publish.build.work import Entry, Work

SCHEMA = f"""
CREATE TABLE masked ( -- {RULES}
    article TEXT NOT NULL REFERENCES articles(id),
    kind TEXT NOT NULL CHECK (kind IN ('phone', 'identity', 'bank', 'text')),
    numbers INTEGER NOT NULL,
    PRIMARY KEY (article, kind)
) WITHOUT ROWID;

CREATE TABLE number_buckets (
    bucket INTEGER NOT NULL,
    article TEXT NOT NULL REFERENCES articles(id),
    PRIMARY KEY (bucket, article)
) WITHOUT ROWID;

CREATE INDEX number_buckets_by_article ON number_buckets(article)
"""
"""A bucket is one of 4096 that the salted digest of a number falls into: it tells which articles to
make anew when something is decided on a number, and nobody who hasn't the salt anything."""

_REMEMBERED = 10_000
"""Files of which is known what is masked in them; the others are looked at again."""


def prepare(work: Work, entries: Sequence[Entry]) -> None:
    """Puts the masked article in the place of each."""
    looked = public_view.look(work.source, [entry.article for entry in entries], work.decisions)
    for entry, one in zip(entries, looked, strict=True):
        entry.masking = one.masking
        entry.article = one.masking.article(entry.article)
        note_found(work, entry, one.found)
        for file in entry.article["attachments"]:
            if file["sha256"]:
                note_found(work, entry, of_file(work, file["sha256"]).found)


def add(work: Work, entries: Sequence[Entry]) -> None:
    """How many numbers of each kind are masked in these articles."""
    work.edition.executemany(
        "INSERT INTO masked VALUES (?, ?, ?)",
        [
            (entry.article["id"], kind, number)
            for entry in entries
            for kind, number in _counts(entry.masking)
        ],
    )


def remove(work: Work, ids: Sequence[str]) -> None:
    """Takes both out with their articles."""
    marks = ",".join("?" * len(ids))
    for table in ("masked", "number_buckets"):
        work.edition.execute(f"DELETE FROM {table} WHERE article IN ({marks})", ids)


def note_found(work: Work, entry: Entry, found: Iterable[str]) -> None:
    """Notes that numbers were found in an article, its files or its copies, masked or not."""
    work.edition.executemany(
        "INSERT OR IGNORE INTO number_buckets VALUES (?, ?)",
        [
            (_bucket(digest(normal, work.decisions.salt)), entry.article["id"])
            for normal in sorted(found)
        ],
    )


def widened(work: Work, changed: Changes) -> Changes:
    """With all articles and files that may hold a number or words of which something was decided."""
    articles, files = set(changed.articles), set(changed.digests)
    files |= _files_with_words(work, changed.articles)
    for name in changed.numbers:
        rows = work.edition.execute(
            "SELECT b.article, f.sha256 FROM number_buckets b LEFT JOIN attachments f "
            "ON f.article = b.article WHERE b.bucket = ?",
            (_bucket(name),),
        )
        for article, sha256 in rows:
            articles.add(article)
            files.update({sha256} - {None})
    return replace(changed, articles=frozenset(articles), digests=frozenset(files))


def _files_with_words(work: Work, articles: Iterable[str]) -> set[str]:
    """Files in which words are masked, or were, because they are in one of these articles."""
    released, found = work.decisions.released, set()
    for batch in in_batches(sorted(articles)):
        marks = ",".join("?" * len(batch))
        sql = f"SELECT sha256, withheld FROM attachments WHERE article IN ({marks})"
        for sha256, withheld in work.edition.execute(sql, batch):
            if withheld or sha256 in released:
                found.add(sha256)
    for article in work.decisions.texts.keys() & set(articles):
        sql = "SELECT m.sha256 FROM attachments f JOIN media m ON m.url = f.url WHERE f.article = ?"
        found.update(row[0] for row in work.source.execute(sql, (article,)))
    return found


def of_file(work: Work, sha256: str) -> Looked:
    """What is masked in the text of a file, and whether the file is withheld."""
    if sha256 not in work.looked_at:
        if len(work.looked_at) >= _REMEMBERED:
            work.looked_at.clear()
        row = work.source.execute(
            "SELECT text FROM attachment_texts WHERE sha256 = ?", (sha256,)
        ).fetchone()
        text = row[0] if row else None
        work.looked_at[sha256] = public_view.look_at_file(text, sha256, work.decisions)
    return work.looked_at[sha256]


def is_withheld(work: Work, sha256: str | None) -> bool:
    """Is a file kept out of the edition until somebody has looked at it?"""
    return sha256 is not None and of_file(work, sha256).withheld


def _bucket(name: str) -> int:
    return int(name[:3], 16)


def _counts(masking: Masking) -> list[tuple[str, int]]:
    numbers: Counter[str] = Counter(masking.numbers.values())
    return [*numbers.items(), *([("text", len(masking.texts))] if masking.texts else [])]
