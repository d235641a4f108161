"""Spreadsheets (.xlsx, .xlsb, .xls, .ods) by calamine: a row is a line, cells apart by tabs."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, Final

from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from crawler.attachments.document import MAX_PART, Unreadable

_MAX_ROWS: Final = 200_000


def read(body: bytes) -> Iterator[str]:
    """The sheets in order, each under its name; empty rows and cells at the end are left out.

    Raises:
        Unreadable
    """
    _check_size(body)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(body))
    except PasswordError as error:
        raise Unreadable("encrypted", "opens with a password only") from error
    except CalamineError as error:
        raise Unreadable("broken", f"calamine: {error}"[:200]) from error
    several = len(book.sheet_names) > 1
    rows = 0
    for name in book.sheet_names:
        lines = []
        try:
            for row in book.get_sheet_by_name(name).iter_rows():
                cells = [_printed(cell) for cell in row]
                line = "\t".join(cells).rstrip("\t")
                lines += [line] if line else []
                rows += 1
                if rows > _MAX_ROWS:
                    break
        except CalamineError:
            continue  # a chart sheet or a damaged one; the others are worth having
        if lines:
            yield from ([name] if several else [])
            yield from lines
            yield ""


def _check_size(body: bytes) -> None:
    """A zip whose parts say that they unpack to too much is not even opened."""
    if not body.startswith(b"PK"):
        return
    with zipfile.ZipFile(io.BytesIO(body)) as parts:
        size = sum(part.file_size for part in parts.infolist())
    if size > 4 * MAX_PART:
        raise Unreadable("too large", f"unpacks to {size:,} bytes")


def _printed(cell: Any) -> str:
    if isinstance(cell, bool):
        return str(cell)
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        return (
            f"{cell:%d/%m/%Y}" if cell.time() == datetime.min.time() else f"{cell:%d/%m/%Y %H:%M}"
        )
    if isinstance(cell, date):
        return f"{cell:%d/%m/%Y}"
    return " ".join(str(cell).split())
