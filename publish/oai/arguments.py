"""What a request asks for: verbs, their arguments, and the errors of the protocol. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from publish.oai.token import Place, place_of

PREFIX = "oai_dc"

ErrorCode = Literal[
    "badArgument",
    "badResumptionToken",
    "badVerb",
    "cannotDisseminateFormat",
    "idDoesNotExist",
    "noRecordsMatch",
    "noSetHierarchy",
]

_LIST = ({"metadataPrefix"}, {"from", "until", "set"})
_VERBS: Mapping[str, tuple[set[str], set[str]]] = {
    "Identify": (set(), set()),
    "ListMetadataFormats": (set(), {"identifier"}),
    "ListSets": (set(), set()),
    "ListIdentifiers": _LIST,
    "ListRecords": _LIST,
    "GetRecord": ({"identifier", "metadataPrefix"}, set()),
}
"""Verb -> (arguments that it needs, those that it may have)."""

_RESUMED = ("ListSets", "ListIdentifiers", "ListRecords")
_SET = re.compile(r"[A-Za-z0-9\-_.!~*'()]+(:[A-Za-z0-9\-_.!~*'()]+)*")
_PREFIX = re.compile(r"[A-Za-z0-9\-_.!~*'()]+")
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:(?:[A-Za-z0-9\-._~:/?@!$&'()*+,;=]|%[0-9A-Fa-f]{2})+")
_DAY, _SECOND = re.compile(r"\d{4}-\d\d-\d\d"), re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


class OaiError(Exception):
    """An error of the protocol; the message is for whoever writes the harvester."""

    def __init__(self, code: ErrorCode, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request that is right in itself."""

    verb: str
    identifier: str | None = None
    place: Place
    """Which list, and from where on; empty for verbs that list nothing."""


def read(pairs: Iterable[tuple[str, str]]) -> Asked:
    """The request that these arguments make.

    Raises:
        OaiError: badVerb, badArgument, badResumptionToken or cannotDisseminateFormat.
    """
    given: dict[str, str] = {}
    repeated = [name for name, value in pairs if given.setdefault(name, value) is not value]
    verb = given.get("verb", "")
    if verb not in _VERBS or "verb" in repeated:
        told = "repeated" if "verb" in repeated else "missing" if not verb else f"not {verb!r}"
        raise OaiError("badVerb", f"verb is one of {', '.join(_VERBS)}; it is {told}")
    if repeated:
        raise OaiError("badArgument", f"{repeated[0]} is given more than once")
    names = set(given) - {"verb"}
    if "resumptionToken" in names and verb in _RESUMED:
        if names != {"resumptionToken"}:
            raise OaiError("badArgument", "resumptionToken stands alone: it holds all the others")
        place = place_of(given["resumptionToken"])
        if place is None or place.verb != verb:
            raise OaiError("badResumptionToken", f"no token that this repository gave for {verb}")
        return Asked(verb=verb, place=place)
    needed, allowed = _VERBS[verb]
    if wrong := sorted(names - needed - allowed):
        raise OaiError("badArgument", f"{verb} knows no argument {wrong[0]}")
    if missing := sorted(needed - names):
        raise OaiError("badArgument", f"{verb} needs {missing[0]}")
    start, end = _span(given.get("from"), given.get("until"))
    chosen = given.get("set")
    if chosen is not None and not _SET.fullmatch(chosen):
        raise OaiError("badArgument", "set is no setSpec; ListSets has all of them")
    prefix, identifier = given.get("metadataPrefix", PREFIX), given.get("identifier")
    if not _PREFIX.fullmatch(prefix):
        raise OaiError("badArgument", "metadataPrefix is no prefix of a format")
    if identifier is not None and not _URI.fullmatch(identifier):
        raise OaiError("badArgument", "identifier is no URI")
    if prefix != PREFIX:
        raise OaiError("cannotDisseminateFormat", f"the one format here is {PREFIX}")
    return Asked(
        verb=verb,
        identifier=identifier,
        place=Place(verb=verb, set=chosen, start=start, end=end),
    )


def _span(start: str | None, end: str | None) -> tuple[str | None, str | None]:
    """Both ends in whole seconds, each inclusive."""
    kinds = {
        _kind(name, value) for name, value in (("from", start), ("until", end)) if value is not None
    }
    if len(kinds) > 1:
        raise OaiError("badArgument", "from and until have the same granularity")
    if kinds == {"day"}:
        start = start and f"{start}T00:00:00Z"
        end = end and f"{end}T23:59:59Z"
    if start and end and start > end:
        raise OaiError("badArgument", "from is not later than until")
    return start, end


def _kind(name: str, value: str) -> str:
    try:
        if _DAY.fullmatch(value) and datetime.fromisoformat(value):
            return "day"
        if _SECOND.fullmatch(value) and datetime.fromisoformat(value):
            return "second"
    except ValueError:
        pass
    raise OaiError("badArgument", f"{name} is a moment in UTC: 2026-11-28 or 2026-11-28T22:46:19Z")
