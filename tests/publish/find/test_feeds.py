"""Searches as feeds: valid, newest captured first, each match once, conditional."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import feedparser
import pytest
from lxml import etree
from support.schemas import valid
from support.site import Get, open_site

from archive import articles
from archive.folder import Archive
from publish.build import build
from publish.find import arrivals, counting

from .conftest import HOMES, NUMBER, put

QUERIES = ("", "q=dang+uy", "q=xa&cong=thanh-yen", "nam=2021&co-anh=1", "q=khong-co-gi", "da-go=1")


@pytest.mark.parametrize("query", QUERIES)
def test_feeds_are_valid_and_say_the_same(site: Get, query: str) -> None:
    answer = site(f"/tim-kiem.atom?{query}")
    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    valid(answer.content, "atom")
    feed = feedparser.parse(answer.content)
    assert not feed.bozo
    assert feed.version == "atom10"
    assert feed.feed.id.startswith("urn:uuid:")
    assert feed.feed.updated.endswith("Z")
    told = site(f"/tim-kiem.feed.json?{query}")
    body = told.json()
    assert body["version"] == "https://jsonfeed.org/version/1.1"
    assert body["feed_url"] == f"http://localhost/tim-kiem.feed.json{'?' * bool(query)}{query}"
    assert [one["id"] for one in body["items"]] == [one.id for one in feed.entries]
    assert len({one.id for one in feed.entries}) == len(feed.entries)
    for entry in feed.entries:
        assert entry.author
        assert entry.updated
        assert entry.title
        assert site(urlsplit(entry.link).path).status_code == 200
    total = site(f"/tim-kiem.json?{query}").json()["total"]
    assert len(feed.entries) == min(total, arrivals.NEWEST)


def test_atom_has_what_the_standard_demands_in_its_namespace(site: Get) -> None:
    root = etree.fromstring(site("/tim-kiem.atom?q=lua").content)
    atom = "{http://www.w3.org/2005/Atom}"
    for part in (root, *root.iter(f"{atom}entry")):
        for name in ("id", "title", "updated"):
            assert len(part.findall(f"{atom}{name}")) == 1
    links = {link.get("rel"): link.get("href") for link in root.findall(f"{atom}link")}
    assert links["self"] == "http://localhost/tim-kiem.atom?q=lua"
    assert links["alternate"] == "http://localhost/tim-kiem?q=lua"


def test_the_page_names_its_feeds(site: Get) -> None:
    page = site("/tim-kiem?q=dang+uy&nam=2021&xep=moi").text
    tree = etree.HTML(page)
    for kind in ("application/atom+xml", "application/feed+json"):
        (href,) = tree.xpath(f"//head/link[@rel='alternate'][@type='{kind}']/@href")
        assert parse_qs(urlsplit(href).query) == {"q": ["dang uy"], "nam": ["2021"]}
        assert site(href).status_code == 200
    assert "Theo dõi" in page


@pytest.mark.parametrize("few", [False, True])
def test_the_last_captured_comes_first_and_none_is_missed(
    site: Get, few: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of few matches all are looked at, of many those that came last."""
    if not few:
        monkeypatch.setattr(
            counting.gather, "__kwdefaults__", counting.gather.__kwdefaults__ | {"limit": 5}
        )
    monkeypatch.setattr(arrivals, "NEWEST", 1000)
    rows = site(
        "/public.json",
        params={
            "sql": "SELECT id FROM articles WHERE rowid IN (SELECT rowid FROM articles_fts WHERE "
            "articles_fts MATCH vn_match('dang')) ORDER BY first_captured DESC, rowid DESC",
            "_shape": "array",
        },
    ).json()
    items = site("/tim-kiem.feed.json?q=dang").json()["items"]
    assert [one["url"].rpartition("/")[2] for one in items] == [row["id"] for row in rows]


def test_what_has_not_changed_is_not_sent_again(site: Get) -> None:
    for path in ("/tim-kiem.atom?q=dang", "/tim-kiem.feed.json?q=dang", "/sitemap.xml"):
        first = site(path)
        tag = first.headers["etag"]
        again = site(path, headers={"If-None-Match": f'"other", W/{tag}'})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == tag
        assert site(path, headers={"If-None-Match": '"other"'}).status_code == 200
        since = {"If-Modified-Since": first.headers["last-modified"]}
        assert site(path, headers=since).status_code == 304
        assert site(path, headers={"If-Modified-Since": "Mon, 01 Jan 2001 00:00:00 GMT"}).content
        assert site(path, headers={"If-Modified-Since": "gestern"}).status_code == 200


def test_a_new_match_shows_up_once_and_an_edit_is_no_new_one(folder: Path, tmp_path: Path) -> None:
    kho = tmp_path / "kho"
    shutil.copytree(folder, kho)

    def feed() -> list[dict[str, str]]:
        build(kho)
        with open_site(kho / "public.db") as get:
            items: list[dict[str, str]] = json.loads(
                get("/tim-kiem.feed.json?q=cho+phien").content
            )["items"]
        return items

    before = feed()
    with Archive.open(kho, write=True) as archive:
        put(archive, "nam-son", 900, 9000, title="Chợ phiên cuối năm 2012", published="2012-12-01")
        put(archive, "nam-son", 8, 9001, title="Chợ phiên vùng cao đã sửa")
        with archive.transaction():
            gone = "2026-01-02T00:00:00+07:00"
            articles.mark_gone(archive.conn, f"{HOMES['nam-son']}bai-20", gone, "404")
    after = feed()
    assert [one["id"] for one in after[1:]] == [one["id"] for one in before][: len(after) - 1]
    assert after[0]["title"] == "Chợ phiên cuối năm 2012"
    assert after[0]["date_published"] == "2012-12-01T00:00:00+07:00"
    old, new = ({one["id"]: one for one in items} for items in (before, after))
    changed = {
        new[key]["title"] for key in old if new[key]["date_modified"] > old[key]["date_modified"]
    }
    assert changed == {"Chợ phiên vùng cao đã sửa", "Chợ phiên vùng cao 🎉 đông vui lần thứ 20"}
    assert next(one for one in after if "lần thứ 20" in one["title"])["tags"][-1] == "da-go"


def test_a_feed_of_nonsense_is_refused(site: Get) -> None:
    for path in ("/tim-kiem.atom", "/tim-kiem.feed.json", "/tim-kiem.json", "/tim-kiem.csv"):
        answer = site(f"{path}?tu=gestern")
        assert answer.status_code == 400
        assert "tu=gestern" in answer.json()["error"]


def test_sitemap_leads_to_every_article_and_robots_to_the_sitemap(site: Get) -> None:
    assert "Sitemap: http://localhost/sitemap.xml" in site("/robots.txt").text
    space = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    index = valid(site("/sitemap.xml").content, "sitemap")
    found = []
    for part in index.iter(f"{space}loc"):
        answer = site(urlsplit(part.text).path)
        assert answer.headers["content-type"] == "application/xml; charset=utf-8"
        urls = valid(answer.content, "sitemap")
        assert urls.tag == f"{space}urlset"
        found += [one.text for one in urls.iter(f"{space}loc")]
    assert len(found) == len(set(found))
    assert len([one for one in found if "/bai/" in one]) == NUMBER
    assert "http://localhost/cong/thanh-yen" in found
    assert site("/sitemap/1999.xml").status_code == 404


def test_parts_of_the_sitemap_are_bounded(site: Get, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("publish.pages.machines.PART", 3)
    space = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    found = []
    for part in etree.fromstring(site("/sitemap.xml").content).iter(f"{space}loc"):
        urls = etree.fromstring(site(urlsplit(part.text).path).content)
        articles = [one.text for one in urls.iter(f"{space}loc") if "/bai/" in one.text]
        assert len(articles) <= 3
        found += articles
    assert len(found) == len(set(found)) == NUMBER


def test_browsers_can_search_from_their_address_bar(site: Get) -> None:
    described = etree.fromstring(site("/opensearch.xml").content)
    space = "{http://a9.com/-/spec/opensearch/1.1/}"
    assert len(described.findtext(f"{space}ShortName")) <= 16
    templates = [one.get("template") for one in described.iter(f"{space}Url")]
    for template in templates:
        filled = template.replace("{searchTerms}", "dang%20uy").removeprefix("http://localhost")
        assert site(filled).status_code == 200
    (link,) = etree.HTML(site("/").text).xpath("//link[@rel='search']/@href")
    assert link == "/opensearch.xml"
