"""The tags and texts of a parsed element, one after the other.

The parser has mended the page; what it writes out again is regular: every element is closed, every
value quoted, every character that means something escaped. One pattern reads that form many times
faster than the nodes can be asked one by one. Scripts and styles are left out here.

Does not live here: what the tags mean (`survey`, `tables`), and any markup that did not come out
of the parser.
"""

from __future__ import annotations

import re

from selectolax.lexbor import LexborNode

MAX_TOKENS = 100_000
"""What stands behind so many tags is not read."""

STEP = 4
"""Parts of a token, in this order: the text before the tag; the attributes of a frame; the name of
the tag, with a slash when it closes; its attributes."""

_NAME = r"[^ \t\n\f/>]++"
_ATTRIBUTES = r"((?: =?+[^ \t\n\f/>=]*+=\"[^\"]*+\")*+)"
_ANY = _ATTRIBUTES.replace("((?:", "(?:(?:", 1)
# A script may hold another one inside a comment: the first end tag is that other's.
_COMMENT_IN_SCRIPT = (
    r"<!--(?:(?!-->|</script>|<script[ />]).)*+"
    r"(?:<script[ />](?:(?!-->|</script>).)*+</script>(?:(?!-->|</script>|<script[ />]).)*+)*+"
    r"(?:-->)?+[^<]*+"
)
_TOKEN = re.compile(
    rf"<(?:script{_ANY}>[^<]*+(?:<(?!/script>|!--)[^<]*+|{_COMMENT_IN_SCRIPT})*+</script>"
    rf"|style{_ANY}>[^<]*+(?:<(?!/style>)[^<]*+)*+</style>"
    rf"|iframe{_ATTRIBUTES}>[^<]*+(?:<(?!/iframe>)[^<]*+)*+</iframe>"
    rf"|no(?:embed|frames){_ANY}>[^<]*+(?:<(?!/no)[^<]*+)*+</no(?:embed|frames)>"
    rf"|!--.*?-->|(/?+{_NAME}){_ATTRIBUTES}>)",
    re.DOTALL,
)
_ATTRIBUTE = re.compile(r" (=?+[^ \t\n\f/>=]*+)=\"([^\"]*+)\"")

VOID = frozenset(
    ("area", "base", "basefont", "bgsound", "br", "col", "embed", "frame", "hr", "img", "input",
     "keygen", "link", "meta", "param", "source", "track", "wbr")
)  # fmt: skip
"""Elements that are never closed."""


def tokens_of(node: LexborNode) -> list[str | None]:
    """The element from its own tag on, `STEP` parts for each token."""
    parts: list[str | None] = list(_TOKEN.split(node.html or "", MAX_TOKENS))
    return parts


def attributes_of(text: str) -> dict[str, str | None]:
    """The attributes of a tag by their names."""
    found: dict[str, str | None] = dict(_ATTRIBUTE.findall(text))
    if "&" in text:
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


def end_of(parts: list[str | None], at: int, tag: str) -> int:
    """Where the element that opens at `at` is closed: the place of its end tag."""
    depth, closing = 0, "/" + tag
    while at < len(parts) - 1:
        name = parts[at + 2]
        if name == tag:
            depth += 1
        elif name == closing:
            depth -= 1
            if depth <= 0:
                return at
        at += STEP
    return at
