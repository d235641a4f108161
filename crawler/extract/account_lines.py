"""The lines of a page as an account of its reading shows them: each with its part in the article.

Lives here: what each block became, told by comparing it with the article, and why what is not in
the article was cut. Does not live here: the fields and what lost (`account.py`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from archive.record import Article
from crawler.extract import byline, cues
from crawler.extract.blocks import Block
from crawler.extract.furniture import is_furniture
from crawler.extract.pictures import same_picture
from crawler.extract.scene import Scene

Part = Literal[
    "title", "stamp", "lead", "body", "caption", "picture", "byline", "file", "chrome", "other"
]

_LONGEST_BYLINE = 160


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One block of the page, in reading order."""

    part: Part
    text: str
    why: str = ""
    """For what was cut: the reason."""


def lines_of(scene: Scene, article: Article | None) -> Iterator[Line]:
    """Each block with its part in the article, or why it has none."""
    paragraphs = Counter(article.body_text.split("\n\n")) if article else Counter[str]()
    captions = [image.caption for image in article.images if image.caption] if article else []
    pictures = {same_picture(image.url) for image in article.images} if article else set()
    chrome, box = scene.chrome, ""
    once: set[Part] = set()
    title_only_chrome = article is not None and not any(
        _is_title(block, article) and not chrome[at] for at, block in enumerate(scene.blocks)
    )
    for at, block in enumerate(scene.blocks):
        part: Part | None = None
        if article is not None:
            part = _part(block, article, captions, pictures, paragraphs, once)
            if part == "title" and chrome[at] and not title_only_chrome:
                part = None
        if part in ("title", "stamp", "lead"):
            once.add(part)
        if part == "body" and block.kind == "text":
            paragraphs[block.text] -= 1
        if part is not None:
            box = "" if part == "body" else box
            yield Line(part=part, text=_shown(block))
            continue
        if cues.end_of_article(block.text) and "title" in once:
            box = block.text
        if chrome[at]:
            yield Line(part="chrome", text=_shown(block), why=chrome_of(scene, at))
        else:
            yield Line(part="other", text=_shown(block), why=_cut(block, box))


def _part(
    block: Block, article: Article, captions: list[str], pictures: set[str],
    paragraphs: Counter[str], once: set[Part],
) -> Part | None:  # fmt: skip
    if block.kind == "picture":
        return "picture" if same_picture(block.url) in pictures else None
    if block.kind == "table":
        cell = next((c.text for row in block.rows for c in row if getattr(c, "text", "")), "")
        return "body" if "<table" in article.body_html and cell in article.body_html else None
    if "title" not in once and _is_title(block, article):
        return "title"
    printed = article.published_text
    if printed and "stamp" not in once and _squeezed(printed) in _squeezed(block.text):
        return "stamp"
    if article.lead and "lead" not in once and block.text == article.lead:
        return "lead"
    if paragraphs[block.text] > 0:
        return "body"
    if any(block.text in caption for caption in captions if len(block.text) > 3):
        return "caption"
    files = {file.url for file in article.attachments}
    if any(href in files for _, _, href in block.runs if href):
        return "file"
    return "byline" if _is_byline(block, article) else None


def _squeezed(text: str) -> str:
    """Without white space: elements of one line are joined with and without it."""
    return "".join(text.split())


def _is_byline(block: Block, article: Article) -> bool:
    """Does the line name the author or the source that the article has?"""
    named = [name for name in (article.author, article.source) if name]
    if len(block.text) > _LONGEST_BYLINE or not named:
        return False
    said = byline.labelled(block.text) or byline.signature(block.text, strong=True)
    return said is not None and any(name in (said.author, said.source) for name in named)


def _is_title(block: Block, article: Article) -> bool:
    return cues.folded(block.text) == cues.folded(article.title)


def _shown(block: Block) -> str:
    if block.kind == "text":
        return block.text
    return f"[{block.kind}] {block.url or block.alt}".rstrip()


def chrome_of(scene: Scene, at: int | None) -> str:
    """What says that a block is the portal's own."""
    around = scene.blocks[at].chrome if at is not None else ()
    return ", ".join(dict.fromkeys(why for _, why in around)) or "recurs on the portal's pages"


def _cut(block: Block, box: str) -> str:
    """Why a block that is no chrome is not in the article."""
    if block.kind == "picture":
        return "a picture outside the article"
    if byline.labelled(block.text) is not None:
        return "names an author or a source, but another line goes before"
    end = cues.end_of_article(block.text)
    if end:
        return "ends the article" if end == "hard" else "heads a box of other items"
    if is_furniture(block.text):
        return "a button or a label"
    if cues.is_imprint(block.text):
        return "the portal's imprint"
    if block.link_chars > len(block.text) * 0.6:
        return f"a link in the box “{box}”" if box else "a link to another page"
    return f"in the box “{box}”" if box else "outside the article"
