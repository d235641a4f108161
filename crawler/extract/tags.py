"""What one tag says of the element that it opens, wherever on a page it stands.

Pages of one portal write the same tags over and over: each is read once. What an element is within
its surroundings is for `survey`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from crawler.extract import cues
from crawler.extract.lines import BOLD, ITALIC
from crawler.extract.tokens import VOID, attributes_of, name_of

BREAKS, HOLDS_NOTHING, HIDDEN, INLINE, BLOCK = range(5)
"""Kinds of tags that open something. Hidden: no reader sees what is inside."""

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
_HIDING = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden")
_MOST_NAMES = 1_000
"""Characters of class names that are looked at: patterns may take quadratic time for them."""
LONG = 1_000
"""Longer tags are not remembered."""
_REMEMBERED = 8_192


@dataclass(slots=True)
class Tag:
    """A tag that was read; one value stands for all that are written alike: never change it."""

    kind: int
    name: str
    end: str
    """The tag that closes it, as the parser writes it."""
    written: str
    names: str = ""
    """Class names and id of a block element, in lower case."""
    marks: int = 0
    align: str | None = None
    """How the text of a block element stands; None: as around it."""
    chrome: str = ""
    """What says that a block element is chrome: its own name or one of `names`."""
    chrome_tag: str = ""
    """The same, if its own name says so."""
    href: str | None = None
    """Where a link leads; None when it is no link."""
    download: bool = False
    """Is the link to be kept as a file?"""


def read_tag(written: str) -> Tag:
    """The opening tag that the parser wrote so, without its brackets. For each of a page's tags,
    `known_tags`."""
    name = name_of(written)
    end = f"/{name}"
    if name in VOID or name == "iframe":
        return Tag(BREAKS if name == "br" else HOLDS_NOTHING, name, end, written)
    if name in _SKIPPED:
        return Tag(HIDDEN, name, end, written)
    attributes = attributes_of(written) if " " in written else {}
    names, style = _names(attributes), attributes.get("style") or ""
    if "hidden" in attributes or (names and cues.is_hidden(names)):
        return Tag(HIDDEN, name, end, written)
    marks = _WEIGHT.get(name, 0)
    if style:
        style = style.lower()
        if _HIDING.search(style):
            return Tag(HIDDEN, name, end, written)
        if "font-" in style:
            marks |= BOLD if _STYLE_BOLD.search(style) else 0
            marks |= ITALIC if _STYLE_ITALIC.search(style) else 0
    if name not in BLOCK_TAGS:
        if name != "a":
            return Tag(INLINE, name, end, written, "", marks)
        href, download = attributes.get("href") or "", "download" in attributes
        return Tag(INLINE, name, end, written, "", marks, href=href, download=download)
    align = _align(attributes.get("align"), names, style)
    if align is None and name == "center":
        align = "center"
    own = _CHROME_TAGS.get(name, "")
    chrome = own or (cues.chrome(names) if names else "")
    return Tag(BLOCK, name, end, written, names, marks, align, chrome, own)


def _names(attributes: dict[str, str | None]) -> str:
    """Class names and id, in lower case."""
    names, of_its_own = attributes.get("class") or "", attributes.get("id")
    if of_its_own:
        names = f"{names} {of_its_own}"
    return names.strip().lower()[:_MOST_NAMES] if names else ""


class _KnownTags(dict[str, Tag]):
    """Tags by how they are written, each read when first asked for."""

    def __missing__(self, written: str) -> Tag:
        tag = read_tag(written)
        if len(written) <= LONG:
            if len(self) >= _REMEMBERED:
                self.clear()
            self[written] = tag
        return tag


known_tags = _KnownTags()
"""What `read_tag` gives: a mere look into a dict spares a page hundreds of calls."""


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
