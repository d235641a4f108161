"""Users: local accounts with a role. None is ever removed, for the log of acts names them."""

from __future__ import annotations

import re
import sqlite3
from dataclasses import dataclass, replace
from typing import Any, get_args

from archive.accounts import knocking, passwords, sessions
from archive.accounts.permissions import ROLES, Role
from archive.editorial import workflow
from archive.editorial.database import Actor, Editorial
from archive.editorial.errors import NoSuchItem, NotValid
from archive.folder import now, stamp
from archive.text import clean

_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,39}")
_LONGEST_DISPLAY = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """One account."""

    name: str
    """What is typed to sign in, and what the log of acts calls them."""
    display: str
    """Their name as people write it."""
    role: Role
    added_at: str
    added_by: str
    password_at: str
    """When the password was set."""
    disabled_at: str | None = None


_COLUMNS = "name, display, role, added_at, added_by, password_at, disabled_at"


def users(conn: sqlite3.Connection) -> list[User]:
    """All, also the disabled ones."""
    return [
        User(**dict(row)) for row in conn.execute(f"SELECT {_COLUMNS} FROM users ORDER BY name")
    ]


def user(conn: sqlite3.Connection, name: str) -> User:
    """The one of this name.

    Raises:
        NoSuchItem
    """
    row = conn.execute(f"SELECT {_COLUMNS} FROM users WHERE name = ?", (typed(name),)).fetchone()
    if row is None:
        raise NoSuchItem("there is no user {name!r}; see them with `luutru user list`", name=name)
    return User(**dict(row))


def typed(name: str) -> str:
    """A name as it is kept, however it was typed."""
    return name.strip().lower()


def add(
    ed: Editorial, name: str, password: str, *, role: Role, by: Actor, display: str | None = None
) -> User:
    """A new account.

    Raises:
        NotValid
    """
    name = typed(name)
    if not _NAME.fullmatch(name):
        raise NotValid(
            "name", "2 to 40 small letters without marks, digits, dots and hyphens: lan.nguyen"
        )
    display = _display(display or name)
    _check_role(role)
    passwords.check(password, name=name, display=display)
    kept = passwords.hashed(password)
    moment = stamp(now())
    with ed.transaction() as conn:
        if conn.execute("SELECT 1 FROM users WHERE name = ?", (name,)).fetchone():
            raise NotValid("name", "there is a user {name!r} already", name=name)
        conn.execute(
            "INSERT INTO users (name, display, role, password, password_at, added_at, added_by) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            (name, display, role, kept, moment, moment, by.name),
        )
        _note(ed, "add user", name, by, role=role)
    return user(ed.conn, name)


def set_role(ed: Editorial, name: str, role: Role, *, by: Actor, reason: str = "") -> User:
    """Holds from the next request on, for sessions and tokens too.

    Raises:
        NoSuchItem, NotValid
    """
    _check_role(role)
    with ed.transaction() as conn:
        before = user(conn, name)
        if before.role == role:
            return before
        _leave_an_admin(conn, before, "role")
        conn.execute("UPDATE users SET role = ? WHERE name = ?", (role, before.name))
        _note(ed, "set role", before.name, by, reason, was=before.role, role=role)
    return replace(before, role=role)


def set_password(ed: Editorial, name: str, password: str, *, by: Actor) -> User:
    """Ends all sessions of the user; tokens stay. Who had to wait for wrong tries need not any more.

    Raises:
        NoSuchItem, NotValid
    """
    before = user(ed.conn, name)
    passwords.check(password, name=before.name, display=before.display)
    kept, moment = passwords.hashed(password), stamp(now())
    with ed.transaction() as conn:
        conn.execute(
            "UPDATE users SET password = ?, password_at = ? WHERE name = ?",
            (kept, moment, before.name),
        )
        sessions.end_all(conn, before.name)
        knocking.forgive(conn, before.name)
        _note(ed, "set password", before.name, by)
    return replace(before, password_at=moment)


def disable(ed: Editorial, name: str, *, by: Actor, reason: str = "") -> User:
    """Nothing can be done in this name any more: sessions end, tokens are refused.

    Raises:
        NoSuchItem, NotValid
    """
    with ed.transaction() as conn:
        before = user(conn, name)
        if before.disabled_at is not None:
            return before
        _leave_an_admin(conn, before, "disabled")
        moment = stamp(now())
        conn.execute("UPDATE users SET disabled_at = ? WHERE name = ?", (moment, before.name))
        sessions.end_all(conn, before.name)
        _note(ed, "disable user", before.name, by, reason)
    return replace(before, disabled_at=moment)


def enable(ed: Editorial, name: str, *, by: Actor, reason: str = "") -> User:
    """Takes `disable` back; tokens that were neither revoked nor ran out work again.

    Raises:
        NoSuchItem
    """
    with ed.transaction() as conn:
        before = user(conn, name)
        knocking.forgive(conn, before.name)
        if before.disabled_at is None:
            return before
        conn.execute("UPDATE users SET disabled_at = NULL WHERE name = ?", (before.name,))
        _note(ed, "enable user", before.name, by, reason)
    return replace(before, disabled_at=None)


def _check_role(role: str) -> None:
    if role not in get_args(Role):
        raise NotValid("role", "one of {known}", known=", ".join(ROLES))


def _display(given: str) -> str:
    display = clean(given).strip()
    if not display or len(display) > _LONGEST_DISPLAY or "\n" in display:
        raise NotValid(
            "display", "a name on one line, at most {most} characters", most=_LONGEST_DISPLAY
        )
    return display


def _leave_an_admin(conn: sqlite3.Connection, leaving: User, field: str) -> None:
    others = conn.execute(
        "SELECT count(*) FROM users WHERE role = 'admin' AND disabled_at IS NULL AND name <> ?",
        (leaving.name,),
    ).fetchone()[0]
    if leaving.role == "admin" and leaving.disabled_at is None and not others:
        raise NotValid(field, "{name} is the last admin: make another one first", name=leaving.name)


def _note(ed: Editorial, act: str, name: str, by: Actor, reason: str = "", **detail: Any) -> None:
    workflow.note(ed, by=by, act=act, kind="user", key=name, reason=reason, **detail)
