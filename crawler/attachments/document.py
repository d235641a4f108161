"""What reading a document gives, and why there may be no text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

Status = Literal[
    "text", "scan", "empty", "encrypted", "broken", "too large", "timeout", "unsupported"
]

MAX_BYTES: Final = 32 * 1024 * 1024
MAX_TEXT: Final = 4_000_000
"""Characters kept of one document."""
MAX_PART: Final = 24 * 1024 * 1024
"""Bytes that one part of a zipped document may unpack to."""
MAX_PAGES: Final = 3000


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """One document, read."""

    status: Status
    text: str | None = None
    """NFC, one line per paragraph or printed line; cells are apart by a tab."""
    pages: int | None = None
    reader: str = ""
    """Which reader read it: `pdf`, `docx`, `doc`, `xlsx`, ..."""
    note: str | None = None
    """Why there is no text, or what is odd about it, in one line."""


class Unreadable(Exception):
    """The document cannot be read; `status` says in which way."""

    def __init__(self, status: Status, note: str) -> None:
        self.status: Status = status
        self.note = note
        super().__init__(note)
