"""The same reading over pages that others kept: WARC, ARC and WACZ files, saved pages, plain text.

No network. Each imported page becomes a capture with its own date and a note of where it came
from; then it is read as if it had just been fetched. What is in the archive already is passed
over, so importing twice is harmless.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from pathlib import Path

from archive import places, portals
from archive.errors import ArchiveError, DiskFull, UnreadableInput
from archive.folder import Archive
from archive.record import Portal
from crawler.attachments.catchup import ATTACHMENT_SECONDS, catch_up
from crawler.replay._foreign import ForeignFile
from crawler.replay._imported import Imported, have
from crawler.replay._packages import files_in_package, without_copies
from crawler.replay._saved import HTML_SUFFIXES, import_saved, is_page, read_saved
from crawler.replay._warcs import Waiting, import_waiting, import_warc

__all__ = ["Imported", "check", "import_files", "is_page"]

_TEXT_SUFFIXES = (".txt", ".text", ".md")
_WARC_SUFFIXES = (".warc", ".warc.gz", ".arc", ".arc.gz", ".warc.zst")
_PACKAGE_SUFFIX = ".wacz"
_MAX_PAGE = 64 * 1024 * 1024


def import_files(
    archive: Archive, paths: list[Path], *, url: str | None = None, portal: str | None = None
) -> Iterator[Imported]:
    """Imports files and folders one after the other; a bad file is told, the others go on.

    At the end new portals are given their commune, and new documents are read for a while.

    Args:
        url: the address a single saved page was taken from.
        portal: the portal the pages belong to; found by host or site name when missing.

    Raises:
        UnknownPortal: `portal` is not in the archive.
        UnreadableInput: `url` is no web address, or does not go with what is to be imported.
    """
    owner = portals.get(archive.conn, portal) if portal else None
    found = [(path, _files(path)) for path in paths]
    if url is not None:
        if not re.match(r"https?://[^\s/]", url):
            raise UnreadableInput(f"--url {url!r} is no web address; nothing was imported")
        url = portals.normalise_url(url)
        if sum(len(files) for _, files in found) > 1:
            raise UnreadableInput("--url names one page, but several files were given")
    waiting: list[Waiting] = []
    for path, files in found:
        if not files:
            yield Imported(path=path, problem=f"{path}: nothing to import in this folder")
        for file in files:
            try:
                yield from _import_file(archive, file, url, owner, waiting)
            except DiskFull:
                raise
            except (ArchiveError, OSError) as error:
                archive.rollback()
                yield Imported(path=file, problem=_reason(error, file))
    for later in waiting:
        yield import_waiting(archive, later, owner)
    places.match_unplaced(archive, [one.id for one in portals.list_portals(archive.conn)])
    catch_up(archive, budget=ATTACHMENT_SECONDS)


def check(paths: list[Path]) -> None:
    """Refuses paths that are not there before anything is imported.

    Raises:
        ArchiveError
    """
    missing = [str(path) for path in paths if not path.exists()]
    if missing:
        raise ArchiveError(f"not found: {', '.join(missing)}; nothing was imported")


def _reason(error: Exception, path: Path) -> str:
    if isinstance(error, OSError) and error.strerror:
        return f"{path} cannot be read: {error.strerror}"
    return str(error) if str(path) in str(error) else f"{path}: {error}"


def _files(path: Path) -> list[Path]:
    """The files to import; not the frames and scripts that a browser saves in `..._files`."""
    if not path.is_dir():
        return [path]
    wanted = (*_TEXT_SUFFIXES, *HTML_SUFFIXES, *_WARC_SUFFIXES, _PACKAGE_SUFFIX)
    found = sorted(
        file
        for file in path.rglob("*")
        if file.is_file()
        and file.name.lower().endswith(wanted)
        and not any(part.endswith("_files") for part in file.relative_to(path).parts[:-1])
    )
    return without_copies(found, _WARC_SUFFIXES)


def _import_file(
    archive: Archive, path: Path, url: str | None, owner: Portal | None, waiting: list[Waiting]
) -> Iterator[Imported]:
    if path.name.lower().endswith(_PACKAGE_SUFFIX):
        files = files_in_package(path)
    elif _is_warc(path):
        files = [ForeignFile(path=path)]
    else:
        yield _import_page(archive, path, url, owner)
        return
    for file in files:
        done, later = import_warc(archive, file, owner)
        if later is not None:
            waiting.append(later)
        yield done


def _is_warc(path: Path) -> bool:
    with path.open("rb") as file:
        head = file.read(4096)
    if not head.strip():
        raise UnreadableInput(f"{path} is empty: nothing was imported from it")
    named = path.name.lower().endswith(_WARC_SUFFIXES)
    return named or _inflated(head).startswith((b"WARC/", b"filedesc://"))


def _import_page(archive: Archive, path: Path, url: str | None, owner: Portal | None) -> Imported:
    with path.open("rb") as file:
        head = file.read(4096)
    if b"\x00" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnreadableInput(
            f"{path} is neither a WARC file, a saved page nor a text: nothing was imported from it"
        )
    if path.stat().st_size > _MAX_PAGE:
        raise UnreadableInput(f"{path} is too large for a page (over {_MAX_PAGE >> 20} MB)")
    saved = read_saved(path, head, url)
    if have(archive, saved.address, saved.content, saved.fetched_at, latest=True):
        return Imported(path=path, skipped=1)
    return import_saved(archive, path, saved, owner)


def _inflated(head: bytes) -> bytes:
    if not head.startswith(b"\x1f\x8b"):
        return head
    try:
        return zlib.decompressobj(31).decompress(head)
    except zlib.error:
        return head
