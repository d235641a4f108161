"""Resumption tokens: they hold all that the next part of a list needs, so they never expire. Pure.

A list goes on after a key (datestamp and identifier), not after a number: what is published,
changed or taken back meanwhile moves to its end, and nothing is skipped.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Sequence
from dataclasses import astuple, dataclass, replace

import orjson

_SECOND = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_KEYS = {
    "ListSets": re.compile(r"[a-z0-9:-]{1,200}"),
    "ListIdentifiers": re.compile(r"[a-z2-7]{16}"),
    "ListRecords": re.compile(r"[a-z2-7]{16}"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A list and how far it has been told."""

    verb: str
    set: str | None = None
    start: str | None = None
    """The earliest datestamp."""
    end: str | None = None
    at: str = ""
    """Datestamp of the last one that was told."""
    key: str = ""
    """Its article; of a list of sets, the set."""
    told: int = 0
    """How many were told before: the cursor."""

    def after(self, at: str, key: str, number: int) -> Place:
        """Further on by so many."""
        return replace(self, at=at, key=key, told=self.told + number)

    @property
    def token(self) -> str:
        """As it stands in an answer: letters, digits, `-` and `_`."""
        return base64.urlsafe_b64encode(orjson.dumps(astuple(self))).decode().rstrip("=")


def place_of(token: str) -> Place | None:
    """The place that a token means; None for one that was not made here."""
    try:
        values = orjson.loads(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
    except (ValueError, binascii.Error):
        return None
    if not isinstance(values, list) or len(values) != 7:
        return None
    return _place(values)


def _place(values: Sequence[object]) -> Place | None:
    verb, chosen, start, end, at, key, told = values
    if not isinstance(verb, str) or verb not in _KEYS:
        return None
    if not isinstance(key, str) or not _KEYS[verb].fullmatch(key):
        return None
    moments = [one for one in (start, end, at or None) if one is not None]
    if any(not isinstance(one, str) or not _SECOND.fullmatch(one) for one in moments):
        return None
    if not isinstance(told, int) or told < 1 or not isinstance(chosen, str | None):
        return None
    if (verb == "ListSets") != (at == ""):
        return None
    return Place(
        verb=verb, set=chosen, start=_text(start), end=_text(end), at=str(at), key=key, told=told
    )


def _text(value: object) -> str | None:
    return None if value is None else str(value)
