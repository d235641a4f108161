"""Texts cut into syllables: numbers that can be compared. Pure.

Nearly all the time that near-duplicates cost was once spent here, word by word. So many texts are
cut at once, in numpy: a word of up to `_LONGEST` bytes is three numbers, and a table knows what most
words are. What it does not know is folded and hashed in Python, and known from then on.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from threading import Lock

import numpy as np
import numpy.typing as npt

from archive.text import fold

Numbers = npt.NDArray[np.uint64]
Places = npt.NDArray[np.intp]

NUMBER, CAPITAL, STOP, COMMA, START = (np.uint64(1 << bit) for bit in range(5))
"""Of a syllable: has a digit; begins with a capital; ends a sentence; has a comma behind it; is the
first of a line."""
KIND = np.uint64(31)
"""The bits that are no hash."""

_ENDS = re.compile(r"^\W+|\W+$")
_LEADING_ZEROS = re.compile(r"(?<!\d)0+(?=\d)")
_ENDINGS = (".", "!", "?", ":", ";", "…", '."', ".”")
_OPENINGS = "([{\"'“‘*-–•+"
_ODD_SPACE = re.compile(r"[^\S\n]")

_AT_ONCE = 1 << 18
"""Bytes of texts that are cut together: what the processor keeps near."""
_LONGEST = 23
"""Bytes of a word that the table can know; three numbers with its length behind them."""
_WIDTH = _LONGEST + 1
_LENGTH_AT = np.uint64(56)
_MASKS = np.frombuffer(
    b"".join(b"\xff" * length + bytes(_WIDTH - length) for length in range(_WIDTH)) + bytes(_WIDTH),
    np.uint64,
).reshape(-1, 3)
"""Length of a word -> which of the bytes from its start on are the word; none of one too long."""


def folded(word: str) -> str:
    """One syllable in the form in which it is compared; may be empty.

    >>> [folded(word) for word in ("Hoà,", "05/10/2021.", "–", "15/QĐ-UBND")]
    ['hoa', '5/10/2021', '', '15/qd-ubnd']
    """
    return _LEADING_ZEROS.sub("", _ENDS.sub("", fold(word)))


def syllables(text: str) -> Numbers:
    """The syllables of one text; `cut` is quicker for many."""
    (read,) = cut((text.encode(),))
    return read


def cut(texts: Iterable[bytes]) -> list[Numbers]:
    """The syllables of each text, as 59-bit hashes of their folded forms above five bits of kind."""
    return [read for some in _batches(texts) for read in _cut(some)]


def _batches(texts: Iterable[bytes]) -> Iterator[list[bytes]]:
    some: list[bytes] = []
    size = 0
    for text in texts:
        some.append(text)
        size += len(text)
        if size >= _AT_ONCE:
            yield some
            some, size = [], 0
    if some:
        yield some


def _cut(texts: Sequence[bytes]) -> list[Numbers]:
    data = b"\n".join((b"", *texts, b" " * _WIDTH))
    letters = np.frombuffer(data, np.uint8)
    space = (letters == 32) | (letters - np.uint8(9) < 5) | (letters - np.uint8(28) < 4)
    edges = np.flatnonzero(space[1:] != space[:-1]) + 1
    starts, ends = edges[::2], edges[1::2]
    try:
        numbers = _TABLE.numbers(data, starts, ends)
    except _OddSpace:
        return _cut([_ODD_SPACE.sub(" ", text.decode()).encode() for text in texts])
    full = numbers != 0
    kept: Numbers = numbers[full]
    place = np.concatenate(([0], np.cumsum(full)))  # of the first word that is kept from here on
    lines = place[np.searchsorted(starts, np.flatnonzero(letters == 10))]
    kept[lines[lines < len(kept)]] |= START  # not a dash before the first syllable
    offsets = np.cumsum([1, *(len(text) + 1 for text in texts)])
    bounds = place[np.searchsorted(starts, offsets)].tolist()
    return [kept[at:end] for at, end in pairwise(bounds)]


class _OddSpace(Exception):
    """A white space that is none in ASCII stands between words."""


class _Table:
    """What a word is: its bytes as three numbers, and its syllable; a new word may oust another."""

    _FACTORS = (
        np.uint64(0x9E3779B97F4A7C15),
        np.uint64(0xC2B2AE3D27D4EB4F),
        np.uint64(0x165667B19E3779F9),
    )

    def __init__(self, bits: int) -> None:
        self._shift = np.uint64(64 - bits)
        self._rows = np.zeros((1 << bits, 4), np.uint64)
        self._lock = Lock()
        self._slow = _Syllables()

    def numbers(self, data: bytes, starts: Places, ends: Places) -> Numbers:
        """The syllables of the words of `data`, which has `_WIDTH` bytes behind the last start."""
        length = np.minimum(ends - starts, _WIDTH)
        windows = np.ndarray((len(data) - _LONGEST,), f"V{_WIDTH}", data, strides=(1,))
        words = windows[starts].view(np.uint64).reshape(-1, 3)
        words &= _MASKS.take(length, axis=0)
        words[:, 2] |= length.astype(np.uint64) << _LENGTH_AT
        one, two, three = words.T
        a, b, c = self._FACTORS
        slots = ((one * a + two * b + three * c) >> self._shift).astype(np.intp)
        with self._lock:
            rows = self._rows.take(slots, axis=0)
            known = (rows[:, 0] == one) & (rows[:, 1] == two) & (rows[:, 2] == three)
            numbers: Numbers = rows[:, 3].copy()
            new = np.flatnonzero(~known)
            if len(new):
                numbers[new] = self._looked_up(data, starts[new], ends[new])
                new = new[length[new] <= _LONGEST]
                self._rows[slots[new]] = np.column_stack((words[new], numbers[new]))
        return numbers

    def _looked_up(self, data: bytes, starts: Places, ends: Places) -> Numbers:
        words = [
            data[at:end].decode() for at, end in zip(starts.tolist(), ends.tolist(), strict=True)
        ]
        if " ".join(words).split() != words:
            raise _OddSpace
        return np.fromiter(map(self._slow.__getitem__, words), np.uint64, len(words))


class _Syllables(dict[str, int]):
    """What stands between white space -> a hash of its folded form, above the five bits of its kind.

    0 when nothing is left of it. Most words of a text were met before.
    """

    def __missing__(self, word: str) -> int:
        if len(self) >= 1 << 18:
            self.clear()
        number, kept = 0, folded(word)
        if kept:
            digest = hashlib.blake2b(kept.encode(), digest_size=8).digest()
            number = int.from_bytes(digest, "little") & ~31 or 32
            number |= int(NUMBER) * any(map(str.isdigit, kept))
            number |= int(CAPITAL) * word.lstrip(_OPENINGS)[:1].isupper()
            number |= int(STOP) * word.endswith(_ENDINGS) | int(COMMA) * word.endswith(",")
        self[word] = number
        return number


_TABLE = _Table(bits=18)
