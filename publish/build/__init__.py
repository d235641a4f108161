"""archive.db -> public.db: updated where it lies, or made anew and put in place of the old one.

What an edition holds is made by its parts (`publish.build.parts`), how it is updated says
`publish.build.update`, how it is made anew `publish.build.full`. Both give the same edition.
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from archive.editorial import Editorial, workflow
from archive.editorial.publications import carry_over
from archive.folder import Archive
from publish.build import update
from publish.build.full import build_whole
from publish.build.update import NeedsWhole, bring_up_to_date
from publish.build.work import BuildReport, Progress
from publish.edition import EDITION
from publish.errors import PublishError

__all__ = ["BuildReport", "NeedsWhole", "build", "refresh", "scrub"]


def build(
    folder: Path, *, whole: bool = False, progress: Progress = lambda done, total: None
) -> BuildReport:
    """Brings the public edition of the archive in `folder` up to date. `progress(done, in all)`.

    Args:
        whole: make it anew although it could be updated.

    Raises:
        ArchiveError: there is no archive that can be read.
        PublishError: the edition could not be made; the old one, if any, is as it was.
    """
    began = time.monotonic()
    with Editorial.open(folder) as ed:
        workflow.run_due(ed)
    with _only_one(folder):
        return _made(
            folder, began, lambda archive: _build(archive, folder / EDITION, whole, progress)
        )


def refresh(folder: Path) -> BuildReport:
    """Updates the edition while an editor waits (`update.bring_up_to_date` in a hurry).

    Raises:
        ArchiveError: there is no archive that can be read.
        NeedsWhole: only `build` can do it.
        PublishError: somebody else is at it, or the disk is full; the edition is as it was.
    """
    began = time.monotonic()

    def hurried(archive: Archive) -> BuildReport:
        return _updated(archive, folder / EDITION, lambda done, total: None, hurry=True)

    with _only_one(folder):
        return _made(folder, began, hurried)


def scrub(folder: Path) -> bool:
    """A little of what a hurried update has left undone; is it done?

    Raises:
        PublishError: somebody else is building.
    """
    with _only_one(folder):
        return update.scrub(folder / EDITION)


def _made(folder: Path, began: float, make: Callable[[Archive], BuildReport]) -> BuildReport:
    with Archive.open(folder) as archive:
        edition = folder / EDITION
        carry_over(folder, edition)  # what a build before this one had no time for
        archive.conn.execute("BEGIN")  # one moment of the archive, whatever a crawl adds meanwhile
        try:
            for left in folder.glob(f"{EDITION}.new*"):  # by a build that was killed
                left.unlink()
            report = make(archive)
        except (sqlite3.Error, OSError) as error:
            raise PublishError(
                f"cannot build {edition}: {error}. The old edition is as it was; "
                "make room on the disk if it is full, then run `luutru build` again"
            ) from error
        finally:
            archive.conn.execute("ROLLBACK")
        carry_over(folder, edition)
        if not report.articles:
            report.problems.append(
                "the archive holds no article yet: run `luutru crawl --all` first"
            )
        report.bytes = edition.stat().st_size
        report.seconds = round(time.monotonic() - began, 3)
        return report


def _build(archive: Archive, edition: Path, whole: bool, progress: Progress) -> BuildReport:
    reason = "it was asked for"
    if not whole:
        try:
            return _updated(archive, edition, progress)
        except NeedsWhole as why:
            reason = str(why)
    report = build_whole(archive, edition, progress)
    report.reason = reason
    return report


def _updated(
    archive: Archive, edition: Path, progress: Progress, *, hurry: bool = False
) -> BuildReport:
    """Updates it; an edition that is not sound, before or after, `NeedsWhole`."""
    try:
        return bring_up_to_date(archive, edition, progress, hurry=hurry)
    except PublishError as error:
        raise NeedsWhole(f"the update was taken back: {error}") from error
    except sqlite3.OperationalError:
        raise
    except sqlite3.DatabaseError as error:
        raise NeedsWhole(f"the edition is damaged ({error})") from error


@contextmanager
def _only_one(folder: Path) -> Iterator[None]:
    try:
        lock = os.open(folder / "build.lock", os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise PublishError(f"cannot write in {folder}: {error.strerror}") from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise PublishError(
            f"another process is building the edition of {folder}; wait until it ends"
        ) from None
    finally:
        os.close(lock)
