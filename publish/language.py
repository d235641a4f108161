"""What the published site says, in Vietnamese and in English, out of gettext catalogues.

The catalogues are `locale/<language>/<subject>.po`. A message id is a name (`menu_home`), not a
sentence: neither language is a translation of the other. Templates write `t.menu_home`, and
`t.counted("articles_count", n)` where the number decides the form (`msgid_plural` in the file).
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po

LANGUAGES = ("vi", "en")
"""The first one is spoken where nobody asked for another."""

FOLDER = Path(__file__).parent / "locale"


class Language:
    """All messages of one language, by attribute or by item.

    Raises:
        KeyError: there is no such message; a test holds templates and catalogues together.
    """

    def __init__(self, code: str) -> None:
        self.lang = code
        self.forms: dict[str, tuple[str, ...]] = {}
        for path in sorted((FOLDER / code).glob("*.po")):
            with path.open("rb") as file:
                for message in read_po(file, locale=code):
                    if message.id:
                        name = message.id if isinstance(message.id, str) else message.id[0]
                        text = message.string
                        self.forms[name] = (text,) if isinstance(text, str) else tuple(text or ())

    def __getitem__(self, name: str) -> str:
        try:
            return self.forms[name][-1]
        except KeyError:
            raise KeyError(f"publish/locale/{self.lang} has no message {name!r}") from None

    def __getattr__(self, name: str) -> str:
        if name.startswith("__"):
            raise AttributeError(name)
        return self[name]

    def __contains__(self, name: str) -> bool:
        return name in self.forms

    def counted(self, name: str, number: int, **values: object) -> str:
        """The message in the form for a number, its `{n}` grouped as the language does."""
        text = self.forms[name][0] if number == 1 else self[name]
        return text.format(n=self.number(number), **values)

    def number(self, value: int) -> str:
        """`1.234.567` in Vietnamese, `1,234,567` in English."""
        grouped = f"{value:,}"
        return grouped.replace(",", ".") if self.lang == "vi" else grouped


@cache
def language(code: str) -> Language:
    """The language of a code; the first of LANGUAGES for one that is not spoken."""
    return Language(code if code in LANGUAGES else LANGUAGES[0])
