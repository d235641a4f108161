"""Text of the letters and signs that most texts have no others than, coded by tables.

In a code page of our own each character is a byte, and what else is asked of one word after the
other is answered for a whole text at once: which letters are bare of their marks, and where a tone
mark may stand on the wrong vowel. Any other text is coded word by word (`archive.search.codes`).
The texts of many articles are coded at once by the same tables (`archive.search.batch`).
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Mapping
from itertools import chain
from unicodedata import category, normalize, ucd_3_2_0

from archive.text import LETTERS, SIGNS

_OTHERS = f"{LETTERS}{LETTERS.upper()}{SIGNS}²³"
_OWN_PLACE = {0, *map(ord, "\t\n\r"), *range(0x20, 0x7F)} - {ord("_")}
"""ASCII keeps its places; `_` is a letter to some and a sign to others."""


_NOTHING = "\ufffe"


def _page() -> str:
    others = chain(_OTHERS, iter(lambda: _NOTHING, None))
    return "".join(chr(place) if place in _OWN_PLACE else next(others) for place in range(256))


PAGE = _page()
"""What is at each place; at the last ones is nothing."""
PLACES = codecs.charmap_build(PAGE)


def _table(of: Callable[[str], str]) -> bytes:
    """Place -> place of what `of` makes of a letter or digit; what is neither becomes a space."""
    return bytes(PAGE.index(of(one)) if one.isalnum() else ord(" ") for one in PAGE)


def _bare(letter: str) -> str:
    return normalize("NFD", letter.lower())[0].replace("đ", "d")


def _kind(letter: str) -> str:
    """T, U: a vowel with a tone mark, v, w: without; U, w: one of ăâêôơư. g: g and q. c: the rest."""
    bare, *marks = [*normalize("NFD", letter.lower())]
    if not bare.isalpha():
        return " "
    if bare not in "aeiouy":
        return "g" if bare in "gq" else "c"
    toned = any(mark in "\u0300\u0301\u0303\u0309\u0323" for mark in marks)
    return ("TU" if toned else "vw")[len(marks) > toned]


WORDS, BARE, KINDS = _table(str.lower), _table(_bare), _table(_kind)
MISPLACED = (
    re.compile(rb"T(?:(?=w|v[vwcg])|(?<=wT)|(?<=[vw]vT)|(?<=gT)(?=v)|(?<=vT)(?![vwcg]))"),
    re.compile(rb"U(?=w|v[vwcg])"),
)
"""A tone mark that may stand on the wrong vowel: all that do; of the others that of giá and quý."""


_STRANGE = re.compile(f"[^{re.escape(PAGE.replace(_NOTHING, ''))}]")


def places(text: str) -> bytes | None:
    """The text in the code page, with spaces for signs that it lacks; None if it lacks a letter."""
    try:
        return codecs.charmap_encode(text, "strict", PLACES)[0]
    except UnicodeEncodeError:
        strange = set(_STRANGE.findall(text))
    if not all(map(_is_sign, strange)):
        return None
    text = text.translate(dict.fromkeys(map(ord, strange), " "))
    return codecs.charmap_encode(text, "strict", PLACES)[0]


def _is_sign(one: str) -> bool:
    """Is it one to every SQLite, too? What is newer than its tables is a letter to FTS5, such as 🤝."""
    was, now = ucd_3_2_0.category(one), category(one)
    return one != "_" and was[0] in "PSZ" and now[0] in "PSZ"


def coded(text: str, exact: Mapping[str, str]) -> tuple[str, str] | None:
    """Words in lower case, with spaces for all between them: as written, and without marks.

    None for a text with other letters. `exact` has for a word the same with its tone mark in place.
    """
    placed = places(text)
    if placed is None:
        return None
    written = codecs.charmap_decode(placed.translate(WORDS), "strict", PAGE)[0]
    pieces: list[str] = []
    at = 0
    kinds = placed.translate(KINDS)
    for place in sorted(found.start() for one in MISPLACED for found in one.finditer(kinds)):
        if place >= at:
            start = written.rfind(" ", at, place) + 1 or at
            end = written.find(" ", place)
            end = end if end >= 0 else len(written)
            pieces += written[at:start], exact[written[start:end]]
            at = end
    pieces.append(written[at:])
    return "".join(pieces), codecs.charmap_decode(placed.translate(BARE), "strict", PAGE)[0]
