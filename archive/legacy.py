"""Vietnamese from before Unicode: TCVN3 (ABC fonts), VNI, VISCII and VPS.

Lives here: the tables, `decode` (letters of such a text as a Western program shows them, to
Unicode), `detect` and `repaired` (only where the text itself proves what it is), what a font's
name says, and Python codecs of the four names for those who have the bytes.

Does not live here: markup (`crawler/extract/rescue.py`), and anything about UTF-8 read wrongly
(`archive/mojibake.py`).

How it is told: the letters of a word mean one thing as they stand and another in each of the
encodings. A word that is no Vietnamese syllable as it stands and is one when decoded speaks for
that encoding; one that is Vietnamese as it stands and nothing when decoded speaks against. So
correct Vietnamese, French or English is never touched, and neither are ©, ½ and «» in it.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final, Literal, get_args

from archive.syllable import is_syllable

if TYPE_CHECKING:
    from typing_extensions import Buffer

Encoding = Literal["tcvn3", "vni", "viscii", "vps"]
ENCODINGS: Final[tuple[Encoding, ...]] = get_args(Encoding)
"""In order of trust: TCVN3 in the north and VNI in the south were everywhere, VPS abroad."""

_TCVN3: Final = dict(
    zip(
        "¨©ª«¬\u00ad®µ¶·¸¹»¼½¾ÆÇÈÉÊËÌÎÏÐÑÒÓÔÕÖ×ØÜÝÞßáâãäåæçèéêëìíîïñòóôõö÷øùúûüýþ¡¢£¤¥¦§",
        "ăâêôơưđàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵĂÂÊÔƠƯĐ",
        strict=True,
    )
)
# A program that lays out text takes the soft hyphen for a minus and the middle dot for a bullet.
_TCVN3_IN_PRINT: Final = re.compile("(?<=[A-Za-z])[\u2212\u2219]|[\u2212\u2219](?=[A-Za-z])")

_VISCII_TOP: Final = (
    "ẠẮẰẶẤẦẨẬẼẸẾỀỂỄỆỐỒỔỖỘỢỚỜỞỊỎỌỈỦŨỤỲÕắằặấầẩậẽẹếềểễệốồổỗỠƠộờởịỰỨỪỬơớƯ"
    "ÀÁÂÃẢĂẳẵÈÉÊẺÌÍĨỳĐứÒÓÔạỷừửÙÚỹỵÝỡưàáâãảăữẫèéêẻìíĩỉđựòóôõỏọụùúũủýợỮ"
)
_VISCII: Final = dict(zip(map(chr, range(0x80, 0x100)), _VISCII_TOP, strict=True)) | dict(
    zip("\x02\x05\x06\x14\x19\x1e", "ẲẴẪỶỸỴ", strict=True)
)
_VPS = dict(
    zip(
        "\x80\x81\x82\x83\x84\x85\x86\x87\x88\x89\x8a\x8b\x8c\x8d\x8e\x8f\x90\x93\x94\x95\x96\x97"
        "\x98\x99\x9a\x9b\x9c\x9d\x9e\x9f¡¢£¤¥¦§¨©ª«¬\u00ad®¯°±²³´µ¶·¸¹º»¼½¾¿ÀÃÄÅÆÇÈËÌÍÎÏÐÑÒÓÕÖ×ØÙ"
        "ÛÜÞäåæëïðñ÷øûýþÿ",
        "ÀẢÃẤẦẨọỗĂếềểệẮẰẲẾỀỂỄỐỒỔỖýỷỵỚỜỞắằẳẵặỠớÙờởỡŨỨợỪổỬỲỸÍÌộỈĨÓửữÒỎÕựầấẩẫậđẻẹỉễịỹƯỦồốỏơÈừứũưẺảạăẽĩ"
        "ẴĐƠụủỶẼỳ",
        strict=True,
    )
) | dict(
    zip("\x02\x03\x04\x05\x06\x10\x11\x12\x13\x14\x15\x19\x1c\x1d", "ẠẬẶẸỆỊỌỘỢỤỰỴẪỮ", strict=True)
)
_VPS = {char: char for char in "ÁÂÉÊÔÚÝàáâãèéêìíòóôõùú"} | _VPS

# VNI writes the marks of a vowel as a letter of its own after it: "tieáng Vieät", "ÑAÛNG UÛY".
_VNI_SINGLE: Final = dict(zip("ñôöæóòîÑÔÖÆÓÒÎ", "đơưỉĩịỵĐƠƯỈĨỊỴ", strict=True)) | {
    c: c for c in "íìÍÌ"
}
_VNI_TONES: Final = dict(zip("ùøûõï", "\u0301\u0300\u0309\u0303\u0323", strict=True))
_VNI_CIRCUMFLEX: Final = dict(zip("âáàåãä", ["", *_VNI_TONES.values()], strict=True))
_VNI_BREVE: Final = dict(zip("êéèúüë", ["", *_VNI_TONES.values()], strict=True))
_VNI_PAIR: Final = re.compile(
    "(?:[aeiouyôöAEIOUYÔÖ][ùøûõïÙØÛÕÏ]|[aeoAEO][âáàåãäÂÁÀÅÃÄ]|[aA][êéèúüëÊÉÈÚÜË])|[ñôöæóòîÑÔÖÆÓÒÎ]"
)
_VNI_LEFT: Final = re.compile("[^\x00-\x7fíìÍÌ]")

_CP1252: Final = {
    bytes([code]).decode("cp1252"): chr(code)
    for code in range(0x80, 0xA0)
    if code not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)
}
_TO_BYTES: Final = {ord(shown): byte for shown, byte in _CP1252.items()}
_TABLES: Final = {
    "tcvn3": {ord(one): letter for one, letter in _TCVN3.items()},
    "viscii": {ord(one): letter for one, letter in _VISCII.items()},
    "vps": {ord(one): letter for one, letter in _VPS.items()},
}

_FONTS: Final[tuple[tuple[re.Pattern[str], Encoding], ...]] = (
    (re.compile(r"^\.vn"), "tcvn3"),
    (re.compile(r"^vni(?![a-z])|^vni-"), "vni"),
    (re.compile(r"^vps"), "vps"),
    (re.compile(r"^(?:visc|vi )"), "viscii"),
)

_HIGH: Final = "".join(_CP1252) + "\x80-\xff"
_BREAKS: Final = "\xa0\xb0\xb2\xb3\xb4\xba\xbf"
_LETTERS: Final = {"tcvn3": "\xa1-\xff", "vni": "\xc0-\xff", "viscii": _HIGH, "vps": _HIGH}
_WORDS: Final = {
    encoding: re.compile(f"(?<![A-Za-z{high}])[A-Za-z]*+[{high}][A-Za-z{high}]*+")
    for encoding, high in _LETTERS.items()
}
_PLAIN_WORD: Final = re.compile(r"(?<![A-Za-z\x80-\uffff])[A-Za-z]+(?![A-Za-z\x80-\uffff])")
UNICODE_LETTER: Final = re.compile(
    "[\u0100-\u0151\u0154-\u015f\u0162-\u0177\u0179-\u017c\u0180-\u0191\u0193-\u024f"
    "\u0300-\u036f\u1e00-\u1eff]"
)
"""A letter that no legacy text holds: who writes it writes Unicode."""

_UNIT: Final = re.compile("[\u00b5]\\w?")
_SYMBOL: Final = re.compile("[\xa1-\xbf]")
_DIAERESIS: Final = frozenset("ïëüöÏËÜÖ")
_SHORT: Final = 60
_SIGN: Final = re.compile(
    "[\x80-\x9f¡-§¨©ª«¬\u00ad®µ¶·¸¹»¼½¾ÄÅÆÇËÎÏÐÑÖ×ØÛÜÞßäåæçëîïñö÷øûüþÿŒœŠšŸŽžƒ†‡‰]"
)
_SPEAKS_FOR, _SAYS_NOTHING, _SPEAKS_AGAINST, _IS_STRANGE = 1, 0, -1, 2


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the words of a text say about one encoding."""

    strong: float = 0.0
    """Words that make sense only so; half for what two letters say."""
    against: int = 0
    """Words that make sense only as they stand."""
    strange: int = 0
    """Words that make no sense either way: names, other languages."""

    def convinces(self) -> bool:
        """Enough for a text of any length?"""
        return self.strong >= 1 and self.against * 10 <= self.strong and self.strange <= self.strong


def decode(text: str, encoding: Encoding, *, capitals: bool = False) -> str:
    """Text whose letters are those of a Western code page, in Unicode (NFC).

    `capitals` is for the fonts that draw capitals for small letters (`.VnTimeH`). Without it a
    word whose plain letters are capitals has its marked letters made capitals, too.
    """
    if encoding == "vni":
        return unicodedata.normalize("NFC", _VNI_PAIR.sub(_vni_letter, text))
    if encoding == "tcvn3":
        text = _TCVN3_IN_PRINT.sub(lambda m: "\u00ad" if m[0] == "\u2212" else "\u00b7", text)
        read = text.translate(_TABLES["tcvn3"])
        return read.upper() if capitals else _raised(text, read)
    return text.translate(_TO_BYTES).replace("\xa0", "\u2007").translate(
        _TABLES[encoding]
    ).replace("\u2007", "\xa0")  # fmt: skip


def _vni_letter(pair: re.Match[str]) -> str:
    letters = pair[0]
    if len(letters) == 1:
        return _VNI_SINGLE[letters]
    base, mark = letters[0], letters[1].lower()
    base = _VNI_SINGLE.get(base, base)
    if mark in _VNI_TONES:
        return base + _VNI_TONES[mark]
    if mark in _VNI_CIRCUMFLEX:
        return base + "\u0302" + _VNI_CIRCUMFLEX[mark]
    return base + "\u0306" + _VNI_BREVE[mark]


_PLAIN_CAPITAL: Final = re.compile("[A-Z]")
_PLAIN_SMALL: Final = re.compile("[a-z]")
_A_WORD: Final = re.compile(r"[^\W\d_]+")


def _raised(printed: str, read: str) -> str:
    """Capitals where TCVN3 has no code for them: a line or a word of plain capitals."""
    capitals = len(_PLAIN_CAPITAL.findall(printed))
    if not capitals or len(read) != len(printed):
        return read
    if capitals >= 3 and not _PLAIN_SMALL.search(printed):
        return read.upper()

    def word(found: re.Match[str]) -> str:
        was = printed[found.start() : found.end()]
        whole = len(_PLAIN_CAPITAL.findall(was)) >= 2 and not _PLAIN_SMALL.search(was)
        return found[0].upper() if whole else found[0]

    return _A_WORD.sub(word, read)


def evidence(text: str, encoding: Encoding) -> Evidence:
    """What the words of a text say about an encoding."""
    strong, against, strange = 0.0, 0, 0
    for word in _words(text, encoding):
        verdict = _verdict(word, encoding)
        if verdict == _SPEAKS_FOR:
            strong += _weight(word, encoding)
        elif verdict == _SPEAKS_AGAINST:
            against += 1
        elif verdict == _IS_STRANGE:
            strange += 1
    return Evidence(strong, against, strange)


def _words(text: str, encoding: Encoding) -> Iterator[str]:
    for found in _WORDS[encoding].finditer(text):
        before = text[max(0, found.start() - 2) : found.start()]
        if found[0][0] == "\u00b5" and len(found[0]) <= 2 and before.strip()[-1:].isdigit():
            continue  # 10 µm
        yield found[0]


@lru_cache(maxsize=1 << 14)
def _verdict(word: str, encoding: Encoding) -> int:
    if word.isascii() or (len(word) > 1 and word[-1] == "\u00b9" and word[:-1].isascii()):
        return _SAYS_NOTHING  # a footnote's number
    meant = decode(word, encoding)
    mixed = meant[1:] != meant[1:].lower() and meant != meant.upper()
    sense = is_syllable(meant) and not mixed and not _left_over(word, encoding)
    as_it_stands = is_syllable(word, strict=False)
    if sense and not as_it_stands:
        return _SPEAKS_FOR
    if as_it_stands:
        return _SAYS_NOTHING if sense else _SPEAKS_AGAINST
    return _IS_STRANGE if any(char.isalpha() for char in word) and len(word) > 1 else _SAYS_NOTHING


def _left_over(word: str, encoding: Encoding) -> bool:
    """Does the word hold letters that the encoding does not have?"""
    if encoding == "vni":
        return _VNI_LEFT.search(_VNI_PAIR.sub("", word)) is not None
    table = _TABLES[encoding]
    return any(ord(c) > 0x7F and ord(_TO_BYTES.get(ord(c), c)) not in table for c in word)


def _weight(word: str, encoding: Encoding) -> float:
    legacy = [char for char in word if ord(char) > 0x7F]
    if len(word) < 3:
        return (len(word) - 1) / 2
    if encoding == "vni" and len(legacy) == 1 and legacy[0] in _DIAERESIS:
        return 0.5  # Thaï, Moï
    if len(word) == 3 and len(legacy) == 1 and not _SYMBOL.fullmatch(legacy[0]):
        return 0.5
    return 1.0


def detect(text: str) -> Encoding | None:
    """The legacy encoding that a text is written in; None when nothing proves it.

    Reliable on a line of a few words already; a single short word proves nothing.
    """
    if UNICODE_LETTER.search(text):
        return None
    best: Encoding | None = None
    most = strong = 0.0
    for encoding in ENCODINGS:
        found = evidence(text, encoding)
        worth = found.strong - 2 * found.against - found.strange
        if found.convinces() and worth > most:
            best, most, strong = encoding, worth, found.strong
    if best is None or not _stands_among_vietnamese(text, strong):
        return None
    return best


def _stands_among_vietnamese(text: str, strong: float) -> bool:
    """Could the plain words of the text be Vietnamese, too? A few names and abbreviations may not,
    the fewer the less speaks for Vietnamese."""
    words = [word for word in _PLAIN_WORD.findall(text) if not word.isupper()]
    spelt = sum(is_syllable(word, strict=False) for word in words)
    return len(words) - spelt <= spelt + 2 * (strong - 1)


def repaired(text: str) -> str:
    """The text in Unicode when it's provably in a legacy encoding; else the text as it is."""
    if _SIGN.search(text) is None and (len(text) > _SHORT or UNICODE_LETTER.search(text)):
        return text
    encoding = detect(text)
    return decode(text, encoding) if encoding else text


def font_encoding(family: str) -> tuple[Encoding | None, bool]:
    """The encoding that a font's name tells, and whether the font draws capitals only.

    >>> font_encoding('".VnTimeH", serif')
    ('tcvn3', True)
    """
    name = family.split(",")[0].strip(" \"'").lower()
    for pattern, encoding in _FONTS:
        if pattern.search(name):
            return encoding, encoding == "tcvn3" and name.endswith("h")
    return None, False


# -- codecs ----------------------------------------------------------------------------------

_ALIASES: Final[dict[str, Encoding]] = {
    "tcvn3": "tcvn3", "tcvn": "tcvn3", "x_viet_tcvn5712": "tcvn3", "tcvn5712_1": "tcvn3",
    "vni": "vni", "x_viet_vni": "vni", "viscii": "viscii", "csviscii": "viscii",
    "vps": "vps", "x_viet_vps": "vps",
}  # fmt: skip


def _encode(text: str, encoding: Encoding) -> bytes:
    """The bytes of a text; letters that the encoding does not have as it has them nearest."""
    if encoding == "vni":
        return "".join(map(_vni_spelling, unicodedata.normalize("NFC", text))).encode("cp1252")
    shown = {letter: byte for byte, letter in reversed(_pairs(encoding))}
    out = bytearray()
    for char in unicodedata.normalize("NFC", text):
        byte = shown.get(char) or (shown.get(char.lower()) if encoding == "tcvn3" else None)
        out += byte.encode("latin-1") if byte else char.encode("cp1252")
    return bytes(out)


def _pairs(encoding: Encoding) -> list[tuple[str, str]]:
    return list({"tcvn3": _TCVN3, "viscii": _VISCII, "vps": _VPS}[encoding].items())


@lru_cache(maxsize=1024)
def _vni_spelling(char: str) -> str:
    for byte, letter in _VNI_SINGLE.items():
        if letter == char:
            return byte
    parts = unicodedata.normalize("NFD", char)
    tone = next((part for part in parts[1:] if part in _VNI_TONES.values()), "")
    base = unicodedata.normalize("NFC", parts.replace(tone, "")) if tone else char
    stem = unicodedata.normalize("NFD", base)
    marks = _VNI_TONES
    if "\u0302" in stem:
        marks, base = _VNI_CIRCUMFLEX, stem[0]
    elif "\u0306" in stem:
        marks, base = _VNI_BREVE, stem[0]
    elif not tone:
        return char
    mark = next(byte for byte, meant in marks.items() if meant == tone)
    base = _vni_spelling(base) if base.lower() in "ơư" else base
    return base + (mark.upper() if char.isupper() else mark)


def _find_codec(name: str) -> codecs.CodecInfo | None:
    encoding = _ALIASES.get(name.lower().replace("-", "_"))
    if encoding is None:
        return None

    def decoder(data: Buffer, errors: str = "strict", /) -> tuple[str, int]:
        raw = bytes(data).decode("latin-1")
        if encoding in ("tcvn3", "vni"):
            raw = bytes(data).decode("cp1252", "replace" if errors != "strict" else "strict")
            return decode(raw, encoding), len(raw)
        return raw.translate(_TABLES[encoding]), len(raw)

    def encoder(text: str, errors: str = "strict", /) -> tuple[bytes, int]:
        return _encode(text, encoding), len(text)

    return codecs.CodecInfo(encoder, decoder, name=encoding)


codecs.register(_find_codec)
