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
    BLOCK,
    BREAKS,
    HOLDS_NOTHING,
    INLINE,
    Tag,
    known_tags,
)
from crawler.extract.tokens import Tokens, attributes_of, end_of, plain, tokens_of
from crawler.extract.tree import MAX_LINKS, one_line
from crawler.extract.urls import resolved, spelled

MAX_BLOCKS = 10_000
MAX_DEPTH = 2_000
MAX_PATH = 200
"""Elements deeper than this count as parts of the one at this depth."""

_OWN_ALIGN = frozenset(("table", "ul", "ol"))
_NAMED_AS_AROUND = frozenset(("p", "div", "td"))
_PARTS = frozenset(("table", "figure", "ul", "ol", "tbody", "tr"))


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


_Frame = tuple[
    str, int, str, tuple[tuple[int, str], ...], tuple[int, ...], str, int, int, int, bool
]
"""What an open block element changes for what is inside it: tag, host, alignment, chrome, path and
cue, then the innermost table, figure and list around, and whether that list is numbered, all in the
order in which a `Block` has them. A bare tuple: one is made for every block element of a page.
"""

_Open = tuple[str, _Frame, bool, int, str]
"""An open element: its end tag, the block element it is in, whether it is that, marks, link.

Of the innermost one they are names of their own: a tuple is made when another opens in it.
"""


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
        first = known_tags[root]
        frame: _Frame = (first.name, self.number, "", (), (self.number,), "", 0, 0, 0, False)
        end, block, marks, href = first.end, True, 0, ""
        around: list[_Open] = [("", frame, False, 0, "")]
        runs, blocks, known = self.runs, self.blocks, known_tags
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
            if written[0] == "/":
                if written != end:  # what was left open inside is closed with it
                    if all(one[0] != written for one in around):
                        continue
                    while written != end:
                        if block and runs:
                            self.flush(frame)
                        end, frame, block, marks, href = around.pop()
                if block and runs:
                    self.flush(frame)
                end, frame, block, marks, href = around.pop()
                if not around:
                    break
                continue
            tag = known[written]
            kind = tag.kind
            if kind == BLOCK and len(around) <= MAX_DEPTH:
                if runs:
                    self.flush(frame)
                opened = self.inside(tag, frame)
                table = tables.data_rows(tokens, at) if tag.name == "table" else None
                if table is None:
                    around.append((end, frame, block, marks, href))
                    end, frame, block, marks = tag.end, opened, True, marks | tag.marks
                else:
                    self.table(opened, table[0])
                    at = table[1]
            elif kind == INLINE and len(around) <= MAX_DEPTH:
                around.append((end, frame, block, marks, href))
                end, block, marks = tag.end, False, marks | tag.marks
                if tag.href is not None:
                    href = self.link(tag.href)
                    if tag.download:
                        self.downloads.add(href)
            elif kind == BREAKS:
                runs.append(BREAK)
            elif kind == HOLDS_NOTHING:
                self.void(tag, frame, href)
            else:
                if tag.name == "object":
                    self.embed(tag, frame)
                at = end_of(tags, at, tag.name)
        if runs:
            self.flush(frame)

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
        name, cue, align = tag.name, tag.names, tag.align
        outer, _, outer_align, chrome, path, outer_cue, table, figure, items, ordered = around
        holder = name
        why = tag.chrome if self.whole_page else tag.chrome_tag
        if why:
            chrome = (*chrome, (number, why))
        if align is None:
            align = outer_align if name not in _OWN_ALIGN else ""
        if not cue and name in _NAMED_AS_AROUND:
            cue = outer_cue
        if name in _PARTS:
            if name in ("tbody", "tr"):
                holder = outer
                self.row += name == "tr"
            elif name == "table":
                table = number
            elif name == "figure":
                figure = number
            else:
                items, ordered = number, name == "ol"
        elif outer == "li" and name in ("p", "div"):
            holder = "li"
        if len(path) < MAX_PATH:
            path = (*path, number)
        return holder, number, align, chrome, path, cue, table, figure, items, ordered

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
        _, host, _, chrome, path, cue, *_ = frame
        self.blocks.append(
            Block("table", tag="table", host=host, path=path, chrome=chrome, cue=cue, rows=rows,
                  text=" ".join(cell.text for row in rows for cell in row))
        )  # fmt: skip

    def picture(self, attributes: dict[str, str | None], around: _Frame, href: str) -> None:
        url = picture_url(attributes, href, self.base)
        if url is None:
            return
        if self.runs:
            self.flush(around)
        block = self.made("picture", around)
        block.url = url
        if alt := attributes.get("alt"):
            block.alt = cues.cleaned(one_line(alt))

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
        if len(runs) == 1:
            text, marks, href = runs[0]
            if not text.isspace() and (line := cues.line(text)):
                self.made("text", frame, line, runs, marks, len(text.strip()) if href else 0)
            return
        for part in paragraphs(runs):
            line = _text(part)
            if line:
                marks, linked = _marks(part)
                self.made("text", frame, line, part, marks, linked)

    def made(
        self, kind: str, frame: _Frame, text: str = "", runs: list[Run] | None = None,
        marks: int = 0, linked: int = 0,
    ) -> Block:  # fmt: skip
        """A block at this place of the page."""
        block = Block(kind, text, runs or [], marks, linked, self.row, *frame)
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
