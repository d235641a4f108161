"""One WACZ 1.1.1 file: records, index, pages, and digests of them all.

https://specs.webrecorder.net/wacz/1.1.1/. WARC files and the compressed index are stored, not
deflated, so that a reader on the web can ask for single records by range.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from archive.about import operator, software
from archive.cdxj import SortedLines, entry_of
from archive.folder import Archive
from archive.pack.pages import article_pages, other_pages, when
from archive.pack.selection import Chosen, Selection, open_selection
from archive.pack.subset import Copier, Packed, Progress
from archive.pack.unfinished import unfinished

WACZ_VERSION = "1.1.1"
_BLOCK = 1024
"""Lines of the index in one gzip member, as ArchiveWeb.page and py-wacz have it."""


def write_wacz(
    archive: Archive,
    chosen: Chosen,
    path: Path,
    *,
    title: str | None = None,
    description: str | None = None,
    progress: Progress | None = None,
) -> Packed:
    """Packs the chosen captures into `path`, which is there whole or not at all.

    `created` in it is when the newest of them was captured, so that packing them again gives the
    same bytes.

    Raises:
        ArchiveError: nothing is chosen, or a record of the archive is damaged.
    """
    with open_selection(archive.conn, chosen) as selection, unfinished(path) as part:
        with zipfile.ZipFile(part, "w") as file:
            out = _Package(file, selection.newest)
            with SortedLines() as index:
                _write_warcs(archive, selection, out, index, progress)
                _write_index(out, index)
            pages = out.text("pages/pages.jsonl", article_pages(archive.conn)) - 1
            out.text("pages/extraPages.jsonl", other_pages(archive.conn))
            out.finish(
                {
                    "title": title or _title(archive, chosen),
                    "description": description or _description(selection),
                    **_main_page(archive, chosen),
                }
            )
        return Packed(path=path, captures=selection.captures, pages=pages)


def _write_warcs(
    archive: Archive,
    selection: Selection,
    out: _Package,
    index: SortedLines,
    progress: Progress | None,
) -> None:
    copier = Copier(archive, selection, progress)
    for source, _ in selection.warcs():
        name = f"{selection.name}-{source}"
        with out.member(f"archive/{name}") as sink:
            for placed in copier.copy(sink, name, [source]):
                entry = entry_of(placed.row, archive.warc_dir, offset=placed.offset, filename=name)
                index.add(entry.line())


def _write_index(out: _Package, lines: Iterable[str]) -> None:
    meta = {"format": "cdxj-gzip-1.0", "filename": "index.cdx.gz"}
    said = [f"!meta 0 {json.dumps(meta)}\n"]
    at = 0
    with out.member("indexes/index.cdx.gz") as sink:
        for block in _blocks(lines):
            packer = zlib.compressobj(wbits=31)
            member = packer.compress("".join(block).encode()) + packer.flush()
            digest = f"sha256:{hashlib.sha256(member).hexdigest()}"
            place = {"offset": at, "length": len(member), "digest": digest}
            said.append(f"{block[0].split('{', 1)[0].strip()} {json.dumps(place)}\n")
            sink.write(member)
            at += len(member)
    out.text("indexes/index.idx", said)


def _blocks(lines: Iterable[str]) -> Iterator[list[str]]:
    block: list[str] = []
    for line in lines:
        block.append(line)
        if len(block) == _BLOCK:
            yield block
            block = []
    if block:
        yield block


def _title(archive: Archive, chosen: Chosen) -> str:
    row = archive.conn.execute("SELECT name FROM portals WHERE id = ?", (chosen.portal,)).fetchone()
    return str(row["name"]) if row else "Trang thông tin của các xã"


def _description(selection: Selection) -> str:
    who = operator()
    kept = f"{selection.captures} captures until {when(selection.newest.isoformat())}"
    return f"{kept}, kept by {who}" if who else kept


def _main_page(archive: Archive, chosen: Chosen) -> dict[str, str]:
    """The home page, where it is among what is packed."""
    row = archive.conn.execute(
        "SELECT c.url, max(c.fetched_at) AS at FROM packed p JOIN captures c ON c.id = p.capture "
        "JOIN portals o ON o.id = c.portal AND o.url = c.url "
        "WHERE o.id = ? AND c.method = 'GET' AND c.status = 200",
        (chosen.portal,),
    ).fetchone()
    if row["url"] is None:
        return {}
    return {"mainPageUrl": row["url"], "mainPageDate": when(row["at"])}


@dataclass(slots=True)
class _Package:
    """A ZIP file that remembers the digest of everything in it."""

    file: zipfile.ZipFile
    created: datetime
    resources: list[dict[str, Any]] = field(default_factory=list)

    @contextmanager
    def member(self, path: str, *, stored: bool = True) -> Iterator[_Digesting]:
        at = self.created.astimezone(UTC)
        info = zipfile.ZipInfo(path, (at.year, at.month, at.day, at.hour, at.minute, at.second))
        info.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
        info.external_attr = 0o644 << 16
        with self.file.open(info, "w", force_zip64=True) as opened:
            sink = _Digesting(opened)
            yield sink
        self.resources.append(
            {
                "name": path.rsplit("/", 1)[-1].lower(),
                "path": path,
                "hash": f"sha256:{sink.digest.hexdigest()}",
                "bytes": sink.bytes,
            }
        )

    def text(self, path: str, lines: Iterable[str]) -> int:
        """Writes lines; how many."""
        number = 0
        with self.member(path, stored=False) as sink:
            for line in lines:
                sink.write(line.encode())
                number += 1
        return number

    def finish(self, said: dict[str, str]) -> None:
        """The package's description, and the digest of that."""
        package: dict[str, Any] = {
            "profile": "data-package",
            "wacz_version": WACZ_VERSION,
            "software": software(),
            "created": when(self.created.isoformat()),
            **said,
            "resources": sorted(self.resources, key=lambda one: str(one["path"])),
        }
        described = json.dumps(package, ensure_ascii=False, indent=2)
        self.text("datapackage.json", [described])
        digest = hashlib.sha256(described.encode()).hexdigest()
        proof = {"path": "datapackage.json", "hash": f"sha256:{digest}"}
        self.text("datapackage-digest.json", [json.dumps(proof, indent=2)])


class _Digesting:
    """Passes bytes on, counted and digested."""

    def __init__(self, out: IO[bytes]) -> None:
        self._out = out
        self.digest = hashlib.sha256()
        self.bytes = 0

    def write(self, data: bytes, /) -> int:
        self.digest.update(data)
        self.bytes += len(data)
        return self._out.write(data)
