"""Where the body of an article lies on a page: the part of the page that holds running text.

Works on the row of blocks, with the structure around them as a hint: old portals nest their text
in layout tables or pour it straight into the page.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from crawler.extract import cues
from crawler.extract.blocks import Block
from crawler.extract.furniture import is_furniture
from crawler.extract.scene import Scene

GOOD_LENGTH = cues.RUNNING_TEXT
_SHARE = 0.62
"""Go into an element that holds at least this share of the running text."""

_ENOUGH = 140
"""Characters of running text that may be a whole article."""

_RUNNING = 0.85
"""What stands beside the body belongs to it if this share of it is running text."""

_FEW = 2
"""A container of so few lines may be one paragraph of many."""

_ASIDE = 60
"""Characters of a signature or a heading beside the running text."""

_LETTERS = 0.55
"""Share of letters in a short sentence; a clock waiting for its script has fewer."""

_ITEM_DEPTH, _ITEM_BLOCKS, _ITEMS, _ITEM_TITLE = 3, 6, 2, 15
"""A teaser: so deep at most, of so many blocks, so many of them, under a title so long."""

_SENTENCE = re.compile(r"[.!?…;:”\"]\)?\s*$")
_NARROW = frozenset(
    ["p", "li", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "dd", "dt", "figcaption"]
)


def is_good(block: Block) -> bool:
    """Is this a piece of running text?"""
    if block.running is None:
        block.running = _is_running(block)
    return block.running


def _is_running(block: Block) -> bool:
    if block.kind != "text" or block.link_chars > len(block.text) * 0.5:
        return False
    if cues.is_imprint(block.text) or cues.counts_visits(block.text) or is_furniture(block.text):
        return False
    if len(block.text) >= GOOD_LENGTH:
        return True
    if len(block.text) < 20 or _SENTENCE.search(block.text) is None:
        return False
    return sum(map(str.isalpha, block.text)) >= len(block.text) * _LETTERS


def hard_end(scene: Scene, start: int) -> int:
    """The first block from `start` on where the portal's own boxes begin."""
    blocks, chrome = scene.blocks, scene.chrome
    seen = 0
    for at in range(start, len(blocks)):
        block = blocks[at]
        if block.kind == "text" and not chrome[at]:
            ends = cues.end_of_article(block.text) == "hard"
            if ends and (seen or (start and _heads_comments(block.text))):
                return at
            seen += is_good(block) or block.kind == "picture"
    return len(blocks)


def _heads_comments(text: str) -> bool:
    """Before any text, "Bình luận (0)" is a button that leads down to the comments."""
    return cues.heads_comments(text) and not any(map(str.isdigit, text))


def body_range(scene: Scene, start: int) -> list[int]:
    """Indexes of the blocks of the body, looked for from block `start` on."""
    blocks, chrome = scene.blocks, scene.chrome
    end = hard_end(scene, start)
    candidates = [at for at in range(start, end) if not chrome[at]]
    teasers = _teasers(blocks, candidates)
    candidates = [at for at in candidates if at not in teasers]
    good = [at for at in candidates if is_good(blocks[at])]
    if not good:
        media = _before_boxes(blocks, candidates, candidates, enough=0)
        return [at for at in media if _is_media(blocks[at])][:30]
    container = _container(blocks, _before_boxes(blocks, candidates, good))
    container = _widened(blocks, candidates, container)
    inside = [at for at in candidates if container in blocks[at].path]
    return _without_boxes(blocks, inside)


def _teasers(blocks: Sequence[Block], candidates: Sequence[int]) -> set[int]:
    """The blocks of items that stand side by side, each a link to another page with its teaser."""
    held: dict[int, list[int]] = {}
    around: dict[int, int] = {}
    for at in candidates:
        path = blocks[at].path
        for depth in range(max(1, len(path) - _ITEM_DEPTH), len(path)):
            held.setdefault(path[depth], []).append(at)
            around[path[depth]] = path[depth - 1]
    items: dict[int, list[int]] = {}
    for element, inside in held.items():
        if 2 <= len(inside) <= _ITEM_BLOCKS and _is_teaser([blocks[at] for at in inside]):
            items.setdefault(around[element], []).append(element)
    found: set[int] = set()
    for elements in items.values():
        if len(elements) >= _ITEMS:
            found.update(at for element in elements for at in held[element])
    return found


def _is_teaser(blocks: Sequence[Block]) -> bool:
    """Is the first line of these nothing but a link to a page, and the rest text of no link?"""
    texts = [block for block in blocks if block.kind == "text"]
    if len(texts) < 2 or len(texts[0].text) < _ITEM_TITLE:
        return False
    title = texts[0]
    leads = title.link_chars >= len(title.text) * 0.8 and any(
        href not in ("", "#") and not _may_stay(href) for _, _, href in title.runs
    )
    return leads and any(is_good(block) for block in texts[1:])


def _before_boxes(
    blocks: Sequence[Block],
    candidates: Sequence[int],
    good: Sequence[int],
    enough: int = _ENOUGH,
) -> list[int]:
    """The running text before the first box of other articles; all of it if that is too little."""
    seen = 0
    for at in candidates:
        if seen >= enough and cues.end_of_article(blocks[at].text) == "soft":
            return [one for one in good if one < at]
        if is_good(blocks[at]):
            seen += blocks[at].free_chars
    return list(good)


def _container(blocks: Sequence[Block], good: Sequence[int]) -> int:
    """The smallest element around most of the running text."""
    inside = [(block.path, block.free_chars, block) for block in (blocks[at] for at in good)]
    current = max(inside, key=lambda one: one[1])[0][0]
    inside = [one for one in inside if one[0][0] == current]
    depth = 0  # an element stands at the same place in every path that it is part of
    while True:
        children: Counter[int] = Counter()
        for path, size, _ in inside:
            if len(path) > depth + 1:
                children[path[depth + 1]] += size
        if not children:
            return current
        child, share = children.most_common(1)[0]
        if share < sum(size for _, size, _ in inside) * _SHARE:
            return current
        depth += 1
        inside = [one for one in inside if len(one[0]) > depth and one[0][depth] == child]
        only = inside[0][2] if len(inside) == 1 else None
        if only is not None and only.host == child and only.tag in _NARROW:
            return current
        current = child


def _widened(blocks: Sequence[Block], candidates: Sequence[int], container: int) -> int:
    """An element around the container if what it adds is running text too.

    Some editors put the parts of one article into elements side by side.
    """
    inside = [at for at in candidates if container in blocks[at].path]
    ends = (at for at in candidates if at > inside[-1] and cues.end_of_article(blocks[at].text))
    end = next(ends, len(blocks))
    path = blocks[inside[0]].path
    depth = path.index(container)
    beside = [(at, blocks[at].path) for at in candidates if at < end]
    for place in range(depth - 1, -1, -1):
        mem = path[place]
        added = [
            at
            for at, other in beside
            if len(other) > place
            and other[place] == mem
            and not (len(other) > depth and other[depth] == container)
        ]
        if _runs_on(blocks, inside, added):
            container, depth = mem, place
        elif added:
            return container
    return container


def _runs_on(blocks: Sequence[Block], inside: Sequence[int], added: Sequence[int]) -> bool:
    """Is what stands beside the container more of the same article?

    Yes if it is nearly all running text; beside a container of a line or two, already if it holds
    a sentence or a picture and no link to another page.
    """
    good = [at for at in added if is_good(blocks[at])]
    size = sum(len(blocks[at].text) for at in added)
    whole = sum(len(blocks[at].text) >= GOOD_LENGTH for at in good)
    if whole >= 2 and sum(blocks[at].free_chars for at in good) >= size * _RUNNING:
        return True
    if sum(blocks[at].kind == "text" for at in inside) > _FEW:
        return False
    other = 0
    for at in added:
        block = blocks[at]
        if block.kind != "text" or is_good(block) or is_furniture(block.text):
            continue
        if block.link_chars and not any(href and _may_stay(href) for _, _, href in block.runs):
            return False
        other += 0 if _is_beside_picture(blocks, at) else len(block.text)
    pictures = any(blocks[at].kind == "picture" for at in added)
    running = sum(blocks[at].free_chars for at in good)
    return bool(good or pictures) and other <= max(_ASIDE, running * (1 - _RUNNING))


def _is_beside_picture(blocks: Sequence[Block], at: int) -> bool:
    return at > 0 and blocks[at - 1].kind == "picture"


def _without_boxes(blocks: Sequence[Block], inside: Sequence[int]) -> list[int]:
    """Leave out boxes of links ("Tin liên quan" and what it heads) and lines of buttons."""
    kept: list[int] = []
    boxed = False
    for at in inside:
        block = blocks[at]
        if block.kind != "text":
            if not boxed:
                kept.append(at)
            continue
        end = cues.end_of_article(block.text)
        if end == "hard" and kept:
            break
        if cues.heads_attachments(block.text):
            boxed, end = False, ""
            if not block.link_chars:
                continue
        if end == "soft":
            boxed = True
            continue
        if boxed:
            if not is_good(block) or len(block.text) < 80 or block.link_chars:
                continue
            boxed = False
        if _is_link_line(block):
            continue
        kept.append(at)
    return kept


def _is_link_line(block: Block) -> bool:
    """A line that is nothing but a link to another page (and maybe its date)."""
    if not block.link_chars or block.free_chars > 25:
        return False
    return not any(href and _may_stay(href) for _, _, href in block.runs)


_FILE = re.compile(
    r"(?i)\.(?:pdf|docx?|xlsx?|pptx?|odt|ods|rtf|zip|rar|7z|jpe?g|png)(?:$|\?)|download"
)


def _may_stay(href: str) -> bool:
    return _FILE.search(href) is not None


def _is_media(block: Block) -> bool:
    if block.kind in ("picture", "file", "table"):
        return True
    return any(href and _FILE.search(href) for _, _, href in block.runs)
