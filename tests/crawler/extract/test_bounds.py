"""How much of one page is looked at: what no portal's page has so much of is a trap's."""

from __future__ import annotations

import pytest

from crawler.extract.links import MAX_HEADS
from crawler.extract.metas import meta
from crawler.extract.page import Reading, Site, read_page
from crawler.extract.people import MAX_READ, people_of
from crawler.extract.source import source_of
from crawler.extract.survey import survey
from crawler.extract.tree import MAX_LINKS, parse

HOME = "http://xa.example.vn/"
PERSON = "Đồng chí Lò Văn Hương, Chủ tịch UBND xã, phát biểu. "


def read(body: str) -> Reading:
    page = f"<html><head><meta charset=utf-8><title>Tin tức</title></head>{body}</html>"
    return read_page(page.encode(), f"{HOME}tin-tuc", site=Site(home=HOME))


def urls(body: str) -> list[str]:
    return [link.url for link in read(body).links]


@pytest.mark.parametrize(
    "one",
    [
        "<link rel=next href='/muc-{n}'>",
        "<span onclick=\"location='/muc-{n}'\">{n}</span>",
        "<meta http-equiv=Refresh content='0; url=/muc-{n}'>",
    ],
)
def test_of_what_a_page_has_few_only_the_first_are_followed(one: str) -> None:
    found = urls("".join(one.format(n=n) for n in range(MAX_HEADS + 20)))

    assert found == [f"{HOME}muc-{n}" for n in range(MAX_HEADS)]


def test_frames_are_followed_and_pages_shown_inside_are_not() -> None:
    frames = "".join(f"<frame src='/khung-{n}'>" for n in range(MAX_HEADS + 20))

    assert urls(f"<frameset>{frames}</frameset>") == [f"{HOME}khung-{n}" for n in range(MAX_HEADS)]
    assert urls("<body><iframe src='/khung'></iframe></body>") == []


def test_links_beyond_the_most_are_not_followed() -> None:
    found = urls("".join(f"<a href='/m{n}'>{n}</a>" for n in range(MAX_LINKS + 20)))

    assert found == [f"{HOME}m{n}" for n in range(MAX_LINKS)]


def test_links_beyond_the_most_lead_nowhere_in_a_text() -> None:
    lines = "".join(f"<p><a href='/m{n}'>x</a>" for n in range(10))
    crowd = "".join(f"<a href='/n{n}'>y</a>" for n in range(MAX_LINKS))
    tree, _ = parse(f"{lines}<p>{crowd}")
    assert tree is not None
    assert tree.body is not None

    blocks = survey(tree.body, HOME).blocks

    assert [block.runs[0][2] for block in blocks[:10]] == [f"{HOME}m{n}" for n in range(10)]
    hrefs = [href for _, _, href in blocks[10].runs]
    assert hrefs[0] == f"{HOME}n0"
    assert hrefs[-10:] == ["#"] * 10
    assert hrefs.count("#") == 10


def test_persons_are_looked_for_at_the_beginning_of_a_text_without_end() -> None:
    filling = "Bà con ra đồng từ sáng sớm. " * (MAX_READ // 28 + 1)

    assert [person.name for person in people_of(PERSON + filling)] == ["Lò Văn Hương"]
    assert people_of(filling + PERSON) == ()


def test_metas_of_a_body_count_however_many_there_are() -> None:
    nameless = "<meta itemprop=x content=y>" * 50
    name = "<meta property='og:site_name' content='Xã Hòa Thuận'>"

    for body in (name, nameless + name, name + nameless):
        source = source_of(f"<html><head></head><body><p>Tin</p>{body}".encode())
        tree, _ = source.parsed()
        assert tree is not None
        assert meta(tree, source.traces, "og:site_name") == "Xã Hòa Thuận"
