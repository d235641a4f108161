"""The category of an article: the last step of the breadcrumbs that is not the article itself."""

from __future__ import annotations

from crawler.extract import cues
from crawler.extract.scene import Scene
from crawler.extract.tree import meta, one_line

_HOMES = frozenset(("trang chu", "trang nhat", "home", "trang chinh"))
_TRAILS = (
    '[itemtype$="BreadcrumbList"] [itemprop="name"]', '[class*="breadcrumb"] a',
    '[id*="breadcrumb"] a', ".pathway a", '[class*="duong-dan"] a', '[class*="crumb"] a',
    '[rel~="category"]', ".category-name a", '[class*="bread"] a',
)  # fmt: skip
_MAX = 80


def category_of(scene: Scene, title: str) -> str | None:
    """The category that the page names, by breadcrumbs or metadata."""
    plain = cues.folded(title)
    for selector in _TRAILS:
        names = [cues.cleaned(one_line(node.text())) for node in scene.tree.css(selector)[:12]]
        steps = [name for name in names if 1 < len(name) <= _MAX and _is_step(scene, name, plain)]
        if steps:
            return steps[0] if "category" in selector else steps[-1]
    section = meta(scene.tree, "article:section")
    return cues.cleaned(section) if section and len(section) <= _MAX else None


def _is_step(scene: Scene, name: str, title: str) -> bool:
    step = cues.folded(name).strip(" »>/")
    return bool(step) and step not in _HOMES and step != title and not scene.is_site_name(name)
