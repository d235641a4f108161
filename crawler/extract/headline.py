"""The title of an article, which is never the name of the site.

Cues are weighed: headings and class names, agreement with the document's title, and what stands
around the line (a stamp just below, running text after it).
"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache

from crawler.extract import byline, cues
from crawler.extract.furniture import is_furniture
from crawler.extract.scene import Scene
from crawler.extract.stamp import Stamp, is_label

MAX_TITLE = 300
_BARE_STAMP = 40
"""A stamp without a label stands alone in its line."""

_TITLE_CUE = re.compile(
    r"(?<![a-z])(?:tieu-?de\w*|headline|(?:\w+-?)?title(?:-?\w+)?|tde|subject)(?![a-z])"
)
_BOXES = 3
_BOX_HEADING = 1.2
"""What so many lines with the same class are: headings of boxes, or titles of items."""

_BESIDE = 40
"""Characters that may stand beside a title in its line: a stamp, a section."""

_LEAST = 15
_RUNNING = 80

SEPARATORS = re.compile(r"\s+(?:[-–—|»:·•/]|::|&raquo;)\s+|\s*\|\s*|\s*::\s*")
_HEADING = {"h1": 3.0, "h2": 2.0, "h3": 1.2, "h4": 0.8, "h5": 0.4, "h6": 0.4}


def document_headline(scene: Scene, *, sections: bool = False) -> str | None:
    """The document's title without the site's name; None when nothing else is in it.

    `sections`: may it be the name of one of the portal's lists?
    """
    for title, shared in ((scene.shared_title, True), (scene.document_title, False)):
        if not title or title.lower().strip() in cues.NO_TITLES:
            continue
        parts = [part.strip() for part in SEPARATORS.split(title) if part.strip()]
        rest = [part for part in parts if not scene.is_standing(part)]
        if len(rest) < len(parts) or (len(parts) == 1 and not sections):
            rest = [part for part in rest if not cues.PLACE.match(part)]
        if len(rest) == len(parts) > 1 and not shared:
            rest = _without_owner(scene, parts)
        if rest:
            at = title.find(rest[0])
            end = title.find(rest[-1], at) + len(rest[-1])
            found = title[at:end].strip()
            if found.lower() in cues.NO_TITLES or (scene.is_section(found) and not sections):
                continue
            return found
    return None


def _without_owner(scene: Scene, parts: list[str]) -> list[str]:
    """The parts before the name of the site's owner, if the last part is such a name."""
    lines = {cues.folded(block.text) for block in scene.blocks if len(block.text) <= MAX_TITLE}
    for count in range(len(parts) - 1, 0, -1):
        if cues.folded(" ".join(parts[:count])) in lines:
            return parts[:count]
    return parts[:-1] if cues.OWNERS.match(parts[-1]) else parts


def beside_stamp(scene: Scene, stamps: list[Stamp]) -> tuple[int, str] | None:
    """The line that shares its line with a stamp or follows one, with running text below it.

    For pages that mark their titles in no way at all. Only if one line is such.
    """
    found: list[tuple[int, str]] = []
    for one in stamps:
        if scene.chrome[one.at] and not one.rest:
            continue
        at = one.at if len(one.rest) >= _LEAST else one.at + 1
        if at + 1 >= len(scene.blocks):
            continue
        block, below = scene.blocks[at], scene.blocks[at + 1]
        text = one.rest if at == one.at else block.text
        plain = block.kind == "text" and not block.link_chars and text[-1:] not in ".;:…"
        fits = plain and _LEAST <= len(text) <= MAX_TITLE and not scene.is_site_name(text)
        if fits and (below.kind != "text" or below.free_chars > _RUNNING):
            found.append((at, text))
    return found[0] if len(found) == 1 else None


def names_the_owner(scene: Scene, at: int) -> bool:
    """Is the line the name of an office or a place and nothing else, with another heading below?

    Office sites head every page with their name, and the article with a heading of its own.
    """
    block = scene.blocks[at]
    if not block.heading or not cues.is_owner(block.text):
        return False
    for below in scene.blocks[at + 1 :]:
        if below.heading:
            return not cues.is_owner(below.text)
        if below.kind == "text" and len(below.text) >= cues.RUNNING_TEXT and not below.link_chars:
            return False
    return False


def is_shown(scene: Scene, title: str) -> bool:
    """Does the page itself show the title that the document has?"""
    plain = cues.folded(title)
    return any(
        block.kind == "text"
        and block.free_chars * 2 >= len(block.text) <= min(MAX_TITLE, 2 * len(title) + _BESIDE)
        and plain in cues.folded(block.text)
        for block, marked in zip(scene.blocks, scene.marked, strict=True)
        if not marked
    )


def rank(
    scene: Scene, stamps: list[Stamp], last_good: int, named: str | None, *, sections: bool = False
) -> list[tuple[float, int]]:
    """Score and index of the blocks that may be the title, best first.

    `last_good` is the last block of running text: titles stand before it. `named` is the
    document's own headline.
    `sections`: is the name of one of the portal's lists as good a title as any?
    """
    blocks = scene.blocks
    said = dict.fromkeys(t for t in (scene.document_title, scene.shared_title, named) if t)
    names = [cues.folded(title) for title in said]
    together, shortest = "\n".join(names), min(map(len, names), default=0)
    longest = 2 * max(map(len, names), default=0)  # no longer line agrees with any of them
    stamped = {stamp.at for stamp in stamps}
    rests = {stamp.at: stamp.rest for stamp in stamps}
    heads = _heads(scene, stamps)
    recurring = scene.recurring
    titles = {cue for cue in {b.cue for b in blocks} if cue and _names_a_title(cue)}
    boxes = Counter((b.tag, b.cue) for b in blocks if b.cue in titles)
    ranked = []
    for at, block in enumerate(blocks):
        text = rests.get(at, block.text)
        if block.kind != "text" or not 6 <= len(text) <= MAX_TITLE:
            continue
        if recurring[at] and not rests.get(at):
            continue
        plain = cues.folded(text) if len(text) <= longest else ""
        agrees = 0.0
        if plain and (plain in together or len(plain) >= shortest):  # few lines are like any
            agrees = max(_agreement(plain, name) for name in names)
        looks = _HEADING.get(block.tag, 0.0) + heads.get(at, 0.0) + (block.cue in titles)
        if not (agrees or looks):
            continue
        score = _score(scene, at, text, agrees, looks, stamped)
        if score <= 0.5 or is_label(text):  # what follows only takes from it
            continue
        if boxes[block.tag, block.cue] >= _BOXES:
            score -= _BOX_HEADING
        if at > last_good:
            score -= 3.0
        if score > 0.5 and not sections and scene.is_section(text):
            score -= 4.0
        if score > 0.5:
            ranked.append((score, at))
    ranked.sort(key=lambda pair: (-pair[0], pair[1]))
    return ranked


@lru_cache(maxsize=4096)
def _names_a_title(cue: str) -> bool:
    """Do the class and id of an element say that it is a title?"""
    return _TITLE_CUE.search(cue) is not None


def _heads(scene: Scene, stamps: list[Stamp]) -> dict[int, float]:
    """The lines just before a stamp, and what that says for each."""
    found: dict[int, float] = {}
    for stamp in stamps:
        at = None if scene.marked[stamp.at] else before_stamp(scene, stamp)
        if at is not None and (stamp.label or len(scene.blocks[stamp.at].text) <= _BARE_STAMP):
            found[at] = max(found.get(at, 0.0), 1.5 if stamp.label else 1.0)
    return found


def _score(
    scene: Scene, at: int, text: str, agrees: float, looks: float, stamped: set[int]
) -> float:
    """What speaks for the line: how far it agrees with the document's title, how it looks."""
    block = scene.blocks[at]
    score = looks + 4.0 * agrees
    if scene.is_site_name(text) or names_the_owner(scene, at):
        score -= 6.0
    if text.lower() in cues.NO_TITLES:
        score -= 3.0
    if block.link_chars > len(text) * 0.6:
        score -= 1.0 if agrees > 0.9 else 2.0
    if scene.chrome[at]:
        score -= 3.0
    if cues.end_of_article(text):
        score -= 5.0
    if not stamped.isdisjoint(range(at + (text == block.text), at + 5)):
        score += 1.0
    if len(text) < 15:
        score -= 0.7
    return score


def _agreement(line: str, name: str) -> float:
    """1 when the line is the document's title or a whole part of it, less for a shorter piece."""
    if not line or not name:
        return 0.0
    if line == name:
        return 1.0
    if line in name:
        return 0.9 if len(line) * 2 >= len(name) else 0.25 + len(line) / len(name)
    return 0.8 if name in line and len(name) * 1.3 >= len(line) else 0.0


def before_stamp(scene: Scene, stamp: Stamp) -> int | None:
    """The line just before the stamp, for platforms that mark their titles in no other way."""
    for at in range(stamp.at - 1, max(-1, stamp.at - 6), -1):
        block = scene.blocks[at]
        if block.kind == "text" and 6 <= len(block.text) <= MAX_TITLE:
            if (
                scene.chrome[at]
                or block.text.lower() in cues.NO_TITLES
                or byline.labelled(block.text)
            ):
                continue
            if is_furniture(block.text) or is_label(block.text):
                continue
            return None if scene.is_site_name(block.text) else at
    return None
