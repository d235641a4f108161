"""WACZ files made by the stock tool, and what can be wrong with them."""

from __future__ import annotations

import gzip
import hashlib
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from archive.folder import Archive
from bench.damage.acts import warc_of

TOOLS = Path(sys.executable).parent


def make_wacz(kho: Path, out: Path) -> Path:
    """A WACZ by the stock tool of the archive's WARC file."""
    pages = out.with_suffix(".jsonl")
    with Archive.open(kho) as archive:
        rows = archive.conn.execute(
            "SELECT url, fetched_at FROM captures WHERE kind = 'article' AND record_type = 'response'"
        ).fetchall()
    head = {"format": "json-pages-1.0", "id": "pages", "title": "All Pages"}
    lines = [head, *({"url": row["url"], "ts": _utc(row["fetched_at"])} for row in rows)]
    pages.write_text("".join(json.dumps(line) + "\n" for line in lines))
    done = subprocess.run(
        [TOOLS / "wacz", "create", "-o", out, "-p", pages, warc_of(kho)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(done.stdout + done.stderr)
    return out


def _utc(moment: str) -> str:
    return datetime.fromisoformat(moment).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _without(*prefixes: str) -> Callable[[str, bytes], bytes | None]:
    return lambda name, data: None if name.startswith(prefixes) else data


def _lying(name: str, data: bytes) -> bytes:
    if not name.startswith("indexes/") or name.endswith(".idx"):
        return data
    text = gzip.decompress(data) if name.endswith(".gz") else data
    text = text.replace(b'"offset": "', b'"offset": "1', 1)
    return gzip.compress(text, mtime=0) if name.endswith(".gz") else text


def _cut_inside(name: str, data: bytes) -> bytes:
    return data[:-40] if name.startswith("archive/") else data


WACZ_DAMAGES: dict[str, Callable[[str, bytes], bytes | None]] = {
    "WACZ without an index": _without("indexes/"),
    "WACZ without pages": _without("pages/"),
    "WACZ whose index lies": _lying,
    "WACZ with a cut WARC inside": _cut_inside,
}


def rewrite(source: Path, out: Path, change: Callable[[str, bytes], bytes | None]) -> Path:
    """The same WACZ with entries changed or left out, and a data package that agrees with it."""
    with zipfile.ZipFile(source) as old:
        entries = {name: change(name, old.read(name)) for name in old.namelist()}
    kept = {name: data for name, data in entries.items() if data is not None}
    package = json.loads(kept.pop("datapackage.json"))
    kept.pop("datapackage-digest.json", None)
    package["resources"] = [
        one | {"hash": f"sha256:{hashlib.sha256(kept[one['path']]).hexdigest()}",
               "bytes": len(kept[one["path"]])}
        for one in package["resources"] if one["path"] in kept
    ]  # fmt: skip
    kept["datapackage.json"] = json.dumps(package).encode()
    digest = hashlib.sha256(kept["datapackage.json"]).hexdigest()
    kept["datapackage-digest.json"] = json.dumps(
        {"path": "datapackage.json", "hash": f"sha256:{digest}"}
    ).encode()
    with zipfile.ZipFile(out, "w") as new:
        for name, data in kept.items():
            new.writestr(name, data)
    return out
