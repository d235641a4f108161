"""Digests: of each file as it is written, SHA256SUMS of all, and the folder as one ZIP file."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from archive.rest import sha256_file

SUMS = "SHA256SUMS"
_PACKED = (".gz", ".parquet", ".jpg", ".jpeg", ".png", ".webp")


def paths(folder: Path) -> Iterator[Path]:
    """Every file of a folder, in an order that is always the same; one folder at a time in memory."""
    for path in sorted(folder.iterdir()):
        if path.is_dir():
            yield from paths(path)
        else:
            yield path


def write_sums(folder: Path, digest_of: Callable[[str], str | None]) -> None:
    """Writes SHA256SUMS, which `sha256sum -c` reads: every file but itself.

    Args:
        digest_of: the digest of a file, by its name, where it is known already.
    """
    with (folder / SUMS).open("w", encoding="utf-8", newline="\n") as out:
        for path in paths(folder):
            name = path.relative_to(folder).as_posix()
            if name != SUMS:
                out.write(f"{digest_of(name) or sha256_file(path)}  {name}\n")


def write_zip(folder: Path, name: str, file: Path, moment: datetime) -> None:
    """The folder as a ZIP file; all in it has the same time, so that it is always the same."""
    with zipfile.ZipFile(file, "w") as out:
        for path in paths(folder):
            inside = zipfile.ZipInfo(
                f"{name}/{path.relative_to(folder).as_posix()}", moment.timetuple()[:6]
            )
            inside.external_attr = 0o644 << 16
            packed = path.suffix.lower() in _PACKED
            inside.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
            with path.open("rb") as source, out.open(inside, "w", force_zip64=True) as target:
                shutil.copyfileobj(source, target, 1 << 20)
