"""Cookie walls: a page that is only a script which sets a cookie and loads the page again.

A value that stands in the script, in one piece or in several joined by `+`, is read; nothing is
run. A value that must be computed (AES, an arithmetic puzzle) is told as needing a browser.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

MAX_WALL = 60_000
"""Bytes; a page with more is no wall. (slowAES alone has about 30 kB when it is inlined.)"""

_MAX_TEXT = 300
"""Characters that a wall shows: "please wait", "JavaScript is required"."""

_SCRIPT = re.compile(r"(?is)<script\b[^>]*>(.*?)</script\s*>")
_NO_TEXT = re.compile(r"(?is)<(script|style|noscript|title)\b.*?</\1\s*>|<!--.*?-->|<[^>]*>")
_AGAIN = re.compile(
    r"(?i)location\s*\.\s*(?:reload|replace|assign|href)|location\s*=|http-equiv=.?refresh"
    r"|\.submit\s*\(|history\.go"
)
_LITERAL = r"\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'"
_TERM = rf"(?:{_LITERAL}|[A-Za-z_$][\w$]*|\d+)"
_SUM = rf"{_TERM}(?:\s*\+\s*{_TERM})*"
_COOKIE = re.compile(rf"document\s*\.\s*cookie\s*=\s*({_SUM})?\s*([^\s]?)")
_VARIABLE = re.compile(
    rf"(?:\b(?:var|let|const)\s+|[,;\s])([A-Za-z_$][\w$]*)\s*=\s*({_SUM})\s*(?=[,;\n}}<]|$)"
)
_PART = re.compile(_TERM)
_ESCAPE = re.compile(r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|(.))")
_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}")
_VALUE = re.compile(r"[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]{0,1000}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wall:
    """A cookie wall."""

    cookies: tuple[tuple[str, str], ...] = ()
    """What it asks for; empty if only a browser can find out."""


def cookie_wall(text: str) -> Wall | None:
    """The wall that a page is, or None for any other page."""
    if len(text) > MAX_WALL or "cookie" not in text:
        return None
    scripts = "\n".join(_SCRIPT.findall(text))
    if not re.search(r"document\s*\.\s*cookie\s*=", scripts) or not _AGAIN.search(text):
        return None
    if len(" ".join(_NO_TEXT.sub(" ", text).split())) > _MAX_TEXT:
        return None
    found: dict[str, str] = {}
    for match in _COOKIE.finditer(scripts):
        pair = _pair(match, scripts)
        if pair is None:
            return Wall()
        found[pair[0]] = pair[1]
    return Wall(cookies=tuple(found.items()))


def _pair(match: re.Match[str], scripts: str) -> tuple[str, str] | None:
    """The name and value that an assignment sets; None if they do not stand there."""
    written, follows = match[1], match[2]
    if not written or follows not in ("", ";", "}", "<"):
        return None
    whole = _value(written, scripts, 0)
    if whole is None:
        return None
    name, _, value = whole.partition(";")[0].strip().partition("=")
    if not _NAME.fullmatch(name) or not _VALUE.fullmatch(value):
        return None
    return name, value


def _value(written: str, scripts: str, depth: int) -> str | None:
    """What a sum of literals and variables comes to."""
    if depth > 6:
        return None
    parts: list[str] = []
    for term in _PART.findall(written):
        if term[0] in "\"'":
            parts.append(_ESCAPE.sub(_unescaped, term[1:-1]))
        elif term.isdigit():
            parts.append(term)
        else:
            assigned = {m[2] for m in _VARIABLE.finditer(scripts) if m[1] == term}
            value = _value(assigned.pop(), scripts, depth + 1) if len(assigned) == 1 else None
            if value is None:
                return None
            parts.append(value)
    return "".join(parts)


def _unescaped(match: re.Match[str]) -> str:
    code = match[1] or match[2]
    return chr(int(code, 16)) if code else match[3]
