"""Word 97-2003 (.doc): the main text out of the piece table ([MS-DOC] 2.4.1), and nothing else.

No living library reads these files; the text of one needs only the header (FIB) and the table
that says where its pieces lie. Headers, footnotes, comments and formatting are not read.
"""

from __future__ import annotations

import io
import re
import struct
from collections.abc import Iterator
from typing import Final

import olefile

from crawler.attachments.document import MAX_PART, Unreadable

_MAGIC: Final = 0xA5EC
_WORD_97: Final = 0x00C1
_ENCRYPTED: Final = 0x0100
_TABLE_1: Final = 0x0200
_CCP_TEXT: Final = 0x4C
_FC_CLX: Final = 0x1A2
_LCB_CLX: Final = 0x1A6
_COMPRESSED: Final = 0x40000000
_FIELD: Final = re.compile("\x13[^\x13\x14\x15]*(?:\x14([^\x13\x15]*))?\x15")
"""A field: its instruction is no text, its result is."""
_MARKS: Final = {
    0x07: "\t",
    0x0B: "\n",
    0x0C: "\n",
    0x0D: "\n",
    0x1E: "-",
    0x1F: None,
    0x01: None,
    0x08: None,
}


def kind_of(body: bytes) -> str:
    """What an OLE file is: `doc`, `xls`; a password-protected new document is told as such.

    Raises:
        Unreadable
    """
    with _opened(body) as ole:
        if ole.exists("WordDocument"):
            return "doc"
        if ole.exists("Workbook") or ole.exists("Book"):
            return "xls"
        if ole.exists("EncryptedPackage"):
            raise Unreadable("encrypted", "opens with a password only")
    raise Unreadable("unsupported", "an OLE file that is neither Word nor Excel")


def read(body: bytes) -> Iterator[str]:
    """The paragraphs of the main text.

    Raises:
        Unreadable: encrypted, from before Word 97, or broken.
    """
    with _opened(body) as ole:
        main = _stream(ole, "WordDocument")
        magic, version = struct.unpack_from("<HH", main)
        flags = struct.unpack_from("<H", main, 0x0A)[0]
        if magic != _MAGIC:
            raise Unreadable("unsupported", "a Word file from before Word 6")
        if flags & _ENCRYPTED:
            raise Unreadable("encrypted", "opens with a password only")
        if version < _WORD_97:
            raise Unreadable("unsupported", "a Word file from before Word 97")
        table = _stream(ole, "1Table" if flags & _TABLE_1 else "0Table")
    length = struct.unpack_from("<i", main, _CCP_TEXT)[0]
    start, size = (
        struct.unpack_from("<II", main, _FC_CLX)[0],
        struct.unpack_from("<I", main, _LCB_CLX)[0],
    )
    text = "".join(_pieces(main, table[start : start + size]))[: max(0, length)]
    while "\x13" in text:
        shorter = _FIELD.sub(lambda field: field[1] or "", text)
        if shorter == text:
            break
        text = shorter
    text = text.replace("\x07\x07", "\n").translate(_MARKS)
    yield from text.split("\n")


def _opened(body: bytes) -> olefile.OleFileIO:
    try:
        return olefile.OleFileIO(io.BytesIO(body))
    except (OSError, struct.error, IndexError, ValueError) as error:
        raise Unreadable("broken", f"a damaged OLE file: {error}"[:200]) from error


def _stream(ole: olefile.OleFileIO, name: str) -> bytes:
    if not ole.exists(name):
        raise Unreadable("broken", f"the stream {name} is missing")
    if ole.get_size(name) > MAX_PART:
        raise Unreadable("too large", f"the stream {name} has {ole.get_size(name):,} bytes")
    data: bytes = ole.openstream(name).read()
    return data


def _pieces(main: bytes, clx: bytes) -> Iterator[str]:
    """The pieces in the order of the text; each lies in the main stream, in one of two widths."""
    at = 0
    while at < len(clx) and clx[at] == 1:  # formatting of pieces
        at += 3 + struct.unpack_from("<H", clx, at + 1)[0]
    if at >= len(clx) or clx[at] != 2:
        raise Unreadable("broken", "no table of pieces")
    size = struct.unpack_from("<I", clx, at + 1)[0]
    table = clx[at + 5 : at + 5 + size]
    number = (len(table) - 4) // 12
    ends = struct.unpack_from(f"<{number + 1}I", table)
    for piece in range(number):
        place = struct.unpack_from("<I", table, 4 * (number + 1) + 8 * piece + 2)[0]
        letters = ends[piece + 1] - ends[piece]
        if not 0 <= letters <= len(main):
            raise Unreadable("broken", "a table of pieces that cannot be")
        if place & _COMPRESSED:
            offset = (place & ~_COMPRESSED) // 2
            yield main[offset : offset + letters].decode("cp1252", "replace")
        else:
            yield main[place : place + 2 * letters].decode("utf-16-le", "replace")
