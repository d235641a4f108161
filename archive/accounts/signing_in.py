"""Name and password: who is it?"""

from __future__ import annotations

import sqlite3
from datetime import datetime

from archive.accounts import knocking, passwords, sessions, users
from archive.accounts.errors import WrongPassword
from archive.editorial import workflow
from archive.editorial.database import Actor, Editorial


def sign_in(
    ed: Editorial, name: str, password: str, *, address: str | None, moment: datetime,
    instead_of: str | None = None,
) -> tuple[users.User, str]:  # fmt: skip
    """The user, and the secret of a new session.

    Args:
        address: where the request comes from.
        instead_of: the secret of a session that was shown; it ends.

    Raises:
        WrongPassword, TooManyTries
    """
    name = users.typed(name)
    kept = _looked_at(ed, name, password, address=address, moment=moment)
    with ed.transaction() as conn:
        _check_unchanged(conn, name, kept)
        if instead_of is not None:
            sessions.end(conn, instead_of)
        shown = sessions.begin(conn, name, moment)
        workflow.note(ed, by=Actor(name=name, via="desk"), act="sign in", kind="user", key=name)
        return users.user(conn, name), shown


def change_password(
    ed: Editorial, name: str, password: str, new: str, *, address: str | None, moment: datetime,
    by: Actor,
) -> str:  # fmt: skip
    """Somebody sets their own password, knowing the present one; the secret of a new session.

    All sessions before end.

    Raises:
        WrongPassword, TooManyTries, NotValid
    """
    kept = _looked_at(ed, name, password, address=address, moment=moment)
    with ed.transaction() as conn:
        _check_unchanged(conn, name, kept)
        users.set_password(ed, name, new, by=by)
        return sessions.begin(conn, name, moment)


def _looked_at(
    ed: Editorial, name: str, password: str, *, address: str | None, moment: datetime
) -> str:
    """The hash that it matches, as it is kept now. No try tells whether there is such a user."""
    tries = knocking.knock(ed, name, address, moment)
    row = ed.conn.execute(
        "SELECT password, disabled_at FROM users WHERE name = ?", (name,)
    ).fetchone()
    kept: str | None = row["password"] if row else None
    right = passwords.matches(kept, password)
    if kept is None or not right or row["disabled_at"] is not None:
        _note_failure(ed, name if row else None, address, tries)
        raise WrongPassword
    again = passwords.hashed(password) if passwords.outdated(kept) else kept
    with ed.transaction() as conn:
        knocking.forgive(conn, name)
        knocking.take_back(conn, address)
        conn.execute(
            "UPDATE users SET password = ? WHERE name = ? AND password = ?", (again, name, kept)
        )
    return again


def _check_unchanged(conn: sqlite3.Connection, name: str, kept: str) -> None:
    """It may have been changed this moment, to shut somebody out."""
    if not conn.execute(
        "SELECT 1 FROM users WHERE name = ? AND password = ? AND disabled_at IS NULL", (name, kept)
    ).fetchone():
        raise WrongPassword


def _note_failure(ed: Editorial, name: str | None, address: str | None, tries: int) -> None:
    """A name that no user has is not written down: it may be a password in the wrong field.

    Of those only the 1st, 2nd, 4th, 8th... from an address has a line: the log is never cut.
    """
    if name is None and tries & (tries - 1):
        knocking.write_again(ed.conn, address)  # takes as long as a line
        return
    workflow.note(
        ed, by=Actor(name="", via="desk"), act="fail to sign in", kind="user", key=name or "",
        network=knocking.network(address), tries=tries,
    )  # fmt: skip
