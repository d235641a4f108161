"""What is masked of one article, everywhere in it.

A number that is a person's in one place of an article is masked in all of its places: in a title
that names no paper, in a caption, in an older revision, in the page as captured.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from html import escape
from typing import Any
from urllib.parse import unquote

from archive.privacy.markup import Markup, words_of
from archive.privacy.personal import MASKS, Kind
from archive.privacy.spellings import RUN, spelled_in

CUT = "[đã che]"
"""What stands in the place of other text that an archivist has masked."""

_PLAIN = ("title", "lead", "body_text", "author", "source", "category", "published_text")
_SAID = ("people", "corrections", "summary", "note", "tags")
"""Of an article as the public sees it, what editors have added too."""
_DIALLING = ("tel:", "sms:", "callto:")
_SIDE = ("alt", "title", "aria-label")


@dataclass(frozen=True, kw_only=True)
class Masking:
    """Numbers of persons that are masked, and other texts that are, to the letter."""

    numbers: Mapping[str, Kind] = field(default_factory=dict)
    """Normal form -> kind."""
    texts: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.numbers or self.texts)

    def text(self, value: str) -> str:
        """The text with all of them masked."""
        pieces, end = [], 0
        for start, stop, new in self._places(value):
            pieces += [value[end:start], new]
            end = stop
        return "".join([*pieces, value[end:]]) if pieces else value

    def html(self, value: str) -> str:
        """The HTML with all of them masked in its text, also where tags divide them.

        Links that dial or name a number lose their address; descriptions of pictures are masked too.
        """
        if not self:
            return value
        if self.texts:  # words are compared by their letters
            value = unicodedata.normalize("NFC", value)
        markup = Markup(value)
        changes = self._places(markup.text)
        tags = []
        for name, inside, start, end in markup.attributes():
            if name in _SIDE:
                masked = self.text(inside)
                if masked != inside:
                    tags.append((start, end, f' {name}="{escape(masked)}"'))
            elif name == "href" and self._is_named(inside):
                tags.append((start, end, ""))
        return markup.replaced(changes, tags) if changes or tags else value

    def also(self, more: Mapping[str, Kind]) -> Masking:
        """These numbers too."""
        return replace(self, numbers={**more, **self.numbers}) if more else self

    def article(self, article: dict[str, Any]) -> dict[str, Any]:
        """An exported article (`archive.query`) as the public may see it; the same one if nothing is masked.

        Addresses stay: they say where something was published.
        """
        if not self:
            return article
        text = self._optional
        return article | {
            **{name: text(article[name]) for name in (*_PLAIN, *_SAID) if name in article},
            "body_html": self.html(article["body_html"]),
            "images": [
                one | {"caption": text(one["caption"]), "credit": text(one["credit"])}
                for one in article["images"]
            ],
            "attachments": [one | {"name": text(one["name"])} for one in article["attachments"]],
        }

    def _optional(self, value: Any) -> Any:
        """A text, or all texts in a list or an object."""
        match value:
            case str():
                return self.text(value)
            case list():
                return [self._optional(one) for one in value]
            case dict():
                return {key: self._optional(one) for key, one in value.items()}
        return value

    def _places(self, value: str) -> list[tuple[int, int, str]]:
        """Where something is masked, and what comes there; none within another."""
        found = [
            (start, end, MASKS[self.numbers[normal]])
            for start, end, normal in spelled_in(value, self.numbers)
        ]
        if not self.texts:
            return found
        found += [(*match.span(), CUT) for match in _words(self.texts).finditer(value)]
        apart: list[tuple[int, int, str]] = []
        for one in sorted(found):
            if not apart or one[0] >= apart[-1][1]:
                apart.append(one)
            elif one[1] > apart[-1][1]:
                apart[-1] = (apart[-1][0], one[1], apart[-1][2])
        return apart

    def _is_named(self, address: str) -> bool:
        """Is it the address of a number (`tel:`, `zalo.me/`)?"""
        return _dials(address) and any(spelled_in(unquote(address), self.numbers))


def texts_of(article: dict[str, Any]) -> list[tuple[str, str]]:
    """All texts of an exported article, each with the name of its place; of HTML its words."""
    texts = [(name, article[name]) for name in _PLAIN]
    texts.append(("body_html", words_of(article["body_html"])))
    texts += [(name, one[name]) for one in article["images"] for name in ("caption", "credit")]
    texts += [("attachments", one["name"]) for one in article["attachments"]]
    texts += [(name, text) for name in _SAID for text in _strings(article.get(name))]
    return [(name, text) for name, text in texts if text]


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _strings(one)


def without_numbers(source: str) -> str:
    """The HTML with every long number of its words made zeros, and no link that dials one."""
    markup = Markup(source)
    runs = [(run.start(), run.end(), "0" * len(run[0])) for run in RUN.finditer(markup.text)]
    dialled = [
        (start, end, "")
        for name, value, start, end in markup.attributes()
        if name == "href" and _dials(value)
    ]
    return markup.replaced(runs, dialled)


def _dials(address: str) -> bool:
    return address.startswith(_DIALLING) or "zalo" in address or "wa.me" in address


@lru_cache(maxsize=1024)
def _words(texts: tuple[str, ...]) -> re.Pattern[str]:
    """These texts with any white space between their words."""
    longest = sorted(texts, key=len, reverse=True)
    return re.compile("|".join(r"\s+".join(map(re.escape, text.split())) for text in longest))
