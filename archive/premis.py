"""Events as PREMIS 3 XML (http://www.loc.gov/standards/premis/v3/): objects, events, the agents.

The order of elements is that of the schema: objects first, then events, then agents.
"""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree.ElementTree import Element, ElementTree, SubElement, indent, register_namespace

from archive import fixity
from archive.folder import Archive

NAMESPACE = "http://www.loc.gov/premis/v3"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""XML 1.0 has no way to write these."""


def write(archive: Archive, path: Path) -> int:
    """Writes all events, the files of the archive and the agents; returns how many events."""
    register_namespace("premis", NAMESPACE)
    register_namespace("xsi", _XSI)
    root = Element(_name("premis"), {"version": "3.0"})
    sealed = {
        f"warc/{row['name']}": (row["bytes"], row["sha256"])
        for row in archive.conn.execute("SELECT name, bytes, sha256 FROM warc_files")
    }
    events = list(fixity.events(archive.conn))
    for name in dict.fromkeys([*sealed, *(event.object for event in events)]):
        _object(root, name, *sealed.get(name, (None, None)))
    for event in events:
        _event(root, event)
    for agent in dict.fromkeys(event.agent for event in events):
        _agent(root, agent)
    indent(root)
    aside = path.with_name(f"{path.name}.part")
    ElementTree(root).write(aside, encoding="utf-8", xml_declaration=True)
    aside.replace(path)
    return len(events)


def _object(root: Element, name: str, size: int | None, digest: str | None) -> None:
    is_file = name.startswith("warc/") or name in ("archive.db", "editorial.db")
    kind = "file" if is_file else "intellectualEntity"
    found = SubElement(root, _name("object"), {f"{{{_XSI}}}type": f"premis:{kind}"})
    _identifier(found, "objectIdentifier", "local", name)
    if not is_file:
        return
    facts = SubElement(found, _name("objectCharacteristics"))
    if digest:
        fixed = SubElement(facts, _name("fixity"))
        _text(fixed, "messageDigestAlgorithm", "SHA-256")
        _text(fixed, "messageDigest", digest)
    if size:
        _text(facts, "size", str(size))
    form = SubElement(SubElement(facts, _name("format")), _name("formatDesignation"))
    _text(form, "formatName", "WARC" if name.startswith("warc/") else "SQLite database")
    if name.startswith("warc/"):
        _text(form, "formatVersion", "1.1")


def _event(root: Element, event: fixity.FixityEvent) -> None:
    found = SubElement(root, _name("event"))
    _identifier(found, "eventIdentifier", "URN", event.event)
    _text(found, "eventType", event.type)
    _text(found, "eventDateTime", event.at)
    outcome = SubElement(found, _name("eventOutcomeInformation"))
    _text(outcome, "eventOutcome", event.outcome)
    if event.detail:
        detail = SubElement(outcome, _name("eventOutcomeDetail"))
        _text(detail, "eventOutcomeDetailNote", event.detail)
    _identifier(found, "linkingAgentIdentifier", "local", event.agent)
    _identifier(found, "linkingObjectIdentifier", "local", event.object)


def _agent(root: Element, agent: str) -> None:
    found = SubElement(root, _name("agent"))
    _identifier(found, "agentIdentifier", "local", agent)
    name, _, version = agent.partition(" ")
    _text(found, "agentName", name)
    _text(found, "agentType", "software")
    if version:
        _text(found, "agentVersion", version)


def _identifier(parent: Element, name: str, kind: str, value: str) -> None:
    found = SubElement(parent, _name(name))
    _text(found, f"{name}Type", kind)
    _text(found, f"{name}Value", value)


def _text(parent: Element, name: str, text: str) -> None:
    SubElement(parent, _name(name)).text = _NO_XML.sub("\ufffd", text)


def _name(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"
