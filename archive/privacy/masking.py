"""What is masked of one article, everywhere in it.

A number that is a person's in one place of an article is masked in all of its places: in a title
that names no paper, in a caption, in an older revision, in the page as captured.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from html import escape
from typing import Any

from archive.privacy.markup import Markup, words_of
from archive.privacy.personal import (
    MASKS,
    SEPARATOR,
    Kind,
    digits,
)

CUT = "[đã che]"
"""What stands in the place of other text that an archivist has masked."""

_PLAIN = ("title", "lead", "body_text", "author", "source", "category", "published_text")
_SAID = ("people", "corrections", "summary", "note", "tags")
"""Of an article as the public sees it, what editors have added too."""
_SIDE = ("alt", "title", "aria-label")
_RUN = re.compile(rf"(?:\(?\+ ?)?[0-9](?:(?:{SEPARATOR}|[()]){{0,2}}[0-9]){{7,}}")
"""Any long number."""


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
        changes = list(self._places(markup.text))
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

    def _places(self, value: str) -> Iterator[tuple[int, int, str]]:
        if self._pattern is None:
            return
        for match in self._pattern.finditer(value):
            kind = self.numbers.get(digits(match[0])) or self.numbers.get(dialled(match[0]))
            yield match.start(), match.end(), MASKS[kind] if kind else CUT

    def _is_named(self, address: str) -> bool:
        """Is it the address of a number (`tel:`, `zalo.me/`)?"""
        if self._pattern is None:
            return False
        found = self._pattern.search(address)
        return found is not None and (
            address.startswith(("tel:", "sms:", "callto:"))
            or "zalo" in address
            or "wa.me" in address
        )

    @cached_property
    def _pattern(self) -> re.Pattern[str] | None:
        return _pattern(tuple(sorted(self.numbers)), self.texts) if self else None


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
    runs = [(run.start(), run.end(), "0" * len(run[0])) for run in _RUN.finditer(markup.text)]
    dialled = [
        (start, end, "")
        for name, value, start, end in markup.attributes()
        if name == "href" and _dials(value)
    ]
    return markup.replaced(runs, dialled)


def _dials(address: str) -> bool:
    return (
        address.startswith(("tel:", "sms:", "callto:")) or "zalo" in address or "wa.me" in address
    )


def dialled(raw: str) -> str:
    """The normal form of a number as it is written somewhere."""
    normal = digits(raw)
    if len(normal) in (11, 12, 13) and raw.lstrip("( ").startswith(("+", "84", "0084")):
        return "0" + re.sub(r"^(?:00)?840?", "", normal)
    return normal


@lru_cache(maxsize=1024)
def _pattern(numbers: tuple[str, ...], texts: tuple[str, ...]) -> re.Pattern[str]:
    """Every spelling of these numbers, and these texts."""
    ways = [
        r"\s+".join(map(re.escape, text.split())) for text in sorted(texts, key=len, reverse=True)
    ]
    between = rf"(?:{SEPARATOR}|\) ?){{0,2}}"
    for number in sorted(numbers, key=len, reverse=True):
        spelled = between.join(number)
        ways.append(rf"(?:\((?=[0-9 ]{{2,5}}\))|(?<![0-9])){spelled}(?![0-9])")
        if len(number) in (10, 11) and number.startswith("0"):
            rest = between.join(number[1:])
            ways.append(
                rf"(?<![0-9])(?:\(?\+ ?84\)?|0084|84){between}(?:\(?0\)?{between})?{rest}(?![0-9])"
            )
    return re.compile("|".join(ways))
