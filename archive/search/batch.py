"""The texts of many articles coded at once, as an edition indexes them.

All in arrays: what of it is done for one word after the other is done for those alone whose tone
mark may be misplaced.
"""

from __future__ import annotations

import codecs
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from itertools import product

import numpy as np
import numpy.typing as npt

from archive.search import plain
from archive.search.codes import PLACEHOLDER, exact, halves, indexed
from archive.search.terms import COLUMNS
from archive.search.words import MARKED_WORD

_END = 255
"""The place after each text: in no text, and written as a line feed."""
_PLACEHOLDER = 254
_PAGE = f"{plain.PAGE[:_PLACEHOLDER]}{PLACEHOLDER}\ufffe"
_WORDS, _BARE = (table[:_END] + b"\n" for table in (plain.WORDS, plain.BARE))
_KINDS = plain.KINDS.translate(bytes(max(0, b" cgvwTU".find(place)) for place in range(256)))
_LETTER, _DIGIT, _MARKED = 1, 2, 3
"""The greatest of its letters tells what a word has."""
_SIGNIFIES = bytes(
    0
    if not one.isalnum()
    else _MARKED
    if not one.isascii()
    else _LETTER
    if one.isalpha()
    else _DIGIT
    for one in plain.PAGE
)
_LONGEST = 12
"""Letters of a word without marks that is counted: five bits each make a number."""

Numbers = npt.NDArray[np.intp]


def _misplaced() -> npt.NDArray[np.bool_]:
    """For five kinds in a row, three bits each: may the tone mark of the middle one be misplaced?"""
    made = np.zeros(1 << 15, np.bool_)
    for five in product(range(7), repeat=5):
        text = bytes(b" cgvwTU"[kind] for kind in five)
        found = (found.start() for one in plain.MISPLACED for found in one.finditer(text))
        made[sum(kind << 3 * (4 - at) for at, kind in enumerate(five))] = 2 in found
    return made


_MISPLACED = _misplaced()


class _Placed(dict[bytes, bytes]):
    """A word in places of the code page -> the same with its tone mark on the right vowel."""

    def __missing__(self, word: bytes) -> bytes:
        placed = exact(codecs.charmap_decode(word, "strict", plain.PAGE)[0])
        self[word] = codecs.charmap_encode(placed, "strict", plain.PLACES)[0]
        return self[word]


_PLACED = _Placed()


def coded(
    rows: Sequence[Sequence[int | str | None]], bare: Counter[str] | None = None
) -> list[tuple[str, ...]]:
    """What the columns of the index hold of (rowid, title, lead, body_text, captions).

    `bare` is told in how many of the texts each word is that is no MARKED_WORD.
    """
    texts = [str(text or "") for row in rows for text in row[1:]]
    places = list(map(plain.places, texts))
    made = _coded(bytes([_END]).join([*(one or b"" for one in places), b""]), len(texts), bare)
    for number, text in enumerate(texts):
        if places[number] is None:
            made[number] = indexed(text)
            if bare is not None:
                words = set(halves(made[number])[1])
                bare.update(word for word in words if not MARKED_WORD.fullmatch(word))
    size = len(COLUMNS)
    return [tuple(made[at : at + size]) for at in range(0, len(texts), size)]


def _coded(places: bytes, number: int, bare: Counter[str] | None) -> list[str]:
    """What columns hold of so many texts, each followed by _END."""
    folded = codecs.charmap_decode(places.translate(_BARE), "strict", _PAGE)[0].split("\n")
    written = bytearray(places.translate(_WORDS))
    letters = np.frombuffer(written, np.uint8)
    signify = np.frombuffer(places.translate(_SIGNIFIES), np.uint8)
    inside = np.zeros(len(places) + 2, np.bool_)
    inside[1:-1] = signify != 0
    edges = np.flatnonzero(inside[1:] != inside[:-1])
    starts, ends = edges[::2], edges[1::2]
    if len(starts):
        words = np.searchsorted(starts, _doubtful(places), "right") - 1
        words = words[np.diff(words, prepend=-1) > 0]
        for start, end in zip(starts[words].tolist(), ends[words].tolist(), strict=True):
            written[start:end] = _PLACED[bytes(written[start:end])]
        greatest = np.maximum.reduceat(signify, starts)
        unmarked = greatest < _MARKED
        if bare is not None:
            last = np.searchsorted(starts, np.flatnonzero(letters == ord("\n")))
            texts = np.repeat(np.arange(number), np.diff(last, prepend=0))
            some = (greatest == _LETTER) & (ends - starts <= _LONGEST)
            _count(letters, starts[some], ends[some], texts[some], bare)
        letters = _replaced(letters, starts[unmarked], ends[unmarked])
    marked = codecs.charmap_decode(letters.tobytes(), "strict", _PAGE)[0].split("\n")
    return list(map("{}\n{}".format, folded[:number], marked))


def _doubtful(places: bytes) -> Numbers:
    """Where a tone mark may stand on the wrong vowel."""
    size = len(places)
    kinds = np.zeros(size + 4, np.uint16)
    kinds[2:-2] = np.frombuffer(places.translate(_KINDS), np.uint8)
    fives = kinds[:size].copy()
    for at in range(1, 5):
        fives <<= 3
        fives |= kinds[at : size + at]
    return np.flatnonzero(_MISPLACED[fives])


def _replaced(
    letters: npt.NDArray[np.uint8], starts: Numbers, ends: Numbers
) -> npt.NDArray[np.uint8]:
    """The text with the placeholder for these words."""
    left_out = np.zeros(len(letters) + 1, np.int8)
    left_out[starts + 1] += 1
    left_out[ends] -= 1
    letters[starts] = _PLACEHOLDER
    kept: npt.NDArray[np.uint8] = letters[np.cumsum(left_out[:-1], dtype=np.int8) == 0]
    return kept


def _count(
    letters: npt.NDArray[np.uint8], starts: Numbers, ends: Numbers, texts: Numbers,
    bare: Counter[str],
) -> None:  # fmt: skip
    """Adds in how many of the texts each word is; the words are of a-z, at most _LONGEST letters."""
    sizes = ends - starts
    words = np.zeros(len(starts), np.int64)
    longer = np.arange(len(starts))
    for at in range(_LONGEST):
        longer = longer[sizes[longer] > at]
        words[longer] = words[longer] << 5 | letters[starts[longer] + at] & 31
    order = np.argsort(words, kind="stable")  # texts of a word stay in their order
    words, texts = words[order], texts[order]
    other = np.diff(words, prepend=-1) > 0
    first = np.flatnonzero(other | (np.diff(texts, prepend=-1) > 0))
    distinct = np.flatnonzero(other[first])
    times = np.diff(distinct, append=len(first))
    for word, number in zip(words[first[distinct]].tolist(), times.tolist(), strict=True):
        bare[_spelt(word)] += number


@lru_cache(maxsize=1 << 16)
def _spelt(word: int) -> str:
    letters = []
    while word:
        letters.append(chr(96 + (word & 31)))
        word >>= 5
    return "".join(reversed(letters))
