"""What a reader may have meant: the same words with their marks, or spelt as the texts spell them.

The words of the edition are the dictionary (`archive.search.words`), so what no published article
has is never suggested. A word that too few texts have is none, it may be a slip itself.
"""

from __future__ import annotations

import math
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from archive.search.codes import WORD, exact, is_marked
from archive.search.index import FTS_TABLE, SOURCE
from archive.search.terms import COLUMNS, MAX_TYPED, Term
from archive.search.words import frequencies
from archive.text import fold

KNOWN = 3
"""In so many texts a word must be to be suggested."""
MOST_WORDS = 12
"""Words of a query beyond these are left as they are."""
_FORMS = 8
"""Spellings of a word that are weighed."""
_READ = 10
"""Of the newest texts with two words in a row, so many are read for how they spell them."""
_COMMON = 20_000
"""Words that are both in more texts than this stand together in some titles, or do not belong together."""
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """Another query for the one that was typed."""

    query: str
    """What to search for instead; signs and quotes are as they were typed."""
    kind: Literal["marks", "spelling"]
    """Only marks were added, or letters were changed."""


def suggest(conn: sqlite3.Connection, query: str) -> Suggestion | None:
    """What may have been meant; None when nothing better is known, or there is no dictionary."""
    spans = typed_words(query)
    if not spans:
        return None
    typed = [exact(query[start:end]) for start, end in spans]
    try:
        forms, spelt = _forms(conn, typed)
        pairs = _pairs(conn, forms)
    except sqlite3.OperationalError as error:
        if "no such table" not in str(error):
            raise
        return None
    best = _likeliest(forms, pairs)
    changed = [place for place, word in enumerate(best) if word != typed[place]]
    if not changed:
        return None
    made = query
    for place in reversed(changed):
        start, end = spans[place]
        made = made[:start] + best[place] + made[end:]
    return Suggestion(query=made, kind="spelling" if spelt & set(changed) else "marks")


def typed_words(query: str) -> list[tuple[int, int]]:
    """Where the words are that may be changed: no numbers, no beginnings, nothing excluded."""
    found = []
    for word in WORD.finditer(query[:MAX_TYPED]):
        start, end = word.span()
        piece = query[:start].split()[-1:] if start and not query[start - 1].isspace() else []
        if any(sign in "/-" for sign in query[max(0, start - 1) : start] + query[end : end + 1]):
            continue
        if (piece and piece[0].startswith("-")) or query[end : end + 1] == "*":
            continue
        if word[0].isalpha():
            found.append((start, end))
    return found[:MOST_WORDS]


_Form = tuple[str, float]
"""A spelling, and how likely it is by itself."""


def _forms(conn: sqlite3.Connection, typed: Sequence[str]) -> tuple[list[list[_Form]], set[int]]:
    """For each word the spellings it may stand for; and which words are known in none."""
    known = _spellings(conn, {fold(word) for word in typed}, least=1)
    near: dict[str, list[str]] = {
        bare: _edits(bare)
        for word in typed
        if not known.get(bare := fold(word)) and 2 <= len(bare) <= 12
    }
    others = _spellings(conn, {edit for edits in near.values() for edit in edits})
    forms, spelt = [], set()
    for place, word in enumerate(typed):
        bare = fold(word)
        mine = known.get(bare, [])
        if is_marked(word) and any(form == word for form, _ in mine):
            forms.append([(word, 0.0)])
        elif mine:
            common = [(form, math.log(number)) for form, number in mine if number >= KNOWN]
            forms.append(common[:_FORMS] or [(word, 0.0)])
        elif bare in near:
            spelt.add(place)
            found = [pair for edit in near[bare] for pair in others.get(edit, [])]
            found.sort(key=lambda pair: (-_resembles(word, pair[0]), -pair[1], pair[0]))
            options = [
                (form, math.log(number) + 2 * _resembles(word, form))
                for form, number in found[: 5 * _FORMS]
            ]
            forms.append(options or [(word, 0.0)])
        else:
            forms.append([(word, 0.0)])
    return forms, spelt


def _resembles(word: str, form: str) -> int:
    """The same marks, where some were typed; else the same beginning."""
    return 2 * (is_marked(word) and set(word) & set(form) - set(fold(form)) != set()) + (
        word[:1] == form[:1]
    )


def _spellings(
    conn: sqlite3.Connection, folded: Iterable[str], *, least: int = KNOWN
) -> Mapping[str, list[tuple[str, int]]]:
    """Folded word -> its spellings with their numbers, most frequent first."""
    found: dict[str, list[tuple[str, int]]] = defaultdict(list)
    asked = sorted(folded)
    for at in range(0, len(asked), 900):
        some = asked[at : at + 900]
        marks = ",".join("?" * len(some))
        for bare, word, number in conn.execute(
            "SELECT folded, word, texts FROM search_words "
            f"WHERE folded IN ({marks}) AND texts >= {least} "
            "ORDER BY folded, texts DESC, word",
            some,
        ):
            found[bare].append((word, number))
    return found


def _pairs(conn: sqlite3.Connection, forms: Sequence[Sequence[_Form]]) -> Mapping[str, int]:
    """Which of the spellings stand in a row in titles, else in texts, and how often."""
    places = [
        {f"{fold(one)} {fold(other)}" for one, _ in first for other, _ in second}
        for first, second in pairwise(forms)
    ]
    in_titles = _spellings(conn, set().union(*places))
    found = {word: number for some in in_titles.values() for word, number in some}
    for bare, (first, second) in zip(places, pairwise(forms), strict=True):
        told = any(f"{one} {other}" in found for one, _ in first for other, _ in second)
        if len(bare) == 1 and len(first) + len(second) > 2 and not told:
            found |= _in_texts(conn, *bare.pop().split())
    return found


def _in_texts(conn: sqlite3.Connection, first: str, second: str) -> Mapping[str, int]:
    """How the newest texts that have two words in a row spell them: spelling -> number of texts."""
    if min(frequencies(conn, (first, second)).values(), default=0) > _COMMON:
        return {}
    rows = conn.execute(
        f"SELECT {', '.join(COLUMNS)} FROM {SOURCE} WHERE docid IN (SELECT rowid FROM {FTS_TABLE} "
        f"WHERE {FTS_TABLE} MATCH ? ORDER BY rowid DESC LIMIT {_READ})",
        (Term((first, second)).expression(),),
    )
    found: Counter[str] = Counter()
    for row in rows:
        words = [WORD.findall(exact(text or "")) for text in row]
        found.update({f"{a} {b}" for some in words for a, b in pairwise(some)})
    return {pair: number for pair, number in found.items() if fold(pair) == f"{first} {second}"}


def _likeliest(forms: Sequence[Sequence[_Form]], pairs: Mapping[str, int]) -> list[str]:
    """One spelling for each word, so that they go together best (Viterbi)."""
    paths: list[tuple[float, list[str]]] = [(score, [form]) for form, score in forms[0]]
    for options in forms[1:]:
        paths = [
            max(
                (
                    (
                        score + own + 3 * math.log1p(pairs.get(f"{path[-1]} {form}", 0)),
                        [*path, form],
                    )
                    for score, path in paths
                ),
                key=lambda one: one[0],
            )
            for form, own in options
        ]
    return max(paths, key=lambda one: one[0])[1]


def _edits(word: str) -> list[str]:
    """Everything one letter away: left out, put in, changed, or two swapped."""
    cuts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    made = {a + b[1:] for a, b in cuts if b}
    made |= {a + b[1] + b[0] + b[2:] for a, b in cuts if len(b) > 1}
    made |= {a + letter + b[1:] for a, b in cuts if b for letter in _LETTERS}
    made |= {a + letter + b for a, b in cuts for letter in _LETTERS}
    return sorted(made - {word, ""})
