"""Serves a mirror of the corpus as its server had answered: status, headers, bytes."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from support.server import LocalPortal, Page, local_portal

_TEXT = ("text/html", "text/xml", "application/xml", "text/plain", "application/rss")


@contextmanager
def mirror(folder: Path, origin: str, column: str = "url") -> Iterator[LocalPortal]:
    """`origin` (`http://127.0.0.1:8121`) is replaced by the address it is served at."""
    with local_portal({}) as portal:
        here = portal.url.rstrip("/")
        with (folder / "urls.csv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                path = _path(row[column])
                portal.pages[path] = _page(folder, row, origin, here)
        yield portal


def _path(url: str) -> str:
    parts = urlsplit(url)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _page(folder: Path, row: dict[str, str], origin: str, here: str) -> Page:
    name = row.get("file") or ""
    path = folder / name if "/" in name else folder / "files" / name
    body = path.read_bytes() if name and path.is_file() else b""
    if row["content_type"].startswith(_TEXT):
        body = body.replace(origin.encode(), here.encode())
    headers = {"Content-Type": row["content_type"] or "text/html"}
    names = {
        "location": "Location", "etag": "ETag", "last_modified": "Last-Modified",
        "content_disposition": "Content-Disposition",
    }  # fmt: skip
    for column, name in names.items():
        if row.get(column):
            headers[name] = row[column].replace(origin, here)
    return Page(body, int(row["status"] or 200), headers)
