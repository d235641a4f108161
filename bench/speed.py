"""Measures how fast pages and dates are read, against other readers and bare parsers.

Process CPU time, every reader in turn in every round, ratios of one round's times. What ours
read in one round must equal what it read before, and every reader's title and text are scored
against the gold in the same run: an empty answer is fast. Runs on the project's own example pages
alone when the corpus isn't there.
"""

from __future__ import annotations

import gc
import importlib
import inspect
import json
import pkgutil
import statistics
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import urljoin

from bench import CORPUS, peers
from bench.peers import Peer
from crawler.evaluation import folders
from crawler.evaluation.gold import GoldPages
from crawler.evaluation.score import flat, squeeze
from crawler.extract import tags
from crawler.extract.article import open_page, read_article
from crawler.extract.dates import parse_posted
from crawler.extract.page import Site, read_page

ROUNDS = 7
PAGES = 40
"""Pages of one source."""

OURS, READING = "luutru, article", "luutru, article and links"
_EXAMPLES = Path(__file__).parents[1] / "tests/crawler/platforms"
_STAMPS = tuple(
    form.format(d=day, m=day % 12 + 1, y=2015 + day % 10, t=f"{day % 24:02}:{day * 2 % 60:02}")
    for day in range(1, 29)
    for form in (
        "{d:02}/{m:02}/{y}", "{d:02}/{m:02}/{y} {t}", "{d:02}/{m:02}/{y} {t}:07", "{t} {d:02}/{m:02}/{y}",
        "Thứ ba, {d:02}/{m:02}/{y} - {t}", "Ngày đăng: {d:02}/{m:02}/{y} {t}", "{d}-{m}-{y}",
        "Cập nhật lúc: {t} ngày {d:02}/{m:02}/{y}", "Đăng ngày {d} tháng {m} năm {y}",
        "Thứ Hai, ngày {d:02}/{m:02}/{y}, {t} (GMT+7)", "{y}-{m:02}-{d:02} {t}:12",
        "Thời gian đăng: {d:02}/{m:02}/{y} {d:02}:18:39 AM",
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page with what stands on it, where that is known."""

    url: str
    html: bytes
    home: str
    platform: str | None
    source: str
    """Where it comes from."""
    title: str | None = None
    text: str | None = None


def run() -> bool:
    """Prints the ratios of every page set and of dates; False when an output changed."""
    rivals = list(peers.installed())
    same = True
    for name, pages in (("described platforms", _described()), ("generic reader", _generic())):
        same &= _compare(name, pages, rivals)
    _dates()
    return same


# -- page sets ----------------------------------------------------------------------------------


def _described() -> list[Page]:
    pages = _examples()
    for name in ("nukeviet", "portals/egov", "portals/joomla", "portals/wordpress"):
        pages += _gold(CORPUS / name, None) if CORPUS.is_dir() else []
    return pages


def _generic() -> list[Page]:
    pages = _examples("generic")
    for name in ("portals/wordpress", "portals/joomla", "pages"):
        pages += _gold(CORPUS / name, "generic") if CORPUS.is_dir() else []
    return pages


def _examples(only: str = "") -> list[Page]:
    """Our own example articles: of one platform, or of all that are described."""
    found = []
    for path in sorted(_EXAMPLES.glob("*/*.html")):
        if (path.parent.name == "generic") != (only == "generic"):
            continue
        article = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))["article"]
        if article is None:
            continue
        html = path.read_bytes()
        url = html.partition(b"\n")[0].decode().removeprefix("<!-- ").removesuffix(" -->")
        text = "\n".join([article["lead"] or "", *article["body_text"]])
        found.append(
            Page(url=url, html=html, home=urljoin(url, "/"), platform=None, source="examples",
                 title=article["title"], text=text)
        )  # fmt: skip
    return found


def _gold(folder: Path, platform: str | None) -> list[Page]:
    """The articles of a folder of gold, with their text where the gold has all of it."""
    found = []
    for gold in folders.load(folder).sets:
        for page in gold.pages if isinstance(gold, GoldPages) else ():
            if page.kind != "article" or page.path is None or page.html is not None:
                continue
            home = gold.mirror.home if gold.mirror else urljoin(page.url, "/")
            text = "\n".join([page.lead or "", *page.paragraphs]) if page.paragraphs else None
            found.append(
                Page(url=page.url, html=page.path.read_bytes(), home=home, platform=platform,
                     source=folder.name, title=page.title, text=text)
            )  # fmt: skip
    return found[:PAGES]


# -- pages --------------------------------------------------------------------------------------


def _article(page: Page) -> tuple[str, str]:
    opened = open_page(page.html, page.url, platform=page.platform)
    article = read_article(opened.scene)[0] if opened.scene else None
    return (article.title, f"{article.lead or ''}\n{article.body_text}") if article else ("", "")


def _whole(page: Page) -> tuple[str, str]:
    read = read_page(page.html, page.url, platform=page.platform, site=Site(home=page.home))
    article = read.article
    return (article.title, f"{article.lead or ''}\n{article.body_text}") if article else ("", "")


def _compare(name: str, pages: list[Page], rivals: list[Peer]) -> bool:
    readers: dict[str, Callable[[Page], tuple[str, str]]] = {OURS: _article, READING: _whole}
    for peer in rivals:
        readers[peer.name] = lambda page, peer=peer: peer.read(page.html, page.url)
    first = {who: [read(page) for page in pages] for who, read in readers.items()}  # warm-up
    sources = {page.source: [one for one in pages if one.source == page.source] for page in pages}
    times: dict[str, list[dict[str, float]]] = {who: [] for who in readers}
    same = True
    gc.collect()
    gc.freeze()  # nobody is charged for the modules of the others, which collections look through
    for number in range(ROUNDS):
        order = list(readers)
        for who in order[number % len(order) :] + order[: number % len(order)]:
            _forget()
            found, spent = [], {}
            for source, ones in sources.items():
                began = time.process_time()
                found += [readers[who](page) for page in ones]
                spent[source] = time.process_time() - began
            times[who].append(spent)
            same &= who not in (OURS, READING) or found == first[who]
    size = statistics.mean(len(page.html) for page in pages) / 1024
    print(f"{name}: {len(pages)} pages of {size:.0f} KB on average, {ROUNDS} rounds")
    print(f"  {'':27}{'ms/page':>9}   its time / ours (min median max)   F1 text   titles")
    floors = {peer.name for peer in rivals if peer.floor}
    for who in readers:
        scored = "" if who in floors else _scored(pages, first[who])
        print(f"  {who:27}{_ratios(times[who], times[OURS], sources)}        {scored}")
    for source, ones in sources.items() if rivals else ():
        ratios = _ratios(times[rivals[0].name], times[OURS], {source: ones})
        print(f"  {rivals[0].name}, {source} alone ({len(ones)} pages):{ratios}")
    print("  ours read the same in every round" if same else "  OURS READ SOMETHING ELSE LATER")
    return same


def _ratios(
    theirs: list[dict[str, float]], ours: list[dict[str, float]], sources: dict[str, list[Page]]
) -> str:
    """Their time for a page of these sources in ms, and least, middle and greatest ratio to ours."""
    spent = [
        [sum(one[source] for source in sources) for one in rounds] for rounds in (theirs, ours)
    ]
    ratios = sorted(a / b for a, b in zip(*spent, strict=True))
    each = statistics.median(spent[0]) / sum(map(len, sources.values())) * 1000
    return f"{each:9.2f}   {ratios[0]:8.2f} {statistics.median(ratios):8.2f} {ratios[-1]:8.2f}"


def _scored(pages: list[Page], found: list[tuple[str, str]]) -> str:
    scores, titles = [], []
    for page, (title, text) in zip(pages, found, strict=True):
        if page.text is not None:
            scores.append(_f1(page.text, text))
        if page.title is not None:
            titles.append(squeeze(title) == squeeze(page.title))
    return f"{statistics.mean(scores):7.3f}  {sum(titles):4}/{len(titles)}"


def _f1(gold: str, found: str) -> float:
    """F1 of the words, each as often as it stands there."""
    want, got = Counter(flat(gold).split()), Counter(flat(found).split())
    common = sum((want & got).values())
    return 2 * common / (sum(want.values()) + sum(got.values())) if common else 0.0


def _forget() -> None:
    """Empty the caches of both sides: a round must not profit from the one before.

    What takes no argument is no cache of pages but a constant that is made at its first use.
    """
    import archive.text
    import crawler.extract

    modules = [archive.text]
    for found in pkgutil.iter_modules(crawler.extract.__path__):
        modules.append(importlib.import_module(f"crawler.extract.{found.name}"))
    for module in modules:
        for value in vars(module).values():
            emptied = getattr(value, "cache_clear", None)
            if callable(emptied) and inspect.signature(value).parameters:
                emptied()
    tags.known_tags.clear()
    peers.forget()


# -- dates --------------------------------------------------------------------------------------


def _dates() -> None:
    _compare_dates("stamps as portals print them", [{"text": text} for text in _STAMPS])
    if CORPUS.is_dir():
        path = CORPUS / "gold/dates.jsonl"
        rows = [json.loads(line) for line in path.open(encoding="utf-8")]
        _compare_dates("strings of every kind, most of them odd", rows)


def _compare_dates(name: str, rows: list[dict]) -> None:
    stamps = [
        (row["text"], datetime.fromisoformat(row["now"]) if row.get("now") else None)
        for row in rows
    ]
    ratios, each = [], 0.0
    for _ in range(3):
        spent = []
        for read in (_by_ours, _by_dateparser):
            _forget()
            began = time.process_time()
            for text, now in stamps:
                read(text, now)
            spent.append(time.process_time() - began)
        ratios.append(spent[1] / spent[0])
        each = spent[0] / len(stamps) * 1e6
    ratios.sort()
    print(f"dates: {len(stamps)} {name}, {each:.1f} us each, dateparser's time / ours")
    print(f"  {ratios[0]:.0f} {statistics.median(ratios):.0f} {ratios[-1]:.0f} (min median max)")
    if not any("expect" in row for row in rows):
        return
    for who, read in (("luutru", _by_ours), ("dateparser", _by_dateparser)):
        print(f"  {who:12}{_judged(rows, [read(*stamp) for stamp in stamps])}")


def _by_ours(text: str, now: datetime | None) -> str:
    posted = parse_posted(text, fetched_at=now)
    return posted.iso() if posted else ""


def _by_dateparser(text: str, now: datetime | None) -> str:
    import dateparser

    settings: dict[str, object] = {"DATE_ORDER": "DMY", "TIMEZONE": "+0700"}
    if now is not None:
        settings["RELATIVE_BASE"] = now.replace(tzinfo=None)
    try:
        found = dateparser.parse(text, languages=["vi", "en"], settings=settings)
    except Exception:  # it raises on some strings: nothing is read
        return ""
    return found.isoformat() if found else ""


def _judged(rows: list[dict], found: list[str]) -> str:
    """Right, refused and wrong answers where the gold tells the right one."""
    told: Counter[str] = Counter()
    for row, answer in zip(rows, found, strict=True):
        if "expect" not in row:
            continue
        want = row["expect"] or ""
        right = answer == want or (len(want) > 0 and answer.startswith(want))
        told["right" if right else "refused" if not answer else "wrong"] += 1
    return ", ".join(f"{told[name]} {name}" for name in ("right", "refused", "wrong"))
