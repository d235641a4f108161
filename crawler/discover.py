"""Which platform made this page? Scores each platform's fingerprints. No network, no parsing.

Each sign in a page names a literal that stands in whatever it matches. One pass over the page finds
the literals of all platforms together (`extract/traces.py`), and only signs whose literal was seen
are looked for, close to where it stands: what a page costs hardly grows with the number of
platforms.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from crawler.extract.traces import Traces, traces_of
from crawler.platforms import all_platforms
from crawler.platforms._platform import Fingerprint

SURE_ENOUGH = 0.5
"""Below this score a page belongs to no known platform."""

_GENERIC_SCORE = 0.1
_LOOKED_AT = 400_000
_SPAN = 400
"""How far around its literal a sign is looked for."""

_MANY = 200
"""A literal that stands on the page more often is looked around so many times and no more."""


def detect(
    page: Traces | bytes | str, url: str, headers: Mapping[str, str] | None = None
) -> tuple[str, float]:
    """The name of the platform that most probably made the page, and how sure that is (0..1).

    A page without a platform's signs is `generic`, with a low score.
    """
    traces = _traces(page)
    signs = _signs()
    certain = signs.certain(url, headers)
    best, best_score = len(all_platforms()) - 1, _GENERIC_SCORE
    for one in _candidates(traces.found & signs.literals, certain):
        if one.bound < max(SURE_ENOUGH, best_score):
            break
        seen = [sign for sign, near in one.signs if not near or _shows(traces, sign, near)]
        score = one.bound if len(seen) == len(one.signs) else _score(seen)
        if score >= SURE_ENOUGH and (score, -one.platform) > (best_score, -best):
            best, best_score = one.platform, score
    return all_platforms()[best].name, round(best_score, 3)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Candidate:
    """A platform that may have made a page."""

    platform: int
    bound: float
    """How sure that would be if all its signs are there."""
    signs: Sequence[tuple[_Placed, Sequence[str]]]
    """Each with the literals that were seen; one that is certain has none."""


@lru_cache(maxsize=1024)
def _candidates(literals: frozenset[str], certain: frozenset[_Placed]) -> Sequence[_Candidate]:
    """The platforms for which these are enough, the likeliest first."""
    by_literal = _signs().by_literal
    possible: dict[int, dict[_Placed, list[str]]] = defaultdict(dict)
    for literal in sorted(literals):
        for one in by_literal[literal]:
            possible[one.platform].setdefault(one, []).append(literal)
    for one in certain:
        possible[one.platform][one] = []
    found = [
        _Candidate(platform=platform, bound=_score(ones), signs=tuple(ones.items()))
        for platform, ones in possible.items()
        if sum(one.sign.weight for one in ones) >= SURE_ENOUGH  # no more than that is reached
    ]
    return sorted(found, key=lambda one: (-one.bound, one.platform))


def _traces(page: Traces | bytes | str) -> Traces:
    """The traces of as much of the page as is looked at."""
    if isinstance(page, Traces):
        if len(page.source) <= _LOOKED_AT:
            return page
        page = page.source.decode("utf-8", "replace")
    text = page[:_LOOKED_AT]
    if isinstance(text, bytes):
        text = text.decode("utf-8", "replace")
    return traces_of(text.encode("utf-8", "replace"))


def _score(signs: Iterable[_Placed]) -> float:
    """Independent signs add up: 1 minus the product of what each leaves in doubt."""
    doubt = 1.0
    for one in sorted(signs, key=lambda one: one.number):
        doubt *= 1.0 - one.sign.weight
    return 1.0 - doubt


def _shows(traces: Traces, one: _Placed, near: Iterable[str]) -> bool:
    """Is the sign near one of the literals that were seen?"""
    search = one.sign.pattern.search
    for literal in near:
        places = traces.places[literal]
        form = one.forms.get(literal)
        if form is not None:
            if any(traces.source.startswith(form, place) for place in places):
                return True
            continue
        for start, end in _windows(places):
            if search(traces.source[start:end].decode("utf-8", "ignore")):
                return True
    return False


def _windows(places: Sequence[int]) -> Iterator[tuple[int, int]]:
    """The stretches around these places; those that overlap are one."""
    start, end = 0, 0
    for place in places[:_MANY]:
        if place - _SPAN > end:
            if end:
                yield start, end
            start = place - _SPAN
        end = place + _SPAN
    yield start, end


@dataclass(frozen=True, slots=True, eq=False)
class _Placed:
    """A sign with its place among those of all platforms."""

    platform: int
    number: int
    sign: Fingerprint
    forms: Mapping[str, bytes]
    """How its literals are written, if the sign is one of them and nothing more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Signs:
    """The signs of all platforms by what shows them."""

    by_literal: Mapping[str, list[_Placed]]
    literals: frozenset[str]
    """All of them."""
    by_url: Sequence[_Placed]
    in_urls: Sequence[str]
    """The literals of those."""
    by_header: Sequence[_Placed]

    def certain(self, url: str, headers: Mapping[str, str] | None) -> frozenset[_Placed]:
        """The signs that the address and the headers show."""
        found: list[_Placed] = []
        if any(map(url.lower().__contains__, self.in_urls)):
            found += [one for one in self.by_url if one.sign.pattern.search(url)]
        if headers:
            sent = "\n".join(f"{name}: {value}" for name, value in headers.items())
            found += [one for one in self.by_header if one.sign.pattern.search(sent)]
        return frozenset(found)


_ESCAPED = re.compile(r"\\([.\"])")
_SPECIAL = re.compile(r"[\\^$.*+?{}()\[\]]")


def _forms(sign: Fingerprint) -> Mapping[str, bytes]:
    """The alternatives of a pattern by its literals; none for one that is more than its literals."""
    pattern = sign.pattern.pattern
    if sign.pattern.flags & re.IGNORECASE or _SPECIAL.search(_ESCAPED.sub("", pattern)):
        return {}
    written = _ESCAPED.sub(r"\1", pattern).split("|")
    forms = {one.lower(): one.encode() for one in written}
    return forms if forms.keys() == set(sign.near) else {}


@cache
def _signs() -> _Signs:
    by_literal: dict[str, list[_Placed]] = defaultdict(list)
    by_url, by_header = [], []
    for platform, described in enumerate(all_platforms()):
        for number, sign in enumerate(described.fingerprints):
            one = _Placed(platform, number, sign, _forms(sign))
            if sign.where == "url":
                by_url.append(one)
            elif sign.where == "header":
                by_header.append(one)
            else:
                for literal in sign.near:
                    by_literal[literal].append(one)
    return _Signs(
        by_literal=by_literal,
        literals=frozenset(by_literal),
        by_url=by_url,
        in_urls=sorted({near for one in by_url for near in one.sign.near}),
        by_header=by_header,
    )
