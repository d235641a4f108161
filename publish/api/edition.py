"""The edition as the API sees it: how it is asked, where readers find it, when it changed."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from starlette.requests import Request

BASE = "/api/v1"

Read = Callable[[Callable[[sqlite3.Connection], Any]], Awaitable[Any]]
"""`await read(work)` gives `work(connection)` of the edition, within the site's time limit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """What every route needs."""

    read: Read
    site: Callable[[Request], str]
    """Where readers find the site: `https://luutru.example`."""
    path: Callable[[], Path]

    def changed(self) -> int | None:
        """The second of its last change, to be asked for before the edition is.

        None while that second is not over: it may change once more in it.
        """
        path = self.path()
        log = path.with_name(f"{path.name}-wal")
        moments = [os.stat(one).st_mtime for one in (path, log) if one.exists()]
        latest = int(max(moments, default=0))
        return latest if latest < int(time.time()) else None
