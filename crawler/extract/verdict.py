"""Is what was found an article at all? Lists, home pages, forms, registers and errors are none.

`finding` asks with what it took for title, stamp and body. A page without a stamp of its own has to
prove more: a title that the page shows, running text, no form, no function of the portal.
"""

from __future__ import annotations

import re
from collections import Counter

from crawler.extract import cues, headline
from crawler.extract.attachments import is_file
from crawler.extract.draft import Draft
from crawler.extract.region import is_good
from crawler.extract.scene import Scene
from crawler.extract.stamp import Stamp
from crawler.extract.urls import canonical

EXPECTED = frozenset(
    (
        "a list",
        "a form",
        "a function of the portal",
        "no body",
        "no running text",
        "no title of its own",
    )
)
"""What every portal has: no reason to call the page odd."""

MIN_BODY = 140
"""Characters of running text that make an article of a page without a stamp."""

MIN_STAMPED_BODY = 30
_STAMPS_OF_A_LIST = 3
"""So many bare stamps in what would be the body: these are teasers of other articles."""

_BARE_STAMP = 40
_ITEM_TITLE = 25
"""A shorter link above a stamp is a category or a button."""

_FIELDS = 3
"""So many fields to fill in make a form of a page with a few lines of text."""

_FORM_TEXT = 1500
_NOTE = 300
"""A page that only says that there is nothing says it in so many characters."""

_PROSE = 0.4
_LINE = 120
"""A longer line is running text even without a full stop."""

_LABELS = 3
"""So many lines "Ngày gửi: <date>" are the entries of a register."""

_FUNCTIONS = frozenset(
    cues.folded(name)
    for name in (
        "Tìm kiếm", "Kết quả tìm kiếm", "Tìm kiếm nâng cao", "Tra cứu", "Tra cứu hồ sơ", "Đăng nhập", "Đăng nhập hệ thống",
        "Đăng ký", "Đăng ký thành viên", "Đăng ký tài khoản", "Quên mật khẩu", "Thăm dò ý kiến", "Bình chọn", "Sơ đồ trang",
        "Sơ đồ website", "Sơ đồ cổng", "Sơ đồ web", "Sitemap", "Site map", "Thư viện ảnh", "Thư viện video", "Thư viện hình ảnh",
        "Video", "Video clip", "Album ảnh", "Hỏi đáp", "Danh sách văn bản", "Danh sách câu hỏi", "Góp ý", "Gửi câu hỏi",
        "Đặt câu hỏi", "Gửi ý kiến", "Thống kê", "Search", "Login", "Register", "Contact us",
    )
)  # fmt: skip
"""Headings of what a portal does, not of what it tells."""

_RESULTS = tuple(
    cues.folded(start) for start in ("Kết quả tìm kiếm cho", "Kết quả tìm kiếm với", "Kết quả tìm kiếm từ khóa",
                                     "Tìm kiếm cho", "Search results for", "Kết quả cho từ khóa")
)  # fmt: skip
"""How the heading of a page of search results begins."""

_NOTHING = re.compile(
    r"(?i)không tồn tại|đã bị (?:xóa|xoá|gỡ)|không tìm thấy|không có (?:dữ liệu|bài viết|nội dung|tin|kết quả)|chưa có (?:dữ liệu|bài"
    r"|nội dung|tin)|đang (?:được )?(?:cập nhật|xây dựng|bảo trì|nâng cấp)|mysql_\w+\(|fatal error|stack trace|access denied"
    r"|không thể kết nối|error occurred|has been suspended|tên miền.{0,20}hết hạn"
)
_LABELLED_DATE = re.compile(
    r"(?:^|[-–|;]\s*)([^\W\d][^:\d]{2,24}):\s*(?:thứ \w+,? )?\d{1,2}[/.-]\d{1,2}[/.-]\d{4}",
    re.IGNORECASE,
)
_ENDED = re.compile(r"[.!?:;…”\"]\)?\s*$")
_TO_FILL_IN = (
    'textarea, input:not([type]), input[type="text" i], input[type="email" i], input[type="tel" i], input[type="password" i],'
    ' input[type="number" i], input[type="date" i], input[type="radio" i]'
)


def no_article(
    scene: Scene, draft: Draft, body: list[int], title_at: int | None, chosen: Stamp | None,
    stamps: list[Stamp],
) -> str:  # fmt: skip
    """Why this page is no article; "" when it is one."""
    text = sum(len(paragraph) for paragraph in draft.body.paragraphs) + len(draft.lead or "")
    if _leads_elsewhere(scene, title_at) or _is_list(scene, body, title_at):
        return "a list"
    inner = set(body)
    if sum(one.at in inner and len(scene.blocks[one.at].text) <= _BARE_STAMP for one in stamps) >= (
        _STAMPS_OF_A_LIST
    ):
        return "a list"
    if chosen is not None and is_of_an_item(scene, chosen, title_at):
        return "a list"
    near = chosen is not None and (
        (title_at is not None and -4 <= chosen.at - title_at <= 14) or chosen.label or chosen.cued
    )
    if _is_register(scene, body, _LABELS if not near else _LABELS + 2):
        return "a list"
    tables = draft.body.html.count("<table>")
    media = len(draft.body.images) + len(draft.body.attachments)
    sure = draft.confidence.get("title", 0)
    if near:
        if text >= MIN_STAMPED_BODY or tables:
            return ""
        return "" if media and sure >= _SURE_OF_TITLE else "no body"
    if sure < _SURE_WITHOUT_STAMP:
        return "no title of its own"
    if text < MIN_BODY and not tables:
        return "no body"
    return _function(scene, body, text) or _no_prose(scene, body, text, sure)


_SURE_OF_TITLE = 0.6
"""How sure the title of a page of pictures must be."""

_SURE_WITHOUT_STAMP = 0.55


def _function(scene: Scene, body: list[int], text: int) -> str:
    """What a page without a stamp does instead of telling something; "" for nothing."""
    blocks = scene.blocks
    first = body[0] if body else 0
    for at in range(max(0, first - 4), min(len(blocks), first + 3)):
        line = blocks[at].text if len(blocks[at].text) <= _BARE_STAMP else ""
        if blocks[at].link_chars or scene.chrome[at]:
            continue
        plain = cues.folded(line).strip(" .:")
        if plain in _FUNCTIONS or plain.startswith(_RESULTS):
            return "a function of the portal"
    if text < _NOTE and any(_NOTHING.search(blocks[at].text) for at in body):
        return "soft 404"
    if text < _FORM_TEXT and len(scene.tree.css(_TO_FILL_IN)) > _FIELDS and _has_form(scene):
        return "a form"
    return ""


def _has_form(scene: Scene) -> bool:
    """Are there fields to fill in outside the portal's own boxes (search, comments, login)?"""
    found = 0
    for node in scene.tree.css(_TO_FILL_IN):
        around, depth = node.parent, 0
        while around is not None and depth < 40:
            attributes = around.attributes
            names = f"{attributes.get('class') or ''} {attributes.get('id') or ''}".strip().lower()
            if around.tag in ("header", "footer", "nav", "aside") or (names and cues.chrome(names)):
                break
            around, depth = around.parent, depth + 1
        else:
            found += 1
    return found >= _FIELDS


def _no_prose(scene: Scene, body: list[int], text: int, sure: float) -> str:
    """A page without a stamp whose text is labels, figures and links."""
    blocks = scene.blocks
    items = sum(
        block.kind == "text" and block.link_chars >= max(18, len(block.text) * 0.7) and not marked
        for block, marked in zip(blocks, scene.marked, strict=True)
    )
    if items >= 12 and text < items * 25:
        return "a list"
    if sure >= 0.7:
        return ""
    texts = [blocks[at].text for at in body if blocks[at].kind == "text"]
    prose = sum(len(line) for line in texts if len(line) >= _LINE or _ENDED.search(line))
    return "" if prose >= _PROSE * sum(map(len, texts)) else "no running text"


def _is_register(scene: Scene, body: list[int], limit: int) -> bool:
    """Do lines with one label and a date of its own each run through the page?"""
    if not body:
        return False
    labels: Counter[str] = Counter()
    for at in range(max(0, body[0] - 8), min(len(scene.blocks), body[-1] + 12)):
        block = scene.blocks[at]
        if at > body[-1] and cues.end_of_article(block.text):
            break
        if ":" not in block.text or len(block.text) > 160 or block.kind != "text":
            continue
        if not scene.chrome[at]:
            labels.update(
                {match[1].lower().strip() for match in _LABELLED_DATE.finditer(block.text)}
            )
    return any(count >= limit for count in labels.values())


def _leads_elsewhere(scene: Scene, title_at: int | None) -> bool:
    """Is the title a link to another page? Then it heads an item of a list."""
    if (
        title_at is None
        or scene.blocks[title_at].link_chars < len(scene.blocks[title_at].text) * 0.8
    ):
        return False
    here = canonical(scene.url, scene.platform).rstrip("/")
    targets = {
        href
        for _, _, href in scene.blocks[title_at].runs
        if href and not href.endswith("#") and not is_file(href)
    }
    return bool(targets) and all(
        canonical(href, scene.platform).rstrip("/") != here for href in targets
    )


def is_of_an_item(scene: Scene, chosen: Stamp, title_at: int | None) -> bool:
    """Does the stamp stand under a title of its own that leads to another page?"""
    at = headline.before_stamp(scene, chosen)
    if at is None or (title_at is not None and at <= title_at) or not _leads_elsewhere(scene, at):
        return False
    text = scene.blocks[at].text
    return len(text) >= _ITEM_TITLE and not scene.is_section(text)


def _is_list(scene: Scene, body: list[int], title_at: int | None) -> bool:
    """Do links to other pages run through what would be the body?"""
    if not body:
        return False
    blocks = scene.blocks
    items = headed = chars = 0
    for at in range(max(0, body[0] - 4), body[-1] + 1):
        block = blocks[at]
        if at == title_at or scene.chrome[at] or block.kind != "text":
            continue
        if len(block.text) >= 18 and block.link_chars > len(block.text) * 0.7:
            items += 1
            headed += block.heading or "title" in block.cue
        elif is_good(block):
            chars += block.free_chars
    if headed and headed * 400 > chars:
        return True
    return items >= 4 and items * 220 > chars
