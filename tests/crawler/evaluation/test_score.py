"""What is counted as right, by examples whose figures can be reckoned by hand."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from crawler.evaluation.figures import Score, Tally
from crawler.evaluation.gold import GoldFile, GoldImage, GoldPage
from crawler.evaluation.rows import Ground, page_of
from crawler.evaluation.score import Read, compare, same_time

FIRST = "Chiều 4/6, ấp Giồng Trôm trồng xong hàng dừa dọc bờ kè."
SECOND = "Mỗi hộ chăm hai mươi gốc."
GOLD = GoldPage(
    name="bai",
    url="http://xa.example.vn/bai.html",
    path=Path("bai.html"),
    asked=frozenset(
        ("title", "published", "lead", "body", "author", "images", "captions", "attachments")
    ),
    title="Ấp Giồng Trôm trồng dừa",
    published="2020-06-04T16:20",
    printed="minute",
    paragraphs=(FIRST, SECOND),
    aside=("Bờ kè sau buổi trồng cây",),
    images=(GoldImage(url="http://xa.example.vn/a/ke.jpg", caption="Bờ kè sau buổi trồng cây"),),
    attachments=(GoldFile(url="http://xa.example.vn/tl/ds.pdf", name="Danh sách"),),
    must_contain=("hai mươi gốc",),
    must_not_contain=("Lượt truy cập",),
)
READ = Read(
    title="Ấp Giồng Trôm trồng dừa",
    published="2020-06-04T16:20:00+07:00",
    precision="minute",
    paragraphs=(FIRST, SECOND),
    whole=f"{FIRST} {SECOND}",
    images=(("http://xa.example.vn/a/ke.jpg", "Bờ kè sau buổi trồng cây"),),
    attachments=(("http://xa.example.vn/tl/ds.pdf", "Tải về"),),
)


def scored(read: Read | None, gold: GoldPage = GOLD) -> Score:
    score = Score()
    compare(gold, read, score)
    return score


def test_a_right_reading_is_wholly_right() -> None:
    score = scored(READ)
    assert {name for name, tally in score.items() if tally.figure < 1 or not tally.right} == set()
    assert {"title", "words", "captions", "attachments", "no leak"} <= set(score)


def test_a_wrong_value_costs_precision_and_recall_a_missing_one_only_recall() -> None:
    wrong, missing = scored(replace(READ, title="Tin tức")), scored(replace(READ, title=None))
    assert (wrong["title"].hits, wrong["title"].false, wrong["title"].missed) == (0, 1, 1)
    assert (missing["title"].false, missing["title"].missed) == (0, 1)


def test_an_invented_date_is_told() -> None:
    score = scored(READ, replace(GOLD, published=None))
    assert score["no invented date"].share == 0
    assert score["published"].precision == 0
    assert score["published"].recall == 1  # nothing was missed


def test_chrome_in_the_body_is_a_leak_and_costs_precision() -> None:
    read = replace(READ, paragraphs=(FIRST, SECOND, "Lượt truy cập: 1.234"))
    score = scored(read)
    assert score["no leak"].share == 0
    assert score["paragraphs"].precision == pytest.approx(2 / 3)
    assert score["paragraphs"].recall == 1


def test_a_leak_in_a_table_is_found_too() -> None:
    assert scored(replace(READ, whole=READ.whole + " Lượt  truy cập"))["no leak"].share == 0


def test_a_caption_in_the_body_is_wrong_for_a_reader_that_tells_them_apart() -> None:
    lines = (FIRST, "Bờ kè sau buổi trồng cây", SECOND)
    ours = scored(replace(READ, paragraphs=lines))
    theirs = scored(replace(READ, paragraphs=lines, apart=False))
    assert ours["paragraphs"].precision == pytest.approx(2 / 3)
    assert theirs["paragraphs"].precision == 1


def test_nothing_is_asked_that_a_reader_does_not_give() -> None:
    score = scored(Read(gives=frozenset(("published",)), apart=False, published="2020-06-04"))
    assert set(score) == {"published", "day"}
    assert score["day"].f1 == 1
    assert score["published"].f1 == 0  # the page prints the hour


def test_no_reading_at_all_misses_everything() -> None:
    score = scored(None)
    assert score["article told"].share == 0
    assert score["words"].recall == 0
    assert score["images"].missed == 1


def test_an_article_on_a_list_is_told() -> None:
    gold = replace(GOLD, kind="list")
    assert scored(READ, gold)["lists told"].share == 0
    assert scored(None, gold)["lists told"].share == 1


def test_who_signed_may_be_the_author() -> None:
    gold = replace(GOLD, signature="Tin, ảnh: Trần Thị Út")
    assert scored(replace(READ, author="Trần Thị Út"), gold)["author"].right == 1
    assert scored(replace(READ, author="Ban Biên tập"), gold)["author"].right == 0


@pytest.mark.parametrize(
    ("want", "got", "printed", "precision", "right"),
    [
        ("2020-06-04T16:20:31+07:00", "2020-06-04T16:20:00+07:00", "minute", "minute", True),
        ("2020-06-04T16:20:31+07:00", "2020-06-04T16:20:00+07:00", "second", "second", False),
        ("2020-06-04T16:20:31+07:00", "2020-06-04", "minute", "day", False),
        ("2020-06-04T16:20:31+07:00", "2020-06-04", "day", "day", True),
        ("2020-06-04", "2020-06-04T16:20:00+07:00", "day", "minute", True),
        ("2020-06-04", "2020-04-06", "day", "day", False),
        (None, None, "day", None, True),
        (None, "2020-06-04", "day", "day", False),
    ],
)
def test_times_agree_as_far_as_both_are_known(
    want: str | None, got: str | None, printed: str, precision: str | None, right: bool
) -> None:
    assert same_time(want, got, printed, precision) is right


def test_macro_figures_are_means_of_pages() -> None:
    tally, other = Tally(), Tally()
    from collections import Counter

    tally.page(Counter("ab"), Counter("ab"), also=Counter(), note="")
    other.page(Counter("ab"), Counter("cd"), also=Counter(), note="")
    tally.add(other)
    assert (tally.asked, tally.right, tally.f1) == (2, 1, 0.5)


def test_fields_that_are_not_understood_are_reported() -> None:
    ground = Ground(where="x", base="http://xa.example.vn/")
    row = {"title": "Tin", "paragraphs": ["a"], "tittle": "Tin"}
    page = page_of(row, ground, name="x", url="http://xa.example.vn/x")
    assert ground.unknown == {"tittle"}
    assert page.asked == {"title", "body"}
