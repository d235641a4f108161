"""Schemas of XML that we write ourselves from the text of the standards, to check answers with."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from lxml import etree

_FOLDER = Path(__file__).parent / "schemas"


def valid(body: bytes, schema: str) -> Any:
    """The document, which must be valid by `schemas/<schema>.rng`."""
    document = etree.fromstring(body)
    rules = etree.RelaxNG(etree.parse(_FOLDER / f"{schema}.rng"))
    assert rules.validate(document), str(rules.error_log)
    return document
