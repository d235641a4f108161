"""What a reader sees of an element, top to bottom: its tokens made into blocks, in one pass.

Nothing here decides what is the article: `body` and `finding` do. Lives here: which elements begin
a new line, which are never seen, and what an element says of what is inside it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborNode

from crawler.extract import attachments, cues, tables
from crawler.extract.blocks import Block
from crawler.extract.lines import BOLD, BREAK, ITALIC, Run, paragraphs
from crawler.extract.pictures import picture_url
from crawler.extract.tokens import (
    STEP,
    VOID,
    attributes_of,
    end_of,
    name_of,
    plain,
    tokens_of,
)
from crawler.extract.tree import one_line
from crawler.extract.urls import spelled

MAX_BLOCKS = 10_000
MAX_DEPTH = 2_000
MAX_PATH = 200
"""Elements deeper than this count as parts of the one at this depth."""

BLOCK_TAGS = frozenset(
    ("address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details",
     "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3",
     "h4", "h5", "h6", "header", "hr", "html", "li", "main", "nav", "ol", "p", "pre", "section",
     "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul")
)  # fmt: skip
_SKIPPED = frozenset(
    ("audio", "button", "canvas", "datalist", "embed", "head", "input", "map", "math",
     "noscript", "object", "option", "select", "svg", "template", "textarea", "video")
)  # fmt: skip
_CHROME_TAGS = {"nav": "nav", "footer": "footer", "aside": "aside", "form": "form"}
_OWN_ALIGN = frozenset(("table", "ul", "ol"))
_ENCLOSING = frozenset(("table", "figure", "ul", "ol"))
_WEIGHT = {"b": 1, "strong": 1, "i": 2, "em": 2, "cite": 2, "sub": 4, "sup": 8}
_ALIGN = re.compile(r"text-align\s*:\s*(center|right)")
_STYLE_ITALIC = re.compile(r"font-style\s*:\s*italic")
_STYLE_BOLD = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)")
_ROOTED = re.compile(r"(?:/[\w~%,+-][\w~%.,+-]*)*/?(?:\?[\w~%./&=+:-]+)?")
"""An address from the root of the host on that needs no more than the host before it."""
_HIDING = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden")


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """What was seen inside an element."""

    blocks: list[Block]
    downloads: frozenset[str]
    """Links that carry the `download` attribute."""
    elements: int = 0
    """The number of the last element: identities of another survey may begin after it."""


def survey(root: LexborNode, base: str, *, whole_page: bool = False, after: int = 0) -> Survey:
    """The blocks inside an element. `whole_page` looks for the signs of chrome as well.

    `after`: the number after which elements are counted, to keep those of two surveys apart.
    """
    walker = _Walker(base, whole_page=whole_page, after=after)
    walker.walk(tokens_of(root))
    return Survey(
        blocks=walker.blocks, downloads=frozenset(walker.downloads), elements=walker.number
    )


@dataclass(slots=True)
class _Frame:
    """What an open block element changes for what is inside it."""

    tag: str
    host: int
    align: str
    chrome: tuple[tuple[int, str], ...]
    path: tuple[int, ...]
    cue: str
    inside: _Inside


_Inside = tuple[int, int, int, bool]
"""The innermost table, figure and list around, and whether that list is numbered."""

_Open = tuple[str, _Frame, bool, int, str]
"""An open element: its tag, the block element it is in, whether it is that, marks, link."""


class _Walker:
    def __init__(self, base: str, *, whole_page: bool, after: int) -> None:
        self.base = base
        self.origin = _origin(base)
        self.whole_page = whole_page
        self.number = after
        self.blocks: list[Block] = []
        self.runs: list[Run] = []
        self.downloads: set[str] = set()
        self.row = 0

    def walk(self, parts: list[str | None]) -> None:
        """From the root's own tag to its end."""
        root = parts[1] if len(parts) > 1 else None
        if not root:
            return
        self.number += 1
        path = (self.number,)
        frame = _Frame(name_of(root), self.number, "", (), path, "", (0, 0, 0, False))
        marks, href = 0, ""
        stack: list[_Open] = [(frame.tag, frame, True, marks, href)]
        runs = self.runs
        at, last = STEP, len(parts) - 1
        while at < last and len(self.blocks) <= MAX_BLOCKS:
            text, written = parts[at], parts[at + 1]
            if text and (runs or href or not text.isspace()):
                runs.append((plain(text).replace("\n", " "), marks, href))
            if written is None:
                at += STEP
                continue
            tag = _tag(written) if len(written) <= _LONG_TAG else _read_tag(written)
            kind = tag.kind
            if kind == _CLOSES:
                if stack[-1][0] == tag.name:
                    _, closed, block, _, _ = stack.pop()
                    if block and runs:
                        self.flush(closed)
                else:
                    self.close(stack, tag.name)
                if not stack:
                    break
                _, frame, _, marks, href = stack[-1]
            elif kind == _BREAKS:
                runs.append(BREAK)
            elif kind == _HOLDS_NOTHING:
                self.void(tag, frame, href)
            elif kind == _HIDDEN or len(stack) > MAX_DEPTH:
                if tag.name == "object":
                    self.embed(tag, frame)
                at = end_of(parts, at, tag.name)
            elif kind == _INLINE:
                marks |= tag.marks
                if tag.name == "a":
                    href = self.link(tag)
                stack.append((tag.name, frame, False, marks, href))
            else:
                if runs:
                    self.flush(frame)
                frame = self.inside(tag, frame)
                table = tables.data_rows(parts, at) if tag.name == "table" else None
                if table is None:
                    marks |= tag.marks
                    stack.append((tag.name, frame, True, marks, href))
                else:
                    self.table(frame, table[0])
                    at = table[1]
                    frame = stack[-1][1]
            at += STEP
        while stack:
            self.close(stack, stack[-1][0])

    def close(self, stack: list[_Open], name: str) -> None:
        """Close the innermost element of that name, and what was left open inside it."""
        if all(one[0] != name for one in stack):
            return
        while stack:
            closed, frame, block, _, _ = stack.pop()
            if block and self.runs:
                self.flush(frame)
            if closed == name:
                return

    def void(self, tag: _Tag, frame: _Frame, href: str) -> None:
        """Take in an element that holds nothing."""
        if tag.name == "img":
            self.picture(attributes_of(tag.written), frame, href)
        elif tag.name == "hr":
            self.flush(frame)
        elif tag.name in ("embed", "iframe"):
            self.embed(tag, frame)

    def inside(self, tag: _Tag, around: _Frame) -> _Frame:
        """The frame of a block element."""
        self.number = number = self.number + 1
        name, path, inside, names = tag.name, around.path, around.inside, tag.names
        align = tag.align
        if align is None:
            align = around.align if name not in _OWN_ALIGN else ""
        chrome = around.chrome
        why = tag.chrome if self.whole_page else tag.chrome_tag
        if why:
            chrome = (*chrome, (number, why))
        holder = name
        if name in ("tbody", "tr"):
            holder = around.tag
            self.row += name == "tr"
        if around.tag == "li" and name in ("p", "div"):
            holder = "li"
        if name in _ENCLOSING:
            table, figure, items, ordered = inside
            if name == "table":
                table = number
            elif name == "figure":
                figure = number
            else:
                items, ordered = number, name == "ol"
            inside = (table, figure, items, ordered)
        if not names and name in ("p", "div", "td"):
            names = around.cue
        return _Frame(
            holder, number, align, chrome, (*path, number) if len(path) < MAX_PATH else path,
            names, inside,
        )  # fmt: skip

    def link(self, tag: _Tag) -> str:
        """Where a link leads."""
        attributes = attributes_of(tag.written)
        href = self.address(attributes.get("href") or "")
        if "download" in attributes:
            self.downloads.add(href)
        return href

    def address(self, href: str) -> str:
        if not href or href.startswith(("#", "javascript:", "mailto:", "tel:")):
            return "#"
        if href[0] == "/":
            if self.origin and _ROOTED.fullmatch(href):
                return spelled(self.origin + href)
        elif href.startswith(("http://", "https://")) and "/." not in href and " " not in href:
            return spelled(href)
        try:
            return spelled(urljoin(self.base, href.strip()))
        except ValueError:
            return "#"

    def table(self, frame: _Frame, rows: tables.Rows) -> None:
        """A table of data is one block."""
        self.blocks.append(
            Block("table", tag="table", host=frame.host, path=frame.path, chrome=frame.chrome,
                  cue=frame.cue, rows=rows, text=" ".join(cell.text for row in rows for cell in row))
        )  # fmt: skip

    def picture(self, attributes: dict[str, str | None], around: _Frame, href: str) -> None:
        url = picture_url(attributes, href, self.base)
        if url is None:
            return
        self.flush(around)
        block = self.made("picture", around)
        block.url, block.alt = url, cues.cleaned(one_line(attributes.get("alt") or ""))

    def embed(self, tag: _Tag, around: _Frame) -> None:
        """A document shown in a viewer is a document offered."""
        attributes = attributes_of(tag.written)
        url = self.address(attributes.get("src") or attributes.get("data") or "")
        url = attachments.viewed_file(url)
        if attachments.has_document_name(url):
            self.flush(around)
            self.made("file", around).url = url

    def flush(self, frame: _Frame) -> None:
        """Make paragraphs of the text gathered so far."""
        runs = self.runs.copy()
        self.runs.clear()
        for part in paragraphs(runs):
            text = _text(part)
            if text:
                marks, linked = _marks(part)
                self.made("text", frame, text, part, marks, linked)

    def made(
        self, kind: str, frame: _Frame, text: str = "", runs: list[Run] | None = None,
        marks: int = 0, linked: int = 0,
    ) -> Block:  # fmt: skip
        """A block at this place of the page."""
        table, figure, items, ordered = frame.inside
        block = Block(
            kind, text, runs or [], frame.tag, frame.host, frame.align, marks, linked, frame.path,
            table, self.row, figure, items, ordered, frame.chrome, frame.cue,
        )  # fmt: skip
        self.blocks.append(block)
        return block


_CLOSES, _BREAKS, _HOLDS_NOTHING, _HIDDEN, _INLINE, _BLOCK = range(6)
"""Kinds of tags; hidden is what no reader sees, whatever is in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tag:
    """What a tag says, wherever it stands."""

    kind: int
    name: str
    written: str
    names: str = ""
    """Class names and id, in lower case."""
    marks: int = 0
    align: str | None = None
    """None: as around it."""
    chrome: str = ""
    """What says that it is chrome: the element's own name, or one of `names`."""
    chrome_tag: str = ""
    """The same, if the element's own name says so."""


def _read_tag(written: str) -> _Tag:
    name = name_of(written)
    if name[0] == "/":
        return _Tag(kind=_CLOSES, name=name[1:], written=written)
    if name == "br":
        return _Tag(kind=_BREAKS, name=name, written=written)
    if name in VOID or name == "iframe":
        return _Tag(kind=_HOLDS_NOTHING, name=name, written=written)
    attributes = attributes_of(written)
    style = (attributes.get("style") or "").lower()
    names = f"{attributes.get('class') or ''} {attributes.get('id') or ''}".strip().lower()
    hidden = name in _SKIPPED or "hidden" in attributes or bool(names and cues.is_hidden(names))
    if hidden or (style and _HIDING.search(style)):
        return _Tag(kind=_HIDDEN, name=name, written=written)
    marks = _WEIGHT.get(name, 0)
    if "font-" in style:
        marks |= BOLD if _STYLE_BOLD.search(style) else 0
        marks |= ITALIC if _STYLE_ITALIC.search(style) else 0
    align = _align(attributes.get("align"), names, style)
    if align is None and name == "center":
        align = "center"
    chrome = _CHROME_TAGS.get(name, "")
    return _Tag(
        kind=_BLOCK if name in BLOCK_TAGS else _INLINE, name=name, written=written, names=names,
        marks=marks, align=align, chrome=chrome or (cues.chrome(names) if names else ""),
        chrome_tag=chrome,
    )  # fmt: skip


_tag = lru_cache(maxsize=8192)(_read_tag)
"""Pages of one portal write the same tags over and over: each is read once."""

_LONG_TAG = 1_000
"""Longer tags are not remembered."""


def _origin(base: str) -> str:
    """Scheme and host of an address; "" when it has none."""
    try:
        parts = urlsplit(base)
    except ValueError:
        return ""
    http = parts.scheme in ("http", "https") and parts.netloc
    return f"{parts.scheme}://{parts.netloc}" if http else ""


def _align(given: str | None, names: str, style: str) -> str | None:
    """How the text inside stands; None when nothing is said of it."""
    found = _ALIGN.search(style) if style else None
    if found:
        return found[1]
    if "text-align" in style:
        return ""
    if given:
        return given.lower() if given.lower() in ("center", "right") else ""
    if "text-center" in names:
        return "center"
    return "right" if "text-right" in names else None


def _text(runs: list[Run]) -> str:
    joined = runs[0][0] if len(runs) == 1 else "".join([run[0] for run in runs])
    if not joined or joined.isspace():
        return ""
    return cues.cleaned(one_line(joined))


def _marks(runs: list[Run]) -> tuple[int, int]:
    """The marks that all of the text carries, and how many characters of it are linked."""
    marks, linked = 15, 0
    for text, run_marks, href in runs:
        bare = text.strip()
        if bare:
            marks &= run_marks
            if href:
                linked += len(bare)
    return marks, linked
