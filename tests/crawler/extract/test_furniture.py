"""Counters, buttons, credits of the software: none of it gets into a text, wherever it stands."""

from __future__ import annotations

import pytest
from support.family import FETCHED, FRAMES, SITE, URL
from support.furniture import ABOVE, BELOW
from support.stories import NEWS

from crawler.extract.article import extract

HEAD = f"<h2>{NEWS.title}</h2><div>{NEWS.day} {NEWS.clock}</div>"
TEXT = "".join(f"<p>{paragraph}</p>" for paragraph in NEWS.paragraphs)
FORMS = ("<div>{}</div>", "<p><b>{}</b></p>", "<span>{}</span><br>")


def paragraphs(content: str, frame: str) -> list[str]:
    html = FRAMES[frame](content, f"{NEWS.title} - {SITE}").encode()
    article = extract(html, URL, fetched_at=FETCHED)
    assert article is not None
    assert (article.title, article.published) == (NEWS.title, NEWS.published)
    return article.body_text.split("\n\n")


@pytest.mark.parametrize("line", ABOVE)
def test_a_line_above_the_text(line: str) -> None:
    for form in FORMS:
        assert paragraphs(f"{HEAD}{form.format(line)}<div>{TEXT}</div>", "react") == NEWS.paragraphs
        assert paragraphs(f"{HEAD}<div>{form.format(line)}{TEXT}</div>", "asp") == NEWS.paragraphs


@pytest.mark.parametrize("line", BELOW)
def test_a_line_below_the_text(line: str) -> None:
    for form in FORMS:
        assert paragraphs(f"{HEAD}<div>{TEXT}</div>{form.format(line)}", "react") == NEWS.paragraphs
        assert paragraphs(f"{HEAD}<div>{TEXT}{form.format(line)}</div>", "asp") == NEWS.paragraphs
