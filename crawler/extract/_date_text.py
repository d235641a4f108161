"""The text that the date grammar reads: one printed stamp, repaired and folded to ASCII.

Lives here: undoing what portals and editors do to the letters of a date (HTML entities, UTF-8
read as cp1252, legacy fonts, decomposed marks, full-width digits, invisible characters)
and folding away tone marks, so that one grammar reads every spelling. Dates fold more boldly
than search does (NFKC, quotes, dashes): nothing folded here is ever stored or shown.

Does not live here: anything that knows what a date is.
"""

from __future__ import annotations

import codecs
import html
import re
import unicodedata
from typing import Final

from archive.legacy import ENCODINGS, UNICODE_LETTER, decode
from archive.mojibake import unscrambled
from archive.text import LETTERS, SIGNS

MAX_RAW: Final = 4_000
MAX_FOLDED: Final = 600

# Letters which proper Vietnamese never has, or which VNI puts right after a vowel.
_LEGACY_SIGN: Final = re.compile(
    r"[¨©ª«¬®µ¶·¸¹»¼½¾ÆÇËÎÏÐÑÖ×ØÜÞßäåæçëîïñöøûüýþÿ§]|\u00ad\w"
    r"|[aeouyô][ùøûõïâêåã]|[aeo][áàéèëúüä]|[AEOUYÔ][ÙØÛÕÏÂÊÅÃ]|[AEO][ÁÀÉÈËÚÜÄ]"
)
_KNOWN_WORD: Final = re.compile(
    r"\b(?:ngay|thang|nam|thu|chu nhat|gio|phut|luc|dang|cap nhat|hom|truoc|sang|chieu|vua|tuan)"
    r"(?![a-z])"
)

_MOJIBAKE_SIGN: Final = re.compile(r"[ÃÂÄÅÆ][\u0080-\u00bf €-™œžŸŠšƒˆ˜]|á[º»]|â[€\u0080]|ï»¿")

_INVISIBLE: Final = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]")
_GLUED: Final = re.compile(
    r"(?<![a-z])(ngay|luc|dang|nhat|vao)(?=\d)|(?<=\d{4})(?=luc|vao|ngay|cap|thu)"
)
_GLUE: Final = re.compile(r"\d(?:(?<=[a-z]\d)|(?=[a-z]))")  # is in all of these, soon looked for
_COLON_GLUED: Final = re.compile(r"(?<=[a-z]):(?=\d)")  # "Thời gian đăng:14:05", the time whole
_STAMPS: Final = re.compile(r"[\x00-\x1f]")

# What loses its meaning together with its marks: "tháng sau" (next month) is not June, "tới"
# (until) not "tối" (evening), "hôm kìa" is one day before "hôm kia".
_MARKED: Final = re.compile(r"tháng\s+sau\b|\btới\b|\bkìa\b|\bmấy\b")
_MARKED_AS: Final = {"tới": "den", "kìa": "kiaf", "mấy": "vai"}
_MARKED_SIGNS: Final = ("sau", *_MARKED_AS)


def _ascii_table() -> dict[int, str]:
    table: dict[int, str] = {}
    for code in (*range(0x00C0, 0x0250), *range(0x1E00, 0x1F00)):
        base = unicodedata.normalize("NFD", chr(code))[0]
        if base.isascii():
            table[code] = base.lower()
    table.update(dict.fromkeys(range(0x0300, 0x0370), ""))
    for letters, plain in (("đĐðÐɖƉ", "d"), ("‐‑‒–—―−﹣", "-"), ("⁄∕\\", "/"), ("’‘′`´ʼ‛", "'")):
        table.update(dict.fromkeys(map(ord, letters), plain))
    for letters, plain in (("“”″„", '"'), ("•·●▪‣∙◦│¦‖¶»«›‹►", "|"), ("∶ː", ":")):
        table.update(dict.fromkeys(map(ord, letters), plain))
    return table


_TO_ASCII: Final = _ascii_table()
_USUAL: Final = "".join([*map(chr, range(0x80)), LETTERS, SIGNS.replace("…", "")])
_USUAL_CODES: Final = codecs.charmap_build(_USUAL)
_USUAL_PLAIN: Final = _USUAL.translate(_TO_ASCII)
"""The usual characters are written in a code page and read in another, the quickest way."""


def _undo_legacy_font(text: str) -> str:
    """Text of a legacy font as Unicode, when that makes more words of a date readable."""
    best, best_words = text, len(_KNOWN_WORD.findall(_plain(text)))
    for encoding in ENCODINGS:
        candidate = decode(text, encoding)
        words = len(_KNOWN_WORD.findall(_plain(candidate)))
        if words > best_words:
            best, best_words = candidate, words
    return best


def _plain(text: str) -> str:
    lowered = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text)).lower()
    if any(sign in lowered for sign in _MARKED_SIGNS):
        lowered = _MARKED.sub(lambda found: _MARKED_AS.get(found.group(), "thang ke tiep"), lowered)
    try:
        codes = codecs.charmap_encode(lowered, "strict", _USUAL_CODES)[0]
    except UnicodeEncodeError:
        return lowered.translate(_TO_ASCII)
    return codecs.charmap_decode(codes, "strict", _USUAL_PLAIN)[0]


def fold_stamp(text: str) -> str | None:
    """The stamp in lower-case ASCII with single spaces; None when it's too long to be a stamp."""
    text = text.strip()
    if not text or len(text) > MAX_RAW:
        return None
    if "&" in text:
        text = html.unescape(text)
    if text.isascii():
        folded = text.lower().replace("\\", "/")
    else:
        if _MOJIBAKE_SIGN.search(text):
            text = unscrambled(text)
        text = unicodedata.normalize("NFC", text)
        if not UNICODE_LETTER.search(text) and _LEGACY_SIGN.search(text):
            text = _undo_legacy_font(text)
        folded = _plain(text)
    folded = _STAMPS.sub(" ", " ".join(folded.split()))
    if _GLUE.search(folded):
        folded = _GLUED.sub(r"\g<0> ", folded)
    if ":" in folded:
        folded = _COLON_GLUED.sub(": ", folded)
    folded = folded.strip()
    return folded if len(folded) <= MAX_FOLDED else None


def shown(text: str) -> str:
    """The stamp as printed, for the record: NFC, without the space around it."""
    return (text if text.isascii() else unicodedata.normalize("NFC", text)).strip()
