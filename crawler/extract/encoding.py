"""Which characters do these bytes mean? BOM, UTF-8 if it fits, then what makes Vietnamese of them.

Portals lie about their encoding in every way; the one reliable sign is that Vietnamese text in
another encoding is never valid UTF-8 by accident. Among the others the words decide, and what was
declared only where they don't.

Does not live here: fonts from before Unicode, whose letters come out of here as a Western code
page shows them (`rescue.py` reads them).
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Mapping
from functools import cache

from hyperscan import HS_FLAG_DOTALL, HS_FLAG_SINGLEMATCH

from archive import legacy
from archive.syllable import is_syllable
from crawler.extract.scanning import Patterns

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_MARKS = tuple(bom for bom, _ in _BOMS)
_META = re.compile(rb"(?i)(?:charset|encoding)\s*=\s*[\"']?\s*([a-z0-9_:.-]{2,30})")
_HEADER = re.compile(r"(?i)charset\s*=\s*[\"']?\s*([a-z0-9_:.-]{2,30})")
_META_WINDOW = 4096
_FEW_ERRORS = 0.002
"""Share of bad bytes below which a page is still UTF-8 (a stray © of an old editor)."""
_VIETNAMESE_UTF8 = re.compile(rb"\xe1[\xba\xbb][\x80-\xbf]")
_CERTAINLY_UTF8 = 3
"""So many letters of Vietnamese in UTF-8 are there by no accident."""
_TAGS = re.compile(rb"(<[^<>]*>)")
_MARKUP = re.compile(
    r"<(?:script|style)\b.*?(?:</(?:script|style)|\Z)|<[^<>]*>|&#?\w{1,40};", re.I | re.S
)
_WORD = re.compile(r"[^\W\d_]+")
_SAMPLE = 400_000
_CONVINCING = 0.7
_ENOUGH_WORDS = 3
_C1 = {
    code: bytes([code]).decode("cp1252")
    for code in range(0x80, 0xA0)
    if code not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)
}


def is_utf8(body: bytes) -> bool:
    """Is it UTF-8 from end to end, without a mark? Asked in half the time that decoding takes."""
    if body.startswith(_MARKS):
        return False
    wrong: list[int] = []

    def found(_number: int, _begins: int, end: int, _flags: int, _context: object) -> None:
        wrong.append(end)

    _not_utf8().scan(body, found)
    return not wrong


def read_text(body: bytes, headers: Mapping[str, str] | None = None) -> tuple[str, str]:
    """The text of a page and the name of the encoding that it was read in. Never fails."""
    for bom, name in _BOMS:
        if body.startswith(bom):
            return body[len(bom) :].decode(name, "replace"), name
    try:
        return body.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        if error.start >= len(body) - 3 and error.reason == "unexpected end of data":
            return body[: error.start].decode("utf-8"), "utf-8"
    wide = _wide(body)
    if wide:
        return body.decode(wide, "replace"), wide
    declared = _declared(body, headers or {})
    if _is_utf8_in_the_main(body):
        return _pieces(body, declared), "utf-8"
    return _single_bytes(body, declared)


@cache
def _not_utf8() -> Patterns:
    """What is UTF-8 (RFC 3629, section 4) up to a sequence that is not, or is cut off."""
    tail, other = r"[\x80-\xbf]", r"(?:[^\x80-\xbf]|\z)"
    sequences = (
        (r"[\xc2-\xdf]", (tail,)), (r"\xe0", (r"[\xa0-\xbf]", tail)),
        (r"[\xe1-\xec\xee\xef]", (tail, tail)), (r"\xed", (r"[\x80-\x9f]", tail)),
        (r"\xf0", (r"[\x90-\xbf]", tail, tail)), (r"[\xf1-\xf3]", (tail, tail, tail)),
        (r"\xf4", (r"[\x80-\x8f]", tail, tail)),
    )  # fmt: skip
    right, wrong = [r"[\x00-\x7f]"], [r"[\x80-\xc1\xf5-\xff]"]
    for first, others in sequences:
        right.append(first + "".join(others))
        for at, one in enumerate(others):
            no = other if one == tail else rf"(?:[^{one[1:]}|\z)"
            wrong.append(first + "".join(others[:at]) + no)
    pattern = rf"\A(?:{'|'.join(right)})*(?:{'|'.join(wrong)})"
    return Patterns([pattern.encode()], [HS_FLAG_DOTALL | HS_FLAG_SINGLEMATCH])


def _is_utf8_in_the_main(body: bytes) -> bool:
    """Is it UTF-8 but for a few stray bytes, or for what was included from elsewhere?"""
    if len(_VIETNAMESE_UTF8.findall(body)) >= _CERTAINLY_UTF8:
        return True
    bad = body.decode("utf-8", "replace").count("\ufffd")
    good = len(re.findall(rb"[\xc2-\xf4][\x80-\xbf]+", body))
    return bad <= max(2, len(body) * _FEW_ERRORS) and good >= bad


def _pieces(body: bytes, declared: list[str]) -> str:
    """A page of UTF-8 with pieces in another encoding: each piece between tags on its own."""
    parts: list[str | bytes] = []
    for piece in _TAGS.split(body):
        try:
            parts.append(piece.decode("utf-8"))
        except UnicodeDecodeError:
            parts.append(piece)
    foreign = [part for part in parts if isinstance(part, bytes) and not _stray(part)]
    name = _single_bytes(b"<>".join(foreign), declared)[1] if foreign else "cp1252"
    return "".join(
        part
        if isinstance(part, str)
        else part.decode("utf-8", "luutru-stray")
        if _stray(part)
        else _decoded(part, name) or ""
        for part in parts
    )


def _stray(piece: bytes) -> bool:
    """Are the bytes that are no UTF-8 fewer than the letters that are?"""
    text = piece.decode("utf-8", "replace")
    bad = text.count("\ufffd")
    return bad == 1 or bad <= sum(char > "\x7f" and char != "\ufffd" for char in text)


def _read_stray(error: UnicodeError) -> tuple[str, int]:
    """A lone byte as windows-1252 has it; what is left of a letter cut in two as U+FFFD."""
    assert isinstance(error, UnicodeDecodeError)
    bad = error.object[error.start : error.end]
    after = error.object[error.end : error.end + 1]
    if len(bad) > 1 or (bad[0] >= 0xC2 and after in (b"", b".", b"<", b'"', b"'")):
        return "\ufffd", error.end
    return _western(bad), error.end


codecs.register_error("luutru-stray", _read_stray)


def _single_bytes(body: bytes, declared: list[str]) -> tuple[str, str]:
    """The reading in which the words are Vietnamese; else the declared one."""
    read: list[tuple[float, str, str]] = []
    for name in dict.fromkeys((*declared, "cp1258", "cp1252")):
        text = _decoded(body, name)
        if text is not None:
            read.append((_vietnamese(text), name, text))
    score, name, text = max(read, key=lambda one: one[0])
    if score < _CONVINCING:
        wanted = (*declared, "cp1252")
        _, name, text = next(one for one in read if one[1] in wanted)
    return text, name


def _decoded(body: bytes, name: str) -> str | None:
    if name == "cp1252":
        return _western(body)
    try:
        text = body.decode(name)
    except (UnicodeError, LookupError):
        return None
    # windows-1258 writes tone marks as characters of their own
    return unicodedata.normalize("NFC", text) if name == "cp1258" else text


def _western(body: bytes) -> str:
    return body.decode("latin-1").translate(_C1)


def _vietnamese(text: str) -> float:
    """Share of the words with letters beyond ASCII that are Vietnamese, in a legacy font too."""
    sample = _MARKUP.sub(" ", text[:_SAMPLE])
    encoding = None if legacy.UNICODE_LETTER.search(sample) else legacy.detect(sample)
    if encoding:
        sample = legacy.decode(sample, encoding)
    words = [word for word in _WORD.findall(sample) if not word.isascii()]
    if len(words) < _ENOUGH_WORDS:
        return 0.0
    return sum(is_syllable(word) for word in words) / len(words)


def _declared(body: bytes, headers: Mapping[str, str]) -> list[str]:
    sent = next((v for k, v in headers.items() if k.lower() == "content-type"), "")
    found = [match[1] for match in [_HEADER.search(sent or "")] if match]
    found += [m[1].decode("ascii") for m in [_META.search(body[:_META_WINDOW])] if m]
    names = []
    for label in found:
        try:
            name = codecs.lookup(label).name
        except LookupError:
            continue
        if name in legacy.ENCODINGS:
            name = "cp1252"  # as it's shown; what it means is for `rescue.py`
        if name not in ("utf-8", "ascii") and not name.startswith(("utf-16", "utf-7")):
            # a page that says Latin-1 is read by browsers as windows-1252
            names.append("cp1252" if name in ("iso8859-1", "latin-1") else name)
    # text codecs only: rot13, base64 and the like are no encodings of a page
    return [name for name in names if codecs.lookup(name)._is_text_encoding]


def _wide(body: bytes) -> str | None:
    """UTF-16 without a mark: every other byte of its markup is zero."""
    head = body[:400]
    if len(head) < 4 or head.count(0) < len(head) // 4:
        return None
    return "utf-16-le" if head[1::2].count(0) >= head[::2].count(0) else "utf-16-be"
