"""Answers of the repository as XML: one function for each verb. What they say is in `holdings`."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from lxml import etree
from lxml.builder import ElementMaker

from publish.language import Language
from publish.oai import dublin_core, holdings
from publish.oai.arguments import PREFIX, Asked, OaiError
from publish.oai.holdings import Item
from publish.oai.token import Place
from publish.shown import in_xml

PARTS = {"ListRecords": 100, "ListIdentifiers": 500, "ListSets": 1000}
"""How many one answer tells."""

_OAI = "http://www.openarchives.org/OAI/2.0/"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_IDENTIFIER = f"{_OAI}oai-identifier"
_GRANULARITY = "YYYY-MM-DDThh:mm:ssZ"
_NAMESPACE = re.compile(r"[a-zA-Z][a-zA-Z0-9-]*(\.[a-zA-Z][a-zA-Z0-9-]*)+")
"""Hosts that the scheme of identifiers allows; an IP address is none."""

_make = ElementMaker(namespace=_OAI, nsmap={None: _OAI, "xsi": _XSI})


@dataclass(frozen=True, slots=True, kw_only=True)
class Repository:
    """How the repository is called."""

    site: str
    """Where readers find the site: identifiers and links begin with it."""
    contact: str
    """E-mail address of who runs it."""
    words: Language

    @property
    def address(self) -> str:
        return f"{self.site}/oai"

    @property
    def host(self) -> str:
        return urlsplit(self.site).hostname or "localhost"

    def identifier(self, article: str) -> str:
        """`oai:luutru.example:6vg2bpk5a6ncnhqk`."""
        return f"oai:{self.host}:{article}"

    def article(self, identifier: str) -> str | None:
        """The article that an identifier means; None if it is none of this repository."""
        before, _, article = identifier.rpartition(":")
        return article if before == f"oai:{self.host}" else None


def answer(conn: sqlite3.Connection, repository: Repository, asked: Asked) -> Any:
    """The element of a verb.

    Raises:
        OaiError: there is nothing such.
    """
    return _VERBS[asked.verb](conn, repository, asked)


def envelope(
    repository: Repository, now: datetime, arguments: Mapping[str, str], content: Any
) -> str:
    """The whole document around an element, or around an error."""
    root = _make(
        "OAI-PMH",
        _make.responseDate(now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")),
        _make.request(
            repository.address, **{name: in_xml(value) for name, value in arguments.items()}
        ),
        content,
    )
    root.set(f"{{{_XSI}}}schemaLocation", f"{_OAI} {_OAI}OAI-PMH.xsd")
    written: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return written.decode()


def error(found: OaiError) -> Any:
    return _make.error(in_xml(str(found)), code=found.code)


def _identify(conn: sqlite3.Connection, repository: Repository, asked: Asked) -> Any:
    earliest = holdings.earliest(conn) or datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    told = _make.Identify(
        _make.repositoryName(repository.words.site),
        _make.baseURL(repository.address),
        _make.protocolVersion("2.0"),
        _make.adminEmail(repository.contact),
        _make.earliestDatestamp(earliest),
        _make.deletedRecord("persistent"),
        _make.granularity(_GRANULARITY),
    )
    if _NAMESPACE.fullmatch(repository.host):
        make = ElementMaker(namespace=_IDENTIFIER, nsmap={None: _IDENTIFIER, "xsi": _XSI})
        scheme = make(
            "oai-identifier",
            make.scheme("oai"),
            make.repositoryIdentifier(repository.host),
            make.delimiter(":"),
            make.sampleIdentifier(repository.identifier("6vg2bpk5a6ncnhqk")),
        )
        scheme.set(f"{{{_XSI}}}schemaLocation", f"{_IDENTIFIER} {_IDENTIFIER}.xsd")
        told.append(_make.description(scheme))
    return told


def _formats(conn: sqlite3.Connection, repository: Repository, asked: Asked) -> Any:
    if asked.identifier is not None:
        _one(conn, repository, asked.identifier)
    return _make.ListMetadataFormats(
        _make.metadataFormat(
            _make.metadataPrefix(PREFIX),
            _make.schema(dublin_core.SCHEMA),
            _make.metadataNamespace(dublin_core.NAMESPACE),
        )
    )


def _sets(conn: sqlite3.Connection, repository: Repository, asked: Asked) -> Any:
    limit = PARTS[asked.verb]
    found = holdings.sets(conn, asked.place.key, limit)
    if not found:  # the schema knows no empty list
        raise OaiError("noSetHierarchy", "there are no portals here yet, and so no sets")
    told = _make.ListSets()
    for one in found[:limit]:
        name = f"{one.name} ({one.within})" if one.within else one.name
        told.append(_make.set(_make.setSpec(one.spec), _make.setName(in_xml(name))))
    last = found[:limit][-1]
    _resume(told, asked.place, found, limit, "", last.spec)
    return told


def _identifiers(conn: sqlite3.Connection, repository: Repository, asked: Asked) -> Any:
    return _list(conn, repository, asked, _make.ListIdentifiers(), _header)


def _records(conn: sqlite3.Connection, repository: Repository, asked: Asked) -> Any:
    return _list(conn, repository, asked, _make.ListRecords(), _record)


def _list(
    conn: sqlite3.Connection, repository: Repository, asked: Asked, told: Any, make: Any
) -> Any:
    place, limit = asked.place, PARTS[asked.verb]
    if place.set is not None and not holdings.is_set(conn, place.set):
        raise OaiError("noRecordsMatch", f"there is no set {place.set}; ListSets has all of them")
    found = holdings.items(conn, place, limit)
    if not found:
        raise OaiError("noRecordsMatch", "no records match")
    for one in found[:limit]:
        told.append(make(repository, one))
    last = found[:limit][-1]
    _resume(told, place, found, limit, last.at, last.article)
    return told


def _resume(
    told: Any, place: Place, found: Sequence[object], limit: int, at: str, key: str
) -> None:
    """The token after a part; an empty one after the last of several parts."""
    if len(found) > limit:
        token = place.after(at, key, limit).token
        told.append(_make.resumptionToken(token, cursor=str(place.told)))
    elif place.told:
        told.append(_make.resumptionToken(cursor=str(place.told)))


def _get(conn: sqlite3.Connection, repository: Repository, asked: Asked) -> Any:
    found = _one(conn, repository, asked.identifier or "")
    return _make.GetRecord(_record(repository, found))


def _one(conn: sqlite3.Connection, repository: Repository, identifier: str) -> Item:
    article = repository.article(identifier)
    found = holdings.item(conn, article) if article else None
    if found is None:
        sample = repository.identifier("6vg2bpk5a6ncnhqk")
        raise OaiError("idDoesNotExist", f"no such record; identifiers here look like {sample}")
    return found


def _header(repository: Repository, one: Item) -> Any:
    told = _make.header(
        _make.identifier(repository.identifier(one.article)), _make.datestamp(one.at)
    )
    for spec in one.sets:
        told.append(_make.setSpec(spec))
    if one.deleted:
        told.set("status", "deleted")
    return told


def _record(repository: Repository, one: Item) -> Any:
    told = _make.record(_header(repository, one))
    if not one.deleted:
        core = dublin_core.dublin_core(one.article, one.row, repository.site, repository.words)
        told.append(_make.metadata(core))
    return told


_VERBS = {
    "Identify": _identify,
    "ListMetadataFormats": _formats,
    "ListSets": _sets,
    "ListIdentifiers": _identifiers,
    "ListRecords": _records,
    "GetRecord": _get,
}
