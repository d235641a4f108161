"""Documents that an article offers: links to files, download handlers, embedded viewers."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import parse_qs, unquote, urljoin, urlsplit

from archive.text import clean
from crawler.extract.urls import path_and_query

_DOCUMENT = re.compile(r"(?i)\.(?:pdf|docx?|xlsx?|pptx?|odt|ods|rtf|zip|rar|7z)$")
_HANDLER = re.compile(
    r"(?i)[?&](?:download=1|task=(?:document\.)?download|file=|filename=|fileid=|attachid=|dl=1)"
    r"|/download(?:file|attachment|\.ashx|\.aspx)[/?]|/download/\d+(?:$|[/?])|/documents/\d+/\d+/|/get_file|\.ashx\?"
)
_NOT_A_FILE = re.compile(r"(?i)[?&](?:pdf|print|format)=")
_LABEL = re.compile(
    r"(?i)^(?:tập tin|tệp tin|tệp|file)\s*(?:đính kèm)?\s*\d*\s*:\s*|^(?:tải về|tải xuống|tải file"
    r"|download)\s*:?\s+(?=\S)"
)
_NO_NAME = re.compile(
    r"(?i)^(?:tải về|tải xuống|tải (?:file|tệp|tập tin|văn bản|tài liệu|về máy)|download|xem (?:file|tệp|văn bản)|nhấn vào đây|click vào đây|xem|xem chi tiết|chi tiết|tại đây|file đính kèm"
    r"|tệp đính kèm|đính kèm|\W*)$"
)


def is_file(url: str) -> bool:
    """Does the URL lead to a document rather than to a page?"""
    if not url.startswith(("http://", "https://")):
        return False
    try:
        path, query = path_and_query(url)
    except ValueError:
        return False
    if _DOCUMENT.search(path):
        return True
    if query:
        if _NOT_A_FILE.search("?" + query):
            return False
        values = [value for named in parse_qs(query).values() for value in named]
        if any(map(_DOCUMENT.search, values)):
            return True
    return _HANDLER.search(url) is not None


def viewed_file(url: str) -> str:
    """The document behind a viewer's address (`viewer?url=...pdf`), or the address itself."""
    try:
        query = parse_qs(urlsplit(url).query)
    except ValueError:
        return url
    for name in ("url", "file", "src"):
        try:
            target = urljoin(url, query.get(name, [url])[0].strip())
            named = target.startswith(("http://", "https://")) and urlsplit(target).path
        except ValueError:
            continue
        if named and _DOCUMENT.search(named):
            return target
    return url


def has_document_name(url: str) -> bool:
    """Is there a document's file name at the end of the URL's path?"""
    try:
        return _DOCUMENT.search(urlsplit(url).path) is not None
    except ValueError:
        return False


def file_links(
    runs: Iterable[tuple[str, int, str]], downloads: frozenset[str] = frozenset()
) -> list[tuple[str, str]]:
    """The links to documents in the runs of a block with their texts, in order."""
    found: list[tuple[str, str]] = []
    for text, _, href in runs:
        if not href or not (href in downloads or is_file(href)):
            continue
        if found and found[-1][0] == href:
            found[-1] = (href, found[-1][1] + text)
        else:
            found.append((href, text))
    return [(url, " ".join(text.split())) for url, text in found if text.strip()]


def file_name(url: str, text: str = "") -> str:
    """What the page calls a document; its file name when the link says only "Tải về"."""
    name = _LABEL.sub("", clean(" ".join(text.split()))).strip()
    if name and not _NO_NAME.match(name):
        return name
    parts = urlsplit(url)
    values = [v for vs in parse_qs(parts.query).values() for v in vs if _DOCUMENT.search(v)]
    path = values[0] if values else parts.path
    return clean(unquote(path.rstrip("/").rpartition("/")[2])) or name or url
