"""Reading a page that nobody described: title, stamp, lead, body and bylines by their cues."""

from __future__ import annotations

import re

from crawler.extract import byline, cues, headline, stamp
from crawler.extract.attachments import is_file
from crawler.extract.blocks import Block
from crawler.extract.body import compose, unique_files
from crawler.extract.draft import Draft
from crawler.extract.offers import offered
from crawler.extract.region import body_range, is_good
from crawler.extract.scene import Scene
from crawler.extract.stamp import Stamp
from crawler.extract.tree import one_line
from crawler.extract.urls import canonical
from crawler.platforms._platform import Layout

MIN_BODY = 140
"""Characters of running text that make an article of a page without a stamp."""

MIN_STAMPED_BODY = 30
_STAMPS_OF_A_LIST = 3
"""So many bare stamps in what would be the body: these are teasers of other articles."""

_BARE_STAMP = 40
_ITEM_TITLE = 25
"""A shorter link above a stamp is a category or a button."""


_LEAD_CUE = re.compile(
    r"(?<![a-z])(?:sapo|lead|hometext|intro-?text|introtext|tom-?tat|tomtat|trich-?yeu|trich-?dan"
    r"|abstract|summary|description|article-?summary|singular-sapo|mo-?ta|gioi-?thieu)(?![a-z])"
)
_FROM_SOURCE = re.compile(r"^(?:nguồn|theo)\s*:", re.IGNORECASE)


def find(
    scene: Scene, layout: Layout | None = None, *, known_title: str = ""
) -> tuple[Draft | None, str]:
    """The article on the page; or None with the reason why it holds none.

    `known_title` is what a layout says the title is, where it fits but for the place of the words.
    """
    blocks = scene.blocks
    if not any(is_good(block) for block in blocks) and not blocks:
        return None, "empty page"
    stamps = stamp.candidates(scene, layout.stamp_labels if layout else ())
    title_at, title, rule, sure = _known(scene, known_title) or _title(scene, stamps, layout)
    if title is None:
        return None, "no title"
    start = 0 if title_at is None else title_at + 1
    rough = body_range(scene, start)
    chosen = stamp.choose(scene, stamps, title_at, rough)
    if chosen is not None and start <= chosen.at <= start + 12:
        above = sum(b.free_chars for b in blocks[start : chosen.at] if is_good(b))
        start = chosen.at + 1 if above < MIN_BODY else start
    body = [at for at in body_range(scene, start) if chosen is None or at != chosen.at]
    draft = _draft(scene, title, title_at, chosen, body, layout)
    draft.found("title", rule, sure)
    reason = _no_article(scene, draft, body, title_at, chosen)
    inner = set(body)
    inside = sum(
        one.at in inner and len(scene.blocks[one.at].text) <= _BARE_STAMP for one in stamps
    )
    if not reason and inside >= _STAMPS_OF_A_LIST:
        reason = "a list"
    if not reason and chosen is not None and _is_of_an_item(scene, chosen, title_at):
        reason = "a list"
    return (None, reason) if reason else (draft, "")


def _known(scene: Scene, title: str) -> tuple[int, str, str, float] | None:
    plain = cues.folded(title)
    for at, block in enumerate(scene.blocks if plain else ()):
        if block.kind == "text" and cues.folded(block.text) == plain:
            return at, title, "selector of the layout", 0.9
    return None


def _title(
    scene: Scene, stamps: list[Stamp], layout: Layout | None
) -> tuple[int | None, str | None, str, float]:
    """Index of the title's block (None when only the document names it), text, rule, sureness."""
    if layout is not None and layout.title_before_stamp:
        for one in stamps:
            if one.label and not scene.chrome[one.at]:
                at = headline.before_stamp(scene, one)
                if at is not None:
                    return at, scene.blocks[at].text, "text before the stamp", 0.95
    rough = [at for at in body_range(scene, 0) if is_good(scene.blocks[at])]
    ranked = headline.rank(scene, stamps, rough[-1] if rough else len(scene.blocks))
    named = headline.document_headline(scene)
    if not ranked and not named:  # a page of a menu, named as its link is
        ranked = headline.rank(
            scene, stamps, rough[-1] if rough else len(scene.blocks), sections=True
        )
        named = headline.document_headline(scene, sections=True)
    if ranked:
        score, at = ranked[0]
        text = next((one.rest for one in stamps if one.at == at), scene.blocks[at].text)
        if named and score < 2.5 and cues.folded(named) != cues.folded(text):
            return None, named, "title", 0.6
        return at, text, f"{scene.blocks[at].tag} by cues", min(0.97, 0.4 + score / 12)
    if named:
        return None, named, "title", 0.5
    return None, None, "", 0.0


def stamp_by_title(scene: Scene, title: str) -> Stamp | None:
    """The stamp of an article whose title is known, looked for by cues."""
    plain = cues.folded(title)
    heads = (at for at, block in enumerate(scene.blocks) if cues.folded(block.text) == plain)
    title_at = next((at for at in heads if not scene.chrome[at]), None)
    if title_at is None:
        return None
    return stamp.choose(scene, stamp.candidates(scene), title_at, body_range(scene, title_at + 1))


def _draft(
    scene: Scene, title: str, title_at: int | None, chosen: Stamp | None, body: list[int],
    layout: Layout | None,
) -> Draft:  # fmt: skip
    blocks = scene.blocks
    lead, body = _lead(scene, title, title_at, body)
    plain = cues.folded(title)
    kept = [at for at in body if not _is_furniture(blocks[at], plain)]
    pictures = _pictures_before(scene, title_at, kept)
    composed = compose([blocks[at] for at in pictures + kept], scene.survey.downloads)
    draft = Draft(layout=layout.name if layout else "cues", title=title, body=composed, lead=lead)
    if lead:
        draft.found("lead", "lead by cues", 0.8)
    paragraphs = sum(len(p) for p in composed.paragraphs)
    draft.found("body", "running text", min(0.95, 0.5 + paragraphs / 2000))
    if chosen is not None:
        draft.posted = chosen.posted
        sure = 0.95 if chosen.label else 0.85
        draft.found("published", "labelled stamp" if chosen.label else "stamp by the title", sure)
    beside = offered(scene, 0 if title_at is None else title_at + 1, kept)
    composed.attachments = unique_files(composed.attachments + beside)
    _bylines(scene, draft, title_at, kept)
    return draft


def _lead(
    scene: Scene, title: str, title_at: int | None, body: list[int]
) -> tuple[str | None, list[int]]:
    """The lead, and the body without it."""
    blocks = scene.blocks
    first = body[0] if body else len(blocks)
    between = range(title_at + 1 if title_at is not None else max(0, first - 6), first)
    for at in between:
        block = blocks[at]
        if scene.chrome[at] or block.kind != "text" or not 30 <= len(block.text) <= 900:
            continue
        if block.cue and _LEAD_CUE.search(block.cue) and not block.link_chars > 40:
            return block.text, body
    texts = [at for at in body if blocks[at].kind == "text"]
    if len(texts) > 1:
        block = blocks[texts[0]]
        if opens_with_lead(block, blocks[texts[1]], title):
            return block.text, [at for at in body if at != texts[0]]
    return None, body


def opens_with_lead(block: Block, after: Block, title: str) -> bool:
    """Is the first paragraph of a body its lead: in bold before plain text, or named so?"""
    cued = bool(block.cue and _LEAD_CUE.search(block.cue) and block.host != after.host)
    bold = block.bold and not after.bold and block.align != "center"
    if not (cued or bold) or not 30 <= len(block.text) <= 900 or block.text == title:
        return False
    return not (block.text.isupper() or block.tag[:1] == "h" or is_numbered(block.text))


def is_numbered(text: str) -> bool:
    """Does the line open a section ("1. ...", "II- ...", "a) ...")?"""
    return re.match(r"^\s*(?:\d{1,2}|[IVX]{1,5}|[a-zA-Z])\s*[.)/-]\s", text) is not None


def _is_furniture(block: Block, title: str) -> bool:
    if block.kind != "text":
        return False
    if len(block.text) <= 200 and cues.FURNITURE.match(block.text):
        return True
    return cues.folded(block.text) == title and len(block.text) < 300


def _pictures_before(scene: Scene, title_at: int | None, body: list[int]) -> list[int]:
    """Pictures between the head and the body: a lead picture outside the body's element."""
    if title_at is None or not body:
        return []
    found: list[int] = []
    for at in range(title_at + 1, body[0]):
        block = scene.blocks[at]
        if scene.chrome[at]:
            continue
        if block.kind == "picture" or (found and block.figure and block.tag == "figcaption"):
            found.append(at)
    return found[:4]


def _bylines(scene: Scene, draft: Draft, title_at: int | None, body: list[int]) -> None:
    blocks = scene.blocks
    first = body[0] if body else 0
    last = body[-1] if body else 0
    near = list(range(title_at + 1 if title_at is not None else max(0, first - 4), first))
    near += range(last + 1, min(len(blocks), last + 6))
    for at in near:
        if blocks[at].kind != "text" or len(blocks[at].text) > 160:
            continue
        found = byline.labelled(blocks[at].text)
        if found is None:
            continue
        if found.author and not draft.author:
            draft.author = found.author
            draft.found("author", "byline", 0.85)
        if found.source and not draft.source:
            draft.source = found.source
            draft.found("source", "byline", 0.85)
    node = scene.tree.css_first(
        '[rel="author"], [itemprop="author"] [itemprop="name"], .createdby [itemprop="name"]'
    )
    if node is not None and not draft.author:
        name = cues.cleaned(one_line(node.text()))
        if 2 <= len(name) <= 80:
            draft.author = name
            draft.found("author", "rel=author", 0.8)


def _no_article(
    scene: Scene, draft: Draft, body: list[int], title_at: int | None, chosen: Stamp | None
) -> str:
    """Why this page is no article; "" when it is one."""
    text = sum(len(paragraph) for paragraph in draft.body.paragraphs) + len(draft.lead or "")
    media = len(draft.body.images) + len(draft.body.attachments)
    tables = draft.body.html.count("<table>")
    if _leads_elsewhere(scene, title_at) or _is_list(scene, body):
        return "a list"
    near = (chosen is not None and title_at is not None and -4 <= chosen.at - title_at <= 14) or (
        chosen is not None and (chosen.label or chosen.cued)
    )
    if near:
        return "" if text >= MIN_STAMPED_BODY or media or tables else "no body"
    if draft.confidence.get("title", 0) < 0.55:
        return "no title of its own"
    return "" if text >= MIN_BODY or tables else "no body"


def _leads_elsewhere(scene: Scene, title_at: int | None) -> bool:
    """Is the title a link to another page? Then it heads an item of a list."""
    if (
        title_at is None
        or scene.blocks[title_at].link_chars < len(scene.blocks[title_at].text) * 0.8
    ):
        return False
    here = canonical(scene.url, scene.platform).rstrip("/")
    targets = {
        href
        for _, _, href in scene.blocks[title_at].runs
        if href and href != "#" and not is_file(href)
    }
    return bool(targets) and all(
        canonical(href, scene.platform).rstrip("/") != here for href in targets
    )


def _is_of_an_item(scene: Scene, chosen: Stamp, title_at: int | None) -> bool:
    """Does the stamp stand under a title of its own that leads to another page?"""
    at = headline.before_stamp(scene, chosen)
    if at is None or (title_at is not None and at <= title_at) or not _leads_elsewhere(scene, at):
        return False
    text = scene.blocks[at].text
    return len(text) >= _ITEM_TITLE and not scene.is_section(text)


def _is_list(scene: Scene, body: list[int]) -> bool:
    """Do links to other pages run through what would be the body?"""
    if not body:
        return False
    blocks = scene.blocks
    items = headed = chars = 0
    for at in range(max(0, body[0] - 4), body[-1] + 1):
        block = blocks[at]
        if scene.chrome[at] or block.kind != "text":
            continue
        if len(block.text) >= 18 and block.link_chars > len(block.text) * 0.7:
            items += 1
            headed += block.tag[:1] == "h" or "title" in block.cue
        elif is_good(block):
            chars += block.free_chars
    if headed and headed * 400 > chars:
        return True
    return items >= 4 and items * 220 > chars
