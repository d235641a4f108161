"""Text as the archive keeps it, and the forms that make it comparable. Pure functions.

`clean` is for what readers see, `fold` for search without marks, `tone_key` for comparing
words whatever the place of their tone mark.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import ftfy

_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\u00ad]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x9f]")
_SPACES = re.compile("[\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]")
_MOJIBAKE = re.compile("[\u00c3\u00c4\u00c6\u00e1][\u0080-\u00bf\u2018-\u203a\u20ac\u2122\u0192\u02c6\u02dc\u0152\u0153\u0160\u0161\u0178\u017d\u017e]|á»|áº|Ä\u0090")
_ETH = re.compile("[\u00d0\u00f0\u0110\u0111\u0189\u0256]")
_D = {ord(c): "d" for c in "đðɖ\u0256\u00f0\u0111"}


def clean(text: str) -> str:
    """Readable text: repaired mojibake, NFC, no invisible characters; spelling untouched."""
    if text.isascii() and not _CONTROL.search(text):
        return text
    if _MOJIBAKE.search(text):
        text = ftfy.fix_encoding(text)
    text = _INVISIBLE.sub("", text)
    text = _CONTROL.sub("", _SPACES.sub(" ", text))
    return unicodedata.normalize("NFC", text).replace("\u00d0", "\u0110")


@lru_cache(maxsize=65536)
def _fold_word(word: str) -> str:
    folded = unicodedata.normalize("NFD", word.casefold())
    kept = "".join(c for c in folded if unicodedata.category(c) != "Mn")
    return kept.translate(_D)


def fold(text: str) -> str:
    """Search form without marks: lower case, no diacritics, đ and ð as d."""
    return _fold_word(text) if len(text) < 40 else "".join(_fold_word(w) for w in re.split(r"(\s+)", text))


