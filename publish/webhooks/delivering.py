"""One pass over all receivers; the courier, who makes passes beside a running site."""

from __future__ import annotations

import contextlib
import fcntl
import logging
import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Self

from archive.editorial import Editorial, NoSuchItem
from archive.errors import ArchiveBusy, ArchiveError
from archive.folder import now
from archive.webhooks.outbox import due, is_due, list_new, rests, settle
from archive.webhooks.receivers import hook, hooks, secret_of
from publish.webhooks.sending import Sender

LOG = logging.getLogger("luutru.webhooks")

_AT_ONCE = 8
"""Receivers that are told at the same time: none waits for a slow one."""

_LOOK = 1.0
"""Seconds between two looks of the courier, if nobody calls."""

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What one pass brought to one receiver."""

    webhook: str
    delivered: int = 0
    failed: int = 0


def deliver(folder: Path, *, clock: Clock = now, stop: threading.Event | None = None) -> list[Told]:
    """Tells every receiver all that can be told now.

    Raises:
        ArchiveBusy: somebody else does it at this moment.
    """
    stop = stop or threading.Event()
    with _only_one(folder):
        with Editorial(folder) as ed:
            wanted = _wanted(ed, clock())
        if not wanted:
            return []
        with ThreadPoolExecutor(min(_AT_ONCE, len(wanted)), "webhook") as pool:
            return list(pool.map(partial(_tell, folder, clock, stop), wanted))


def _wanted(ed: Editorial, moment: datetime) -> list[str]:
    """Receivers that something is due for."""
    return [one.id for one in hooks(ed.conn) if is_due(ed, one, moment)]


def _tell(folder: Path, clock: Clock, stop: threading.Event, ident: str) -> Told:
    """One receiver, until nothing is due, or it rests."""
    delivered = failed = 0
    with (
        Editorial(folder) as ed,
        contextlib.suppress(NoSuchItem),
        Sender(hook(ed.conn, ident), secret_of(ed.conn, ident)) as sender,
    ):
        while not stop.is_set() and not rests(hook(ed.conn, ident), clock()):
            list_new(ed, ident, clock())
            waiting = due(ed, ident, clock())
            for one in waiting:
                if stop.is_set() or rests(hook(ed.conn, ident), clock()):
                    break
                outcome = sender.send(one, clock())
                settle(ed, one, outcome, clock())
                delivered += outcome.delivered
                failed += not outcome.delivered
                if outcome.error:
                    LOG.warning("webhook %s, event %s: %s", ident, one.sequence, outcome.error)
            if not waiting:
                break
    return Told(webhook=ident, delivered=delivered, failed=failed)


@contextmanager
def _only_one(folder: Path) -> Iterator[None]:
    lock = os.open(folder / "webhooks.lock", os.O_RDWR | os.O_CREAT, 0o644)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise ArchiveBusy(
            "webhooks are being delivered by another process (`luutru serve --desk` does it by "
            "itself)"
        ) from None
    finally:
        os.close(lock)


class Courier:
    """A chore of `publish.refreshing`: delivers in a thread of its own, which blocks nobody."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._called, self._stop = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, name="webhooks", daemon=True)

    def __call__(self, folder: Path) -> None:
        """Something may have been announced."""
        self._called.set()

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Ends after the attempt that is being made, or in it: nothing is lost."""
        self._stop.set()
        self._called.set()
        self._thread.join(_LOOK)

    def _run(self) -> None:
        with Editorial(self._folder) as ed:
            while not self._stop.is_set():
                self._called.wait(_LOOK)
                self._called.clear()
                try:
                    if _wanted(ed, now()):
                        deliver(self._folder, stop=self._stop)
                except ArchiveBusy:
                    self._stop.wait(_LOOK)
                except (ArchiveError, sqlite3.Error, OSError) as error:
                    LOG.warning("webhooks wait: %s", error)
                    self._stop.wait(_LOOK)
