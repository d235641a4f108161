"""The portals of an archive: rows of data, added one by one or from a CSV file."""

from __future__ import annotations

import csv
import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from archive.errors import ArchiveError, UnknownPortal, UnreadableInput
from archive.folder import Archive, now, stamp
from archive.quiet import parse_quiet_hours
from archive.record import DateOrder, Portal
from archive.text import fold

_PLACE = re.compile(r"\b(?:xã|phường|thị trấn|x\.|p\.)\s+(.+?)(?:\s*[-–,(]|$)", re.IGNORECASE)
_LABELS_OF_NO_NAME = frozenset({"www", "gov", "com", "vn", "org", "net", "edu", "portal", "xa"})


@dataclass(frozen=True, slots=True, kw_only=True)
class BadRow:
    """A row of an imported list that could not be used."""

    line: int
    text: str
    reason: str


_HOST = re.compile(r"[a-z0-9_]([a-z0-9_.-]{0,251}[a-z0-9.])?|[0-9a-f:.]{2,45}")


def normalise_url(url: str) -> str:
    """The home page address in canonical spelling.

    Raises:
        ArchiveError: not an http(s) address.
    """
    text = url.strip()
    if "://" not in text:
        text = f"http://{text}"
    try:
        parts = urlsplit(text)
        port = parts.port
        host = (parts.hostname or "").lower().encode("idna").decode("ascii")
    except ValueError:  # UnicodeError of a name that cannot be, too
        parts, port, host = urlsplit(""), None, ""
    if parts.scheme not in ("http", "https") or not _HOST.fullmatch(host):
        raise ArchiveError(
            f"{url!r} is not the address of a portal: give one like http://xathanhyen.example.vn/"
        )
    host = f"[{host}]" if ":" in host else host
    if port is not None and port != {"http": 80, "https": 443}[parts.scheme]:
        host = f"{host}:{port}"
    return urlunsplit((parts.scheme, host, parts.path or "/", parts.query, ""))


def slug(text: str) -> str:
    """ASCII, lower case, words joined by hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-")[:60]


def propose_id(name: str, url: str, taken: Iterable[str]) -> str:
    """A short identifier for a portal, from its place name or else its host."""
    place = _PLACE.search(name)
    base = slug(place[1]) if place else ""
    if not base:
        host = (urlsplit(url).hostname or "").split(".")
        words = [label for label in host if label not in _LABELS_OF_NO_NAME]
        base = slug(words[0]) if words and not words[0].isdigit() else slug("-".join(host))
    base = base or slug(name) or "portal"
    used = set(taken)
    candidates = (base if n == 1 else f"{base}-{n}" for n in range(1, len(used) + 2))
    return next(candidate for candidate in candidates if candidate not in used)


def add(
    archive: Archive,
    url: str,
    *,
    name: str | None = None,
    allow_private: bool = False,
    delay: float = 2.0,
) -> Portal:
    """Adds a portal, or brings back a removed one.

    Raises:
        ArchiveError: not a web address, or the portal is there already.
    """
    home = normalise_url(url) if url else ""
    rows = archive.conn.execute("SELECT * FROM portals").fetchall()
    for row in rows:
        if home and row["url"] == home:
            if row["removed_at"] is None:
                raise ArchiveError(f"{home} is in the archive already, as `{row['id']}`")
            with archive.transaction():
                archive.conn.execute(
                    "UPDATE portals SET removed_at = NULL, delay = ?, allow_private = ?, "
                    "name = coalesce(?, name) WHERE id = ?",
                    (delay, int(allow_private), name, row["id"]),
                )
            return get(archive.conn, row["id"])
    host = urlsplit(home).netloc
    ident = propose_id(name or "", home, (row["id"] for row in rows))
    portal = Portal(
        id=ident,
        url=home,
        name=name or host or ident,
        allow_private=allow_private,
        delay=delay,
        added_at=stamp(now()),
    )
    with archive.transaction():
        archive.db.table("portals").insert(
            {
                "id": portal.id,
                "url": portal.url,
                "name": portal.name,
                "allow_private": int(portal.allow_private),
                "delay": portal.delay,
                "added_at": portal.added_at,
            }
        )
    return portal


SETTINGS = (
    "name", "delay", "max_pages", "max_bytes", "budget", "quiet_hours", "browser", "allow_private",
)  # fmt: skip
"""What of a portal its archivist decides."""


def change(archive: Archive, ident: str, settings: Mapping[str, Any]) -> Portal:
    """Puts these settings in the place of a portal's own; None takes a limit away.

    Raises:
        UnknownPortal, ArchiveError: quiet hours that are none.
    """
    portal = get(archive.conn, ident)
    values = {name: settings[name] for name in SETTINGS if name in settings}
    if values.get("quiet_hours") is not None:
        values["quiet_hours"] = str(parse_quiet_hours(values["quiet_hours"])) or None
    if values:
        sets = ", ".join(f"{name} = :{name}" for name in values)
        with archive.transaction():
            archive.conn.execute(
                f"UPDATE portals SET {sets} WHERE id = :id", values | {"id": portal.id}
            )
    return get(archive.conn, portal.id)


def remove(archive: Archive, ident: str) -> None:
    """Stops crawling a portal; everything kept from it stays."""
    portal = get(archive.conn, ident)
    with archive.transaction():
        archive.conn.execute(
            "UPDATE portals SET removed_at = ? WHERE id = ?", (stamp(now()), portal.id)
        )


def get(conn: sqlite3.Connection, ident: str) -> Portal:
    """The portal of that id, URL or host.

    Raises:
        UnknownPortal: with the names that exist.
    """
    rows = list_portals(conn, removed=True)
    for portal in rows:
        if ident in (portal.id, portal.url, portal.url.rstrip("/"), urlsplit(portal.url).netloc):
            return portal
    known = ", ".join(portal.id for portal in rows[:12]) or "none yet"
    raise UnknownPortal(f"no portal {ident!r} in this archive (known: {known}); see `portal list`")


def list_portals(conn: sqlite3.Connection, *, removed: bool = False) -> list[Portal]:
    where = "" if removed else "WHERE removed_at IS NULL"
    return [
        Portal(
            id=row["id"],
            url=row["url"],
            name=row["name"],
            allow_private=bool(row["allow_private"]),
            insecure_tls=bool(row["insecure_tls"]),
            delay=row["delay"],
            max_pages=row["max_pages"],
            max_bytes=row["max_bytes"],
            budget=row["budget"],
            quiet_hours=row["quiet_hours"],
            browser=row["browser"],
            platform=row["platform"],
            platform_score=row["platform_score"],
            dates=DateOrder(
                day_first=row["day_first_stamps"], month_first=row["month_first_stamps"]
            ),
            added_at=row["added_at"],
        )
        for row in conn.execute(f"SELECT * FROM portals {where} ORDER BY id")
    ]


def import_csv(
    archive: Archive, path: Path, *, allow_private: bool = False
) -> Iterator[Portal | BadRow]:
    """Adds each usable row of a CSV file (columns `url`, optional `name`, `delay`).

    Raises:
        UnreadableInput: not a text file, or it has no `url` column.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableInput(f"{path} cannot be read as UTF-8 text: {error}") from error
    reader = csv.DictReader(text.splitlines())
    if "url" not in (reader.fieldnames or []):
        raise UnreadableInput(
            f"{path} has no column named `url` in its first line; expected: url,name,delay"
        )
    for row in reader:
        given = (row.get("url") or "").strip()
        try:
            delay = float(row.get("delay") or 2.0)
            if not 0 <= delay <= 3600:
                raise ValueError
        except ValueError:
            reason = f"delay {row.get('delay')!r} is not a number of seconds"
            yield BadRow(line=reader.line_num, text=given, reason=reason)
            continue
        try:
            if not given:
                raise ArchiveError("the url is empty")
            name = (row.get("name") or "").strip() or None
            yield add(archive, given, name=name, delay=delay, allow_private=allow_private)
        except ArchiveError as error:
            yield BadRow(line=reader.line_num, text=given, reason=str(error))
