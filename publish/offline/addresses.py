"""Which file of a static edition an address of the site becomes. Pure; no file is looked for here.

Names are short, of ASCII letters in lower case, and spread over folders: they must also lie on the
FAT of a USB stick, where a folder takes some twenty thousand such names.
"""

from __future__ import annotations

import posixpath
import re
import zlib
from collections.abc import Mapping
from urllib.parse import parse_qsl, unquote, urlsplit

from archive.text import fold

HOME = "index.html"
SEARCH = "tim-kiem.html"
EXPLAINED = "ngoai-tuyen.html"
"""What a static edition is, and what it has not: where links lead that have no file."""

STYLES = "giao-dien"
ARTICLE = re.compile(r"/bai/(?P<id>[a-z2-7]{16})(?P<rest>/.*)?")

_PAGES: Mapping[str, tuple[str, ...]] = {
    r"/gioi-thieu": (),
    r"/cong": ("tinh",),
    r"/cong/[a-z0-9-]+": (),
    r"/noi": ("ky", "tinh"),
    r"/noi/\d{1,8}(-cu)?": (),
    r"/ban-do": ("tinh",),
    r"/do-phu": (),
    r"/van-ban": ("loai",),
    r"/xu-huong": (),
    r"/tuyen-tap": (),
    r"/tuyen-tap/[a-z0-9-]+": ("trang",),
    r"/the/[a-z0-9-]+": ("trang",),
    r"/trang/[a-z0-9-]+": (),
}
"""Pages by their path, and the parameters of which every value is a page of its own."""

_OF_ARTICLE: Mapping[str, tuple[str, ...]] = {
    r"": (),
    r"/anh/\d{1,4}": (),
    r"/ban-goc": ("luc",),
    r"/ban-goc/\d{1,6}": (),
    r"/thay-doi": ("tu", "den"),
    r"/phien-ban/\d{1,6}": (),
    r"/chung-cu": (),
}
_CITATION = re.compile(r"/trich-dan\.(txt|bib|ris|csl\.json)")
_DOCUMENT = re.compile(r"/van-ban/(?P<slug>[^/]{1,900})")
_PLAIN = re.compile(r"/do-phu\.(json|csv)|/favicon\.ico|/tim/[a-z0-9-]+\.js")
_PICTURE = re.compile(r"/anh/(?P<id>[0-9a-f]{16})/(?P<width>\d{1,5})\.webp")
_FILE = re.compile(r"/tep/(?P<sha256>[0-9a-f]{64})/(?P<name>[A-Za-z0-9._-]+)")
_STYLE = re.compile(rf"/{STYLES}/(?P<name>[a-z-]+\.(css|js))")

_HARMLESS = re.compile(
    r"pdf|docx?|xlsx?|pptx?|od[tsp]|rtf|txt|csv|zip|rar|7z|jpe?g|png|gif|tiff?|mp[34]|avi"
)
"""Endings that no browser reads as a page with scripts."""


def file_of(address: str) -> str | None:
    """The file of a page, picture or other thing, from the root of the edition; None: it has none.

    >>> file_of("/bai/abcdefgh22345672/ban-goc/2")
    'bai/ab/abcdefgh22345672/ban-goc-2.html'
    >>> file_of("/public/articles.json") is None
    True
    """
    parts = urlsplit(address)
    path, query = parts.path, parts.query
    if path == "/":
        return HOME
    if path == "/tim-kiem":
        return SEARCH
    if found := ARTICLE.fullmatch(path):
        return _of_article(found["id"], found["rest"] or "", query)
    for pattern, names in _PAGES.items():
        if re.fullmatch(pattern, path) and (tail := _tail(query, names)) is not None:
            return f"{path[1:]}{tail}.html"
    if found := _DOCUMENT.fullmatch(path):
        return _of_document(unquote(found["slug"]), query)
    return None if query else _of_thing(path)


def pages_of(address: str) -> str:
    """What page of an article or document belongs to: all pages of one are written together."""
    path = urlsplit(address).path
    found = ARTICLE.fullmatch(path)
    return f"/bai/{found['id']}" if found else path


def is_many(address: str) -> bool:
    """Is it a page of an article or a document, of which there may be a million?"""
    path = urlsplit(address).path
    return bool(ARTICLE.fullmatch(path) or _DOCUMENT.fullmatch(path))


def relative(target: str, source: str) -> str:
    """The link from one file to another.

    >>> relative("anh/ab/x.webp", "bai/ab/y.html")
    '../../anh/ab/x.webp'
    """
    return posixpath.relpath(target, posixpath.dirname(source) or ".")


def _of_article(ident: str, rest: str, query: str) -> str | None:
    folder = f"bai/{ident[:2]}/{ident}"
    if _CITATION.fullmatch(rest) and not query:
        return folder + rest
    for pattern, names in _OF_ARTICLE.items():
        if re.fullmatch(pattern, rest) and (tail := _tail(query, names)) is not None:
            inside = rest[1:].replace("/", "-") + tail
            return f"{folder}/{inside}.html" if inside else f"{folder}.html"
    return None


def _of_document(slug: str, query: str) -> str | None:
    tail = _tail(query, ("truoc",))
    if tail is None:
        return None
    name = _name(slug)
    return f"van-ban/{zlib.crc32(slug.encode()) & 0xFF:02x}/{name}{tail}.html"


def _of_thing(path: str) -> str | None:
    if _PLAIN.fullmatch(path):
        return "favicon.svg" if path.endswith(".ico") else path[1:]
    if found := _PICTURE.fullmatch(path):
        return f"anh/{found['id'][:2]}/{found['id']}-{found['width']}.webp"
    if found := _STYLE.fullmatch(path):
        return path[1:]
    if found := _FILE.fullmatch(path):
        name = found["name"]
        ending = name.rpartition(".")[2].lower() if "." in name else ""
        safe = name if _HARMLESS.fullmatch(ending) else f"{name}.txt"
        return f"tep/{found['sha256'][:2]}/{found['sha256']}/{safe}"
    return None


def _tail(query: str, names: tuple[str, ...]) -> str | None:
    """What parameters add to a file's name; None for one that makes no page of its own."""
    pairs = [(name, value) for name, value in parse_qsl(query) if name != "lang"]
    if any(name not in names for name, _ in pairs):
        return None
    return "".join(f"-{name}-{_name(value)}" for name, value in pairs)


def _name(text: str) -> str:
    """Text as a part of a file's name: others never get the same one."""
    name = re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-")[:60]
    return name if name == text else f"{name}-{zlib.crc32(text.encode()):08x}"
