"""A page as a row of blocks: text, pictures and tables in reading order, with what surrounds them.

Only what a block is: `survey` makes them, `body` and `finding` decide which are the article.
Blocks are working values of one reading, made by the thousand, so they are slotted and mutable;
they never leave `crawler.extract`.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from html import escape

from crawler.extract import tables
from crawler.extract.lines import BOLD, ITALIC, MARKS, Run
from crawler.extract.tokens import as_html
from crawler.extract.tree import one_line

LINK_REL = "nofollow noopener noreferrer"
"""What links in the body tell of themselves: they are the portal's, not ours."""

_SPACES = re.compile(r"\s+")


@dataclass(slots=True)
class Block:
    """One paragraph, heading, list item, picture or table, and where it stands."""

    kind: str
    """`text`, `picture`, `table`, or `file` (an embedded document)."""
    text: str = ""
    runs: list[Run] = field(default_factory=list)
    marks: int = 0
    """Marks that all of its text carries."""
    link_chars: int = 0
    row: int = 0
    tag: str = ""
    """The block element that holds it: `p`, `li`, `h2`, `td`, `figcaption`, ..."""
    host: int = 0
    """Identity of that element."""
    align: str = ""
    chrome: tuple[tuple[int, str], ...] = ()
    """Elements around it that look like chrome, each with the tag or class that says so."""
    path: tuple[int, ...] = ()
    """Identities of the elements around it, the page first."""
    cue: str = ""
    """Class and id of the element that holds it, in lower case."""
    table: int = 0
    """Identity of the layout table around it, 0 for none."""
    figure: int = 0
    items: int = 0
    """Identity of the list around it, 0 for none."""
    ordered: bool = False
    url: str = ""
    """Of a picture or file, absolute."""
    alt: str = ""
    rows: tables.Rows = field(default_factory=list)
    running: bool | None = None
    """Is it running text? Asked many times of each block, found once (`region.is_good`)."""

    @property
    def bold(self) -> bool:
        return bool(self.marks & BOLD)

    @property
    def heading(self) -> bool:
        """Is its element one of `h1` to `h6`?"""
        return len(self.tag) == 2 and self.tag[0] == "h" and self.tag[1] in "123456"

    @property
    def italic(self) -> bool:
        return bool(self.marks & ITALIC)

    @property
    def free_chars(self) -> int:
        """Characters outside links."""
        free = len(self.text) - self.link_chars
        return free if free > 0 else 0

    def html(self) -> str:
        """The text as inline HTML: marks and links, nothing else."""
        if len(self.runs) == 1 and not self.runs[0][1] and not self.runs[0][2]:
            plain = self.runs[0][0].strip()
            if plain != self.text:
                plain = one_line(unicodedata.normalize("NFC", plain))
            return as_html(plain)
        parts: list[str] = []
        spaced = True
        for text, marks, href in self.runs:
            if text == "\n":
                parts.append("<br>")
                spaced = True
                continue
            flat = unicodedata.normalize("NFC", text)
            if "  " in flat or not flat.isprintable():
                flat = _SPACES.sub(" ", flat)
            if spaced:
                flat = flat.lstrip()
            if not flat:
                continue
            spaced = flat[-1] == " "
            inner = as_html(flat)
            if marks:
                for bit, name in MARKS:
                    if marks & bit:
                        inner = f"<{name}>{inner}</{name}>"
            if href:
                inner = f'<a href="{escape(href)}" rel="{LINK_REL}">{inner}</a>'
            parts.append(inner)
        joined = "".join(parts).rstrip().removesuffix("<br>")
        if "\u0338" in joined:  # it would make one letter with the bracket of a tag
            return joined
        return unicodedata.normalize("NFC", joined)
