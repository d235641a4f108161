"""Numbers of persons: masked in an article before anything of the edition is made of it.

Each later part is given the masked article, so nothing of such a number reaches the edition: no
text, index, comparison, copy. What a file says is masked by itself, for all articles that offer it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from archive import public_view
from archive.privacy import RULES, Masking
from publish.build.work import Entry, Work

SCHEMA = f"""
CREATE TABLE masked ( -- {RULES}
    article TEXT NOT NULL REFERENCES articles(id),
    kind TEXT NOT NULL CHECK (kind IN ('phone', 'identity', 'bank', 'text')),
    numbers INTEGER NOT NULL,
    PRIMARY KEY (article, kind)
) WITHOUT ROWID
"""

_REMEMBERED = 10_000
"""Files of which is known what is masked in them; the others are looked at again."""


def prepare(work: Work, entries: Sequence[Entry]) -> None:
    """Puts the masked article in the place of each."""
    found = public_view.maskings(work.source, [entry.article for entry in entries], work.decisions)
    for entry, masking in zip(entries, found, strict=True):
        entry.masking = masking
        entry.article = masking.article(entry.article)


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
    """Takes the counts out with their articles."""
    work.edition.execute(f"DELETE FROM masked WHERE article IN ({','.join('?' * len(ids))})", ids)


def of_file(work: Work, sha256: str) -> tuple[Masking, bool]:
    """What is masked in the text of a file, and whether the file is withheld."""
    if sha256 not in work.looked_at:
        if len(work.looked_at) >= _REMEMBERED:
            work.looked_at.clear()
        row = work.source.execute(
            "SELECT text FROM attachment_texts WHERE sha256 = ?", (sha256,)
        ).fetchone()
        work.looked_at[sha256] = public_view.of_file(
            row[0] if row else None, sha256, work.decisions
        )
    return work.looked_at[sha256]


def is_withheld(work: Work, sha256: str | None) -> bool:
    """Is a file kept out of the edition until somebody has looked at it?"""
    return sha256 is not None and of_file(work, sha256)[1]


def _counts(masking: Masking) -> list[tuple[str, int]]:
    numbers: Counter[str] = Counter(masking.numbers.values())
    return [*numbers.items(), *([("text", len(masking.texts))] if masking.texts else [])]
