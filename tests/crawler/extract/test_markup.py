"""What is written of a body is what the sanitiser lets through, whether it is asked or not."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.extract import markup
from crawler.extract.blocks import Block
from crawler.extract.body import compose
from crawler.extract.lines import BREAK
from crawler.extract.markup import sanitised
from crawler.extract.tables import Cell

SIGNS = "<>&\"'/=! \n\t\x00\x01\x0c\r\x7f\x85\xa0\u0338\u0301ơệa1ﬀ\u200b\ufeff\ufffe😀"
texts = st.text(st.one_of(st.sampled_from(SIGNS), st.characters(exclude_categories=["Cs"])))
hosts = st.text("ab.-1029x:@[]%_ạnX\\", max_size=16)
addresses = st.one_of(
    st.from_regex(markup._PLAIN_ADDRESS, fullmatch=True),
    st.sampled_from(
        ("", "#", "/a", "javascript:alert(1)", "data:text/html,x", "http://", "http://a.vn\n/")
    ),
    st.builds("{}://{}/{}".format, st.sampled_from(("http", "https", "ftp", "HTTP")), hosts, texts),
    texts,
)


def is_split(url: str) -> bool:
    """What cannot be split is no address: a survey has none of them."""
    try:
        return urlsplit(url) is not None
    except ValueError:
        return False


addresses = addresses.filter(is_split)
runs = st.lists(
    st.one_of(st.just(BREAK), st.tuples(texts, st.integers(0, 15), addresses)), min_size=1
)
cells = st.builds(
    Cell, text=texts, head=st.booleans(), across=st.integers(1, 99), down=st.integers(1, 99)
)
blocks = st.one_of(
    st.builds(
        Block, kind=st.just("text"), text=texts, runs=runs,
        tag=st.sampled_from(("p", "li", "h1", "h5", "td", "figcaption", "div")),
        host=st.integers(1, 4), align=st.sampled_from(("", "center", "right")),
        items=st.integers(0, 3), ordered=st.booleans(), path=st.just((1, 2)),
    ),
    st.builds(Block, kind=st.just("picture"), url=addresses, alt=texts, host=st.integers(1, 4)),
    st.builds(Block, kind=st.just("file"), url=addresses),
    st.builds(Block, kind=st.just("table"), rows=st.lists(st.lists(cells, max_size=3), max_size=3)),
)  # fmt: skip


@given(st.lists(blocks, max_size=8))
@settings(max_examples=300, deadline=None)
def test_the_sanitiser_has_nothing_left_to_do(found: Sequence[Block]) -> None:
    html = compose(found).html
    assert sanitised(html) == html


@given(st.from_regex(markup._PLAIN_ADDRESS, fullmatch=True))
@settings(max_examples=300, deadline=None)
def test_a_plain_address_is_an_address(url: str) -> None:
    html = compose([Block(kind="file", url=url)]).html
    assert html.startswith('<p><a href="http')
    assert sanitised(html) == html


def test_plain_paragraphs_do_not_need_the_sanitiser(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(markup, "sanitised", lambda html: "")
    link = "https://xa.example.vn/tin?id=1&p=2"
    plain = [
        Block(kind="text", text="Một & hai", runs=[("Một & ", 0, ""), ("hai", 1, link)], tag="p"),
        Block(kind="picture", url="http://127.0.0.1:8121/a_(1).jpg", alt="Lễ hội 1/5"),
    ]
    assert compose(plain).html == (
        '<p>Một &amp; <a href="https://xa.example.vn/tin?id=1&amp;p=2"'
        ' rel="nofollow noopener noreferrer"><strong>hai</strong></a></p>\n'
        '<figure><img src="http://127.0.0.1:8121/a_(1).jpg" alt="Lễ hội 1/5"></figure>'
    )


@pytest.mark.parametrize("url", ["javascript:alert(1)", 'http://a.vn/" onerror="x', "http://1.2/"])
def test_what_is_odd_goes_through_it(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    seen: list[str] = []
    monkeypatch.setattr(markup, "sanitised", lambda html: seen.append(html) or "")
    assert compose([Block(kind="picture", url=url)]).html == ""
    assert len(seen) == 1
