"""The command line as a contract: help with examples, documentation, exit codes, streams."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import click
import pytest
from support.cli import luutru

from luutru.cli import cli

ROOT = Path(__file__).parents[2]


def every(group: click.Group, words: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    found = []
    for name, command in sorted(group.commands.items()):
        if isinstance(command, click.Group):
            found += every(command, (*words, name))
        else:
            found.append((*words, name))
    return found


COMMANDS = every(cli)


def test_the_contract_has_its_commands() -> None:
    names = {" ".join(words) for words in COMMANDS}
    assert names >= {
        "init", "portal add", "portal try", "portal list", "portal import", "portal remove", "crawl", "status",
        "verify", "import", "export", "build", "serve", "demo", "doctor", "read",
    }  # fmt: skip


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_every_command_has_help_with_an_example_and_is_documented(words: tuple[str, ...]) -> None:
    done = luutru(*words, "--help", check=0)
    assert f"luutru {' '.join(words)}" in done.stdout.partition("Example")[2]
    page = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    assert f"\n## luutru {' '.join(words)}\n" in page


def test_the_documents_are_up_to_date() -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "docs" / "generate.py", "--check"], capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()


def test_wrong_usage_is_2_and_says_what_is_right() -> None:
    assert luutru("crwal", check=2).stderr
    assert "--format" in luutru("export", "--format", "xlsx", check=2).stderr
    assert luutru("portal", "add", check=2).stderr
    assert luutru("--version", check=0).stdout.strip()


@pytest.mark.parametrize(
    "words",
    [
        ("status",), ("verify",), ("crawl", "--all"), ("build",), ("portal", "list"),
        ("export", "--format", "jsonl"), ("portal", "add", "http://xa.example.vn/", "--yes"),
    ],
    ids=" ".join,
)  # fmt: skip
def test_without_an_archive_every_command_says_how_to_make_one(
    tmp_path: Path, words: tuple[str, ...]
) -> None:
    done = luutru(*words, "--archive", tmp_path / "khong-co", check=1)
    assert "luutru init" in done.stderr
    assert not done.stdout
    assert not (tmp_path / "khong-co").exists()


def test_portals_are_imported_row_by_row(tmp_path: Path) -> None:
    kho = tmp_path / "kho"
    luutru("init", kho, check=0)
    rows = tmp_path / "cong.csv"
    rows.write_text(
        "url,name\nhttp://mot.example.gov.vn/,Xã Một\nkhong phai url,Xã Hai\n"
        "http://ba.example.gov.vn/,Xã Ba\n",
        encoding="utf-8-sig",
    )
    done = luutru("portal", "import", rows, "--archive", kho, check=1)
    assert "line 3" in done.stderr
    listed = json.loads(luutru("portal", "list", "--json", "--archive", kho, check=0).stdout)
    assert sorted(portal["name"] for portal in listed) == ["Xã Ba", "Xã Một"]
    luutru("portal", "remove", "http://mot.example.gov.vn/", "--archive", kho, check=0)
    assert len(json.loads(luutru("portal", "list", "--json", "--archive", kho).stdout)) == 1


def test_read_gives_one_article_and_keeps_nothing(tmp_path: Path) -> None:
    page = tmp_path / "bai.html"
    body = "".join(f"<p>{sentence}</p>" for sentence in _SENTENCES)
    page.write_text(
        f"<html><head><title>Cổng xã</title></head><body><h1>Khai trương chợ phiên Nà Luông</h1>"
        f"<p>Thứ Hai, 07/11/2022 08:15</p><div>{body}</div></body></html>",
        encoding="utf-8",
    )
    url = "http://xa.example.vn/bai-1.html"
    done = luutru("read", page, "--url", url, cwd=tmp_path, check=0)
    article = json.loads(done.stdout)
    assert article["title"] == "Khai trương chợ phiên Nà Luông"
    assert article["published"] == "2022-11-07T08:15:00+07:00"
    assert article["body_text"].split("\n\n") == list(_SENTENCES)
    page.write_text("<title>Đăng nhập</title><input type=password>", encoding="utf-8")
    assert luutru("read", page, "--url", url, check=1).stderr
    assert [path.name for path in tmp_path.iterdir()] == ["bai.html"]


_SENTENCES = (
    "Sáng nay, chợ phiên Nà Luông chính thức mở cửa trở lại sau hai năm sửa chữa, với hơn một "
    "trăm gian hàng của bà con trong vùng.",
    "Theo ban quản lý, chợ họp vào chủ nhật hằng tuần, chủ yếu bán nông sản, thổ cẩm và nông cụ "
    "do người dân các bản tự làm ra.",
)
