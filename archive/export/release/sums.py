"""Digests: of each file as it is written, SHA256SUMS of all, and the folder as one ZIP file."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from archive.rest import sha256_file

SUMS = "SHA256SUMS"
_PACKED = (".gz", ".parquet", ".jpg", ".jpeg", ".png", ".webp")


def paths(folder: Path) -> Iterator[Path]:
    """Every file of a folder, in the order of their names."""
    yield from sorted(path for path in folder.rglob("*") if path.is_file())


def write_sums(folder: Path) -> None:
    """Writes SHA256SUMS, which `sha256sum -c` reads: every file but itself."""
    lines = [
        f"{sha256_file(path)}  {path.relative_to(folder).as_posix()}\n"
        for path in paths(folder)
        if path.name != SUMS
    ]
    (folder / SUMS).write_text("".join(lines), encoding="utf-8", newline="\n")


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
