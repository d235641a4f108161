"""What was searched for, marked in the original text."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from functools import lru_cache

from archive.search.codes import WORD
from archive.search.terms import Term, in_a_row
from archive.text import fold

_bare = lru_cache(maxsize=100_000)(fold)


def highlight(text: str, terms: Sequence[Term]) -> list[tuple[str, bool]]:
    """The text in pieces, each with whether it is what was searched for."""
    spans = _spans(list(WORD.finditer(text)), terms)
    pieces: list[tuple[str, bool]] = []
    at = 0
    for start, end in spans:
        if start > at:
            pieces.append((text[at:start], False))
        pieces.append((text[start:end], True))
        at = end
    if at < len(text):
        pieces.append((text[at:], False))
    return pieces


def snippet(text: str, terms: Sequence[Term], *, width: int = 240) -> list[tuple[str, bool]]:
    """The stretch of about `width` characters with the most hits, in pieces like `highlight`.

    One with all words in a row comes before those without.
    """
    text = " ".join(text.split())
    if len(text) <= width:
        return highlight(text, terms)
    words = list(WORD.finditer(text))
    spans = _spans(words, terms)
    row = in_a_row(terms)
    rows = {start for start, _ in _spans(words, [row])} if row else set()
    start = max(0, _densest(spans, width, rows) - width // 6)
    start = start if start == 0 else text.find(" ", start) + 1
    end = text.rfind(" ", start, start + width) if start + width < len(text) else len(text)
    before, after = ("… " if start else ""), (" …" if end < len(text) else "")
    pieces = highlight(text[start:end], terms)
    return [(before, False)] * bool(before) + pieces + [(after, False)] * bool(after)


def _densest(spans: Sequence[tuple[int, int]], width: int, rows: Set[int]) -> int:
    best, most = 0, 0
    for place, (start, _) in enumerate(spans):
        if rows and start not in rows:
            continue
        inside = sum(end - start <= width for _, end in spans[place : place + 24])
        if inside > most:
            best, most = start, inside
    return best


def _spans(words: Sequence[re.Match[str]], terms: Sequence[Term]) -> list[tuple[int, int]]:
    wanted = [term for term in terms if not term.without]
    # Few words begin a term; only those are looked at closely, which takes long.
    whole = {fold(term.words[0]) for term in wanted}
    begun = tuple(fold(term.words[0]) for term in wanted if term.prefix and len(term.words) == 1)
    spans: list[tuple[int, int]] = []
    last = -1
    for place, word in enumerate(words):
        bare = _bare(word[0])
        if (bare not in whole and not bare.startswith(begun)) or word.start() < last:
            continue
        for term in wanted:
            run = words[place : place + len(term.words)]
            if len(run) == len(term.words) and term.matches([one[0] for one in run]):
                spans.append((word.start(), run[-1].end()))
                last = run[-1].end()
                break
    return spans
