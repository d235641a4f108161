"""`luutru explain` from the command line: a saved file, an article of an archive, neither."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from support.cli import luutru
from support.pages import FIRST, FRAMES, SECOND, SETTINGS, THIRD, TITLE, URL


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "bai.html"
    path.write_bytes(FRAMES["columns"](SETTINGS["heading"]))
    return path


def test_a_saved_file(page: Path) -> None:
    done = luutru("explain", page, "--url", URL, check=0)
    assert TITLE in done.stdout
    assert "labelled stamp" in done.stdout
    assert "✗" in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 80
    assert "Bản quyền" not in done.stdout
    assert "Bản quyền" in luutru("explain", page, "--url", URL, "--all", check=0).stdout


def test_json(page: Path) -> None:
    account = json.loads(luutru("explain", page, "--url", URL, "--json", check=0).stdout)
    assert account["article"]["title"] == TITLE
    assert {field["name"] for field in account["fields"]} >= {"title", "published", "images"}
    assert {line["part"] for line in account["lines"]} >= {"title", "stamp", "body", "chrome"}


def test_an_article_of_the_archive_by_address_and_by_id(page: Path, tmp_path: Path) -> None:
    at = ("--archive", tmp_path / "kho")
    luutru("init", tmp_path / "kho", check=0)
    luutru("import", page, "--url", URL, *at, check=0)
    (row,) = map(json.loads, luutru("export", *at, check=0).stdout.splitlines())
    page.unlink()
    for target in (row["url"], row["id"]):
        account = json.loads(luutru("explain", target, "--json", *at, check=0).stdout)
        assert account["article"]["title"] == row["title"]
        assert account["article"]["body_text"] == row["body_text"]


def test_the_text_of_a_page(tmp_path: Path) -> None:
    text = tmp_path / "page.txt"
    lines = (
        f"• {TITLE}",
        "• Ngày đăng: 12/03/2021 16:45",
        FIRST,
        "kenh.jpg",
        SECOND,
        THIRD,
        "Thống kê truy cập",
    )
    text.write_text("\n\n".join(lines), encoding="utf-8")
    found = json.loads(luutru("explain", text, "--json", check=0).stdout)
    assert found["layout"] == "plain text"
    assert [line["part"] for line in found["lines"]] == [
        "title", "stamp", "body", "picture", "body", "body", "other",
    ]  # fmt: skip


def test_what_is_not_there(tmp_path: Path) -> None:
    luutru("init", tmp_path / "kho", check=0)
    at = ("--archive", tmp_path / "kho")
    assert "neither a file" in luutru("explain", "khong-co", *at, check=1).stderr
    assert "Crawl or import it first" in luutru("explain", URL, *at, check=1).stderr


def test_a_page_without_an_article_is_red(tmp_path: Path) -> None:
    path = tmp_path / "trong.html"
    path.write_text("<html><title>Đăng nhập</title><p>x</p></html>", encoding="utf-8")
    done = luutru("explain", path, check=1)
    assert "no article: login page" in done.stdout
