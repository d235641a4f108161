"""The parts of an edition, in the order in which they need each other.

To add a subject: a module with the functions of `publish.build.work.Part` that it needs and its
tables as SCHEMA, one line in PARTS, and its tables in metadata.json. The version of an edition
follows from the schema; an edition of another version is made anew by `luutru build`.
"""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Mapping, Sequence
from types import ModuleType

from archive import search
from publish.build import (
    announced,
    articles,
    copies,
    counts,
    coverage,
    documents,
    editorial,
    evidence,
    links,
    media,
    near,
    people,
    places,
    portals,
    privacy,
    revisions,
    state,
    tombstones,
)
from publish.build.order import GAP
from publish.build.work import Entry, Work

PARTS: tuple[ModuleType, ...] = (
    tombstones,
    portals,
    places,
    privacy,
    media,
    articles,
    revisions,
    evidence,
    copies,
    people,
    documents,
    counts,
    near,
    coverage,
    links,
    editorial,
    announced,
    state,
)

SCHEMA = ";\n\n".join(part.SCHEMA.strip() for part in PARTS)

FILE = ("page_size = 32768", "auto_vacuum = INCREMENTAL")
"""Pragmas of a new file: a row that does not fit into what is left of a page leaves it empty, and
what the last merge of the index leaves free is to be given back (`give_back`)."""

_MADE_OF = f"{SCHEMA};{search.LAYOUT};{search.CODING};{GAP};{FILE}"
SCHEMA_VERSION = zlib.crc32(_MADE_OF.encode()) & 0x7FFFFFFF
"""`PRAGMA user_version` of an edition: another one for all that an update could not mend."""


def give_back(edition: sqlite3.Connection) -> None:
    """Shortens the file by the pages that nothing uses. Outside of a transaction; rowids stay."""
    edition.executescript("PRAGMA incremental_vacuum")  # `execute` would move one page only


def start(work: Work) -> None:
    _call("start", work)


def add(work: Work, entries: Sequence[Entry]) -> None:
    """Puts articles that the edition does not hold into it."""
    _call("prepare", work, entries)
    for entry in entries:
        _call("columns", work, entry)
    _call("add", work, entries)


def remove(work: Work, ids: Sequence[str]) -> None:
    """Takes articles out of the edition, last part first."""
    for part in reversed(PARTS):
        if hasattr(part, "remove"):
            part.remove(work, ids)


def seen(work: Work, moments: Mapping[str, str]) -> None:
    """Notes when articles that are as they were have been captured last."""
    _call("seen", work, moments)


def finish(work: Work) -> None:
    _call("finish", work)


def _call(name: str, *values: object) -> None:
    for part in PARTS:
        if hasattr(part, name):
            getattr(part, name)(*values)
