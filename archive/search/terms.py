"""What a reader types, and what it demands in the language of FTS5. Pure: knows no database.

Any string is a query: quotes left open are closed, signs mean nothing, and of a very long one
only the beginning counts (MAX_TYPED, MAX_TERMS).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from archive.search.codes import WORD, exact, is_marked
from archive.text import fold

MAX_TYPED = 2_000
"""Characters of a query that are read."""
MAX_TERMS = 24
"""Terms of a query that count."""
IN_A_ROW = 8
"""Up to this many words, a text that has them in one row ranks above one that has them apart."""
NOTHING = '""'
"""A MATCH expression that nothing answers."""


COLUMNS = ("title", "lead", "body_text", "captions")
EVERYWHERE = ""
"""Where a term is looked for: a column filter of FTS5."""
TITLE = "title : "


@dataclass(frozen=True, slots=True)
class Term:
    """One demand of a query: these words in a row (usually one), or, with `without`, never."""

    words: tuple[str, ...]
    without: bool = False
    prefix: bool = False

    def matches(self, words: Sequence[str]) -> bool:
        """Do these words of a text, as many as the term's, answer it?"""
        for place, (asked, word) in enumerate(zip(self.words, words, strict=True)):
            form = exact(word) if is_marked(asked) else fold(word)
            if self.prefix and place == len(self.words) - 1:
                if not form.startswith(asked):
                    return False
            elif form != asked:
                return False
        return True

    def expression(self, scope: str = EVERYWHERE) -> str:
        """The term in the language of FTS5.

        A column has the words with marks in one half and all without them in the other, so words
        of both kinds are never in a row.
        """
        marked = [word for word in self.words if is_marked(word)]
        star = "*" if self.prefix else ""
        if len(marked) == len(self.words):
            return f"{scope}{_quoted(self.words)}{star}"
        loose = f"{scope}{_quoted(tuple(map(fold, self.words)))}{star}"
        if not marked:
            return loose
        last = len(self.words) - 1
        strict = [
            f"{scope}{_quoted((word,))}{star if place == last else ''}"
            for place, word in enumerate(self.words)
            if is_marked(word)
        ]
        return f"({' AND '.join([loose, *strict])})"


def _quoted(words: tuple[str, ...]) -> str:
    return '"' + " ".join(words) + '"'


_PIECE = re.compile(r'(?P<no>(?<!\S)-)?(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))')


def parse(query: str) -> list[Term]:
    """The terms of what was typed: words, "phrases", -without, begin*.

    A number like 15/QĐ-UBND or 05/10/2021 is a phrase of its parts.
    """
    terms: dict[Term, None] = {}
    typed_text = query[:MAX_TYPED].replace("“", '"').replace("”", '"')
    for piece in _PIECE.finditer(typed_text):
        typed = piece["phrase"] if piece["phrase"] is not None else piece["word"]
        words = tuple(WORD.findall(exact(typed)))
        if words:
            prefix = piece["word"] is not None and typed.endswith("*")
            terms[Term(words, without=piece["no"] is not None, prefix=prefix)] = None
            if len(terms) == MAX_TERMS:
                break
    return list(terms)


def match_query(query: str) -> str:
    """What a reader typed as an FTS5 MATCH expression; never an error, whatever was typed."""
    return expression(parse(query))


def title_query(query: str) -> str:
    """The same for the title alone."""
    return expression(parse(query), TITLE)


def expression(terms: Sequence[Term], scope: str = EVERYWHERE) -> str:
    """A MATCH expression of rows that answer all terms in `scope`; exclusion is from everywhere."""
    asked = [term.expression(scope) for term in terms if not term.without]
    if not asked:
        return NOTHING
    wanted = " AND ".join(asked)
    for term in terms:
        if term.without:
            wanted = f"({wanted}) NOT {term.expression()}"
    return wanted


def in_a_row(terms: Sequence[Term]) -> Term | None:
    """All words one after the other, where there are some apart and not too many."""
    asked = [term for term in terms if not term.without]
    words = tuple(word for term in asked for word in term.words)
    if len(asked) < 2 or len(words) > IN_A_ROW or any(term.prefix for term in asked):
        return None
    return Term(words)
