"""Is a page that a layout fits one article, or a list of what would each be one?"""

from __future__ import annotations

from selectolax.lexbor import LexborNode

from crawler.extract.likely import Likely
from crawler.extract.scene import Scene


def shows_several(scene: Scene, likely: Likely) -> bool:
    """Are there several of what an article's page of a layout has one of? Then it is a list."""
    if not likely.single or not likely.article:
        return False
    if scene.traces.matches_one_element(likely.single):
        return False
    found = scene.all(likely.single)
    if len(found) < 2 or scene.tree.css_first(likely.article) is None:
        return False
    known = {node.mem_id for node in found}
    return sum(not _inside(node, known) for node in found) > 1


def _inside(node: LexborNode, known: set[int]) -> bool:
    parent = node.parent
    while parent is not None:
        if parent.mem_id in known:
            return True
        parent = parent.parent
    return False
