"""The names of administrative units in a text: their words, their spellings, what was said.

Pure. Which unit is meant is decided in `gazetteer.py`.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Container, Iterator
from dataclasses import dataclass, field
from typing import Final

from archive.text import fold, tone_key

WARD_WORDS: Final = {
    "xa": "xã", "x": "xã", "phuong": "phường", "p": "phường", "thi tran": "thị trấn",
    "tt": "thị trấn", "dac khu": "đặc khu",
}  # fmt: skip
DISTRICT_WORDS: Final = {
    "huyen": "huyện", "h": "huyện", "quan": "quận", "q": "quận", "thi xa": "thị xã",
    "tx": "thị xã", "thanh pho": "thành phố", "tp": "thành phố",
}  # fmt: skip
PROVINCE_WORDS: Final = {
    "tinh": "tỉnh", "t": "tỉnh", "thanh pho": "thành phố", "tp": "thành phố",
}  # fmt: skip
_MAX_NAME: Final = 6


@dataclass(slots=True)
class Word:
    folded: str
    spelled: str
    """Lower case, NFC."""
    joined: bool = True
    """Does it follow the word before it without a separator?"""


@dataclass(frozen=True, slots=True)
class Names:
    """A unit's name in the three spellings."""

    verbatim: str
    tone: str
    folded: str

    @classmethod
    def of(cls, name: str) -> Names:
        spelled = " ".join(word.spelled for word in words_of(name))
        return cls(spelled, tone_key(spelled), " ".join(word.folded for word in words_of(name)))

    def agrees(self, said: str) -> int:
        """0 verbatim, 1 but for the tone's place, 2 but for the marks."""
        if said == self.verbatim:
            return 0
        return 1 if tone_key(said) == self.tone else 2


@dataclass(slots=True)
class Said:
    """What the texts name of one level: folded name -> spellings as said."""

    names: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def rank(self, unit: Names) -> int | None:
        """How well the unit agrees with what was said; None if it contradicts it."""
        said = self.names.get(unit.folded)
        return None if said is None else min(unit.agrees(name) for name in said)


_TOKEN: Final = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


def words_of(text: str) -> list[Word]:
    spelled = unicodedata.normalize("NFC", text).lower()
    found: list[Word] = []
    last = 0
    for token in _TOKEN.finditer(spelled):
        between = spelled[last : token.start()]
        last = token.end()
        word = token[0].replace("’", "'").replace("ð", "đ")
        if word.isdigit():
            word = str(int(word))
        found.append(Word(fold(word), word, joined=not between.strip(" \u00a0.'\"“”")))
    return found


def named(
    line: list[Word], units: dict[str, str], names: Container[str]
) -> Iterator[tuple[str, str, str]]:
    """(unit, folded name, name as said) wherever a unit word precedes a name that is known."""
    for at in range(len(line)):
        for length in (2, 1):
            key = " ".join(one.folded for one in line[at : at + length])
            unit = units.get(key)
            if unit is None or len(line[at : at + length]) < length:
                continue
            said = " ".join(one.spelled for one in line[at : at + length])
            if not said.isascii() and tone_key(said) != tone_key(unit):
                continue  # "Quản Bạ" is no "quận"
            if key == "xa" and at and line[at - 1].folded == "thi":
                continue  # thị xã
            start = at + length
            for end in range(min(len(line), start + _MAX_NAME), start, -1):
                part = line[start:end]
                name = " ".join(one.folded for one in part)
                if name in names and all(one.joined for one in part[1:]):
                    yield unit, name, " ".join(one.spelled for one in part)
                    break
            break


def collect(line: list[Word], units: dict[str, str], known: set[str], into: Said) -> None:
    for _, name, said in named(
        _unhyphened(line) if units is PROVINCE_WORDS else line, units, known
    ):
        into.names[name].append(said)


def _unhyphened(line: list[Word]) -> list[Word]:
    """Province names may hold a hyphen: "Bà Rịa - Vũng Tàu"."""
    return [Word(one.folded, one.spelled) for one in line]


def compact(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name)


_TYPES: Final = re.compile(r"^(?:Thành phố|Thị xã|Thị trấn|Huyện|Quận|Tỉnh)\s+", re.IGNORECASE)


def without_type(unit: str) -> str:
    name = _TYPES.sub("", unit)
    return name if name else unit
