"""The two codes of a text: as written, and without marks. Both keep one token per token."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from archive.search import plain
from archive.text import fold, tone_key

CODING = 2
"""To be raised when the words of a text become other ones in the index of an edition."""
PLACEHOLDER = "\u01c3"
"""A letter that no text has: in the exact columns of an edition, for a word that has no marks."""
WORD = re.compile(r"[^\W_]+")
_UNREADABLE = re.compile("[\u0300-\u036f\ue000-\uf8ff]")
"""Marks without their letter and private signs: FTS5 takes them for a part of a token."""
_LETTERS = re.compile(r"([^\W\d_]+[\u0300-\u036f\w]*)")
_MAX_KEPT = 200_000
_LONG = 40
"""Longer than any word with the signs around it."""


class _Codes(dict[str, str]):
    """What stands between two spaces -> its code.

    Vietnamese has some ten thousand syllables; most texts are made of a few hundred.
    """

    def __init__(self, code: Callable[[str], str]) -> None:
        super().__init__()
        self._code = code

    def __missing__(self, chunk: str) -> str:
        parts = _LETTERS.split(chunk)
        made = "".join(_UNREADABLE.sub("", self._code(part)) for part in parts)
        if len(chunk) <= _LONG:
            if len(self) >= _MAX_KEPT:
                self.clear()
            self[chunk] = made
        return made


_EXACT_CODES = _Codes(lambda word: tone_key(word).lower())
_FOLDED_CODES = _Codes(fold)


def codes(text: str) -> tuple[str, str]:
    """What the exact and the folded columns hold of a text: the words count, not what is between."""
    made = plain.coded(text, _EXACT_CODES)
    if made is not None:
        return made
    lines = text.split("\n")
    if len(lines) == 1:
        return _word_by_word(text)
    exact_lines, folded_lines = zip(*map(codes, lines), strict=True)
    return "\n".join(exact_lines), "\n".join(folded_lines)


def _word_by_word(text: str) -> tuple[str, str]:
    chunks = unicodedata.normalize("NFC", text).split()
    exact_chunks = map(_EXACT_CODES.__getitem__, chunks)
    return " ".join(exact_chunks), " ".join(map(_FOLDED_CODES.__getitem__, chunks))


def exact(text: str) -> str:
    """What the exact columns hold of a text: lower case, one placement of the tone mark."""
    return codes(text)[0]


def folded(text: str) -> str:
    """What the folded columns hold of a text."""
    return codes(text)[1]


def is_marked(word: str) -> bool:
    """Has this word of an exact code marks, so that folding would change it?"""
    return fold(word) != word
