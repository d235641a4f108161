"""What of a layout can find something on a page, told from the words in its source (`traces`).

Most selectors of a layout are for other versions and themes. Which of them can match depends on
words that the pages of one portal share, so it is settled once for nearly all of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain
from typing import NamedTuple

from crawler.extract.traces import Needs, Traces, needs_of
from crawler.platforms import all_platforms
from crawler.platforms._platform import Layout


class Likely(NamedTuple):
    """The selectors of a layout that may find something; empty where none does."""

    article: str
    within: str
    single: str
    title: tuple[str, ...]
    stamp: tuple[str, ...]
    lead: tuple[str, ...]
    body: tuple[str, ...]
    picture: tuple[str, ...]
    byline: tuple[str, ...]
    author: tuple[str, ...]
    category: tuple[str, ...]
    categories: tuple[str, ...]
    attachments: tuple[str, ...]
    cut: tuple[str, ...]


_SINGLE = 3
"""So many fields, the first ones, are one selector each."""


def narrowed(layout: Layout, traces: Traces) -> Likely:
    """What of the layout may find something on a page with these words."""
    plan = _plans().get(layout) or _planned(layout)
    return _kept(plan, traces.found & plan.words)


@dataclass(frozen=True, slots=True, eq=False)
class _Plan:
    """The selectors of a layout, each with the words that its alternatives need."""

    words: frozenset[str]
    """All of them."""
    fields: tuple[tuple[tuple[str, frozenset[str], Needs], ...], ...]
    """In the order of `Likely`: selector, needs of its first alternative, of the others."""


@lru_cache(maxsize=1024)
def _kept(plan: _Plan, words: frozenset[str]) -> Likely:
    kept = [
        tuple(
            [
                one
                for one, needs, others in field
                if needs <= words or (others and any(map(words.issuperset, others)))
            ]
        )
        for field in plan.fields
    ]
    article, within, single = map("".join, kept[:_SINGLE])
    return Likely(article, within, single, *kept[_SINGLE:])


@cache
def _plans() -> Mapping[Layout, _Plan]:
    return {layout: _planned(layout) for platform in all_platforms() for layout in platform.layouts}


def _planned(layout: Layout) -> _Plan:
    written = [getattr(layout, name) for name in Likely._fields]
    lists = [(value,) if isinstance(value, str) else value for value in written]
    needed = [[(one, needs_of(one)) for one in ones if one] for ones in lists]
    words = chain.from_iterable(chain(*needs) for ones in needed for _, needs in ones)
    fields = tuple(tuple((one, needs[0], needs[1:]) for one, needs in ones) for ones in needed)
    return _Plan(frozenset(words), fields)
