"""One evaluation: every set of gold read by us and by the peers, the same pages in the same run.

Peers read the article pages that lie on disk, one after the other with us, page by page, so that
what else the machine does hits all alike. CPU time is counted, not the clock on the wall.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from urllib.parse import unquote, urljoin, urlsplit

from archive.record import Article
from crawler.evaluation.figures import Score
from crawler.evaluation.gold import GoldPage, GoldPages, GoldSet, GoldStrings
from crawler.evaluation.mirror import Crawled, crawl
from crawler.evaluation.peers import Peer
from crawler.evaluation.score import compare, of_article
from crawler.evaluation.strings import score_strings
from crawler.extract.article import extract
from crawler.extract.encoding import read_text
from crawler.extract.page import Reading, Site, read_page
from crawler.extract.urls import canonical
from crawler.platforms import by_name

OURS = "luutru"

Progress = Callable[[int, int], None]
"""Called with pages done and pages in all."""


@dataclass(slots=True)
class Pace:
    """How fast a reader was."""

    pages: int = 0
    seconds: float = 0.0

    @property
    def per_second(self) -> float:
        return self.pages / self.seconds if self.seconds else 0.0


@dataclass(slots=True, kw_only=True)
class SetResult:
    """What came out for one set of gold. A working value, complete when `evaluate` returns it."""

    name: str
    form: str
    pages: int
    scores: dict[str, dict[str, Score]] = field(default_factory=dict)
    """By reader, then by platform."""
    facts: dict[str, int | str] = field(default_factory=dict)
    """Requests and articles of a portal's crawl."""

    def score(self, reader: str, platform: str) -> Score:
        return self.scores.setdefault(reader, {}).setdefault(platform, Score())

    def total(self, reader: str) -> Score:
        """All platforms together."""
        return joined(self.scores.get(reader, {}).values())


@dataclass(slots=True, kw_only=True)
class Evaluation:
    """All sets of one run."""

    sets: list[SetResult] = field(default_factory=list)
    paces: dict[str, Pace] = field(default_factory=dict)
    readers: tuple[str, ...] = (OURS,)

    def total(self, reader: str) -> Score:
        """All sets together."""
        return joined(one.total(reader) for one in self.sets)

    def platforms(self, reader: str) -> dict[str, Score]:
        """By platform, over all sets."""
        found: dict[str, Score] = {}
        for one in self.sets:
            for platform, score in one.scores.get(reader, {}).items():
                found.setdefault(platform, Score()).add(score)
        return dict(sorted(found.items()))


def joined(scores: Iterable[Score]) -> Score:
    """The score of all of these."""
    total = Score()
    for score in scores:
        total.add(score)
    return total


def evaluate(
    sets: Sequence[GoldSet], peers: Sequence[Peer] = (), *, progress: Progress | None = None
) -> Evaluation:
    """Read every set with our reader and with the peers, and compare with the gold."""
    done = Evaluation(readers=(OURS, *(peer.name for peer in peers)))
    done.paces = {name: Pace() for name in done.readers}
    total = sum(len(one.pages) for one in sets if isinstance(one, GoldPages))
    count = 0
    for gold in sets:
        if isinstance(gold, GoldStrings):
            result = SetResult(name=gold.name, form=gold.form, pages=len(gold.rows))
            score_strings(gold, result.score(OURS, "strings"))
            done.sets.append(result)
            continue
        result = SetResult(name=gold.name, form=gold.form, pages=len(gold.pages))
        for page, platform in _ours(gold, result):
            if page.kind == "article" and page.path is not None:
                _side_by_side(page, platform, peers, result, done.paces)
            elif page.kind == "empty" and page.path is not None:
                _empty_for_peers(page, platform, peers, result)
            count += 1
            if progress is not None:
                progress(count, total)
        done.sets.append(result)
    return done


def _ours(gold: GoldPages, result: SetResult) -> Iterator[tuple[GoldPage, str]]:
    """Scores our own reading; gives each page with its platform, as far as it is known."""
    if gold.mirror is None:
        for page in gold.pages:
            yield page, _one_page(page, result)
        return
    crawled = crawl(gold.mirror)
    platform = crawled.platform or "?"
    by_address = _addresses(crawled)
    expected: set[str] = set()
    for page in gold.pages:
        found = {
            article.url: article
            for url in (page.url, *page.other_urls)
            if (article := _at(url, by_address, platform)) is not None
        }
        expected |= set(found)
        mark = result.score(OURS, platform)
        if page.kind == "article":
            mark["reached"].check(bool(found), f"{page.name}: not found from the home page")
            mark["once"].check(len(found) < 2, f"{page.name}: kept as {', '.join(found)}")
        if found or page.kind != "article":
            article = next(iter(found.values()), None)
            compare(page, of_article(article) if article else None, mark)
        yield page, platform
    _whole_portal(gold, crawled, expected, result, platform)


def _addresses(crawled: Crawled) -> dict[str, Article]:
    """The articles of a crawl by address, and by path where one path names one article."""
    articles = crawled.articles
    found = {_path(url): article for url, article in articles.items()}
    for url, reading in crawled.readings.items():
        if reading.article is not None:
            found.setdefault(_path(url), reading.article)
    return found | articles


def _at(url: str, articles: dict[str, Article], platform: str) -> Article | None:
    try:
        own = canonical(url, by_name(platform))
    except ValueError:
        own = url
    return articles.get(own) or articles.get(url) or articles.get(_path(url))


def _path(url: str) -> str:
    parts = urlsplit(url)
    return unquote(parts.path) + (f"?{parts.query}" if parts.query else "")


def _whole_portal(
    gold: GoldPages, crawled: Crawled, expected: set[str], result: SetResult, platform: str
) -> None:
    """What only a whole crawl shows: hidden titles, articles that there are not."""
    mark = result.score(OURS, platform)
    articles = crawled.articles
    titles = {article.title for article in articles.values()}
    for title in gold.hidden_titles:
        mark["hidden absent"].check(title not in titles, f"{gold.name}: {title!r} is there")
    if gold.complete:
        for url, article in articles.items():
            note = f"{gold.name}: {url} is no article of the portal ({article.title[:60]!r})"
            mark["no other article"].check(url in expected, note)
    result.facts = {
        "platform": platform, "requests": crawled.requests, "articles": len(articles),
        "outside": len(crawled.outside),
    }  # fmt: skip


def _one_page(page: GoldPage, result: SetResult) -> str:
    assert page.path is not None
    reading = read_page(
        page.path.read_bytes(), page.url, site=Site(home=urljoin(page.url, "/")),
        headers={"Content-Type": page.content_type} if page.content_type else None,
    )  # fmt: skip
    mark = result.score(OURS, reading.platform)
    compare(page, of_article(reading.article) if reading.article else None, mark)
    if page.items:
        _items(page, reading, mark)
    return reading.platform


def _items(page: GoldPage, reading: Reading, score: Score) -> None:
    urls = {link.url for link in reading.links}
    for item in page.items:
        right = canonical(item, by_name(reading.platform)) in urls
        score["list items"].check(right, f"{page.name}: {item} is not among the links")


def _side_by_side(
    page: GoldPage, platform: str, peers: Sequence[Peer], result: SetResult, paces: dict[str, Pace]
) -> None:
    """The page read by everybody, each one timed."""
    assert page.path is not None
    body = page.path.read_bytes()
    headers = {"Content-Type": page.content_type} if page.content_type else None
    began = time.process_time()
    extract(body, page.url, headers=headers)
    _count(paces[OURS], began)
    if not peers:
        return
    text, _ = read_text(body, headers)
    for peer in peers:
        began = time.process_time()
        read = peer.read(text, page.url)
        _count(paces[peer.name], began)
        compare(page, read or peer.nothing(), result.score(peer.name, platform))


def _empty_for_peers(
    page: GoldPage, platform: str, peers: Sequence[Peer], result: SetResult
) -> None:
    assert page.path is not None
    text, _ = read_text(page.path.read_bytes())
    for peer in peers:
        if "body" in peer.gives:
            read = peer.read(text, page.url)
            said = read if read is not None and read.whole.strip() else None
            compare(page, said, result.score(peer.name, platform))


def _count(pace: Pace, began: float) -> None:
    pace.seconds += time.process_time() - began
    pace.pages += 1
