"""Lists, forms, registers, errors: whatever the frame and the document's title, they are no articles."""

from __future__ import annotations

import pytest
from support.elsewhere import BARE, ELSEWHERE
from support.family import FETCHED, FRAMES, HOME, SECTION, SITE

from crawler.extract.article import extract

URL = f"{HOME}index.php?cat=3"


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize("content", ELSEWHERE)
def test_what_tells_nothing_is_no_article(frame: str, content: str) -> None:
    for title in (SITE, f"{SECTION} - {SITE}", f"{SITE} | {SECTION}", "Trang chủ"):
        html = FRAMES[frame](ELSEWHERE[content], title).encode()
        assert extract(html, URL, fetched_at=FETCHED) is None, title


@pytest.mark.parametrize("page", BARE)
def test_a_server_in_trouble_is_no_article(page: str) -> None:
    assert extract(BARE[page].encode(), URL, fetched_at=FETCHED) is None
