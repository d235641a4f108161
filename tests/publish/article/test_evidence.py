"""Where the bytes of an article lie, as the edition tells it; old addresses and identifiers."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from support.archives import START, make_article, write_capture
from support.site import Get, open_site

from archive import articles, citation, fixity, portals, store
from archive.folder import Archive
from archive.record import Person, article_id
from archive.work import PageWork
from publish.build import build
from publish.pages.article.address import spellings

HOME = "http://xa.example.vn/"
OLD, NEW = f"{HOME}bai-cu", f"{HOME}bai-moi"
BODY = b"<h1>H\xe1\xbb\x99i ngh\xe1\xbb\x8b</h1><p>n\xc4\x83m</p>"


@pytest.fixture(scope="module")
def kho(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One article that was captured 30 times and moved, read twice."""
    folder = tmp_path_factory.mktemp("evidence") / "kho"
    with Archive.create(folder) as archive:
        portal = portals.add(archive, HOME, name="TRANG TIN XÃ THÍ DỤ {50% & ~}")
        for day in range(30):
            body = BODY + b"sau" if day >= 5 else BODY
            article = make_article(
                url=OLD, body_text="Sửa." if day >= 5 else "Năm nay.", images=(), attachments=(),
                author="Lò Văn \\Thi_Dụ\r\nTY  - JOUR", rules={"title": "h1.tieu-de"},
                confidence={"title": 0.93}, title="Hội nghị {100%} & “$x_y”",
                people=(Person(name="Lò Văn Thí", office="Bí thư"), Person(name="Bà Dụ", office="x")),
            )  # fmt: skip
            with archive.transaction():
                capture = write_capture(archive, OLD, body, START + timedelta(days=day))
                work = PageWork(portal=portal.id, crawl=None, capture=capture, article=article)
                store.keep(archive, work)
        with archive.transaction():
            conn = archive.conn
            ((ident,),) = conn.execute("SELECT id FROM articles").fetchall()
            articles.add_urls(conn, ident, {NEW})
            conn.execute("UPDATE articles SET url = ?", (NEW,))
            name = conn.execute("SELECT name FROM warc_files").fetchone()[0]
            event = fixity.FixityEvent(
                type="fixity check", object=f"warc/{name}", outcome="success"
            )
            fixity.record(conn, event, at=START + timedelta(days=90))
    build(folder)
    return folder


@pytest.fixture(scope="module")
def get(kho: Path) -> Iterator[Get]:
    with open_site(kho / "public.db") as ask:
        yield ask


def test_a_stranger_finds_the_bytes_where_the_card_says(kho: Path, get: Get) -> None:
    with closing(sqlite3.connect(kho / "public.db")) as edition:
        rows = edition.execute(
            "SELECT number, revision, sha256, warc, offset, length, record FROM captures "
            "WHERE revision IS NOT NULL ORDER BY number"
        ).fetchall()
    assert [(number, revision) for number, revision, *_ in rows] == [(1, 1), (6, 2)]
    for (*_, sha256, warc, offset, length, record), body in zip(
        rows, (BODY, BODY + b"sau"), strict=True
    ):
        member = (kho / "warc" / warc).read_bytes()[offset : offset + length]
        plain = gzip.decompress(member)
        assert record.encode() in plain
        assert body in plain
        assert hashlib.sha256(body).hexdigest() == sha256
    page = get(f"/bai/{article_id(OLD)}/chung-cu").text
    assert rows[1][2] in page
    assert rows[1][6] in page
    assert "h1.tieu-de" in page
    assert "93%" in page
    assert "03/01/2022 10:18: nguyên vẹn" in page
    assert f"luutru prove {article_id(OLD)}" in page


def test_of_many_captures_the_first_the_telling_and_the_latest_are_told(
    kho: Path, get: Get
) -> None:
    with closing(sqlite3.connect(kho / "public.db")) as edition:
        told = [n for (n,) in edition.execute("SELECT number FROM captures ORDER BY number")]
    assert told == [1, 6, *range(11, 31)]
    page = get(f"/bai/{article_id(OLD)}/chung-cu").text
    assert "Đã lưu 30 lần" in page
    assert "20 lần gần nhất" in page


def test_other_identifiers_lead_to_the_article_for_good(get: Get) -> None:
    for path in ("", "/chung-cu", "/trich-dan.bib", "?lang=en"):
        answer = get(f"/bai/{article_id(NEW)}{path}")
        assert answer.status_code == 301
        assert answer.headers["location"] == f"/bai/{article_id(OLD)}{path}"
    assert get(f"/bai/{'a' * 16}/chung-cu").status_code == 404


@pytest.mark.parametrize(
    "typed",
    [OLD, NEW, "xa.example.vn/bai-moi", "https://XA.example.vn:443/bai-moi#cuoi",
     "http://www.xa.example.vn/bai-cu?utm_source=x&fbclid=1", " http://xa.example.vn/bai%2Dcu/ "],
)  # fmt: skip
def test_an_article_is_found_by_its_address(get: Get, typed: str) -> None:
    answer = get("/bai", params={"url": typed})
    assert answer.status_code == 302
    assert answer.headers["location"] == f"/bai/{article_id(OLD)}"


@pytest.mark.parametrize(
    "typed", ["http://xa.example.vn/bai", "x", "http://[", "http://a:b/", "<b>"]
)
def test_an_address_that_is_not_kept_is_said(get: Get, typed: str) -> None:
    answer = get("/bai", params={"url": typed})
    assert answer.status_code == 404
    assert "không có bài nào" in answer.text
    assert "<b>" not in answer.text
    assert len(list(spellings(typed))) < 40
    assert get("/bai").status_code == 200


def test_people_are_named_with_their_office(get: Get) -> None:
    page = get(f"/bai/{article_id(OLD)}").text
    assert re.search(r"Lò Văn Thí</a> <span>Bí thư</span>", page)


def test_citations_are_files_for_reference_managers(get: Get) -> None:
    base = f"/bai/{article_id(OLD)}"
    link = f"http://localhost{base}"
    bib = get(f"{base}/trich-dan.bib")
    assert bib.headers["content-type"] == "application/x-bibtex; charset=utf-8"
    assert re.search(r'filename="xa2021\w{4}\.bib"', bib.headers["content-disposition"])
    assert r"title = {{Hội nghị \{100\%\} \& “\$x\_y”}}" in bib.text
    assert r"{Lò Văn \textbackslash{}Thi\_Dụ TY - JOUR}" in bib.text
    assert f"url = {{{link}}}" in bib.text
    assert bib.text.count("{") - bib.text.count(r"\{") == bib.text.count("}") - bib.text.count(
        r"\}"
    )
    ris = get(f"{base}/trich-dan.ris")
    lines = ris.text.split("\r\n")
    assert [line for line in lines if line.startswith("TY")] == ["TY  - ELEC"]
    assert f"UR  - {link}" in lines
    (item,) = json.loads(get(f"{base}/trich-dan.csl.json").text)
    assert (item["URL"], item["issued"]) == (link, {"date-parts": [[2021, 10, 5]]})
    vi, en = get(f"{base}/trich-dan.txt").text.splitlines()
    assert "05/10/2021" in vi
    assert "2021-10-05" in en
    assert all(link in line and f"{HOME}bai-moi" in line for line in (vi, en))
    assert get(f"{base}/trich-dan.xml").status_code == 404


def test_a_bundle_cites_without_a_permalink() -> None:
    one = citation.cited(
        {"id": "a" * 16, "title": "T", "author": None, "published": None, "url": f"{HOME}a b{{"},
        "Xã", "2021-10-05T10:18:39+07:00", "0" * 64,
    )  # fmt: skip
    assert f"url = {{{HOME}a%20b%7B}}" in citation.bibtex(one)
    assert "không rõ ngày" in citation.text(one)


def test_permanent_links_begin_as_the_site_is_told(kho: Path) -> None:
    with open_site(kho / "public.db", base_url="https://luutru.example.vn/") as get:
        page = get(f"/bai/{article_id(OLD)}").text
        (data,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)
    link = f"https://luutru.example.vn/bai/{article_id(OLD)}"
    assert f'<link rel="canonical" href="{link}">' in page
    assert json.loads(data)["@id"] == link
    assert json.loads(data)["headline"] == "Hội nghị {100%} & “$x_y”"
    with open_site(kho / "public.db") as get:
        hostile = get(f"/bai/{article_id(OLD)}", headers={"host": 'x"><script>'}).text
    assert "http://localhost/bai/" in hostile
