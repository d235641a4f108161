"""Measures the reader on the gold corpora: what was right of what was asked, per field."""

from __future__ import annotations

import csv
import json
import time
import unicodedata
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from archive.record import Article, Kind
from crawler.extract.page import Reading, Site, read_page

CORPUS = Path(__file__).parents[1].parent / "shared" / "corpus"


@dataclass(slots=True)
class Score:
    """Right answers and questions per field, with the first mistakes."""

    right: Counter[str] = field(default_factory=Counter)
    asked: Counter[str] = field(default_factory=Counter)
    wrong: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def mark(self, name: str, right: bool, note: str = "") -> None:
        self.asked[name] += 1
        self.right[name] += right
        if not right:
            self.wrong[name].append(note)

    def rate(self, name: str) -> float:
        return self.right[name] / self.asked[name] if self.asked[name] else 1.0

    def table(self) -> str:
        return "\n".join(
            f"  {name:22} {self.right[name]:5}/{self.asked[name]:<5} {self.rate(name):.3f}"
            for name in self.asked
        )


def squeeze(text: str | None) -> str:
    """NFC with all white space removed: how the gold is compared."""
    return "".join(unicodedata.normalize("NFC", text or "").split())


def flat(text: str | None) -> str:
    return " ".join(unicodedata.normalize("NFC", text or "").split())


@dataclass(frozen=True, slots=True)
class Mirror:
    """A mirrored portal: what the server gave for each URL."""

    home: str
    pages: dict[str, tuple[int, str, str, Path | None]]

    def get(self, url: str) -> tuple[int, str, str, bytes]:
        status, content_type, location, path = self.pages.get(url, (404, "", "", None))
        return status, content_type, location, path.read_bytes() if path else b""


@cache
def nukeviet() -> Mirror:
    root = CORPUS / "nukeviet"
    pages = {}
    for row in csv.DictReader((root / "urls.csv").open(encoding="utf-8")):
        path = root / row["file"] if row["file"] else None
        pages[row["url"]] = (int(row["status"]), row["content_type"], row["location"], path)
    return Mirror("http://127.0.0.1:8121/", pages)


@cache
def portal(name: str) -> Mirror:
    port = {"wordpress": 8113, "joomla": 8114, "egov": 8111}[name]
    root = CORPUS / "portals" / name
    home = f"http://127.0.0.1:{port}/"
    pages = {}
    for row in csv.DictReader((root / "urls.csv").open(encoding="utf-8")):
        path = root / "files" / row["file"] if row["file"] else None
        pages[urljoin(home, row["path"])] = (
            int(row["status"]), row["content_type"] or "", row["location"] or "", path,
        )  # fmt: skip
    return Mirror(home, pages)


@dataclass(slots=True)
class Crawl:
    """A breadth-first crawl of a mirror, as the spider would do it."""

    readings: dict[str, Reading] = field(default_factory=dict)
    missed: list[str] = field(default_factory=list)
    requests: int = 0
    platform: str = ""

    @property
    def articles(self) -> dict[str, Article]:
        return {r.article.url: r.article for r in self.readings.values() if r.article}


def crawl(mirror: Mirror, limit: int = 3000) -> Crawl:
    """Follow every link from the home page; 404 for what the mirror has not."""
    done = Crawl()
    site = Site(home=mirror.home)
    queue: list[tuple[str, Kind]] = [(mirror.home, Kind.LISTING)]
    seen = {mirror.home}
    platform: str | None = None
    while queue and done.requests < limit:
        url, kind = queue.pop(0)
        done.requests += 1
        status, content_type, location, body = mirror.get(url)
        if url not in mirror.pages:
            done.missed.append(url)
        if 300 <= status < 400 and location:
            from crawler.extract.urls import canonical, wanted

            target = canonical(urljoin(url, location), platform)
            found = wanted(target, mirror.home, platform)
            if found and target not in seen:
                seen.add(target)
                queue.append((target, found))
            continue
        if status != 200:
            continue
        reading = read_page(
            body, url, kind=kind, platform=platform, site=site,
            headers={"Content-Type": content_type},
        )  # fmt: skip
        if platform is None:
            platform = done.platform = reading.platform
            site = Site(home=mirror.home, names=(reading.site_name,) if reading.site_name else ())
        done.readings[url] = reading
        for link in reading.links:
            if link.key() not in seen and link.method == "GET":
                seen.add(link.key())
                queue.append((link.url, link.kind))
    return done


def same_picture(url: str) -> str:
    path = urlsplit(url).path
    return path.replace("/assets/news/", "/uploads/news/", 1)


def score_paragraphs(score: Score, gold: list[str], article: Article, note: str) -> None:
    """Each gold paragraph found verbatim; each read paragraph in the gold."""
    want, got = Counter(map(flat, gold)), Counter(map(flat, article.body_text.split("\n\n")))
    got.pop("", None)
    common = sum((want & got).values())
    missing, extra = want - got, got - want
    for _ in range(common):
        score.mark("paragraphs found", True)
    for text in missing.elements():
        score.mark("paragraphs found", False, f"{note} MISSING {text[:90]}")
    for _ in range(common):
        score.mark("paragraphs true", True)
    for text in extra.elements():
        score.mark("paragraphs true", False, f"{note} EXTRA {text[:90]}")


def score_images(score: Score, gold: list[dict], article: Article, note: str) -> None:
    want = [(same_picture(i["src"]), flat(i.get("caption_shown", i.get("caption")))) for i in gold]
    got = [(same_picture(i.url), flat(i.caption)) for i in article.images]
    score.mark("images", [w[0] for w in want] == [g[0] for g in got], f"{note} {want} != {got}")
    score.mark("captions", sorted(want) == sorted(got), f"{note} {want} != {got}")


def evaluate_nukeviet() -> tuple[Score, Crawl]:
    score, done = Score(), crawl(nukeviet())
    rows = [json.loads(line) for line in (CORPUS / "nukeviet/gold.jsonl").open(encoding="utf-8")]
    for row in rows:
        url = urljoin(nukeviet().home, row["url"])
        article = done.articles.get(url)
        note = row["url"][-60:]
        if row["status"] == "hidden" or row["external_redirect"]:
            score.mark("absent", article is None, note)
            continue
        score.mark("reached", article is not None, note)
        if article is None:
            continue
        score.mark("title", article.title == flat(row["title"]), f"{note} {article.title}")
        minute = (article.published or "")[:16]
        score.mark("published", minute == row["published"][:16], f"{note} {article.published}")
        score.mark("lead", flat(article.lead) == flat(row["hometext"]), f"{note} {article.lead}")
        score_paragraphs(score, row["paragraphs"], article, note)
        score_images(score, row["images"], article, note)
        files = [urljoin(url, a["url"]) if "url" in a else str(a) for a in row["attachments"]]
        score.mark(
            "attachments",
            len(files) == len(article.attachments),
            f"{note} {files} {article.attachments}",
        )
        signed = row["signature"]
        author = row["author"] or (
            article.author if signed and article.author and article.author in signed else None
        )
        score.mark("author", article.author == author, f"{note} {article.author} != {author}")
        score.mark("source", article.source == row["source"], f"{note} {article.source}")
        score.mark("category", article.category == row["category"], f"{note} {article.category}")
    return score, done


def evaluate_portal(name: str) -> tuple[Score, Crawl]:
    mirror, score = portal(name), Score()
    done = crawl(mirror)
    rows = json.loads((CORPUS / "portals" / name / "gold.json").read_text(encoding="utf-8"))
    by_path = {urlsplit(u).path: a for u, a in done.articles.items()}
    gold_paths = set()
    for row in rows:
        gold_paths |= {row["path"], *row.get("other_paths", [])}
        if not row["in_mirror"]:
            continue
        article = by_path.get(row["path"])
        note = row["path"][-60:]
        score.mark("reached", article is not None, note)
        if article is None:
            continue
        title = row.get("title_shown") or row["title"]
        score.mark("title", article.title == flat(title), f"{note} {article.title!r} != {title!r}")
        got = article.published or ""
        want = row["published"][: len(got)] if len(got) < 19 else row["published"][:16]
        score.mark(
            "published",
            got[: len(want)] == want and bool(got),
            f"{note} {got} {row['published']} | {article.published_text}",
        )
        if row["lead"] and row["paragraphs"] is not None and row.get("lead_in_body", True):
            shown = article.lead or ""
            score.mark(
                "lead", flat(shown) == flat(row["lead"]), f"{note} {shown!r} != {row['lead']!r}"
            )
        if row["paragraphs"] is not None:
            score_paragraphs(score, row.get("paragraphs_shown") or row["paragraphs"], article, note)
            score_images(score, row["images"], article, note)
        score.mark(
            "attachments",
            len(row["attachments"]) == len(article.attachments),
            f"{note} {row['attachments']} {article.attachments}",
        )
        signed = row["signature"]
        author = row.get("author_shown", row["author"])
        if author in ("", None) and signed and article.author and article.author in signed:
            author = article.author
        score.mark(
            "author",
            (article.author or "") == (author or ""),
            f"{note} {article.author!r} != {author!r} {signed}",
        )
        if name == "egov" and "://" not in (row["source"] or ""):
            score.mark(
                "source",
                (article.source or "") == (row["source"] or ""),
                f"{note} {article.source!r} != {row['source']!r}",
            )
        score.mark(
            "category",
            article.category in row["categories"],
            f"{note} {article.category!r} != {row['category']!r}",
        )
    for path, article in by_path.items():
        if path not in gold_paths:
            score.mark(
                "not in gold", False, f"{path} {article.title[:50]!r} {len(article.body_text)}"
            )
    hidden = json.loads(
        (CORPUS / "portals" / name / "hidden_titles.json").read_text(encoding="utf-8")
    )
    titles = {article.title for article in done.articles.values()}
    for title in hidden:
        score.mark("hidden absent", title not in titles, title)
    return score, done


def evaluate_pages() -> Score:
    score = Score()
    manifest = {
        r["file"]: r for r in csv.DictReader((CORPUS / "pages/manifest.csv").open(encoding="utf-8"))
    }
    golds = {
        p.stem: json.loads(p.read_text(encoding="utf-8"))
        for p in (CORPUS / "pages/gold").glob("*.json")
    }
    for path in sorted((CORPUS / "pages").glob("*.html")):
        row = manifest[path.name]
        reading = read_page(path.read_bytes(), f"http://{row['site_host']}/{path.name}")
        article = reading.article
        gold = golds.get(path.stem)
        note = path.stem
        if gold is None:
            if row["kind"] not in ("article", "detail", "static"):
                score.mark(
                    "lists are no articles",
                    article is None,
                    f"{note} {row['kind']} {article and article.title!r}",
                )
            continue
        if not gold.get("body_must_contain"):
            score.mark(
                "empty is no article", article is None, f"{note} {article and article.title!r}"
            )
            continue
        score.mark("an article", article is not None, f"{note} {reading.problems}")
        if article is None:
            for _ in gold["body_must_contain"]:
                score.mark("must contain", False, note)
            continue
        whole = squeeze((article.lead or "") + article.body_text)
        # tables are kept in the HTML
        import re

        whole_html = squeeze(re.sub(r"<[^>]+>", "", article.body_html))
        for text in gold["body_must_contain"]:
            score.mark(
                "must contain",
                squeeze(text) in whole or squeeze(text) in whole_html,
                f"{note} {text[:70]}",
            )
        for text in gold["body_must_not_contain"]:
            score.mark("no chrome", squeeze(text) not in whole, f"{note} {text[:70]}")
        score.mark(
            "title",
            squeeze(article.title) == squeeze(gold["title"]),
            f"{note} {article.title!r} != {gold['title']!r}",
        )
        score.mark(
            "published",
            (article.published or None) == gold["published"],
            f"{note} {article.published} != {gold['published']} {article.published_text}",
        )
        first = squeeze(gold["body_first_40_chars"])
        score.mark("first 40", whole.startswith(first), f"{note} {whole[:60]} != {first}")
        last = squeeze(gold["body_last_40_chars"])
        score.mark("last 40", whole.endswith(last), f"{note} {whole[-60:]} != {last}")
        score.mark(
            "image count",
            len(article.images) == len(gold["images"]),
            f"{note} {[i.url for i in article.images]} {gold['images']}",
        )
        want = sorted(map(squeeze, gold["image_captions"]))
        got = sorted(squeeze(i.caption) for i in article.images if i.caption)
        score.mark("captions", want == got, f"{note} {got} != {want}")
    return score


def evaluate_lists() -> Score:
    score = Score()
    manifest = {
        r["file"]: r for r in csv.DictReader((CORPUS / "pages/manifest.csv").open(encoding="utf-8"))
    }
    for path in sorted((CORPUS / "pages/gold_lists").glob("*.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        page = CORPUS / gold["file"]
        row = manifest[page.name]
        base = f"http://{row['site_host']}/web/so/{page.name}"
        reading = read_page(page.read_bytes(), base, site=Site(home=f"http://{row['site_host']}/"))
        score.mark("no article", reading.article is None, page.stem)
        urls = {link.url for link in reading.links}
        from crawler.extract.urls import canonical

        for item in gold["items"]:
            url = canonical(urljoin(base, item["href"]))
            score.mark("items linked", url in urls, f"{page.stem} {item['href']}")
    return score


def run() -> None:
    """Prints the figures of every corpus, with the first mistakes of each field."""
    for name in ("nukeviet", "wordpress", "joomla", "egov", "pages", "lists"):
        began = time.process_time()
        done = None
        if name == "nukeviet":
            score, done = evaluate_nukeviet()
        elif name == "pages":
            score = evaluate_pages()
        elif name == "lists":
            score = evaluate_lists()
        else:
            score, done = evaluate_portal(name)
        print(f"== {name} ({time.process_time() - began:.1f} s)")
        print(score.table())
        if done:
            print(
                f"  platform {done.platform}, {done.requests} requests, "
                f"{len(done.articles)} articles, {len(done.missed)} outside the mirror"
            )
        for field_name, notes in score.wrong.items():
            for note in notes[:3]:
                print(f"    {field_name}: {note[:300]}")
