"""Texts made to keep a regular expression busy, from the expressions of the reader themselves.

For every pattern in the reader's modules its syntax tree is walked: a text that matches up to one
of its open-ended repeats, then that repeat over and over, then something that fits no longer. An
expression that backtracks badly takes quadratic time or worse on such a text.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator
from functools import cache
from random import Random
from re import _constants as sre  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from types import ModuleType
from typing import Any

import archive.text
import crawler.discover
import crawler.extract
import crawler.platforms

_OPEN = 30
"""A repeat that may go on for this long is worth pumping."""

_ENDS = ("", "\x01", "<", "\n", "!", " ", "ạ", "0", '"')


def _modules() -> Iterator[ModuleType]:
    yield archive.text
    yield crawler.discover
    for package in (crawler.extract, crawler.platforms):
        for found in pkgutil.iter_modules(package.__path__, package.__name__ + "."):
            yield importlib.import_module(found.name)


@cache
def patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Every compiled pattern of the reader with its name, in a fixed order."""
    found: dict[str, tuple[str, re.Pattern[str]]] = {}
    for module in _modules():
        for name, value in sorted(vars(module).items()):
            for pattern in _inside(value, 0):
                found.setdefault(f"{pattern.pattern!r}{pattern.flags}",
                                 (f"{module.__name__}.{name}", pattern))  # fmt: skip
    return tuple(found.values())


def _inside(value: Any, depth: int) -> Iterator[re.Pattern[str]]:
    """The patterns in a module's value: itself, or in tuples, mappings and dataclasses."""
    if isinstance(value, re.Pattern):
        if isinstance(value.pattern, str):
            yield value
    elif depth < 4:
        if isinstance(value, dict):
            value = tuple(value.values())
        elif hasattr(value, "__dataclass_fields__") and not isinstance(value, type):
            value = tuple(getattr(value, name, None) for name in value.__dataclass_fields__)
        if isinstance(value, (tuple, list, frozenset)):
            for item in value:
                yield from _inside(item, depth + 1)


def bait(pattern: re.Pattern[str], rng: Random, size: int) -> str:
    """A text of about `size` characters that keeps this pattern busy, if anything does."""
    tree = parser.parse(pattern.pattern, pattern.flags & ~re.DEBUG)
    repeats = list(_repeats(tree))
    pumped = id(rng.choice(repeats)) if repeats else 0
    once = _written(tree, rng, pumped, 0, 0)
    if not repeats or len(once) * 4 > size or rng.random() < 0.4:
        text = once * max(1, size // max(1, len(once)))
    else:
        text = _written(tree, rng, pumped, size, 0)
    if rng.random() < 0.5 and len(text) > 4:
        text = text[: -rng.randrange(1, 4)]
    return text[:size] + rng.choice(_ENDS)


def _repeats(tree: Any) -> Iterator[Any]:
    for op, given in tree:
        if op in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT):
            if given[1] is sre.MAXREPEAT or given[1] >= _OPEN:
                yield given
            yield from _repeats(given[2])
        elif op is sre.BRANCH:
            for branch in given[1]:
                yield from _repeats(branch)
        elif op in (sre.SUBPATTERN, sre.ATOMIC_GROUP):
            yield from _repeats(given[-1] if op is sre.SUBPATTERN else given)


def _written(tree: Any, rng: Random, pumped: int, size: int, depth: int) -> str:
    """A text that a syntax tree matches, one of its repeats blown up to `size`."""
    parts: list[str] = []
    for op, given in tree:
        if op is sre.LITERAL:
            parts.append(chr(given))
        elif op is sre.NOT_LITERAL:
            parts.append("a" if given != ord("a") else "b")
        elif op is sre.ANY:
            parts.append(rng.choice("a x1.-"))
        elif op is sre.IN:
            parts.append(_member(given, rng))
        elif op is sre.BRANCH:
            parts.append(_written(rng.choice(given[1]), rng, pumped, size, depth + 1))
        elif op is sre.SUBPATTERN:
            parts.append(_written(given[-1], rng, pumped, size, depth + 1))
        elif op is sre.ATOMIC_GROUP:
            parts.append(_written(given, rng, pumped, size, depth + 1))
        elif op in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT):
            least, most, inner = given
            if id(given) == pumped and size:
                unit = _written(inner, rng, pumped, 0, depth + 1) or " "
                parts.append(unit * max(1, min(size // len(unit), int(most))))
            else:
                few = min(int(most), int(least) + rng.randrange(2))
                parts += [
                    _written(inner, rng, pumped, size, depth + 1) for _ in range(min(few, 40))
                ]
    return "".join(parts)


_CATEGORY = {
    sre.CATEGORY_DIGIT: "0123456789",
    sre.CATEGORY_SPACE: " \t\n\u00a0",
    sre.CATEGORY_WORD: "aZ1_đậ",
    sre.CATEGORY_NOT_DIGIT: "a -",
    sre.CATEGORY_NOT_SPACE: "a1-",
    sre.CATEGORY_NOT_WORD: " .-<",
}
_COMMON = "a1 .-/:_\nzZđ\"'<>"


def _member(given: Any, rng: Random) -> str:
    """A character of a class; of a negated one, a common character that is not in it."""
    if given and given[0][0] is sre.NEGATE:
        barred = {char for item in given[1:] for char in _chars(item)}
        free = [char for char in _COMMON if char not in barred]
        return rng.choice(free or ["\u2603"])
    return rng.choice(_chars(rng.choice(given)) or "a")


def _chars(item: Any) -> str:
    op, value = item
    if op is sre.LITERAL:
        return chr(value)
    if op is sre.RANGE:
        low, high = value
        return "".join(chr(code) for code in range(low, min(high, low + 60) + 1))
    return _CATEGORY.get(value, "a") if op is sre.CATEGORY else ""
