"""What a personal number is, and all of them in a text."""

from __future__ import annotations

import hashlib
import hmac
import re
from bisect import bisect_right
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Literal

Kind = Literal["phone", "identity", "bank"]

MASKS: dict[Kind, str] = {
    "phone": "[đã che số điện thoại]",
    "identity": "[đã che số giấy tờ]",
    "bank": "[đã che số tài khoản]",
}
"""What stands in the place of a number: words, so that a copied or spoken text stays sane."""

RULES = "rules 1"
"""Raised with every change of what is found or of what stands in its place: editions are made anew."""

SEPARATOR = "[ .\\-\u00a0\u2010-\u2015]"
"""What people put between the groups of a number."""

_CANDIDATE = re.compile("[0-9](?:[ .)\\-\u00a0\u2010-\u2015]{0,2}[0-9]){7,}|[A-Z][0-9]{7}(?![0-9])")
"""Whatever may be a personal number has this; most texts have none."""

_LEAD = 16
"""Characters of a number before its first digits: `(+84) `, letters of a card."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Personal:
    """One number of a person in a text."""

    kind: Kind
    start: int
    end: int
    raw: str
    """As written."""
    normal: str
    """Its digits; a mobile phone as it is dialled in Vietnam."""
    rule: str
    """By which rule it was found."""

    def digest(self, salt: bytes) -> str:
        """Names the number without telling it, to whoever doesn't know the salt of the archive."""
        return digest(self.normal, salt)


def digest(normal: str, salt: bytes) -> str:
    """HMAC-SHA-256: all phone numbers are few enough to try them out on a plain digest."""
    return hmac.new(salt, normal.encode(), hashlib.sha256).hexdigest()


def digits(raw: str) -> str:
    """The digits (and the letter of a passport) of a number as written."""
    return re.sub(r"[^0-9A-Z]", "", raw)


def may_hold(text: str) -> bool:
    """Is there anything in the text that is worth a closer look? Quick."""
    return _CANDIDATE.search(text) is not None


def find_personal(text: str) -> list[Personal]:
    """All numbers of persons in a text, in order, none within another.

    The words of the same sentence decide (`archive.privacy.surroundings`): numbers of offices and
    hotlines are no numbers of persons. In doubt a number is one: a mask can be lifted.
    """
    if not may_hold(text):
        return []
    from archive.privacy import accounts, identities, phones

    found: list[Personal] = []
    end = 0
    for candidate in _CANDIDATE.finditer(text):
        start = max(end, candidate.start() - _LEAD)
        end = candidate.end()
        here: list[Personal] = []
        for rules in (identities, accounts, phones):  # the surest first
            here = _joined(here, rules.find(text, start, end + 3))
        found += here
    return found


def _joined(sure: list[Personal], more: Iterable[Personal]) -> list[Personal]:
    """Both in order, without those that overlap a sure one."""
    ends = [one.end for one in sure]
    free = []
    for one in more:
        after = bisect_right(ends, one.start)
        if after == len(sure) or one.end <= sure[after].start:
            free.append(one)
    return sorted([*sure, *free], key=lambda one: one.start) if free else sure


def mask(text: str, keep: Collection[str] = ()) -> str:
    """The text with every number of a person masked but those of `keep`, in normal form."""
    pieces, end = [], 0
    for one in find_personal(text):
        if one.normal not in keep:
            pieces += [text[end : one.start], MASKS[one.kind]]
            end = one.end
    return "".join([*pieces, text[end:]]) if pieces else text
