"""A page as a row of blocks: text, pictures and tables in reading order, with what surrounds them.

`survey` walks an element once and returns what a reader would see, top to bottom. Nothing here
decides what is the article: `body` and `finding` do. Blocks are working values of one reading,
made by the thousand, so they are slotted and mutable; they never leave `crawler.extract`.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from html import escape
from urllib.parse import urljoin

from selectolax.lexbor import LexborNode

from crawler.extract import attachments, cues, tables
from crawler.extract.lines import BOLD, BREAK, ITALIC, MARKS, Run, paragraphs
from crawler.extract.pictures import picture_url
from crawler.extract.tree import one_line

MAX_BLOCKS = 20_000
MAX_DEPTH = 2_000

BLOCK_TAGS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "caption",
        "center",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "html",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)
_SKIPPED = frozenset(
    [
        "button",
        "canvas",
        "datalist",
        "head",
        "iframe",
        "input",
        "map",
        "noscript",
        "object",
        "option",
        "script",
        "select",
        "style",
        "svg",
        "template",
        "textarea",
        "audio",
        "video",
        "embed",
        "math",
    ]
)
_EMBEDS = frozenset(("iframe", "embed", "object"))
_CHROME_TAGS = {"nav": "nav", "footer": "footer", "aside": "aside", "form": "form"}
_WEIGHT = {"b": 1, "strong": 1, "i": 2, "em": 2, "cite": 2, "sub": 4, "sup": 8}
_ALIGN = re.compile(r"text-align\s*:\s*(center|right)")
_STYLE_ITALIC = re.compile(r"font-style\s*:\s*italic")
_STYLE_BOLD = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden")
_SPACES = re.compile(r"\s+")


@dataclass(slots=True)
class Block:
    """One paragraph, heading, list item, picture or table, and where it stands."""

    kind: str
    """`text`, `picture`, `table`, or `file` (an embedded document)."""
    text: str = ""
    runs: list[Run] = field(default_factory=list)
    tag: str = ""
    """The block element that holds it: `p`, `li`, `h2`, `td`, `figcaption`, ..."""
    host: int = 0
    """Identity of that element."""
    align: str = ""
    marks: int = 0
    """Marks that all of its text carries."""
    link_chars: int = 0
    path: tuple[int, ...] = ()
    """Identities of the elements around it, the page first."""
    table: int = 0
    """Identity of the layout table around it, 0 for none."""
    row: int = 0
    figure: int = 0
    items: int = 0
    """Identity of the list around it, 0 for none."""
    ordered: bool = False
    chrome: tuple[tuple[int, str], ...] = ()
    """Elements around it that look like chrome, each with the tag or class that says so."""
    cue: str = ""
    """Class and id of the element that holds it, in lower case."""
    url: str = ""
    """Of a picture or file, absolute."""
    alt: str = ""
    rows: tables.Rows = field(default_factory=list)

    @property
    def bold(self) -> bool:
        return bool(self.marks & BOLD)

    @property
    def italic(self) -> bool:
        return bool(self.marks & ITALIC)

    @property
    def free_chars(self) -> int:
        """Characters outside links."""
        return max(0, len(self.text) - self.link_chars)

    def html(self) -> str:
        """The text as inline HTML: marks and links, nothing else."""
        parts: list[str] = []
        spaced = True
        for text, marks, href in self.runs:
            flat = _SPACES.sub(" ", unicodedata.normalize("NFC", text))
            if text == "\n":
                parts.append("<br>")
                spaced = True
                continue
            if spaced:
                flat = flat.lstrip()
            if not flat:
                continue
            spaced = flat.endswith(" ")
            inner = escape(flat, quote=False)
            for bit, name in MARKS:
                if marks & bit:
                    inner = f"<{name}>{inner}</{name}>"
            if href:
                inner = f'<a href="{escape(href)}">{inner}</a>'
            parts.append(inner)
        return "".join(parts).rstrip().removesuffix("<br>")


@dataclass(slots=True)
class _Frame:
    """What an open element changes for what is inside it."""

    node: LexborNode
    block: bool
    marks: int
    href: str
    align: str
    chrome: tuple[tuple[int, str], ...]
    path: tuple[int, ...]
    tag: str
    host: int
    cue: str
    table: int
    figure: int
    items: int
    ordered: bool


class _Survey:
    def __init__(self, base: str, *, whole_page: bool) -> None:
        self.base = base
        self.whole_page = whole_page
        self.blocks: list[Block] = []
        self.runs: list[Run] = []
        self.downloads: set[str] = set()
        self.row = 0

    def walk(self, root: LexborNode) -> None:
        """Depth first with an explicit stack: pages nest deeper than Python recurses."""
        top = _Frame(root, True, 0, "", "", (), (root.mem_id,), root.tag or "", root.mem_id, "",
                     0, 0, 0, False)  # fmt: skip
        stack = [top]
        node = root.child
        while stack:
            frame = stack[-1]
            if node is None:
                if frame.block:
                    self.flush(frame)
                stack.pop()
                node = frame.node.next if stack else None
                continue
            opened = self.enter(node, frame, len(stack))
            child = opened.node.child if opened is not None else None
            if opened is None or child is None or len(self.blocks) > MAX_BLOCKS:
                node = node.next
                continue
            stack.append(opened)
            node = child

    def enter(self, node: LexborNode, around: _Frame, depth: int) -> _Frame | None:
        """Take a node in; a frame when its children are to be walked."""
        tag = node.tag
        if tag == "-text":
            text = node.text_content
            if text:
                self.runs.append((text.replace("\n", " "), around.marks, around.href))
            return None
        if tag is None or tag[0] in "-!" or depth > MAX_DEPTH:
            return None
        if tag in _SKIPPED:
            if tag in _EMBEDS:
                self.embed(node.attributes, around)
            return None
        if tag == "br":
            self.runs.append(BREAK)
            return None
        attributes = node.attributes
        if tag == "img":
            self.picture(attributes, around)
            return None
        frame = self.open(node, tag, attributes, around)
        if frame is None:
            return None
        if tag == "table":
            rows = tables.data_rows(node)
            if rows is not None:
                self.blocks.append(
                    Block("table", tag=tag, host=node.mem_id, path=frame.path,
                          chrome=frame.chrome, cue=frame.cue, rows=rows,
                          text=" ".join(cell.text for row in rows for cell in row)),
                )  # fmt: skip
                return None
        elif tag == "tr":
            self.row += 1
        return frame

    def open(
        self, node: LexborNode, tag: str, attributes: dict[str, str | None], around: _Frame
    ) -> _Frame | None:
        block = tag in BLOCK_TAGS
        style = attributes.get("style") or ""
        marks = around.marks | _WEIGHT.get(tag, 0)
        if style:
            style = style.lower()
            if _HIDDEN.search(style):
                return None
            if "font-" in style:
                marks |= BOLD if _STYLE_BOLD.search(style) else 0
                marks |= ITALIC if _STYLE_ITALIC.search(style) else 0
        names = f"{attributes.get('class') or ''} {attributes.get('id') or ''}".strip().lower()
        if "hidden" in attributes or (names and cues.is_hidden(names)):
            return None
        href = around.href
        if tag == "a":
            href = self.link(attributes.get("href") or "")
            if "download" in attributes:
                self.downloads.add(href)
        if not block:
            return _Frame(node, False, marks, href, around.align, around.chrome, around.path,
                          around.tag, around.host, around.cue, around.table, around.figure,
                          around.items, around.ordered)  # fmt: skip
        self.flush(around)
        align = around.align if tag not in ("table", "ul", "ol") else ""
        found = _ALIGN.search(style) if style else None
        if found:
            align = found[1]
        elif "align" in style or attributes.get("align") or tag == "center" or "text-" in names:
            align = _align(attributes.get("align"), tag, names, style, align)
        mem = node.mem_id
        chrome = around.chrome
        why = _CHROME_TAGS.get(tag) or (cues.chrome(names) if self.whole_page and names else "")
        if why:
            chrome = (*chrome, (mem, why))
        holder = tag if tag not in ("tbody", "tr") else around.tag
        if around.tag == "li" and tag in ("p", "div"):
            holder = "li"
        return _Frame(
            node, True, marks, href, align, chrome, (*around.path, mem), holder, mem,
            names or around.cue if tag in ("p", "div", "td") else names,
            mem if tag == "table" else around.table,
            mem if tag == "figure" else around.figure,
            mem if tag in ("ul", "ol") else around.items,
            tag == "ol" if tag in ("ul", "ol") else around.ordered,
        )  # fmt: skip

    def link(self, href: str) -> str:
        if not href or href.startswith(("#", "javascript:", "mailto:", "tel:")):
            return "#"
        if href.startswith(("http://", "https://")) and "/." not in href and " " not in href:
            return href
        try:
            return urljoin(self.base, href.strip())
        except ValueError:
            return "#"

    def picture(self, attributes: dict[str, str | None], around: _Frame) -> None:
        url = picture_url(attributes, around.href, self.base)
        if url is None:
            return
        self.flush(around)
        block = self.made("picture", around)
        block.url, block.alt = url, one_line(attributes.get("alt") or "")
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
        for part in paragraphs(runs):
            text = _text(part)
            if not text:
                continue
            block = self.made("text", frame)
            block.text, block.runs = text, part
            marks = 15
            for run_text, run_marks, href in part:
                if href:
                    block.link_chars += len(run_text.strip())
                if run_text.strip():
                    marks &= run_marks
            block.marks = marks
            self.blocks.append(block)


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """What was seen inside an element."""

    blocks: list[Block]
    downloads: frozenset[str]
    """Links that carry the `download` attribute."""


def survey(root: LexborNode, base: str, *, whole_page: bool = False) -> Survey:
    """The blocks inside an element. `whole_page` looks for the signs of chrome as well."""
    walker = _Survey(base, whole_page=whole_page)
    walker.walk(root)
    return Survey(blocks=walker.blocks, downloads=frozenset(walker.downloads))


def _align(given: str | None, tag: str, names: str, style: str, inherited: str) -> str:
    if "text-align" in style:
        return ""
    if given:
        return given.lower() if given.lower() in ("center", "right") else ""
    if tag == "center" or "text-center" in names:
        return "center"
    return "right" if "text-right" in names else inherited


def _text(runs: list[Run]) -> str:
    joined = runs[0][0] if len(runs) == 1 else "".join([run[0] for run in runs])
    if not joined or joined.isspace():
        return ""
    return cues.cleaned(" ".join(joined.split()))
