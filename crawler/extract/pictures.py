"""Pictures: the address of the original behind an `img`, and captions and their credits."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from crawler.extract.urls import is_plain, path_and_query, resolved

PHOTO_LABELS = ("Ảnh", "Trong ảnh", "Ảnh minh họa", "Ảnh minh hoạ", "Hình", "Hình ảnh", "Chú thích")

FILE_NAME = re.compile(r"(?i)^\S[^/\\]{0,120}\.(?:jpe?g|png|gif|webp|bmp)$")
"""An `alt` like this is the name of the file, not a caption."""

_LAZY = ("data-original", "data-src", "data-lazy-src", "data-lazy", "data-url", "data-echo")
_ORNAMENT = re.compile(
    r"(?:^|[_.-])(?:icons?|ico|logo|pix|pixel|spacer|blank|transparent|clear|no_?-?image"
    r"|noimage|loading|loader|placeholder|arrow\w*|bullet|button|btn|emoticons?|smil\w+|rss|share"
    r"|facebook|twitter|zalo|print(?:er)?|email|avatar|captcha|counter|stat|new|hot|flag|banner"
    r"|calendar|download|pdf|word|doc|excel|zip|qr-?code|star|rating|dot|line|separator)"
    r"(?:[_-]?\d*)?\.(?:gif|png|jpe?g|svg|ico|webp)$"
)
"""The name of a file that is part of the page's design."""
_ORNAMENTS = (
    "second=cronjobs", "/smilies/", "/emoji/", "/icon/", "/icons/", "/avatar/", "/avatars/",
    "/statusicon/", "/topics/", "gravatar", "doubleclick", "googlesyndication",
)  # fmt: skip
_OF_A_THEME = re.compile(r"/(?:themes?|templates)/[^?]*/images/")
_REDUCED, _ORIGINALS = "/assets/news/", "/uploads/news/"
"""NukeViet: the folder of reduced copies mirrors that of the originals."""

_WEB = re.compile(r"https?://[^\s/]")
_HOST = re.compile(r"[\w.:%-]+")
_PIXELS = re.compile(r"\s*(\d{1,5})(?:px)?\s*$")
_SMALL = 40
_LONGEST_CAPTION = 2_000
_SUFFIX = re.compile(r"(?i)-\d{2,4}x\d{2,4}(?=\.\w{3,4}$)")
_PICTURE_FILE = re.compile(r"(?i)\.(?:jpe?g|png|gif|webp|bmp|avif)$")

_CREDIT = re.compile(
    r"(?:^|[.(\[–—-]|\s)\s*(?:Ảnh|Photo|Nguồn ảnh|Nguồn)\s*[:-]\s*([^.()\[\]]{2,60}?)\s*[.)\]]*$"
)
_AGENCY = re.compile(r"\((?:Ảnh\s*:\s*)?([A-ZĐ][^()]{1,30})\)\s*\.?$")


def picture_url(attributes: Mapping[str, str | None], link: str, base: str) -> str | None:
    """The absolute URL of the picture that an `img` shows; None for an ornament.

    A picture that links to a larger copy of itself is that larger copy.
    """
    source = attributes.get("src") or ""
    for name in _LAZY:
        if attributes.get(name):
            source = attributes[name] or ""
            break
    if not source or source.startswith("data:"):
        source = _largest(attributes.get("srcset") or attributes.get("data-srcset") or "")
    source = source.strip()
    if not source or source.startswith(("data:", "javascript:", "blob:", "about:")):
        return None
    width, height = attributes.get("width"), attributes.get("height")
    if (width and _is_small(width)) or (height and _is_small(height)) or _is_ornament(source):
        return None
    url = source
    if not (source.isascii() and is_plain(source)):
        try:
            url = resolved(base, source.replace("\\", "/"))
            if not is_plain(url) and not _is_address(url, base):
                return None
        except ValueError:
            return None
    if (
        _WEB.match(link)
        and _PICTURE_FILE.search(link.partition("?")[0])
        and _stem(link) == _stem(url)
    ):
        return link
    return url


def _is_address(url: str, base: str) -> bool:
    """Can the picture be fetched? A name alone is all that a text without an address can tell.

    Raises `ValueError` for what is no address at all.
    """
    split = urlsplit(url)
    if split.scheme in ("http", "https"):
        return _HOST.fullmatch(split.hostname or "") is not None
    return not split.scheme and not base.startswith("http")


def same_picture(url: str) -> str:
    """What two addresses of one picture have in common: the path without a size suffix."""
    path, query = path_and_query(url)
    if path.startswith(_REDUCED):
        path = _ORIGINALS + path.removeprefix(_REDUCED)
    return _SUFFIX.sub("", path) + (f"?{query}" if "id=" in query else "")


def is_reduced(url: str) -> bool:
    """Is this a reduced copy that the portal's software made?"""
    path, _ = path_and_query(url)
    return path.startswith(_REDUCED) or _SUFFIX.search(path) is not None


def credit_of(caption: str | None) -> str | None:
    """The photographer or agency that a caption names, if it does."""
    if not caption or len(caption) > _LONGEST_CAPTION:
        return None
    match = _CREDIT.search(caption) if ":" in caption or "-" in caption else None
    if match and match.start(1) > 0:
        # "Ảnh: Lễ kết nạp ..." opens a description, not a name
        if match.start() == 0 and len(match[1].split()) > 5:
            return None
        if match.start() == 0 and not _is_name(match[1]):
            return None
        return match[1].strip(" ./") or None
    match = _AGENCY.search(caption)
    return match[1].strip() if match and _is_name(match[1]) else None


def _is_name(text: str) -> bool:
    words = text.split()
    return 0 < len(words) <= 5 and all(word[:1].isupper() for word in words)


def _is_ornament(source: str) -> bool:
    source = source.lower()
    for part in _ORNAMENTS:
        if part in source:
            return True
    if "/images/" in source and _OF_A_THEME.search(source):
        return True
    path, *queries = source.split("?")
    if _ORNAMENT.search(path.rpartition("/")[2]):
        return True
    names = (query.rpartition("/")[2] if "/" in query else f"?{query}" for query in queries)
    return any(map(_ORNAMENT.search, names))


def _is_small(size: str) -> bool:
    match = _PIXELS.match(size)
    return match is not None and int(match[1]) <= _SMALL


def _largest(srcset: str) -> str:
    best, width = "", -1.0
    for candidate in srcset.split(","):
        words = candidate.split()
        if not words:
            continue
        size = words[1][:-1] if len(words) > 1 else "0"
        value = float(size) if re.fullmatch(r"\d+(?:\.\d+)?", size) else 0.0
        if value > width:
            best, width = words[0], value
    return best


def _stem(url: str) -> str:
    name = path_and_query(url)[0].rpartition("/")[2].lower()
    return re.sub(r"^thumb_?|_thumb", "", _SUFFIX.sub("", name))
