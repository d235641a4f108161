"""Word diffs between revisions, and the pages that show them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.archives import START, make_article, write_capture
from support.site import Get, open_site

from archive import portals, rereads, store
from archive.folder import Archive
from archive.record import article_id
from archive.work import PageWork
from publish.build import build
from publish.differences import Piece, paragraphs, words

HOME = "http://xa.example.vn/"
BASE = f"/bai/{article_id(f'{HOME}bai-1')}"


def test_words_that_went_and_came_are_told_apart() -> None:
    assert words("toàn xã có 84 ngôi nhà", "toàn xã có 127 ngôi nhà") == (
        Piece("same", "toàn xã có "), Piece("del", "84 "), Piece("ins", "127 "),
        Piece("same", "ngôi nhà"),
    )  # fmt: skip
    assert {piece.kind for piece in words("một  hai", "một hai")} == {"same"}
    assert words("chuối và rau", "chuối, rau")[0] == Piece("same", "chuối ")


def test_paragraphs_are_matched_before_words() -> None:
    found = paragraphs(
        "Một hai ba.\n\nBốn năm sáu.\n\nChín", "Mở đầu mới.\n\nMột hai ba.\n\nBốn năm bảy."
    )
    assert [part.kind for part in found] == ["ins", "same", "changed", "del"]


@given(
    *[st.lists(st.sampled_from(["một", "hai", "ba,", "bốn.", "5"]), max_size=30).map(" ".join)] * 2
)
def test_both_texts_can_be_read_out_of_their_difference(old: str, new: str) -> None:
    pieces = words(old, new)
    for text, gone in ((old, "ins"), (new, "del")):
        read = "".join(piece.text for piece in pieces if piece.kind != gone)
        assert "".join(read.split()) == "".join(text.split())


def test_what_would_take_long_is_told_as_replaced() -> None:
    old, new = "a " * 5000, "a b " * 3000
    assert [piece.kind for piece in words(old, new)] == ["del", "ins"]
    found = paragraphs("x\n\n" * 5000, "y\n\n" * 5000)
    assert {part.kind for part in found} == {"del", "ins"}


@pytest.fixture(scope="module")
def get(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Get]:
    kho: Path = tmp_path_factory.mktemp("changes") / "kho"
    with Archive.create(kho) as archive:
        portal = portals.add(archive, HOME, name="Xã Thí Dụ")
        for number, text in enumerate(("Có 84 nhà <b>tốc</b> mái.", "Có 127 nhà <b>tốc</b> mái.")):
            article = make_article(body_text=text, images=(), attachments=(), lead="Mở đầu.")
            with archive.transaction():
                moment = START + timedelta(days=number)
                capture = write_capture(archive, article.url, text.encode(), moment)
                work = PageWork(portal=portal.id, crawl=None, capture=capture, article=article)
                store.keep(archive, work)
        row = archive.conn.execute(
            "SELECT a.id, r.capture, r.captured_at FROM articles a JOIN revisions r "
            "ON r.article = a.id AND r.number = a.revision"
        ).fetchone()
        run = rereads.begin(archive, 2, {"article": row["id"]})
        change = rereads.Change(
            article=make_article(title="Nhan đề đọc kỹ hơn", body_text=text, images=(), attachments=(),
                                 lead="Mở đầu."),
            capture=row["capture"], portal=portal.id, captured_at=row["captured_at"],
            known=row["id"], fields=("title",),
        )  # fmt: skip
        rereads.write(archive, run.id, [change], read=1, lost=0)
        rereads.finish(archive, run.id)
    build(kho)
    with open_site(kho / "public.db") as ask:
        yield ask


def marked(page: str, tag: str) -> list[str]:
    found = re.findall(rf"<{tag}>(.*?)</{tag}>", page)
    return [re.sub(r"<span.*?</span>", "", one).strip() for one in found]


def test_an_edit_of_the_portal_is_shown_word_by_word(get: Get) -> None:
    page = get(f"{BASE}/thay-doi?tu=1&den=2").text
    assert marked(page, "del") == ["84"]
    assert marked(page, "ins") == ["127"]
    assert "[bỏ:" in page
    assert "&lt;b&gt;" in page
    assert "cổng không sửa bài." not in page


def test_a_better_reading_is_told_from_an_edit(get: Get) -> None:
    page = get(f"{BASE}/thay-doi").text
    assert "cùng một trang đã lưu" in page
    assert "đọc kỹ hơn" in " ".join(marked(page, "ins"))
    assert marked(page, "del")[0].startswith("Hội nghị")
    assert "có thể do cách đọc" in get(f"{BASE}/thay-doi?tu=1&den=3").text
    english = get(f"{BASE}/thay-doi?lang=en").text
    assert "read from the same captured page" in english


@pytest.mark.parametrize(
    "asked", ["tu=9&den=9", "tu=x", "den=-1", "tu=2&den=1", "tu=%00&den=²", "tu=2&den=2"]
)
def test_any_pair_of_numbers_is_answered(get: Get, asked: str) -> None:
    assert get(f"{BASE}/thay-doi?{asked}").status_code == 200


def test_each_revision_is_there_as_it_was_read(get: Get) -> None:
    first = get(f"{BASE}/phien-ban/1").text
    assert "Có 84 nhà &lt;b&gt;tốc" in first
    assert "Có 127 nhà" in get(f"{BASE}/phien-ban/2").text
    third = get(f"{BASE}/phien-ban/3").text
    assert "Có 127 nhà" in third
    assert "do kho lưu trữ đọc lại" in third
    assert get(f"{BASE}/phien-ban/4").status_code == 404


def test_only_pages_of_the_portal_have_copies(get: Get) -> None:
    assert get(f"{BASE}/ban-goc/2").status_code == 200
    assert get(f"{BASE}/ban-goc/3").status_code == 404
    assert "Phiên bản 1" in get(f"{BASE}/ban-goc?luc=2021-10-05").text
