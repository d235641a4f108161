"""Reading a page that nobody described: title, stamp, lead, body and bylines by their cues."""

from __future__ import annotations

import re

from crawler.extract import byline, cues, headline, stamp, sureness, verdict
from crawler.extract.blocks import Block
from crawler.extract.body import compose, unique_files
from crawler.extract.draft import Draft
from crawler.extract.furniture import is_furniture
from crawler.extract.offers import in_tables, offered
from crawler.extract.region import Region, is_good
from crawler.extract.scene import Scene
from crawler.extract.stamp import Stamp
from crawler.extract.tree import one_line
from crawler.platforms._platform import Layout

_BYLINE, _MAX_BYLINES = 80, 3
_LEAD = 60
"""A shorter line in bold is a heading."""

_HEADINGS = frozenset(("h2", "h3", "h4", "h5"))
_LEAD_CUE = re.compile(
    r"(?:(?<![a-z])|(?<![a-z])(?:news|article|post|detail|tin|bai)-?)(?:sapo|lead|teaser-?text|hometext|intro-?text|introtext|tom-?tat|tomtat|trich-?yeu|trich-?dan"
    r"|abstract|summary|description|article-?summary|singular-sapo|mo-?ta|gioi-?thieu)(?![a-z])"
)
_COMMENTS = frozenset(("comment", "comments", "binh-luan", "binhluan", "respond"))
_NAMED = ('[rel="author"]', '[itemprop="author"] [itemprop="name"]', '.createdby [itemprop="name"]')
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
    region = Region(scene)
    stamps = stamp.candidates(scene, layout.stamp_labels if layout else ())
    title_at, title, rule, sure = _known(scene, known_title) or _title(
        scene, region, stamps, layout
    )
    if title is None:
        return None, "no title"
    start = 0 if title_at is None else title_at + 1
    stamps = _before_comments(scene, stamps, start) if title_at is not None else stamps
    chosen = _stamp(scene, region, stamps, title_at)
    if chosen is not None and start <= chosen.at <= start + 12:
        above = sum(b.free_chars for b in blocks[start : chosen.at] if is_good(b))
        start = chosen.at + 1 if above < verdict.MIN_BODY else start
    body = [at for at in region.body(start) if chosen is None or at != chosen.at]
    draft = _draft(scene, title, title_at, chosen, stamps, body, layout)
    draft.found("title", rule, sure)
    reason = verdict.no_article(scene, draft, body, title_at, chosen, stamps)
    return (None, reason) if reason else (draft, "")


def _known(scene: Scene, title: str) -> tuple[int, str, str, float] | None:
    plain = cues.folded(title)
    for at, block in enumerate(scene.blocks if plain else ()):
        if block.kind == "text" and cues.says(block.text, plain):
            return at, title, "selector of the layout", 0.9
    return None


def _stamp(scene: Scene, region: Region, stamps: list[Stamp], title_at: int | None) -> Stamp | None:
    """The stamp of the article, never that of the first of the other articles below it."""
    body = region.body(0 if title_at is None else title_at + 1)
    chosen = stamp.choose(scene, stamps, title_at, body)
    if chosen is None or chosen.label or not body or chosen.at <= body[-1]:
        return chosen
    return None if verdict.is_of_an_item(scene, chosen, title_at) else chosen


def _before_comments(scene: Scene, stamps: list[Stamp], start: int) -> list[Stamp]:
    """The stamps without those of what readers say about the article."""
    last = stamps[-1].at if stamps else 0
    heads = (at for at in range(start, last) if cues.heads_comments(scene.blocks[at].text))
    end = next(heads, len(scene.blocks))
    return [one for one in stamps if one.at < end and not _is_comment(scene.blocks[one.at])]


def _is_comment(block: Block) -> bool:
    """Does the line stand in a box that is named for what readers say?"""
    return any(why in _COMMENTS for _, why in block.chrome)


def _title(
    scene: Scene, region: Region, stamps: list[Stamp], layout: Layout | None
) -> tuple[int | None, str | None, str, float]:
    """Index of the title's block (None when only the document names it), text, rule, sureness."""
    if layout is not None and layout.title_before_stamp:
        for one in stamps:
            if one.label and not scene.marked[one.at]:
                at = headline.before_stamp(scene, one)
                if at is not None:
                    return at, scene.blocks[at].text, "text before the stamp", 0.95
    rough = [at for at in region.body(0) if is_good(scene.blocks[at])]
    last_good = rough[-1] if rough else len(scene.blocks)
    named = headline.document_headline(scene)
    ranked = headline.rank(scene, stamps, last_good, named)
    if not ranked and not named:  # a page of a menu, named as its link is
        named = headline.document_headline(scene, sections=True)
        ranked = headline.rank(scene, stamps, last_good, named, sections=True)
    if ranked:
        score, at = ranked[0]
        text = next((one.rest for one in stamps if one.at == at), scene.blocks[at].text)
        if named and score < 2.5 and cues.folded(named) != cues.folded(text):
            return None, named, "title", 0.6 if headline.is_shown(scene, named) else 0.5
        return (
            at,
            text,
            f"{scene.blocks[at].tag} by cues",
            sureness.of_title(score, ranked[1][0] if len(ranked) > 1 else 0.0),
        )
    if named:
        return None, named, "title", 0.5
    beside = headline.beside_stamp(scene, stamps)
    if beside is not None:
        return *beside, "line beside the stamp", 0.56
    return None, None, "", 0.0


def stamp_by_title(scene: Scene, title: str) -> Stamp | None:
    """The stamp of an article whose title is known, looked for by cues."""
    plain = cues.folded(title)
    heads = (at for at, block in enumerate(scene.blocks) if cues.says(block.text, plain))
    title_at = next((at for at in heads if not scene.chrome[at]), None)
    if title_at is None:
        return None
    stamps = _before_comments(scene, stamp.candidates(scene), title_at + 1)
    return _stamp(scene, Region(scene), stamps, title_at)


def _draft(
    scene: Scene, title: str, title_at: int | None, chosen: Stamp | None, stamps: list[Stamp],
    body: list[int], layout: Layout | None,
) -> Draft:  # fmt: skip
    blocks = scene.blocks
    plain = cues.folded(title)
    body = [at for at in body if not _is_furniture(blocks[at], plain)]
    lead, kept = _lead(scene, title, title_at, body)
    heads = _bylines_above(scene, kept)
    kept = kept[len(heads) :]
    pictures = _pictures_before(scene, title_at, kept)
    composed = compose([blocks[at] for at in pictures + kept], scene.survey.downloads)
    composed.attachments += in_tables(scene, kept)
    draft = Draft(layout=layout.name if layout else "cues", title=title, body=composed, lead=lead)
    if lead:
        draft.found("lead", "lead by cues", 0.8)
    draft.found("body", "running text", sureness.of_body(scene, kept, title_at, chosen))
    if chosen is not None:
        draft.posted = chosen.posted
        rule = "labelled stamp" if chosen.label else "stamp by the title"
        draft.found("published", rule, sureness.of_stamp(scene, chosen, stamps, title_at))
    beside = offered(scene, 0 if title_at is None else title_at + 1, kept)
    composed.attachments = unique_files(composed.attachments + beside)
    _bylines(scene, draft, title_at, kept, heads)
    return draft


def _bylines_above(scene: Scene, body: list[int]) -> list[int]:
    """The first lines of the body that name who wrote or posted it."""
    count = 0
    while count < len(body) - 1 and count < _MAX_BYLINES:
        block = scene.blocks[body[count]]
        if block.kind != "text" or len(block.text) > _BYLINE or byline.labelled(block.text) is None:
            break
        count += 1
    return body[:count]


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
        if body and _stands_out(block) and not blocks[body[0]].bold and block.text != title:
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
    apart = _stands_out(block) and not _stands_out(after)
    if not (cued or bold or apart) or not 30 <= len(block.text) <= 900 or block.text == title:
        return False
    if block.text.isupper() or is_numbered(block.text):
        return False
    return not block.heading or _stands_out(block)


def _stands_out(block: Block) -> bool:
    """Is it a whole sentence set in bold or as a heading, as leads are?"""
    if not (block.bold or block.tag in _HEADINGS) or len(block.text) < _LEAD or block.link_chars:
        return False
    return block.text[-1] in ".!?…”" and not block.text.isupper() and not is_numbered(block.text)


def is_numbered(text: str) -> bool:
    """Does the line open a section ("1. ...", "II- ...", "a) ...")?"""
    return _NUMBERED.match(text) is not None


_NUMBERED = re.compile(r"\s*(?:\d{1,2}|[IVX]{1,5}|[a-zA-Z])\s*[.)/-]\s")


def _is_furniture(block: Block, title: str) -> bool:
    if block.kind != "text":
        return False
    if is_furniture(block.text):
        return True
    return len(block.text) < 300 and cues.says(block.text, title)


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


def _set_apart(block: Block) -> byline.Byline | None:
    """The signature that stands to the right below the text, in an element of its own."""
    if block.align != "right" or block.link_chars or cues.end_of_article(block.text):
        return None
    return byline.signature(block.text, right=True)


def _bylines(
    scene: Scene, draft: Draft, title_at: int | None, body: list[int], heads: list[int]
) -> None:
    blocks = scene.blocks
    first = body[0] if body else 0
    last = body[-1] if body else 0
    near = list(range(title_at + 1 if title_at is not None else max(0, first - 4), first))
    near += range(last + 1, min(len(blocks), last + 6))
    near += [at for at in heads if at not in near]
    for at in near:
        if blocks[at].kind != "text" or len(blocks[at].text) > 160 or scene.recurring[at]:
            continue
        text = blocks[at].text
        found = byline.labelled(text) or (byline.within(text) if at < first else None)
        if found is None and at == last + 1 and not draft.body.signature.text:
            found = _set_apart(blocks[at])
        if found is None:
            continue
        if found.author and not draft.author:
            draft.author = found.author
            draft.found("author", "byline", 0.85)
        if found.source and not draft.source:
            draft.source = found.source
            draft.found("source", "byline", 0.85)
    node = None if draft.author else scene.first(", ".join(scene.traces.worth(_NAMED)))
    if node is not None:
        name = cues.cleaned(one_line(node.text()))
        if 2 <= len(name) <= 80:
            draft.author = name
            draft.found("author", "rel=author", 0.8)
