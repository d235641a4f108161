"""PDF by PDFium. A page without letters is a scan or a drawing; letters are not guessed from it."""

from __future__ import annotations

from typing import Final

import pypdfium2

from crawler.attachments.document import MAX_PAGES, MAX_TEXT, Read, Unreadable

_FEW: Final = 12
"""A page with fewer letters is as good as without: a page number, a scanner's mark."""
_HYPHENS: Final = {0xFFFE: "-", 0x02: "-"}
"""How PDFium gives back a hyphen at the end of a line."""


def read(body: bytes) -> Read:
    """The text, page by page; `scan` when no page has any.

    Raises:
        Unreadable: encrypted or broken.
    """
    try:
        document = pypdfium2.PdfDocument(body)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower() or "security" in str(error).lower():
            raise Unreadable("encrypted", "opens with a password only") from error
        raise Unreadable("broken", f"PDFium: {error}") from error
    try:
        pages = len(document)
        texts: list[str] = []
        bare = damaged = size = 0
        for number in range(min(pages, MAX_PAGES)):
            try:
                text = _page(document, number)
            except pypdfium2.PdfiumError:
                damaged += 1
                continue
            if sum(map(str.isalpha, text)) < _FEW:
                bare += 1
            texts.append(text)
            size += len(text)
            if size > MAX_TEXT:
                break
    finally:
        document.close()
    return _told(pages, texts, bare, damaged)


def _page(document: pypdfium2.PdfDocument, number: int) -> str:
    page = document[number]
    try:
        letters = page.get_textpage()
        try:
            text: str = letters.get_text_range()
        finally:
            letters.close()
    finally:
        page.close()
    return text.replace("\r\n", "\n").translate(_HYPHENS)


def _told(pages: int, texts: list[str], bare: int, damaged: int) -> Read:
    notes = []
    if damaged:
        notes.append(f"{damaged} of {pages} pages are damaged")
    if pages > MAX_PAGES:
        notes.append(f"only the first {MAX_PAGES:,} of {pages:,} pages were read")
    if not texts:
        raise Unreadable("broken", "; ".join(notes) or "no page in it")
    if bare == len(texts):
        return Read(status="scan", pages=pages, note=f"{pages} pages, none with text")
    if bare:
        notes.append(f"{bare} of {pages} pages without text")
    return Read(status="text", text="\n\n".join(texts), pages=pages, note="; ".join(notes) or None)
