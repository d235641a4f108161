"""Accounts, and what is kept of them."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from sqlite_utils import Database
from support.accounts import CHEAP, PASSWORD, ROOT, START, make_token

from archive.accounts import passwords, sessions, signing_in, tokens, users
from archive.accounts.errors import WrongPassword
from archive.editorial import Editorial, NoSuchItem, NotValid
from archive.editorial.database import EDITORIAL
from archive.editorial.migrations import migrations
from archive.editorial.reading import acts
from archive.folder import Archive


def sign_in(ed: Editorial, name: str, password: str = PASSWORD) -> str:
    return signing_in.sign_in(ed, name, password, address="192.0.2.7", moment=START)[1]


@pytest.mark.parametrize(
    "password",
    [
        "ngắn quá ạ", "lothilan1234", "Lò Thị Lan 2026", "matkhau123456", "Password1234!",
        "aaaaaaaaaaaaaaa", "abababababababab", "123456789012", "lan.lo lan.lo lan.lo", "lanlothi2026!!", "x" * 1001,
    ],
)  # fmt: skip
def test_passwords_that_are_guessed_first_are_refused(ed: Editorial, password: str) -> None:
    with pytest.raises(NotValid) as refused:
        users.add(ed, "lan.lo", password, role="editor", display="Lò Thị Lan", by=ROOT)
    assert refused.value.field == "password"
    assert password not in str(refused.value)


@pytest.mark.parametrize(
    "password",
    ["con trâu đi trước", "correct horse battery", "kj2$Qm81!xzP", "mật khẩu của bà nội"],
)
def test_long_passwords_of_any_signs_are_taken(ed: Editorial, password: str) -> None:
    users.add(ed, "lan.lo", password, role="editor", display="Lò Thị Lan", by=ROOT)
    assert sign_in(ed, " Lan.Lo ", password)


def test_a_password_is_the_same_from_every_keyboard(ed: Editorial) -> None:
    users.add(ed, "lan", "rừng đầu nguồn xanh", role="editor", by=ROOT)
    assert sign_in(ed, "lan", "rừng đầu nguồn xanh")


@pytest.mark.parametrize("name", ["", "a", "Lò", "lan thi", "-lan", "a" * 41, "lan/..", "lan\n"])
def test_names_that_cannot_be_typed_everywhere_are_refused(ed: Editorial, name: str) -> None:
    if name == "lan\n":  # what surrounds a name is no part of it
        assert users.add(ed, name, PASSWORD, role="viewer", by=ROOT).name == "lan"
        return
    with pytest.raises(NotValid):
        users.add(ed, name, PASSWORD, role="viewer", by=ROOT)


def test_a_name_is_taken_once(ed: Editorial) -> None:
    with pytest.raises(NotValid, match="already"):
        users.add(ed, "Editor", PASSWORD, role="admin", by=ROOT)


def test_it_is_argon2id_and_hashed_again_when_its_parameters_change(
    ed: Editorial, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = "SELECT password FROM users WHERE name = 'editor'"
    before = ed.conn.execute(kept).fetchone()[0]
    assert before.startswith("$argon2id$")
    sign_in(ed, "editor")
    assert ed.conn.execute(kept).fetchone()[0] == before
    monkeypatch.setattr(
        passwords, "HASHER", PasswordHasher(time_cost=2, memory_cost=16, parallelism=1)
    )
    sign_in(ed, "editor")
    after = ed.conn.execute(kept).fetchone()[0]
    assert "m=16,t=2" in after
    assert sign_in(ed, "editor")


def test_the_parameters_are_those_of_the_rfc() -> None:
    assert PasswordHasher().check_needs_rehash(CHEAP.hash("x"))
    fresh = passwords.HASHER
    assert (fresh.time_cost, fresh.memory_cost, fresh.type.name) == (3, 65536, "ID")


def test_a_new_password_ends_every_session_but_no_token(ed: Editorial) -> None:
    first, second, token = (
        sign_in(ed, "editor"),
        sign_in(ed, "editor"),
        make_token(ed, "editor", "edit"),
    )
    others = sign_in(ed, "viewer")
    users.set_password(ed, "editor", "một mật khẩu khác hẳn", by=ROOT)
    assert sessions.of_secret(ed, first, START) is None
    assert sessions.of_secret(ed, second, START) is None
    assert sessions.of_secret(ed, others, START)
    assert tokens.of_secret(ed, token, START)
    with pytest.raises(WrongPassword):
        sign_in(ed, "editor")


def test_a_disabled_user_is_out_at_once_and_in_again_with_the_same_token(ed: Editorial) -> None:
    session, token = sign_in(ed, "editor"), make_token(ed, "editor", "edit")
    users.disable(ed, "editor", by=ROOT, reason="nghỉ việc")
    assert sessions.of_secret(ed, session, START) is None
    assert tokens.of_secret(ed, token, START) is None
    with pytest.raises(WrongPassword):
        sign_in(ed, "editor")
    with pytest.raises(NotValid, match="disabled"):
        make_token(ed, "editor", "edit")
    users.enable(ed, "editor", by=ROOT)
    assert tokens.of_secret(ed, token, START)
    assert sessions.of_secret(ed, session, START) is None


def test_an_admin_is_always_left(ed: Editorial) -> None:
    with pytest.raises(NotValid, match="last admin"):
        users.disable(ed, "admin", by=ROOT)
    with pytest.raises(NotValid, match="last admin"):
        users.set_role(ed, "admin", "viewer", by=ROOT)
    users.set_role(ed, "editor", "admin", by=ROOT)
    users.disable(ed, "admin", by=ROOT)
    with pytest.raises(NotValid, match="last admin"):
        users.set_role(ed, "editor", "viewer", by=ROOT)


def test_nobody_of_that_name(ed: Editorial) -> None:
    with pytest.raises(NoSuchItem, match="user list"):
        users.set_role(ed, "ma", "viewer", by=ROOT)
    with pytest.raises(NotValid, match="viewer, editor"):
        users.set_role(ed, "editor", "chief", by=ROOT)  # type: ignore[arg-type]


def test_every_act_is_a_line_and_no_line_has_a_secret(ed: Editorial) -> None:
    session = sign_in(ed, "editor")
    with pytest.raises(WrongPassword):
        sign_in(ed, "editor", "sai mật khẩu rồi nhé")
    with pytest.raises(WrongPassword):
        sign_in(ed, "mật khẩu gõ nhầm ô")
    token = make_token(ed, "editor", "edit")
    ident = tokens.tokens(ed.conn, "editor")[0].id
    tokens.revoke(ed, ident, by=ROOT, moment=START, reason="lộ")
    users.set_role(ed, "editor", "viewer", by=ROOT)
    users.set_password(ed, "editor", "một mật khẩu khác hẳn", by=ROOT)
    users.disable(ed, "editor", by=ROOT)
    users.enable(ed, "editor", by=ROOT)
    done = [(one.act, one.kind, one.key, one.by) for one in reversed(acts(ed.conn, limit=9))]
    assert done == [
        ("sign in", "user", "editor", "editor"),
        ("fail to sign in", "user", "editor", ""),
        ("fail to sign in", "user", "", ""),
        ("make token", "token", ident, "goc"),
        ("revoke token", "token", ident, "goc"),
        ("set role", "user", "editor", "goc"),
        ("set password", "user", "editor", "goc"),
        ("disable user", "user", "editor", "goc"),
        ("enable user", "user", "editor", "goc"),
    ]
    everything = "\n".join(ed.conn.iterdump())
    for secret in (
        session, token, PASSWORD, "sai mật khẩu", "gõ nhầm", "mật khẩu khác", "192.0.2.7",
    ):  # fmt: skip
        log = "\n".join(str(tuple(row)) for row in ed.conn.execute("SELECT * FROM acts"))
        assert secret not in log
        assert secret == "192.0.2.7" or secret not in everything


def test_an_editorial_file_from_before_accounts_is_brought_up_to_date(tmp_path: Path) -> None:
    Archive.create(tmp_path).close()
    (tmp_path / EDITORIAL).unlink()
    with closing(sqlite3.connect(tmp_path / EDITORIAL)) as conn:
        migrations.apply(Database(conn), stop_before="e0003_accounts")
        conn.execute(
            "INSERT INTO acts (at, by, via, act, kind, key) VALUES ('2026', 'lan', 'cli', 'x', 'y', 'z')"
        )
        conn.commit()
    with Editorial.open(tmp_path) as ed:
        assert users.users(ed.conn) == []
        assert [one.by for one in acts(ed.conn)] == ["lan"]
