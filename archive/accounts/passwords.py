"""What a password must be, and how it is kept: argon2id, never in a message."""

from __future__ import annotations

import re
import secrets
import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from archive.editorial.errors import NotValid
from archive.text import fold

HASHER = PasswordHasher()
"""argon2id with the parameters of RFC 9106 for 64 MiB."""

SHORTEST, LONGEST = 12, 1000
_GUESSED_FIRST = (
    "matkhau", "password", "luutru", "vietnam", "qwertyuiop", "qwerty", "asdfgh", "iloveyou",
    "anhyeuem", "emyeuanh", "abcdefgh", "abcdef", "abc", "1234567890", "123456789", "123456", "123",
    "admin", "2024", "2025", "2026",
)  # fmt: skip
_REST = 6
"""Different letters that must be left when what is guessed first is taken away."""


def check(password: str, *, name: str, display: str) -> None:
    """Refuses what is guessed first; asks for length, not for signs of every kind.

    Raises:
        NotValid
    """
    if len(_normal(password)) < SHORTEST:
        raise NotValid(
            "password", "at least {least} characters; a few words in a row are easy to remember",
            least=SHORTEST,
        )  # fmt: skip
    if len(password) > LONGEST:
        raise NotValid("password", "at most {most} characters", most=LONGEST)
    left = "".join(fold(password).split())
    own = (name, *re.split(r"[._-]", name), "".join(fold(display).split()), *fold(display).split())
    for guessed in (*(part for part in own if len(part) > 2), *_GUESSED_FIRST):
        left = left.replace(guessed, "")
    if len(set(left)) < _REST:
        raise NotValid(
            "password", "too easy to guess: it is little more than the name, a well-known password "
            "or one thing repeated; a few words in a row are better",
        )  # fmt: skip


def hashed(password: str) -> str:
    """As it is kept."""
    return HASHER.hash(_bytes(password))


def matches(kept: str | None, password: str) -> bool:
    """Is it this password? Where no user is (None) the same work is done, for the same time."""
    nobodys = _nobodys(HASHER)
    try:
        HASHER.verify(nobodys if kept is None else kept, _bytes(password[: LONGEST + 1]))
    except (VerificationError, InvalidHashError):
        return False
    return kept is not None


def outdated(kept: str) -> bool:
    """Was it hashed with other parameters than today's?"""
    return HASHER.check_needs_rehash(kept)


@cache
def _nobodys(hasher: PasswordHasher) -> str:
    return hasher.hash(secrets.token_bytes(16))


def _normal(password: str) -> str:
    """The same from every keyboard: one writes ề as one sign, another as three."""
    return unicodedata.normalize("NFKC", password)


def _bytes(password: str) -> bytes:
    return _normal(password).encode("utf-8", "surrogatepass")
