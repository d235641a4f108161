"""Finds gold on disk: which folder holds which kind, told by its files. Reads nothing else.

Four kinds are known (docs/evaluation.md): a folder of pages with gold, a whole portal (`urls.csv`
with `gold.json` or `gold.jsonl`), lists of strings (`dates.jsonl`, ...), and a folder of these.
"""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

from crawler.evaluation.examples import address_of
from crawler.evaluation.gold import (
    FIELDS,
    BadGoldError,
    GoldPage,
    GoldPages,
    GoldSet,
    GoldString,
    GoldStrings,
    Mirror,
    MirrorPage,
    StringKind,
)
from crawler.evaluation.rows import Ground, Row, page_of

_HOST = "http://xa.example.vn/"
"""Where a page stands whose gold names no address."""

_STRINGS: dict[str, StringKind] = {
    "dates.jsonl": "dates", "citations.jsonl": "citations", "text_norm.jsonl": "text",
}  # fmt: skip
_EXAMPLE_NAMES = {"body_text": "body"}
_NO_ARTICLES = ("home", "list", "other", "category", "login")
_DEPTH = 3
_ORIGIN = re.compile(rb"""(?:href|src|action|content)=["']?(https?://[^/"'\s>]+)""")
_LOOKED_FOR = (
    "looked for gold.jsonl, gold.json or gold/*.json (pages), urls.csv with one of these (a whole "
    "portal), */*.html with golden files (examples), dates.jsonl, citations.jsonl or "
    "text_norm.jsonl (strings), here and in subfolders; see docs/evaluation.md"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Everything with gold in a folder, and what was passed over."""

    sets: tuple[GoldSet, ...]
    notes: tuple[str, ...] = ()


def load(folder: Path) -> Found:
    """All gold in a folder and below it.

    Raises:
        BadGoldError: there is none, or a row cannot be understood.
    """
    if not folder.is_dir():
        raise BadGoldError(f"{folder}: no such folder")
    found = list(_walk(folder, 0))
    sets = tuple(one for one in found if not isinstance(one, str))
    notes = tuple(one for one in found if isinstance(one, str))
    if not sets:
        raise BadGoldError(f"{folder}: no gold; {_LOOKED_FOR}")
    unknown = [
        f"{one.name}: fields not understood and not compared: {', '.join(one.unknown)}"
        for one in sets
        if one.unknown
    ]
    return Found(sets=sets, notes=(*notes, *unknown))


def _walk(folder: Path, depth: int) -> Iterator[GoldSet | str]:
    kinds = list(_here(folder))
    yield from kinds
    if kinds or depth >= _DEPTH:
        return
    if (folder / "urls.csv").is_file():
        yield f"{folder}: urls.csv, but no gold.json or gold.jsonl; passed over"
        return
    for child in sorted(folder.iterdir()):
        if child.is_dir() and not child.name.startswith("."):
            yield from _walk(child, depth + 1)


def _here(folder: Path) -> Iterator[GoldSet]:
    for name, kind in _STRINGS.items():
        if (folder / name).is_file():
            yield _strings(folder / name, kind)
    gold = next((folder / n for n in ("gold.json", "gold.jsonl") if (folder / n).is_file()), None)
    if gold is not None and (folder / "urls.csv").is_file():
        yield _portal(folder, gold)
    elif gold is not None:
        yield _pages(folder, [gold])
    elif examples := _example_files(folder):
        yield _examples(folder, examples)
    elif (folder / "gold").is_dir() and (rows := sorted((folder / "gold").glob("*.json"))):
        yield _pages(folder, rows + sorted((folder / "gold_lists").glob("*.json")))


def _rows(path: Path) -> Iterator[tuple[str, Row]]:
    """Each row of a JSON or JSON Lines file with the place where it stands."""
    text = path.read_text(encoding="utf-8-sig")
    try:
        if path.suffix == ".jsonl":
            for number, line in enumerate(text.split("\n"), 1):
                if line.strip():
                    yield f"{path}, line {number}", _row(path, json.loads(line))
            return
        value = json.loads(text)
    except json.JSONDecodeError as error:
        raise BadGoldError(f"{path}: no JSON: {error}") from error
    for row in value if isinstance(value, list) else [value]:
        yield str(path), _row(path, row)


def _row(path: Path, value: Any) -> Row:
    if isinstance(value, dict):
        return value
    raise BadGoldError(f"{path}: a row must be an object, not {str(value)[:40]!r}")


# -- pages ----------------------------------------------------------------------------------------


def _pages(folder: Path, files: list[Path]) -> GoldPages:
    hosts, kinds = _manifest(folder / "manifest.csv")
    unknown: set[str] = set()
    pages: list[GoldPage] = []
    for file in files:
        for where, row in _rows(file):
            path = _page_file(folder, file, row, where)
            url = str(row.get("url") or urljoin(hosts.get(path.name, _HOST), path.name))
            ground = Ground(where=where, base=url, loose=bool(hosts), unknown=unknown)
            pages.append(replace(page_of(row, ground, name=path.stem, url=url), path=path))
    known = {page.path for page in pages}
    for name, kind in kinds.items():
        path = folder / name
        if path.is_file() and path not in known and kind in _NO_ARTICLES:
            url = urljoin(hosts.get(name, _HOST), name)
            pages.append(GoldPage(name=path.stem, url=url, path=path, kind="list"))
    return GoldPages(
        name=folder.name, folder=folder, form="pages", pages=tuple(pages),
        unknown=tuple(sorted(unknown)),
    )  # fmt: skip


def _manifest(path: Path) -> tuple[dict[str, str], dict[str, str]]:
    """Site and kind of each page that a manifest names."""
    if not path.is_file():
        return {}, {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row.get("file")]
    hosts = {
        row["file"]: f"http://{row['site_host'].split()[0]}/"
        for row in rows
        if row.get("site_host")
    }
    return hosts, {row["file"]: row.get("kind") or "" for row in rows}


def _page_file(folder: Path, gold: Path, row: Row, where: str) -> Path:
    name = str(row.get("file") or f"{gold.stem}.html")
    tried = [folder / name, folder / "pages" / name, gold.parent / name, folder.parent / name]
    path = next((path for path in tried if path.is_file()), None)
    if path is None:
        raise BadGoldError(
            f"{where}: its page {name} is neither in {folder} nor in {folder / 'pages'}; "
            "name it in `file`"
        )
    return path


# -- examples of platforms ---------------------------------------------------------------------------


def _example_files(folder: Path) -> list[Path]:
    """Pages in a folder per platform, each with its golden file (`crawler.evaluation.examples`)."""
    pages = [
        path for path in sorted(folder.glob("*/*.html")) if path.with_suffix(".json").is_file()
    ]
    return [path for path in pages if address_of(path.read_bytes()) is not None]


def _examples(folder: Path, paths: list[Path]) -> GoldPages:
    pages = []
    for path in paths:
        ((where, golden),) = _rows(path.with_suffix(".json"))
        url = address_of(path.read_bytes()) or _HOST
        row: Row = {"list": True}
        if golden.get("article"):
            article = dict(golden["article"])
            row = {_EXAMPLE_NAMES.get(name, name): value for name, value in article.items()}
            row = {name: row[name] for name in FIELDS if name in row}
        ground = Ground(where=where, base=url)
        page = page_of(row, ground, name=f"{path.parent.name}/{path.stem}", url=url)
        pages.append(replace(page, path=path))
    return GoldPages(name=folder.name, folder=folder, form="examples", pages=tuple(pages))


# -- whole portals --------------------------------------------------------------------------------


def _portal(folder: Path, gold: Path) -> GoldPages:
    mirror = _mirror(folder)
    unknown: set[str] = set()
    pages: list[GoldPage] = []
    for where, row in _rows(gold):
        address = row.get("path") or row.get("url")
        if not isinstance(address, str):
            raise BadGoldError(f"{where}: a row needs `path` or `url`")
        if row.get("in_mirror") is False:
            continue
        url = urljoin(mirror.home, address)
        ground = Ground(where=where, base=mirror.home, database=True, unknown=unknown)
        page = page_of(row, ground, name=address[-60:], url=url)
        kept = mirror.pages.get(url) or MirrorPage(status=404)
        page = replace(page, path=kept.path, content_type=kept.content_type)
        pages.append(_printed_only(page))
    hidden = folder / "hidden_titles.json"
    titles = json.loads(hidden.read_text(encoding="utf-8")) if hidden.is_file() else []
    return GoldPages(
        name=folder.name, folder=folder, form="portal", pages=tuple(pages), mirror=mirror,
        hidden_titles=tuple(map(str, titles)), complete=gold.suffix == ".json",
        unknown=tuple(sorted(unknown)),
    )  # fmt: skip


def _printed_only(page: GoldPage) -> GoldPage:
    """Ask only for what the page prints of what the database knows: the source, the hour."""
    if page.path is None or page.kind != "article":
        return page
    html = page.path.read_bytes()
    if page.source and page.source.encode() not in html:
        page = replace(page, asked=page.asked - {"source"})
    if page.published and page.printed == "day" and _prints_hour(page.published, html):
        page = replace(page, printed="minute")
    return page


def _prints_hour(published: str, html: bytes) -> bool:
    """Does the hour stand beside the day, as people write both?"""
    if len(published) < 16:
        return False
    year, month, day = published[:10].split("-")
    hour = f"{int(published[11:13])}[:h]{published[14:16]}".encode()
    date = rf"0?{int(day)}\D{{1,12}}0?{int(month)}\D{{1,8}}{year}".encode()
    near = rb"[^<>]{0,12}"
    return re.search(date + near + rb"0?" + hour + rb"|0?" + hour + near + date, html) is not None


def _mirror(folder: Path) -> Mirror:
    with (folder / "urls.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    if not rows or not ({"url", "path"} & set(rows[0])):
        raise BadGoldError(f"{folder / 'urls.csv'}: needs a column `url` or `path`, and `file`")
    column = "url" if "url" in rows[0] else "path"
    home = _home(folder, rows, column)
    pages = {
        urljoin(home, row[column]): MirrorPage(
            status=int(row.get("status") or 200),
            content_type=row.get("content_type") or "",
            location=row.get("location") or "",
            path=_kept(folder, row.get("file") or ""),
        )
        for row in rows
    }
    return Mirror(home=home, pages=pages)


def _kept(folder: Path, name: str) -> Path | None:
    if not name:
        return None
    path = folder / name
    return path if path.is_file() else folder / "files" / name


def _home(folder: Path, rows: list[dict[str, str]], column: str) -> str:
    """Where the portal ran: the origin that its home page names most often in its own links."""
    first = next((row for row in rows if urlsplit(row[column]).path in ("", "/")), rows[0])
    if column == "url":
        return urljoin(first["url"], "/")
    path = _kept(folder, first.get("file") or "")
    named: Counter[bytes] = Counter(_ORIGIN.findall(path.read_bytes()) if path else ())
    return f"{named.most_common(1)[0][0].decode('ascii', 'replace')}/" if named else _HOST


# -- strings --------------------------------------------------------------------------------------


def _strings(path: Path, kind: StringKind) -> GoldStrings:
    asked = {"dates": ("text", "expect"), "citations": ("text", "citations"), "text": ("in", "out")}
    source, answer = asked[kind]
    rows: list[GoldString] = []
    unknown: set[str] = set()
    for where, row in _rows(path):
        if source not in row or answer not in row:
            raise BadGoldError(f"{where}: a row of {path.name} needs `{source}` and `{answer}`")
        unknown |= set(row) - {source, answer, "now", "kind", "category", "note", "flag"}
        value = row[answer]
        expected = value if isinstance(value, list) else [] if value is None else [value]
        rows.append(
            GoldString(
                text=str(row[source]), expected=tuple(map(str, expected)), now=row.get("now"),
                kind=str(row.get("kind") or row.get("category") or ""),
            )
        )  # fmt: skip
    return GoldStrings(
        name=path.stem, folder=path.parent, kind=kind, rows=tuple(rows),
        unknown=tuple(sorted(unknown)),
    )  # fmt: skip
