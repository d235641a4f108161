"""What a reader sees of an element, top to bottom: its tokens made into blocks, in one pass.

Nothing here decides what is the article: `body` and `finding` do. Lives here: which elements begin
a new line, which are never seen, and what an element says of what is inside it.
"""

from __future__ import annotations

from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from crawler.extract import attachments, cues, tables
from crawler.extract.blocks import Block
from crawler.extract.lines import BREAK, Run, paragraphs
from crawler.extract.pictures import picture_url
from crawler.extract.tags import (
    BREAKS,
    CLOSES,
    HIDDEN,
    HOLDS_NOTHING,
    INLINE,
    LONG,
    Tag,
    known_tag,
    read_tag,
)
from crawler.extract.tokens import Tokens, attributes_of, end_of, plain, tokens_of
from crawler.extract.tree import MAX_LINKS, one_line
from crawler.extract.urls import resolved, spelled

MAX_BLOCKS = 10_000
MAX_DEPTH = 2_000
MAX_PATH = 200
"""Elements deeper than this count as parts of the one at this depth."""

_OWN_ALIGN = frozenset(("table", "ul", "ol"))
_ENCLOSING = frozenset(("table", "figure", "ul", "ol"))


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
        self.whole_page = whole_page
        self.number = after
        self.blocks: list[Block] = []
        self.runs: list[Run] = []
        self.downloads: set[str] = set()
        self.row = 0
        self.links = 0

    def walk(self, tokens: Tokens) -> None:
        """From the root's own tag to its end."""
        texts, tags = tokens
        root = tags[0] if tags else None
        if not root:
            return
        self.number += 1
        path = (self.number,)
        frame = _Frame(read_tag(root).name, self.number, "", (), path, "", (0, 0, 0, False))
        marks, href = 0, ""
        stack: list[_Open] = [(frame.tag, frame, True, marks, href)]
        runs, blocks = self.runs, self.blocks
        at, last = 0, len(tags) - 1
        while at < last and len(blocks) <= MAX_BLOCKS:
            at += 1
            text, written = texts[at], tags[at]
            if text and (runs or href or not text.isspace()):
                if "&" in text:
                    text = plain(text)
                runs.append((text.replace("\n", " "), marks, href))
            if written is None:
                continue
            tag = known_tag(written) if len(written) <= LONG else read_tag(written)
            kind = tag.kind
            if kind == CLOSES:
                if stack[-1][0] == tag.name:
                    _, closed, block, _, _ = stack.pop()
                    if block and runs:
                        self.flush(closed)
                else:
                    self.close(stack, tag.name)
                if not stack:
                    break
                _, frame, _, marks, href = stack[-1]
            elif kind == BREAKS:
                runs.append(BREAK)
            elif kind == HOLDS_NOTHING:
                self.void(tag, frame, href)
            elif kind == HIDDEN or len(stack) > MAX_DEPTH:
                if tag.name == "object":
                    self.embed(tag, frame)
                at = end_of(tags, at, tag.name)
            elif kind == INLINE:
                marks |= tag.marks
                if tag.href is not None:
                    href = self.link(tag.href)
                    if tag.download:
                        self.downloads.add(href)
                stack.append((tag.name, frame, False, marks, href))
            else:
                if runs:
                    self.flush(frame)
                opened = self.inside(tag, frame)
                table = tables.data_rows(tokens, at) if tag.name == "table" else None
                if table is None:
                    frame, marks = opened, marks | tag.marks
                    stack.append((tag.name, frame, True, marks, href))
                else:
                    self.table(opened, table[0])
                    at = table[1]
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

    def void(self, tag: Tag, frame: _Frame, href: str) -> None:
        """Take in an element that holds nothing."""
        if tag.name == "img":
            self.picture(attributes_of(tag.written), frame, href)
        elif tag.name == "hr":
            self.flush(frame)
        elif tag.name in ("embed", "iframe"):
            self.embed(tag, frame)

    def inside(self, tag: Tag, around: _Frame) -> _Frame:
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

    def link(self, href: str) -> str:
        """Where a link leads; "#" when to no other place on the web, or after `MAX_LINKS`."""
        if not href or href.startswith(("#", "javascript:", "mailto:", "tel:")):
            return "#"
        self.links += 1
        if self.links > MAX_LINKS:
            return "#"
        if href.startswith(("http://", "https://")) and "/." not in href and " " not in href:
            return spelled(href)
        try:
            return resolved(self.base, href.strip())
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

    def embed(self, tag: Tag, around: _Frame) -> None:
        """A document shown in a viewer is a document offered."""
        attributes = attributes_of(tag.written)
        url = self.link(attributes.get("src") or attributes.get("data") or "")
        if url == "#":
            return
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


def _text(runs: list[Run]) -> str:
    joined = runs[0][0] if len(runs) == 1 else "".join([run[0] for run in runs])
    if not joined or joined.isspace():
        return ""
    return cues.line(joined)


def _marks(runs: list[Run]) -> tuple[int, int]:
    """The marks that all of the text carries, and how many characters of it are linked."""
    if len(runs) == 1:
        text, marks, href = runs[0]
        return marks, len(text.strip()) if href else 0
    marks, linked = 15, 0
    for text, run_marks, href in runs:
        bare = text.strip()
        if bare:
            marks &= run_marks
            if href:
                linked += len(bare)
    return marks, linked
