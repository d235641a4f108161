"""Signed in with a program."""

from __future__ import annotations

from itertools import chain, combinations

import pytest
from support.accounts import PASSWORD, ROOT, START, Clock, make_token

from archive.accounts import tokens, users
from archive.accounts.permissions import ROLES, SCOPES, TABLE, permits, scopes_of
from archive.editorial import Editorial

from .conftest import SIGN_OUT, Browser


def ask(browser: Browser, token: str, path: str = "/thing/edit", method: str = "POST") -> int:
    headers = {"Authorization": f"Bearer {token}"}
    return browser.ask(method, path, origin=None, headers=headers).status_code


def test_a_token_needs_no_form_key(browser: Browser, ed: Editorial) -> None:
    token = make_token(ed, "editor", "edit")
    answer = browser.ask(
        "POST", "/thing/edit", origin=None, headers={"Authorization": f"bearer  {token}"}
    )
    assert answer.json() == {"name": "editor", "via": "api", "key": None, "sent": []}


@pytest.mark.parametrize("role", ROLES)
def test_the_whole_table(browser: Browser, ed: Editorial, role: str) -> None:
    """role x scopes x permission, over HTTP."""
    can = scopes_of(role)  # type: ignore[arg-type]
    browser.sign_in(role)
    for permission in TABLE:
        right = 200 if permits(role, None, permission) else 403  # type: ignore[arg-type]
        assert browser.post(f"/thing/{permission}").status_code == right
    browser.cookies.clear()
    for permission in TABLE:
        assert browser.ask("GET", f"/thing/{permission}").status_code == 401
    some = chain.from_iterable(combinations(can, size) for size in (1, 2, len(SCOPES)))
    for scopes in some:
        token = make_token(ed, role, *scopes)
        for permission in TABLE:
            right = 200 if permits(role, scopes, permission) else 403  # type: ignore[arg-type]
            assert ask(browser, token, f"/thing/{permission}") == right, (scopes, permission)


def test_a_token_is_never_more_than_its_user_is_now(browser: Browser, ed: Editorial) -> None:
    token = make_token(ed, "publisher", "edit", "publish")
    assert ask(browser, token, "/thing/publish") == 200
    users.set_role(ed, "publisher", "editor", by=ROOT)
    assert ask(browser, token, "/thing/publish") == 403
    assert ask(browser, token, "/thing/edit") == 200
    users.disable(ed, "publisher", by=ROOT)
    assert ask(browser, token, "/thing/edit") == 401


def test_expired_revoked_and_wrong_tokens(browser: Browser, ed: Editorial, clock: Clock) -> None:
    short, gone = make_token(ed, "editor", "edit", days=1), make_token(ed, "editor", "edit")
    ident = next(one.id for one in tokens.tokens(ed.conn) if one.expires_at > "2026-11-10")
    tokens.revoke(ed, ident, by=ROOT, moment=START)
    assert ask(browser, short) == 200
    clock.move(days=1)
    for token in (short, gone, "", "ltr_", short[:-1], "ltr_" + "A" * 43, ident):
        assert ask(browser, token) == 401
    answer = browser.ask("GET", "/thing/edit", headers={"Authorization": f"Bearer {short}"})
    assert 'error="invalid_token"' in answer.headers["www-authenticate"]
    assert answer.headers["content-type"] == "application/problem+json"
    assert short not in answer.text


def test_a_wrong_token_is_not_saved_by_a_session(browser: Browser) -> None:
    browser.sign_in("editor")
    assert ask(browser, "ltr_sai", method="GET") == 401


def test_a_token_signs_nobody_out(browser: Browser, ed: Editorial) -> None:
    token = make_token(ed, "admin", *SCOPES)
    assert ask(browser, token, SIGN_OUT) == 403


@pytest.mark.parametrize("where", ["access_token", "token", "bearer"])
def test_a_token_in_an_address_opens_nothing(browser: Browser, ed: Editorial, where: str) -> None:
    token = make_token(ed, "editor", "edit")
    assert browser.ask("GET", f"/thing/edit?{where}={token}").status_code == 401
    assert browser.ask("POST", "/thing/edit", data={where: token}).status_code == 401


def test_what_a_proxy_asks_for_itself_is_not_ours(browser: Browser) -> None:
    browser.sign_in("editor")
    basic = {"Authorization": "Basic bGFuOnh5eg=="}
    assert browser.ask("GET", "/thing/edit", headers=basic).status_code == 200


def test_a_secret_of_the_other_kind_opens_nothing(browser: Browser, ed: Editorial) -> None:
    token = make_token(ed, "editor", "edit")
    browser.sign_in("editor", PASSWORD)
    session = browser.cookies["luutru"]
    assert ask(browser, session) == 401
    browser.cookies = {"luutru": token}
    assert not browser.is_in()
