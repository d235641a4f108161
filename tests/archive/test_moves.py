"""Articles that move, come back or are dated anew stay one article."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from support.archives import START, make_article, write_capture

from archive import articles, crawls, moves, portals, search, store
from archive.folder import Archive
from archive.record import Article, Portal
from archive.verify import verify
from archive.work import PageWork

HOST = "http://xa.example.vn"
OLD, NEW = f"{HOST}/tin-cu-1.html", f"{HOST}/tin-moi-1.html"


class Crawling:
    """An archive in the midst of a later crawl, and how answers come in."""

    def __init__(self, archive: Archive, portal: Portal) -> None:
        self.archive, self.portal = archive, portal
        self.at = START
        self.crawl = 0
        self.next_crawl()

    def next_crawl(self) -> None:
        if self.crawl:
            self.archive.conn.execute(
                "UPDATE crawls SET state = 'done' WHERE id = ?", (self.crawl,)
            )
        self.crawl = crawls.begin(self.archive, self.portal, "sweep").id
        self.at += timedelta(days=7)

    def answer(
        self, url: str, status: int, article: Article | None = None, **more: Any
    ) -> dict[str, int]:
        self.at += timedelta(seconds=1)
        body = f"{url} {status} {self.at}".encode()
        with self.archive.transaction():
            capture = write_capture(self.archive, url, body, self.at, status=status)
            work = PageWork(
                portal=self.portal.id, crawl=self.crawl, key=url, capture=capture, article=article,
                **more,
            )  # fmt: skip
            return store.keep(self.archive, work)

    def shows(self, article: Article) -> dict[str, int]:
        return self.answer(article.url, 200, article)

    def refuses(self, url: str) -> dict[str, int]:
        return self.answer(url, 404, gone="the server answers 404", gone_url=url)

    def redirects(self, url: str, target: str) -> dict[str, int]:
        return self.answer(url, 301, redirected=(url, target))

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in self.archive.conn.execute(sql)]

    def standing(self) -> list[tuple[Any, ...]]:
        return self.rows("SELECT url, gone_since IS NOT NULL, revision FROM articles ORDER BY url")

    def told(self) -> list[str]:
        return [kind for (kind,) in self.rows("SELECT kind FROM events ORDER BY id")]


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Crawling]:
    with closing(Archive.create(tmp_path / "kho")) as archive:
        portal = portals.add(archive, f"{HOST}/", name="Xã", allow_private=False, delay=0.0)
        crawling = Crawling(archive, portal)
        crawling.shows(make_article(OLD))
        crawling.next_crawl()
        yield crawling
        assert search.lies(archive.conn) == []
        assert [str(one) for one in verify(archive).problems] == []


def test_a_redirect_to_the_same_article_is_a_move(site: Crawling) -> None:
    assert site.redirects(OLD, NEW)["moved"] == 0  # nobody knows yet what is there
    counted = site.shows(make_article(NEW))
    assert (counted["moved"], counted["new"], counted["changed"]) == (1, 0, 0)
    assert site.standing() == [(NEW, 0, 1)]
    assert site.rows("SELECT count(*) FROM article_urls") == [(2,)]
    assert site.told() == ["moved"]


def test_a_move_may_change_the_text_and_be_found_from_its_end(site: Crawling) -> None:
    longer = make_article(NEW, body_text=make_article().body_text + "\n\nĐoạn thứ ba mới thêm.")
    assert site.shows(longer)["new"] == 1
    counted = site.redirects(OLD, NEW)
    assert (counted["moved"], counted["new"], counted["changed"]) == (1, -1, 1)
    assert site.standing() == [(NEW, 0, 2)]
    assert site.rows("SELECT count(*) FROM images") == [(2,)]
    assert site.rows("SELECT count(*) FROM article_urls") == [(2,)]


def test_a_redirect_to_another_article_is_a_departure(site: Crawling) -> None:
    other = make_article(NEW, title="Lễ ra quân làm thủy lợi", body_text="Chuyện khác.",
                         published="2022-01-01T08:00:00+07:00")  # fmt: skip
    site.redirects(OLD, NEW)
    counted = site.shows(other)
    assert (counted["new"], counted["gone"], counted["moved"]) == (1, 1, 0)
    assert site.standing() == [(OLD, 1, 1), (NEW, 0, 1)]
    assert "another article" in site.rows("SELECT gone_reason FROM articles WHERE gone_since > ''")[0][0]  # fmt: skip


def test_an_imported_redirect_proves_no_move(site: Crawling) -> None:
    site.crawl, crawl = None, site.crawl  # type: ignore[assignment]
    site.redirects(OLD, NEW)
    site.shows(make_article(NEW, title="Bài khác", body_text="Chuyện khác."))
    site.crawl = crawl
    assert site.standing() == [(OLD, 0, 1), (NEW, 0, 1)]


def test_a_redirect_to_nothing_is_a_departure(site: Crawling) -> None:
    site.redirects(OLD, NEW)
    assert site.answer(NEW, 404, outcome="failed", error="404")["gone"] == 1
    assert site.standing() == [(OLD, 1, 1)]
    assert site.rows("SELECT url FROM article_urls") == [(OLD,)]


@pytest.mark.parametrize("edited", [False, True])
@pytest.mark.parametrize("order", ["gone first", "found first", "gone in an earlier crawl"])
def test_what_is_refused_here_and_found_there_has_moved(
    site: Crawling, order: str, *, edited: bool
) -> None:
    article = make_article(NEW)
    if edited:  # its pictures lie elsewhere now
        article = replace(article, images=(replace(article.images[0], url=f"{HOST}/moi/3.jpg"),))
    steps = [lambda: site.refuses(OLD), lambda: site.shows(article)]
    for number, step in enumerate(steps if order != "found first" else steps[::-1]):
        if number and "earlier" in order:
            site.next_crawl()
        step()
    assert site.standing() == [(NEW, 0, 1 + edited)]
    assert site.told() == ["moved"]
    sums = site.rows("SELECT sum(new), sum(gone), sum(moved) FROM crawls WHERE id > 1")
    assert sums == [(0, int("earlier" in order), 1)]


@pytest.mark.parametrize(
    "changes",
    [
        {"title": "Nhan đề khác hẳn"},
        {"published": "2021-11-05T10:18:39+07:00"},  # the same notice, a month later
        {"published_precision": "day", "body_text": "Bài khác cùng ngày, cùng nhan đề."},
    ],
    ids=["title", "month", "text"],
)
def test_what_is_only_alike_is_another_article(site: Crawling, changes: dict[str, Any]) -> None:
    if "published_precision" in changes:
        same_day = {"published": "2021-10-05", "published_precision": "day"}
        site.shows(make_article(OLD, **same_day))
        changes = changes | same_day
    site.refuses(OLD)
    assert site.shows(make_article(NEW, **changes))["new"] == 1
    assert [gone for _, gone, _ in site.standing()] == [1, 0]
    assert "moved" not in site.told()


def test_another_address_is_asked_before_an_article_counts_as_gone_for_good(site: Crawling) -> None:
    site.shows(make_article(NEW))  # an alias
    site.next_crawl()
    site.refuses(OLD)
    asked = site.rows(f"SELECT priority FROM frontier WHERE key = '{NEW}'")
    assert asked == [(3,)]
    assert site.shows(make_article(NEW))["moved"] == 1
    assert site.standing() == [(NEW, 0, 1)]
    assert site.rows("SELECT gone, moved FROM crawls ORDER BY id DESC LIMIT 1") == [(0, 1)]


def test_a_new_date_alone_is_told(site: Crawling) -> None:
    site.shows(make_article(OLD, published="2021-10-07T10:18:39+07:00"))
    assert site.told() == ["re-dated"]
    detail = site.rows("SELECT detail FROM events")[0][0]
    assert detail == "2021-10-05T10:18:39+07:00 -> 2021-10-07T10:18:39+07:00"
    assert site.standing() == [(OLD, 0, 2)]


def test_an_edit_or_a_passing_time_is_no_new_date(site: Crawling) -> None:
    site.shows(make_article(OLD, published="2021-10-07T10:18:39+07:00", body_text="Viết lại."))
    site.shows(make_article(OLD, published="2021-10-08T10:18:39+07:00", body_text="Viết lại.",
                            published_rule="relative hours", lead="Khác."))  # fmt: skip
    assert "re-dated" not in site.told()


def test_coming_back_is_told_and_counts(site: Crawling) -> None:
    assert site.refuses(OLD)["gone"] == 1
    assert site.refuses(OLD)["gone"] == 0
    site.next_crawl()
    site.shows(make_article(OLD))
    assert site.standing() == [(OLD, 0, 1)]
    assert site.told() == ["came back"]


def test_a_moved_article_is_the_same_to_who_knows_its_identifier(site: Crawling) -> None:
    (before,) = site.rows("SELECT id FROM articles")
    site.redirects(OLD, NEW)
    site.shows(make_article(NEW))
    assert site.rows("SELECT id FROM articles") == [before]
    site.next_crawl()
    assert site.rows(f"SELECT kind FROM frontier WHERE key = '{NEW}'") == [("article",)]
    known = moves.at(site.archive.conn, OLD)
    assert known is not None
    assert known.url == NEW
    articles.mark_gone(site.archive.conn, OLD, "2026-01-01T00:00:00+07:00", "404")
    assert site.standing() == [(NEW, 0, 1)]  # the address it has left says nothing of it
