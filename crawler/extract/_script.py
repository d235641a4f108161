"""Reads literals and simple expressions out of a page's inline scripts. Runs nothing.

`Script.value` gives the text of an expression like `'/api/news?cat=' + catId + '&page=' + page`,
with `PAGE` or `OFFSET` where a variable of that kind stands, and None where it cannot be known.
What is not simple is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

PAGE, OFFSET = "\ue000", "\ue001"

_PAGE = re.compile(
    r"(?i)(?:^|[^a-z])(?:(?:cur|current|next)?_?-?page(?:_?-?(?:index|num|number|no|id))?|pg|trang"
    r"|so_?trang|p|idx|page_?current)$"
)
_OFFSET = re.compile(r"(?i)(?:^|[^a-z])(?:offset|start|skip|from_?row|begin|limitstart)$")
_SIZE = re.compile(
    r"(?i)(?:^|[^a-z])(?:page_?size|per_?page|record_?per_?page|length|limit|take|rows?|size|top|count)$"
)

_NO_PAGE = re.compile(r"(?i)per_?page|max|min|total|last|prev|first|count|url|home|title")

_OPEN, _CLOSE, _QUOTES = "([{", ")]}", "'\"`"
_ASSIGNED = re.compile(r"(?:\b(?:var|let|const)\s+|[\n;{,]\s*)(\w{1,60})\s*=(?![=>])\s*")
_NAME = re.compile(r"^[\w$]+(?:\.[\w$]+)*$")
_WRAPPED = re.compile(
    r"^(?:parseInt|Number|String|encodeURIComponent|encodeURI|JSON\.parse)\s*\((.*)\)$", re.DOTALL
)
_FIELD = re.compile(
    r"^(?:\$|jQuery)\(\s*['\"](?:#|input\[name=['\"]?)([\w$-]+)['\"]?\]?['\"]\s*\)\.val\(\)$"
    r"|^document\.getElementById\(\s*['\"]([\w$-]+)['\"]\s*\)\.value$"
)
_DATA = re.compile(
    r"\.(?:data\(\s*['\"]|attr\(\s*['\"]data-|getAttribute\(\s*['\"]data-)([\w-]+)['\"]\s*\)$"
    r"|\.dataset\.(\w+)$"
)
_HOLE = re.compile(r"\$\{([^{}]{1,200})\}")
_MAX_PART = 4000
_MAX_VALUE = 300
_MAX_NAMES = 300


class Script:
    """The inline scripts of a page, and where the values in them come from."""

    def __init__(
        self, text: str, field: Callable[[str], str | None], data: Callable[[str], str | None]
    ) -> None:
        """`field`: the value of the control of that id; `data`: that of a button's `data-`."""
        self.text = text
        self._field, self._data = field, data
        self._names: dict[str, str] = {}
        for match in _ASSIGNED.finditer(text):
            if len(self._names) >= _MAX_NAMES:
                break
            self._names.setdefault(match[1], _until(text, match.end(), ";\n,", _MAX_VALUE))

    def number(self, name: str) -> int | None:
        """The number that a variable begins with."""
        value = self._names.get(name, "").strip()
        match = re.match(r"^(?:parseInt\(\s*)?['\"]?(\d{1,6})['\"]?", value)
        return int(match[1]) if match else None

    def first_page(self) -> int | None:
        """What the variable that counts pages begins with, if there is one."""
        for name in self._names:
            if is_page(name):
                number = self.number(name)
                if number is not None:
                    return number
        return None

    def first_offset(self) -> int | None:
        """What the variable that counts items begins with."""
        numbers = (self.number(name) for name in self._names if is_offset(name))
        return next((number for number in numbers if number), None)

    def value(self, expression: str, depth: int = 0) -> str | None:
        """The text of an expression; None when it cannot be known."""
        expression = expression.strip()
        if depth > 5 or len(expression) > _MAX_PART:
            return None
        parts = split(expression, "+")
        if len(parts) > 1:
            values = [self.value(part, depth + 1) for part in parts if part.strip()]
            for mark in (PAGE, OFFSET):
                if mark in values and all(v == mark or (v or "").isdigit() for v in values):
                    return mark
            known = [value for value in values if value is not None]
            return "".join(known) if len(known) == len(values) else None
        return self._term(expression, depth)

    def _term(self, text: str, depth: int) -> str | None:
        if text[:1] in ("'", '"') and text[-1:] == text[0] and len(text) > 1:
            return text[1:-1].replace("\\/", "/").replace('\\"', '"').replace("\\'", "'")
        if text[:1] == "`" and text[-1:] == "`" and len(text) > 1:
            holes = [self.value(match[1], depth + 1) for match in _HOLE.finditer(text)]
            if any(value is None for value in holes):
                return None
            filled = iter(holes)
            return _HOLE.sub(lambda _: next(filled) or "", text[1:-1])
        if re.fullmatch(r"-?\d{1,12}|true|false", text):
            return text
        if text[:1] == "(" and text[-1:] == ")":
            return self.value(text[1:-1], depth + 1)
        wrapped = _WRAPPED.match(text)
        if wrapped:
            return self.value(wrapped[1], depth + 1)
        return self._named(text, depth)

    def _named(self, text: str, depth: int) -> str | None:
        bare = re.sub(r"^(?:\+\+|--)|(?:\+\+|--)$", "", text).strip()
        field = _FIELD.match(text)
        if field:
            return self._field(field[1] or field[2])
        data = _DATA.search(text)
        if data:
            name = data[1] or _snake(data[2]).replace("_", "-")
            return PAGE if is_page(name) else self._data(name)
        if not _NAME.match(bare):
            return None
        last = bare.rpartition(".")[2]
        assigned = self._names.get(last)
        stored = (assigned or "").strip()
        if is_page(last) and (
            not stored or stored[0] not in "'\"`" or stored.strip("'\"").isdigit()
        ):
            return PAGE
        if is_offset(last):
            return OFFSET
        return self.value(assigned, depth + 1) if assigned and assigned.strip() != bare else None


def is_page(name: str) -> bool:
    """Does what is so named count pages (`page`, `pageIndex`, `_101_cur_page`)?"""
    return _PAGE.search(_snake(name)) is not None and not _NO_PAGE.search(name)


def is_offset(name: str) -> bool:
    """Does what is so named count items that are shown already (`start`, `offset`)?"""
    return _OFFSET.search(_snake(name)) is not None


def is_size(name: str) -> bool:
    """Is what is so named the number of items of a page (`pageSize`, `length`)?"""
    return _SIZE.search(_snake(name)) is not None


def arguments(text: str, at: int) -> list[str]:
    """The arguments of a call whose parenthesis opens just before `at`."""
    return split(_until(text, at, ")"), ",")


def members(text: str) -> dict[str, str]:
    """The members of an object literal: name to expression."""
    text = text.strip()
    if text[:1] != "{":
        return {}
    inside = text[1:-1] if text.endswith("}") else text[1:]
    found: dict[str, str] = {}
    for part in split(inside, ","):
        pair = split(part, ":")
        name = pair[0].strip().strip("'\"")
        if name.startswith("[") or not name:
            continue
        found[name] = ":".join(pair[1:]).strip() if len(pair) > 1 else name
    return found


def split(text: str, at: str) -> list[str]:
    """Split at a sign outside quotes and brackets (`++` is no plus)."""
    parts, start = [], 0
    for i, char in _outside(text, 0, len(text)):
        if char == at and not (at == "+" and "+" in (text[i + 1 : i + 2], text[i - 1 : i])):
            parts.append(text[start:i])
            start = i + 1
    parts.append(text[start:])
    return parts


def _until(text: str, at: int, ends: str, limit: int = _MAX_PART) -> str:
    """The text from `at` to one of these signs outside quotes and brackets."""
    end = min(len(text), at + limit)
    for i, char in _outside(text, at, end):
        if char in ends or char in _CLOSE:
            return text[at:i]
    return text[at:end]


def _outside(text: str, start: int, end: int) -> Iterator[tuple[int, str]]:
    """The signs outside quotes and brackets with their places; a bracket too many ends it."""
    depth, quote, i = 0, "", start
    while i < end:
        char = text[i]
        if quote:
            if char == "\\":
                i += 1
            elif char == quote:
                quote = ""
        elif char in _QUOTES:
            quote = char
        elif char in _OPEN:
            depth += 1
        elif char in _CLOSE and depth:
            depth -= 1
        elif depth == 0:
            yield i, char
        i += 1


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name)


def filled(template: str, page: int, offset: int) -> str:
    """The text with the numbers of a page in it."""
    return template.replace(PAGE, str(page)).replace(OFFSET, str(offset))


def counts(values: Mapping[str, str | None]) -> bool:
    """Does one of the values count pages or items?"""
    return any(value and (PAGE in value or OFFSET in value) for value in values.values())
