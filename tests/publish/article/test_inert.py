"""Captured pages made inert, and how an edition keeps them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
import zstandard
from support.archives import START, make_article, write_capture
from support.editorial import hide, unhide
from support.site import open_site

from archive import portals, query, store
from archive.folder import Archive
from archive.record import article_id
from archive.work import PageWork
from publish.build import build, copies, parts
from publish.build.work import BuildReport, Entry, Work
from publish.inert import MAX_PAGE, inert

HOME = "http://xa.example.vn/"


def made(html: str, **options: object) -> str:
    told = {"content_type": "text/html; charset=utf-8", "url": f"{HOME}tin/bai-1", "pictures": {}}
    return inert(html.encode(), **(told | options))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("page", "copy"),
    [
        ("<script>x()</script><p onclick=x()>a</p>", "<p>a</p>"),
        ("<form action=//evil><input name=q><select><option>1</select>Tìm</form>", "Tìm"),
        ("<title>t</title><style>p{}</style><noscript>n</noscript><p>a", "<p>a</p>"),
        ("<iframe src=//evil></iframe><object data=x>o</object><embed src=x><svg><a>s</a></svg>", ""),
        ("<meta http-equiv=refresh content='0;url=//evil'><link rel=stylesheet href=x><p>a", "<p>a</p>"),
        ('<p style="color:red;position:fixed;background:url(//evil)">a</p>', '<p style="color:red">a</p>'),
        ("<!-- <img src=x> --><table><tr><td colspan=2>a", '<table><tbody><tr><td colspan="2">a</td></tr></tbody></table>'),
        ("<p>&lt;script&gt; &amp; năm</p>", "<p>&lt;script&gt; &amp; năm</p>"),
    ],
)  # fmt: skip
def test_only_what_is_read_and_seen_stays(page: str, copy: str) -> None:
    assert made(page) == copy


def test_links_lead_where_they_led_and_no_link_runs() -> None:
    links = made(
        '<base href="/goc/"><a href="bai-2#x">a</a><a href="//khac.vn/">b</a>'
        '<a href="javascript:x()">c</a><a href=" JaVa&#10;script:x()">d</a>'
        '<a href="data:text/html,x">e</a><a href="http://[">f</a>'
    )
    assert (
        f'<a href="{HOME}goc/bai-2#x" target="_top" rel="nofollow noopener noreferrer">a' in links
    )
    assert 'href="http://khac.vn/"' in links
    assert links.count("href=") == 2


def test_pictures_are_those_of_the_edition_or_none() -> None:
    known = {f"{HOME}tin/1.jpg": "/anh/ab/lon.webp"}
    page = (
        '<img src="1.jpg" srcset="//evil 2x"><img src="//evil/x.gif" alt="Ảnh">'
        '<img src="cho.gif" data-src="/tin/1.jpg"><img src="data:image/png;base64,x">'
    )
    copy = made(page, pictures=known)
    assert copy.count('src="/anh/ab/lon.webp"') == 2
    assert copy.count("src") == 2
    assert 'alt="Ảnh"' in copy


def test_letters_are_read_as_the_server_named_them() -> None:
    page = "<p>Đảng ủy xã</p>"
    assert inert(page.encode("utf-16"), "text/html; charset=utf-16", HOME, {}) == page
    assert inert(page.encode("cp1258", "replace"), "text/html; charset=windows-1258", HOME, {})
    marked = b'<meta charset="utf-8">' + page.encode()
    assert inert(marked, "text/html", HOME, {}) == page


def test_what_is_no_page_is_shown_as_text() -> None:
    copy = inert(b'{"a": "<b>"}', "application/json", HOME, {})
    assert copy == "<pre>{&quot;a&quot;: &quot;&lt;b&gt;&quot;}</pre>"


def test_too_large_a_page_is_told() -> None:
    with pytest.raises(ValueError, match="too many"):
        inert(b"x" * (MAX_PAGE + 1), None, HOME, {})
    with pytest.raises(ValueError, match="too large"):
        made("<p>" + "&amp;" * 300_000)


# -- how an edition keeps them ---------------------------------------------------------------


def page_of(number: int) -> bytes:
    shared = "".join(f"<p>Dòng chung {n} của cổng, số {n * 7919}</p>" for n in range(40))
    return f"<body>{shared}<h1>Bài {number}</h1><p>Riêng {number * 104729}</p>".encode()


@pytest.fixture
def kho(tmp_path: Path) -> Path:
    with Archive.create(tmp_path / "kho") as archive:
        portal = portals.add(archive, HOME, name="Xã Thí Dụ")
        for number in range(copies.SAMPLES + 4):
            url = f"{HOME}{number}"
            article = make_article(url=url, title=f"Bài {number}", body_text=f"Bài {number}",
                                   images=(), attachments=())  # fmt: skip
            with archive.transaction():
                moment = START + timedelta(minutes=number)
                capture = write_capture(archive, url, page_of(number), moment)
                work = PageWork(portal=portal.id, crawl=None, capture=capture, article=article)
                store.keep(archive, work)
    return tmp_path / "kho"


@pytest.fixture
def work(kho: Path) -> Iterator[Work]:
    build(kho)
    with (
        Archive.open(kho) as archive,
        closing(sqlite3.connect(kho / "public.db", isolation_level=None)) as edition,
    ):
        edition.execute("BEGIN")
        yield Work(
            archive=archive, edition=edition, before=None, report=BuildReport(),
            progress=lambda done, total: None,
        )  # fmt: skip


def packed(edition: sqlite3.Connection) -> list[tuple[object, ...]]:
    return [
        *edition.execute("SELECT * FROM copies ORDER BY 1, 2"),
        *edition.execute("SELECT * FROM copy_dictionaries"),
    ]


def test_copies_are_small_and_read_as_they_were(work: Work) -> None:
    ((_, _, content),) = work.edition.execute("SELECT * FROM copy_dictionaries").fetchall()
    rows = work.edition.execute("SELECT article, page FROM copies").fetchall()
    assert len(rows) == copies.SAMPLES + 4
    for number in range(copies.SAMPLES + 4):
        page = dict(rows)[article_id(f"{HOME}{number}")]
        copy = copies.unpacked(page, content)
        assert f"Riêng {number * 104729}" in copy
        assert len(page) < len(zstandard.compress(copy.encode(), 12)) / 2


def test_an_article_that_changes_leaves_the_others_as_they_are(work: Work) -> None:
    before = packed(work.edition)
    ident = article_id(f"{HOME}3")
    key, rowid = (
        work.source.execute("SELECT pk FROM articles WHERE id = ?", (ident,)).fetchone()[0],
        work.edition.execute("SELECT rowid FROM articles WHERE id = ?", (ident,)).fetchone()[0],
    )
    parts.remove(work, [ident])
    (article,) = query.by_key(work.source, [key], public=True)
    parts.add(work, [Entry(key=key, rowid=rowid, article=article)])
    copies.finish(work)
    assert packed(work.edition) == before


def test_of_an_article_that_leaves_nothing_stays_in_a_dictionary(kho: Path, work: Work) -> None:
    ident = article_id(f"{HOME}3")
    hide(kho, ident)
    parts.remove(work, [ident])
    copies.finish(work)
    ((_, samples, content),) = work.edition.execute("SELECT * FROM copy_dictionaries").fetchall()
    assert ident not in samples
    assert str(3 * 104729).encode() not in zstandard.decompress(content)
    for article, page in work.edition.execute("SELECT article, page FROM copies"):
        assert "Riêng" in copies.unpacked(page, content), article


def test_whatever_comes_and_goes_the_copies_are_those_of_a_new_edition(kho: Path) -> None:
    def held() -> list[tuple[object, ...]]:
        with closing(sqlite3.connect(kho / "public.db")) as edition:
            return packed(edition)

    build(kho)
    idents = [article_id(f"{HOME}{number}") for number in range(copies.SAMPLES + 4)]
    for act, those in (
        (hide, idents[2:3]), (hide, idents[10:15]), (unhide, idents[2:3]), (unhide, idents[10:15]),
    ):  # fmt: skip
        for ident in those:
            act(kho, ident)
        assert build(kho).mode == "update"
        updated = held()
        (kho / "public.db").unlink()
        assert build(kho).mode == "full"
        assert held() == updated


def test_the_page_shows_the_copy_of_a_moment(kho: Path) -> None:
    build(kho)
    base = f"/bai/{article_id(f'{HOME}3')}/ban-goc"
    with open_site(kho / "public.db") as get:
        page = get(base)
        assert 'sandbox=""' in page.text
        assert "frame-src 'self'" in page.headers["content-security-policy"]
        assert "05/10/2021 10:21:39 (+07:00)" in page.text
        copy = get(f"{base}/1")
        assert "Riêng 314187" in copy.text
        policy = copy.headers["content-security-policy"]
        assert policy.startswith("default-src 'none'; img-src 'self'; style-src 'unsafe-inline'")
        assert policy.endswith("sandbox")
        assert get(f"{base}/2").status_code == 404
        for moment in ("2021-10-05", "2020", "2030", "x", "2021-10-05T10:21:39 07:00"):
            assert get(base, params={"luc": moment}).status_code == 200
