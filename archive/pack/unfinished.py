"""Nothing half-written is ever found under its final name."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from archive.errors import ArchiveError, DiskFull


@contextmanager
def unfinished(path: Path) -> Iterator[Path]:
    """A name to write to, a file or a folder; renamed to `path` at the end, else removed.

    Raises:
        ArchiveError: it cannot be written there.
        DiskFull
    """
    part = path.with_name(f"{path.name}.part")
    _remove(part)
    try:
        yield part
        part.replace(path)
    except OSError as error:
        if error.errno == 28:
            raise DiskFull(f"no space left on the disk of {path}: nothing was written") from error
        raise ArchiveError(f"cannot write {path}: {error.strerror or error}") from error
    finally:
        _remove(part)


def _remove(part: Path) -> None:
    if part.is_dir():
        shutil.rmtree(part)
    else:
        part.unlink(missing_ok=True)
