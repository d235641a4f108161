"""Do two nearly equal texts speak of the same? Their numbers and names, place by place. Pure.

A form that is filled in every month has nine syllables in ten in common with last month's, and is
another notice. What tells it apart is that **in the same place another number or name stands**:
- a particular is a syllable with a digit in it (`15`, `5/10/2021`, `15/QĐ-UBND`), or a run of
  syllables that begin with a capital (`Lò Văn Hải`), if it is longer than one or begins no sentence;
- its place is the two syllables before it and the one behind, where particulars count as equal;
- two texts disagree in a place that both have if each has a particular there that the other lacks.
What one text only adds or leaves out is no disagreement. Two texts agree if they disagree in at most
one of `TOLERANCE` (20) places that both have: a corrected number in a long article leaves it the
same article, a changed date in a notice with a dozen particulars makes it another one.
The title counts as a sentence of its own.
"""

from __future__ import annotations

import numpy as np

from publish.near.syllables import CAPITAL, COMMA, KIND, NUMBER, START, STOP, Numbers

TOLERANCE = 20

Particulars = frozenset[tuple[int, int]]
"""Places with what stands there; a place that occurs twice may have both."""

_IS_NUMBER, _IS_NAME = np.uint64(1), np.uint64(2)
"""What stands for any number and any name in the places around; no syllable has these values."""
_MIX = np.array(
    [0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93], np.uint64
)


def particulars(title: Numbers, text: Numbers) -> Particulars:
    """All of the syllables of a title and of a text."""
    read = np.concatenate((title, text))
    if not len(read):
        return frozenset()
    starts = (read & START) != 0
    starts[1:] |= (read[:-1] & STOP) != 0
    return _placed(*_units(read & ~KIND, read & KIND, starts))


def agree(one: Particulars, other: Particulars) -> bool:
    """Symmetric; True when they have no place in common."""
    apart = _places(one - other) & _places(other - one)
    return len(apart) * TOLERANCE <= len(_places(one) & _places(other))


def _places(some: Particulars) -> set[int]:
    return {place for place, _ in some}


def _units(found: Numbers, kinds: Numbers, starts: Numbers) -> tuple[Numbers, Numbers]:
    """Words, numbers and whole names: what each is for the places around it, and its value."""
    number = (kinds & NUMBER) != 0
    capital = ((kinds & CAPITAL) != 0) & ~number
    goes_on = np.zeros(len(found), bool)  # the name that the syllable before it belongs to
    goes_on[1:] = capital[1:] & capital[:-1] & ~starts[1:] & ((kinds[:-1] & COMMA) == 0)
    first = np.flatnonzero(~goes_on)
    length = np.diff(np.append(first, len(found)))
    within = (np.arange(len(found)) - np.repeat(first, length)).astype(np.uint64)
    values = np.add.reduceat(found * (_MIX[0] + within * _MIX[1]), first)
    name = capital[first] & ((length > 1) | ~starts[first])
    seen = np.where(number[first], _IS_NUMBER, np.where(name, _IS_NAME, found[first]))
    return seen, values


def _placed(seen: Numbers, values: Numbers) -> Particulars:
    around = np.concatenate((np.zeros(2, np.uint64), seen, np.zeros(1, np.uint64)))
    places = around[:-3] * _MIX[0] + around[1:-2] * _MIX[1] + seen * _MIX[2] + around[3:] * _MIX[3]
    which = (seen == _IS_NUMBER) | (seen == _IS_NAME)
    return frozenset(zip(places[which].tolist(), values[which].tolist(), strict=True))
