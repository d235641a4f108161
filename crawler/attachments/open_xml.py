"""Word (.docx) and OpenDocument text (.odt): zipped XML, read with lxml, nothing unpacked to disk."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Final

from lxml import etree

from crawler.attachments.document import MAX_PART, Unreadable

_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_TEXT: Final = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE: Final = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_ANNOTATION: Final = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}annotation"
_CHUNK: Final = 1 << 20


def read_docx(body: bytes) -> Iterator[str]:
    """The paragraphs; a table's row is one line, its cells apart by tabs."""
    root = _part(body, "word/document.xml")
    for node in root.iter(f"{_W}body"):
        yield from _blocks(node)


def _blocks(node: etree._Element) -> Iterator[str]:
    for child in node:
        if child.tag == f"{_W}p":
            yield from _paragraph(child).split("\n")
        elif child.tag == f"{_W}tr":
            cells = (cell for cell in child.iter(f"{_W}tc") if _row_of(cell) is child)
            yield "\t".join(" ".join(filter(None, _blocks(cell))) for cell in cells)
        elif child.tag not in (f"{_W}sectPr", _FALLBACK):
            yield from _blocks(child)


def _row_of(cell: etree._Element) -> etree._Element | None:
    return next(cell.iterancestors(f"{_W}tr"), None)


_BREAKS: Final = {
    f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-",
}  # fmt: skip


def _paragraph(node: etree._Element) -> str:
    """The text of a paragraph; what is in its text boxes follows it."""
    parts: list[str] = []
    boxes: list[str] = []
    _gather(node, parts, boxes)
    return "\n".join(["".join(parts).replace("\t", " "), *boxes])


def _gather(node: etree._Element, parts: list[str], boxes: list[str]) -> None:
    for child in node:
        if child.tag == f"{_W}t":
            parts.append(child.text or "")
        elif child.tag in _BREAKS:
            parts.append(_BREAKS[child.tag])
        elif child.tag == f"{_W}txbxContent":
            boxes += _blocks(child)
        elif child.tag not in (_FALLBACK, f"{_W}pPr", f"{_W}rPr"):
            _gather(child, parts, boxes)


def read_odt(body: bytes) -> Iterator[str]:
    """The same of an OpenDocument text."""
    root = _part(body, "content.xml")
    for node in root.iter(f"{_TEXT}p", f"{_TEXT}h", f"{_TABLE}table-row"):
        in_row = next(node.iterancestors(f"{_TABLE}table-row"), None)
        if in_row is not None or next(node.iterancestors(_ANNOTATION), None) is not None:
            continue
        if node.tag == f"{_TABLE}table-row":
            cells = node.iterchildren(f"{_TABLE}table-cell")
            yield "\t".join(
                " ".join(_words(one) for one in cell.iter(f"{_TEXT}p", f"{_TEXT}h"))
                for cell in cells
            )
        else:
            yield from _words(node).split("\n")


def _words(node: etree._Element) -> str:
    parts = [node.text or ""]
    for child in node:
        if child.tag == f"{_TEXT}line-break":
            parts.append("\n")
        elif child.tag in (f"{_TEXT}tab", f"{_TEXT}s"):
            parts.append(" ")
        elif child.tag not in (_ANNOTATION, f"{_TEXT}tracked-changes"):
            parts.append(_words(child))
        parts.append(child.tail or "")
    return "".join(parts)


def _part(body: bytes, name: str) -> etree._Element:
    """One part of the zip as XML: no entities, no network, no more than it may unpack to."""
    with zipfile.ZipFile(io.BytesIO(body)) as parts:
        try:
            info = parts.getinfo(name)
        except KeyError:
            raise Unreadable("broken", f"{name} is missing") from None
        if info.flag_bits & 1:
            raise Unreadable("encrypted", "the zip is encrypted")
        xml = bytearray()
        with parts.open(info) as part:
            while chunk := part.read(_CHUNK):  # what the header says of the size may be a lie
                xml += chunk
                if len(xml) > MAX_PART:
                    raise Unreadable("too large", f"{name} unpacks to more than {MAX_PART:,} bytes")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        return etree.fromstring(bytes(xml), parser)
    except etree.XMLSyntaxError as error:
        if "unknown error" in str(error) or "emory" in str(error):  # libxml2 ran out of it
            raise MemoryError from error
        raise
