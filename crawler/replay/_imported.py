"""What became of an imported file, and what the archive has already."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from archive import portals
from archive.folder import Archive, stamp
from archive.record import Portal
from archive.warc import sha256


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What became of one file."""

    path: Path
    pages: int = 0
    articles: int = 0
    new: int = 0
    changed: int = 0
    skipped: int = 0
    """Records that were in the archive already."""
    left_out: Mapping[str, int] = field(default_factory=dict)
    """Records that hold no capture, by their type: metadata, conversion, ..."""
    problem: str | None = None
    """Why nothing, or not all, could be read."""


def have(
    archive: Archive, url: str, content: bytes, fetched_at: datetime, *, latest: bool = False
) -> bool:
    """Is this capture in the archive? `latest`: or is it the same as the latest one?"""
    row = archive.conn.execute(
        "SELECT 1 FROM captures WHERE url = ?1 AND payload_sha256 = ?2 AND (fetched_at = ?3 "
        "OR (?4 AND id = (SELECT max(id) FROM captures WHERE url = ?1)))",
        (url, sha256(content), stamp(fetched_at), latest),
    ).fetchone()
    return row is not None


def owner_of(archive: Archive, address: str, site_name: str | None) -> Portal:
    """The portal of an imported page: by host, else by site name, else a new one."""
    known = portals.list_portals(archive.conn, removed=True)
    host = urlsplit(address).netloc
    for portal in known:
        if host and urlsplit(portal.url).netloc == host:
            return portal
    name = site_name or host or "Trang đã lưu"
    for portal in known:
        if not host and portal.name == name:
            return portal
    home = f"{urlsplit(address).scheme}://{host}/" if host else ""
    return portals.add(archive, home, name=name)
