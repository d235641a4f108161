"""Numbers of persons are nowhere in the edition, and whole in the archive."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from support.archives import START, make_article, write_capture
from support.editorial import BY
from support.site import open_site

from archive import portals, store
from archive.editorial import Editorial, workflow
from archive.editorial.public_view import public
from archive.folder import Archive
from archive.query import Filter, articles
from archive.record import Article, Attachment, Image
from archive.warc import sha256
from archive.work import PageWork
from publish.build import build
from publish.build.copies import unpacked

from .conftest import HOME, add_media

LIST = "Danh sách: ông Lò Văn Hặc, CCCD 011085000123; bà Quàng Thị Én, CCCD 011185000456"
CONTACT = "Gặp chị Quàng Thị Én, số điện thoại 0987 654 321"
NUMBERS = re.compile(
    rb"0?9\D{0,9}1\D{0,9}2\D{0,9}3\D{0,9}4\D{0,9}5\D{0,9}6\D{0,9}7\D{0,9}8|987\W?654\W?321|040\W?123\W?456|"
    rb"8900205123456|0110850001|0111850004|039\W?888\W?7766"
)


def keep(archive: Archive, article: Article, page: str) -> None:
    with archive.transaction():
        capture = write_capture(archive, article.url, page.encode(), START)
        store.keep(archive, PageWork(portal="thi-du", crawl=None, capture=capture, article=article))


def read(archive: Archive, body: bytes, text: str) -> None:
    with archive.transaction():
        archive.conn.execute(
            "INSERT INTO attachment_texts (sha256, status, text, reader, version, read_at) "
            "VALUES (?, 'text', ?, 'x', 1, '2021')",
            (sha256(body), text),
        )


def fill(archive: Archive) -> None:
    portals.add(archive, HOME, name="Xã Thí Dụ")
    for name, text in (("ds", LIST), ("lh", CONTACT)):
        body = f"%PDF-1.4 {name}".encode()
        add_media(archive, f"{HOME}{name}.pdf", body, "application/pdf")
        read(archive, body, text)
    first = make_article(
        title="Giúp ông Lò Văn Hặc (0912345678)",
        lead="Mã thẻ 040123456 bị rơi.",
        body_text="Ông Hặc, CMND 040 123 456.\n\nSTK 8900205123456 Agribank.\n\nGặp 0912.345.678.",
        body_html=f'<p>Ông Hặc, CMND <b>040</b> 123 456.</p><p>STK 8900205123456 Agribank.</p>'
        f'<p>Gặp <a href="tel:0912345678">0912<i>.345</i>.678</a>, <a href="{HOME}ds.pdf">danh sách</a></p>',
        images=(Image(url=f"{HOME}3.jpg", caption="Ảnh: ông Hặc, 0912-345-678", credit="Én 0987654321"),),
        attachments=(
            Attachment(url=f"{HOME}ds.pdf", name="Danh sách (0912 345 678)"),
            Attachment(url=f"{HOME}lh.pdf", name="Thư ngỏ"),
        ),
    )  # fmt: skip
    page = f"<title>{first.title}</title>{first.body_html}<p>Bên lề: anh Inh 039 888 7766</p>"
    keep(archive, first, page)
    later = make_article(body_text="Đã tìm được thẻ.", body_html="<p>Đã tìm được thẻ.</p>",
                         title="Ông Hặc đã có thẻ", lead=None, images=first.images, attachments=first.attachments)  # fmt: skip
    keep(archive, later, "<p>Đã tìm được thẻ.</p>")
    for number in range(17):
        text = f"Tin số {number}, gặp anh Hặc 0912345678 hoặc Công an xã 0915 000 111."
        one = make_article(url=f"{HOME}tin-{number}", body_text=text, body_html=f"<p>{text}</p>",
                           images=(), attachments=())  # fmt: skip
        keep(archive, one, f"<p>{text}</p><p>Gọi <b>0912</b> 345 678</p>" * 3)


@pytest.fixture(scope="module")
def kho(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("privacy") / "kho"
    with Archive.create(folder) as archive:
        fill(archive)
    build(folder)
    return folder


@pytest.fixture(scope="module")
def edition(kho: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(kho / "public.db")) as conn:
        yield conn


def test_no_byte_of_them_is_in_the_edition(kho: Path) -> None:
    assert NUMBERS.search((kho / "public.db").read_bytes()) is None


def test_no_copy_of_a_page_and_no_dictionary_has_them(edition: sqlite3.Connection) -> None:
    rows = edition.execute(
        "SELECT c.page, d.content FROM copies c JOIN articles a ON a.id = c.article "
        "LEFT JOIN copy_dictionaries d ON d.portal = a.portal"
    ).fetchall()
    pages = [unpacked(page, dictionary) for page, dictionary in rows]
    assert len(pages) == 19
    assert rows[0][1]
    assert not [page for page in pages if NUMBERS.search(page.encode())]
    assert sum("[đã che số điện thoại]" in page for page in pages) == 18
    import zstandard

    assert NUMBERS.search(zstandard.decompress(rows[0][1])) is None


def test_what_an_office_publishes_stays(edition: sqlite3.Connection) -> None:
    shown = edition.execute("SELECT body_text FROM articles WHERE url LIKE '%tin-3'").fetchone()[0]
    assert shown == "Tin số 3, gặp anh Hặc [đã che số điện thoại] hoặc Công an xã 0915 000 111."


def test_a_number_of_an_old_revision_is_masked_in_it(edition: sqlite3.Connection) -> None:
    rows = edition.execute(
        "SELECT title, lead, body_text FROM revisions r WHERE article = "
        "(SELECT id FROM articles WHERE title = 'Ông Hặc đã có thẻ') ORDER BY number"
    ).fetchall()
    assert rows[0] == (
        "Giúp ông Lò Văn Hặc ([đã che số điện thoại])",
        "Mã thẻ [đã che số giấy tờ] bị rơi.",
        "Ông Hặc, CMND [đã che số giấy tờ].\n\nSTK [đã che số tài khoản] Agribank.\n\n"
        "Gặp [đã che số điện thoại].",
    )


def test_a_file_with_numbers_of_papers_is_withheld_and_its_page_says_so(kho: Path, edition: sqlite3.Connection) -> None:  # fmt: skip
    rows = edition.execute(
        "SELECT a.name, a.withheld, a.bytes, f.text FROM attachments a "
        "LEFT JOIN files f USING (sha256) ORDER BY position"
    ).fetchall()
    assert rows == [
        ("Danh sách ([đã che số điện thoại])", 1, None, None),
        ("Thư ngỏ", 0, 11, "Gặp chị Quàng Thị Én, số điện thoại [đã che số điện thoại]"),
    ]
    ident = edition.execute("SELECT article FROM attachments").fetchone()[0]
    with open_site(kho / "public.db") as get:
        page = get(f"/bai/{ident}").text
        assert "chưa công bố: tệp có số giấy tờ" in page
        assert f'href="{HOME}ds.pdf"' not in page
        assert "đã che 1 số tài khoản, 1 số giấy tờ tùy thân, 2 số điện thoại." in page
        assert get(f"/tep/{sha256(b'%PDF-1.4 ds')}/a.pdf").status_code == 404


def test_the_archive_is_whole_and_its_public_view_is_not(kho: Path) -> None:
    with Archive.open(kho) as archive:
        whole = list(articles(archive.conn, Filter(public=True)))
        shown = list(public(archive.conn, whole))
    assert NUMBERS.search(repr(whole).encode())
    assert whole[0]["attachments"][0]["text"] == LIST
    assert NUMBERS.search(repr(shown).encode()) is None
    assert [one["id"] for one in shown] == [one["id"] for one in whole]
    assert shown[0]["attachments"][0]["text_status"] == "withheld"


def test_what_editors_say_is_masked_too(tmp_path: Path) -> None:
    with Archive.create(tmp_path / "kho") as archive:
        portals.add(archive, HOME, name="Xã Thí Dụ")
        text = "Mời bà con đến dự."
        one = make_article(title="Gặp anh Hặc 0912345678", body_text=text, body_html=f"<p>{text}</p>",
                           images=(), attachments=())  # fmt: skip
        keep(archive, one, f"<h1>{one.title}</h1>")
        ident = archive.conn.execute("SELECT id FROM articles").fetchone()[0]
    said = {
        "corrections": {"title": {"value": "Lịch gặp mặt", "reason": "có số 0912 345 678"}},
        "note": "Anh Hặc, điện thoại 0912 345 678.",
        "tags": ["anh Hặc 0912345678"],
    }
    with Editorial.open(tmp_path / "kho") as ed:
        workflow.save(ed, "article", ident, said, by=BY)
        workflow.publish(ed, "article", ident, by=BY)
    build(tmp_path / "kho")
    assert NUMBERS.search((tmp_path / "kho" / "public.db").read_bytes()) is None
    with closing(sqlite3.connect(tmp_path / "kho" / "public.db")) as conn:
        assert conn.execute("SELECT was FROM corrections").fetchone() == (
            "Gặp anh Hặc [đã che số điện thoại]",
        )
        assert conn.execute("SELECT title FROM revisions").fetchone() == (
            "Gặp anh Hặc [đã che số điện thoại]",
        )
