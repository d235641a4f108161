"""The files of a static edition: all there, all led to, nothing from elsewhere, twice the same."""

from __future__ import annotations

import hashlib
import html
import io
import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from click.testing import CliRunner

from luutru.cli import cli
from publish.errors import PublishError
from publish.offline import index, write
from publish.offline.addresses import EXPLAINED, file_of, relative
from publish.offline.folder import MARKER, SUMS, Folder
from publish.offline.rewriting import rewritten

ARTICLE = "/bai/abcdefgh22345672"


def silent(done: int, total: int) -> None:
    assert done <= total


@pytest.fixture(scope="module")
def folder(edition: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("static") / "luu-tru"
    report = write(edition, target, lang="vi", base_url=None, progress=silent)
    assert report.articles == 3
    assert report.files == sum(path.is_file() for path in target.rglob("*"))
    return target


def pages(folder: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(folder.rglob("*.html")):
        yield path.relative_to(folder).as_posix(), path.read_text(encoding="utf-8")


def links(page: str) -> Iterator[tuple[str, str, str]]:
    """(element, attribute, address) of everything that a page leads to or loads."""
    for tag in re.finditer(r"<([a-zA-Z]+)\s([^<>]*)>", page):
        for name, value in re.findall(r'(href|src|srcset|action|data|poster)="([^"]*)"', tag[2]):
            yield tag[1], name, html.unescape(value)


def test_every_link_leads_to_a_file(folder: Path) -> None:
    number = 0
    for file, page in pages(folder):
        for element, name, address in links(page):
            parts = urlsplit(address)
            if element == "a" and parts.scheme in ("http", "https"):
                continue
            assert not parts.scheme, (file, element, name, address)
            assert not parts.netloc, (file, element, name, address)
            assert not address.startswith("/"), (file, element, name, address)
            if parts.path:
                number += 1
                target = (folder / file).parent / unquote(parts.path)
                assert target.resolve().is_file(), (file, element, name, address)
                assert target.resolve().is_relative_to(folder.resolve())
    assert number > 300


def test_every_file_is_led_to_and_every_style_is_whole(folder: Path) -> None:
    met = {
        ((folder / file).parent / unquote(urlsplit(address).path)).resolve()
        for file, page in pages(folder)
        for _, _, address in links(page)
        if urlsplit(address).path and not urlsplit(address).scheme
    }
    apart = {"README.txt", SUMS, MARKER}
    for path in folder.rglob("*"):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and name not in apart and not name.startswith("tim/"):
            assert path.resolve() in met, name
    for style in folder.rglob("*.css"):
        assert "url(" not in style.read_text(encoding="utf-8")


def test_only_the_search_runs_scripts_and_every_page_has_a_policy(folder: Path) -> None:
    for file, page in pages(folder):
        assert page.count("http-equiv") == 1, file
        policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)
        assert policy, file
        assert policy[1].startswith("default-src 'none'")
        assert ("script-src" in policy[1]) == ("<script" in page) == (file == "tim-kiem.html"), file
        assert "localhost" not in page, file
        assert not re.search(r"<[^<>]*\son[a-z]+=", page), file


def test_the_folder_is_told_and_can_be_checked(folder: Path) -> None:
    lines = (folder / SUMS).read_text(encoding="utf-8").splitlines()
    told = {name: digest for digest, name in (line.split("  ", 1) for line in lines)}
    there = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()} - {SUMS}
    assert set(told) == there
    for name, digest in told.items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest, name
    readme = (folder / "README.txt").read_text(encoding="utf-8")
    assert "05/10/2021 10:21" in readme
    assert "OFFLINE EDITION" in readme
    assert json.loads((folder / MARKER).read_text(encoding="utf-8"))["articles"] == 3


def test_every_hit_has_its_picture(edition: Path, tmp_path: Path) -> None:
    """Also one whose picture no page shows so small."""
    address = f"{edition.as_uri()}?mode=ro"
    with closing(sqlite3.connect(address, uri=True)) as conn, io.StringIO() as sums:
        index.write(conn, Folder(tmp_path, sums))
    told = (tmp_path / "tim" / "bai-0.js").read_text(encoding="utf-8")
    (picture,) = re.findall(r'"(anh/[^"]*)"', told)
    assert (tmp_path / picture).read_bytes()[8:12] == b"WEBP"


def test_an_attachment_that_could_run_is_text(folder: Path) -> None:
    names = {path.name for path in (folder / "tep").rglob("*") if path.is_file()}
    assert names == {"K-ho-ch-2021.pdf", "x-.html.txt"}


def test_the_same_again_and_in_english(edition: Path, folder: Path, tmp_path: Path) -> None:
    again = tmp_path / "kho"
    write(edition, again, lang="en", base_url="https://luutru.example", progress=silent)
    article = next((again / "bai").glob("*/*.html")).read_text(encoding="utf-8")
    assert '<html lang="en">' in article
    assert "https://luutru.example/bai/" in article
    write(edition, again, lang="vi", base_url=None, progress=silent)
    assert (again / SUMS).read_bytes() == (folder / SUMS).read_bytes()
    assert [path.name for path in tmp_path.iterdir()] == ["kho"]


def test_what_lies_there_is_not_harmed(kho: Path, edition: Path, tmp_path: Path) -> None:
    (tmp_path / "thu.txt").write_text("của tôi")
    told = "is not empty and no static edition of luutru"
    with pytest.raises(PublishError, match=told):
        write(edition, tmp_path, lang="vi", base_url=None, progress=silent)
    with pytest.raises(PublishError, match=told):
        write(edition, tmp_path / "thu.txt", lang="vi", base_url=None, progress=silent)
    assert [path.name for path in tmp_path.iterdir()] == ["thu.txt"]
    command = ["static", str(tmp_path / "x"), "--archive", str(kho), "--base-url", "luutru.example"]
    answer = CliRunner().invoke(cli, command)
    assert answer.exit_code == 2
    assert "takes an address without a path" in answer.output


@pytest.mark.parametrize(
    ("address", "file"),
    [
        ("/", "index.html"),
        (ARTICLE, "bai/ab/abcdefgh22345672.html"),
        (f"{ARTICLE}/thay-doi?tu=1&den=3", "bai/ab/abcdefgh22345672/thay-doi-tu-1-den-3.html"),
        (f"{ARTICLE}/trich-dan.csl.json", "bai/ab/abcdefgh22345672/trich-dan.csl.json"),
        (f"{ARTICLE}?x=1", None),
        ("/tim-kiem?q=a", "tim-kiem.html"),
        ("/cong?tinh=T%E1%BB%89nh+A", "cong-tinh-tinh-a-d400f1af.html"),
        ("/public/articles", None),
        ("/api/v1/", None),
        ("/tim-kiem.atom?q=a", None),
        ("/tep/" + "0" * 64 + "/a.PDF", "tep/00/" + "0" * 64 + "/a.PDF"),
        ("/tep/" + "0" * 64 + "/tep", "tep/00/" + "0" * 64 + "/tep.txt"),
        ("/../x", None),
    ],
)
def test_addresses_become_files(address: str, file: str | None) -> None:
    assert file_of(address) == file


def test_names_of_one_kind_never_meet() -> None:
    slugs = ("15.QĐ-UBND", "15.qd-ubnd", "15.QD-UBND", "15-qd-ubnd", "Đ", "d", "..")
    files = [file_of(f"/van-ban/{slug}") for slug in slugs]
    assert len(set(files)) == len(slugs)
    assert all(file and file.startswith("van-ban/") and ".." not in file for file in files)


def test_a_page_is_led_to_files() -> None:
    page = (
        '<head><meta charset="utf-8"></head><a href="/cong?tinh=x&amp;y=1#a">href="/cong"</a>'
        '<a href="/tim-kiem?q=a&amp;nam=2021">x</a><form action="/xu-huong"><input></form>'
        '<a href="https://x.example/">y</a><a href="//x.example/">z</a><a href="/cong">w</a>'
    )
    shown = rewritten(page, "bai/ab/x.html", file_of, kind="page", no_form="<p>-</p>")
    assert f'<a href="../../{EXPLAINED}#a">href="/cong"</a>' not in shown
    assert f'<a href="../../{EXPLAINED}">href="/cong"</a>' in shown
    assert '<a href="../../tim-kiem.html?q=a&amp;nam=2021">' in shown
    assert "<p>-</p>" in shown
    assert '<a href="https://x.example/">' in shown
    assert '<a href="../../cong.html">w</a>' in shown
    assert relative("index.html", "cong.html") == "index.html"
