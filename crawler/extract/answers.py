"""What comes back when a list is asked for more of itself: JSON or a piece of HTML.

`read_answer` gives the articles in it and the request for what follows, until an answer brings
nothing or the same again. Nothing here fetches.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urljoin, urlsplit

from archive.record import Kind
from crawler.extract._script import is_offset, is_page, is_size
from crawler.extract.links import Link, anchors
from crawler.extract.loadmore import may_ask
from crawler.extract.scene import Scene
from crawler.extract.tree import parse
from crawler.extract.urls import canonical, wanted

MAX_LIST_PAGES = 2000
"""Pages of one list that are asked for, at most."""

MAX_ITEMS = 2000
_MAX_DEPTH = 6
_URL_KEYS = (
    "url", "link", "href", "urldetail", "detailurl", "linkdetail", "permalink", "viewurl", "fullurl",
    "path", "articleurl", "newsurl", "friendlyurl", "seourl", "urlfriendly", "duongdan", "lienket",
)  # fmt: skip
_TITLE_KEYS = (
    "title", "name", "tieude", "headline", "ten", "subject", "newstitle", "articletitle", "tentin",
    "tenbaiviet",
)  # fmt: skip
_NEXT_KEYS = ("nextpageurl", "nexturl", "nextlink", "nextpage", "next")
_MORE_KEYS = ("hasmore", "hasnext", "hasnextpage", "isnext", "loadmore", "more")
_TOTAL_KEYS = ("totalpages", "totalpage", "totalpagenum", "lastpage", "pagecount", "pagescount",
               "numpages", "maxpage", "tongsotrang")  # fmt: skip
_TAG = re.compile(r"<(?:a|li|div|article|tr|p|h\d)\b", re.IGNORECASE)
_LAST_NUMBER = re.compile(r"(?<=/)(\d{1,5})(?=/?(?:$|[?.]))")


@dataclass(frozen=True, slots=True)
class Answer:
    """The links in an answer, and the request that follows it."""

    items: tuple[Link, ...]
    following: Link | None
    problem: str | None = None


def read_answer(text: str, asked: Link, scene: Scene) -> Answer:
    """Reads the answer to `asked`; `scene` is an empty page of the list at the list's address."""
    payload = _decoded(text)
    items: dict[str, Link] = {}
    html = [text] if payload is None else list(_pieces(payload))
    for piece in html:
        for link in _of_html(piece, scene):
            items.setdefault(link.key(), link)
    if payload is not None:
        for link in _of_json(payload, asked, scene):
            items.setdefault(link.key(), link)
    found = tuple(items.values())[:MAX_ITEMS]
    if not found:
        return Answer(
            (), None, None if payload is not None or not text.strip() else "no more items"
        )
    return Answer(found, _following(found, payload, asked, scene))


def _decoded(text: str) -> Any:
    """The JSON value, unwrapped where it is JSON in a string; None when it is no JSON."""
    value: Any = text.strip().lstrip("\ufeff")
    for _ in range(2):
        if not isinstance(value, str) or value[:1] not in ("{", "[", '"'):
            break
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            break
        if isinstance(value, dict) and len(value) == 1 and isinstance(value.get("d"), str):
            value = value["d"].strip()
    if isinstance(value, str):
        return None if value == text.strip().lstrip("\ufeff") else {"html": value}
    return value


def _walk(value: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    if depth > _MAX_DEPTH:
        return
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            if isinstance(inner, (dict, list)):
                yield from _walk(inner, depth + 1)
    elif isinstance(value, list):
        for inner in value[:MAX_ITEMS]:
            yield from _walk(inner, depth + 1)


def _pieces(payload: Any) -> Iterator[str]:
    """HTML in the strings of an answer, but not that of the articles in it."""
    for one in _walk(payload):
        if _named(one, _TITLE_KEYS):
            continue
        for value in one.values():
            if isinstance(value, str) and "href" in value and _TAG.search(value):
                yield value
    if isinstance(payload, list):
        yield from (v for v in payload if isinstance(v, str) and "href" in v and _TAG.search(v))


def _of_html(piece: str, scene: Scene) -> Iterator[Link]:
    tree, _ = parse(f"<body>{piece}</body>")
    if tree is not None:
        yield from anchors(replace(scene, tree=tree))


def _of_json(payload: Any, asked: Link, scene: Scene) -> Iterator[Link]:
    template = asked.call.item if asked.call else ""
    for one in _walk(payload):
        title = _named(one, _TITLE_KEYS)
        if not title:
            continue
        address = _written(template, one) or _named(one, _URL_KEYS)
        if not address or len(address) > 1000 or (" " in address and "/" not in address):
            continue
        if not template and "/" not in address and "." not in address and "?" not in address:
            address = f"/{address}"  # a slug alone
        try:
            url = canonical(urljoin(scene.base, address.replace("~/", "/")), scene.platform)
        except ValueError:
            continue
        kind = wanted(url, scene.home or scene.url, scene.platform)
        if kind is not None:
            yield Link(url=url, kind=Kind.ARTICLE, text=" ".join(title.split())[:200])


def _named(one: dict[str, Any], keys: tuple[str, ...]) -> str:
    plain = {re.sub(r"[_\-\s]", "", str(key)).lower(): value for key, value in one.items()}
    for key in keys:
        value = plain.get(key)
        if isinstance(value, str) and value.strip():
            return value.strip()
    return ""


def _written(template: str, one: dict[str, Any]) -> str:
    """The address that the list's script would write for this item; "" if a field is missing."""
    if not template:
        return ""
    missing = False

    def fill(match: re.Match[str]) -> str:
        nonlocal missing
        value = one.get(match[1])
        missing = missing or not isinstance(value, (str, int)) or value == ""
        text = str(value)
        return text if match.start() == 0 else quote(text, safe="/?=&.-_~%:")

    written = re.sub(r"\{(\w+)\}", fill, template)
    return "" if missing else written


def _following(
    items: tuple[Link, ...], payload: Any, asked: Link, scene: Scene
) -> Link | None:  # fmt: skip
    digest = hashlib.sha256("\n".join(sorted(link.url for link in items)).encode()).hexdigest()[:16]
    if asked.call is None or digest == asked.call.last:
        return None
    call = replace(asked.call, last=digest)
    given = _said(payload)
    if given is False:
        return None
    if isinstance(given, str):
        url = urljoin(asked.url, given)
        return replace(asked, url=url, call=call) if may_ask(url, scene) else None
    step = _next_request(asked, len(items))
    if step is None:
        return None
    link, page = step
    if page > MAX_LIST_PAGES or (isinstance(given, int) and page > given):
        return None
    return replace(link, call=call)


def _said(payload: Any) -> bool | int | str | None:
    """What the answer says of what follows: False (nothing), an address, the number of pages."""
    for one in _walk(payload):
        plain = {re.sub(r"[_\-\s]", "", str(key)).lower(): value for key, value in one.items()}
        if any(plain.get(key) is False for key in _MORE_KEYS):
            return False
        for key in _NEXT_KEYS:
            value = plain.get(key)
            if isinstance(value, str) and ("/" in value or value.startswith("?")):
                return value
        if "nextpageurl" in plain and plain["nextpageurl"] is None:
            return False
        for key in _TOTAL_KEYS:
            value = plain.get(key)
            if isinstance(value, (int, str)) and str(value).isdigit() and int(value) > 0:
                return int(value)
    return None


def _next_request(asked: Link, shown: int) -> tuple[Link, int] | None:
    """The request for the next page, and its number; None when no number in it can be told."""
    if asked.method == "POST" and asked.call is not None and asked.call.body == "json":
        try:
            body = json.loads(asked.form[0][1])
        except (ValueError, IndexError):
            return None
        if not isinstance(body, dict):
            return None
        moved = _moved({name: str(value) for name, value in body.items()}, shown)
        if moved is not None:
            name, number, page = moved
            body[name] = number if isinstance(body[name], int) else str(number)
            text = json.dumps(body, ensure_ascii=False)
            label = urlencode(sorted((n, str(v)) for n, v in body.items()))
            return replace(asked, form=(("", text),), name=label), page
    elif asked.form:
        moved = _moved(dict(asked.form), shown)
        if moved is not None:
            name, number, page = moved
            fields = dict(asked.form) | {name: str(number)}
            label = urlencode(sorted(fields.items()))
            return replace(asked, form=tuple(fields.items()), name=label), page
    return _next_address(asked, shown)


def _next_address(asked: Link, shown: int) -> tuple[Link, int] | None:
    parts = urlsplit(asked.url)
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    moved = _moved(dict(pairs), shown)
    if moved is not None:
        name, number, page = moved
        query = urlencode([(n, str(number) if n == name else v) for n, v in pairs], safe="/:,")
        return replace(asked, url=parts._replace(query=query).geturl()), page
    numbers = list(_LAST_NUMBER.finditer(parts.path))
    if not numbers:
        return None
    last = numbers[-1]
    page = int(last[1]) + 1
    path = f"{parts.path[: last.start()]}{page}{parts.path[last.end() :]}"
    return replace(asked, url=parts._replace(path=path).geturl()), page


def _moved(fields: dict[str, str], shown: int) -> tuple[str, int, int] | None:
    """The field that counts, its next value, and the number of the page that this makes."""
    for name, value in fields.items():
        if is_page(name) and value.isdigit():
            return name, int(value) + 1, int(value) + 1
    sizes = [int(v) for n, v in fields.items() if is_size(n) and v.isdigit() and int(v)]
    for name, value in fields.items():
        if is_offset(name) and value.isdigit():
            step = sizes[0] if sizes else shown
            return name, int(value) + step, int(value) // max(1, step) + 2
    return None
