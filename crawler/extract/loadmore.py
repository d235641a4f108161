"""The requests that a list's own script makes for more of it ("Xem thêm", "Tải thêm", numbered pages).

`calls` finds them on a page: attributes of a button (`data-url`, `data-page`), `onclick`, and in
inline scripts `$.ajax`, `$.get`, `$.post`, `fetch`, `axios`, `.load(` and bare functions given
an address. A call counts only if a number of a page or an offset goes into it: so no login, vote
or counter is ever called. What comes back is read by `answers`, which also says what to ask next.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from selectolax.lexbor import LexborNode

from archive.record import Kind
from crawler.extract._script import (
    OFFSET,
    PAGE,
    Script,
    arguments,
    counts,
    filled,
    is_page,
    is_size,
    members,
)
from crawler.extract.scene import Scene
from crawler.extract.tree import one_line
from crawler.extract.urls import same_site, wanted

MORE_TEXTS = (
    "xem thêm",
    "tải thêm",
    "hiển thị thêm",
    "xem tiếp",
    "thêm tin",
    "load more",
    "show more",
)
MAX_CALLS = 8
MAX_LOOKED = 100
"""Calls in the scripts of a page that are looked at."""

_REACH = 1500
"""How far behind its beginning a call still names what it counts by."""

MAX_SCRIPT = 300_000

_WORTH_READING = re.compile(r"(?i)page|trang|offset|skip|start|loadmore|load_more|xemthem")
_CALL = re.compile(
    r"(?:\$|jQuery)\.(?P<jq>get|post|getJSON|ajax)\(|\b(?P<fetch>fetch)\("
    r"|\baxios\.(?P<axios>get|post)\(|\b(?P<bare_axios>axios)\(|\.(?P<load>load)\("
    r"|\.(?P<open>open)\(|\b(?P<own>\w*(?:[lL]oad|[mM]ore|[xX]em[tT]hem|[tT]ai[tT]hem|[pP]aging|[pP]han[tT]rang)\w*)\("
)  # fmt: skip
_REFUSED = re.compile(
    r"(?i)login|logout|log-?off|dang-?nhap|dang-?xuat|register|comment|binh-?luan|search|tim-?kiem"
    r"|vote|poll|binh-?chon|rating|danh-?gia|captcha|counter|thong-?ke|visit|online|upload|delete"
    r"|remove|update|save|insert|send|gui-|token|notif|chat|weather|thoi-?tiet|banner|lich|calendar"
)
_FILE = re.compile(r"(?i)\.(?:js|css|png|jpe?g|gif|svg|pdf|docx?|xlsx?|zip|woff2?|mp[34])$")
_DATA_URLS = ("data-url", "data-href", "data-ajax-url", "data-ajax", "data-action", "data-next-url",
              "data-next", "data-load", "data-link", "data-src")  # fmt: skip
_HOLES = re.compile(
    r"(?i)\{+\s*(?:page|trang|p|n|pagenumber)\s*\}+|:page\b|__page__|%page%|\[page\]"
)
_HREF = re.compile(r"href\s*=\s*\\?(['\"])(.{1,200}?)\\?\1", re.DOTALL)
_JOINED = re.compile(r"(['\"])\s*\+\s*(?:\w+\()?([\w.$]+?)(?:\.trim\(\)|\))?\s*\+\s*\1")
_FILLED = re.compile(r"\$\{(?:\w+\()?([\w.$]+)\)?\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """One request for more of a list."""

    url: str
    method: str = "GET"
    form: tuple[tuple[str, str], ...] = ()
    body: Literal["form", "json"] = "form"
    name: str = ""
    """For POST: what tells it from the others to this URL."""
    item: str = ""
    """How an article's address is written: `/bai-viet/{slug}`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """A call as the script writes it, with holes where the page's number goes."""

    url: str
    method: str
    fields: Mapping[str, str]
    json: bool = False


def calls(scene: Scene) -> tuple[Asking, ...]:
    """What the scripts of this page ask for when its reader wants more of the list."""
    text = _inline(scene) if _WORTH_READING.search(scene.text) else ""
    buttons = _buttons(scene)
    known = tuple(_of_platform(scene))
    if not text and not buttons:
        return known
    script = Script(text, lambda name: _field(scene, name), lambda name: _datum(buttons, name))
    item = item_template(text)
    first = _first_page(scene, script, buttons)
    made = {(asking.url, asking.name): asking for asking in known}
    for found in (*_of_buttons(buttons), *_of_scripts(script)):
        asking = _asking(scene, script, found, first, item)
        if asking is not None and len(made) < MAX_CALLS:
            made.setdefault((asking.url, asking.name), asking)
    return tuple(made.values())


def may_ask(url: str, scene: Scene) -> bool:
    """May a script's request for this address be made in its place?"""
    home = scene.home or scene.url
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not same_site(url, home) or len(url) > 1500:
        return False
    return not _FILE.search(parts.path) and not _REFUSED.search(parts.path)


def _of_platform(scene: Scene) -> Iterator[Asking]:
    """The lists that scripts of the platform's own ask for."""
    for one in scene.platform.list_calls:
        if one.near not in scene.text.lower():
            continue
        for match in one.pattern.finditer(scene.text):
            url = urljoin(scene.base, one.url.format(**match.groupdict()))
            if may_ask(url, scene):
                yield Asking(url=url, item=one.item)


def _inline(scene: Scene) -> str:
    parts, size = [], 0
    for node in scene.tree.css("script:not([src])"):
        kind = node.attributes.get("type") or ""
        if "json" in kind or "template" in kind:
            continue
        text = node.text()
        size += len(text)
        if size > MAX_SCRIPT:
            break
        parts.append(text)
    for node in scene.tree.css("[onclick]"):
        text = node.attributes.get("onclick") or ""
        if "(" in text and _WORTH_READING.search(text) and len(text) < 600:
            parts.append(text)
    return "\n;".join(parts)


def _buttons(scene: Scene) -> list[LexborNode]:
    """Elements that ask for more: by an address in their data, or by what they say."""
    found = [
        node
        for node in scene.tree.css(
            "[data-page], [data-url], [data-href], [data-next-url], [data-next]"
        )
        if node.tag not in ("img", "video", "iframe", "body", "html")
    ]
    known = {node.mem_id for node in found}
    for node in scene.tree.css(
        "button, a:not([href]), a[href='#'], a[href^='javascript'], span[id]"
    ):
        if node.mem_id not in known and one_line(node.text()).lower() in MORE_TEXTS:
            found.append(node)
    return found[:200]


def _of_buttons(buttons: list[LexborNode]) -> Iterator[_Found]:
    for node in buttons:
        attributes = node.attributes
        url = next((attributes[name] for name in _DATA_URLS if attributes.get(name)), None)
        if not url or url.startswith(("#", "javascript:", "data:")):
            continue
        url = _HOLES.sub(PAGE, url.strip())
        if PAGE not in url:
            url = _with_hole(url, attributes)
        if url:
            method = (attributes.get("data-method") or "get").upper()
            yield _Found(url=url, method="POST" if method == "POST" else "GET", fields={})


def _with_hole(url: str, attributes: Mapping[str, str | None]) -> str:
    """The address with a hole for the page: where it has a page's number, or at its end."""
    path, _, query = url.partition("?")
    pairs = query.split("&") if query else []
    for at, pair in enumerate(pairs):
        name, _, value = pair.partition("=")
        if is_page(name) and (value.isdigit() or not value):
            pairs[at] = f"{name}={PAGE}"
            return f"{path}?{'&'.join(pairs)}"
    if (attributes.get("data-page") or attributes.get("data-next-page") or "").isdigit():
        return f"{path}?{'&'.join([*pairs, f'page={PAGE}'])}"
    return ""


def _of_scripts(script: Script) -> Iterator[_Found]:
    text = script.text
    looked = 0
    for match in _CALL.finditer(text):
        if looked >= MAX_LOOKED:
            return
        if not _WORTH_READING.search(text, match.start(), match.end() + _REACH):
            continue
        looked += 1
        given = arguments(text, match.end())
        if not given or not given[0].strip():
            continue
        found = _read_call(script, match, given)
        if found is not None and found.url:
            yield found


def _read_call(script: Script, match: re.Match[str], given: list[str]) -> _Found | None:
    jq = match["jq"]
    if jq == "ajax" or match["bare_axios"]:
        options = members(given[-1])
        if len(given) > 1 and "url" not in options:
            options["url"] = given[0]
        return _with_options(script, options)
    if match["open"]:
        method = (script.value(given[0]) or "").upper()
        url = script.value(given[1]) if len(given) > 1 and method in ("GET", "POST") else None
        return _Found(url=url, method=method, fields={}) if url else None
    url = script.value(given[0])
    if not url:
        return None
    if match["own"]:
        return _own_function(script, url, given)
    if match["fetch"]:
        options = members(given[1]) if len(given) > 1 else {}
        return _with_options(script, options | {"url": given[0]})
    post = jq == "post" or match["axios"] == "post"
    data = given[1] if len(given) > 1 and not given[1].lstrip().startswith("function") else ""
    fields, is_json = _fields(script, data)
    if match["axios"] == "get":
        fields, is_json = _fields(script, members(data).get("params", ""))
    return _Found(
        url=url, method="POST" if post else "GET", fields=fields,
        json=is_json or match["axios"] == "post",
    )  # fmt: skip


def _own_function(script: Script, url: str, given: list[str]) -> _Found | None:
    """A function of the page's own that is given an address: `loadMore('/api/news?page=', 2)`."""
    if not url.startswith(("/", "http", "?")) or "<" in url:
        return None
    if url.endswith("=") and is_page(url.rstrip("=").replace("?", "&").rpartition("&")[2]):
        return _Found(url=url + PAGE, method="GET", fields={})
    hole = url if PAGE in url else _with_hole(url, {})
    return _Found(url=hole, method="GET", fields={}) if hole else None


def _with_options(script: Script, options: dict[str, str]) -> _Found | None:
    url = script.value(options.get("url", ""))
    if not url:
        return None
    named = options.get("type") or options.get("method") or "'GET'"
    method = (script.value(named) or "GET").upper()
    data = options.get("data") or options.get("body") or options.get("params") or ""
    fields, is_json = _fields(script, data)
    kind = " ".join(options.get(name, "") for name in ("contentType", "headers")).lower()
    return _Found(
        url=url, method="POST" if method == "POST" else "GET", fields=fields,
        json=is_json or "application/json" in kind,
    )  # fmt: skip


def _fields(script: Script, data: str) -> tuple[dict[str, str], bool]:
    """The fields that a call sends, and whether it sends them as JSON."""
    data = data.strip()
    as_json = data.startswith("JSON.stringify(")
    if as_json:
        data = data[len("JSON.stringify(") : -1]
    if data.startswith("{"):
        pairs = members(data)
        fields = {name: script.value(expression) or "" for name, expression in pairs.items()}
        for name, expression in pairs.items():
            if is_page(name) and not counts({name: fields[name]}):
                fields[name] = PAGE if not fields[name] or fields[name].isdigit() else fields[name]
            elif not fields[name] and expression == name and is_page(name):
                fields[name] = PAGE
        return fields, as_json
    text = script.value(data) if data else None
    if not text:
        return {}, as_json
    if text.lstrip().startswith("{"):
        loose = members(text)
        return {name: value.strip().strip("'\"") for name, value in loose.items()}, True
    return dict(parse_qsl(text, keep_blank_values=True)), False


def _first_page(scene: Scene, script: Script, buttons: list[LexborNode]) -> int:
    """The first page that the list itself does not show."""
    first = script.first_page()
    if first is None:
        values = (node.attributes.get("data-page") or "" for node in buttons if node.tag != "li")
        first = next((int(value) for value in values if value.isdigit()), None)
    if first == 1 and not _shows_articles(scene):
        return 1
    return 2 if first is None else max(first, 1) if first != 1 else 2


def _shows_articles(scene: Scene) -> bool:
    for node in scene.tree.css("a[href]"):
        try:
            url = urljoin(scene.base, (node.attributes.get("href") or "").strip())
        except ValueError:
            continue
        if wanted(url, scene.home or scene.url, scene.platform) is Kind.ARTICLE:
            return True
    return False


def _asking(
    scene: Scene, script: Script, found: _Found, first: int, item: str
) -> Asking | None:  # fmt: skip
    fields = dict(found.fields)
    if not counts({"url": found.url} | fields):
        return None
    size = next((int(v) for n, v in fields.items() if is_size(n) and v.isdigit()), 0)
    offset = script.first_offset() or size
    if not offset and OFFSET in found.url + "".join(fields.values()):
        return None
    try:
        url = urljoin(scene.base, filled(found.url, first, offset))
    except ValueError:
        return None
    fields = {name: filled(value, first, offset) for name, value in fields.items()}
    if not may_ask(url, scene):
        return None
    if found.method == "GET":
        if fields:
            url += ("&" if "?" in url else "?") + urlencode(fields)
        return Asking(url=url, item=item)
    name = urlencode(sorted(fields.items()))
    if found.json:
        body = json.dumps({n: _typed(v) for n, v in fields.items()}, ensure_ascii=False)
        return Asking(
            url=url, method="POST", form=(("", body),), body="json", name=name, item=item
        )  # fmt: skip
    return Asking(url=url, method="POST", form=tuple(fields.items()), name=name, item=item)


def _typed(value: str) -> int | str | bool:
    if value.isdigit() and (value == "0" or value[0] != "0"):
        return int(value)
    return {"true": True, "false": False}.get(value, value)


def item_template(text: str) -> str:
    """How the scripts write the address of a list's item, with the names of its fields in braces."""
    for match in _HREF.finditer(text):
        written = _JOINED.sub(lambda part: "{" + part[2].rpartition(".")[2] + "}", match[2])
        written = _FILLED.sub(lambda part: "{" + part[1].rpartition(".")[2] + "}", written)
        names = re.findall(r"\{(\w+)\}", written)
        if not names or re.search(r"['\"+\s<>$]", written) or all(is_page(n) for n in names):
            continue
        if not written.startswith(("javascript", "#", "mailto")):
            return written
    return ""


def _field(scene: Scene, name: str) -> str | None:
    if not re.fullmatch(r"[\w-]+", name):
        return None
    node = scene.tree.css_first(f"[id='{name}'], [name='{name}']")
    return None if node is None else node.attributes.get("value") or ""


def _datum(buttons: list[LexborNode], name: str) -> str | None:
    values = (node.attributes.get(f"data-{name}") for node in buttons)
    return next((value for value in values if value is not None), None)
