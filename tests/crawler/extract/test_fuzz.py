"""Whatever the bytes: no exception, and the invariants of `bench.fuzz.sound` hold.

`python -m bench fuzz` does the same on pages by the thousand, with their time and memory.
"""

from __future__ import annotations

import ast
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import crawler.extract
from archive.text import clean, tone_key
from bench.fuzz import check
from bench.fuzz.baits import bait, patterns
from bench.fuzz.bombs import BOMBS, CHARACTERS, frame
from bench.fuzz.cases import MUTATIONS, URL, Case
from bench.fuzz.sound import faults_of_page, faults_of_texts
from crawler.extract import feeds

FETCHED = datetime(2026, 11, 23, 2, 15, tzinfo=UTC)
FEW = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
CONTENT = st.lists(
    st.sampled_from((
        "<p>", "</p>", "<br>", "<b>", "</div>", "<table><tr><td>", "<li>", "<!--", "<script>", "&",
        "12/03/2021", "Ngày đăng: 12/03/2021 08:15", "Ảnh: Minh Tâm", "Nguồn: ", "15/KH-UBND",
        "<img src='/a.jpg'>", "<a href='/tep.pdf'>", "<h2>", "<title>", *CHARACTERS,
    )) | st.text(max_size=40),
    max_size=60,
).map("".join)  # fmt: skip


@FEW
@given(content=CONTENT, number=st.integers(0, 11), clock=st.booleans())
def test_markup_of_any_kind_in_an_article_is_read_soundly(
    content: str, number: int, clock: bool
) -> None:
    _, page = frame(number, content)

    fetched_at = FETCHED if clock else None

    assert faults_of_page(page, URL, home="http://xa.example.vn/", fetched_at=fetched_at) == []


@FEW
@given(body=st.binary(max_size=2000), charset=st.sampled_from(("utf-16", "cp1258", "rot13", "x")))
def test_bytes_of_any_kind_are_read_soundly(body: bytes, charset: str) -> None:
    headers = {"Content-Type": f"text/html; charset={charset}"}

    assert faults_of_page(body, URL, headers=headers) == []
    assert faults_of_texts(body, None) == []


@FEW
@given(rng=st.randoms(use_true_random=False), number=st.integers(0, 11))
def test_a_page_changed_in_any_way_is_read_soundly(rng, number) -> None:  # type: ignore[no-untyped-def]
    _, page = frame(number)
    for _ in range(3):
        page = rng.choice(MUTATIONS)(page, rng)

    assert faults_of_page(page, URL, home="http://xa.example.vn/") == []


@pytest.mark.parametrize("make", BOMBS, ids=lambda make: make.__name__)
@settings(max_examples=3, deadline=None, derandomize=True)
@given(rng=st.randoms(use_true_random=False))
def test_a_bomb_is_read_soundly(make, rng) -> None:  # type: ignore[no-untyped-def]
    _, page = frame(0, make(rng, 500))

    found, _ = check(Case(label=make.__name__, body=page, fetched_at=FETCHED))

    assert found == []


@settings(max_examples=60, deadline=None, derandomize=True)
@given(rng=st.randoms(use_true_random=False))
def test_every_pattern_of_the_reader_has_a_bait(rng) -> None:  # type: ignore[no-untyped-def]
    _, pattern = rng.choice(patterns())

    text = bait(pattern, rng, 300)

    assert len(text) <= 301
    assert len(patterns()) > 100


@settings(max_examples=200, deadline=None, derandomize=True)
@given(text=st.text(st.sampled_from("aăâđêôơưạấ\u0300\u0323\u0302\x01\u200b\ue000\u00adÐ \n")))
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    assert clean(clean(text)) == clean(text)


def test_a_word_without_end_has_a_tone_key() -> None:
    """Development: 8.6 s for 24,000 letters of a hidden form field."""
    text = "Ab" * 40_000

    assert tone_key(text) == text
    assert tone_key(f"{text}oà") == f"{text}oà"


def test_the_reader_has_no_clock() -> None:
    """`fetched_at` is the only time that it knows."""
    asked = []
    for path in Path(crawler.extract.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            called = node.func if isinstance(node, ast.Call) else None
            if isinstance(called, ast.Attribute) and called.attr in ("now", "utcnow", "today"):
                asked.append(f"{path.name}:{node.lineno}")
            if isinstance(node, ast.Import) and any(name.name == "time" for name in node.names):
                asked.append(f"{path.name}:{node.lineno}")

    assert asked == []


@pytest.mark.timeout(10)
def test_a_feed_of_items_that_never_end_is_read_in_one_pass() -> None:
    feed = (
        "<rss><channel>" + "<item>" * 60_000 + "<link>http://xa.example.vn/a-1.html</link></item>"
    )

    assert list(feeds.entries(feed, "feed")) == [("http://xa.example.vn/a-1.html", "")]


def test_a_title_that_is_never_closed_is_cut() -> None:
    """Development: 150 MB for the copies of 400,000 characters."""
    _, page = frame(0, "<p>Đoạn văn của bài.</p>" * 2000)
    page = page.replace(b"</title>", b"")

    assert faults_of_page(page, URL) == []
