"""The differences of two releases are exactly those of their articles, whatever they are."""

from __future__ import annotations

import gzip
import io
import json
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from archive.export import jsonl
from archive.export.release import differences
from archive.export.release.ledger import FIELDS, SEEN, Ledger

_ARTICLE: dict[str, Any] = dict.fromkeys([*FIELDS, *SEEN]) | {
    "portal": "thi-du", "images": [], "attachments": [], "corrections": {},
}  # fmt: skip

_FIELDS = st.fixed_dictionaries(
    {},
    optional={
        "title": st.sampled_from(["", "a", "b"]),
        "published": st.sampled_from([None, "2021", "2021-10-05"]),
        "last_captured": st.sampled_from(["1", "2"]),
        "edited_at": st.sampled_from([None, "2"]),
        "corrections": st.sampled_from([{}, {"a": 1, "b": 2}, {"b": 2, "a": 1}]),
    },
)
_RELEASES = st.dictionaries(st.sampled_from("abcdefgh"), _FIELDS, max_size=8)


def _articles(given: dict[str, Any], without: str | None = None) -> list[dict[str, Any]]:
    """In an order that is not that of their names."""
    found = [_ARTICLE | fields | {"id": name} for name, fields in reversed(given.items())]
    return [{name: one[name] for name in one if name != without} for one in found]


@settings(max_examples=150, deadline=None)
@given(_RELEASES, _RELEASES, st.sampled_from([None, "title"]))
def test_differences_are_exact(
    before: dict[str, Any], after: dict[str, Any], unknown: str | None
) -> None:
    was = {one["id"]: one for one in _articles(before, unknown)}
    now = {one["id"]: one for one in _articles(after)}
    with tempfile.TemporaryDirectory() as place, closing(Ledger()) as ledger:
        folder = Path(place)
        (folder / "data").mkdir()
        with gzip.open(folder / differences.ARTICLES_FILE, "wb") as file:
            jsonl.write(was.values(), file)  # type: ignore[arg-type]
        list(ledger.keep(now.values()))
        earlier = differences.Earlier(version="2026.10", path=folder, sha256="x")
        found = differences.compare(ledger, earlier)
        out = io.BytesIO()
        differences.write(ledger, "2026.11", found, out)
    said = json.loads(out.getvalue())
    skipped = {*SEEN, unknown if was else None}
    changed = {
        name: [
            field
            for field in FIELDS
            if field not in skipped and fields_differ(was, now, name, field)
        ]
        for name in was.keys() & now.keys()
    }
    assert said["added"] == sorted(now.keys() - was.keys())
    assert said["removed"] == sorted(was.keys() - now.keys())
    assert said["changed"] == [
        {"id": name, "fields": fields} for name, fields in sorted(changed.items()) if fields
    ]
    counts = said["counts"]
    assert counts["added"] + counts["changed"] + counts["same"] == len(now)
    assert said["not_compared"] == [*SEEN, *([unknown] if unknown and was else [])]


def fields_differ(was: dict[str, Any], now: dict[str, Any], name: str, field: str) -> bool:
    return bool(was[name][field] != now[name][field])
