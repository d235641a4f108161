"""The tags and texts of a parsed element, one after the other.

The parser has mended the page; what it writes out again is regular: every element is closed, every
value quoted, every character that means something escaped. One pattern reads that form many times
faster than the nodes can be asked one by one. Scripts and styles are left out here.

Does not live here: what the tags mean (`survey`, `tables`), and any markup that did not come out
of the parser.
"""

from __future__ import annotations

import re
from html import escape

from selectolax.lexbor import LexborNode

MAX_TOKENS = 100_000
"""What stands behind so many tags is not read."""

Tokens = tuple[list[str], list[str | None]]
"""Texts and tags: a text and the tag behind it stand at the same place of the two lists.

A tag is as it is written, without its brackets (`a href="/"`, `/a`): of a frame with what is in it,
None for what is left out.
"""

_NAME = r"[^ \t\n\f/>]++"
_ATTRIBUTES = r"(?: =?+[^ \t\n\f/>=]*+=\"[^\"]*+\")*+"
# A script may hold another one inside a comment: the first end tag is that other's.
_COMMENT_IN_SCRIPT = (
    r"<!--(?:(?!-->|</script>|<script[ />]).)*+"
    r"(?:<script[ />](?:(?!-->|</script>).)*+</script>(?:(?!-->|</script>|<script[ />]).)*+)*+"
    r"(?:-->)?+[^<]*+"
)
_LEFT_OUT = (
    rf"script{_ATTRIBUTES}>[^<]*+(?:<(?!/script>|!--)[^<]*+|{_COMMENT_IN_SCRIPT})*+</script>"
    rf"|style{_ATTRIBUTES}>[^<]*+(?:<(?!/style>)[^<]*+)*+</style>"
    rf"|!--.*?-->"
)
_OLD = rf"no(?:embed|frames){_ATTRIBUTES}>[^<]*+(?:<(?!/no)[^<]*+)*+</no(?:embed|frames)>"
_FRAME = rf"iframe{_ATTRIBUTES}>[^<]*+(?:<(?!/iframe>)[^<]*+)*+(?=</iframe>)"
_TOKEN = re.compile(
    rf"<(?:{_LEFT_OUT}|{_OLD}|({_FRAME}|/?+{_NAME}{_ATTRIBUTES})(?:</iframe)?+>)",
    re.DOTALL,
)
_UNESCAPED = "".join(
    f"{name}[ >].*|" for name in ("script", "style", "noembed", "noframes", "xmp", "plaintext")
)
_SCRIPT_IN_DRAWING = "".join(
    rf"{name}[ >][^<]*+(?:<(?:!--.*?-->|(?!/{name}>|!--|s(?:cript|tyle|vg)|math|iframe|no))[^<]*+)*+"
    rf"<(?!/{name}>).*|"
    for name in ("svg", "math")
)
_QUICK_TOKEN = re.compile(
    rf"<(?:{_LEFT_OUT}|{_UNESCAPED}{_SCRIPT_IN_DRAWING}!--.*|({_FRAME}|[^>]++)(?:</iframe)?+>)",
    re.DOTALL,
)
"""The same where every text but those left out is escaped: there a tag ends at the first bracket.
From what may hold another text on all is left out, to the end: then `_TOKEN` has to read it."""
_HEAD = re.compile(_NAME + _ATTRIBUTES)
_ATTRIBUTE = re.compile(r" (=?+[^ \t\n\f/>=]*+)=\"([^\"]*+)\"")

VOID = frozenset(
    ("area", "base", "basefont", "bgsound", "br", "col", "embed", "frame", "hr", "img", "input",
     "keygen", "link", "meta", "param", "source", "track", "wbr")
)  # fmt: skip
"""Elements that are never closed."""


def tokens_of(node: LexborNode) -> Tokens:
    """The element from its own tag on."""
    html = node.html or ""
    parts = _QUICK_TOKEN.split(html, MAX_TOKENS)
    tags: list[str | None] = parts[1::2]
    if tags and tags[-1] is None:
        parts = _TOKEN.split(html, MAX_TOKENS)
        tags = parts[1::2]
    return parts[: 2 * len(tags) : 2], tags


def name_of(tag: str) -> str:
    """The name of the element, with a slash before it when the tag closes it."""
    return tag.partition(" ")[0].partition(">")[0]


def attributes_of(tag: str) -> dict[str, str | None]:
    """The attributes of a tag by their names."""
    if tag.startswith("iframe"):  # what is in a frame may look like more of them
        tag = _HEAD.match(tag)[0]  # type: ignore[index]
    found: dict[str, str | None] = dict(_ATTRIBUTE.findall(tag))
    if "&" in tag:
        for name, value in found.items():
            if value and "&" in value:
                found[name] = plain(value)
    return found


def plain(text: str) -> str:
    """Text or a value without the parser's escapes."""
    if "&" not in text:
        return text
    text = text.replace("&nbsp;", "\u00a0").replace("&lt;", "<").replace("&gt;", ">")
    return text.replace("&quot;", '"').replace("&amp;", "&")


def as_html(text: str) -> str:
    """Text as it is written into HTML: the other way round. Most has nothing to escape."""
    return escape(text, quote=False) if "&" in text or "<" in text or ">" in text else text


def end_of(tags: list[str | None], at: int, name: str) -> int:
    """Where the element that opens at `at` is closed: the place of its end tag."""
    closing, opening = "/" + name, name + " "
    depth, end = 0, at
    while True:
        try:
            closed = tags.index(closing, end + 1)
        except ValueError:
            return len(tags)
        inner = tags[end + 1 : closed]
        depth += inner.count(name) + sum(
            tag is not None and tag.startswith(opening) for tag in inner
        )
        if not depth:
            return closed
        depth, end = depth - 1, closed
