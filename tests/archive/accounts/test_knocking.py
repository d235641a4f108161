"""Guessing passwords is slow, and tells nothing."""

from __future__ import annotations

from itertools import count

import pytest
from support.accounts import PASSWORD, ROOT, START, Clock

from archive.accounts import knocking, passwords, signing_in, users
from archive.accounts.errors import TooManyTries, WrongPassword
from archive.editorial import Editorial
from archive.editorial.reading import acts

HERE = "192.0.2.7"
IN, WRONG = None, 0


def attempt(
    ed: Editorial, clock: Clock, name: str = "editor", password: str = "sai rồi sai rồi sai rồi",
    address: str | None = HERE,
) -> int | None:  # fmt: skip
    """IN, WRONG, or the seconds to wait."""
    try:
        signing_in.sign_in(ed, name, password, address=address, moment=clock())
    except WrongPassword:
        return WRONG
    except TooManyTries as error:
        return error.wait
    return IN


def waits(ed: Editorial, name: str, count: int) -> list[int | None]:
    """After each of so many wrong tries, each made as soon as it is looked at."""
    clock, found = Clock(), []
    for number in range(count):
        assert attempt(ed, clock, name, address=f"192.0.{number}.1") == WRONG
        wait = attempt(ed, clock, name, address=f"198.51.{number}.1") if number >= 4 else 0
        clock.move(seconds=wait or 0)
        found.append(wait)
    return found


@pytest.mark.parametrize("name", ["editor", "không có ai"])
def test_each_wrong_try_at_a_name_makes_the_wait_longer_whether_it_exists_or_not(
    ed: Editorial, name: str
) -> None:
    doubled = [2, 4, 8, 16, 32, 64, 128, 256, 512]
    assert waits(ed, name, 16) == [0, 0, 0, 0, *doubled, 900, 900, 900]


def test_while_it_is_closed_the_right_password_is_not_looked_at(
    ed: Editorial, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock()
    for _ in range(5):
        assert attempt(ed, clock) == WRONG
    asked: list[str] = []
    monkeypatch.setattr(passwords, "matches", lambda kept, password: asked.append(password))
    assert attempt(ed, clock, password=PASSWORD) == 2
    monkeypatch.undo()
    clock.move(seconds=2)
    assert asked == []
    assert attempt(ed, clock, password=PASSWORD, address="198.51.100.1") is IN


def test_the_right_password_forgives_the_wrong_ones_before(ed: Editorial) -> None:
    clock = Clock()
    for _ in range(5):
        for _ in range(4):
            assert attempt(ed, clock, address=None) == WRONG
        assert attempt(ed, clock, password=PASSWORD, address=None) is IN
        clock.move(days=1)


def test_one_address_that_tries_many_names_must_wait(ed: Editorial) -> None:
    clock = Clock()
    for number in range(20):
        assert attempt(ed, clock, f"ai-do-{number}") == WRONG
    assert attempt(ed, clock, "editor", PASSWORD) == 2
    assert attempt(ed, clock, "editor", PASSWORD, address="198.51.100.1") is IN


def test_an_address_is_not_forgiven_for_one_account_of_its_own(ed: Editorial) -> None:
    clock = Clock()
    for number in range(19):
        assert attempt(ed, clock, f"ai-do-{number}") == WRONG
        assert attempt(ed, clock, "viewer", PASSWORD) is IN
    assert attempt(ed, clock, "ai-do-19") == WRONG
    assert attempt(ed, clock, "viewer", PASSWORD) == 2


def test_an_office_that_signs_in_all_day_never_waits(ed: Editorial) -> None:
    clock = Clock()
    assert [attempt(ed, clock, "viewer", PASSWORD) for _ in range(50)] == [IN] * 50


def test_a_network_of_six_has_more_addresses_than_anyone_could_count(ed: Editorial) -> None:
    clock = Clock()
    for number in range(20):
        assert attempt(ed, clock, f"ai-{number}", address=f"2001:db8:0:1::{number:x}") == WRONG
    assert attempt(ed, clock, "ai-20", address="2001:db8:0:1:ffff::1") == 2
    assert attempt(ed, clock, "ai-20", address="2001:db8:0:2::1") == WRONG
    assert knocking.network("::ffff:192.0.2.7") == knocking.network(HERE) == "192.0.2.0/24"


def test_tries_are_forgotten_after_a_day(ed: Editorial) -> None:
    clock = Clock()
    for _ in range(5):
        attempt(ed, clock)
    clock.move(days=1)
    assert [attempt(ed, clock) for _ in range(4)] == [WRONG] * 4
    assert ed.conn.execute("SELECT count(*) FROM knocks").fetchone()[0] == 2


def test_an_archivist_ends_the_wait(ed: Editorial) -> None:
    clock = Clock()
    for _ in range(5):
        attempt(ed, clock)
    users.enable(ed, "editor", by=ROOT)
    assert attempt(ed, clock, password=PASSWORD) is IN


def test_a_try_is_counted_before_the_password_is_looked_at(
    ed: Editorial, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So many at once are counted too."""
    clock, found = Clock(), []
    inside = count()

    def meanwhile(kept: str | None, password: str) -> bool:
        if next(inside) < 8:
            with Editorial(ed.folder) as other:
                found.append(attempt(other, clock))
        return False

    monkeypatch.setattr(passwords, "matches", meanwhile)
    found.append(attempt(ed, clock))
    assert found == [2, WRONG, WRONG, WRONG, WRONG, WRONG]


@pytest.mark.parametrize("disabled", [True, False])
def test_the_same_work_is_done_for_a_name_that_nobody_has(
    ed: Editorial, monkeypatch: pytest.MonkeyPatch, disabled: bool
) -> None:
    if disabled:
        users.disable(ed, "editor", by=ROOT)
    verified: list[str] = []

    class Watched:
        def __getattr__(self, name: str) -> object:
            return getattr(cheap, name)

        def verify(self, kept: str, password: bytes) -> bool:
            verified.append(kept.rpartition("$")[0].rpartition("$")[0])
            return cheap.verify(kept, password)

    cheap = passwords.HASHER
    monkeypatch.setattr(passwords, "HASHER", Watched())
    for name in ("editor", "khong-co-ai"):
        with pytest.raises(WrongPassword) as refused:
            signing_in.sign_in(ed, name, "sai mật khẩu", address=HERE, moment=START)
        assert str(refused.value) == "the name or the password is wrong"
    assert len(verified) == 2
    assert len(set(verified)) == 1


def test_as_much_is_written_for_a_name_that_nobody_has(ed: Editorial) -> None:
    clock, written = Clock(), []
    for name, address in (("editor", HERE), ("khong-co-ai", "198.51.100.1")):
        before = ed.conn.total_changes
        changes = []
        for _ in range(5):
            assert attempt(ed, clock, name, address=address) == WRONG
            changes.append(ed.conn.total_changes - before)
        written.append(changes)
    assert written[0] == written[1] == [4, 8, 12, 16, 20]


def test_names_that_nobody_has_do_not_fill_the_log(ed: Editorial) -> None:
    clock = Clock()
    for number in range(20):
        attempt(ed, clock, f"mật khẩu {number}")
    lines = acts(ed.conn, act="fail to sign in")
    assert [one.detail["tries"] for one in reversed(lines)] == [1, 2, 4, 8, 16]
    assert {one.detail["network"] for one in lines} == {"192.0.2.0/24"}
    assert "mật khẩu" not in "\n".join(ed.conn.iterdump())
