"""Which platform made this page? Scores each platform's fingerprints. No network, no parsing.

Most signs name a literal that stands in whatever they match. One pass over the page finds the
literals of all platforms together, and only signs whose literal was seen are looked for, close to
where it stands: what a page costs hardly grows with the number of platforms.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from ahocorasick_rs import BytesAhoCorasick, Implementation

from crawler.platforms import all_platforms
from crawler.platforms._platform import Fingerprint, Platform

SURE_ENOUGH = 0.5
"""Below this score a page belongs to no known platform."""

_GENERIC_SCORE = 0.1
_LOOKED_AT = 400_000
_SPAN = 400
"""How far around its literal a sign is looked for."""

_MANY = 200
"""A literal that stands on the page more often is looked around so many times and no more."""


def detect(
    html: bytes | str, url: str, headers: Mapping[str, str] | None = None
) -> tuple[str, float]:
    """The name of the platform that most probably made the page, and how sure that is (0..1).

    A page without a platform's signs is `generic`, with a low score.
    """
    text = html[:_LOOKED_AT]
    if isinstance(text, bytes):
        text = text.decode("utf-8", "replace")
    sent = "\n".join(f"{name}: {value}" for name, value in (headers or {}).items())
    page = _Page(text)
    best, best_score = all_platforms()[-1].name, _GENERIC_SCORE
    for platform in all_platforms():
        score = _score(platform, page, url, sent)
        if score >= SURE_ENOUGH and score > best_score:
            best, best_score = platform.name, score
    return best, round(best_score, 3)


def _score(platform: Platform, page: _Page, url: str, sent: str) -> float:
    """Independent signs add up: 1 minus the product of what each leaves in doubt."""
    doubt = 1.0
    for sign in platform.fingerprints:
        if sign.where == "html":
            seen = page.shows(sign)
        else:
            seen = sign.pattern.search(url if sign.where == "url" else sent) is not None
        if seen:
            doubt *= 1.0 - sign.weight
    return 1.0 - doubt


class _Page:
    """The source of a page and where the literals of all signs stand in it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._bytes = text.encode("utf-8", "replace")
        self._found: dict[str, list[int]] = defaultdict(list)
        literals, automaton = _literals()
        for number, start, _ in automaton.find_matches_as_indexes(
            self._bytes.lower(), overlapping=True
        ):
            self._found[literals[number]].append(start)

    def shows(self, sign: Fingerprint) -> bool:
        if not sign.near:
            return sign.pattern.search(self.text) is not None
        return any(self._around(sign.pattern, near) for near in sign.near if near in self._found)

    def _around(self, pattern: re.Pattern[str], literal: str) -> bool:
        for start, end in _windows(self._found[literal]):
            part = self._bytes[start:end].decode("utf-8", "ignore")
            if pattern.search(part):
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


@cache
def _literals() -> tuple[tuple[str, ...], BytesAhoCorasick]:
    """The literals of all signs, each as often as it has spellings, and what finds these.

    Only ASCII letters are in lower case in the bytes that are searched: a literal with others is
    looked for as it is printed in lower case, in capitals, as a title and as a sentence.
    """
    spellings: dict[bytes, str] = {}
    for platform in all_platforms():
        for sign in platform.fingerprints:
            for literal in sign.near if sign.where == "html" else ():
                for form in (literal, literal.upper(), literal.title(), literal.capitalize()):
                    spellings[form.encode().lower()] = literal
    automaton = BytesAhoCorasick(list(spellings), implementation=Implementation.DFA)
    return tuple(spellings.values()), automaton
