"""What is hidden is in no byte of the edition, and comes back when it may."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from support.cli import luutru
from support.editorial import BY, hide
from support.site import open_site

from archive import portals, search
from archive.editorial import Editorial, hiding
from archive.errors import ArchiveError
from archive.folder import Archive
from archive.record import Attachment, Image
from publish.build import build

from .conftest import HOME, add_article, add_media, picture

SECRET = {
    "title": "Danh sách hộ Quẩynghèo",
    "lead": "Dẫn Khoẳnvắng của bài.",
    "body": "Ông Xuẩnthử Vằngkhuya ở bản Loóngmăng.",
    "caption": "Thẻ của Phẫngiấu",
    "category": "Mục Khuấtlấp",
    "author": "Tác giả Ngoạmkín",
    "file": "Biểu Ngoằnvèo.pdf",
    "text": "Trong tệp có Khuỵuchân.",
    "earlier": "Bản cũ có chữ Ruỗngtuếch.",
    "document": "7391/QĐ-XKHQ",
    "address": "bai-toan-mat-xyzzy",
}
"""One unusual word in each field of the hidden article."""

WORDS = (
    "Quẩynghèo", "Khoẳnvắng", "Xuẩnthử", "Vằngkhuya", "Loóngmăng", "Phẫngiấu", "Khuấtlấp",
    "Ngoạmkín", "Ngoằnvèo", "Khuỵuchân", "Ruỗngtuếch", "7391", "xyzzy",
)  # fmt: skip

PDF = b"%PDF-1.4 tep chi cua mot bai"
SHARED = b"%PDF-1.4 tep cua hai bai"


@pytest.fixture
def kho(tmp_path: Path) -> Path:
    folder = tmp_path / "kho"
    with Archive.create(folder) as archive:
        portals.add(archive, HOME, name="Xã Thí Dụ")
        add_media(archive, f"{HOME}rieng.jpg", picture(640, 200), "image/jpeg")
        add_media(archive, f"{HOME}chung.jpg", picture(500, 300), "image/jpeg")
        add_media(archive, f"{HOME}rieng.pdf", PDF, "application/pdf")
        add_media(archive, f"{HOME}chung.pdf", SHARED, "application/pdf")
        with archive.transaction():
            archive.conn.execute(
                "INSERT INTO attachment_texts (sha256, status, text, reader, version, read_at) "
                "SELECT sha256, 'read', ?, 'x', 1, '2021' FROM media WHERE url LIKE '%rieng.pdf'",
                (SECRET["text"],),
            )
        url = HOME + SECRET["address"]
        hidden: dict[str, Any] = {
            "url": url, "title": SECRET["title"], "lead": SECRET["lead"],
            "category": SECRET["category"], "author": SECRET["author"],
            "citations": (SECRET["document"],),
            "images": (
                Image(url=f"{HOME}rieng.jpg", caption=SECRET["caption"]),
                Image(url=f"{HOME}chung.jpg"),
            ),
            "attachments": (
                Attachment(url=f"{HOME}rieng.pdf", name=SECRET["file"]),
                Attachment(url=f"{HOME}chung.pdf", name="Chung"),
            ),
        }  # fmt: skip
        for number in range(40):  # neighbours on every page of the file
            add_article(
                archive, number, url=f"{HOME}bai-{number}", title=f"Hội nghị lần {number}",
                published=f"2021-{1 + number % 12:02}-05", citations=("05-CT/TW",),
                body_text="Nội dung bàn về lúa, ngô, khoai, sắn. " * 20,
                body_html=f'<p>Xem <a href="{url if number == 30 else HOME}">bài ấy</a>.</p>',
                images=(Image(url=f"{HOME}chung.jpg"),),
                attachments=(Attachment(url=f"{HOME}chung.pdf", name="Chung"),),
            )  # fmt: skip
            if number in (10, 20):
                body = SECRET["earlier"] if number == 10 else SECRET["body"]
                text = f"{body}\n\n" + "Các hộ nhận hỗ trợ trong tháng này như sau. " * 30
                add_article(archive, 100 + number, body_text=text, **hidden)
    build(folder)
    return folder


def bytes_beside(edition: Path) -> bytes:
    """Everything that lies in the edition's files."""
    return b"".join(path.read_bytes() for path in sorted(edition.parent.glob(f"{edition.name}*")))


def traces(edition: Path) -> Iterator[str]:
    """Which of the words are in a byte of the files, in any code of the index.

    The index writes a term without the letters that it shares with the one before it.
    """
    found = bytes_beside(edition)
    for word in WORDS:
        for form in {word, word.lower(), search.exact(word), search.folded(word)}:
            if (form if form.isdigit() else form[2:]).encode() in found:
                yield form


def rows(edition: Path, sql: str) -> list[Any]:
    with closing(sqlite3.connect(f"file:{edition}?mode=ro", uri=True)) as conn:
        return conn.execute(sql).fetchall()


def test_nothing_of_a_hidden_article_stays(kho: Path) -> None:
    edition = kho / "public.db"
    assert len({search.folded(form) for form in traces(edition)}) == len(WORDS)
    own = [blob for (blob,) in rows(edition, "SELECT content FROM renditions WHERE width = 640")]
    assert own
    assert own[0] in b"".join(blob for (blob,) in rows(edition, "SELECT content FROM renditions"))
    ident = rows(edition, "SELECT id FROM articles WHERE title LIKE 'Danh s%'")[0][0]
    with open_site(edition) as get:
        assert get(f"/bai/{ident}").status_code == 200
        hide(kho, HOME + SECRET["address"], reason="Lộ số căn cước")
        report = build(kho)
        assert report.changed == 1  # the one that links to it
        assert (report.mode, report.removed, report.problems) == ("update", 1, [])

        assert list(traces(edition)) == ["xyzzy"]  # in the bodies of those that link to it
        assert own[0][100:160] not in bytes_beside(edition)
        assert PDF[9:] not in bytes_beside(edition)
        assert SHARED[9:] in bytes_beside(edition)
        assert rows(edition, "SELECT count(DISTINCT id) FROM renditions") == [(1,)]

        for lang, words in (("vi", "không còn được hiển thị"), ("en", "no longer shown")):
            at_home = quote(HOME + SECRET["address"], safe="")
            for address in (f"/bai/{ident}?lang={lang}", f"/bai?url={at_home}&lang={lang}"):
                page = get(address)
                assert page.status_code == 410
                assert words in page.text
                assert "NĐ 13/2023/NĐ-CP" in page.text
                assert "căn cước" not in page.text
        for path in ("ban-goc", "thay-doi", "chung-cu", "trich-dan.bib"):
            assert get(f"/bai/{ident}/{path}").status_code in (404, 410)
        for path in ("", "/revisions", "/revisions/1"):
            told = get(f"/api/v1/articles/{ident}{path}")
            assert (told.status_code, told.json()["status"]) == (410, 410)
            assert "NĐ 13/2023/NĐ-CP" in told.json()["detail"]


def test_no_question_finds_what_is_hidden(kho: Path) -> None:
    edition = kho / "public.db"
    ident = rows(edition, "SELECT id FROM articles WHERE title LIKE 'Danh s%'")[0][0]
    hide(kho, ident)
    build(kho)
    tables = [
        name for (name,) in rows(edition, "SELECT name FROM sqlite_schema WHERE type = 'table'")
    ]
    with open_site(edition) as get:
        for word in WORDS[:-1]:
            for path in ("/tim-kiem", "/public/articles.json", "/public/tim_bai.json"):
                page = get(path, params={"q": word, "_search": word, "tu_khoa": word})
                assert ident not in page.text, (path, word)
        for table in tables:
            page = get(f"/public/{table}.json?_size=1000&_shape=array")
            if table not in ("tombstones", "publications"):  # these say that it is hidden
                assert ident not in page.text, table
        for path in ("/", "/cong/thi-du", "/sitemap.xml", "/tim-kiem.atom", "/tim-kiem.csv"):
            assert ident not in get(path).text
        told = get("/public/tombstones.json?_shape=array").json()
        assert [row["article"] for row in told] == [ident]


def test_what_may_be_shown_again_is(kho: Path) -> None:
    edition = kho / "public.db"
    before = rows(edition, "SELECT id, title, body_html, cover FROM articles ORDER BY rowid")
    url = HOME + SECRET["address"]
    done = luutru(
        "hide", url, "--reason", "Nhầm", "--basis", "Luật", "--by", "Lan", "--archive", kho, check=0
    )
    assert "updated: 0 new" in done.stderr
    assert (
        json.loads(luutru("hidden", "--json", "--archive", kho, check=0).stdout)[0]["by"] == "Lan"
    )
    assert len(rows(edition, "SELECT id FROM articles")) == 40
    again = luutru("hide", url, "--reason", "x", "--basis", "y", "--archive", kho, check=1)
    assert "hidden already" in again.stderr
    assert "Quẩynghèo" not in luutru("export", "--archive", kho, check=0).stdout
    assert "Quẩynghèo" in luutru("export", "--with-hidden", "--archive", kho, check=0).stdout
    luutru("unhide", url, "--reason", "Đã che số", "--archive", kho, check=0)
    assert (
        rows(edition, "SELECT id, title, body_html, cover FROM articles ORDER BY rowid") == before
    )
    log = json.loads(luutru("hidden", "--log", "--json", "--archive", kho, check=0).stdout)
    assert [(act["act"], act["reason"]) for act in log] == [
        ("hide", "Nhầm"),
        ("unhide", "Đã che số"),
    ]


def test_hiding_needs_an_article_a_reason_and_a_basis(kho: Path) -> None:
    with Editorial.open(kho) as ed:
        for named, reason, basis in (("no", "x", "y"), (f"{HOME}bai-1", " ", "y"),
                                     (f"{HOME}bai-1", "x", "")):  # fmt: skip
            with pytest.raises(ArchiveError):
                hiding.hide(ed, named, reason=reason, basis=basis, by=BY)
        with pytest.raises(ArchiveError, match="is not hidden"):
            hiding.unhide(ed, f"{HOME}bai-1", reason="x", by=BY)
        ident = hiding.find(ed.conn, f"{HOME}bai-1")
        assert hiding.find(ed.conn, f"https://kho.example.vn/bai/{ident}") == ident


def test_a_restored_archive_does_not_bring_it_back(kho: Path) -> None:
    """Whatever the log says, tombstones and hidden articles are held against each other."""
    hide(kho, f"{HOME}bai-1")
    with Editorial.open(kho) as ed:
        ed.conn.execute("DELETE FROM touched WHERE subject = 'article'")
    hide(kho, f"{HOME}bai-2")
    build(kho)
    held = rows(kho / "public.db", "SELECT count(*) FROM articles")
    assert held == [(39,)]


def test_what_the_portal_changes_in_a_hidden_article_stays_hidden(kho: Path) -> None:
    hide(kho, f"{HOME}bai-1")
    build(kho)
    with Archive.open(kho, write=True) as archive:
        add_article(archive, 900, url=f"{HOME}bai-1", title="Sửa lại")
    report = build(kho)
    assert (report.added, report.changed, report.removed) == (0, 0, 0)
