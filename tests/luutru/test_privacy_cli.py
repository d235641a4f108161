"""`luutru privacy` as an archivist types it."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

from click.testing import CliRunner
from support.archives import START, make_article, write_capture

from archive import portals, store
from archive.folder import Archive
from archive.work import PageWork
from luutru.cli import cli

TEXT = "Gặp ông Tòng Văn Ánh 0912 345 678, nhà số 12 tổ 3."


def made(kho: Path) -> str:
    with Archive.create(kho) as archive:
        portals.add(archive, "http://xa.example.vn/", name="Xã Thí Dụ")
        article = make_article(
            body_text=TEXT, body_html=f"<p>{TEXT}</p>", images=(), attachments=()
        )
        with archive.transaction():
            capture = write_capture(archive, article.url, TEXT.encode(), START)
            store.keep(
                archive,
                PageWork(portal="thi-du", crawl=None, capture=capture, article=article),
            )
        return str(archive.conn.execute("SELECT id FROM articles").fetchone()[0])


def body(kho: Path) -> str:
    with closing(sqlite3.connect(kho / "public.db")) as conn:
        return str(conn.execute("SELECT body_text FROM articles").fetchone()[0])


def test_list_show_hide(tmp_path: Path) -> None:
    kho = tmp_path / "kho"
    ident = made(kho)

    def run(*words: str, check: int = 0) -> str:
        """What stdout has, or what is told of a mistake."""
        done = CliRunner().invoke(cli, [*words, "--archive", str(kho)])
        assert done.exit_code == check, done.output
        return done.stdout if check == 0 else f"{done.stderr}{done.exception}"

    def say(*words: str, check: int = 0) -> str:
        return run("privacy", *words, check=check)

    run("build")
    assert "0912" not in body(kho)
    listed = say("list")
    assert listed.split("\t")[:4] == [ident, "phone", "…78", "mask"]
    assert "0912" not in listed
    assert "logged" in say("list", ident, "--reveal", check=2)
    (one,) = json.loads(say("list", ident, "--reveal", "--by", "Lan", "--json"))
    assert one["number"] == "0912345678"

    say("show", "0912 345 678", "--reason", "Số công vụ", "--by", "Lan")
    assert body(kho) == TEXT
    say("hide", one["digest"], "--reason", "Đã nghỉ hưu")
    say("hide", "nhà số 12 tổ 3", "--article", ident, "--reason", "Địa chỉ nhà riêng")
    assert body(kho) == "Gặp ông Tòng Văn Ánh [đã che số điện thoại], [đã che]."
    say("show", "nhà số 12 tổ 3", "--article", ident, "--reason", "Nhầm")
    assert body(kho).endswith("nhà số 12 tổ 3.")

    assert "in one article" in say("hide", "0987654321", "--reason", "thử", check=1)
    assert "neither a number" in say("show", "ông Ánh", "--reason", "thử", check=1)
    assert say("files") == ""
    assert "no file" in say("release", "0" * 64, "--reason", "thử", check=1)
    public = run("export", "--public")
    assert "0912" not in public
    assert json.loads(public)["body_text"] == body(kho)
    assert json.loads(run("export"))["body_text"] == TEXT
    run("export", "--public", "--with-hidden", check=2)
