"""Known numbers found again in other texts, however they are spelled there.

In time like the length of the text, whatever it holds and however many numbers are known: texts come
from strangers.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from archive.privacy.personal import digits

RUN = re.compile("[0-9](?:[ .()\\-\u00a0\u2010-\u2015]{0,4}[0-9]){6,}")
"""A long number, or several with little between them."""

_GROUP = re.compile("[0-9]+")
_LONGEST = 21
"""Digits of a number."""
_LETTERS = re.compile("[A-Z]{1,2} ?$")
_ABROAD = re.compile("(?:00)?840?([35789][0-9]{8}|1[0-9]{9})")
_LED = re.compile(r"\(?\+ ?$")


def spelled_in(text: str, numbers: Collection[str]) -> Iterator[tuple[int, int, str]]:
    """Start, end and normal form of each of these numbers in a text, in order."""
    if not numbers:
        return
    for run in RUN.finditer(text):
        groups = [found.span() for found in _GROUP.finditer(text, run.start(), run.end())]
        at = 0
        while at < len(groups):
            found = _longest(text, groups, at, numbers)
            if found is None:
                at += 1
                continue
            last, normal = found
            yield _start(text, groups[at][0], groups[last][1], normal), groups[last][1], normal
            at = last + 1


def dialled(raw: str) -> str:
    """The normal form of a number as it is written somewhere."""
    normal = digits(raw)
    abroad = _ABROAD.fullmatch(normal)
    return f"0{abroad[1]}" if abroad else normal


def _longest(
    text: str, groups: list[tuple[int, int]], at: int, numbers: Collection[str]
) -> tuple[int, str] | None:
    """The last group of the longest number that begins with the group `at`, and its normal form."""
    best, joined = None, ""
    letters = _LETTERS.search(text[max(0, groups[at][0] - 3) : groups[at][0]])
    for last in range(at, len(groups)):
        joined += text[slice(*groups[last])]
        if len(joined) > _LONGEST:
            break
        ways = [joined]
        if abroad := _ABROAD.fullmatch(joined):
            ways.append(f"0{abroad[1]}")
        if letters:
            ways.append(letters[0].strip() + joined)
        best = next(((last, way) for way in ways if way in numbers), best)
    return best


def _start(text: str, start: int, end: int, normal: str) -> int:
    """With what stands before its digits: letters, a plus, a bracket that closes within."""
    if normal[0].isalpha():
        letters = _LETTERS.search(text[max(0, start - 3) : start])
        return start - len(letters[0]) if letters else start
    led = _LED.search(text[max(0, start - 3) : start])
    if led:
        start -= len(led[0])
    if text[start - 1 : start] == "(" and ")" in text[start:end]:
        start -= 1
    return start
