"""An article in unqualified Dublin Core, as OAI-PMH asks for it (oai_dc). Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from lxml import etree

from publish.documents import slug, title
from publish.language import Language
from publish.shown import in_xml, tokens

NAMESPACE = "http://www.openarchives.org/OAI/2.0/oai_dc/"
SCHEMA = "http://www.openarchives.org/OAI/2.0/oai_dc.xsd"
_DC = "http://purl.org/dc/elements/1.1/"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"


def dublin_core(article: str, row: Any, site: str, t: Language) -> Any:
    """The `oai_dc:dc` of an article; `row` is that of `publish.oai.holdings`."""
    root = etree.Element(f"{{{NAMESPACE}}}dc", nsmap={"oai_dc": NAMESPACE, "dc": _DC, "xsi": _XSI})
    root.set(f"{{{_XSI}}}schemaLocation", f"{NAMESPACE} {SCHEMA}")
    for name, value in _said(article, row, site, t):
        if value:
            etree.SubElement(root, f"{{{_DC}}}{name}").text = in_xml(value)
    return root


def _said(article: str, row: Any, site: str, t: Language) -> Iterator[tuple[str, str | None]]:
    yield "title", row["title"]
    yield "creator", row["author"]
    yield "subject", row["category"]
    for tag in tokens(row["tags"]):
        yield "subject", tag
    yield "description", row["lead"]
    yield "description", row["summary"]
    yield "publisher", row["portal_name"]
    yield "date", row["published"]
    yield "type", "Text"
    yield "format", "text/html"
    yield "identifier", f"{site}/bai/{article}"
    yield "identifier", row["url"]
    yield "source", row["source"]
    yield "language", "vi"
    yield "coverage", _place(row["commune"], row["district"], row["province"])
    yield "coverage", row["commune_now"]
    for document in tokens(row["citations"]):
        yield "relation", title(document, t)
        yield "relation", f"{site}/van-ban/{quote(slug(document))}"
    yield "rights", t.rights_of_originals


def _place(*names: str | None) -> str | None:
    """`Thanh Yên, Điện Biên, Điện Biên`; nothing where the commune is not known."""
    return ", ".join(filter(None, names)) if names[0] else None
