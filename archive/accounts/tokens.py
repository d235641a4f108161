"""Tokens: what a program shows instead of a name and a password; each can do some things only."""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from archive.accounts import secret
from archive.accounts.permissions import SCOPES, Scope, scopes_of
from archive.accounts.users import user as user_of
from archive.editorial import workflow
from archive.editorial.database import Actor, Editorial
from archive.editorial.errors import NoSuchItem, NotValid
from archive.folder import stamp
from archive.text import clean

PREFIX = "ltr_"
"""By it a secret that got somewhere is recognised."""

LONGEST_DAYS = 366
_LONGEST_NAME = 80
_COARSE = timedelta(hours=1)
"""How exactly we know when a token was used: not every request writes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """What is known of one; its secret is not among it."""

    id: str
    user: str
    name: str
    """What it is for, in words."""
    scopes: tuple[Scope, ...]
    made_at: str
    made_by: str
    expires_at: str
    used_at: str | None
    """To the hour."""
    revoked_at: str | None


_COLUMNS = "id, user, name, scopes, made_at, made_by, expires_at, used_at, revoked_at"


def make(
    ed: Editorial, user: str, name: str, *, scopes: Collection[str], days: int, by: Actor,
    moment: datetime,
) -> tuple[Token, str]:  # fmt: skip
    """A new token, and its secret, which nobody can tell again.

    Raises:
        NoSuchItem, NotValid
    """
    name = clean(name).strip()
    if not name or len(name) > _LONGEST_NAME or "\n" in name:
        raise NotValid(
            "name", "what it is for, on one line, at most {most} characters", most=_LONGEST_NAME
        )
    if not 1 <= days <= LONGEST_DAYS:
        raise NotValid("days", "from 1 to {most}", most=LONGEST_DAYS)
    shown, ident = PREFIX + secret.new(), secrets.token_hex(4)
    with ed.transaction() as conn:
        holder = user_of(conn, user)
        if holder.disabled_at is not None:
            raise NotValid("user", "{name} is disabled", name=holder.name)
        can = scopes_of(holder.role)
        for scope in scopes:
            if scope not in can:
                raise NotValid(
                    "scopes", "{scope!r} is not for {name} ({role}), who can have: {known}",
                    scope=scope, name=holder.name, role=holder.role, known=", ".join(can),
                )  # fmt: skip
        ordered = [scope for scope in SCOPES if scope in scopes]
        if not ordered:
            raise NotValid("scopes", "at least one of {known}", known=", ".join(can))
        conn.execute(
            "INSERT INTO tokens (id, digest, user, name, scopes, made_at, made_by, expires_at) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (ident, secret.digest(shown), holder.name, name, " ".join(ordered), stamp(moment),
             by.name, stamp(moment + timedelta(days=days))),
        )  # fmt: skip
        workflow.note(
            ed, by=by, act="make token", kind="token", key=ident, user=holder.name, name=name,
            scopes=ordered, days=days,
        )  # fmt: skip
    return token(ed.conn, ident), shown


def revoke(ed: Editorial, ident: str, *, by: Actor, moment: datetime, reason: str = "") -> Token:
    """From now on it opens nothing.

    Raises:
        NoSuchItem
    """
    with ed.transaction() as conn:
        before = token(conn, ident)
        if before.revoked_at is None:
            conn.execute("UPDATE tokens SET revoked_at = ? WHERE id = ?", (stamp(moment), ident))
            workflow.note(
                ed, by=by, act="revoke token", kind="token", key=ident, reason=reason,
                user=before.user,
            )  # fmt: skip
    return token(ed.conn, ident)


def tokens(conn: sqlite3.Connection, user: str | None = None) -> list[Token]:
    """All, or those of one user, the newest first; also those that open nothing any more."""
    rows = conn.execute(
        f"SELECT {_COLUMNS} FROM tokens WHERE ?1 IS NULL OR user = ?1 ORDER BY made_at DESC, id",
        (user,),
    )
    return [_of(row) for row in rows]


def token(conn: sqlite3.Connection, ident: str) -> Token:
    """The one of this identifier.

    Raises:
        NoSuchItem
    """
    row = conn.execute(f"SELECT {_COLUMNS} FROM tokens WHERE id = ?", (ident,)).fetchone()
    if row is None:
        raise NoSuchItem(
            "there is no token {token!r}; see them with `luutru token list`", token=ident
        )
    return _of(row)


def of_secret(ed: Editorial, shown: str, moment: datetime) -> Token | None:
    """The token of a secret; None: none, revoked, run out, or its user is disabled."""
    row = ed.conn.execute(
        f"SELECT {_COLUMNS} FROM tokens WHERE digest = ? AND revoked_at IS NULL AND expires_at > ? "
        "AND user IN (SELECT name FROM users WHERE disabled_at IS NULL)",
        (secret.digest(shown), stamp(moment)),
    ).fetchone()
    if row is None:
        return None
    if row["used_at"] is None or row["used_at"] <= stamp(moment - _COARSE):
        secret.remember_use(
            ed.conn, "UPDATE tokens SET used_at = ? WHERE id = ?", (stamp(moment), row["id"])
        )
    return _of(row)


def _of(row: sqlite3.Row) -> Token:
    return Token(**{**dict(row), "scopes": tuple(row["scopes"].split())})
