"""The folder of a static edition: written aside, with the digest of every file, then put in place."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

from publish.errors import PublishError

MARKER = "luutru-static.json"
"""By this file a folder is known as a static edition that may be replaced."""

SUMS = "SHA256SUMS"


class Folder:
    """Writes files and their digests; what exists is not written again."""

    def __init__(self, path: Path, sums: TextIO) -> None:
        self.path = path
        self.files = 0
        self.bytes = 0
        self._sums = sums

    def has(self, name: str) -> bool:
        return (self.path / name).exists()

    def write(self, name: str, content: bytes) -> None:
        """Writes a whole file."""
        self.stream(name, (content,))

    def stream(self, name: str, pieces: Iterable[bytes]) -> None:
        """Writes a file piece by piece.

        Raises:
            PublishError: two things were to become the same file.
        """
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        digest = hashlib.sha256()
        try:
            with path.open("xb") as file:
                for piece in pieces:
                    digest.update(piece)
                    self.bytes += file.write(piece)
        except FileExistsError:
            raise PublishError(f"{name} would be written twice: please report this") from None
        self._sums.write(f"{digest.hexdigest()}  {name}\n")
        self.files += 1


@contextmanager
def replacing(target: Path, about: Mapping[str, Any]) -> Iterator[Folder]:
    """A folder to be filled that takes the place of `target` once all is well.

    Raises:
        PublishError: something lies there that is no static edition of ours.
    """
    target = target.absolute()
    _check(target)
    part, old = (target.with_name(f".{target.name}.{end}") for end in ("part", "old"))
    for leftover in (part, old):
        _check(leftover)
        shutil.rmtree(leftover, ignore_errors=True)
    part.mkdir(parents=True)
    try:
        # First of all, so that what an end before its time leaves is known as ours.
        marker = json.dumps(about, ensure_ascii=False, indent=2) + "\n"
        (part / MARKER).write_text(marker, encoding="utf-8", newline="\n")
        with (part / SUMS).open("w", encoding="utf-8", newline="\n") as sums:
            sums.write(f"{hashlib.sha256(marker.encode()).hexdigest()}  {MARKER}\n")
            yield Folder(part, sums)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise
    if target.exists():
        os.rename(target, old)
    os.rename(part, target)
    shutil.rmtree(old, ignore_errors=True)


def _check(path: Path) -> None:
    if not path.exists() or (path / MARKER).is_file():
        return
    if not path.is_dir() or any(path.iterdir()):
        raise PublishError(
            f"{path} is not empty and no static edition of luutru: name another folder, or empty it"
        )
