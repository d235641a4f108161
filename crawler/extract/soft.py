"""Pages that are there but say nothing: logins, errors that answer 200, pages made by scripts."""

from __future__ import annotations

import re

from crawler.extract.scene import Scene

LOGIN_TITLES = ("đăng nhập", "login", "sign in", "đăng nhập hệ thống", "log in")
_NOT_FOUND = re.compile(
    r"(?i)^(?:40[34]\s*(?:$|[-–|:.!]|error|not\b|page|forbidden|trang|lỗi)|(?:.{0,60}[-–|:])?\s*404\s*(?:$|[-–|])"
    r"|.{0,60}\b(?:(?:lỗi|error|http)\s*:?\s*40[34]|page not found|not found|không tìm thấy trang"
    r"|trang không tồn tại|không tồn tại trang|trang (?:bạn|này).{0,40}không tồn tại"
    r"|bài viết không tồn tại|nội dung không tồn tại|không có trang này|object not found"
    r"|runtime error|server error in|internal server error|bad gateway|service unavailable"
    r"|403 forbidden|access denied|lỗi trang))"
)
_ERROR_WORDS = (
    "404",
    "403",
    "not found",
    "không",
    "lỗi",
    "error",
    "gateway",
    "unavailable",
    "denied",
)
"""One of these is in whatever says so."""

_REDIRECTING = re.compile(r"location\.(?:reload|href|replace)|document\.cookie")


def refused_by_title(scene: Scene) -> str | None:
    """What the document's title alone tells of a login or an error; None when it tells neither."""
    title = scene.document_title or ""
    plain = title.lower().partition(" - ")[0].strip()
    if plain in LOGIN_TITLES:
        return "login page"
    return "soft 404" if _says_not_found(title) else None


def no_content(scene: Scene) -> str | None:
    """Why a page that no layout describes holds nothing to read; None when it may hold something."""
    if _small(scene, 600) and scene.first('input[type="password"]') is not None:
        return "login page"
    if _small(scene, 60) and scene.tree.css_first("a[href]") is None:
        scripts = len(scene.tree.css("script"))
        if scripts and (len(scene.text) < 2000 and _REDIRECTING.search(scene.text)):
            return "cookie wall: a script that reloads the page"
        return "empty page: script-rendered" if scripts else "empty page"
    first = next((b.text for b in scene.blocks if b.kind == "text" and b.tag in ("h1", "h2")), "")
    if first and _says_not_found(first) and _small(scene, 1500):
        return "soft 404"
    return None


def _says_not_found(title: str) -> bool:
    """Does a title speak of an error? Few hold any of the words."""
    lower = title.lower()
    return any(map(lower.__contains__, _ERROR_WORDS)) and _NOT_FOUND.match(title) is not None


def _small(scene: Scene, limit: int) -> bool:
    size = 0
    for block in scene.blocks:
        if block.kind in ("picture", "file", "table"):
            size += 100
        size += len(block.text)
        if size > limit:
            return False
    return True
