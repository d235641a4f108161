"""Does an archive hold exactly what the sample portals published? Names each difference."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urljoin

from luutru.demo.expected import ExpectedArticle
from luutru.demo.portals import SamplePortal

Found = Mapping[str, Any]

_CHROME = (
    "Liên kết Website",
    "Thống kê truy cập",
    "Tổng truy cập",
    "Tin liên quan",
    "Những tin mới hơn",
    "Những tin cũ hơn",
    "Đăng nhập",
)


def compare(portal: SamplePortal, found: Iterable[Found]) -> Iterator[str]:
    """Every difference between a portal's own list and the exported articles of it."""
    by_url: dict[str, Found] = {}
    for article in found:
        if article["url"] in by_url:
            yield f"{article['url']}: twice in the archive"
        by_url[article["url"]] = article
    addresses = {
        urljoin(portal.url, path): one
        for one in portal.expected()
        for path in (one.path, *one.duplicates)
    }
    seen: dict[int, str] = {}
    for url, article in by_url.items():
        known = addresses.get(url)
        if known is None:
            yield f"{url}: no article of the portal's own list ({article['title']!r})"
        elif known.id in seen:
            yield f"{url}: the same article as {seen[known.id]}"
        else:
            seen[known.id] = url
            yield from _differences(portal, known, article)
    for one in portal.expected():
        if one.id not in seen:
            yield f"{urljoin(portal.url, one.path)}: missing from the archive ({one.title!r})"


def _differences(portal: SamplePortal, known: ExpectedArticle, found: Found) -> Iterator[str]:
    wanted = {
        "title": known.title,
        "published": datetime.fromisoformat(known.published).isoformat(),
        "published_precision": known.precision,
        "lead": known.lead,
        "category": known.category,
        "author": known.author,
        "source": known.source,
        "revisions": known.revisions,
    }
    for name, value in wanted.items():
        if found[name] != value:
            yield f"{found['url']}: {name} is {found[name]!r}, the portal says {value!r}"
    if known.gone != (found["gone_since"] is not None):
        yield f"{found['url']}: gone since {found['gone_since']}, the portal says {known.gone}"
    if known.published_text not in (found["published_text"] or ""):
        yield f"{found['url']}: the stamp reads {found['published_text']!r}"
    yield from _body_differences(known, found)
    yield from _file_differences(portal, known, found)


def _body_differences(known: ExpectedArticle, found: Found) -> Iterator[str]:
    items = set(known.list_items)
    mine = [part for part in found["body_text"].split("\n\n") if part]
    paragraphs = [part for part in mine if part not in items]
    for one in known.paragraphs:
        if one not in paragraphs:
            yield f"{found['url']}: a paragraph is missing: {one[:80]!r}"
    for one in paragraphs:
        if one not in known.paragraphs:
            yield f"{found['url']}: a paragraph too many: {one[:80]!r}"
    for one in items - set(mine):
        yield f"{found['url']}: a list item is missing: {one[:80]!r}"
    if not unicodedata.is_normalized("NFC", found["body_text"]):
        yield f"{found['url']}: the body is not NFC"
    for text in _CHROME:
        if text in found["body_text"] or text in found["body_html"]:
            yield f"{found['url']}: chrome in the body: {text!r}"


def _file_differences(portal: SamplePortal, known: ExpectedArticle, found: Found) -> Iterator[str]:
    pictures = [(urljoin(portal.url, i.path), i.caption, i.sha256) for i in known.images]
    mine = [(i["url"], i["caption"], i["sha256"]) for i in found["images"]]
    if mine != pictures:
        yield f"{found['url']}: pictures are {mine}, the portal shows {pictures}"
    files = [(urljoin(portal.url, f.path), f.sha256) for f in known.attachments]
    mine_files = [(f["url"], f["sha256"]) for f in found["attachments"]]
    if mine_files != files:
        yield f"{found['url']}: attachments are {mine_files}, the portal offers {files}"
