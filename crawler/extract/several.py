"""Is a page that a layout fits one article, or a list of what would each be one?"""

from __future__ import annotations

from selectolax.lexbor import LexborNode

from crawler.extract.scene import Scene
from crawler.platforms._platform import Layout


def shows_several(scene: Scene, layout: Layout) -> bool:
    """Are there several of what an article's page of this layout has one of? Then it is a list.

    Of the layout only what may be found on the page (`Traces.likely`).
    """
    if not layout.single or not layout.article:
        return False
    if scene.traces.matches_one_element(layout.single):
        return False
    found = scene.all(layout.single)
    if len(found) < 2 or scene.tree.css_first(layout.article) is None:
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
