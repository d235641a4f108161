"""The two codes of a text: as written, and without marks. Both keep one token per token.

A column of the index holds both, one after the other (`indexed`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from archive.search import plain
from archive.text import fold, tone_key

CODING = 3
"""To be raised when the words of a text become other ones in the index of an edition."""
PLACEHOLDER = "\u01c3"
"""A letter that no code has: in the second half of a column, for a word that has no marks."""
_FOR_ITSELF = "\u01c2"
"""What a text that has that letter is taken to have."""
BARE_WORD = re.compile(r"(?<![^\W_])[a-z0-9]+(?![^\W_])")
"""A word that has no marks and is in the index once, in the first half of its column.

Words of other alphabets are in both halves: SQLite may know other letters than Python does.
"""
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
        made = made.replace(PLACEHOLDER, _FOR_ITSELF)
        if len(chunk) <= _LONG:
            if len(self) >= _MAX_KEPT:
                self.clear()
            self[chunk] = made
        return made


_EXACT_CODES = _Codes(lambda word: tone_key(word).lower())
_FOLDED_CODES = _Codes(fold)


def codes(text: str) -> tuple[str, str]:
    """A text as written and without marks: the words count, not what is between."""
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
    """The text as written: lower case, one placement of the tone mark."""
    return codes(text)[0]


def folded(text: str) -> str:
    """The text without marks."""
    return codes(text)[1]


def indexed(text: str) -> str:
    """What a column of the index holds of a text: its words without marks, then as written.

    PLACEHOLDER keeps in the second half the places of those that are not in it.
    """
    written, bare = codes(text)
    return f"{bare}\n{BARE_WORD.sub(PLACEHOLDER, written)}"


def halves(column: str) -> tuple[list[str], list[str]]:
    """The words of what `indexed` made: without marks, and as written."""
    words = WORD.findall(column)
    bare, written = words[: len(words) // 2], words[len(words) // 2 :]
    return bare, [
        one if word == PLACEHOLDER else word for one, word in zip(bare, written, strict=True)
    ]


def is_marked(word: str) -> bool:
    """Has this word of an exact code marks, so that folding would change it?"""
    return fold(word) != word
