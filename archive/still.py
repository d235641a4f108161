"""How a database is opened for reading, also where nobody can write: a DVD, a container, another's folder."""

from __future__ import annotations

import os
from pathlib import Path


def address(path: Path) -> str:
    """The URI to read a database by; as immutable where nobody can write beside it.

    There SQLite cannot make the index of the log (`-shm`) that it reads a WAL database with. With
    a log that was not folded in, it is not immutable: SQLite would pass the log over in silence.
    """
    log = path.with_name(f"{path.name}-wal")
    still = (
        not writable(path.parent)
        and not path.with_name(f"{path.name}-shm").exists()
        and not (log.exists() and log.stat().st_size)
    )
    return f"{path.resolve().as_uri()}?{'immutable=1' if still else 'mode=ro'}"


def writable(folder: Path) -> bool:
    """Can this process make files there?"""
    try:
        return os.access(folder, os.W_OK, effective_ids=True)
    except NotImplementedError:
        return os.access(folder, os.W_OK)
