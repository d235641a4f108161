"""Receivers of webhooks: each has an address, the events it wants, and a secret that signs."""

from __future__ import annotations

import base64
import ipaddress
import secrets
import socket
import sqlite3
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import get_args
from urllib.parse import urlsplit

from archive.editorial import workflow
from archive.editorial.database import Actor, Editorial
from archive.editorial.errors import NoSuchItem, NotValid
from archive.editorial.publications import Event
from archive.folder import stamp
from archive.internet import is_public

EVENTS: tuple[Event, ...] = get_args(Event)

SECRET = "whsec_"
"""What a secret begins with, as the Standard Webhooks specification has it."""

_LONGEST = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """One receiver; its secret is not among what is known of it."""

    id: str
    url: str
    events: tuple[Event, ...]
    base_url: str
    """Where readers find the site, for permanent links; empty: links are paths."""
    allow_private: bool
    allow_http: bool
    made_at: str
    made_by: str
    paused_at: str | None
    paused_why: str | None
    failing_since: str | None
    """When the first of the attempts failed that have failed in a row until now."""
    rest_until: str | None
    """Until when it is left alone because it failed."""


_COLUMNS = (
    "id, url, events, base_url, allow_private, allow_http, made_at, made_by, paused_at, "
    "paused_why, failing_since, rest_until"
)


def add(
    ed: Editorial, url: str, *, by: Actor, moment: datetime, events: Collection[str] = EVENTS,
    base_url: str = "", allow_private: bool = False, allow_http: bool = False,
) -> tuple[Webhook, str]:  # fmt: skip
    """A new receiver of what happens from now on, and its secret, which is not told again.

    Raises:
        NotValid: an address that must not be asked, an unknown event.
    """
    url = _address(url, allow_private=allow_private, allow_http=allow_http)
    if base_url and urlsplit(base_url).scheme not in ("http", "https"):
        raise NotValid("base_url", "where readers find the site: https://luutru.example.vn")
    for event in events:
        if event not in EVENTS:
            raise NotValid("events", f"{event!r} is none of {', '.join(EVENTS)}")
    wanted = [event for event in EVENTS if event in events]
    if not wanted:
        raise NotValid("events", f"at least one of {', '.join(EVENTS)}")
    ident = secrets.token_hex(4)
    secret = SECRET + base64.b64encode(secrets.token_bytes(32)).decode()
    with ed.transaction() as conn:
        conn.execute(
            "INSERT INTO webhooks (id, url, secret, events, base_url, allow_private, allow_http, "
            "made_at, made_by, listed) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, "
            "(SELECT coalesce(max(seq), 0) FROM announcements))",
            (ident, url, secret, " ".join(wanted), base_url.rstrip("/"), int(allow_private),
             int(allow_http), stamp(moment), by.name),
        )  # fmt: skip
        _note(ed, "add webhook", ident, by, url=url, events=wanted)
    return hook(ed.conn, ident), secret


def remove(ed: Editorial, ident: str, *, by: Actor, reason: str = "") -> Webhook:
    """It is told nothing any more, and what waited for it is forgotten.

    Raises:
        NoSuchItem
    """
    with ed.transaction() as conn:
        before = hook(conn, ident)
        conn.execute("DELETE FROM webhooks WHERE id = ?", (ident,))
        _note(ed, "remove webhook", ident, by, reason, url=before.url)
    return before


def pause(ed: Editorial, ident: str, *, by: Actor, moment: datetime, reason: str = "") -> Webhook:
    """What happens waits for it until it is resumed.

    Raises:
        NoSuchItem
    """
    with ed.transaction() as conn:
        if hook(conn, ident).paused_at is None:
            conn.execute(
                "UPDATE webhooks SET paused_at = ?, paused_why = ? WHERE id = ?",
                (stamp(moment), reason, ident),
            )
            _note(ed, "pause webhook", ident, by, reason)
    return hook(ed.conn, ident)


def resume(ed: Editorial, ident: str, *, by: Actor) -> Webhook:
    """It is told what has waited, at once, also where it rested after failures.

    Raises:
        NoSuchItem
    """
    with ed.transaction() as conn:
        before = hook(conn, ident)
        conn.execute(
            "UPDATE webhooks SET paused_at = NULL, paused_why = NULL, failures = 0, "
            "failing_since = NULL, rest_until = NULL WHERE id = ?",
            (ident,),
        )
        if before.paused_at is not None:
            _note(ed, "resume webhook", ident, by)
    return hook(ed.conn, ident)


def hooks(conn: sqlite3.Connection) -> list[Webhook]:
    """All, the newest first."""
    rows = conn.execute(f"SELECT {_COLUMNS} FROM webhooks ORDER BY made_at DESC, id")
    return [_of(row) for row in rows]


def hook(conn: sqlite3.Connection, ident: str) -> Webhook:
    """The one of this identifier.

    Raises:
        NoSuchItem
    """
    row = conn.execute(f"SELECT {_COLUMNS} FROM webhooks WHERE id = ?", (ident,)).fetchone()
    if row is None:
        raise NoSuchItem(f"there is no webhook {ident!r}; see them with `luutru webhook list`")
    return _of(row)


def secret_of(conn: sqlite3.Connection, ident: str) -> str:
    """For who signs."""
    return str(conn.execute("SELECT secret FROM webhooks WHERE id = ?", (ident,)).fetchone()[0])


def _of(row: sqlite3.Row) -> Webhook:
    events = tuple(row["events"].split())
    private, plain = bool(row["allow_private"]), bool(row["allow_http"])
    told = {**dict(row), "events": events, "allow_private": private, "allow_http": plain}
    return Webhook(**told)


def _address(url: str, *, allow_private: bool, allow_http: bool) -> str:
    """The URL as it will be asked."""
    url = url.strip()
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise NotValid("url", f"{url!r} is no address") from None
    if (
        len(url) > _LONGEST
        or not url.isascii()
        or not url.isprintable()
        or set(url) & set(' \\"<>')
    ):
        raise NotValid("url", f"ASCII without spaces, at most {_LONGEST:,} characters (%-encoded)")
    if parts.scheme not in ("https", "http") or not host or port == 0:
        raise NotValid("url", "an address is wanted: https://receiver.example.vn/luutru")
    if parts.scheme == "http" and not allow_http:
        raise NotValid("url", "without https anybody on the way reads along; if that is meant, "
                       "--allow-http")  # fmt: skip
    if parts.username is not None or parts.fragment:
        raise NotValid("url", "neither a user name nor a fragment belongs into it")
    if not allow_private and _is_private(host):
        raise NotValid("url", f"{host} is no address of the public internet; if that is meant, "
                       "--allow-private")  # fmt: skip
    return url


def _is_private(host: str) -> bool:
    """By what is written; names are looked at each time they are resolved."""
    if host == "localhost" or host.endswith((".localhost", ".local", ".internal")):
        return True
    try:
        return not is_public(str(ipaddress.ip_address(host)))
    except ValueError:
        pass
    try:  # 127.1, 0x7f.1, 2130706433: what a resolver takes for numbers
        return not is_public(socket.inet_ntoa(socket.inet_aton(host)))
    except OSError:
        return False


def _note(
    ed: Editorial, act: str, ident: str, by: Actor, reason: str = "", **detail: object
) -> None:
    workflow.note(ed, by=by, act=act, kind="webhook", key=ident, reason=reason, **detail)
