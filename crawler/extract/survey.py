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
from crawler.extract.tokens import STEP, VOID, attributes_of, end_of, plain, tokens_of
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
_WEIGHT = {"b": 1, "strong": 1, "i": 2, "em": 2, "cite": 2, "sub": 4, "sup": 8}
_ALIGN = re.compile(r"text-align\s*:\s*(center|right)")
_STYLE_ITALIC = re.compile(r"font-style\s*:\s*italic")
_STYLE_BOLD = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)")
_ROOTED = re.compile(r"(?:/[\w~%,+-][\w~%.,+-]*)*/?(?:\?[\w~%./&=+:-]+)?")
"""An address from the root of the host on that needs no more than the host before it."""
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden")


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
    table: int
    figure: int
    items: int
    ordered: bool


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
        self.known: dict[str, dict[str, str | None]] = {}

    def walk(self, parts: list[str | None]) -> None:
        """From the root's own tag to its end."""
        root = parts[2] if len(parts) > 1 else None
        if not root:
            return
        self.number += 1
        frame = _Frame(root, self.number, "", (), (self.number,), "", 0, 0, 0, False)
        marks, href = 0, ""
        stack: list[_Open] = [(root, frame, True, marks, href)]
        at, last = STEP, len(parts) - 1
        while at < last and len(self.blocks) <= MAX_BLOCKS:
            text, name = parts[at], parts[at + 2]
            if text:
                self.runs.append((plain(text).replace("\n", " "), marks, href))
            if name is None:
                embedded = parts[at + 1]
                if embedded:
                    self.embed(self.attributes(embedded), frame)
            elif name[0] == "/":
                self.close(stack, name[1:])
                if not stack:
                    break
                _, frame, _, marks, href = stack[-1]
            elif name == "br":
                self.runs.append(BREAK)
            elif name in VOID:
                self.void(name, parts[at + 3] or "", frame, href)
            else:
                given, opened = parts[at + 3], None
                if name not in _SKIPPED and len(stack) <= MAX_DEPTH:
                    opened = self.open(name, given or "", stack[-1])
                table = None
                if name == "table" and opened is not None:
                    table = tables.data_rows(parts, at)
                if opened is None:
                    if name == "object":
                        self.embed(self.attributes(given or ""), frame)
                    at = end_of(parts, at, name)
                elif table is not None:
                    self.table(opened[1], table[0])
                    at = table[1]
                else:
                    stack.append(opened)
                    _, frame, _, marks, href = opened
            at += STEP
        while stack:
            self.close(stack, stack[-1][0])

    def attributes(self, given: str) -> dict[str, str | None]:
        """The attributes of a tag; menus and lists repeat the same ones over and over."""
        if not given:
            return {}
        found = self.known.get(given)
        if found is None:
            found = self.known[given] = attributes_of(given)
        return found

    def close(self, stack: list[_Open], tag: str) -> None:
        """Close the innermost element of that tag, and what was left open inside it."""
        if stack[-1][0] != tag and all(one[0] != tag for one in stack):
            return
        while stack:
            closed, frame, block, _, _ = stack.pop()
            if block:
                self.flush(frame)
            if closed == tag:
                return

    def void(self, tag: str, given: str, frame: _Frame, href: str) -> None:
        """Take in an element that holds nothing."""
        if tag == "img":
            self.picture(self.attributes(given), frame, href)
        elif tag == "hr":
            self.flush(frame)
        elif tag == "embed":
            self.embed(self.attributes(given), frame)

    def open(self, tag: str, given: str, around: _Open) -> _Open | None:
        """What an element changes; None when readers don't see it."""
        _, frame, _, marks, href = around
        look = _look(given) if given else _PLAIN
        if look.hidden:
            return None
        marks |= look.marks | _WEIGHT.get(tag, 0)
        if tag == "a":
            attributes = self.attributes(given)
            href = self.link(attributes.get("href") or "")
            if "download" in attributes:
                self.downloads.add(href)
        if tag not in BLOCK_TAGS:
            return tag, frame, False, marks, href
        self.flush(frame)
        return tag, self.inside(tag, look, frame), True, marks, href

    def inside(self, tag: str, look: _Look, around: _Frame) -> _Frame:
        """The frame of a block element."""
        self.number += 1
        number = self.number
        if look.align is not None:
            align = look.align
        elif tag == "center":
            align = "center"
        else:
            align = around.align if tag not in ("table", "ul", "ol") else ""
        chrome = around.chrome
        why = _CHROME_TAGS.get(tag) or (look.chrome if self.whole_page else "")
        if why:
            chrome = (*chrome, (number, why))
        holder = tag if tag not in ("tbody", "tr") else around.tag
        if around.tag == "li" and tag in ("p", "div"):
            holder = "li"
        if tag == "tr":
            self.row += 1
        path = around.path
        return _Frame(
            holder, number, align, chrome, (*path, number) if len(path) < MAX_PATH else path,
            look.names or around.cue if tag in ("p", "div", "td") else look.names,
            number if tag == "table" else around.table,
            number if tag == "figure" else around.figure,
            number if tag in ("ul", "ol") else around.items,
            tag == "ol" if tag in ("ul", "ol") else around.ordered,
        )  # fmt: skip

    def link(self, href: str) -> str:
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
        self.blocks.append(block)

    def embed(self, attributes: dict[str, str | None], around: _Frame) -> None:
        """A document shown in a viewer is a document offered."""
        url = self.link(attributes.get("src") or attributes.get("data") or "")
        url = attachments.viewed_file(url)
        if attachments.has_document_name(url):
            self.flush(around)
            block = self.made("file", around)
            block.url = url
            self.blocks.append(block)

    def made(self, kind: str, frame: _Frame) -> Block:
        return Block(
            kind, tag=frame.tag, host=frame.host, align=frame.align, path=frame.path,
            table=frame.table, row=self.row, figure=frame.figure, items=frame.items,
            ordered=frame.ordered, chrome=frame.chrome, cue=frame.cue,
        )  # fmt: skip

    def flush(self, frame: _Frame) -> None:
        """Make paragraphs of the text gathered so far."""
        runs = self.runs
        if not runs:
            return
        self.runs = []
        if len(runs) == 1 and (not runs[0][0] or runs[0][0].isspace()):
            return
        for part in paragraphs(runs):
            text = _text(part)
            if not text:
                continue
            block = self.made("text", frame)
            block.text, block.runs = text, part
            marks = 15
            for run_text, run_marks, href in part:
                bare = run_text.strip()
                if bare:
                    marks &= run_marks
                    if href:
                        block.link_chars += len(bare)
            block.marks = marks
            self.blocks.append(block)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Look:
    """What the attributes of an element say of how it is shown."""

    names: str = ""
    """Class names and id, in lower case."""
    hidden: bool = False
    marks: int = 0
    align: str | None = None
    """None: as around it."""
    chrome: str = ""
    """The name that says that it is chrome."""


_PLAIN = _Look()


def _origin(base: str) -> str:
    """Scheme and host of an address; "" when it has none."""
    try:
        parts = urlsplit(base)
    except ValueError:
        return ""
    http = parts.scheme in ("http", "https") and parts.netloc
    return f"{parts.scheme}://{parts.netloc}" if http else ""


@lru_cache(maxsize=8192)
def _look(given: str) -> _Look:
    """Pages of one portal open the same elements over and over: each is looked at once."""
    attributes = attributes_of(given)
    style = (attributes.get("style") or "").lower()
    names = f"{attributes.get('class') or ''} {attributes.get('id') or ''}".strip().lower()
    hidden = "hidden" in attributes or bool(names and cues.is_hidden(names))
    if hidden or (style and _HIDDEN.search(style)):
        return _Look(hidden=True)
    marks = 0
    if "font-" in style:
        marks |= BOLD if _STYLE_BOLD.search(style) else 0
        marks |= ITALIC if _STYLE_ITALIC.search(style) else 0
    return _Look(
        names=names, marks=marks, align=_align(attributes.get("align"), names, style),
        chrome=cues.chrome(names) if names else "",
    )  # fmt: skip


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
    return cues.cleaned(" ".join(joined.split()))
