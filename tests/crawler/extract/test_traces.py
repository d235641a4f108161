"""A selector is never passed over on a page where it matches."""

from __future__ import annotations

from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from crawler.extract import traces
from crawler.extract.metas import meta
from crawler.extract.source import source_of
from crawler.extract.tree import MAX_TAG, one_line, parse_bytes
from crawler.platforms import all_platforms

EXAMPLES = sorted((Path(__file__).parents[1] / "platforms").glob("*/*.html"))
SELECTORS = sorted(
    {one for platform in all_platforms() for one in traces._selectors(platform) if one}
)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_no_match_is_passed_over(path: Path) -> None:
    source = source_of(path.read_bytes())
    tree = LexborHTMLParser(source.traces.source)
    for selector in SELECTORS:
        if not source.traces.may_match(selector):
            assert tree.css_first(selector) is None, selector


@pytest.mark.parametrize(
    ("selector", "page", "may"),
    [
        (".readmore-button", '<a class="READMORE-Button">', True),
        (".news_column .bodytext", '<div class="news_column">', False),
        (".news_column, .bodytext", '<div class="news_column">', True),
        (".news_column:not(.bodytext)", '<div class="news_column">', True),
        (".news_column:not(:has(.bodytext))", '<div class="news_column">', True),
        ('[itemtype$="NewsArticle"] h1', '<div itemtype="http://schema.org/newsarticle">', True),
        ('[itemtype$="NewsArticle"] h1', "<div>", False),
        (".no-reader-looks-for-this", "<div>", True),
        ('time[datetime][class~="entry"]', "<time>", False),
        ('[onclick*="location"]', "<a onClick=\"Location='?page=2'\">", True),
        ('[onclick*="location"]', "<script>location = '/'</script>", False),
    ],
)
def test_words_of_a_selector(selector: str, page: str, may: bool) -> None:
    assert traces.traces_of(page.encode()).may_match(selector) is may


@pytest.mark.parametrize(
    ("page", "one"),
    [
        ('<div id="bodytext">', True),
        ('<div id="bodytext"><p class="bodytext">', False),
        ('<p>a<b id="bodytext">b<p>c</b>d', False),
        ("<div>", False),
    ],
)
def test_one_tag_is_one_element(page: str, one: bool) -> None:
    assert traces.traces_of(page.encode()).matches_one_element("#bodytext") is one
    assert not one or len(LexborHTMLParser(page).css("#bodytext")) == 1


@pytest.mark.parametrize(
    ("page", "said"),
    [
        ('<link rel="canonical" href="/tin-1">', True),
        ('<link href="/tin-1" rel="canonical"><p>', True),
        ('<link rel="canonical" href="/tin-12">', False),
        ('<a href="/tin-1"><link rel="canonical" href="/tin-2">', False),
        ('<link rel="canonical" href="/tin-1"><link rel="canonical" href="/tin-2">', False),
        ('<a href="/tin-1">', False),
    ],
)
def test_what_the_only_tag_with_a_word_says(page: str, said: bool) -> None:
    assert traces.traces_of(page.encode()).only_tag_says("canonical", 'href="/tin-1"') is said


def test_a_nul_hides_nothing() -> None:
    source = source_of(b'<div class="news_co\0lumn"><p class="bodytext">Tin</p></div>')
    assert source.traces.may_match(".news_column .bodytext")


@pytest.mark.parametrize(
    "page",
    [
        '<head><meta name="author" content=" Văn  thư "></head>',
        '<head></head><body><meta name="author" content="Văn thư">',
        '<head><title>a</title></head><body><p><meta itemprop="position" content="1">'
        '<meta property="author" content="a > b"></p>',
        '<!-- <meta name="author" content="x"> --><body><meta content="a > b" name="author">',
        "<head><META NAME='author' CONTENT='Văn thư'></head><body><meta itemprop=name content=b>",
        '<meta name="author" content=""><meta name="author" content="sau">',
    ],
)
def test_metas_wherever_they_stand(page: str) -> None:
    tree = LexborHTMLParser(page)
    expected: dict[str, str] = {}
    for node in tree.css("meta[content]"):
        content = one_line(node.attributes.get("content") or "")
        for name in (node.attributes.get("property"), node.attributes.get("name")):
            if name and content:
                expected.setdefault(name, content)
    assert expected
    found = traces.traces_of(page.encode())
    assert {name: meta(tree, found, name) for name in expected} == expected


@pytest.mark.parametrize("before", [0, 1, MAX_TAG - 1, MAX_TAG, 3 * MAX_TAG + 7])
def test_endless_tags_are_refused(before: int) -> None:
    page = b"x" * before + b"<a " + b"y" * MAX_TAG
    assert parse_bytes(page)[1] == f"a tag of more than {MAX_TAG} characters"
    assert parse_bytes(page[:-4])[1] is None
    assert parse_bytes(b"x" * before + b"<a>" + b"y" * 2 * MAX_TAG)[1] is None
