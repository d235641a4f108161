"""Which reader a document needs, told by its first bytes, and the text made clean.

Names and content types lie too often to be asked first; they only tell a plain text from others.
Does not live here: the readers of the formats, and the bounds (`apart.py`).
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from archive import legacy
from archive.text import clean
from crawler.attachments import old_word, open_xml, pdf, rtf, sheets
from crawler.attachments.document import MAX_BYTES, MAX_TEXT, Read, Unreadable

VERSION: Final = 1
"""Raised when a change of a reader changes what it reads."""

Lines = Iterable[str]
_READERS: Final[dict[str, Callable[[bytes], Lines]]] = {
    "docx": open_xml.read_docx, "odt": open_xml.read_odt, "doc": old_word.read, "rtf": rtf.read,
    "xlsx": sheets.read, "xls": sheets.read, "ods": sheets.read,
}  # fmt: skip
_PARTS: Final = (
    ("word/document.xml", "docx"), ("xl/workbook.xml", "xlsx"), ("xl/workbook.bin", "xlsx"),
)  # fmt: skip
_OPEN_DOCUMENT: Final = {
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
}
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LEGACY_SAMPLE: Final = 20_000


def read(body: bytes) -> Read:
    """The text of a document, or why there is none. Never raises but MemoryError."""
    kind = ""
    try:
        if len(body) > MAX_BYTES:
            raise Unreadable("too large", f"{len(body):,} bytes; at most {MAX_BYTES:,} are read")
        kind = kind_of(body)
        if kind == "pdf":
            return _finished(pdf.read(body))
        text, note = _text(_READERS[kind](body))
        if not text:
            return Read(status="empty", reader=kind, note="no text in it")
        return Read(status="text", text=text, reader=kind, note=note)
    except Unreadable as error:
        return Read(status=error.status, reader=kind, note=error.note)
    except MemoryError:
        raise
    except Exception as error:  # a damaged file breaks a reader in ways that nobody can list
        return _broken(kind, error)
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # how Rust says that it is lost
            raise
        return _broken(kind, error)


def _broken(kind: str, error: BaseException) -> Read:
    return Read(status="broken", reader=kind, note=f"{type(error).__name__}: {error}"[:200])


def kind_of(body: bytes) -> str:
    """The format that the bytes are in.

    Raises:
        Unreadable: none that is read here.
    """
    start = body[:1024].lstrip(b"\xef\xbb\xbf \r\n\t\0")
    if b"%PDF-" in body[:1024]:
        return "pdf"
    if start.startswith(b"{\\rtf"):
        return "rtf"
    if body.startswith(b"PK\x03\x04"):
        return _zipped(body)
    if body.startswith(_OLE):
        return old_word.kind_of(body)
    if not body:
        raise Unreadable("broken", "the file is empty")
    if start[:256].lower().startswith((b"<!doctype html", b"<html", b"<?xml")):
        raise Unreadable("unsupported", "a page or XML under the name of a document")
    raise Unreadable("unsupported", f"begins with {body[:4]!r}: no document that is read here")


def _zipped(body: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as parts:
            names = set(parts.namelist())
            if "mimetype" in names:
                with parts.open("mimetype") as part:
                    kind = _OPEN_DOCUMENT.get(part.read(100).strip())
                if kind:
                    return kind
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
        raise Unreadable("broken", f"a damaged zip: {error}") from error
    for name, kind in _PARTS:
        if name in names:
            return kind
    raise Unreadable("unsupported", "a zip archive; archives are not unpacked")


def _finished(read: Read) -> Read:
    """A PDF's text made clean; its pages and status are known already."""
    text, note = _text((read.text or "").splitlines())
    status = "empty" if read.status == "text" and not text else read.status
    notes = "; ".join(filter(None, (read.note, note))) or None
    return Read(status=status, text=text or None, pages=read.pages, reader="pdf", note=notes)


def _text(lines: Lines) -> tuple[str, str | None]:
    """The lines in clean Unicode, and what was odd."""
    kept: list[str] = []
    size, note = 0, None
    for line in lines:
        kept.append(line)
        size += len(line) + 1
        if size > MAX_TEXT:
            note = f"cut after {MAX_TEXT:,} characters"
            break
    encoding = legacy.detect(" ".join(kept)[:_LEGACY_SAMPLE])
    if encoding:
        note = "; ".join(filter(None, (note, f"typed in {encoding}")))
        kept = [
            line if legacy.UNICODE_LETTER.search(line) else legacy.decode(line, encoding)
            for line in kept
        ]
    return "\n".join(_tidy(kept)).strip("\n"), note


def _tidy(lines: Iterable[str]) -> Iterator[str]:
    """Clean lines; tabs between cells stay, never more than one line is empty."""
    empty = True
    for line in lines:
        cells = [clean(cell) for cell in line.split("\t")] if line else []
        text = "\t".join(cells).strip()
        if text or not empty:
            yield text
        empty = not text
