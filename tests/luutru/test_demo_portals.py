"""The sample portals publish what they say, page by page, with the snares of real portals."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta, timezone
from http.client import HTTPConnection
from urllib.parse import quote, urlencode, urlsplit

import pytest

from luutru.demo.content import SLUGS, ContentError, load_all, read
from luutru.demo.portals import SamplePortal, serve_portals

NOW = datetime(2026, 11, 23, 9, 15, tzinfo=timezone(timedelta(hours=7)))
ENOUGH = 25


@pytest.fixture(scope="module")
def portals() -> Iterator[dict[str, SamplePortal]]:
    with serve_portals(ports=[0] * len(SLUGS)) as served:
        yield {portal.content.layout: portal for portal in served}


def get(portal: SamplePortal, target: str, form: dict[str, str] | None = None) -> tuple[int, str]:
    """Status and text of an answer, over the wire."""
    path = quote(target, safe="/?=&%")
    kind = {"Content-Type": "application/x-www-form-urlencoded"} if form else {}
    with closing(HTTPConnection(urlsplit(portal.url).netloc, timeout=10)) as connection:
        connection.request("POST" if form else "GET", path, urlencode(form or {}), kind)
        with connection.getresponse() as response:
            return response.status, response.read().decode("utf-8", "replace")


def test_three_portals_of_three_kinds(portals: dict[str, SamplePortal]) -> None:
    assert [content.slug for content in load_all()] == list(SLUGS)
    assert set(portals) == {"nukeviet", "dienbien", "generic"}


@pytest.mark.parametrize("layout", ["nukeviet", "dienbien", "generic"])
def test_a_portal_has_all_that_a_crawler_must_cope_with(
    portals: dict[str, SamplePortal], layout: str
) -> None:
    articles = portals[layout].content.articles
    expected = portals[layout].expected()
    assert len(articles) == len(expected) >= ENOUGH
    images = [image for one in expected for image in one.images]
    assert any(image.caption for image in images)
    assert any(image.caption is None for image in images)
    assert any(one.attachments for one in expected)
    assert any(one.list_items for one in expected)
    assert any(one.table_rows for one in expected)
    changes = [article.next_week for article in articles if article.next_week]
    assert sorted(change.gone for change in changes) == [False, True]
    assert {article.published.utcoffset() for article in articles} == {timedelta(hours=7)}
    assert all(article.published < NOW for article in articles)


@pytest.mark.parametrize("layout", ["nukeviet", "dienbien", "generic"])
def test_every_article_is_served_at_each_of_its_addresses(
    portals: dict[str, SamplePortal], layout: str
) -> None:
    portal = portals[layout]
    for one in portal.expected():
        status, page = get(portal, one.path)
        assert status == 200
        assert page.count(one.paragraphs[0].replace("&", "&amp;").replace('"', "&quot;")) >= 1
        assert one.published_text in page
        for address in one.duplicates[:2]:
            assert get(portal, address)[0] in (200, 301, 302)


@pytest.mark.parametrize("layout", ["nukeviet", "dienbien", "generic"])
def test_pictures_and_documents_are_what_the_list_says(
    portals: dict[str, SamplePortal], layout: str
) -> None:
    portal = portals[layout]
    one = next(one for one in portal.expected() if one.images and one.attachments)
    for file in (*one.images, *one.attachments):
        assert get(portal, file.path)[0] == 200
        assert re.fullmatch("[0-9a-f]{64}", file.sha256)


def test_pages_of_a_list_are_numbered_in_the_path(portals: dict[str, SamplePortal]) -> None:
    portal = portals["nukeviet"]
    slugs = list(portal.content.categories)
    pages = [get(portal, f"/{slug}/")[1] for slug in slugs]
    assert any(re.search(r'href="[^"]*/page-2/?"', page) for page in pages)


def test_pages_of_a_list_are_numbered_in_the_query(portals: dict[str, SamplePortal]) -> None:
    status, page = get(portals["generic"], "/index.php?cat=0")
    assert status == 200
    assert 'href="/index.php?cat=0&amp;page=2"' in page
    first = set(re.findall(r"/tin\.php\?id=\d+", page))
    second = set(
        re.findall(r"/tin\.php\?id=\d+", get(portals["generic"], "/index.php?cat=0&page=2")[1])
    )
    assert second - first


def test_pages_of_a_list_are_asked_for_by_sending_its_form_back(
    portals: dict[str, SamplePortal],
) -> None:
    portal = portals["dienbien"]
    _, page = get(portal, "/Tintuc")
    hidden = dict(re.findall(r'type="hidden" name="(\w+)"[^>]*value="([^"]*)"', page))
    target, argument = re.findall(r"__doPostBack\(&#39;([^&]+)&#39;,&#39;([^&]+)&#39;\)", page)[0]
    status, second = get(
        portal, "/Tintuc", hidden | {"__EVENTTARGET": target, "__EVENTARGUMENT": argument}
    )
    assert status == 200
    assert re.findall(r"/Tintuc/View/[\w-]+", second) != re.findall(r"/Tintuc/View/[\w-]+", page)
    forged = hidden | {"__EVENTTARGET": target, "__EVENTARGUMENT": argument, "__VIEWSTATE": "x"}
    assert get(portal, "/Tintuc", forged)[0] == 500


@pytest.mark.parametrize("layout", ["nukeviet", "dienbien", "generic"])
def test_the_counter_is_another_at_each_request(
    portals: dict[str, SamplePortal], layout: str
) -> None:
    portal = portals[layout]
    path = portal.expected()[0].path
    total = re.compile(r"Tổng truy cập:\s*(?:<b>)?(\d+)")
    counts = [int(total.findall(get(portal, path)[1])[0]) for _ in range(3)]
    assert counts == sorted(set(counts))


@pytest.mark.parametrize("layout", ["nukeviet", "dienbien", "generic"])
def test_a_week_later_one_article_is_edited_and_one_is_gone(layout: str) -> None:
    content = next(content for content in load_all() if content.layout == layout)
    portal = SamplePortal(content, now=lambda: NOW)
    portal.url = "http://xa.example.vn/"
    before = {one.id: one for one in portal.expected()}
    portal.next_week()
    after = {one.id: one for one in portal.expected()}
    assert set(after) == set(before)
    gone = [one for one in after.values() if one.gone]
    edited = [one for one in after.values() if one.revisions == 2]
    assert (len(gone), len(edited)) == (1, 1)
    assert gone[0].text == before[gone[0].id].text
    changed = (edited[0].title, edited[0].text)
    assert changed != (before[edited[0].id].title, before[edited[0].id].text)
    assert portal.answer("GET", gone[0].path, {}, {}).status == 404
    shown = portal.answer("GET", edited[0].path, {}, {}).body.decode()
    assert edited[0].paragraphs[-1] in shown.replace("&quot;", '"').replace("&amp;", "&")
    portal.next_week()
    assert {one.id: one.revisions for one in portal.expected()} == {
        one.id: one.revisions for one in after.values()
    }


@pytest.mark.parametrize("layout", ["nukeviet", "dienbien", "generic"])
def test_an_unknown_address_is_not_found(portals: dict[str, SamplePortal], layout: str) -> None:
    assert get(portals[layout], "/khong-co-trang-nay")[0] == 404


def test_content_that_contradicts_itself_is_refused() -> None:
    with pytest.raises(ContentError, match=r"thieu\.toml"):
        read({"portal": {"slug": "x"}, "article": []}, "thieu.toml")
