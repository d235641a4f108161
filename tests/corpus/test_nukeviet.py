"""A mirror of a running NukeViet portal, crawled from its home page without any configuration.

The mirror is served at an address of its own and compared with what its database holds.
"""

from __future__ import annotations

import json
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from support.cli import luutru
from support.corpus import corpus
from support.mirror import mirror

pytestmark = pytest.mark.timeout(300)

ORIGIN = "http://127.0.0.1:8121"
PUBLIC = 148
"""Articles of the site that anyone may read."""

EXACT = 73
"""Visible articles of the answers, without the one that only redirects to another site."""

PARAGRAPHS = 0.99
ELSEWHERE = "http://vanban.example.vn/"
"""A site that attachments are linked from, which does not exist."""

NEVER = (
    "/users", "/seek", "nvvithem", "cronjobs", "second=", "/print/", "/savefile/", "/sendmail/",
    "/banners", "pdf=1", "/statistics", "/comment", "/admin", "nv_redirect",
)  # fmt: skip
"""What a polite visitor leaves alone: accounts, search, themes, cron, print and banner pages."""

Article = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Crawled:
    """What one crawl of the mirror brought."""

    folder: Path
    home: str
    requests: list[str]
    pages: frozenset[str]
    report: dict[str, Any]
    articles: dict[str, Article]
    """By path, as exported."""
    gold: list[Article]

    def visible(self) -> Iterator[tuple[Article, Article]]:
        """The answer and the article read, for each article that must come out."""
        for answer in self.gold:
            if answer["status"] == "visible" and not answer["external_redirect"]:
                assert answer["url"] in self.articles, f"missing: {answer['url']}"
                yield answer, self.articles[answer["url"]]

    def differing(self, wrong: Callable[[Article, Article], object]) -> list[tuple[str, object]]:
        """Path and difference of each article for which `wrong` says something."""
        found = ((answer["url"], wrong(answer, read)) for answer, read in self.visible())
        return [(path, what) for path, what in found if what]

    def path(self, url: str) -> str:
        return url.removeprefix(self.home)


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Crawled:
    source = corpus("nukeviet")
    kho = tmp_path_factory.mktemp("nukeviet") / "kho"
    at = ("--archive", str(kho))
    luutru("init", kho, check=0)
    with mirror(source, ORIGIN) as portal:
        options = ("--allow-private", "--delay", "0", "--yes")
        luutru("portal", "add", portal.url, *options, *at, check=0)
        crawl = luutru("crawl", "--all", "--json", *at, check=0)
        home, requests, pages = portal.url.rstrip("/"), portal.paths(), frozenset(portal.pages)
    exported = luutru("export", *at, check=0).stdout
    rows = [json.loads(line) for line in exported.splitlines()]
    articles = {row["url"].removeprefix(home): row for row in rows}
    assert len(articles) == len(rows), "one address is there twice"
    lines = (source / "gold.jsonl").read_text(encoding="utf-8").splitlines()
    return Crawled(
        folder=kho,
        home=home,
        requests=requests,
        pages=pages,
        report=json.loads(crawl.stdout)["portals"][0],
        articles=articles,
        gold=[json.loads(line) for line in lines],
    )


def nfc(text: str | None) -> str:
    return unicodedata.normalize("NFC", text or "")


# -- the crawl ------------------------------------------------------------------------------------


def test_the_software_is_recognised(crawled: Crawled) -> None:
    portals = luutru("portal", "list", "--json", "--archive", crawled.folder, check=0).stdout
    (portal,) = json.loads(portals)
    assert portal["platform"] == "nukeviet"
    assert portal["platform_score"] >= 0.9
    by = {article["extracted_by"]["platform"] for article in crawled.articles.values()}
    assert by == {"nukeviet"}


def test_every_public_article_is_there_once(crawled: Crawled) -> None:
    assert crawled.report["state"] == "done"
    assert (len(crawled.articles), crawled.report["new"]) == (PUBLIC, PUBLIC)
    assert sum(1 for _ in crawled.visible()) == EXACT
    texts = Counter((a["title"], a["body_text"]) for a in crawled.articles.values())
    assert max(texts.values()) == 1
    assert all(a["published"] for a in crawled.articles.values())
    # some have only a lead, and pictures or attachments below it
    assert all(a["body_text"] or a["lead"] for a in crawled.articles.values())


def test_hidden_articles_are_not_there(crawled: Crawled) -> None:
    hidden = [answer for answer in crawled.gold if answer["status"] == "hidden"]
    assert len(hidden) == 6
    titles = {article["title"] for article in crawled.articles.values()}
    assert not [a["url"] for a in hidden if a["url"] in crawled.articles or a["title"] in titles]
    moved = [answer["url"] for answer in crawled.gold if answer["external_redirect"]]
    assert len(moved) == 1
    assert moved[0] not in crawled.articles


def test_no_address_is_asked_for_that_should_not_be(crawled: Crawled) -> None:
    bad = [path for path in crawled.requests if any(word in path for word in NEVER)]
    assert bad == []
    assert max(Counter(crawled.requests).values()) == 1


def test_what_is_not_in_the_mirror_is_hardly_asked_for(crawled: Crawled) -> None:
    outside = [path for path in crawled.requests if path not in crawled.pages]
    pictures = [path for path in outside if path.startswith("/uploads/")]
    assert [path for path in outside if path not in pictures] == []
    assert len(pictures) <= 8  # pictures named in metadata that the mirror has not


def test_the_archive_is_whole(crawled: Crawled) -> None:
    luutru("verify", "--archive", crawled.folder, check=0)


# -- what was read --------------------------------------------------------------------------------


FIELDS = {"title": "title", "lead": "hometext", "source": "source", "category": "category"}


@pytest.mark.parametrize("name", FIELDS)
def test_fields_are_exact(crawled: Crawled, name: str) -> None:
    def wrong(gold: Article, read: Article) -> object:
        same = nfc(read[name]) == nfc(gold[FIELDS[name]])
        return None if same else (read[name], gold[FIELDS[name]])

    assert crawled.differing(wrong) == []


def test_the_author_is_the_one_named_or_the_one_who_signed(crawled: Crawled) -> None:
    def wrong(gold: Article, read: Article) -> object:
        if gold["author"]:
            same = nfc(read["author"]) == nfc(gold["author"])
        else:
            same = nfc(read["author"]) in nfc(gold["signature"])
        return None if same else (read["author"], gold["author"], gold["signature"])

    assert crawled.differing(wrong) == []


def test_published_to_the_minute(crawled: Crawled) -> None:
    def wrong(gold: Article, read: Article) -> object:
        same = read["published"][:16] == gold["published"][:16]
        return None if same and read["published"].endswith("+07:00") else read["published"]

    assert crawled.differing(wrong) == []


def test_paragraphs(crawled: Crawled) -> None:
    found = total = 0
    foreign = []
    for gold, read in crawled.visible():
        expected = Counter(nfc(text) for text in gold["paragraphs"])
        mine = Counter(read["body_text"].split("\n\n") if read["body_text"] else [])
        found += (expected & mine).total()
        total += expected.total()
        foreign += [(gold["url"], text) for text in mine - expected]
    assert foreign == []
    assert found >= total * PARAGRAPHS


def test_captions_and_signatures_are_no_paragraphs(crawled: Crawled) -> None:
    def wrong(gold: Article, read: Article) -> object:
        captions = {nfc(image["caption"]) for image in gold["images"] if image["caption"]}
        apart = captions | {nfc(gold["signature"])} - {""}
        return apart & set(read["body_text"].split("\n\n"))

    assert crawled.differing(wrong) == []


def test_images_with_their_captions(crawled: Crawled) -> None:
    def wrong(gold: Article, read: Article) -> object:
        mine = [(crawled.path(image["url"]), nfc(image["caption"])) for image in read["images"]]
        expected = [(image["src"], nfc(image["caption"])) for image in gold["images"]]
        return None if mine == expected else (mine, expected)

    assert crawled.differing(wrong) == []


def test_attachments_by_their_names(crawled: Crawled) -> None:
    def wrong(gold: Article, read: Article) -> object:
        mine = [file["name"] for file in read["attachments"]]
        expected = [file["name"] for file in gold["attachments"]]
        return None if mine == expected else (mine, expected)

    assert crawled.differing(wrong) == []
    elsewhere = [
        file["url"]
        for _, read in crawled.visible()
        for file in read["attachments"]
        if not file["url"].startswith(crawled.home)
    ]
    assert all(url.startswith(ELSEWHERE) for url in elsewhere)


def test_every_picture_and_attachment_of_the_mirror_was_fetched(crawled: Crawled) -> None:
    lacking = [
        file["url"]
        for article in crawled.articles.values()
        for file in (*article["images"], *article["attachments"])
        if crawled.path(file["url"]) in crawled.pages and not file["sha256"]
    ]
    assert lacking == []
