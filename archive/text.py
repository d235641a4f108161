"""Text as the archive keeps it, and the forms that make it comparable. Pure functions.

Lives here: `clean` (what readers see), `fold` (search without marks), `tone_key` (one spelling
for both placements of the tone mark). Does not live here: how a page's bytes become text
(`crawler/extract/encoding.py`) and how a search is written (`archive/search.py`).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import ftfy

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_SPACES = re.compile("[\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]")
_RUNS = re.compile(r"[ \t]{2,}|\t")
_BULLET = re.compile("[\uf076\uf0a7\uf0a8\uf0b7\uf0d8\uf0fc]")
"""What Word's symbol fonts call their bullets."""
_PRIVATE = re.compile("[\ue000-\uf8ff]")
"""Glyphs of icon fonts, which are nothing without their font."""
_MOJIBAKE = re.compile(
    "[\u00c3\u00c4\u00c6\u00e1][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192"
    "\u02c6\u02dc\u2018-\u203a\u20ac\u2122]|\u00e1[\u00ba\u00bb]"
)
_ETH = {0x00D0: "Đ", 0x0189: "Đ", 0x00F0: "đ", 0x0256: "đ"}
"""Letters that look like Đ and are typed for it."""


def clean(text: str) -> str:
    """Readable text: mojibake repaired, NFC, no invisible characters, single spaces, trimmed.

    The spelling is untouched and line breaks are kept. Never NFKC, which would turn m² into m2.
    """
    if not text.isascii():
        if _MOJIBAKE.search(text):
            text = ftfy.fix_encoding(text)
        text = _SPACES.sub(" ", _INVISIBLE.sub("", text)).translate(_ETH)
        text = _PRIVATE.sub("", unicodedata.normalize("NFC", _BULLET.sub("•", text)))
    return _RUNS.sub(" ", _CONTROL.sub("", text)).strip()


def fold(text: str) -> str:
    """The form for searching without marks: lower case, no diacritics, đ and ð as d.

    >>> fold("Đảng uỷ xã Thanh Yên")
    'dang uy xa thanh yen'
    """
    return _NON_ASCII_WORD.sub(lambda found: _fold_word(found[0]), text.lower())


_NON_ASCII_WORD = re.compile(r"[^\x00-\x7f\s]+")
_MARKED_WORD = re.compile(r"[a-z]*[^\x00-\x7f\s][^\W\d_\u0300-\u036f]*[\u0300-\u036f\w]*", re.I)


@lru_cache(maxsize=1 << 16)
def _fold_word(word: str) -> str:
    letters = unicodedata.normalize("NFD", word.casefold())
    kept = (char for char in letters if unicodedata.category(char) != "Mn")
    return "".join(kept).translate(_ETH).replace("đ", "d")


def tone_key(text: str) -> str:
    """The text with every tone mark where the old style puts it; case is kept.

    Both placements, composed or decomposed, give the same key; a mark put on the wrong vowel
    (`tòan`) is put right. Words that are no Vietnamese syllables stay as they are. For comparing
    only: what readers see keeps its spelling. The 365 commune names concerned use this style.

    >>> tone_key("Uỷ ban, hoà bình, quý")
    'Ủy ban, hòa bình, quý'
    """
    text = unicodedata.normalize("NFC", text)
    return _MARKED_WORD.sub(lambda found: _place_tone(found[0]), text)


_TONES = "\u0300\u0301\u0303\u0309\u0323"
_SYLLABLE = re.compile(
    r"(?P<onset>ngh|ng|nh|gh|gi(?=[aăâeêioôơuưy])|kh|ph|th|tr|ch|qu(?=[aăâeêioôơuưy])"
    r"|[bcdđghklmnprstvx])?"
    r"(?P<nucleus>[aăâeêioôơuưy]{1,3})"
    r"(?P<coda>ng|nh|ch|[cmnpt])?"
)


@lru_cache(maxsize=1 << 16)
def _place_tone(word: str) -> str:
    word = word.translate(_ETH)
    letters: list[str] = []
    tone = ""
    for char in word:
        parts = unicodedata.normalize("NFD", char)
        here = [part for part in parts if part in _TONES]
        if here and tone:
            return word
        tone += "".join(here)
        letters.append(
            unicodedata.normalize("NFC", "".join(part for part in parts if part not in _TONES))
        )
    if len(tone) != 1:
        return word
    found = _SYLLABLE.fullmatch("".join(letters).lower())
    if found is None:
        return word
    at = found.start("nucleus") + _bearer(found["nucleus"], closed=found["coda"] is not None)
    letters[at] = unicodedata.normalize("NFC", letters[at] + tone)
    return "".join(letters)


def _bearer(nucleus: str, *, closed: bool) -> int:
    """Which letter of a syllable's vowels bears the tone."""
    qualified = [place for place, vowel in enumerate(nucleus) if vowel in "ăâêôơư"]
    if qualified:
        return qualified[-1]
    if len(nucleus) == 1:
        return 0
    return 1 if closed or len(nucleus) == 3 else 0
