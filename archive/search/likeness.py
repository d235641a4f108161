"""How much a title or lead is like what was asked. Pure: knows no database.

Hundreds of texts are compared for one query, and most of them have none of its words: that much is
seen in the folded text alone, and only of the others the words are told apart.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache, reduce
from operator import add

from archive.search.codes import WORD, codes, exact
from archive.search.terms import Term
from archive.text import fold, spaced

_exact = lru_cache(maxsize=100_000)(exact)


class Wanted:
    """A term as it is compared with the words of a text."""

    def __init__(self, term: Term, weight: float, meant: Mapping[str, str]) -> None:
        self.words, self.prefix, self.weight = term.words, term.prefix, weight
        self.bare = tuple(map(fold, term.words))
        marked = tuple(bare != word for bare, word in zip(self.bare, term.words, strict=True))
        self.marked = marked if any(marked) else ()
        self.meant = tuple(meant.get(word, word) for word in term.words)

    def as_typed(self, found: tuple[str, ...]) -> float:
        """1 for these very words, less for those that were probably meant by words without marks."""
        if found == self.words:
            return 1.0
        return 0.8 if found == self.meant else 0.0

    def place(self, text: _Text) -> int | None:
        """Where in the words of a text the term stands."""
        bare, (first, *_) = text.bare, self.bare
        last = len(bare) - len(self.bare)
        at = -1
        while at < last:
            if self.prefix and len(self.bare) == 1:
                begun = (n for n in range(at + 1, last + 1) if bare[n].startswith(first))
                at = next(begun, last + 1)
            else:
                try:
                    at = bare.index(first, at + 1, last + 1)
                except ValueError:
                    return None
            if at <= last and self._stands(text, at):
                return at
        return None

    def _stands(self, text: _Text, at: int) -> bool:
        """Do all words of the term stand here, where the first does but for its marks?"""
        size = len(self.bare)
        if size > 1 and not self._fit(tuple(text.bare[at : at + size]), self.bare):
            return False
        if not self.marked:
            return True
        # Words typed without marks may have any.
        written = zip(text.exact(at, size), self.words, self.marked, strict=True)
        return self._fit(
            tuple(word if marked else asked for word, asked, marked in written), self.words
        )

    def _fit(self, found: tuple[str, ...], asked: tuple[str, ...]) -> bool:
        if self.prefix:
            return found[:-1] == asked[:-1] and found[-1].startswith(asked[-1])
        return found == asked


class Query:
    """All terms of a query, to compare texts with."""

    def __init__(self, terms: Sequence[Wanted], row: Term | None) -> None:
        self.terms = terms
        self.row = Wanted(row, 0.0, {}) if row else None
        # One after the other, as in `likeness`: what has all the terms has exactly this weight.
        self.weight = reduce(add, (term.weight for term in terms), 0.0)
        self.size = sum(len(term.words) for term in terms)
        least = min((term.weight for term in terms), default=0.0)
        part = 1 - least / self.weight if len(terms) > 1 else 0.0
        self.most_of_a_part = part * part + 0.5 * part + 1e-9 * (part > 0)
        """No text without one of the terms is more like the query than this."""
        self._beginnings = [term.bare[0] for term in terms]

    def likeness(self, text: str) -> float:
        """0 to about 2: how much of what was asked a text has, how near, and how much else."""
        read = _Text(text)
        folded = read.folded
        if not any(beginning in folded for beginning in self._beginnings):
            return 0.0
        here = as_typed = 0.0
        for term in self.terms:
            place = term.place(read)
            if place is not None:
                here += term.weight
                as_typed += term.weight * term.as_typed(read.exact(place, len(term.words)))
        if not here:
            return 0.0
        whole = here / self.weight
        together = 0.0
        if whole == 1.0:
            together = 0.5 if self.row is None or self.row.place(read) is not None else 0.2
        brief = 0.2 * min(1.0, self.size / len(read.bare)) * whole
        return whole * whole + together + brief + 0.3 * as_typed / self.weight


class _Text:
    """The words of a text in both codes, told apart no sooner than they are needed."""

    __slots__ = ("_bare", "_exact", "_words", "_written", "folded")

    def __init__(self, text: str) -> None:
        self._bare: list[str] | None = None
        self._words: list[str] | None = None
        self._exact: list[str] | None = None
        plain = spaced(text)
        if plain is None:
            coded, folded = codes(text)
            self._exact, self._written = WORD.findall(coded), ""
            self.folded = " ".join(WORD.findall(folded))
        else:
            self._written, self.folded = plain

    @property
    def bare(self) -> list[str]:
        """The words without marks."""
        if self._bare is None:
            self._bare = self.folded.split()
        return self._bare

    def exact(self, place: int, size: int) -> tuple[str, ...]:
        """So many words from a place on, as they are written."""
        if self._exact is not None:
            return tuple(self._exact[place : place + size])
        if self._words is None:
            self._words = self._written.split()
        return tuple(map(_exact, self._words[place : place + size]))
