"""Shows what editors publish within moments: a thread beside a site with a desk.

It notices every act, of whatever process, runs what was scheduled, and updates the edition. A crawl
goes on meanwhile; what it brings is taken in as well.
"""

from __future__ import annotations

import logging
import multiprocessing
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from archive.editorial import workflow
from archive.editorial.database import EDITORIAL, Editorial
from archive.errors import ArchiveError
from publish.build import NeedsWhole, build, refresh, scrub
from publish.errors import PublishError

LOG = logging.getLogger("luutru.desk")

_LOOK = 0.2
"""Seconds between two looks at editorial.db."""

_CRAWLS = 30.0
"""Seconds between two looks at what crawls have brought."""

_AGAIN = 2.0
"""Seconds before what has failed is tried again."""

Chore = Callable[[Path], None]
"""Something else that is done for an archive while its desk is open, every few moments."""


class Refresher:
    """Keeps the edition of an archive up to date."""

    def __init__(self, folder: Path, chores: Sequence[Chore] = ()) -> None:
        self._folder = folder
        self._chores = chores
        self._archive, self._looked = 0, -_CRAWLS
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="refresh", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Ends after what is being done."""
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                with Editorial(self._folder) as ed:
                    self._keep_fresh(ed)
            except (ArchiveError, PublishError, sqlite3.Error, OSError) as error:
                LOG.warning("the edition is not up to date yet: %s", error)
                self._stop.wait(_AGAIN)

    def _keep_fresh(self, ed: Editorial) -> None:
        """Until it is stopped, or another editorial.db lies there: a copy that was put back."""
        seen, clean, file = (-1, -1), False, _file(self._folder)
        while not self._stop.is_set() and _file(self._folder) == file:
            workflow.run_due(ed)
            now = (_acts(ed), self._crawled(ed))
            if now != seen:
                self._update()
                seen, clean = now, False
            elif not clean:
                clean = scrub(self._folder)
                continue
            for chore in self._chores:
                chore(self._folder)
            self._stop.wait(_LOOK)

    def _crawled(self, ed: Editorial) -> int:
        """How far the archive has come, looked at every now and then."""
        if time.monotonic() - self._looked > _CRAWLS:
            self._looked = time.monotonic()
            row = ed.conn.execute("SELECT coalesce(max(seq), 0) FROM captured.changes").fetchone()
            self._archive = row[0]
        return self._archive

    def _update(self) -> None:
        began = time.monotonic()
        try:
            report = refresh(self._folder)
        except NeedsWhole as why:
            LOG.warning("the edition is made anew, since %s", why)
            _build_aside(self._folder)
            return
        LOG.info("%s in %.2f s", report.mode, time.monotonic() - began)


def _file(folder: Path) -> int:
    return (folder / EDITORIAL).stat().st_ino


def _acts(ed: Editorial) -> int:
    found: int = ed.conn.execute("SELECT coalesce(max(seq), 0) FROM touched").fetchone()[0]
    return found


def _build_aside(folder: Path) -> None:
    """In a process of its own: it takes long, and readers are answered meanwhile."""
    process = multiprocessing.get_context("spawn").Process(target=build, args=(folder,))
    process.start()
    process.join()
    if process.exitcode:
        raise PublishError("the edition could not be made anew: run `luutru build` to see why")


@contextmanager
def kept_fresh(folder: Path, chores: Sequence[Chore] = ()) -> Iterator[None]:
    """While the block runs, every act is shown."""
    refresher = Refresher(folder, chores)
    refresher.start()
    try:
        yield
    finally:
        refresher.stop()
