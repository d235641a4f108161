"""The body of an article as it is shown: pictures from the edition, links that are safe.

Pure: HTML and what is known of its pictures in, HTML out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import nh3
from bs4 import BeautifulSoup, Tag

from publish.build.mentions import link_mentions

_TAGS = {
    "p", "br", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "strong", "b", "em",
    "i", "u", "sub", "sup", "a", "hr", "figure", "figcaption", "img", "table", "caption", "thead",
    "tbody", "tfoot", "tr", "td", "th", "div", "pre", "code",
}  # fmt: skip
_ATTRIBUTES = {
    "a": {"href", "title", "aria-label"},
    "img": {"src", "srcset", "sizes", "alt", "width", "height", "loading", "decoding"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "div": {"class", "tabindex", "role"},
    "p": {"class"},
}
_SIZES = "(min-width: 48rem) 44rem, 100vw"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A picture of the edition: its rendition and the widths and heights there are."""

    rendition: str
    sizes: tuple[tuple[int, int], ...]
    """(width, height) in pixels, smallest first."""
    page: str
    """Address of the page that shows it large."""
    label: str
    """What a link to that page is called."""

    @property
    def src(self) -> str:
        return f"/anh/{self.rendition}/{self.sizes[-1][0]}.webp"

    @property
    def srcset(self) -> str:
        return ", ".join(f"/anh/{self.rendition}/{width}.webp {width}w" for width, _ in self.sizes)


def shown_body(
    html: str,
    pictures: Mapping[str, Shown],
    inside: Callable[[str], str],
    lost_picture: str,
    documents: Sequence[str] = (),
) -> str:
    """The article's sanitised HTML with every picture and every known link inside the edition.

    Args:
        html: the body as the archive keeps it.
        pictures: original URL -> picture of the edition.
        inside: original URL -> address in the edition, or the same URL when it has none.
        lost_picture: what is shown in the place of a picture that could not be kept.
        documents: what the article cites, in normal form; its mentions become links.
    """
    soup = BeautifulSoup(html, "lxml")
    for anchor in soup.find_all("a", href=True):
        anchor["href"] = inside(str(anchor["href"]))
    for image in soup.find_all("img"):
        _show_picture(soup, image, pictures.get(str(image.get("src"))), lost_picture)
    link_mentions(soup, documents)
    for table in soup.find_all("table"):
        if table.find_parent("table") is None:
            frame = soup.new_tag("div", attrs={"class": "bang", "tabindex": "0", "role": "region"})
            table.wrap(frame)
    inner = soup.body.decode_contents() if soup.body else ""
    return nh3.clean(
        inner,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow noopener noreferrer",
        strip_comments=True,
    ).strip()


def _show_picture(soup: BeautifulSoup, image: Tag, shown: Shown | None, lost: str) -> None:
    if shown is None:
        note = soup.new_tag("p", attrs={"class": "anh-mat"})
        note.string = lost
        image.replace_with(note)
        return
    width, height = shown.sizes[-1]
    alt = str(image.get("alt") or "")
    image.attrs = {
        "src": shown.src,
        "srcset": shown.srcset,
        "sizes": _SIZES,
        "alt": alt,
        "width": str(width),
        "height": str(height),
        "loading": "lazy",
        "decoding": "async",
    }
    outer = image.find_parent("a")
    if outer is None:
        outer = image.wrap(soup.new_tag("a"))
    if not outer.get_text(strip=True):  # portals link a picture to itself
        outer["href"], outer["aria-label"] = shown.page, shown.label
