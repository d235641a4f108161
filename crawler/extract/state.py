"""The article in a page's own state: JSON that a script would have drawn the page from.

Portals made with Angular, Next, Nuxt or Vue often send the article as data beside an empty page
(`<script type="application/json">`, `window.__INITIAL_STATE__ = {...}`). It is taken only where
the page shows no article, and only that whose name stands in the page's address or title: a
state also holds the articles beside. Nothing is run.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

from crawler.extract import cues
from crawler.extract.body import compose
from crawler.extract.dates import Posted, parse_machine, parse_posted
from crawler.extract.draft import Draft
from crawler.extract.scene import Scene
from crawler.extract.survey import survey
from crawler.extract.tree import one_line, parse

MIN_TEXT = 140
MAX_STATE = 4_000_000
_MAX_DEPTH = 14
_MAX_VISITED = 20_000
_SURE = 0.85

TITLE_KEYS = ("title", "headline", "tieude", "name", "subject", "newstitle", "articletitle")
BODY_KEYS = (
    "content", "body", "noidung", "fullcontent", "contentnews", "articlebody", "detail", "contenthtml",
    "html", "fulltext", "noidungchitiet",
)  # fmt: skip
LEAD_KEYS = (
    "sapo", "summary", "description", "lead", "tomtat", "trichyeu", "excerpt", "brief", "intro",
    "descriptionnews",
)  # fmt: skip
TIME_KEYS = (
    "publishedat", "publishdate", "publisheddate", "publishtime", "publishedtime", "datepublished",
    "ngaydang", "ngayxuatban", "ngayphathanh", "postdate", "posteddate", "publicationdate",
    "createdat", "createddate", "createdtime", "createdon", "ngaytao",
)  # fmt: skip
AUTHOR_KEYS = ("author", "authorname", "tacgia", "writer", "byline")
SOURCE_KEYS = ("source", "nguon", "nguontin", "sourcename")
NAME_KEYS = ("slug", "alias", "url", "friendlyurl", "seourl", "path", "link", "id", "_id", "newsid")

_ASSIGNED = re.compile(
    r"(?:window\.|self\.|var |let |const )\s*(?:__)?[\w$.]{2,60}\s*=\s*(?=[{\[])"
)
_ESCAPED = {"&q;": '"', "&s;": "'", "&l;": "<", "&g;": ">", "&a;": "&"}
"""How Angular writes its state inside a script."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    """An object of the state that has what an article has."""

    title: str
    html: str
    fields: dict[str, Any]


def find(scene: Scene) -> Draft | None:
    """The page's own article in its state, if there is one."""
    if "{" not in scene.text or "<script" not in scene.text:
        return None
    candidates: dict[str, _Candidate] = {}
    for state in _states(scene):
        for candidate in _candidates(state):
            if _is_of_page(candidate, scene):
                known = candidates.get(candidate.title)
                if known is None or len(candidate.html) > len(known.html):
                    candidates[candidate.title] = candidate
    if len(candidates) != 1:
        return None
    return _draft(scene, next(iter(candidates.values())))


def _states(scene: Scene) -> Iterator[Any]:
    for node in scene.tree.css("script:not([src])"):
        text = node.text().strip()
        if not 200 <= len(text) <= MAX_STATE:
            continue
        if "json" in (node.attributes.get("type") or ""):
            if "&q;" in text:
                text = re.sub("|".join(_ESCAPED), lambda match: _ESCAPED[match[0]], text)
            starts = [0]
        else:
            starts = [match.end() for match in _ASSIGNED.finditer(text)][:20]
        for start in starts:
            try:
                yield json.JSONDecoder().raw_decode(text, start)[0]
            except (ValueError, RecursionError):
                continue


def _candidates(state: Any) -> Iterator[_Candidate]:
    queue: list[tuple[Any, int]] = [(state, 0)]
    visited = 0
    while queue and visited < _MAX_VISITED:
        value, depth = queue.pop()
        visited += 1
        if isinstance(value, dict):
            fields = {re.sub(r"[_\-\s]", "", str(name)).lower(): one for name, one in value.items()}
            title, html = _text(fields, TITLE_KEYS), _text(fields, BODY_KEYS)
            if title and len(title) <= 400 and len(html) >= MIN_TEXT:
                yield _Candidate(title, html, fields)
        if depth < _MAX_DEPTH and isinstance(value, (dict, list)):
            inner = value.values() if isinstance(value, dict) else value
            queue += [(one, depth + 1) for one in inner if isinstance(one, (dict, list))]


def _text(fields: dict[str, Any], names: tuple[str, ...]) -> str:
    for name in names:
        value = fields.get(name)
        if isinstance(value, dict):  # `{"rendered": "..."}`, `{"name": "..."}`
            value = value.get("rendered") or value.get("name") or value.get("fullName")
        if isinstance(value, str) and value.strip():
            return value.strip()
    return ""


def _is_of_page(candidate: _Candidate, scene: Scene) -> bool:
    """Does the page's address or title name this one?"""
    parts = urlsplit(scene.url)
    address = unquote(f"{parts.path}?{parts.query}").lower()
    words = set(re.split(r"[^a-z0-9]+", address))
    for name in NAME_KEYS:
        value = str(candidate.fields.get(name) or "").strip().lower()
        if not value or len(value) > 500:
            continue
        last = value.rstrip("/").rpartition("/")[2]
        if last.isalnum() and (len(last) >= 2 if last.isdigit() else len(last) >= 12):
            if last in words:
                return True
        elif len(last) >= 8 and last in address:
            return True
    title = cues.folded(_plain(candidate.title))
    shown = (scene.document_title or "", scene.shared_title or "")
    return len(title) >= 15 and any(cues.folded(text).startswith(title) for text in shown)


def _plain(html: str) -> str:
    if "<" not in html and "&" not in html:
        return cues.cleaned(one_line(html))
    tree, _ = parse(f"<body>{html}</body>")
    return cues.cleaned(one_line(tree.body.text())) if tree and tree.body else ""


def _draft(scene: Scene, candidate: _Candidate) -> Draft | None:
    html = candidate.html
    if "<" not in html:
        html = "".join(f"<p>{line}</p>" for line in html.splitlines() if line.strip())
    tree, _ = parse(f"<body>{html}</body>")
    if tree is None or tree.body is None:
        return None
    seen = survey(tree.body, scene.base)
    draft = Draft(
        layout="state", title=_plain(candidate.title), body=compose(seen.blocks, seen.downloads)
    )
    if sum(map(len, draft.body.paragraphs)) < MIN_TEXT or not draft.title:
        return None
    draft.found("title", "state", _SURE)
    draft.found("body", "state", _SURE)
    lead = _plain(_text(candidate.fields, LEAD_KEYS))
    if lead and len(lead) <= 900 and lead != draft.title:
        draft.lead = lead
        draft.found("lead", "state", _SURE)
    draft.author = _short(candidate, AUTHOR_KEYS)
    draft.source = _short(candidate, SOURCE_KEYS)
    for name in TIME_KEYS:
        posted = _posted(candidate.fields.get(name), scene)
        if posted is not None:
            draft.posted = posted
            draft.found("published", f"state {name}", _SURE)
            break
    return draft


def _short(candidate: _Candidate, names: tuple[str, ...]) -> str | None:
    text = _plain(_text(candidate.fields, names))
    return text if 2 <= len(text) <= 80 and "@" not in text and "/" not in text else None


def _posted(value: Any, scene: Scene) -> Posted | None:
    if not isinstance(value, (str, int)) or isinstance(value, bool):
        return None
    text = str(value).strip()[:60]
    machine = parse_machine(text, fetched_at=scene.fetched_at)
    return machine or parse_posted(text, fetched_at=scene.fetched_at)
