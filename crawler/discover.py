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
from functools import cache

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
    seen = [(at, sign) for at, sign in signs.by_url if sign.pattern.search(url)]
    sent = "\n".join(f"{name}: {value}" for name, value in (headers or {}).items())
    if sent:
        seen += [(at, sign) for at, sign in signs.by_header if sign.pattern.search(sent)]
    near: dict[tuple[tuple[int, int], Fingerprint], list[str]] = defaultdict(list)
    for literal in signs.by_literal.keys() & traces.places.keys():
        for one in signs.by_literal[literal]:
            near[one].append(literal)
    seen += [
        (at, sign)
        for (at, sign), literals in near.items()
        if any(_around(traces, sign.pattern, literal) for literal in literals)
    ]
    return _best(seen)


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


def _best(seen: Iterable[tuple[tuple[int, int], Fingerprint]]) -> tuple[str, float]:
    """Independent signs add up: 1 minus the product of what each leaves in doubt."""
    doubts: dict[int, float] = {}
    for (platform, _), sign in sorted(seen, key=lambda one: one[0]):
        doubts[platform] = doubts.get(platform, 1.0) * (1.0 - sign.weight)
    best, best_score = all_platforms()[-1].name, _GENERIC_SCORE
    for platform, doubt in doubts.items():
        score = 1.0 - doubt
        if score >= SURE_ENOUGH and score > best_score:
            best, best_score = all_platforms()[platform].name, score
    return best, round(best_score, 3)


def _around(traces: Traces, pattern: re.Pattern[str], literal: str) -> bool:
    for start, end in _windows(traces.places[literal]):
        if pattern.search(traces.source[start:end].decode("utf-8", "ignore")):
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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Signs:
    """The signs of all platforms by what shows them. Each with its place among all signs."""

    by_literal: Mapping[str, list[tuple[tuple[int, int], Fingerprint]]]
    by_url: Sequence[tuple[tuple[int, int], Fingerprint]]
    by_header: Sequence[tuple[tuple[int, int], Fingerprint]]


@cache
def _signs() -> _Signs:
    by_literal: dict[str, list[tuple[tuple[int, int], Fingerprint]]] = defaultdict(list)
    by_url, by_header = [], []
    for number, platform in enumerate(all_platforms()):
        for at, sign in enumerate(platform.fingerprints):
            one = (number, at), sign
            if sign.where == "url":
                by_url.append(one)
            elif sign.where == "header":
                by_header.append(one)
            else:
                for literal in sign.near:
                    by_literal[literal].append(one)
    return _Signs(by_literal=by_literal, by_url=by_url, by_header=by_header)
