"""What was typed is not lost: others were faster, the session has ended, nothing can be written."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path
from typing import Any

import httpx
import pytest
from bs4 import BeautifulSoup

from archive.editorial import Editorial, workflow

from .conftest import ONE, Client, form

TYPED = 'Một giờ "công" <viết>\nhai dòng'


def fields(page: httpx.Response, action: str) -> dict[str, str]:
    """What a browser would send of the form, but for the button."""
    found = BeautifulSoup(page.text, "lxml").select_one(f'main form[action="{action}"]')
    assert found is not None, page.text
    sent = {one["name"]: one.get("value", "") for one in found.select("input[name]")}
    sent |= {one["name"]: one.get_text() for one in found.select("textarea[name]")}
    return {str(name): str(value) for name, value in sent.items()}


def test_a_slower_editor_sees_what_was_saved_and_can_save_after_all(kho: Path, app: Any) -> None:
    first, second = Client(app, "editor"), Client(app, "publisher")
    assert (
        first.post(f"/bai/{ONE}", form(viec="save", mark="0", summary="Của A")).status_code == 303
    )
    late = second.post(f"/bai/{ONE}", form(viec="save", mark="0", summary=TYPED))
    assert late.status_code == 412
    told = BeautifulSoup(late.text, "lxml").select_one("[role=alert]")
    assert told is not None
    assert "editor đã sửa mục này" in told.get_text()
    assert "Của" in told.get_text()
    again = fields(late, f"/ban-bien-tap/bai/{ONE}")
    assert again["summary"] == TYPED
    assert second.post(f"/bai/{ONE}", {**again, "viec": "save"}).status_code == 303
    with Editorial.open(kho) as ed:
        said = workflow.content(ed, "article", ONE).value()
    assert said["summary"] == TYPED


def test_a_slower_editor_of_a_page_can_save_after_all(app: Any) -> None:
    first, second = Client(app, "editor"), Client(app, "publisher")
    page = {"title": "Giới thiệu", "slug": "gioi-thieu", "body": "Một"}
    assert first.post("/trang/moi", {**page, "viec": "save"}).status_code == 303
    assert first.post("/trang/gioi-thieu", {**page, "body": "Hai", "mark": "1"}).status_code == 303
    late = second.post("/trang/gioi-thieu", {**page, "body": "Ba", "mark": "1"})
    assert late.status_code == 412
    again = fields(late, "/ban-bien-tap/trang/gioi-thieu")
    assert again["body"].strip() == "Ba"
    assert second.post("/trang/gioi-thieu", again).status_code == 303


def test_a_session_that_ended_loses_nothing_that_was_typed(kho: Path, app: Any) -> None:
    gone = Client(app, None)
    late = gone.post(f"/bai/{ONE}", form(viec="save", mark="0", summary=TYPED, csrf="cũ"))
    assert late.status_code == 401
    again = fields(late, f"/ban-bien-tap/bai/{ONE}")
    assert again["summary"] == TYPED
    back = Client(
        app, "editor"
    )  # signed in in another tab: the form has the key of the old session
    asked = back.post(f"/bai/{ONE}", again)
    assert asked.status_code == 403
    assert back.post(f"/bai/{ONE}", fields(asked, f"/ban-bien-tap/bai/{ONE}")).status_code == 303
    with Editorial.open(kho) as ed:
        said = workflow.content(ed, "article", ONE).value()
    assert said["summary"] == TYPED


def test_what_another_site_sends_is_not_shown_again(app: Any) -> None:
    sent = form(viec="hide", reason="Kẻ lạ", csrf="cũ")
    for client in (Client(app, None), Client(app, "publisher")):
        answer = client.post(f"/bai/{ONE}", sent, headers={"Origin": "https://xau.test"})
        assert answer.status_code in (303, 403)
        assert "Kẻ lạ" not in answer.text


def test_passwords_are_not_shown_again(app: Any) -> None:
    answer = Client(app, None).post("/tai-khoan", {"password": "mật khẩu cũ", "new": "mới"})
    assert answer.status_code == 303


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (sqlite3.OperationalError("database or disk is full"), "disk is full"),
        (sqlite3.OperationalError("database is locked"), "Kho đang bận"),
        (sqlite3.DatabaseError("database disk image is malformed"), "malformed"),
    ],
)
def test_what_cannot_be_written_is_said_and_kept(
    app: Any, monkeypatch: pytest.MonkeyPatch, error: Exception, told: str
) -> None:
    client = Client(app, "editor")

    def fail(*given: object, **more: object) -> None:
        raise error

    monkeypatch.setattr(workflow, "save", fail)
    answer = client.post(f"/bai/{ONE}", form(viec="save", mark="0", summary=TYPED))
    assert answer.status_code == 503
    assert told in re.findall(r'role="alert">([^<]+)', answer.text)[0]
    monkeypatch.undo()
    again = fields(answer, f"/ban-bien-tap/bai/{ONE}")
    assert again["summary"] == TYPED
    assert client.post(f"/bai/{ONE}", again).status_code == 303


def test_a_damaged_editorial_file_is_said(kho: Path, app: Any) -> None:
    client = Client(app, "editor")
    for name in ("editorial.db-wal", "editorial.db-shm"):
        (kho / name).unlink(missing_ok=True)
    (kho / "editorial.db").write_bytes(b"damaged " * 5000)
    answer = client.get(f"/bai/{ONE}")
    assert answer.status_code == 503
    assert "Hãy báo người giữ kho" in answer.text


def test_a_fault_of_ours_is_told_in_words(app: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    client = Client(app, "editor")

    def fail(*given: object, **more: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(workflow, "save", fail)
    answer = client.post(f"/bai/{ONE}", form(viec="save", mark="0"))
    assert answer.status_code == 500
    assert "Phần mềm có lỗi" in answer.text


def test_many_fields_are_a_form_like_others(kho: Path, app: Any) -> None:
    """An article of 200 pictures has more than 1,000."""
    many = {f"value.caption:http://x.test/{number}": "" for number in range(1500)}
    sent = form(viec="save", mark="0", summary="Nhiều ảnh", **many)
    assert Client(app, "editor").post(f"/bai/{ONE}", sent).status_code == 303
    with Editorial.open(kho) as ed:
        assert workflow.content(ed, "article", ONE).value()["summary"] == "Nhiều ảnh"
