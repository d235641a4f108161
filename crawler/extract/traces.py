"""Which telling words stand in the source of a page: asked once, in one pass, for everybody.

Much of reading is to look for what most pages have not: a platform's signs, shortcodes, letters
of a legacy font, the class of an element that only one layout has. Here all these words are found
in one pass, and who needs one asks `Traces`: a selector whose words do not stand in the source
can match no element, and the tree need not be walked for it.

Lives here: the words, where they come from, and which of them a selector cannot do without.
Words that nobody listed are never held against a selector: to forget one costs time, no more.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cache, lru_cache
from itertools import chain
from typing import Final

from hyperscan import HS_FLAG_CASELESS, HS_FLAG_SINGLEMATCH

from crawler.extract import rescue, shortcodes
from crawler.extract.scanning import Patterns
from crawler.platforms import all_platforms
from crawler.platforms._platform import Layout, Platform

BASE: Final = "<base"
FRAME: Final = "<frame"
DATA: Final = "base64,"
_OTHERS: Final = (
    "datePublished", "article:published_time", "pubdate", "datetime", "site_name", "og:site_name", "site-title",
    "site-name", "brand-name", "password", "canonical", "pathway", "duong-dan", "duongdan", "category-name",
    "createdby", "refresh",
)  # fmt: skip
"""Classes, ids and values that the reader of no platform in particular looks for."""
_FREQUENT: Final = (
    "BreadcrumbList", "breadcrumb", "crumb", "bread", "category", "author", "onclick", "onchange", "location",
    "og:title", "twitter:title", "og:image", "application-name", "article:section", "generator",
)  # fmt: skip
"""The same; they stand in many places of a page, and nobody asks in which."""

_ALSO_SHORT: Final = frozenset((*_OTHERS, *_FREQUENT))
_LEAST: Final = 6
_ENOUGH: Final = 9
"""A word of a selector is looked for by so many of its letters: fewer letters, smaller tables."""
_COMMON: Final = frozenset(("content", "article", "comment", "rating", "header", "footer"))
"""Words that stand on most pages many times: to look for them would cost more than it saves."""

_FUNCTION: Final = re.compile(r":[\w-]+\([^()]*\)")
_ATTRIBUTE: Final = re.compile(
    r"""\[\s*([\w:-]+)\s*(?:[~|^$*]?=\s*(?:"([^"]*)"|'([^']*)'|([\w-]+))\s*[is]?\s*)?\]"""
)
_PLAIN_NAME: Final = re.compile(r"[.#]([\w-]+)")
_COMBINED: Final = re.compile(r"[ >+~](?!=)|:")
_TAG_NAME: Final = re.compile(rb"[A-Za-z][A-Za-z0-9]*")
_OPENED_ANEW: Final = frozenset(b"a b big code em font i nobr s small strike strong tt u".split())
"""Of one such tag that is closed in the wrong place the parser makes several elements."""

_WORD: Final = re.compile(r"[\w:./-]+", re.ASCII)

Needs = tuple[frozenset[str], ...]
"""For each alternative of a selector the words without which it matches nothing."""


@dataclass(frozen=True, slots=True)
class Traces:
    """The words that stand in a page, and where."""

    source: bytes
    """The page in UTF-8."""
    places: Mapping[str, list[int]]
    """Word -> where it begins in the source, in bytes. Of most words one place is kept."""
    found: frozenset[str]
    """The same words."""

    def may_match(self, selector: str) -> bool:
        """Can an element fit the selector? False is certain, True is not."""
        needs = needs_of(selector)
        return needs[0] <= self.found if len(needs) == 1 else any(map(self.found.issuperset, needs))

    def matches_one_tag(self, selector: str) -> bool:
        """Do all elements that fit the selector come of one tag of the page? True is certain."""
        return self._only_place(selector) is not None

    def matches_one_element(self, selector: str) -> bool:
        """Is there no second element that fits the selector? True is certain."""
        place = self._only_place(selector)
        if place is None:
            return False
        name = _TAG_NAME.match(self.source, self.source.rfind(b"<", 0, place) + 1)
        return name is not None and name[0].lower() not in _OPENED_ANEW

    def _only_place(self, selector: str) -> int | None:
        """Where a word stands that is in every element that fits, if it stands in one place."""
        for word in _sole(selector):
            places = self.places.get(word)
            if places is not None and len(places) == 1:
                return places[0]
        return None

    def only_tag_says(self, word: str, said: str) -> bool:
        """Does a word whose places are kept stand there once, in a tag that has this text, too?

        Should the tag be in a comment, it says nothing: True is for answers that are the same then.
        """
        places = self.places.get(_cut(word))
        if places is None or len(places) > 1:
            return False
        begin, end = self.source.rfind(b"<", 0, places[0]), self.source.find(b">", places[0])
        return said.encode() in self.source[begin:end]

    def may_hold(self, word: str) -> bool:
        """Can the word stand in the page, in whatever case? False is certain, True is not."""
        return _cut(word) in self.places or _cut(word) not in _sought().known

    def count(self, word: str) -> int:
        """How often one of the words whose places are kept stands in the page."""
        return len(self.places.get(_cut(word), ()))

    def worth(self, selectors: Iterable[str]) -> list[str]:
        """The selectors that may find something."""
        return [selector for selector in selectors if self.may_match(selector)]


def traces_of(source: bytes) -> Traces:
    """Look for all words in the source of a page, which is UTF-8."""
    sought = _sought()
    spellings = sought.spellings
    places: dict[str, list[int]] = defaultdict(list)

    def found(number: int, _begins: int, end: int, _flags: int, _context: object) -> None:
        word, size = spellings[number]
        places[word].append(end - size)

    sought.patterns.scan(source, found)
    return Traces(source, places, frozenset(places))


def signs_of(platform: Platform) -> Iterator[str]:
    """The literals of a platform's signs."""
    for sign in platform.fingerprints:
        yield from sign.near if sign.where == "html" else ()


def _cut(word: str) -> str:
    return word.lower()[:_ENOUGH]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sought:
    """Everything that is looked for. Made once: it knows the platforms and no page."""

    spellings: tuple[tuple[str, int], ...]
    """The word of each spelling, and how many bytes that takes."""
    known: frozenset[str]
    """All of them, each once."""
    placed: frozenset[str]
    """Those of which all places are kept."""
    patterns: Patterns
    needs: dict[str, Needs]
    """By selector."""


@cache
def _sought() -> _Sought:
    signs = {word for platform in all_platforms() for word in signs_of(platform)}
    selectors = {one for platform in all_platforms() for one in _selectors(platform)}
    needs = {selector: tuple(_required(selector)) for selector in selectors}
    words = signs.union(
        (BASE, FRAME, DATA),
        map(_cut, (*_OTHERS, *_FREQUENT)),
        rescue.TRACES,
        rescue.SCRAMBLED,
        shortcodes.TRACES,
        *chain(*needs.values()),
    )
    spellings = {word.encode(): word for word in sorted(words)}
    for sign in sorted(signs):
        # Only ASCII letters are in lower case in the bytes that are searched.
        for form in (sign.upper(), sign.title(), sign.capitalize()):
            spellings[form.encode().lower()] = sign
    alone = {
        one
        for platform in all_platforms()
        for layout in platform.layouts
        for one in (layout.within, layout.single)
        if one
    }
    placed = signs.union(map(_cut, _OTHERS), *chain(*(needs[one] for one in alone)))
    flags = [
        HS_FLAG_CASELESS if word in placed else HS_FLAG_CASELESS | HS_FLAG_SINGLEMATCH
        for word in spellings.values()
    ]
    known = frozenset(words)
    return _Sought(
        spellings=tuple((word, len(form)) for form, word in spellings.items()),
        known=known,
        placed=frozenset(placed),
        patterns=Patterns(list(spellings), flags, literal=True),
        needs=needs,
    )


def needs_of(selector: str) -> Needs:
    """For each alternative of a selector the words, of those looked for, that it cannot do without."""
    sought = _sought()
    needs = sought.needs.get(selector)
    if needs is None:
        needs = tuple(need & sought.known for need in _required(selector))
        sought.needs[selector] = needs
    return needs


@lru_cache(maxsize=1024)
def _sole(selector: str) -> tuple[str, ...]:
    """Words that stand in the tag of every element that fits, of those with all their places."""
    needs = needs_of(selector)
    if len(needs) > 1 or _COMBINED.search(selector):
        return ()
    return tuple(needs[0] & _sought().placed)


def _selectors(platform: Platform) -> Iterator[str]:
    if platform.lists:
        yield platform.lists
    for layout in platform.layouts:
        for field in fields(Layout):
            value = getattr(layout, field.name)
            if field.name in ("article", "within", "single"):
                yield value
            elif isinstance(value, tuple) and field.name != "stamp_labels":
                yield from value


def _required(selector: str) -> Iterator[frozenset[str]]:
    """For each alternative of a selector: what it cannot do without.

    Classes, ids, values, attributes for which any value will do, and other attributes that are
    looked for anyway.
    """
    while (without := _FUNCTION.sub("", selector)) != selector:  # `:not(.teaser)`
        selector = without
    values: list[str] = []

    def kept(found: re.Match[str]) -> str:
        value = next((value for value in found.groups()[1:] if value), found[1])
        values.append(value)
        also = f".{found[1]}" if found[1] in _ALSO_SHORT else ""
        return f"[{len(values) - 1}]{also}"

    for part in _ATTRIBUTE.sub(kept, selector).split(","):
        words = _PLAIN_NAME.findall(part)
        words += [values[int(number)] for number in re.findall(r"\[(\d+)\]", part)]
        yield frozenset(
            _cut(word)
            for word in words
            if (len(word) >= _LEAST or word in _ALSO_SHORT)
            and word.lower() not in _COMMON
            and _WORD.fullmatch(word)
        )
