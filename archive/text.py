"""Text as the archive keeps it, and the forms that make it comparable. Pure functions.

Lives here: `clean` (what readers see), `fold` (search without marks), `tone_key` (one spelling
for both placements of the tone mark). Does not live here: how a page's bytes become text
(`crawler/extract/encoding.py`) and how a search is written (`archive/search`).
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from functools import lru_cache
from typing import Literal

from archive import legacy
from archive.mojibake import SIGN, unscrambled

_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
_UNUSED = re.compile("[\u00ad\x80-\x84\x86-\x9f]")
"""The soft hyphen, and what has no letter in windows-1252 either."""
_SPACES = re.compile("[\x0b\x0c\x85\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]")
_RUNS = re.compile(r"[ \t\x0b\x0c]{2,}|[\t\x0b\x0c]")
_BULLET = re.compile("[\uf076\uf0a7\uf0a8\uf0b7\uf0d8\uf0fc]")
"""What Word's symbol fonts call their bullets."""
_PRIVATE = re.compile("[\ue000-\uf8ff]")
"""Glyphs of icon fonts, which are nothing without their font."""
_ETH = {0x00D0: "Đ", 0x0189: "Đ", 0x00F0: "đ", 0x0256: "đ"}
"""Letters that look like Đ and are typed for it."""
_ETH_TYPED = re.compile(
    r"(?<![^\W\d_])[\u00d0\u0189\u00f0\u0256](?!\u00e6)|(?<=[A-Z])[\u00d0\u0189](?![a-z])"
)
"""Đ begins a syllable or stands in an abbreviation (QĐ, HĐND); the Icelandic letter does neither."""
_ODD = re.compile(
    "[\x80-\xbfÄÅÆÇËÎÏÐÑÖ×ØÛÜÞßäåæçëîïðñö÷øûüþÿŒœŠšŸŽžƒ†‡‰€\u0189\u0256\u1680\u2000-\u200f"
    "\u2028-\u202f\u205f-\u2064\u3000\ue000-\uf8ff\ufeff]"
)
"""What well-made Vietnamese text has none of: only text with one of these is looked at closely."""
_SHORT = 60
"""In a longer text of a legacy font some letter is always odd."""
_C1 = {
    code: bytes([code]).decode("cp1252")
    for code in range(0x80, 0xA0)
    if code not in (0x81, 0x85, 0x8D, 0x8F, 0x90, 0x9D)
}
"""Punctuation of windows-1252 in what calls itself Latin-1."""


def clean(text: str) -> str:
    """Readable text: mojibake and legacy fonts repaired, NFC, nothing invisible, single spaces.

    The spelling is untouched and line breaks are kept. Never NFKC, which would turn m² into m2.
    """
    if not text.isascii() and is_well_made(text, spaced=True):
        return text.strip()
    if not text.isprintable():
        text = _CONTROL.sub("", text)
    if not text.isascii() and not is_well_made(text):
        if _ODD.search(text):
            text = _mended(text)
            if _ODD.search(text):  # what stood between letters of a legacy font is gone now
                text = _mended(text)
        elif len(text) <= _SHORT:
            text = legacy.repaired(text)
        text = unicodedata.normalize("NFC", text)
    if "  " in text or not text.isprintable():
        text = _RUNS.sub(" ", text)
    return text.strip()


def is_well_made(text: str, *, spaced: bool = False) -> bool:
    """Is the text certainly well-made Unicode, in one line? Not every such text is known to be.

    `spaced`: with one space at a time, too.
    """
    try:
        codes = codecs.charmap_encode(text, "strict", _PLAIN)[0]
    except UnicodeEncodeError:
        return False
    if b"\0" in codes or (spaced and _TWO_SPACES in codes):
        return False
    return len(text) > _SHORT or legacy.UNICODE_LETTER.search(text) is not None


LETTERS = "àáâãèéêìíòóôõùúýăđĩũơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ"
SIGNS = "–—‘’“”…•°"
"""What most texts have besides ASCII: the letters of Vietnamese in lower case, and signs."""

_PLAIN = codecs.charmap_build(
    "".join(["\0", *map(chr, range(0x20, 0x7F)), LETTERS, LETTERS.upper(), SIGNS])
)
"""The characters of well-made Vietnamese text. A code page of our own is the quickest way to ask
whether a text has no others, and to write it in others (`fold`)."""
_TWO_SPACES = codecs.charmap_encode("  ", "strict", _PLAIN)[0]


def _mended(text: str) -> str:
    text = _INVISIBLE.sub("", text)
    while SIGN.search(text) and (read := unscrambled(text)) != text:
        text = _INVISIBLE.sub("", read)
    text = legacy.repaired(text).translate(_C1)  # before the soft hyphen goes: it's a TCVN3 letter
    text = _SPACES.sub(" ", _UNUSED.sub("", text))
    text = _ETH_TYPED.sub(lambda found: _ETH[ord(found[0])], text)
    return _PRIVATE.sub("", _BULLET.sub("•", text))


def fold(text: str) -> str:
    """The form for searching without marks: lower case, no diacritics, đ and ð as d.

    >>> fold("Đảng uỷ xã Thanh Yên")
    'dang uy xa thanh yen'
    """
    text = text.lower()
    if text.isascii():
        return text
    try:
        return codecs.charmap_decode(
            codecs.charmap_encode(text, "strict", _MARKED)[0], "strict", _BARE
        )[0]
    except UnicodeEncodeError:  # a letter or sign that the short way does not know
        return _NON_ASCII_WORD.sub(lambda found: _fold_word(found[0]), text)


_MARKED = codecs.charmap_build("".join([*map(chr, range(0x80)), LETTERS, SIGNS]))
_BARE = "".join(
    [*map(chr, range(0x80)), *(unicodedata.normalize("NFD", one)[0] for one in LETTERS), SIGNS]
).replace("đ", "d")
"""The same places of the code page with the letters bare of their marks."""
_WRITTEN_WORDS, _BARE_WORDS = (
    "".join(char if char.isalnum() else " " for char in known)
    for known in ("".join([*map(chr, range(0x80)), LETTERS, SIGNS]), _BARE)
)
"""Both once more with a space for all that is no letter and no digit."""
_NON_ASCII_WORD = re.compile(r"[^\x00-\x7f\s]+")
_MARKED_WORD = re.compile(
    r"(?<![a-z])[a-z]*[^\x00-\x7f\s][^\W\d_\u0300-\u036f]*[\u0300-\u036f\w]*", re.I
)


@lru_cache(maxsize=1 << 16)
def _fold_word(word: str) -> str:
    letters = unicodedata.normalize("NFD", word.casefold())
    kept = (char for char in letters if unicodedata.category(char) != "Mn")
    return "".join(kept).translate(_ETH).replace("đ", "d")


def spaced(text: str) -> tuple[str, str] | None:
    """The words of a text between spaces, in lower case: as written, and without their marks.

    None for a text with other signs than those that most have; `_` is one, for it joins words.

    >>> spaced("Đảng uỷ xã, 2021")
    ('đảng uỷ xã  2021', 'dang uy xa  2021')
    """
    if "_" in text:
        return None
    try:
        places = codecs.charmap_encode(text.lower(), "strict", _MARKED)[0]
    except UnicodeEncodeError:
        return None
    return (
        codecs.charmap_decode(places, "strict", _WRITTEN_WORDS)[0],
        codecs.charmap_decode(places, "strict", _BARE_WORDS)[0],
    )


def tone_key(text: str, *, style: Literal["old", "new"] = "old") -> str:
    """The text with every tone mark where the old style (`hòa`) puts it; case is kept.

    Both placements, composed or decomposed, give the same key; a mark put on the wrong vowel
    (`tòan`) is put right. Words that are no Vietnamese syllables stay as they are. For comparing
    only: what readers see keeps its spelling. The 365 commune names concerned use this style.

    >>> tone_key("Uỷ ban, hoà bình, quý")
    'Ủy ban, hòa bình, quý'
    >>> tone_key("Ủy ban, hòa bình, quý", style="new")
    'Uỷ ban, hoà bình, quý'
    """
    text = unicodedata.normalize("NFC", text)
    new = style == "new"
    return _MARKED_WORD.sub(lambda found: _place_tone(found[0], new=new), text)


_GLIDING = ("oa", "oe", "uy")
"""The open rimes of which old and new style differ."""
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_SYLLABLE = re.compile(
    r"(?P<onset>ngh|ng|nh|gh|gi(?=[aăâeêioôơuưy])|kh|ph|th|tr|ch|qu(?=[aăâeêioôơuưy])"
    r"|[bcdđghklmnprstvx])?"
    r"(?P<nucleus>[aăâeêioôơuưy]{1,3})"
    r"(?P<coda>ng|nh|ch|[cmnpt])?"
)


@lru_cache(maxsize=1 << 16)
def _place_tone(word: str, *, new: bool = False) -> str:
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
    later = found["coda"] is not None or (new and found["nucleus"] in _GLIDING)
    at = found.start("nucleus") + _bearer(found["nucleus"], later=later)
    letters[at] = unicodedata.normalize("NFC", letters[at] + tone)
    return "".join(letters)


def _bearer(nucleus: str, *, later: bool) -> int:
    """Which letter of a syllable's vowels bears the tone; `later`: not the first of two."""
    qualified = [place for place, vowel in enumerate(nucleus) if vowel in "ăâêôơư"]
    if qualified:
        return qualified[-1]
    if len(nucleus) == 1:
        return 0
    return 1 if later or len(nucleus) == 3 else 0
