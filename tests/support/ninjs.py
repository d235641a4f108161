"""What IPTC ninjs 3.0 allows of the properties that we write: our own reading of the standard.

Stricter than its schema: whatever is not named here is refused.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

_TEXT, _URI, _MOMENT, _NUMBER = "text", "uri", "moment", "number"
_SAID = {"role": _TEXT, "contentType": _TEXT, "value": _TEXT}
_CONCEPT = {"name": _TEXT, "rel": _TEXT, "uri": _URI, "literal": _TEXT}
_RENDITION = {
    "name": _TEXT, "href": _URI, "contentType": _TEXT, "title": _TEXT, "width": _NUMBER,
    "height": _NUMBER, "sizeInBytes": _NUMBER,
}  # fmt: skip

_ITEM: dict[str, Any] = {
    "uri": _URI, "version": _TEXT, "firstCreated": _MOMENT, "versionCreated": _MOMENT,
    "contentCreated": _MOMENT, "copyrightHolder": _TEXT, "usageTerms": _TEXT, "edNote": _TEXT,
    "language": ("vi",), "title": _TEXT, "by": _TEXT, "representationType": ("full", "partial"),
    "type": ("text", "audio", "video", "picture", "graphic", "composite", "component", "event",
             "planning"),
    "pubStatus": ("usable", "withheld", "canceled"),
    "standard": {"name": _TEXT, "version": _TEXT, "schema": _URI},
    "headlines": [_SAID], "descriptions": [_SAID],
    "bodies": [_SAID | {"charCount": _NUMBER, "wordCount": _NUMBER}],
    "people": [_CONCEPT], "places": [_CONCEPT], "subjects": [_CONCEPT],
    "infoSources": [{"name": _TEXT, "role": _TEXT, "uri": _URI, "literal": _TEXT}],
    "altIds": [{"role": _TEXT, "value": _TEXT}],
    "trustIndicators": [{"role": _URI, "title": _TEXT, "href": _URI}],
    "renditions": [_RENDITION],
}  # fmt: skip
_ASSOCIATED = _ITEM | {"name": _TEXT, "rel": _TEXT}
_ROOT = _ITEM | {"associations": [_ASSOCIATED]}


def check(item: Mapping[str, Any]) -> None:
    """Fails unless this is a ninjs object as the standard has it."""
    assert "uri" in item
    _check(item, _ROOT, "")
    for one in item.get("associations", []):
        assert {"name", "uri"} <= set(one)
    for name in ("headlines", "descriptions", "bodies"):
        assert all("value" in one for one in item.get(name, []))


def _check(value: Any, shape: Any, where: str) -> None:
    if isinstance(shape, dict):
        assert isinstance(value, dict), where
        assert set(value) <= set(shape), (where, set(value) - set(shape))
        for name, one in value.items():
            _check(one, shape[name], f"{where}/{name}")
    elif isinstance(shape, list):
        assert isinstance(value, list), where
        assert value, where
        for one in value:
            _check(one, shape[0], where)
    elif isinstance(shape, tuple):
        assert value in shape, where
    elif shape == _NUMBER:
        assert isinstance(value, int), where
        assert value >= 0, where
    else:
        assert isinstance(value, str), where
        assert value, where
        if shape == _URI:
            assert re.fullmatch(r"[!-~]+", value), (where, value)
            assert urlsplit(value).scheme, (where, value)
        if shape == _MOMENT:
            assert datetime.fromisoformat(value).tzinfo is not None, (where, value)
            assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d([+-]\d\d:\d\d|Z)", value), where
