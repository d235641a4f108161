"""A look at a portal before anything is kept: a short crawl into an archive that is thrown away."""

from __future__ import annotations

import json
import logging
import tempfile
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.markup import escape
from rich.padding import Padding

from archive import hostile, portals
from archive.folder import Archive
from archive.query import Filter, articles, status
from luutru.options import say

_PAGES = 8
"""Pages of one step; a portal whose lists come first gets further steps."""

_STEPS = 4
_ARTICLES = 3
_UNSURE = 0.55
_OPENING = 240


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One article as it was read."""

    article: dict[str, Any]
    """In the shape of `luutru export`."""
    published_rule: str | None
    """The rule of the grammar and its flags."""
    rules: dict[str, str]

    @property
    def doubts(self) -> list[str]:
        """What a person should look at."""
        found = [] if self.article["published"] else ["no time of publication was found"]
        flags = (self.published_rule or "").split()[1:]
        found += [f"the time: {flag}" for flag in flags]
        if not self.article["body_text"]:
            found.append("no body text")
        return found + [
            f"{name}: only {sure:.0%} sure"
            for name, sure in self.article["confidence"].items()
            if sure < _UNSURE
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What a short look at a portal showed."""

    url: str
    name: str | None
    """What the portal calls itself."""
    platform: str | None
    platform_score: float
    pages: int
    samples: tuple[Sample, ...]
    problems: tuple[str, ...]
    """What went wrong or was odd on the way, the reason of a failure first."""

    def as_json(self) -> dict[str, Any]:
        """For programs."""
        return {
            "url": self.url, "name": self.name, "platform": self.platform,
            "platform_score": self.platform_score, "pages": self.pages,
            "articles": [
                {**one.article, "published_rule": one.published_rule, "rules": one.rules,
                 "doubts": one.doubts}
                for one in self.samples
            ],
            "problems": list(self.problems),
        }  # fmt: skip


def look(url: str, *, allow_private: bool, delay: float, insecure_tls: bool = False) -> Preview:
    """Reads up to three articles of a portal; nothing is kept."""
    with tempfile.TemporaryDirectory(prefix="luutru-preview-") as folder:
        path = Path(folder) / "kho"
        with Archive.create(path) as archive:
            added = portals.add(archive, url, allow_private=allow_private, delay=delay)
            hostile.trust(archive, added.id, insecure=insecure_tls)
        for _ in range(_STEPS):
            crawl_quietly(path, max_pages=_PAGES)
            with Archive.open(path) as archive:
                row = status(archive.conn)[0]
            if row["articles"] >= _ARTICLES or not row["waiting"] or row["last_state"] == "red":
                break
        with Archive.open(path) as archive:
            return _seen(archive, url)


def crawl_quietly(folder: Path, *, max_pages: int) -> None:
    """Crawls the portals of an archive that is only made to look at them."""
    from crawler.job import crawl

    logging.getLogger().addHandler(logging.NullHandler())
    with Archive.open(folder) as archive:
        chosen = portals.list_portals(archive.conn)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        report = crawl(folder, chosen, max_pages=max_pages)
    if report.interrupted:
        raise KeyboardInterrupt


def _seen(archive: Archive, url: str) -> Preview:
    conn = archive.conn
    row = status(conn)[0]
    found = [a for _, a in zip(range(_ARTICLES), articles(conn, Filter()), strict=False)]
    pages = conn.execute("SELECT count(*) FROM captures WHERE kind != 'robots'").fetchone()[0]
    return Preview(
        url=url,
        name=conn.execute("SELECT site_name FROM portals").fetchone()[0],
        platform=row["platform"],
        platform_score=row["platform_score"] or 0.0,
        pages=pages,
        samples=tuple(_sample(archive, article) for article in found),
        problems=tuple(dict.fromkeys(_problems(archive, row, read=bool(found)))),
    )


def _sample(archive: Archive, article: dict[str, Any]) -> Sample:
    row = archive.conn.execute(
        "SELECT published_rule, rules FROM revisions WHERE article = ? ORDER BY number DESC",
        (article["id"],),
    ).fetchone()
    return Sample(
        article=article, published_rule=row["published_rule"], rules=json.loads(row["rules"])
    )


def _problems(archive: Archive, row: dict[str, Any], *, read: bool) -> Iterator[str]:
    if row["last_reason"]:
        yield row["last_reason"]
    if row["last_error"]:
        yield row["last_error"]
    if not read:
        yield "no article on its first pages"
    kinds = ("odd page", "odd response", "no response", "refused", "not requested", "reader error")
    marks = ",".join("?" * len(kinds))
    for event in archive.conn.execute(
        f"SELECT kind, url, detail FROM events WHERE kind IN ({marks}) ORDER BY id LIMIT 10", kinds
    ):
        yield f"{event['kind']}: {event['url'] or ''} {event['detail'] or ''}".strip()


def show(seen: Preview) -> None:
    """What was seen, for people, on stderr: a preview is talk."""
    console = Console(stderr=True, highlight=False)
    name = seen.name or "a portal without a name"
    console.print(
        f"[bold]{escape(name)}[/]: platform {seen.platform}, {seen.platform_score:.0%} sure"
    )
    for sample in seen.samples:
        _show_sample(console, sample)
    for problem in seen.problems:
        console.print(f"[yellow]note[/] {escape(problem)}")


def _show_sample(console: Console, sample: Sample) -> None:
    article = sample.article
    console.print(f"\n[bold green]{escape(article['title'])}[/]")
    lines = [f"[dim]{escape(article['url'])}[/]"]
    rule = " ".join(filter(None, (sample.rules.get("published"), sample.published_rule)))
    printed = f"  “{escape(article['published_text'])}”" if article["published_text"] else ""
    if article["published"]:
        lines.append(f"[cyan]{article['published']}[/]{printed}  [dim]{escape(rule)}[/]")
    opening = article["lead"] or article["body_text"]
    lines.append(escape(opening[:_OPENING].strip() + ("…" if len(opening) > _OPENING else "")))
    sure = ", ".join(f"{field} {share:.0%}" for field, share in article["confidence"].items())
    paragraphs = len([p for p in article["body_text"].split("\n\n") if p])
    lines.append(
        f"{paragraphs} paragraphs, {len(article['images'])} pictures, "
        f"{len(article['attachments'])} attachments  [dim]{escape(sure)}[/]"
    )
    lines += [f"[yellow]look at[/] {escape(doubt)}" for doubt in sample.doubts]
    for line in lines:
        console.print(Padding(line, (0, 0, 0, 2)))


def preview(
    url: str, *, allow_private: bool, delay: float, insecure_tls: bool = False
) -> str | None:
    """Shows platform and up to three articles of a portal; returns the portal's own name.

    Raises:
        click.ClickException: the portal cannot be read, with the reason.
    """
    say(f"looking at {url} ...")
    seen = look(url, allow_private=allow_private, delay=delay, insecure_tls=insecure_tls)
    if not seen.samples:
        raise click.ClickException(f"{url}: {seen.problems[0]}. To add it all the same, give --yes")
    show(seen)
    return seen.name
