"""What can be wrong with an editor's act.

EditorialError            base: message says what, where and what to do
|-- NoSuchItem            there is no such article, page, collection or version
|-- NotValid              a value that cannot be; `field` names it
`-- Stale                 somebody else was faster: `mark` is the present one
"""

from __future__ import annotations

from collections.abc import Mapping

from archive.errors import ArchiveError


class EditorialError(ArchiveError):
    """The base.

    Attributes:
        template: the message before its values are put in; by it the desk finds it in the language
            of who reads.
        values: what is put in, by name.
    """

    def __init__(self, template: str, **values: object) -> None:
        self.template, self.values = template, values
        super().__init__(worded(template, values))


def worded(template: str, values: Mapping[str, object], group: str = ",") -> str:
    """The template with its values; numbers are grouped in threes.

    >>> worded("at most {most} characters", {"most": 5000})
    'at most 5,000 characters'
    """
    shown = {
        name: f"{value:,}".replace(",", group) if type(value) is int else value
        for name, value in values.items()
    }
    return template.format(**shown) if values else template


class NoSuchItem(EditorialError):
    pass


class NotValid(EditorialError):
    def __init__(self, field: str, template: str, **values: object) -> None:
        self.field = field
        super().__init__(template, **values)

    def __str__(self) -> str:
        return f"{self.field}: {super().__str__()}"


class Stale(EditorialError):
    def __init__(self, mark: int, template: str, **values: object) -> None:
        self.mark = mark
        super().__init__(template, **values)
