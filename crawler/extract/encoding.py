"""Which characters do these bytes mean? BOM, UTF-8 if it fits, then what was declared.

Portals lie about their encoding in every way; the one reliable sign is that Vietnamese text in
another encoding is never valid UTF-8 by accident.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_META = re.compile(rb"(?i)charset\s*=\s*[\"']?\s*([a-z0-9_:.-]{2,30})")
_HEADER = re.compile(r"(?i)charset\s*=\s*[\"']?\s*([a-z0-9_:.-]{2,30})")
_META_WINDOW = 4096
_FALLBACKS = ("cp1258", "cp1252", "latin-1")
_VIETNAMESE_1258 = re.compile(r"[\u0300\u0301\u0303\u0309\u0323ơưđăƠƯĐĂ]")
_FEW_ERRORS = 0.002
"""Share of bad bytes below which a page is still UTF-8 (a stray © of an old editor)."""


def read_text(body: bytes, headers: Mapping[str, str] | None = None) -> tuple[str, str]:
    """The text of a page and the name of the encoding that it was read in. Never fails."""
    for bom, name in _BOMS:
        if body.startswith(bom):
            return body[len(bom) :].decode(name, "replace"), name
    try:
        return body.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass
    wide = _wide(body)
    if wide:
        return body.decode(wide, "replace"), wide
    text = body.decode("utf-8", "replace")
    if text.count("\ufffd") <= max(2, len(body) * _FEW_ERRORS) and _mostly_utf8(body):
        return text, "utf-8"
    for name in (*_declared(body, headers or {}), *_FALLBACKS):
        try:
            text = body.decode(name)
        except (UnicodeDecodeError, LookupError):
            continue
        if name != "cp1258" or _VIETNAMESE_1258.search(text):
            return text, name
    return body.decode("latin-1"), "latin-1"


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


def _mostly_utf8(body: bytes) -> bool:
    """Do the bytes above ASCII form UTF-8 sequences but for a few?"""
    good = len(re.findall(rb"[\xc2-\xf4][\x80-\xbf]+", body))
    high = len(re.findall(rb"[\x80-\xff]", body))
    return high == 0 or good * 2 >= high * 0.6
