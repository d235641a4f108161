"""Where an ordinary crawl goes on from a page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from support.archives import START, make_article, write_capture

from archive import portals, store
from archive.folder import Archive
from archive.record import Image, Kind
from archive.work import Entry, PageWork
from crawler.extract import feeds
from crawler.extract.links import Link
from crawler.extract.page import Site, read_page
from crawler.narrow import NEXT_PAGES, narrowed, words_of

HOST = "http://xa.example.vn"
HOME = f"{HOST}/"


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with closing(Archive.create(tmp_path / "kho")) as opened:
        portals.add(opened, HOME, name="Xã", allow_private=False, delay=0.0)
        yield opened


def entry(path: str, kind: Kind, text: str = "", **more: object) -> Entry:
    url = f"{HOST}/{path}"
    shown = words_of(Link(url=url, kind=kind, text=text))
    found = Entry(portal="xa-example-vn", key=url, url=url, kind=kind, priority=5, shown=shown)
    return replace(found, **more)  # type: ignore[arg-type]


def article(number: int, text: str = "") -> Entry:
    return entry(f"bai-{number}.html", Kind.ARTICLE, text or f"Bài viết số {number}")


def section(name: str) -> Entry:
    return entry(name, Kind.LISTING, name)


def page(archive: Archive, at: Entry, found: Sequence[Entry]) -> PageWork:
    (portal,) = portals.list_portals(archive.conn)
    moved = tuple(replace(one, portal=portal.id) for one in found)
    return PageWork(portal=portal.id, crawl=None, key=at.key, found=moved)


def known(archive: Archive, *articles: Entry) -> None:
    """Articles that an earlier crawl has fetched, and lists have shown in these words."""
    (portal,) = portals.list_portals(archive.conn)
    with archive.transaction():
        for one in articles:
            capture = write_capture(archive, one.url, one.url.encode(), START)
            work = PageWork(portal=portal.id, crawl=None, capture=capture, shown=(one.shown,))
            store.keep(archive, work)


def lists(archive: Archive, own: int, *keys: str) -> None:
    (portal,) = portals.list_portals(archive.conn)
    archive.conn.executemany(
        "INSERT INTO lists VALUES (?, ?, ?)", [(portal.id, f"{HOST}/{key}", own) for key in keys]
    )


def followed(
    archive: Archive, at: Entry, *found: Entry, mode: str = "ordinary", **more: object
) -> list[str]:
    work = replace(page(archive, at, found), **more)  # type: ignore[arg-type]
    kept = narrowed(archive.conn, work, at, mode=mode, home=HOME)
    return [one.url.removeprefix(HOME) for one in kept.found]


SECTION = entry("tin-tuc", Kind.LISTING, found_on=HOME)
AT_HOME = entry("", Kind.LISTING)


def test_only_what_is_new_or_shown_in_other_words_is_fetched(archive: Archive) -> None:
    known(archive, *(article(n) for n in range(1, 9)))
    every = [article(9), article(8, "Bài viết số 8 đã đính chính"), *map(article, range(1, 8))]
    assert followed(archive, SECTION, *every) == ["bai-9.html", "bai-8.html"]
    assert len(followed(archive, SECTION, *every, mode="sweep")) == 9
    assert len(followed(archive, SECTION, *every, mode="first")) == 9


def test_counters_and_passing_times_are_no_other_words(archive: Archive) -> None:
    for before, after, same in (
        ("Họp dân (12 lượt xem)", "Họp dân (1.205 lượt xem)", True),
        ("Họp dân 2 giờ trước", "Họp  dân 3 giờ trước", True),
        ("Lịch công tác tuần 12", "Lịch công tác tuần 13", False),
        ("Họp dân", "Hợp dân", False),
    ):
        one, other = (words_of(Link(url=HOME, kind=Kind.ARTICLE, text=t)) for t in (before, after))
        assert (one == other) is same, before
    assert 0 < words_of(Link(url=HOME, kind=Kind.ARTICLE)) < 2**63


def test_a_branch_ends_where_little_is_new(archive: Archive) -> None:
    known(archive, *(article(n) for n in range(1, 11)))
    old = [article(n) for n in range(1, 11)]
    more = [section(f"tin-tuc/trang-{n}") for n in range(2, 9)]
    new = [article(n) for n in range(11, 14)]
    assert followed(archive, SECTION, *old, *more) == []
    assert followed(archive, SECTION, *new[:2], *old, *more) == ["bai-11.html", "bai-12.html"]
    on = followed(archive, SECTION, *new, *old, *more)
    assert on[3:] == [f"tin-tuc/trang-{n}" for n in range(2, 2 + NEXT_PAGES)]
    assert len(followed(archive, SECTION, *new[:1], old[0], *more)) == 1 + NEXT_PAGES


def test_from_home_every_list_that_was_worth_it_is_read(archive: Archive) -> None:
    lists(archive, 1, "tin-tuc")
    lists(archive, 0, "gioi-thieu", "lien-ket")
    known(archive, article(1))
    names = [section(n) for n in ("tin-tuc", "gioi-thieu", "lien-ket", "chuyen-muc-moi")]
    assert followed(archive, AT_HOME, article(1), *names) == ["tin-tuc", "chuyen-muc-moi"]
    # a page of sections without articles leads on too
    assert followed(archive, SECTION, *names) == ["tin-tuc", "chuyen-muc-moi"]


def test_an_article_leads_to_new_articles_only(archive: Archive) -> None:
    known(archive, article(1))
    found = [article(1, "Tin liên quan: bài một"), article(2), section("tin-tuc")]
    at = article(3)
    assert followed(archive, at, *found, article=make_article(at.url)) == ["bai-2.html"]


@pytest.mark.parametrize(("mode", "fetched"), [("ordinary", 1), ("sweep", 1), ("first", 1), ("full", 2)])  # fmt: skip
def test_kept_pictures_are_fetched_again_by_a_full_crawl_only(
    archive: Archive, mode: str, fetched: int
) -> None:
    kept, new = (entry(f"anh/{n}.jpg", Kind.IMAGE) for n in (1, 2))
    with archive.transaction():
        capture = write_capture(archive, kept.url, b"jpeg", START)
        store.add_capture(archive.conn, page(archive, kept, ()).portal, None, capture)
        archive.conn.execute(
            "INSERT INTO media (url, capture, sha256, bytes) VALUES (?, 1, 'x', 4)", (kept.url,)
        )
    at = article(3)
    shows = make_article(at.url, images=(Image(url=kept.url), Image(url=new.url)))
    assert len(followed(archive, at, kept, new, mode=mode, article=shows)) == fetched


def test_a_redirect_is_always_followed(archive: Archive) -> None:
    lists(archive, 0, "portal/home")
    target = replace(section("portal/home"), redirects=1)
    assert followed(archive, AT_HOME, target) == ["portal/home"]


def test_a_sitemap_that_dates_everything_anew_is_not_believed(archive: Archive) -> None:
    def dated(number: int, day: str) -> Entry:
        link = Link(url=article(number).url, kind=Kind.ARTICLE, changed=day)
        return replace(article(number), shown=words_of(link))

    known(archive, *(dated(n, "2021-01-01") for n in range(1, 31)))
    sitemap = entry("sitemap.xml", Kind.SITEMAP)
    a_few = [dated(n, "2021-02-02" if n < 4 else "2021-01-01") for n in range(1, 31)]
    assert len(followed(archive, sitemap, *a_few)) == 3
    assert followed(archive, sitemap, *(dated(n, "2021-03-03") for n in range(1, 31))) == []


def test_sitemaps_tell_when_a_page_has_changed() -> None:
    xml = (
        "<urlset><url><loc>http://xa.example.vn/bai-1.html</loc><lastmod>2021-05-06</lastmod>"
        "<image:image><image:loc>http://xa.example.vn/a.jpg</image:loc></image:image></url>"
        "<url><lastmod> 2021-05-07T08:00:00+07:00 </lastmod><loc>http://xa.example.vn/bai-2.html"
        "</loc></url><url><loc>http://xa.example.vn/bai-3.html</loc></url></urlset>"
    )
    assert list(feeds.entries(xml, "sitemap")) == [
        ("http://xa.example.vn/bai-1.html", "2021-05-06"),
        ("http://xa.example.vn/a.jpg", ""),
        ("http://xa.example.vn/bai-2.html", "2021-05-07T08:00:00+07:00"),
        ("http://xa.example.vn/bai-3.html", ""),
    ]
    reading = read_page(xml.encode(), f"{HOST}/sitemap.xml", kind=Kind.SITEMAP, site=Site(home=HOME))  # fmt: skip
    changed = {link.url.removeprefix(HOME): link.changed for link in reading.links}
    assert changed == {
        "bai-1.html": "2021-05-06", "bai-2.html": "2021-05-07T08:00:00+07:00", "bai-3.html": "",
    }  # fmt: skip
