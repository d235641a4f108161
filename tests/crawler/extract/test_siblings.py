"""What recurs on the pages of one portal is chrome; what an article says is not, even if it recurs."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.family import BODIES, FETCHED, HOME, silent
from support.siblings import page, stories
from support.stories import STORIES, Story, p, picture

from archive.record import Article
from crawler.extract.page import Site, read_page
from crawler.extract.siblings import LEARNT_FROM, SURE, Siblings, loaded

STANDING = "Trân trọng thông báo để nhân dân được biết./."


def read(html: bytes, number: int, known: Siblings) -> tuple[Article | None, Siblings]:
    site = Site(home=HOME, siblings=known)
    reading = read_page(html, f"{HOME}bai-{number}.html", site=site, fetched_at=FETCHED)
    return reading.article, reading.siblings or known


def learnt(told: list[Story], body: str = "paragraphs") -> Siblings:
    known = Siblings()
    for number, story in enumerate(told[:LEARNT_FROM]):
        _, known = read(page(story, number, body), number, known)
    return known


def wrong(told: list[Story], known: Siblings, body: str = "paragraphs") -> list[str]:
    found = []
    for number, story in enumerate(told):
        article, _ = read(page(story, number, body), number, known)
        assert article is not None, story.title
        if article.body_text.split("\n\n") != story.paragraphs:
            found.append(f"body of {story.title}: {article.body_text!r}")
        if [image.url for image in article.images] != [HOME + src[1:] for src, _ in story.pictures]:
            found.append(f"pictures of {story.title}: {article.images}")
        if (article.title, article.author) != (story.title, story.author):
            found.append(f"head of {story.title}: {article.title} {article.author}")
    return found


@pytest.mark.parametrize(
    "body", ["paragraphs", "word", "divs", "breaks", "nested", "rows", "react"]
)
def test_chrome_without_a_cue_is_known_from_the_siblings(body: str) -> None:
    told = stories()
    known = learnt(told, body)
    assert known.frozen
    assert wrong(told, known, body) == []
    assert len(wrong(told, Siblings(), body)) > len(told) / 2  # nothing else would have told


def test_four_pages_are_enough_to_begin_with() -> None:
    told = stories()
    known = Siblings()
    for number, story in enumerate(told[:SURE]):
        _, known = read(page(story, number), number, known)
    assert wrong(told[SURE:], known) == []


def test_a_standing_sentence_of_the_articles_stays() -> None:
    told = stories()
    told[::2] = [
        replace(s, pieces=(*s.pieces, p(STANDING)), sign=None, author=None, source=None)
        for s in told[::2]
    ]
    assert wrong(told, learnt(told)) == []


@pytest.mark.parametrize("body", ["paragraphs", "rows", "breaks"])
def test_the_same_reporter_and_the_same_caption_belong_to_each_article(body: str) -> None:
    told = [
        replace(
            story,
            pieces=(*story.pieces[:1], picture(f"/anh/{number}.jpg", "(Ảnh minh họa)"), *story.pieces[1:]),
            sign="Tin, ảnh: Lường Văn Chiến", author="Lường Văn Chiến", source=None,
        )
        for number, story in enumerate(stories())
        if STORIES["tabled"].title not in story.title
    ]  # fmt: skip
    known = learnt(told, body)
    assert wrong(told, known, body) == []
    for number, story in enumerate(told):
        article, _ = read(page(story, number, body), number, known)
        assert article is not None
        assert [image.caption for image in article.images] == [
            caption for _, caption in story.pictures
        ]


def test_titles_that_differ_by_a_number_are_no_chrome() -> None:
    weeks = [
        replace(
            STORIES["short"],
            title=f"Lịch công tác tuần {n} của Thường trực",
            pieces=(
                p(f"Tuần {n}, Thường trực Đảng ủy họp giao ban tại thôn {n + 2} vào sáng thứ ba."),
            ),
        )
        for n in range(15)
    ]
    known = learnt(weeks)
    for number, story in enumerate(weeks):
        article, _ = read(page(story, number), number, known)
        assert article is not None
        assert article.title == story.title


def test_the_name_of_the_site_is_what_every_title_ends_in() -> None:
    known = learnt(stories())
    story = STORIES["news"]
    content = (
        f"<div>{story.title}</div><div>{story.day} {story.clock}</div>{BODIES['paragraphs'](story)}"
    )
    html = silent(content, "Mường Sại quê hương em").encode()
    article, _ = read(html, 99, known)
    assert article is not None
    assert article.title == story.title


def test_what_is_frozen_does_not_change_any_more() -> None:
    told = stories()
    known = learnt(told)
    for number, story in enumerate(told):
        assert read(page(story, number), number, known)[1] is known


def test_a_page_teaches_once() -> None:
    story = STORIES["news"]
    _, known = read(page(story, 1), 1, Siblings())
    assert read(page(story, 1), 1, known)[1] is known


def test_it_is_kept_as_text_and_bounded() -> None:
    known = learnt(stories())
    assert loaded(known.dumped()) == known
    assert len(known.dumped()) < 4000


@given(st.text(max_size=200) | st.none())
def test_damaged_knowledge_is_no_knowledge(text: str | None) -> None:
    assert loaded(text).share("x") == 0.0
