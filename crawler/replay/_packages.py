"""What other programs put around captures: WACZ files, folders of ArchiveBox."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from archive.errors import UnreadableInput
from archive.folder import VIETNAM
from crawler.replay._foreign import ForeignFile

_WARCS = (".warc", ".warc.gz")
_LISTS = ("pages/pages.jsonl", "pages/extraPages.jsonl")
_COPIES = ("singlefile.html", "output.html")
"""The same page once more, as ArchiveBox keeps it beside the WARC; the best one first."""


def files_in_package(path: Path) -> list[ForeignFile]:
    """The WARC files of a WACZ (specs.webrecorder.net/wacz/1.1.1).

    Raises:
        UnreadableInput: it is no ZIP file, it is cut, or there is no WARC file in it.
    """
    try:
        with zipfile.ZipFile(path) as package:
            names = [name for name in package.namelist() if name.lower().endswith(_WARCS)]
            hosts = frozenset(_page_hosts(package))
    except (zipfile.BadZipFile, EOFError) as error:
        raise UnreadableInput(
            f"{path} is no WACZ file that can be read ({error}): nothing was imported from it. "
            "Get a whole copy"
        ) from error
    if not names:
        raise UnreadableInput(f"{path} holds no WARC file: nothing was imported from it")
    return [ForeignFile(path=path, member=name, page_hosts=hosts or None) for name in sorted(names)]


def _page_hosts(package: zipfile.ZipFile) -> Iterator[str]:
    for name in set(_LISTS) & set(package.namelist()):
        for line in package.read(name).decode("utf-8", "replace").splitlines():
            try:
                page = json.loads(line)
            except ValueError:
                continue
            if isinstance(page, dict) and isinstance(page.get("url"), str):
                yield urlsplit(page["url"]).netloc


def snapshot_of(path: Path) -> tuple[str, datetime] | None:
    """Address and time of a page in a snapshot folder of ArchiveBox, by its index.json."""
    index = _index(path.parent)
    if index is None or path.name not in _COPIES:
        return None
    try:
        when = datetime.fromtimestamp(float(index["timestamp"]), UTC).astimezone(VIETNAM)
    except (ValueError, OverflowError):
        return None
    return str(index["url"]), when


def _index(folder: Path) -> dict[str, Any] | None:
    try:
        index = json.loads((folder / "index.json").read_bytes())
    except (OSError, ValueError):
        return None
    known = isinstance(index, dict) and {"url", "timestamp", "history"} <= index.keys()
    return index if known and str(index["url"]).startswith(("http://", "https://")) else None


def without_copies(files: list[Path], warcs: Sequence[str]) -> list[Path]:
    """Leaves out what ArchiveBox keeps beside the WARC of a snapshot: the same page once more."""
    known: dict[Path, bool] = {}
    kept = []
    for file in files:
        folder = next((one for one in file.parents if _is_snapshot(one, known)), None)
        if folder is None or file.name.lower().endswith(tuple(warcs)):
            kept.append(file)
            continue
        beside = [one for one in files if folder in one.parents and one != file]
        if any(one.name.lower().endswith(tuple(warcs)) for one in beside):
            continue
        best = next((name for name in _COPIES if (folder / name).is_file()), None)
        if file == folder / (best or ""):
            kept.append(file)
    return kept


def _is_snapshot(folder: Path, known: dict[Path, bool]) -> bool:
    if folder not in known:
        known[folder] = _index(folder) is not None
    return known[folder]
