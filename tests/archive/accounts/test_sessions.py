"""Sessions and tokens: secrets that run out."""

from __future__ import annotations

import sqlite3
from datetime import timedelta
from typing import Any

import pytest
from support.accounts import PASSWORD, ROOT, START, Clock, make_token

from archive.accounts import passwords, sessions, signing_in, tokens, users
from archive.accounts.errors import WrongPassword
from archive.editorial import Editorial, NoSuchItem, NotValid
from archive.editorial.database import EDITORIAL


def begun(ed: Editorial, name: str = "editor") -> str:
    with ed.transaction() as conn:
        return sessions.begin(conn, name, START)


def test_a_session_ends_when_nobody_uses_it(ed: Editorial) -> None:
    clock, shown = Clock(), begun(ed)
    for _ in range(2):
        assert sessions.of_secret(ed, shown, clock.move(hours=3, minutes=59))
    assert sessions.of_secret(ed, shown, clock.move(hours=4, seconds=1)) is None


def test_a_session_ends_however_much_it_is_used(ed: Editorial) -> None:
    clock, shown = Clock(), begun(ed)
    for _ in range(11):
        assert sessions.of_secret(ed, shown, clock.move(hours=1))
    assert sessions.of_secret(ed, shown, clock.move(hours=1)) is None


def test_sessions_that_ended_are_cleared_away(ed: Editorial) -> None:
    begun(ed)
    with ed.transaction() as conn:
        sessions.begin(conn, "viewer", START + timedelta(hours=5))
    assert [row[0] for row in ed.conn.execute("SELECT user FROM sessions")] == ["viewer"]


def test_only_its_own_secret_opens_a_session(ed: Editorial) -> None:
    shown = begun(ed)
    kept = ed.conn.execute("SELECT digest FROM sessions").fetchone()[0]
    for other in ("", "x", kept, shown[:-1], shown + "=", shown.swapcase(), "' OR 1 --", "\udcff"):
        assert sessions.of_secret(ed, other, START) is None
    assert len(shown) == 43


def test_signing_in_begins_a_new_session_and_ends_the_one_that_was_shown(ed: Editorial) -> None:
    ask = {"address": None, "moment": START}
    _, first = signing_in.sign_in(ed, "editor", PASSWORD, instead_of="planted", **ask)  # type: ignore[arg-type]
    assert first != "planted"
    assert sessions.of_secret(ed, "planted", START) is None
    _, second = signing_in.sign_in(ed, "editor", PASSWORD, instead_of=first, **ask)  # type: ignore[arg-type]
    assert sessions.of_secret(ed, first, START) is None
    assert sessions.of_secret(ed, second, START)


@pytest.mark.parametrize("shut_out", [users.disable, users.set_password])
@pytest.mark.parametrize("work", [signing_in.sign_in, signing_in.change_password])
def test_who_is_shut_out_while_the_password_is_looked_at_stays_out(
    ed: Editorial, monkeypatch: pytest.MonkeyPatch, shut_out: Any, work: Any
) -> None:
    matches = passwords.matches

    def slow(kept: str | None, password: str) -> bool:
        with Editorial(ed.folder) as other:
            new = ("một mật khẩu khác hẳn",) if shut_out is users.set_password else ()
            shut_out(other, "editor", *new, by=ROOT)
        return matches(kept, password)

    monkeypatch.setattr(passwords, "matches", slow)
    given = {"address": None, "moment": START}
    if work is signing_in.change_password:
        given |= {"new": "mật khẩu của kẻ trộm", "by": ROOT}
    with pytest.raises(WrongPassword):
        work(ed, "editor", PASSWORD, **given)
    assert ed.conn.execute("SELECT count(*) FROM sessions").fetchone()[0] == 0


def test_a_session_of_a_disabled_user_opens_nothing_though_it_is_there(ed: Editorial) -> None:
    users.disable(ed, "editor", by=ROOT)
    assert sessions.of_secret(ed, begun(ed), START) is None


def test_form_keys_differ_by_session_and_do_not_tell_it(ed: Editorial) -> None:
    one, two = begun(ed), begun(ed)
    assert sessions.form_key(one) == sessions.form_key(one) != sessions.form_key(two)
    assert sessions.of_secret(ed, sessions.form_key(one), START) is None


def test_a_token_runs_out_to_the_second(ed: Editorial) -> None:
    shown = make_token(ed, "editor", "edit", days=1)
    assert shown.startswith("ltr_")
    assert tokens.of_secret(ed, shown, START + timedelta(hours=23, minutes=59, seconds=59))
    assert tokens.of_secret(ed, shown, START + timedelta(days=1)) is None


def test_a_revoked_token_opens_nothing_and_stays_in_the_list(ed: Editorial) -> None:
    shown = make_token(ed, "editor", "edit")
    (made,) = tokens.tokens(ed.conn)
    gone = tokens.revoke(ed, made.id, by=ROOT, moment=START)
    assert tokens.of_secret(ed, shown, START) is None
    assert tokens.revoke(ed, made.id, by=ROOT, moment=START + timedelta(days=1)) == gone
    assert tokens.tokens(ed.conn, "editor") == [gone]
    assert tokens.tokens(ed.conn, "viewer") == []
    with pytest.raises(NoSuchItem, match="token list"):
        tokens.revoke(ed, "nichts", by=ROOT, moment=START)


def test_a_token_has_scopes_of_its_users_role_only(ed: Editorial) -> None:
    with pytest.raises(NotValid, match="read, edit"):
        make_token(ed, "editor", "edit", "publish")
    with pytest.raises(NotValid, match="at least one"):
        make_token(ed, "editor")
    with pytest.raises(NotValid, match="everything"):
        make_token(ed, "admin", "everything")
    for days in (0, 367):
        with pytest.raises(NotValid, match="366"):
            make_token(ed, "editor", "edit", days=days)
    with pytest.raises(NoSuchItem):
        make_token(ed, "ma", "read")


def test_use_is_remembered_to_the_hour(ed: Editorial) -> None:
    shown, clock = make_token(ed, "editor", "edit"), Clock()
    used = []
    for minutes in (0, 30, 29, 1, 60):
        tokens.of_secret(ed, shown, clock.move(minutes=minutes))
        used.append((tokens.tokens(ed.conn)[0].used_at or "")[11:16])
    assert used == ["08:00", "08:00", "08:00", "09:00", "10:00"]


def test_who_asks_does_not_wait_for_who_writes(ed: Editorial) -> None:
    token, session = make_token(ed, "editor", "edit"), begun(ed)
    other = sqlite3.connect(ed.folder / EDITORIAL, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        assert tokens.of_secret(ed, token, START + timedelta(hours=2))
        assert sessions.of_secret(ed, session, START + timedelta(hours=2))
    finally:
        other.execute("ROLLBACK")
        other.close()
    assert tokens.tokens(ed.conn)[0].used_at is None
    assert ed.conn.execute("PRAGMA busy_timeout").fetchone()[0] == 30_000
