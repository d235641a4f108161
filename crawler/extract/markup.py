"""The body of an article written as HTML: the few elements that an archive keeps, and no others.

What is written here is regular by construction: text is escaped, elements come from a short list,
each is closed. The sanitiser would give it back as it is (a test holds that for whatever can be
written), so only what is not plain goes through it: odd addresses, odd names of pictures.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape

import nh3

from crawler.extract.attachments import file_name
from crawler.extract.blocks import LINK_REL, Block
from crawler.extract.cues import cleaned
from crawler.extract.pictures import FILE_NAME
from crawler.extract.tables import table_html
from crawler.extract.tokens import as_html

ALLOWED = {
    "p", "br", "h2", "h3", "h4", "ul", "ol", "li", "strong", "em", "sub", "sup", "a", "blockquote",
    "figure", "figcaption", "img", "table", "thead", "tbody", "tr", "td", "th",
}  # fmt: skip
ATTRIBUTES = {
    "a": {"href"}, "img": {"src", "alt"}, "td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"},
}  # fmt: skip

_OCTET = r"(?:0|[1-9]\d?|1\d\d|2[0-4]\d|25[0-5])"
_PLAIN_ADDRESS = re.compile(
    rf"https?://(?:(?:(?!xn--)[a-z0-9][a-z0-9-]*\.)+[a-z]{{2,10}}|{_OCTET}(?:\.{_OCTET}){{3}})(?::\d{{1,4}})?"
    r"(?:[/?#][\w~.,:;%+=&@!$()*/?#-]*)?",
    re.ASCII,
)
"""An address that every reader of addresses takes for one, and that needs no escape but `&amp;`."""

_ODD_NAME = re.compile("[^\n -\uffff]|[\"'<>\x7f-\xa0\ud800-\udfff]")


@dataclass(slots=True, eq=False)
class Piece:
    """A block with its part in the article: `p`, `figure`, `caption`, `file`, `sign`, `table`."""

    block: Block
    part: str
    caption: list[Block] = field(default_factory=list)


def html_of(pieces: Sequence[Piece]) -> str:
    """The sanitised HTML of the body that these pieces make up."""
    html = _html(pieces)
    if all(map(_is_plain, pieces)) and not any(odd in html for odd in _ODD_SIGNS):
        return html
    return sanitised(html)


_ODD_SIGNS = ("\x00", "\r", "\xa0")
"""Characters that come back from the sanitiser as others."""


def _is_plain(piece: Piece) -> bool:
    """Are the attributes that are written of it such as the sanitiser leaves alone?"""
    block = piece.block
    if block.url and not _PLAIN_ADDRESS.fullmatch(block.url):
        return False
    if block.alt and _ODD_NAME.search(block.alt):
        return False
    for _, _, href in block.runs:
        if href and href != "#" and not _PLAIN_ADDRESS.fullmatch(href):
            return False
    return True


def sanitised(html: str) -> str:
    """HTML that nothing but the allow-list survives."""
    if html.count("&") <= _MANY_ESCAPES:
        return _cleaned_html(html)
    # the sanitiser takes quadratic time for them: they go through as what is no character
    for escaped, stand_in in _ESCAPES:
        html = html.replace(stand_in, "").replace(escaped, stand_in)
    html = _cleaned_html(html)
    for escaped, stand_in in _ESCAPES:
        html = html.replace(stand_in, escaped)
    return html


_MANY_ESCAPES = 10_000
_ESCAPES = (("&amp;", "\ufdd0"), ("&lt;", "\ufdd1"), ("&gt;", "\ufdd2"))


def _cleaned_html(html: str) -> str:
    return nh3.clean(
        html, tags=ALLOWED, attributes=ATTRIBUTES, url_schemes={"http", "https", "mailto"},
        link_rel=LINK_REL, strip_comments=True,
    ).strip()  # fmt: skip


def around_all(blocks: Sequence[Block]) -> set[int]:
    """The elements that hold all of the body, which lay out the page."""
    return set(blocks[0].path).intersection(*{block.path for block in blocks})


def _is_item(block: Block, around: set[int]) -> bool:
    """Is an item of a list not in the one item of a list that lays out the page?"""
    if block.items not in block.path[:-1]:
        return True
    return block.path[block.path.index(block.items) + 1] not in around


def _html(pieces: Sequence[Piece]) -> str:
    parts: list[str] = []
    items = 0
    ordered = False
    around: set[int] | None = None
    for piece in pieces:
        block = piece.block
        listed = block.tag == "li" and piece.part in ("p", "file")
        if listed:
            around = around_all([one.block for one in pieces]) if around is None else around
            listed = _is_item(block, around)
        in_list = block.items if listed else 0
        if in_list != items:
            if items:
                parts.append("</ol>" if ordered else "</ul>")
            if in_list:
                parts.append("<ol>" if block.ordered else "<ul>")
            items, ordered = in_list, block.ordered
        if part := _piece_html(piece, listed=listed):
            parts.append(part)
    if items:
        parts.append("</ol>" if ordered else "</ul>")
    return "\n".join(parts)


def _piece_html(piece: Piece, *, listed: bool) -> str:
    block = piece.block
    if piece.part == "caption":
        return ""
    if piece.part == "table":
        return table_html(block.rows)
    if piece.part == "figure":
        return _figure_html(piece)
    if block.kind == "file":
        name = as_html(file_name(block.url))
        return f'<p><a href="{escape(block.url)}" rel="{LINK_REL}">{name}</a></p>'
    inner = block.html() or as_html(cleaned(block.text))
    if listed:
        return f"<li>{inner}</li>"
    if block.tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
        level = min(4, max(2, int(block.tag[1])))
        return f"<h{level}>{inner}</h{level}>"
    return f"<p>{inner}</p>"


def _figure_html(piece: Piece) -> str:
    block = piece.block
    alt = "" if not block.alt or FILE_NAME.match(block.alt) else escape(block.alt)
    picture = f'<img src="{escape(block.url)}" alt="{alt}">'
    caption = " ".join([as_html(block.text) for block in piece.caption])
    if caption:
        return f"<figure>{picture}<figcaption>{caption}</figcaption></figure>"
    return f"<figure>{picture}</figure>"
