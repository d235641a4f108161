"""Why a page was read as it was: what was taken, by which rule, and what was passed over.

Made afterwards, for people, from a second look at the page: the candidates are reckoned again by
the functions that the reader itself uses, and told apart by what the article holds. Reading knows
nothing of this and pays nothing for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urljoin

from archive.record import Article
from crawler.extract import cues, headline, stamp
from crawler.extract.account_lines import Line, chrome_of, lines_of
from crawler.extract.article import open_page, read_article
from crawler.extract.attachments import is_file
from crawler.extract.dates import FLAGS, Posted, parse_posted
from crawler.extract.page import Site
from crawler.extract.pictures import picture_url, same_picture
from crawler.extract.region import is_good
from crawler.extract.scene import Scene
from crawler.extract.tree import one_line

FIELDS = (
    "title", "published", "lead", "body", "author", "source", "category", "images", "attachments",
)  # fmt: skip

_MOST_TITLES = 6
_DATE = re.compile(r"(?<!\d)\d{1,2}\s*[/.-]\s*\d{1,2}\s*[/.-]\s*\d{4}(?!\d)")
_LINE = 160
_CLOCK = re.compile(r"clock|dong-?ho|today|ngay-?gio|hom-?nay|datetimenow|current-?date")
_DOUBTS = ("issued", "dateline", "in_text", "month_precision", "year_precision", "fallback")
"""Flags of a stamp that is too weak to be taken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """Something on the page that could have been the value, and why it is not."""

    text: str
    why: str
    score: float | None = None
    """The weight that it had, where candidates are weighed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldAccount:
    """One field: its value, where it came from, and what lost."""

    name: str
    value: str | None
    rule: str | None
    confidence: float | None
    rejected: tuple[Rejected, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Everything that can be told about the reading of one page."""

    url: str
    platform: str
    platform_score: float
    layout: str | None
    article: Article | None
    problems: tuple[str, ...]
    fields: tuple[FieldAccount, ...] = ()
    lines: tuple[Line, ...] = ()


def account_of(
    html: bytes,
    url: str,
    *,
    platform: str | None = None,
    site: Site | None = None,
    fetched_at: datetime | None = None,
    headers: Mapping[str, str] | None = None,
) -> Account:
    """Read a page and give account of it. Never raises, whatever the bytes."""
    known = site or Site(home="")

    def opened() -> Scene | str:
        page = open_page(
            html, url, platform=platform, home=known.home, site_names=known.names,
            siblings=known.siblings, day_first=known.day_first, fetched_at=fetched_at,
            headers=headers,
        )  # fmt: skip
        return page.scene or page.problem or "unreadable"

    scene = opened()
    if isinstance(scene, str):
        return Account(
            url=url, platform=platform or "?", platform_score=0.0, layout=None, article=None,
            problems=(scene,),
        )  # fmt: skip
    article, problems = read_article(scene)
    fresh = opened()  # a described layout cuts chrome out of the tree that it reads
    assert not isinstance(fresh, str)
    lines = tuple(lines_of(fresh, article))
    return Account(
        url=url,
        platform=scene.platform.name,
        platform_score=scene.platform_score,
        layout=article.extracted_by.layout if article else None,
        article=article,
        problems=problems,
        fields=tuple(_field(name, fresh, article, lines) for name in FIELDS),
        lines=lines,
    )


def _field(
    name: str, scene: Scene, article: Article | None, lines: tuple[Line, ...]
) -> FieldAccount:
    rejected: Iterator[Rejected] = iter(())
    if name == "title":
        rejected = _titles(scene, article)
    elif name == "published":
        rejected = _stamps(scene, article, lines)
    elif name == "images":
        rejected = _images(scene, article)
    elif name == "attachments":
        rejected = _attachments(scene, article)
    elif name == "body":
        rejected = _texts(scene, lines)
    return field_of(name, article, tuple(dict.fromkeys(rejected)))


def field_of(
    name: str, article: Article | None, rejected: tuple[Rejected, ...] = ()
) -> FieldAccount:
    """The account of one field: its value, rule and confidence, and what was rejected for it."""
    return FieldAccount(
        name=name,
        value=_value(name, article) if article else None,
        rule=_rule(name, article) if article else None,
        confidence=article.confidence.get(name) if article else None,
        rejected=rejected,
    )


def _value(name: str, article: Article) -> str | None:
    if name == "published":
        printed = f" ({article.published_text})" if article.published_text else ""
        return f"{article.published}{printed}" if article.published else None
    if name == "body":
        count = len([p for p in article.body_text.split("\n\n") if p])
        return f"{count} paragraphs, {len(article.body_text)} characters" if count else None
    if name == "images":
        return "\n".join(f"{i.url}  {i.caption or ''}".rstrip() for i in article.images) or None
    if name == "attachments":
        return "\n".join(f"{file.url}  {file.name}" for file in article.attachments) or None
    value = getattr(article, name)
    return value if isinstance(value, str) else None


def _rule(name: str, article: Article) -> str | None:
    rule = article.rules.get(name)
    if name != "published" or not article.published_rule:
        return rule
    grammar, *flags = article.published_rule.split()
    meant = [FLAGS.get(flag, flag) for flag in flags]
    return f"{rule}; grammar {grammar}" + (f" ({'; '.join(meant)})" if meant else "")


def _texts(scene: Scene, lines: tuple[Line, ...]) -> Iterator[Rejected]:
    """Running text that is not in the article."""
    for block, line in zip(scene.blocks, lines, strict=True):
        if line.part in ("other", "chrome") and is_good(block):
            yield Rejected(text=line.text, why=line.why)


# -- titles -----------------------------------------------------------------------------------------


def _titles(scene: Scene, article: Article | None) -> Iterator[Rejected]:
    """What else could head the page, the likeliest first, then what the document calls itself."""
    blocks = scene.blocks
    good = [at for at, block in enumerate(blocks) if is_good(block) and not scene.chrome[at]]
    stamps, last_good = stamp.candidates(scene), good[-1] if good else len(blocks)
    ranked = headline.rank(scene, stamps, last_good, headline.document_headline(scene))
    chosen = cues.folded(article.title) if article else ""
    best = ranked[0][0] if ranked else 0.0
    seen = {chosen}
    for score, at in ranked[: _MOST_TITLES * 2]:
        block = blocks[at]
        if cues.folded(block.text) not in seen and len(seen) <= _MOST_TITLES:
            seen.add(cues.folded(block.text))
            why = _no_title(scene, at) or ("weighs less" if score < best else "stands further on")
            yield Rejected(text=block.text, why=why, score=round(score, 1))
    for at, block in enumerate(blocks):
        if block.tag in ("h1", "h2") and cues.folded(block.text) not in seen:
            seen.add(cues.folded(block.text))
            yield Rejected(text=block.text, why=_no_title(scene, at) or "weighs too little")
    for title, where in ((scene.document_title, "title"), (scene.shared_title, "og:title")):
        if title and cues.folded(title) not in seen:
            seen.add(cues.folded(title))
            holds = bool(chosen) and chosen in cues.folded(title)
            why = "holds more than the title" if holds else "does not name the article"
            yield Rejected(text=title, why=f"<{where}>: {why}")


def _no_title(scene: Scene, at: int) -> str:
    block = scene.blocks[at]
    if scene.is_site_name(block.text):
        return "the portal's own name"
    if scene.chrome[at]:
        return f"chrome: {chrome_of(scene, at)}"
    if scene.is_section(block.text):
        return "a list of the portal is called so"
    if block.link_chars > len(block.text) * 0.6:
        return "a link to another page"
    if cues.end_of_article(block.text):
        return "heads a box of the portal"
    return ""


# -- stamps -----------------------------------------------------------------------------------------


def _stamps(scene: Scene, article: Article | None, lines: tuple[Line, ...]) -> Iterator[Rejected]:
    """Every other date on the page, with the reason why it is not the time of publication."""
    parts = [line.part for line in lines]
    title_at = parts.index("title") if "title" in parts else None
    body = [at for at, part in enumerate(parts) if part == "body"]
    for at, block in enumerate(scene.blocks):
        if block.kind != "text" or parts[at] == "stamp":
            continue
        if len(block.text) > _LINE:
            for date in _DATE.findall(block.text):
                yield Rejected(text=date, why="the text speaks of it")
            continue
        posted = parse_posted(cues.without_counter(block.text), fetched_at=scene.fetched_at)
        if posted is not None:
            why = _no_stamp(scene, at, posted, title_at, body)
            yield Rejected(text=f"{block.text} → {posted.iso()}", why=why)
        elif _DATE.search(block.text):
            inside = body and body[0] <= at <= body[-1]
            why = "inside the text" if inside else "among other words, no stamp"
            yield Rejected(text=block.text, why=why)
    found = stamp.from_metadata(scene)
    if found is not None and (article is None or found[0].iso() != article.published):
        trusted = scene.platform.trust_meta_time
        why = "the printed stamp goes before" if trusted else "this platform's metadata is wrong"
        yield Rejected(text=f"{found[0].text} → {found[0].iso()}", why=f"{found[1]}: {why}")


def _no_stamp(scene: Scene, at: int, posted: Posted, title_at: int | None, body: list[int]) -> str:
    block = scene.blocks[at]
    doubts = [FLAGS[flag] for flag in _DOUBTS if flag in posted.flags]
    above = title_at is not None and at < title_at
    if block.cue and _CLOCK.search(block.cue):
        return f"the portal's clock ({block.cue})"
    if above and _is_today(scene, posted):
        return "the portal's clock: the day of the visit, above the title"
    if doubts:
        return doubts[0]
    if scene.chrome[at]:
        return f"chrome: {chrome_of(scene, at)}"
    if block.link_chars > len(block.text) * 0.5:
        return "a link: the date of another item"
    if body and at > body[-1]:
        return "after the article: the date of another item"
    if body and body[0] <= at:
        return "inside the text"
    if "updated" in posted.flags:
        return "the time of the last change"
    if "future" in posted.flags:
        return FLAGS["future"]
    return (
        "above the title, where clocks stand"
        if above
        else "another stamp stands nearer to the title"
    )


def _is_today(scene: Scene, posted: Posted) -> bool:
    if scene.fetched_at is None:
        return False
    return posted.at.date() == scene.fetched_at.astimezone(posted.at.tzinfo).date()


# -- pictures and attachments -----------------------------------------------------------------------


def _images(scene: Scene, article: Article | None) -> Iterator[Rejected]:
    taken = {same_picture(image.url) for image in article.images} if article else set()
    shown = {same_picture(block.url): at for at, block in enumerate(scene.blocks) if block.url}
    for node in scene.tree.css("img"):
        attributes = node.attributes
        source = attributes.get("src") or attributes.get("data-src") or ""
        url = picture_url(attributes, "", scene.base)
        if url is None:
            size = "x".join(filter(None, (attributes.get("width"), attributes.get("height"))))
            why = f"an ornament, by its name or size{f' ({size})' if size else ''}"
            yield Rejected(text=source[:_LINE] or "an img without src", why=why)
        elif same_picture(url) not in taken:
            at = shown.get(same_picture(url))
            chrome = (
                f"chrome: {chrome_of(scene, at)}" if at is not None and scene.chrome[at] else ""
            )
            yield Rejected(text=url, why=chrome or "outside the article")


def _attachments(scene: Scene, article: Article | None) -> Iterator[Rejected]:
    taken = {file.url for file in article.attachments} if article else set()
    blocks = {
        href: at for at, block in enumerate(scene.blocks) for _, _, href in block.runs if href
    }
    for node in scene.tree.css("a[href]"):
        try:
            url = urljoin(scene.base, (node.attributes.get("href") or "").strip())
        except ValueError:
            continue
        if not is_file(url) or url in taken:
            continue
        at = blocks.get(url)
        chrome = f"chrome: {chrome_of(scene, at)}" if at is not None and scene.chrome[at] else ""
        yield Rejected(
            text=f"{url}  {one_line(node.text())}".rstrip(),
            why=chrome or "outside the article, no label says that it belongs to it",
        )
