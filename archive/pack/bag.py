"""A BagIt 1.0 bag (RFC 8493): records, index, exports and what is known of the crawls."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import bagit

from archive import query
from archive.about import operator, software
from archive.cdxj import SortedLines, entry_of
from archive.errors import ArchiveError
from archive.export import PLAIN
from archive.folder import Archive
from archive.pack.selection import Chosen, Selection, open_selection
from archive.pack.subset import Copier, Packed, Progress
from archive.pack.unfinished import unfinished

_PAGE = 500


def write_bag(
    archive: Archive,
    chosen: Chosen,
    path: Path,
    *,
    today: date,
    organization: str | None = None,
    description: str | None = None,
    progress: Progress | None = None,
) -> Packed:
    """Makes the folder `path`: a bag of the chosen captures and of the articles in them.

    Raises:
        ArchiveError: nothing is chosen, the folder is there already, or a record is damaged.
    """
    if path.exists():
        raise ArchiveError(f"{path} is there already; name another folder with -o")
    with open_selection(archive.conn, chosen) as selection, unfinished(path) as part:
        (part / "warc").mkdir(parents=True)
        _write_warcs(archive, selection, part, progress)
        pages = _write_exports(archive, chosen, part)
        (part / "about.json").write_text(
            json.dumps(_about(archive, selection), ensure_ascii=False, indent=2) + "\n"
        )
        said = {
            "Source-Organization": organization or operator(),
            "External-Description": description
            or f"{selection.captures} captures: {selection.name}",
            "External-Identifier": f"{selection.name}-{selection.digest[:16]}",
            "Bagging-Date": today.isoformat(),
            "Bag-Software-Agent": software(),
        }
        bagit.make_bag(
            str(part), {name: text for name, text in said.items() if text}, checksums=["sha256"]
        )
        return Packed(path=path, captures=selection.captures, pages=pages)


def _write_warcs(
    archive: Archive, selection: Selection, part: Path, progress: Progress | None
) -> None:
    copier = Copier(archive, selection, progress)
    with SortedLines() as index:
        for source, _ in selection.warcs():
            name = f"{selection.name}-{source}"
            with (part / "warc" / name).open("wb") as file:
                for placed in copier.copy(file, name, [source]):
                    entry = entry_of(
                        placed.row, archive.warc_dir, offset=placed.offset, filename=name
                    )
                    index.add(entry.line())
        with (part / "index.cdxj").open("w", encoding="utf-8", newline="\n") as out:
            out.writelines(index)


def _write_exports(archive: Archive, chosen: Chosen, part: Path) -> int:
    """The articles of the packed captures in every form of `luutru export`; how many."""
    keys = [
        row["pk"]
        for row in archive.conn.execute(
            "SELECT DISTINCT a.pk FROM packed p JOIN captures c ON c.id = p.capture "
            "JOIN article_urls u ON u.url = c.url JOIN articles a ON a.id = u.article ORDER BY a.pk"
        )
    ]
    for form, write in PLAIN.items():
        with (part / f"articles.{form}").open("wb") as file:
            write(_articles(archive, keys), file)
    return len(keys)


def _articles(archive: Archive, keys: list[int]) -> Iterator[dict[str, Any]]:
    for start in range(0, len(keys), _PAGE):
        yield from query.by_key(archive.conn, keys[start : start + _PAGE])


def _about(archive: Archive, selection: Selection) -> dict[str, Any]:
    """The portals and crawls that the captures belong to."""
    conn = archive.conn
    portals = conn.execute(
        "SELECT id, url, name, platform, added_at FROM portals WHERE id IN "
        "(SELECT c.portal FROM packed p JOIN captures c ON c.id = p.capture) ORDER BY id"
    )
    crawls = conn.execute(
        "SELECT id, portal, started_at, finished_at, state, reason, requests, bytes, pages, articles,"
        " new, changed, gone, media, failed FROM crawls WHERE id IN "
        "(SELECT c.crawl FROM packed p JOIN captures c ON c.id = p.capture) ORDER BY id"
    )
    return {
        "selection": selection.name,
        "captures": selection.captures,
        "portals": [dict(row) for row in portals],
        "crawls": [dict(row) for row in crawls],
    }
