"""`luutru export --release` on the command line."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from support.archives import START, make_article, write_capture
from support.cli import luutru

from archive import portals, store
from archive.folder import Archive
from archive.work import PageWork
from luutru.cli import cli


@pytest.fixture(scope="module")
def kho(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("release") / "kho"
    with Archive.create(folder) as archive:
        portals.add(archive, "http://xa.example.vn/", name="Xã Thí Dụ")
        for number in range(3):
            article = make_article(f"http://xa.example.vn/bai-{number}", title=f"Bài số {number}")
            moment = START + timedelta(minutes=number)
            with archive.transaction():
                capture = write_capture(archive, article.url, article.title.encode(), moment)
                work = PageWork(portal="thi-du", crawl=None, capture=capture, article=article)
                store.keep(archive, work)
    return folder


def test_a_release_and_the_next(kho: Path, tmp_path: Path) -> None:
    first = luutru("export", "--release", "2026.10", "--archive", kho, cwd=tmp_path, check=0)
    assert not first.stdout
    assert "luutru-2026.10: release 2026.10; 3 articles, 1 portals" in first.stderr
    done = luutru(
        "export", "--release", "2026.11", "--zip", "--json", "--base-url", "https://kho.example.vn",
        "--archive", kho, cwd=tmp_path, check=0,
    )  # fmt: skip
    told = json.loads(done.stdout)
    assert (told["since"], told["articles"]) == ("2026.10", 3)
    assert told["changes"] == {"added": 0, "changed": 0, "removed": 0, "same": 3}
    assert (tmp_path / told["zip"]).is_file()
    assert "https://kho.example.vn/bai/" in (tmp_path / "luutru-2026.11/README.md").read_text()
    again = luutru("export", "--release", "2026.11", "--archive", kho, cwd=tmp_path, check=1)
    assert "there already" in again.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "luutru-2026.10", "luutru-2026.11", "luutru-2026.11.zip",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--release", "2026.13"), "--release takes a month like 2026.11"),
        (("--release", "2026.11", "--portal", "x"), "--portal does not go with --release"),
        (("--release", "2026.11", "--with-hidden"), "--with-hidden does not go with --release"),
        (("--release", "2026.11", "--base-url", "kho.vn"), "--base-url takes an address"),
        (("--pictures",), "--pictures goes with --release"),
        (("-o", "."), "is a folder"),
    ],
)
def test_what_does_not_go_together_is_a_mistake_of_usage(
    kho: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], told: str
) -> None:
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(cli, ["export", *words, "--archive", str(kho)])
    assert done.exit_code == 2
    assert told in done.stderr
    assert not list(tmp_path.iterdir())
