"""Signed in with a browser: fixation, forms of other sites, guessing, cookies."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.accounts import PASSWORD, ROOT, Clock

from archive.accounts import users
from archive.editorial import Editorial
from publish.access import Door
from publish.access.door import other_site

from .conftest import CHANGE, SIGN_IN, SIGN_OUT, Browser, site

NEW = "một mật khẩu khác hẳn"


def test_in_and_out(browser: Browser) -> None:
    assert not browser.is_in()
    answer = browser.sign_in("editor")
    assert (answer.status_code, answer.headers["location"]) == (303, "/ban-bien-tap")
    assert answer.headers["cache-control"] == "no-store"
    assert browser.is_in()
    kept = dict(browser.cookies)
    assert browser.post(SIGN_OUT).status_code == 303
    assert browser.cookies == {}
    browser.cookies = kept
    assert not browser.is_in()


def test_the_cookie_is_out_of_reach(kho: Path, browser: Browser) -> None:
    plain = browser.sign_in("editor").headers["set-cookie"]
    assert plain.startswith("luutru=")
    assert {"HttpOnly", "Path=/", "SameSite=lax"} <= set(plain.split("; "))
    secure = Browser(site(Door(kho, clock=Clock())), base="https://luutru.example")
    cookie = secure.sign_in("editor").headers["set-cookie"]
    assert cookie.startswith("__Host-luutru=")
    assert {"HttpOnly", "Path=/", "SameSite=lax", "Secure"} == set(cookie.split("; ")[1:])


def test_over_https_a_cookie_that_a_neighbour_can_set_is_not_looked_at(kho: Path) -> None:
    secure = Browser(site(Door(kho, clock=Clock())), base="https://luutru.example")
    secure.sign_in("editor")
    secure.cookies = {"luutru": secure.cookies["__Host-luutru"]}
    assert not secure.is_in()


def test_behind_a_proxy_the_address_of_the_site_decides(kho: Path) -> None:
    door = Door(kho, clock=Clock(), base_url="https://luutru.example")
    inside = Browser(site(door), base="http://127.0.0.1:8001")
    answer = inside.sign_in("editor", origin="https://luutru.example")
    assert answer.headers["set-cookie"].startswith("__Host-luutru=")
    assert inside.is_in()


def test_a_planted_session_is_never_signed_in(browser: Browser) -> None:
    browser.cookies = {"luutru": "A" * 43}
    browser.sign_in("editor")
    assert browser.cookies["luutru"] != "A" * 43
    browser.cookies = {"luutru": "A" * 43}
    assert not browser.is_in()


def test_an_attackers_own_session_does_not_become_the_victims(browser: Browser) -> None:
    browser.sign_in("viewer")
    planted = dict(browser.cookies)
    browser.sign_in("editor")
    browser.cookies = planted
    assert not browser.is_in()


@pytest.mark.parametrize(
    "origin", ["https://xau.example", "http://luutru.example.xau.example", "null"]
)
@pytest.mark.parametrize("path", [SIGN_IN, SIGN_OUT, CHANGE, "/thing/edit"])
def test_what_another_site_sends_is_not_done(browser: Browser, origin: str, path: str) -> None:
    browser.sign_in("editor")
    for data in ({}, {"csrf": ""}, {"csrf": "0" * 64}, {"name": "viewer", "password": PASSWORD}):
        answer = browser.ask("POST", path, origin=origin, data=data)
        assert answer.status_code == 403, data
        assert "set-cookie" not in answer.headers
    if origin != "null":  # not even with a key that leaked
        assert browser.post(path, origin=origin).status_code == 403
    assert browser.is_in()


@pytest.mark.parametrize("told", ["cross-site", "same-site"])
def test_what_the_browser_says_of_its_source_is_believed_first(browser: Browser, told: str) -> None:
    browser.sign_in("editor")
    assert browser.post("/thing/edit", headers={"Sec-Fetch-Site": told}).status_code == 403
    assert browser.sign_in("editor", headers={"Sec-Fetch-Site": told}).status_code == 403


def test_a_form_without_a_source_signs_nobody_in(browser: Browser) -> None:
    assert browser.sign_in("editor", origin=None).status_code == 403
    ours = {"Referer": "http://luutru.example/ban-bien-tap/dang-nhap"}
    assert browser.sign_in("editor", origin=None, headers=ours).status_code == 303


def test_a_key_is_of_one_session(browser: Browser) -> None:
    browser.sign_in("viewer")
    anothers = browser.key
    browser.sign_in("editor")
    assert browser.ask("POST", "/thing/edit", data={"csrf": anothers}).status_code == 403
    assert browser.ask("POST", "/thing/edit", data={"csrf": browser.key}).status_code == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_every_method_that_changes_something_needs_the_key(browser: Browser, method: str) -> None:
    browser.sign_in("editor")
    assert browser.ask(method, "/thing/edit").status_code == 403
    done = browser.ask(method, "/thing/edit", headers={"X-CSRF-Token": browser.key})
    assert done.status_code == 200


def test_the_form_is_still_there_after_its_key_was_looked_at(browser: Browser) -> None:
    browser.sign_in("editor")
    assert browser.post("/thing/edit", {"title": "Ừ"}).json()["sent"] == ["csrf", "title"]
    files = {"file": ("a.txt", b"x")}
    assert browser.post("/thing/edit", files=files).json()["sent"] == ["csrf", "file"]


def test_guessing_is_answered_with_waiting(browser: Browser, clock: Clock) -> None:
    for _ in range(5):
        wrong = browser.sign_in("editor", "sai mật khẩu rồi")
        assert wrong.status_code == 401
        assert "set-cookie" not in wrong.headers
    closed = browser.sign_in("editor")
    assert (closed.status_code, closed.headers["retry-after"]) == (429, "2")
    clock.move(seconds=2)
    assert browser.sign_in("editor").status_code == 303


def test_an_unknown_name_is_answered_like_a_wrong_password(browser: Browser) -> None:
    answers = [browser.sign_in(name, "sai mật khẩu rồi") for name in ("editor", "khong-co")]
    assert answers[0].content == answers[1].content
    assert answers[0].headers == answers[1].headers


@pytest.mark.parametrize(
    ("target", "leads_to"),
    [
        ("/ban-bien-tap/bai/abc?x=1&y=%20", "/ban-bien-tap/bai/abc?x=1&y=%20"),
        ("/ban-bien-tap?loc=moi", "/ban-bien-tap?loc=moi"),
        *((bad, "/ban-bien-tap") for bad in (
            "", "//xau.example", "https://xau.example", "/ban-bien-tap.xau.example",
            "/ban-bien-tap\\xau", "/ban-bien-tap/\r\nSet-Cookie: a=b", "/ban-bien-tap@xau.example",
            "javascript:alert(1)", "/ban-bien-tap/\n",
        )),
    ],
)  # fmt: skip
def test_signing_in_leads_to_the_desk_only(browser: Browser, target: str, leads_to: str) -> None:
    answer = browser.sign_in("editor", data={"next": target})
    assert answer.headers["location"] == leads_to
    assert len(answer.headers.get_list("set-cookie")) == 1


def test_forms_that_are_none(browser: Browser) -> None:
    assert browser.ask("POST", SIGN_IN, content=b"a" * 20_000, headers=_FORM).status_code == 413
    assert browser.ask("POST", SIGN_IN, content=b"name=\xff", headers=_FORM).status_code == 400
    assert browser.ask("POST", SIGN_IN, json={"name": "editor"}).status_code == 400
    assert browser.ask("POST", SIGN_IN, content=b"&a" * 30, headers=_FORM).status_code == 400
    assert browser.ask("POST", SIGN_IN, data={"name": "editor"}).status_code == 401


_FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def test_a_disabled_user_is_out_at_the_next_request(browser: Browser, ed: Editorial) -> None:
    browser.sign_in("editor")
    users.disable(ed, "editor", by=ROOT)
    assert not browser.is_in()
    assert browser.post("/thing/edit").status_code == 401
    assert browser.sign_in("editor").status_code == 401


def test_a_lowered_role_holds_at_the_next_request(browser: Browser, ed: Editorial) -> None:
    browser.sign_in("publisher")
    assert browser.post("/thing/hide").status_code == 200
    users.set_role(ed, "publisher", "editor", by=ROOT)
    assert browser.post("/thing/hide").status_code == 403
    assert browser.post("/thing/edit").status_code == 200


def test_a_session_runs_out(browser: Browser, clock: Clock) -> None:
    browser.sign_in("editor")
    clock.move(hours=4, seconds=1)
    assert not browser.is_in()


def test_a_new_password_ends_all_other_sessions(kho: Path, clock: Clock, browser: Browser) -> None:
    elsewhere = Browser(browser.app)
    elsewhere.sign_in("editor")
    browser.sign_in("editor")
    before = browser.cookies["luutru"]
    assert browser.post(CHANGE, {"password": "sai rồi", "new": NEW}).status_code == 401
    short = browser.post(CHANGE, {"password": PASSWORD, "new": "ngắn"})
    assert (short.status_code, "12" in short.json()["detail"]) == (400, True)
    assert elsewhere.is_in()
    assert browser.post(CHANGE, {"password": PASSWORD, "new": NEW}).status_code == 303
    assert browser.is_in()
    assert browser.cookies["luutru"] != before
    assert not elsewhere.is_in()
    assert elsewhere.sign_in("editor").status_code == 401
    assert elsewhere.sign_in("editor", NEW).status_code == 303


def test_every_refusal_has_words_in_both_languages() -> None:
    import re

    import publish.access as access
    from publish.language import LANGUAGES, language

    text = "".join(path.read_text("utf-8") for path in Path(access.__file__).parent.glob("*.py"))
    named = set(re.findall(r'"(access_\w+)"', text))
    assert other_site().message in named
    assert named == {name for name in language("vi").forms if name.startswith("access_")}
    assert all(name in language(code) for name in named for code in LANGUAGES)
