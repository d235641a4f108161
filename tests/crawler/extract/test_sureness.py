"""The confidence of a field means something: what the reader is surer of is more often right.

Measured on the family of pages, whole and with their cues taken away one after the other, and on
the portal whose chrome has no cue at all.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import pytest
from support import family, siblings
from support.family import FETCHED, FRAMES, URL
from support.stories import Story

from crawler.extract.article import extract

Rates = dict[str, dict[str, float]]


def harder(html: str) -> Iterator[str]:
    """The page with fewer and fewer cues, and with a stamp that lies in wait."""
    yield html
    plain = re.sub(r'\s(?:class|id)="?[^">\s]*"?', "", html)
    yield plain
    flat = re.sub(r"<(/?)h[1-6]\b", r"<\1div", plain)
    yield flat
    yield re.sub(r"<title>.*?</title>", "", flat)
    yield html.replace("<h2", "<div>Kế hoạch năm 2020</div><div>14/02/2020</div><h2", 1)


def pages() -> Iterator[tuple[Story, str]]:
    for frame in FRAMES:
        for made in [*family.pages(frame)][::5]:
            for html in harder(made.html.decode()):
                yield made.story, html
    for number, story in enumerate(siblings.stories()):
        yield story, siblings.page(story, number).decode()


@pytest.fixture(scope="module")
def rates() -> Rates:
    """Per field, the share of right answers among the sure, the doubtful and all."""
    right: Counter[tuple[str, str]] = Counter()
    asked: Counter[tuple[str, str]] = Counter()
    for story, html in pages():
        article = extract(html.encode(), URL, fetched_at=FETCHED)
        if article is None:
            continue
        lead = [article.lead] if article.lead else []
        told = [story.lead] if story.lead else []
        answers = {
            "title": article.title == story.title,
            "published": article.published == story.published,
            "body": [*lead, *article.body_text.split("\n\n")] == [*told, *story.paragraphs],
        }
        for name, is_right in answers.items():
            sure = article.confidence.get(name)
            if sure is None:
                continue
            for kind in (
                "all",
                "sure" if sure >= SURE else "doubtful" if sure < DOUBTFUL[name] else "between",
            ):
                right[name, kind] += is_right
                asked[name, kind] += 1

    return {
        name: {kind: right[name, kind] / asked[name, kind] for kind in ("all", "sure", "doubtful")}
        for name in ("title", "published", "body")
    }


SURE = 0.9
DOUBTFUL = {"title": 0.55, "published": 0.7, "body": 0.8}


@pytest.mark.parametrize("name", ["title", "published", "body"])
def test_what_it_is_sure_of_is_right(rates: Rates, name: str) -> None:
    assert rates[name]["sure"] >= 0.98


@pytest.mark.parametrize("name", ["title", "published", "body"])
def test_what_it_doubts_is_wrong_more_often(rates: Rates, name: str) -> None:
    assert rates[name]["doubtful"] < rates[name]["sure"] - 0.05
    assert rates[name]["doubtful"] < rates[name]["all"]
