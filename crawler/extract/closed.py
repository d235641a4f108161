"""A home page that is no home page: parked, suspended, being mended, a server's first page, a login.

Such pages answer 200 and say so in a few words. Only short pages are judged, and only those that
link to no article: news may well tell of a system that is being mended.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from crawler.extract.encoding import read_text
from crawler.extract.tree import one_line, parse

_SHORT = 1500
"""Characters of a page that says little else."""

_SIGNS = {
    "a parked domain": re.compile(
        r"(?i)domain (?:name )?(?:is|may be) for sale|buy this domain|domain (?:is )?park(?:ed|ing)"
        r"|domain (?:name )?has expired|tên miền (?:này )?(?:đang |đã )?(?:được )?(?:rao bán|hết hạn"
        r"|chưa (?:được )?kích hoạt|chưa trỏ)|sedoparking|parkingcrew"
    ),
    "a suspended account": re.compile(
        r"(?i)account (?:has been )?suspended|bandwidth limit exceeded|(?:tài khoản|website|trang web|hosting|dịch vụ)"
        r"[^.]{0,40}(?:bị tạm (?:khóa|khoá|ngưng|ngừng)|đã hết hạn|tạm ngừng hoạt động|ngừng cung cấp)"
    ),
    "a page of maintenance": re.compile(
        r"(?i)under (?:maintenance|construction)|coming soon|down for maintenance"
        r"|(?:đang|tạm ngừng để|tạm dừng để) (?:được )?(?:bảo trì|nâng cấp|xây dựng|cập nhật hệ thống)"
        r"|bảo trì hệ thống"
    ),
    "the first page of a bare server": re.compile(
        r"(?i)welcome to nginx|iis windows server|apache2? .{0,20}default page|^\s*it works!"
        r"|^\s*index of /|default web site page|plesk .{0,30}default page"
    ),
}  # fmt: skip


def closed_door(html: bytes, headers: Mapping[str, str] | None = None) -> str | None:
    """What kind of closed door a page is, with its own words; None for any other page."""
    text, _ = read_text(html[:400_000], headers)
    tree, _ = parse(text)
    if tree is None:
        return None
    has_password = tree.css_first('input[type="password"]') is not None
    title = tree.css_first("title")
    name = one_line(title.text()) if title else ""
    for node in tree.css("script, style, noscript, title"):
        node.decompose()
    body = one_line(tree.body.text(separator=" ")) if tree.body else ""
    if len(body) > _SHORT:
        return None
    for kind, sign in _SIGNS.items():
        found = sign.search(name) or sign.search(body)
        if found:
            return f"{kind} ({one_line(found.group())[:80]!r})"
    if has_password:
        return f"a login page ({(name or body)[:80]!r})"
    return None
