"""What can be wrong with an editor's act.

EditorialError            base: message says what, where and what to do
|-- NoSuchItem            there is no such article, page, collection or version
|-- NotValid              a value that cannot be; `field` names it
`-- Stale                 somebody else was faster: `mark` is the present one
"""

from __future__ import annotations

from archive.errors import ArchiveError


class EditorialError(ArchiveError):
    pass


class NoSuchItem(EditorialError):
    pass


class NotValid(EditorialError):
    def __init__(self, field: str, message: str) -> None:
        self.field = field
        super().__init__(f"{field}: {message}")


class Stale(EditorialError):
    def __init__(self, mark: int, message: str) -> None:
        self.mark = mark
        super().__init__(message)
