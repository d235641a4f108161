"""luutru user, token, policy: what an archivist types, and what is said when it is wrong."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from support.accounts import PASSWORD, START, hash_cheaply, staffed_archive

from archive import portals
from archive.accounts import signing_in, tokens
from archive.accounts.permissions import ROLES, SCOPES
from archive.editorial import Editorial
from archive.editorial.reading import acts
from archive.errors import ArchiveError
from archive.folder import Archive
from luutru.cli import cli
from luutru.commands.account_commands import _ROLES, _SCOPES


class Terminal:
    def __init__(self, kho: Path) -> None:
        self.kho = kho

    def __call__(self, *words: str, typed: str | None = None, check: int = 0) -> Result:
        done = CliRunner().invoke(cli, [*words, "--archive", str(self.kho)], input=typed)
        if isinstance(done.exception, ArchiveError):
            assert check == done.exception.exit_code
            return done
        assert done.exit_code == check, done.output
        return done

    def json(self, *words: str, **given: Any) -> Any:
        return json.loads(self(*words, "--json", **given).stdout)


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    hash_cheaply(monkeypatch)
    kho = staffed_archive(tmp_path / "kho")
    with Archive.open(kho, write=True) as archive:
        portals.add(archive, "http://xa.example.vn/", name="Xã Thí Dụ")
    return Terminal(kho)


def test_a_user_is_added_and_can_sign_in(run: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "mat-khau.txt"
    file.write_text(f"{PASSWORD}\r\nkhông đọc dòng này\n", encoding="utf-8")
    words = ("user", "add", "binh", "--role", "viewer", "--display", "Bình", "--by", "Hoa")
    made = run.json(*words, "--password-file", str(file))
    assert (made["name"], made["display"], made["role"]) == ("binh", "Bình", "viewer")
    assert not {"password", "hash"} & set(made)
    with Editorial(run.kho) as ed:
        assert signing_in.sign_in(ed, "binh", PASSWORD, address=None, moment=START)
        assert acts(ed.conn, key="binh", act="add user")[0].by == "Hoa"


def test_at_a_terminal_the_password_is_asked_for_twice_and_not_shown(run: Terminal) -> None:
    ours, theirs = pty.openpty()
    words = ("-m", "luutru", "user", "add", "lan", "--role", "editor", "--archive", str(run.kho))
    with subprocess.Popen(
        [sys.executable, *words], stdin=theirs, stdout=theirs, stderr=theirs,
        start_new_session=True,
    ) as process:  # fmt: skip
        os.close(theirs)
        seen = b""
        for prompt in (b"Password: ", b"confirmation: "):
            while not seen.endswith(prompt):
                seen += os.read(ours, 1000)
            os.write(ours, f"{PASSWORD}\n".encode())
        with suppress(OSError):  # how a terminal says that it ends
            while more := os.read(ours, 1000):
                seen += more
        assert process.wait() == 0, seen
    os.close(ours)
    assert b"lan (lan) is editor" in seen
    assert PASSWORD.encode() not in seen
    assert "--password-file" in run("user", "add", "hoa", "--role", "editor", check=2).output


def test_wrong_passwords_and_files_are_said_without_them(run: Terminal, tmp_path: Path) -> None:
    short = run(
        "user", "add", "lan", "--role", "editor", "--password-file", "-", typed="ngắn\n", check=1
    )
    assert "12 characters" in str(short.exception)
    file = tmp_path / "anh.jpg"
    file.write_bytes(b"\xff\xd8\xff")
    words = ("user", "add", "lan", "--role", "editor", "--password-file")
    assert "UTF-8" in run(*words, str(file), check=2).output
    assert run(*words, str(tmp_path / "khong-co"), check=2).output
    assert "lan" not in [one["name"] for one in run.json("user", "list")]
    assert (_ROLES, _SCOPES) == (ROLES, SCOPES)
    assert "chief" in run("user", "role", "editor", "chief", check=2).output


def test_a_user_is_changed(run: Terminal) -> None:
    assert run.json("user", "role", "editor", "publisher")["role"] == "publisher"
    assert run.json("user", "disable", "editor", "--reason", "nghỉ")["disabled_at"]
    listed = run("user", "list").stdout
    assert "disabled" in next(line for line in listed.splitlines() if line.startswith("editor\t"))
    assert run.json("user", "enable", "editor")["disabled_at"] is None
    run("user", "password", "editor", "--password-file", "-", typed="một mật khẩu khác hẳn\n")
    with Editorial(run.kho) as ed:
        assert signing_in.sign_in(ed, "editor", "một mật khẩu khác hẳn", address=None, moment=START)
    assert "last admin" in str(run("user", "disable", "admin", check=1).exception)
    assert "user list" in str(run("user", "password", "ma", check=1).exception)


def test_a_token_is_printed_once(run: Terminal) -> None:
    words = ("token", "add", "Cổng huyện", "--user", "publisher", "--scope", "edit")
    done = run(*words, "--scope", "publish", "--days", "7")
    shown = done.stdout.strip()
    assert shown.startswith("ltr_")
    (listed,) = run.json("token", "list")
    assert shown not in json.dumps(listed) + run("token", "list").output
    assert (listed["name"], listed["scopes"]) == ("Cổng huyện", ["edit", "publish"])
    with Editorial(run.kho) as ed:
        assert tokens.of_secret(ed, shown, START)
    assert run.json("token", "revoke", listed["id"])["revoked_at"]
    with Editorial(run.kho) as ed:
        assert tokens.of_secret(ed, shown, START) is None
    assert run.json(*words)["token"].startswith("ltr_")
    beyond = run("token", "add", "x", "--user", "editor", "--scope", "hide", check=1)
    assert "read, edit" in str(beyond.exception)
    assert run("token", "add", "x", "--user", "editor", check=2)
    assert run.json("token", "list", "--user", "viewer") == []


def test_a_policy_is_set_and_listed(run: Terminal) -> None:
    assert run.json("policy", "list") == []
    (portal,) = (row["id"] for row in run.json("portal", "list"))
    run("policy", "set", portal, "review", "--by", "lan", "--reason", "danh sách hộ nghèo")
    (found,) = run.json("policy", "list")
    assert (found["portal"], found["publish"], found["by"]) == (portal, "review", "lan")
    assert portal in run("policy", "list").stdout
    run("policy", "set", portal, "at once")
    assert run.json("policy", "list")[0]["publish"] == "at once"
    assert "khong-co" in str(run("policy", "set", "khong-co", "review", check=1).exception)
    assert run("policy", "set", portal, "later", check=2)
