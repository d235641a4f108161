"""Where in a text the citation of a document may begin: every place, found in one pass.

The patterns are the beginnings of those in `citations.py`, as wide or wider where Hyperscan takes
letters for equal that `re` does not or the other way round: a place too many costs a look, one too
few a citation. Hyperscan looks for all of them in less time than `re` takes for one.
"""

from __future__ import annotations

import threading
from functools import cache
from typing import Final, NamedTuple

import hyperscan

_NUMBERED, _DASH_LOST, _NAMED = range(3)
_DIGIT: Final = r"[0-9\x{640}-\x{1cff}\x{a000}-\x{afff}\x{f000}-\x{10ffff}]"
"""All digits of all scripts, and whole blocks around them: few ranges are searched faster."""
_NUMBER: Final = rf"{_DIGIT}{{1,6}}[a-zđ]? ?[/-] ?"
_YEAR: Final = rf"(?:19|20){_DIGIT}{{2}} ?[/-] ?"
_RESOLUTION: Final = "(?:nghị quyết|nghi quyet)"
_BEGINNINGS: Final = (
    (_NUMBERED, rf"{_NUMBER}[a-zđư]"),
    (_NUMBERED, rf"{_NUMBER}{_YEAR}[a-zđư]"),
    (_DASH_LOST, rf"{_DIGIT}{{1,4}} [a-zđ]{{2,4}} ?/ ?[thđq]"),
    (
        _NAMED,
        rf"(?:{_RESOLUTION}|nq) ?(?:của |cua )?(?:h.. ngh. )?(?:bch|ban ch|trung|tw|t\.?[ưu]|l.n th)"
        rf"|{_RESOLUTION} (?:của |cua )?[đd].. h[ộo]|hiến ph|hien ph",
    ),
)


class Places(NamedTuple):
    """Offsets of characters, in order."""

    numbered: list[int]
    """Of "73/2023/NĐ-CP"."""
    dash_lost: list[int]
    """Of "05 CT/TW"."""
    named: list[int]
    """Of "Nghị quyết Trung ương 4 khóa XII"."""


def places_of(plain: str) -> Places:
    """Where each kind of citation may begin in a text with plain letters and signs."""
    database = _database()
    if _own.scratch is None:
        _own.scratch = hyperscan.Scratch(database)
    source = plain.encode("utf-8", "replace")
    found: list[tuple[int, int]] = []

    def begins(number: int, at: int, _end: int, _flags: int, _context: object) -> None:
        found.append((at, _BEGINNINGS[number][0]))

    database.scan(source, match_event_handler=begins, scratch=_own.scratch)
    places = Places([], [], [])
    passed = characters = 0
    for at, kind in sorted(found):
        characters += len(source[passed:at].decode())
        passed = at
        places[kind].append(characters)
    return places


@cache
def _database() -> hyperscan.Database:
    database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    database.compile(
        [pattern.encode() for _, pattern in _BEGINNINGS], ids=list(range(len(_BEGINNINGS))),
        flags=hyperscan.HS_FLAG_CASELESS | hyperscan.HS_FLAG_UTF8 | hyperscan.HS_FLAG_SOM_LEFTMOST,
    )  # fmt: skip
    return database


class _Own(threading.local):
    """What one thread searches with: no two may share it."""

    scratch: hyperscan.Scratch | None = None


_own = _Own()
