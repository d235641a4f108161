"""Whatever happens to an account in whatever order: what opens is what a simple model says."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, rule
from support.accounts import PASSWORD, ROOT, Clock, hash_cheaply, make_token, staffed_archive

from archive.accounts import sessions, signing_in, tokens, users
from archive.accounts.errors import WrongPassword
from archive.accounts.permissions import ROLES, permits, scopes_of
from archive.editorial import Editorial

NAME = "publisher"
PASSWORDS = (PASSWORD, "một mật khẩu khác hẳn")


@dataclass
class Secret:
    """What a browser or a program holds, and what the model thinks of it."""

    shown: str
    begun: datetime
    seen: datetime
    days: int = 0
    scopes: tuple[str, ...] = ()
    ended: bool = field(default=False)


class Account(RuleBasedStateMachine):
    browsers = Bundle("browsers")
    programs = Bundle("programs")

    @initialize()
    def begin(self) -> None:
        self.patch = pytest.MonkeyPatch()
        hash_cheaply(self.patch)
        self.folder = Path(tempfile.mkdtemp())
        self.ed = Editorial(staffed_archive(self.folder / "kho"))
        self.clock = Clock()
        self.role, self.password, self.disabled = NAME, PASSWORD, False
        self.held: list[Secret] = []

    def teardown(self) -> None:
        if hasattr(self, "ed"):
            self.ed.close()
            self.patch.undo()
            shutil.rmtree(self.folder)

    @rule(target=browsers, password=st.sampled_from(PASSWORDS))
    def sign_in(self, password: str) -> Secret:
        right = password == self.password and not self.disabled
        try:
            address, moment = f"192.0.2.{len(self.held)}", self.clock()
            _, shown = signing_in.sign_in(
                self.ed, NAME, password, address=address, moment=moment
            )  # fmt: skip
        except WrongPassword:
            assert not right
            self.clock.move(days=1)  # else it would have to wait
            return Secret("", self.clock(), self.clock(), ended=True)
        assert right
        self.held.append(Secret(shown, self.clock(), self.clock()))
        return self.held[-1]

    @rule(target=programs, days=st.integers(1, 3), data=st.data())
    def make_token(self, days: int, data: st.DataObject) -> Secret:
        scope = data.draw(st.sampled_from(scopes_of(self.role)))  # type: ignore[arg-type]
        if self.disabled:
            return Secret("", self.clock(), self.clock(), ended=True)
        shown = make_token(self.ed, NAME, scope, days=days, moment=self.clock())
        return Secret(shown, self.clock(), self.clock(), days=days, scopes=(scope,))

    @rule(hours=st.integers(1, 9), minutes=st.integers(0, 59))
    def time_goes_by(self, hours: int, minutes: int) -> None:
        self.clock.move(hours=hours, minutes=minutes)

    @rule(role=st.sampled_from(ROLES))
    def set_role(self, role: str) -> None:
        users.set_role(self.ed, NAME, role, by=ROOT)  # type: ignore[arg-type]
        self.role = role

    @rule(password=st.sampled_from(PASSWORDS))
    def set_password(self, password: str) -> None:
        users.set_password(self.ed, NAME, password, by=ROOT)
        self.password = password
        self.end_sessions()

    @rule()
    def disable(self) -> None:
        users.disable(self.ed, NAME, by=ROOT)
        self.disabled = True
        self.end_sessions()

    @rule()
    def enable(self) -> None:
        users.enable(self.ed, NAME, by=ROOT)
        self.disabled = False

    @rule(browser=browsers)
    def sign_out(self, browser: Secret) -> None:
        sessions.end(self.ed.conn, browser.shown)
        browser.ended = True

    @rule(program=programs)
    def revoke(self, program: Secret) -> None:
        found = tokens.of_secret(self.ed, program.shown, self.clock())
        if found is not None:
            tokens.revoke(self.ed, found.id, by=ROOT, moment=self.clock())
            program.ended = True

    @rule(browser=browsers)
    def use_a_session(self, browser: Secret) -> None:
        now = self.clock()
        opens = (
            not browser.ended
            and now < browser.begun + timedelta(hours=12)
            and now < browser.seen + timedelta(hours=4)
        )
        assert (sessions.of_secret(self.ed, browser.shown, now) is not None) == opens
        if opens:
            browser.seen = now
        else:
            browser.ended = True

    @rule(program=programs)
    def use_a_token(self, program: Secret) -> None:
        now = self.clock()
        opens = (
            not program.ended
            and not self.disabled
            and now < program.begun + timedelta(days=program.days)
        )
        found = tokens.of_secret(self.ed, program.shown, now)
        assert (found is not None) == opens
        if found is not None:
            role = users.user(self.ed.conn, found.user).role
            assert role == self.role
            assert found.scopes == program.scopes
            may_hide = role in ("publisher", "admin") and program.scopes == ("hide",)
            assert permits(role, found.scopes, "hide") == may_hide

    def end_sessions(self) -> None:
        for one in self.held:
            one.ended = True


TestAccount = Account.TestCase
TestAccount.settings = settings(
    max_examples=20, stateful_step_count=30, deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)  # fmt: skip
