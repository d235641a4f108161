"""Units of work: written whole or not at all; articles, aliases, revisions, the vanished."""

from __future__ import annotations

import dataclasses
import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest
from support.archives import START, Put, make_article, write_capture

from archive import store
from archive.articles import replace_revision
from archive.folder import Archive
from archive.query import Filter, articles, count
from archive.record import Article, Image, Kind, Person
from archive.verify.index import agrees, stale
from archive.work import Entry, PageWork, content_digest


def _keep_in_transaction(archive: Archive, article: Article) -> None:
    with archive.transaction():
        capture = write_capture(archive, article.url, b"<p>", START)
        store.keep(archive, PageWork(portal="thi-du", crawl=None, capture=capture, article=article))


def _all(archive: Archive) -> list[dict[str, object]]:
    return list(articles(archive.conn, Filter()))


def test_an_article_is_kept_with_everything(archive: Archive, put: Put) -> None:
    person = Person(name="Lò Văn Hặc", office="Trưởng bản Lói", organisation="bản Lói")
    assert put(make_article(people=(person,)))["new"] == 1
    (found,) = _all(archive)
    assert found["title"] == "Hội nghị tổng kết phong trào thi đua"
    assert found["published"] == "2021-10-05T10:18:39+07:00"
    assert found["images"] == [
        {
            "url": "http://xa.example.vn/3.jpg",
            "caption": "Ảnh: Quang cảnh hội nghị",
            "credit": None,
            "sha256": None,
            "width": None,
            "height": None,
        }
    ]
    assert found["attachments"][0]["name"] == "Kế hoạch"  # type: ignore[index]
    assert found["people"] == [
        {"name": "Lò Văn Hặc", "office": "Trưởng bản Lói", "organisation": "bản Lói"}
    ]
    assert found["first_captured"] == "2021-10-05T10:18:39+07:00"


def test_a_better_reading_leaves_no_word_of_the_first_in_the_index(
    archive: Archive, put: Put
) -> None:
    put(make_article(title="Khánh thành cầu treo"))
    (found,) = _all(archive)
    with archive.transaction():
        better = make_article(title="Lễ hội Gầu Tào")
        replace_revision(archive.conn, str(found["id"]), 1, better)
    assert agrees(archive.conn)
    assert stale(archive.conn) == []
    for word, hits in (("khanh", 0), ("gau", 1)):
        asked = "SELECT count(*) FROM articles_fts WHERE articles_fts MATCH ?"
        assert archive.conn.execute(asked, (word,)).fetchone()[0] == hits


def test_the_index_follows_at_the_commit_whatever_happened_before_it(archive: Archive) -> None:
    def work(article: Article, minutes: int) -> PageWork:
        page = f"<p>{article.title}".encode()
        capture = write_capture(archive, article.url, page, START + timedelta(minutes=minutes))
        return PageWork(portal="thi-du", crawl=None, capture=capture, article=article)

    with archive.transaction():
        store.keep(archive, work(make_article(title="Khánh thành cầu treo"), 0))
        store.keep(archive, work(make_article(title="Lễ hội Gầu Tào"), 1))  # an edit
        other = make_article(url="http://xa.example.vn/bai-2", title="Họp chợ phiên")
        broken = dataclasses.replace(work(other, 2), crawl=404)
        with pytest.raises(sqlite3.IntegrityError):
            store.keep(archive, broken)
    assert agrees(archive.conn)
    assert stale(archive.conn) == []
    for word, hits in (("treo", 0), ("gau", 1), ("phien", 0)):
        assert count(archive.conn, Filter(query=word)) == hits
    assert archive.conn.execute("SELECT count(*) FROM temp.to_index").fetchone()[0] == 0


def test_the_same_content_again_is_no_revision(archive: Archive, put: Put) -> None:
    put(make_article())
    counted = put(make_article(body_html="<p>other markup</p>"), minutes=60)
    assert (counted["new"], counted["changed"]) == (0, 0)
    (found,) = _all(archive)
    assert found["revisions"] == 1
    assert found["last_captured"] == "2021-10-05T11:18:39+07:00"


def test_changed_content_is_a_revision_and_is_searched_as_such(archive: Archive, put: Put) -> None:
    put(make_article())
    put(make_article(body_text="Đoạn này nói về cà phê."), minutes=60)
    (found,) = _all(archive)
    assert (found["revision"], found["revisions"]) == (2, 2)
    assert count(archive.conn, Filter(query="cà phê")) == 1
    assert count(archive.conn, Filter(query="bê tông")) == 0
    old = archive.conn.execute("SELECT body_text FROM revisions WHERE number = 1").fetchone()[0]
    assert "bê tông" in old


def test_equal_content_at_a_second_address_is_an_alias(archive: Archive, put: Put) -> None:
    put(make_article())
    twin = make_article(url="http://xa.example.vn/bai-1-cat-2")
    assert put(twin, minutes=1)["new"] == 0
    assert count(archive.conn, Filter()) == 1
    urls = {row[0] for row in archive.conn.execute("SELECT url FROM article_urls")}
    assert {twin.url, "http://xa.example.vn/bai-1"} <= urls


def test_a_vanished_article_keeps_its_day_and_may_come_back(archive: Archive, put: Put) -> None:
    article = make_article()
    put(article)
    gone = {"gone": "the server answers 404", "gone_url": article.url}
    assert put(None, minutes=60, url=article.url, **gone)["gone"] == 1
    assert put(None, minutes=120, url=article.url, **gone)["gone"] == 0
    assert _all(archive)[0]["gone_since"] == "2021-10-05T11:18:39+07:00"
    put(article, minutes=180)
    assert _all(archive)[0]["gone_since"] is None


def test_an_older_capture_imported_late_does_not_rewrite_history(
    archive: Archive, put: Put
) -> None:
    put(make_article(), minutes=60)
    put(make_article(title="Tên cũ của bài"), minutes=0)
    (found,) = _all(archive)
    assert found["title"] == "Hội nghị tổng kết phong trào thi đua"
    assert found["first_captured"] == "2021-10-05T10:18:39+07:00"


def test_a_failing_unit_leaves_nothing_behind(archive: Archive, put: Put) -> None:
    put(make_article())
    before = [tuple(row) for row in archive.conn.execute("SELECT * FROM captures")]
    size = archive.warc.path.stat().st_size
    second = make_article("http://xa.example.vn/2", title="Bài khác")
    broken = dataclasses.replace(second, body_html=None)  # type: ignore[arg-type]
    with pytest.raises(sqlite3.IntegrityError, match="NOT NULL"):
        _keep_in_transaction(archive, broken)
    assert [tuple(row) for row in archive.conn.execute("SELECT * FROM captures")] == before
    assert archive.warc.path.stat().st_size == size


def test_what_a_dead_process_left_is_cut_off(tmp_path: Path) -> None:
    with Archive.create(tmp_path / "kho") as archive:
        with archive.transaction():
            _ = archive.warc
        path = archive.warc.path
    committed = path.stat().st_size
    with path.open("ab") as file:
        file.write(b"\x1f\x8b\x08 half a record")
    with Archive.open(tmp_path / "kho", write=True) as again:
        assert again.recovered == [f"{path.name}: 17 unfinished bytes cut off at {committed}"]
    assert path.stat().st_size == committed


def test_links_enter_the_frontier_once_and_the_better_priority_wins(archive: Archive) -> None:
    def entry(priority: int) -> Entry:
        url = "http://xa.example.vn/a"
        return Entry(portal="thi-du", key=url, url=url, kind=Kind.LISTING, priority=priority)

    with archive.transaction():
        store.add_entries(archive.conn, [entry(5), entry(3), entry(4)])
    rows = archive.conn.execute("SELECT priority FROM frontier").fetchall()
    assert [row[0] for row in rows] == [3]


def test_the_digest_ignores_markup_and_moving_stamps() -> None:
    article = make_article()
    assert content_digest(article) == content_digest(make_article(body_html="<div>"))
    moving = [
        make_article(published=day, published_rule="ago relative")
        for day in ("2021-10-05", "2021-10-06")
    ]
    assert content_digest(moving[0]) == content_digest(moving[1])
    other = make_article(images=(Image(url="http://xa.example.vn/3.jpg", caption="Khác"),))
    assert content_digest(article) != content_digest(other)
