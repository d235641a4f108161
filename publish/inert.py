"""A captured page made inert: what it says and shows, without anything that runs, sends or loads.

Pure: bytes in, HTML out. The copy is shown in a frame with a sandbox and a policy of its own; what
is left here would be harmless even without these.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping
from urllib.parse import urljoin

import nh3
from w3lib.encoding import html_to_unicode

MAX_PAGE = 2_000_000
"""Bytes. A larger page stays in the archive only."""

MAX_COPY = 1_000_000
"""Characters of an inert copy."""

_TAGS = {
    "a", "abbr", "address", "article", "aside", "b", "bdi", "bdo", "big", "blockquote", "br", "button",
    "caption", "center", "cite", "code", "col", "colgroup", "dd", "del", "details", "dfn", "dir",
    "div", "dl", "dt", "em", "fieldset", "figcaption", "figure", "font", "footer", "h1", "h2", "h3",
    "h4", "h5", "h6", "header", "hr", "i", "img", "ins", "kbd", "label", "legend", "li", "main", "mark",
    "nav", "ol", "p", "pre", "q", "s", "samp", "section", "small", "span", "strike", "strong", "sub",
    "summary", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "time", "tr", "tt", "u", "ul",
    "var", "wbr",
}  # fmt: skip

_UNSEEN = {
    "script", "style", "title", "noscript", "template", "iframe", "frame", "frameset", "noframes",
    "object", "embed", "applet", "svg", "math", "audio", "video", "canvas", "map", "select",
    "textarea", "datalist", "portal", "fencedframe", "xmp", "plaintext", "noembed",
}  # fmt: skip
"""Tags that go with all that is in them."""

_LAZY = ("data-src", "data-original", "data-lazy-src")

_ATTRIBUTES: dict[str, set[str]] = {
    "*": {"style", "align", "valign", "dir", "lang"},
    "a": {"href"},
    "img": {"src", "alt", "width", "height", *_LAZY},
    "font": {"color", "size"},
    "table": {"border", "cellpadding", "cellspacing", "width", "bgcolor"},
    "td": {"colspan", "rowspan", "width", "height", "bgcolor"},
    "th": {"colspan", "rowspan", "width", "height", "bgcolor", "scope"},
    "tr": {"bgcolor"},
    "col": {"span", "width"},
    "ol": {"start", "type"},
    "li": {"value"},
    "time": {"datetime"},
}

_STYLES = {
    "background-color", "border", "border-bottom", "border-collapse", "border-color", "border-left",
    "border-right", "border-style", "border-top", "border-width", "clear", "color", "float",
    "font-family", "font-size", "font-style", "font-variant", "font-weight", "height", "letter-spacing",
    "line-height", "list-style-type", "margin", "margin-bottom", "margin-left", "margin-right",
    "margin-top", "max-width", "padding", "padding-bottom", "padding-left", "padding-right",
    "padding-top", "text-align", "text-decoration", "text-indent", "text-transform",
    "vertical-align", "white-space", "width",
}  # fmt: skip
"""Nothing that moves, covers or loads."""

_BASE = re.compile(r"<base\s[^>]{0,400}?href\s*=\s*[\"']?([^\"'\s>]{1,400})", re.IGNORECASE)
_BLANKS = re.compile(r"[ \t\r\f\v]+")
_LINES = re.compile(r"\s*\n\s*")


def inert(body: bytes, content_type: str | None, url: str, pictures: Mapping[str, str]) -> str:
    """The copy of a captured page, as the content of a `<body>`.

    Args:
        body: the entity as it was sent, decoded from its transfer.
        content_type: as the server named it, for the letters.
        url: where it was found, for what it links to.
        pictures: address of a picture -> address of it in the edition; others are not shown.

    Raises:
        ValueError: it is too large.
    """
    if len(body) > MAX_PAGE:
        raise ValueError(f"{len(body):,} bytes are too many for a copy")
    text = html_to_unicode(content_type, body, default_encoding="utf-8")[1].replace("\0", "")
    if "html" not in (content_type or "html").lower() and not text.lstrip().startswith("<"):
        copy = f"<pre>{html.escape(text)}</pre>"
    else:
        copy = _cleaned(text, _base_of(text, url), pictures)
    if len(copy) > MAX_COPY:
        raise ValueError(f"its copy of {len(copy):,} characters is too large")
    return copy


def _cleaned(text: str, base: str, pictures: Mapping[str, str]) -> str:
    cleaned = nh3.clean(
        text,
        tags=_TAGS,
        clean_content_tags=_UNSEEN,
        attributes=_ATTRIBUTES,
        attribute_filter=_filter(base, pictures),
        filter_style_properties=_STYLES,
        set_tag_attribute_values={"a": {"target": "_top"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow noopener noreferrer",
        strip_comments=True,
    )
    for name in _LAZY:  # a picture that a script would have put in; `_filter` knows it is ours
        cleaned = cleaned.replace(f' {name}="/anh/', ' src="/anh/')
    return _LINES.sub("\n", _BLANKS.sub(" ", cleaned)).strip()


def _base_of(text: str, url: str) -> str:
    told = _BASE.search(text[:20_000])
    return _joined(url, html.unescape(told[1])) or url if told else url


def _filter(base: str, pictures: Mapping[str, str]) -> Callable[[str, str, str], str | None]:
    def keep(tag: str, name: str, value: str) -> str | None:
        if name == "href":
            return _joined(base, value)
        if tag == "img" and (name == "src" or name in _LAZY):
            return pictures.get(_joined(base, value) or "")
        return value

    return keep


def _joined(base: str, value: str) -> str | None:
    try:
        joined = urljoin(base, value.strip())
    except ValueError:
        return None
    return joined if joined.lower().startswith(("http://", "https://", "mailto:")) else None
