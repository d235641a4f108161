"""How sure the generic reader is of what it read: the confidence of title, stamp and body.

A number between 0 and 1 from what speaks for a field and what against it: who stands beside it,
what competes with it, whether its edges are known. Each sign is worth what it was found to be
worth on pages of many makes; the test of calibration holds that surer means more often right.
"""

from __future__ import annotations

from collections.abc import Sequence

from crawler.extract import cues
from crawler.extract.region import is_good
from crawler.extract.scene import Scene
from crawler.extract.stamp import Stamp

_NEAR = 3
_RIVALS = 8
"""A stamp of another time within so many lines of the title competes."""

_SHORT = 250


def of_title(score: float, runner_up: float) -> float:
    """Of the best line for a title, with its score and that of the next best line."""
    sure = min(0.97, 0.4 + score / 12)
    return sure - 0.12 if runner_up > score - 0.5 else sure


def of_stamp(scene: Scene, chosen: Stamp, stamps: Sequence[Stamp], title_at: int | None) -> float:
    """Of the stamp that was chosen among others."""
    sure = 0.95 if chosen.label else 0.9 if chosen.cued else 0.85
    if title_at is None:
        return sure - 0.25
    if abs(chosen.at - title_at) > _NEAR:
        sure -= 0.1
    if chosen.at < title_at and not chosen.label:
        sure -= 0.1
    rivals = [
        one
        for one in stamps
        if abs(one.at - title_at) <= _RIVALS
        and one.posted.at.date() != chosen.posted.at.date()
        and not scene.marked[one.at]
        and (one.label or not chosen.label)
    ]
    sure -= 0.15 if rivals else 0.0
    fetched = scene.fetched_at
    if fetched is not None and not chosen.label and chosen.posted.at.date() == fetched.date():
        sure -= 0.25  # it may be the clock of the page
    return sure - (0.05 if "updated" in chosen.posted.flags else 0.0)


def of_body(scene: Scene, body: Sequence[int], title_at: int | None, stamp: Stamp | None) -> float:
    """Of the blocks that were taken for the body."""
    blocks = scene.blocks
    if not body:
        return 0.3
    sure = 0.97 - (0.2 if title_at is None else 0.0) - (0.05 if stamp is None else 0.0)
    texts = [blocks[at] for at in body if blocks[at].kind == "text"]
    size = sum(len(block.text) for block in texts)
    if size < _SHORT:
        sure -= 0.1
    odd = sum(
        len(block.text)
        for before, block in zip([None, *texts], texts, strict=False)
        if before is not None
        and not is_good(block)
        and not (
            block.bold
            or block.italic
            or block.align
            or block.tag in ("li", "figcaption", "h2", "h3", "h4")
        )
    )
    sure -= min(0.4, 1.5 * odd / size) if size else 0.0
    if not _ends(scene, body[-1]):
        sure -= 0.2
    if title_at is not None:
        left = sum(
            is_good(blocks[at]) for at in range(title_at + 1, body[0]) if not scene.chrome[at]
        )
        sure -= min(0.3, 0.15 * left)
    return max(0.2, sure)


def _ends(scene: Scene, last: int) -> bool:
    """Is it known where the body ends: the page's end, its chrome, or the heading of a box?"""
    for at in range(last + 1, min(len(scene.blocks), last + 4)):
        block = scene.blocks[at]
        if scene.chrome[at] or cues.end_of_article(block.text) or cues.is_imprint(block.text):
            return True
        if block.kind == "text" and block.link_chars > len(block.text) * 0.5:
            return True
    return last + 1 >= len(scene.blocks)
