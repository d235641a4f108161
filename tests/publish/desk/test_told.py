"""Editors read what is wrong in their language, by the names that the forms have."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import archive
import publish
from archive.editorial import NotValid
from archive.editorial.errors import EditorialError
from publish.desk.told import told
from publish.language import language

from .conftest import ONE, Client, form

_RAISED = ("NotValid", "NoSuchItem", "Stale")


def _templates() -> Iterator[tuple[str, str]]:
    """(file, template) of each error that can come to the desk."""
    ours, desk = (Path(str(package.__file__)).parent for package in (archive, publish))
    for path in (
        *(ours / "editorial").glob("*.py"), *(ours / "accounts").glob("*.py"),
        *(desk / "desk").glob("*.py"),
    ):  # fmt: skip
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
                continue
            if node.func.id in _RAISED:
                said = node.args[0 if node.func.id == "NoSuchItem" else 1]
                literal = isinstance(said, ast.Constant)
                yield path.name, ast.literal_eval(said) if literal else ast.unparse(said)


def test_every_refusal_is_in_the_catalogues() -> None:
    known = language("vi").forms
    found = {said: name for name, said in _templates()}
    assert len(found) > 50
    assert not {said: name for said, name in found.items() if said not in known}


def test_numbers_and_fields_are_as_people_write_them() -> None:
    error = NotValid("corrections.published.value", "at most {most} characters", most=5000)
    assert str(error) == "corrections.published.value: at most 5,000 characters"
    assert told(language("vi"), error) == "Lúc đăng (giá trị đúng): nhiều nhất 5.000 ký tự"
    assert told(language("en"), NotValid("viec", "say why")) == "Say why"
    assert told(language("vi"), EditorialError("as it is")) == "as it is"
    assert told(language("vi"), ValueError("as it is")) == "as it is"


@pytest.mark.parametrize(
    ("path", "sent", "where"),
    [
        (f"/bai/{ONE}", form(viec="save", **{"value.published": "2021-13", "reason.published": "x"}),
         "Lúc đăng"),
        (f"/bai/{ONE}", form(viec="save", **{"value.place": "Xã Không Có", "reason.place": "x"}),
         "Xã"),
        (f"/bai/{ONE}", form(viec="save", tags=",".join(map(str, range(200)))), "Thẻ"),
        (f"/bai/{ONE}", form(viec="hide"), "Lý do"),
        ("/trang/moi", {"title": "", "slug": "a"}, "Tiêu đề"),
        ("/trang/moi", {"title": "A", "slug": "Giới Thiệu"}, "Mã trong địa chỉ"),
        ("/trang/moi", {"title": "A", "slug": "a", "about": "portal:khong-co"}, "Giới thiệu về"),
        ("/nhieu", {"viec": "tag", "chon": f"article:{ONE}"}, "Thẻ"),
        ("/tai-khoan", {"viec": "token", "name": "Máy", "days": "999", "chon": "read"}, "Số ngày"),
    ],
)  # fmt: skip
def test_a_vietnamese_page_has_no_english_refusal(
    app: Any, path: str, sent: dict[str, str], where: str
) -> None:
    answer = Client(app, "publisher").post(path, sent)
    assert answer.status_code == 422
    said = re.findall(r'role="alert">([^<]+)', answer.text)[0].strip()
    assert said.startswith(where)
    assert not re.search(r"\b(the|there|is|at most|of|with|from|say|in)\b", said)


def test_each_of_many_is_refused_in_words_of_the_desk(app: Any) -> None:
    client = Client(app, "publisher")
    answer = client.post("/nhieu", {"viec": "unhide", "reason": "x", "chon": f"article:{ONE}"})
    assert "không bị ẩn" in answer.text
    assert "is not hidden" not in answer.text


def test_who_may_not_is_told_in_one_language(app: Any) -> None:
    answer = Client(app, "viewer").post(f"/bai/{ONE}", form(viec="save"))
    assert answer.status_code == 403
    assert "không có quyền" in answer.text
    assert "a user of role" not in answer.text


@pytest.mark.parametrize(
    "path",
    ["?truoc=", "/nhat-ky?truoc=", "/so-rieng-tu?sau=", f"/bai/{ONE}/phien-ban?den="],
)
@pytest.mark.parametrize("number", ["9" * 30, "²", "-1", "x"])
def test_numbers_in_addresses_that_are_none(app: Any, path: str, number: str) -> None:
    assert Client(app, "viewer").get(path + number).status_code == 200


def test_numbers_in_forms_and_paths_that_are_none(app: Any) -> None:
    client = Client(app, "publisher")
    assert client.get(f"/bai/{ONE}/ban-goc/{'9' * 30}").status_code == 404
    assert client.post(f"/bai/{ONE}/phien-ban", {"number": "9" * 30}).status_code == 404
    assert client.post(f"/bai/{ONE}", form(viec="save", mark="²")).status_code == 303


@pytest.mark.parametrize("at", ["", "2020-01-01T10:00", "0001-01-01T00:00"])
def test_what_has_passed_is_not_scheduled(app: Any, at: str) -> None:
    client = Client(app, "publisher")
    answer = client.post(f"/bai/{ONE}", form(viec="schedule", mark="0", at=at))
    assert answer.status_code == 422
    assert "Công bố lúc" in answer.text
    page = {"title": "A", "slug": "a", "viec": "schedule", "at": at}
    assert client.post("/trang/moi", page).status_code == 422


def test_lines_of_a_collection_that_name_no_article_are_not_dropped(app: Any) -> None:
    client = Client(app, "editor")
    lines = f"{ONE}\nbài về lúa"
    answer = client.post("/tuyen-tap/moi", {"title": "A", "slug": "a", "items": lines})
    assert answer.status_code == 422
    assert "“bài về lúa”" in answer.text
    lines = f"{ONE}\n\n  http://kho.test/bai/{ONE}?x=1  \n"
    sent = {"title": "A", "slug": "a", "items": lines}
    assert client.post("/tuyen-tap/moi", sent).status_code == 303


@pytest.mark.parametrize("slug", ["moi", "xem-truoc"])
def test_a_page_cannot_take_an_address_of_the_desk(app: Any, slug: str) -> None:
    answer = Client(app, "editor").post("/trang/moi", {"title": "A", "slug": slug})
    assert answer.status_code == 422
