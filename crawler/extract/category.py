"""The category of an article: the last step of the breadcrumbs that is not the article itself."""

from __future__ import annotations

import re

from crawler.extract import cues
from crawler.extract.headline import SEPARATORS
from crawler.extract.scene import Scene
from crawler.extract.tree import one_line

_HOMES = frozenset(map(cues.folded, cues.HOME_STEPS))
_TRAILS = (
    '[itemtype$="BreadcrumbList"] [itemprop="name"]', '[class*="breadcrumb"] a',
    '[id*="breadcrumb"] a', ".pathway a", '[class*="duong-dan"] a', '[class*="crumb"] a',
    '[class*="duongdan"] a', '[rel~="category"]', ".category-name a", '[class*="bread"] a',
)  # fmt: skip
_MAX = 80
_LINE = 120
_LABEL = re.compile(
    r"(?i)^\W*(?:chuyên mục|danh mục|thể loại|mục|category|posted in|đăng trong|in)\s*:"
)
_ARROWS = re.compile(r"[»›→]|\s[>/]\s")


def category_of(scene: Scene, title: str) -> str | None:
    """The category that the page names, by breadcrumbs or metadata."""
    plain = cues.folded(title)
    for selector in scene.traces.worth(_TRAILS):
        names = [cues.cleaned(one_line(node.text())) for node in scene.all(selector)[:12]]
        steps = [name for name in names if 1 < len(name) <= _MAX and _is_step(scene, name, plain)]
        if steps:
            return steps[0] if "category" in selector else steps[-1]
    step = _last_step(scene, plain) or _trail(scene, plain) or _labelled(scene) or _titled_by(scene)
    if step:
        return step
    section = scene.meta("article:section")
    return cues.cleaned(section) if section and len(section) <= _MAX else None


def _trail(scene: Scene, title: str) -> str | None:
    """The last step of a line of links that begins with the home page ("Trang chủ » Tin tức")."""
    for block in scene.blocks:
        if len(block.runs) < 2:
            continue
        linked = [text for text, _, href in block.runs if href]
        if not 2 <= len(linked) <= 6:
            continue
        names = [cues.cleaned(one_line(text)) for text in linked]
        if cues.folded(names[0]) not in _HOMES:
            continue
        if not _ARROWS.search(block.text):
            continue
        steps = [n for n in names[1:] if 1 < len(n) <= _MAX and _is_step(scene, n, title)]
        if steps:
            return steps[-1]
    return None


def _last_step(scene: Scene, title: str) -> str | None:
    """The last step of breadcrumbs if it is no link and not the article itself."""
    for node in scene.all('[class*="breadcrumb"] li, [class*="breadcrumb"] span')[-4:]:
        name = cues.cleaned(one_line(node.text()))
        shown = cues.folded(name).rstrip(". …")
        if (
            1 < len(name) <= _MAX
            and node.css_first("a") is None
            and _is_step(scene, name, title)
            and not title.startswith(shown)
        ):
            return name
    return None


def _labelled(scene: Scene) -> str | None:
    """What a line "Chuyên mục: ..." by the article links to."""
    for at, block in enumerate(scene.blocks):
        if len(block.text) > _LINE or ":" not in block.text or not _LABEL.match(block.text):
            continue
        if scene.marked[at]:
            continue
        linked = [text for text, _, href in block.runs if href]
        name = cues.cleaned(one_line(linked[0])) if len(linked) == 1 else ""
        if 1 < len(name) <= _MAX:
            return name
    return None


def _titled_by(scene: Scene) -> str | None:
    """The section that the document's title names instead of the article."""
    for part in SEPARATORS.split(scene.document_title or ""):
        if _is_step(scene, part, "") and scene.is_section(part):
            return cues.cleaned(part)
    return None


def _is_step(scene: Scene, name: str, title: str) -> bool:
    step = cues.folded(name).strip(" »>/")
    return bool(step) and step not in _HOMES and step != title and not scene.is_site_name(name)
