"""What lies inside the body's own element and is not the article's: boxes that plugins put there.

A described layout knows its container; a portal's share buttons, ratings and related articles are
often put into it by extensions that no layout can list. Only sure signs count here: in a trusted
container a heading like "Danh mục" is text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from crawler.extract import cues
from crawler.extract.blocks import Block

BOXES = frozenset(
    ("nav", "form", "related", "lien-quan", "lienquan", "tin-lien-quan", "tin-khac", "tinkhac",
     "detail-related", "comments", "comment", "comment-form", "respond", "binh-luan", "binhluan",
     "share", "sharing", "social", "addthis", "fb-like", "fb-comments", "zalo-share", "rating",
     "vote", "pagination", "pager", "pagenav", "post-navigation", "nav-links", "breadcrumb",
     "breadcrumbs", "tag-list", "taglist", "hashtag", "author-bio", "toolbar", "print-email",
     "newsletter", "popup", "modal")
)  # fmt: skip
"""Class names (as `cues.chrome` gives them) that mean a box even inside the body."""

_MAJORITY = 0.5
_SHORT = 60
_TEXT = 80
"""Free characters that make a line of the tail a paragraph."""


def own(blocks: Sequence[Block]) -> list[Block]:
    """The blocks of a body without its boxes."""
    kept = _without_tail(_without_boxes(list(blocks)))
    return [block for block in kept if not _is_furniture(block)]


def _is_furniture(block: Block) -> bool:
    """Is it a line that the portal adds to the words: a counter, the heading of attachments?"""
    if block.kind != "text" or len(block.text) > _SHORT or block.link_chars:
        return False
    return not cues.without_counter(block.text) or (
        block.text.endswith(":") and cues.heads_attachments(block.text)
    )


def _without_boxes(blocks: list[Block]) -> list[Block]:
    if not any(block.chrome for block in blocks):
        return blocks
    total = sum(len(block.text) for block in blocks)
    held: Counter[int] = Counter()
    for block in blocks:
        for mem, why in block.chrome:
            if why in BOXES:
                held[mem] += len(block.text)
    boxes = {mem for mem, chars in held.items() if chars <= total * _MAJORITY}
    return [block for block in blocks if all(mem not in boxes for mem, _ in block.chrome)]


def _without_tail(blocks: list[Block]) -> list[Block]:
    """Without a box at the end: a heading ("Tin liên quan") that only links follow."""
    end = len(blocks)
    linked = 0
    for at in range(len(blocks) - 1, -1, -1):
        block = blocks[at]
        if block.kind != "text":
            if block.kind != "picture":
                break
            continue
        if cues.heads_attachments(block.text):
            break
        if linked and cues.end_of_article(block.text):
            end = at
            continue
        if block.free_chars >= _TEXT:
            break
        linked += block.link_chars > len(block.text) * _MAJORITY
        if block.link_chars == 0 and not _is_small(block):
            break
    return blocks[:end]


def _is_small(block: Block) -> bool:
    """A date or a counter beside an item of the box."""
    return len(block.text) <= 40
