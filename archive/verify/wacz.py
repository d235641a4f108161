"""WACZ files (specs.webrecorder.net/wacz/1.1.1): what a reader needs must be there and true.

Every entry's checksum, the data package and its digest, pages, and the index against the
records: each line must lead to its record, and each record that can be asked for must be there.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from archive.verify.members import UNZIPPABLE, Seen
from archive.verify.outside import Checked, Progress, as_problems, check_warc

_INDEXED = ("response", "revisit", "resource")
_PAGES = "pages/pages.jsonl"
_PACKAGE = "datapackage.json"

Places = dict[tuple[str, int], str]
"""(WARC file, offset) -> URL."""


def check_wacz(path: Path, *, progress: Progress = None) -> Checked:
    """The whole file."""
    checked = Checked(path=path, kind="WACZ")
    try:
        with zipfile.ZipFile(path) as zipped:
            checked.problems += as_problems(_Check(zipped, checked, progress).faults(), str(path))
    except UNZIPPABLE as error:
        checked.problems += as_problems(
            [f"this is no ZIP file that can be read: {error}"], str(path)
        )
    return checked


class _Check:
    def __init__(self, zipped: zipfile.ZipFile, checked: Checked, progress: Progress) -> None:
        self._zip, self._checked, self._progress = zipped, checked, progress
        self._names = set(zipped.namelist())
        self._broken: set[str] = set()

    def faults(self) -> Iterator[str]:
        if len(self._names) < len(self._zip.namelist()):
            yield "two entries have the same name"
        digests = {}
        for info in self._zip.infolist():
            try:
                digests[info.filename] = self._digest(info.filename)
            except UNZIPPABLE as error:
                self._broken.add(info.filename)
                yield f"{info.filename} is damaged: {error}"
        yield from self._package(digests)
        pages: list[str] = []
        yield from self._pages(pages)
        warcs = [n for n in self._names if n.startswith("archive/") and ".warc" in n]
        if not warcs:
            yield "there is no WARC file in archive/"
        index: Places = {}
        yield from self._index(index)
        records: Places = {}
        others: Places = {}
        for name in sorted(set(warcs) - self._broken):
            for seen in self._warc(name):
                place = (name.removeprefix("archive/"), seen.offset)
                (records if seen.type in _INDEXED else others)[place] = seen.url or ""
        yield from _compared(index, records, others)
        urls = set(index.values())
        for url in pages:
            if url not in urls:
                yield f"the page {url} is in no index"

    def _digest(self, name: str) -> str:
        digest = hashlib.sha256()
        with self._zip.open(name) as file:
            while chunk := file.read(1 << 20):
                digest.update(chunk)
        return digest.hexdigest()

    def _package(self, digests: dict[str, str]) -> Iterator[str]:
        package = self._json(_PACKAGE)
        if not isinstance(package, dict):
            yield f"there is no {_PACKAGE} that can be read"
            return
        if package.get("profile") != "data-package":
            yield f"{_PACKAGE} does not say that it is a data-package"
        listed = set()
        for resource in package.get("resources", []):
            name = resource.get("path", "")
            listed.add(name)
            if name not in self._names:
                yield f"{_PACKAGE} lists {name}, which is not there"
            elif resource.get("hash", "").removeprefix("sha256:") != digests.get(name):
                yield f"{name} does not have the digest that {_PACKAGE} gives"
            elif resource.get("bytes") != self._zip.getinfo(name).file_size:
                yield f"{name} is not as long as {_PACKAGE} says"
        for name in sorted(self._names - listed):
            if not name.startswith("datapackage") and not name.endswith("/"):
                yield f"{name} is not listed in {_PACKAGE}"
        signed = self._json("datapackage-digest.json")
        if signed is None:
            self._checked.notes.append(
                "no datapackage-digest.json: the data package is not digested"
            )
        elif signed.get("hash", "").removeprefix("sha256:") != digests.get(_PACKAGE):
            yield f"{_PACKAGE} does not have the digest that datapackage-digest.json gives"

    def _json(self, name: str) -> Any:
        if name not in self._names or name in self._broken:
            return None
        try:
            return json.loads(self._zip.read(name))
        except ValueError:
            return None

    def _lines(self, name: str) -> Iterator[bytes]:
        with self._zip.open(name) as file:
            yield from gzip.GzipFile(fileobj=file) if name.endswith(".gz") else file

    def _pages(self, pages: list[str]) -> Iterator[str]:
        if _PAGES not in self._names:
            yield f"there is no {_PAGES}: readers show an empty archive"
            return
        if _PAGES in self._broken:
            return
        for number, line in enumerate(self._lines(_PAGES), 1):
            try:
                row = json.loads(line)
            except ValueError:
                yield f"line {number} of {_PAGES} is no JSON"
                continue
            if number == 1:
                if "format" not in row:
                    yield f"the first line of {_PAGES} does not give its format"
            elif not row.get("url") or not row.get("ts"):
                yield f"line {number} of {_PAGES} has no url or no ts"
            else:
                pages.append(row["url"])
        if not pages:
            yield f"{_PAGES} lists no page"

    def _index(self, index: Places) -> Iterator[str]:
        names = sorted(
            name for name in self._names - self._broken
            if name.startswith("indexes/") and name.endswith((".cdx", ".cdxj", ".cdx.gz", ".cdxj.gz"))
        )  # fmt: skip
        if not names:
            yield "there is no index in indexes/: no page can be found"
        for name in names:
            last = b""
            try:
                for number, line in enumerate(self._lines(name), 1):
                    if line < last:
                        yield f"line {number} of {name} is out of order: searches miss it"
                    last = line
                    yield from _entry(line, f"line {number} of {name}", index)
            except (OSError, EOFError, zlib.error) as error:
                yield f"{name} cannot be unpacked: {error}"
        if names and not index:
            yield "the index is empty"

    def _warc(self, name: str) -> Iterator[Seen]:
        """The records of one WARC file inside, through a file that can be read back and forth."""
        info = self._zip.getinfo(name)
        if info.compress_type != zipfile.ZIP_STORED:
            self._checked.notes.append(f"{name} is compressed: readers cannot fetch parts of it")
        with tempfile.TemporaryFile() as file:
            with self._zip.open(name) as source:
                shutil.copyfileobj(source, file, 1 << 20)
            inside = f"{self._checked.path}/{name}"
            yield from check_warc(
                file, info.file_size, inside, self._checked, progress=self._progress
            )


def _entry(line: bytes, where: str, index: Places) -> Iterator[str]:
    start = line.find(b"{")
    if line.startswith(b"!meta") or not line.strip():
        return
    try:
        row = json.loads(line[start:])
        index[row["filename"], int(row["offset"])] = row["url"]
    except (ValueError, KeyError, TypeError):
        yield f"{where} is no CDXJ"


def _compared(index: Places, records: Places, others: Places) -> Iterator[str]:
    for (name, offset), url in index.items():
        found = records.get((name, offset), others.get((name, offset)))
        if found is None:
            yield f"the index says that {url} lies at byte {offset:,} of {name}; no record is there"
        elif not url.startswith(found):  # a POST is indexed with what was sent behind its address
            yield f"the index says that {url} lies at byte {offset:,} of {name}; {found} does"
    for name, offset in sorted(set(records) - set(index)) if index else ():
        yield f"{records[name, offset]} at byte {offset:,} of {name} is in no index"
