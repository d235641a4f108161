"""Crawls of portals on loopback as an archivist runs them, and what the archive then holds."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from archive.folder import Archive
from archive.query import Filter, articles
from support.cli import luutru
from support.server import LocalPortal


def add(kho: Path, portal: LocalPortal, *options: str) -> None:
    """Adds a portal on loopback, to be asked without a pause."""
    words = ("--allow-private", "--delay", "0", "--yes", "--archive", str(kho), *options)
    luutru("portal", "add", portal.url, *words, check=0)


def crawl(kho: Path, *options: str, check: int | None = 0) -> dict[str, Any]:
    """Crawls all portals; the report of the first."""
    done = luutru("crawl", "--all", "--json", "--archive", kho, *options, check=check)
    report: dict[str, Any] = json.loads(done.stdout)["portals"][0]
    return report


def rows(kho: Path, sql: str) -> list[tuple[Any, ...]]:
    """What the archive answers to a query."""
    with Archive.open(kho) as archive:
        return [tuple(row) for row in archive.conn.execute(sql)]


def kept(kho: Path) -> list[dict[str, Any]]:
    """All articles of the archive, as exported."""
    with Archive.open(kho) as archive:
        return list(articles(archive.conn, Filter()))
