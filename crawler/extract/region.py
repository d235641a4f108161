"""Where the body of an article lies on a page: the part of the page that holds running text.

Works on the row of blocks, with the structure around them as a hint: old portals nest their text
in layout tables or pour it straight into the page.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from crawler.extract import cues
from crawler.extract.blocks import Block
from crawler.extract.furniture import is_furniture
from crawler.extract.scene import Scene

GOOD_LENGTH = cues.RUNNING_TEXT
_SHARE = 0.62
"""Go into an element that holds at least this share of the running text."""

_LEAST = 20
"""A shorter line is never running text."""

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

_END_OF_SENTENCE = frozenset('.!?…;:”"')
_NARROW = frozenset(
    ["p", "li", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "dd", "dt", "figcaption"]
)


def is_good(block: Block) -> bool:
    """Is this a piece of running text?"""
    if block.running is None:
        block.running = _is_running(block)
    return block.running


def _is_running(block: Block) -> bool:
    text = block.text
    if block.kind != "text" or len(text) < _LEAST or block.link_chars > len(text) * 0.5:
        return False
    if len(text) < GOOD_LENGTH and (
        not _ends_a_sentence(text) or sum(map(str.isalpha, text)) < len(text) * _LETTERS
    ):
        return False
    return not (cues.is_imprint(text) or cues.counts_visits(text) or is_furniture(text))


def _ends_a_sentence(text: str) -> bool:
    bare = text.rstrip()
    return bare[-1:] in _END_OF_SENTENCE or (bare[-1:] == ")" and bare[-2:-1] in _END_OF_SENTENCE)


class Region:
    """Where the body of a page lies, asked for from several places of the page on."""

    def __init__(self, scene: Scene) -> None:
        self._blocks = blocks = scene.blocks
        self._outside = [at for at, chrome in enumerate(scene.chrome) if not chrome]
        self._good = [at for at in self._outside if is_good(blocks[at])]
        ends = [(at, end) for at in self._outside if (end := cues.end_of_article(blocks[at].text))]
        self._ends = [at for at, end in ends if end == "hard" and blocks[at].kind == "text"]
        self._boxes = [at for at, end in ends if end == "soft"]
        self._heads = [
            at for at in self._outside if blocks[at].link_chars and _heads_a_teaser(blocks[at])
        ]
        self._known: dict[int, list[int]] = {}
        # Wherever it starts, it mostly is the same text in the same element.
        self._containers: dict[tuple[int, ...], int] = {}
        self._kept: dict[tuple[int, ...], list[int]] = {}

    def body(self, start: int) -> list[int]:
        """Indexes of the blocks of the body, looked for from block `start` on."""
        found = self._known.get(start)
        if found is None:
            found = self._known[start] = self._body(start)
        return found

    def _body(self, start: int) -> list[int]:
        blocks, end = self._blocks, self._hard_end(start)
        candidates = _between(self._outside, start, end)
        good = _between(self._good, start, end)
        boxes = _between(self._boxes, start, end)
        teasers = _teasers(blocks, candidates, _between(self._heads, start, end))
        if teasers:
            candidates = [at for at in candidates if at not in teasers]
            good = [at for at in good if at not in teasers]
            boxes = [at for at in boxes if at not in teasers]
        if not good:
            media = [at for at in candidates if at < boxes[0]] if boxes else candidates
            return [at for at in media if _is_media(blocks[at])][:30]
        text = tuple(_before_boxes(blocks, good, boxes))
        container = self._containers.get(text)
        if container is None:
            container = self._containers[text] = _container(blocks, text)
        inside = tuple(_widened(blocks, candidates, container))
        kept = self._kept.get(inside)
        if kept is None:
            kept = self._kept[inside] = _without_boxes(blocks, inside)
        return kept

    def _hard_end(self, start: int) -> int:
        """The first block from `start` on where the portal's own boxes begin."""
        text = bisect_left(self._good, start)
        first = self._good[text] if text < len(self._good) else len(self._blocks)
        for at in self._ends[bisect_left(self._ends, start) :]:
            if at > first or (start and _heads_comments(self._blocks[at].text)):
                return at
        return len(self._blocks)


def _between(indexes: list[int], start: int, end: int) -> list[int]:
    return indexes[bisect_left(indexes, start) : bisect_left(indexes, end)]


def _heads_comments(text: str) -> bool:
    """Before any text, "Bình luận (0)" is a button that leads down to the comments."""
    return cues.heads_comments(text) and not any(map(str.isdigit, text))


def _teasers(blocks: Sequence[Block], candidates: Sequence[int], heads: Sequence[int]) -> set[int]:
    """The blocks of items that stand side by side, each a link to another page with its teaser."""
    held: dict[int, list[int]] = {}
    around: dict[int, int] = {}
    for at in heads:
        path = blocks[at].path
        for depth in range(max(1, len(path) - _ITEM_DEPTH), len(path)):
            held[path[depth]] = []
            around[path[depth]] = path[depth - 1]
    if len(held) < _ITEMS:
        return set()
    for at in candidates:
        path = blocks[at].path
        for element in path[max(1, len(path) - _ITEM_DEPTH) :]:
            if element in held:
                held[element].append(at)
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
    return len(texts) > 1 and _heads_a_teaser(texts[0]) and any(map(is_good, texts[1:]))


def _heads_a_teaser(block: Block) -> bool:
    """Is the line nothing but a link to another page, long enough for a title?"""
    if not block.link_chars or block.link_chars < len(block.text) * 0.8:
        return False
    return (
        block.kind == "text"
        and len(block.text) >= _ITEM_TITLE
        and any(href not in ("", "#") and not _may_stay(href) for _, _, href in block.runs)
    )


def _before_boxes(blocks: Sequence[Block], good: Sequence[int], boxes: Sequence[int]) -> list[int]:
    """The running text before the first box of other articles; all of it if that is too little."""
    for box in boxes:
        before = [at for at in good if at < box]
        if sum(blocks[at].free_chars for at in before) >= _ENOUGH:
            return before
    return list(good)


def _container(blocks: Sequence[Block], good: Sequence[int]) -> int:
    """The smallest element around most of the running text."""
    largest = max(good, key=lambda at: blocks[at].free_chars)
    current = blocks[largest].path[0]
    inside = [blocks[at] for at in good if blocks[at].path[0] == current]
    size = sum(block.free_chars for block in inside)
    while True:
        paths = [block.path for block in inside]
        depth = _shared(min(paths), max(paths))
        if len(inside) == 1:
            path = paths[0]
            narrow = inside[0].tag in _NARROW and inside[0].host == path[-1]
            return path[-2] if narrow and len(path) > 1 else path[-1]
        current = paths[0][depth - 1]
        children: dict[int, int] = {}
        for block in inside:
            if len(block.path) > depth:
                child = block.path[depth]
                children[child] = children.get(child, 0) + block.free_chars
        if not children:
            return current
        child = max(children, key=lambda one: children[one])
        if children[child] < size * _SHARE:
            return current
        # an element stands at the same place in every path that it is part of
        inside = [one for one in inside if len(one.path) > depth and one.path[depth] == child]
        size = children[child]


def _shared(one: tuple[int, ...], other: tuple[int, ...]) -> int:
    """How many elements two paths begin with alike."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))


def _widened(blocks: Sequence[Block], candidates: Sequence[int], container: int) -> list[int]:
    """The blocks in the container, or in an element around it if what that adds is text too.

    Some editors put the parts of one article into elements side by side.
    """
    first, inside, others = container, list[int](), list[int]()
    for at in candidates:
        (inside if container in blocks[at].path else others).append(at)
    ends = (at for at in others if at > inside[-1] and cues.end_of_article(blocks[at].text))
    end = next(ends, len(blocks))
    path = blocks[inside[0]].path
    depth = path.index(container)
    around = frozenset(path[:depth])
    beside: dict[int, list[int]] = {}  # by how many of the elements around the container are shared
    for at in others:
        if at < end:
            beside.setdefault(len(around.intersection(blocks[at].path)), []).append(at)
    for shared in sorted(beside, reverse=True):
        if not (shared and _runs_on(blocks, inside, beside[shared])):
            break
        container = path[shared - 1]
    if container == first:
        return inside
    return [at for at in candidates if container in blocks[at].path]


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


_FILE = re.compile(r"\.(?:pdf|docx?|xlsx?|pptx?|odt|ods|rtf|zip|rar|7z|jpe?g|png)(?:$|\?)")


def _may_stay(href: str) -> bool:
    lower = href.lower()
    return "download" in lower or _FILE.search(lower) is not None


def _is_media(block: Block) -> bool:
    if block.kind in ("picture", "file", "table"):
        return True
    return any(href and _may_stay(href) for _, _, href in block.runs)
