"""What editors can do to one item, and what the public sees of it."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from support.archives import START, make_article, write_capture
from support.editorial import BY

from archive import portals, query, rereads, store
from archive.editorial import (
    Actor,
    ArticleNotes,
    Editorial,
    NoSuchItem,
    NotValid,
    Stale,
    bulk,
    hiding,
    policies,
    reading,
    workflow,
)
from archive.folder import VIETNAM, Archive
from archive.record import article_id
from archive.work import PageWork

HOME = "http://xa.example.vn/"
ONE = article_id(f"{HOME}bai-1")


def capture(kho: Path, minutes: int, url: str = f"{HOME}bai-1", **fields: Any) -> None:
    with Archive.open(kho, write=True) as archive, archive.transaction():
        article = make_article(url=url, **fields)
        body = f"{article.title}\n{article.body_text}".encode()
        kept = write_capture(archive, url, body, START + timedelta(minutes=minutes))
        store.keep(archive, PageWork(portal="thi-du", crawl=None, capture=kept, article=article))


@pytest.fixture
def kho(tmp_path: Path) -> Path:
    folder = tmp_path / "kho"
    with Archive.create(folder) as archive:
        portals.add(archive, HOME, name="Xã Thí Dụ")
    capture(folder, 0, title="Hội nghị tổng kết", published="2021-10-05T10:18:39+07:00")
    capture(folder, 1, url=f"{HOME}bai-2", title="Ra quân làm đường")
    return folder


def public(kho: Path) -> dict[str, dict[str, Any]]:
    with Archive.open(kho) as archive:
        return {one["id"]: one for one in query.articles(archive.conn, query.Filter(public=True))}


def correction(value: str | None, **more: Any) -> dict[str, Any]:
    return {"value": value, "reason": "Trang in nhầm năm", "source": None, **more}


def test_a_correction_is_seen_once_it_is_published_and_the_capture_stays(kho: Path) -> None:
    with Editorial.open(kho) as ed:
        notes = {"corrections": {"published": correction("2020-10-05")}, "tags": ["Đại hội Đảng"]}
        saved = workflow.save(ed, "article", ONE, notes, by=BY)
        assert (saved.mark, saved.version, saved.live, saved.shown) == (1, 1, None, None)
        assert public(kho)[ONE]["published"] == "2021-10-05T10:18:39+07:00"
        workflow.publish(ed, "article", ONE, by=BY)
    seen = public(kho)[ONE]
    assert (seen["published"], seen["published_precision"]) == ("2020-10-05", "day")
    assert seen["corrections"]["published"]["was"] == "2021-10-05T10:18:39+07:00"
    assert seen["tags"] == ["Đại hội Đảng"]
    with Archive.open(kho) as archive:
        (kept,) = query.articles(archive.conn, query.Filter(query="tong ket"))
    assert kept["published"] == "2021-10-05T10:18:39+07:00"
    assert "corrections" not in kept


def test_restoring_makes_a_draft_and_publishes_nothing(kho: Path) -> None:
    with Editorial.open(kho) as ed:
        for text in ("Tóm tắt một", "Tóm tắt hai"):
            workflow.save(ed, "article", ONE, {"summary": text}, by=BY)
        workflow.publish(ed, "article", ONE, by=BY)
        back = workflow.restore(ed, "article", ONE, 1, by=BY)
        assert (back.version, back.live) == (3, 2)
        assert workflow.content(ed, "article", ONE) == ArticleNotes(summary="Tóm tắt một")
        assert [one.restored for one in reading.versions(ed.conn, "article", ONE)] == [
            1,
            None,
            None,
        ]
    assert public(kho)[ONE]["summary"] == "Tóm tắt hai"


def test_who_was_slower_is_told(kho: Path) -> None:
    with Editorial.open(kho) as ed:
        workflow.save(ed, "article", ONE, {"summary": "A"}, by=BY, expected=0)
        with pytest.raises(Stale) as told:
            workflow.save(ed, "article", ONE, {"summary": "B"}, by=BY, expected=0)
        assert told.value.mark == 1
        assert workflow.content(ed, "article", ONE) == ArticleNotes(summary="A")


@pytest.mark.parametrize(
    ("notes", "field"),
    [
        ({"body_text": "x"}, "body_text"),
        ({"corrections": {"body_text": correction("x")}}, "corrections.body_text"),
        ({"corrections": {"title": correction(None)}}, "corrections.title.value"),
        ({"corrections": {"title": correction("x", reason=" ")}}, "corrections.title.reason"),
        ({"corrections": {"published": correction("05/10/2021")}}, "corrections.published.value"),
        ({"corrections": {"published": correction("2021-02-30")}}, "corrections.published.value"),
        ({"corrections": {"portal": correction("no")}}, "corrections.portal.value"),
        ({"corrections": {"place": correction("99999")}}, "corrections.place.value"),
        ({"tags": "x"}, "tags"),
        ({"focal": {"a": [2, 0]}}, "focal"),
        ({"summary": "\ud800"}, "summary"),
    ],
)
def test_what_cannot_be_is_refused_by_name(kho: Path, notes: dict[str, Any], field: str) -> None:
    with Editorial.open(kho) as ed:
        with pytest.raises(NotValid) as told:
            workflow.save(ed, "article", ONE, notes, by=BY)
        assert told.value.field == field
        assert workflow.item(ed, "article", ONE).mark == 0


def test_what_was_taken_back_or_hidden_is_not_seen_whatever_the_portal_does(kho: Path) -> None:
    with Editorial.open(kho) as ed:
        workflow.unpublish(ed, "article", ONE, by=BY)
        capture(kho, 5, title="Hội nghị tổng kết, sửa lại")
        assert ONE not in public(kho)
        workflow.publish(ed, "article", ONE, by=BY)
        assert public(kho)[ONE]["title"] == "Hội nghị tổng kết, sửa lại"
        hiding.hide(ed, ONE, reason="Lộ số", basis="NĐ 13/2023", by=BY)
        with pytest.raises(NotValid):
            workflow.publish(ed, "article", ONE, by=BY)
        assert ONE not in public(kho)
        hiding.unhide(ed, ONE, reason="Đã che", by=BY)
    assert ONE in public(kho)


def test_captures_of_a_portal_wait_for_review(kho: Path) -> None:
    with Editorial.open(kho) as ed:
        policies.set_policy(ed, "thi-du", "review", by=BY)
        capture(kho, 5, title="Hội nghị tổng kết, sửa lại")
        capture(kho, 6, url=f"{HOME}bai-3", title="Bài mới")
        assert {one["title"] for one in public(kho).values()} == {
            "Hội nghị tổng kết", "Ra quân làm đường",
        }  # fmt: skip
        workflow.publish(ed, "article", ONE, by=BY, revision=2)
        capture(kho, 7, title="Sửa lần nữa")
        assert public(kho)[ONE]["title"] == "Hội nghị tổng kết, sửa lại"
        assert public(kho)[ONE]["revisions"] == 2
        policies.set_policy(ed, "thi-du", "at once", by=BY)
    assert len(public(kho)) == 3
    assert public(kho)[ONE]["title"] == "Sửa lần nữa"


def test_a_schedule_is_run_once_and_not_before(kho: Path) -> None:
    at = datetime(2026, 12, 1, 7, tzinfo=VIETNAM)
    with Editorial.open(kho) as ed:
        workflow.save(ed, "page", "dai-hoi", {"title": "Đại hội"}, by=BY, new=True)
        workflow.schedule(ed, "page", "dai-hoi", at, by=BY)
        workflow.save(ed, "page", "dai-hoi", {"title": "Đại hội, sửa sau"}, by=BY)
        assert workflow.next_due(ed) == at
        assert workflow.run_due(ed, at - timedelta(seconds=1)) == []
        (done,) = workflow.run_due(ed, at)
        assert (done.live, done.shown, done.due) == (1, True, None)
        assert workflow.run_due(ed, at) == []
        (last, *_) = reading.acts(ed.conn, kind="page", key="dai-hoi")
        assert (last.act, last.by, last.via) == ("publish", BY.name, "schedule")


def test_a_hidden_article_loses_its_schedule(kho: Path) -> None:
    at = datetime(2026, 12, 1, 7, tzinfo=VIETNAM)
    with Editorial.open(kho) as ed:
        workflow.unpublish(ed, "article", ONE, by=BY)
        workflow.schedule(ed, "article", ONE, at, by=BY)
        hiding.hide(ed, ONE, reason="Lộ số", basis="NĐ 13/2023", by=BY)
        assert workflow.run_due(ed, at) == []
        hiding.unhide(ed, ONE, reason="Đã che", by=BY)
        assert workflow.item(ed, "article", ONE).due is None
    assert ONE not in public(kho)


def test_many_are_tried_done_and_undone(kho: Path) -> None:
    items = [("article", ONE), ("article", "a" * 16), ("article", article_id(f"{HOME}bai-2"))]

    def away(ed: Editorial, kind: Any, key: str) -> object:
        return workflow.unpublish(ed, kind, key, by=BY)

    with Editorial.open(kho) as ed:
        tried = bulk.each(ed, items, away, dry_run=True)  # type: ignore[arg-type]
        assert (tried.id, tried.failed, len(public(kho))) == (None, 1, 2)
        done = bulk.each(ed, items, away)  # type: ignore[arg-type]
        assert len(public(kho)) == 0
        workflow.save(ed, "article", ONE, {"summary": "Sau đó"}, by=BY)
        assert done.id is not None
        undone = bulk.undo(ed, done.id, by=BY)
        assert [one.error is None for one in undone.outcomes].count(True) == 1
    assert list(public(kho)) == [article_id(f"{HOME}bai-2")]


def test_undoing_does_not_show_what_was_hidden_again_since(kho: Path) -> None:
    with Editorial.open(kho) as ed:
        done = bulk.each(
            ed, [("article", ONE)],
            lambda ed, _, key: hiding.hide(ed, key, reason="Lộ số", basis="NĐ 13/2023", by=BY),
        )  # fmt: skip
        hiding.unhide(ed, ONE, reason="Đã che", by=BY)
        hiding.hide(ed, ONE, reason="Toà yêu cầu", basis="Bản án 1/2026", by=BY)
        assert done.id is not None
        assert bulk.undo(ed, done.id, by=BY).failed == 1
    assert ONE not in public(kho)


def test_what_only_an_undone_reading_had_found_waits_when_it_comes_again(kho: Path) -> None:
    new = f"{HOME}bai-9"
    run = found_by_rereading(kho, new)
    with Editorial.open(kho) as ed:
        policies.set_policy(ed, "thi-du", "review", by=BY)
    assert article_id(new) in public(kho)
    with Archive.open(kho, write=True) as archive:
        assert rereads.roll_back(archive, run).removed == 1
    with Editorial.open(kho) as ed:
        since = datetime.fromisoformat(policies.policies(ed.conn)[0].since)
    with Archive.open(kho, write=True) as archive, archive.transaction():
        article = make_article(url=new, title="Bài mới")
        kept = write_capture(archive, new, b"y", since + timedelta(seconds=1))
        store.keep(archive, PageWork(portal="thi-du", crawl=None, capture=kept, article=article))
    assert article_id(new) not in public(kho)


def found_by_rereading(kho: Path, url: str) -> int:
    """A page in which no article was seen is read anew; the run."""
    with Archive.open(kho, write=True) as archive:
        with archive.transaction():
            kept = write_capture(archive, url, b"x", START)
            page = store.add_capture(archive.conn, "thi-du", None, kept)
        run = rereads.begin(archive, 2, {}).id
        change = rereads.Change(
            article=make_article(url=url, title="Tìm thấy sau"), known=None, capture=page,
            captured_at=START.isoformat(), portal="thi-du",
        )  # fmt: skip
        rereads.write(archive, run, [change], read=1, lost=0)
    return run


def test_what_editors_worked_on_stays_when_its_reading_is_undone(kho: Path) -> None:
    new = f"{HOME}bai-9"
    run = found_by_rereading(kho, new)
    with Editorial.open(kho) as ed:
        workflow.save(ed, "article", article_id(new), {"note": "Đã xem"}, by=BY)
    with Archive.open(kho, write=True) as archive:
        assert rereads.roll_back(archive, run).kept == 1
    assert article_id(new) in public(kho)


def test_items_that_are_not_there(kho: Path) -> None:
    with Editorial.open(kho) as ed:
        for kind, key in (("article", "b" * 16), ("page", "khong-co"), ("collection", "x")):
            with pytest.raises(NoSuchItem):
                workflow.publish(ed, kind, key, by=BY)  # type: ignore[arg-type]
        with pytest.raises(NotValid):
            workflow.save(ed, "page", "Có dấu", {"title": "x"}, by=BY, new=True)
        workflow.save(ed, "collection", "x", {"title": "x", "items": [ONE]}, by=BY, new=True)
        with pytest.raises(NotValid):
            workflow.save(ed, "collection", "x", {"title": "x"}, by=BY, new=True)


def test_the_log_cannot_be_changed(kho: Path) -> None:
    with Editorial.open(kho) as ed:
        workflow.save(ed, "article", ONE, {"summary": "A"}, by=Actor(name="lan", via="desk"))
        for sql in ("DELETE FROM acts", "UPDATE acts SET by = 'x'", "UPDATE versions SET by = 'x'"):
            with pytest.raises(sqlite3.IntegrityError):
                ed.conn.execute(sql)


def test_many_open_a_file_at_once_that_is_not_there_yet(kho: Path) -> None:
    def opened(number: int) -> int:
        with Editorial(kho) as ed:
            return len(ed.conn.execute("SELECT name FROM sqlite_schema").fetchall())

    for path in kho.glob("editorial.db*"):
        path.unlink()
    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(opened, range(8)))) == 1


def test_editors_work_while_a_crawl_holds_the_archive(kho: Path) -> None:
    with Archive.open(kho, write=True) as archive, archive.transaction():
        with Editorial.open(kho) as ed:
            workflow.save(ed, "article", ONE, {"summary": "A"}, by=BY)
            workflow.publish(ed, "article", ONE, by=BY)
        archive.conn.execute("UPDATE portals SET name = 'x'")
    assert public(kho)[ONE]["summary"] == "A"
