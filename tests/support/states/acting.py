"""The files of an archive, by a clock that the machine sets: crawled, read anew, died on."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from unittest import mock

from archive import articles, portals, rereads, store
from archive.editorial import Actor, Editorial, hiding, policies, publications, workflow
from archive.folder import Archive
from archive.record import Article
from archive.webhooks import receivers
from archive.work import PageWork
from publish import build as building
from publish.build import build, copies, full, update
from support.archives import START, make_article, write_capture

BY = Actor(name="lan", via="desk")
HOMES = {"thi-du": "http://xa.example.vn/", "ban-moi": "http://moi.example.vn/"}
FIRST = 6
"""Articles that there are to begin with."""

_PAGE = "<html><head><title>Trang thông tin</title></head><body><p>Ủy ban nhân dân xã</p>{}</body>"


def word(number: int) -> str:
    """A word of its own (`model.WORD`)."""
    return "zq" + "".join(random.Random(number).choices("bcdghklmnpqrstvx", k=10))


class World:
    """One archive that goes on."""

    def __init__(self, kho: Path) -> None:
        self.kho = kho
        self.clock = self.crawled = START.replace(year=2026)

    @contextmanager
    def clocked(self) -> Iterator[None]:
        """While it runs, the code's clock is this one, and a small archive has dictionaries, and little
        room between two articles."""

        def now() -> datetime:
            return self.clock

        with (
            mock.patch.object(workflow, "now", now),
            mock.patch.object(policies, "now", now),
            mock.patch.object(hiding, "now", now),
            mock.patch.object(publications, "now", now),
            mock.patch.object(copies, "SAMPLES", 3),
            mock.patch.object(full, "GAP", 3),
        ):
            yield

    def tick(self) -> datetime:
        """A moment after every capture: what comes late rewrites no history."""
        self.clock = self.crawled = max(self.clock, self.crawled) + timedelta(seconds=1)
        return self.clock

    # -- what crawls do -----------------------------------------------------------------

    def crawl(self, portal: str, url: str, title: str, body: str, page: str) -> None:
        with Archive.open(self.kho, write=True) as archive, archive.transaction():
            kept = write_capture(archive, url, _PAGE.format(page).encode(), self.tick())
            article = reading_of(url, title, body)
            work = PageWork(portal=portal, crawl=None, capture=kept, article=article)
            store.keep(archive, work)

    def gone(self, url: str) -> None:
        with Archive.open(self.kho, write=True) as archive, archive.transaction():
            articles.mark_gone(archive.conn, url, self.tick().isoformat(), "404")

    def reread(self, readings: Sequence[tuple[str, str, str]]) -> int:
        """(url, title, body) of pages that are read anew; the run."""
        with Archive.open(self.kho, write=True) as archive:
            run = rereads.begin(archive, 2, {}).id
            changes = []
            for url, title, body in readings:
                row = archive.conn.execute(
                    "SELECT a.id, r.capture, r.captured_at, a.portal FROM articles a "
                    "JOIN revisions r ON r.article = a.id AND r.number = a.revision WHERE a.url = ?",
                    (url,),
                ).fetchone()
                changes.append(_change(reading_of(url, title, body), *row))
            rereads.write(archive, run, changes, read=len(changes), lost=0)
            rereads.finish(archive, run)
        return run

    def find_by_rereading(self, portal: str, url: str, title: str, body: str) -> int:
        """A page in which nobody saw an article is read anew; the run."""
        with Archive.open(self.kho, write=True) as archive:
            with archive.transaction():
                moment = self.tick()
                kept = write_capture(archive, url, _PAGE.format(body).encode(), moment)
                capture = store.add_capture(archive.conn, portal, None, kept)
            run = rereads.begin(archive, 2, {}).id
            article = reading_of(url, title, body)
            change = _change(article, None, capture, moment.isoformat(), portal)
            rereads.write(archive, run, [change], read=1, lost=0)
            rereads.finish(archive, run)
        return run

    def roll_back(self, run: int) -> None:
        with Archive.open(self.kho, write=True) as archive:
            rereads.roll_back(archive, run)

    # -- dying ----------------------------------------------------------------------------

    def abandoned(self, act: Callable[[Editorial], object]) -> None:
        """The act is done, and its process leaves before the commit."""
        with Editorial.open(self.kho) as ed:
            ed.conn.execute("BEGIN IMMEDIATE")
            act(ed)

    def killed(self, act: Callable[[Editorial], object]) -> None:
        """The act is done, and its process is killed before the commit."""

        def die() -> None:
            with Editorial.open(self.kho) as ed, ed.transaction():
                act(ed)
                os.kill(os.getpid(), signal.SIGKILL)

        assert in_a_child(die) == -signal.SIGKILL

    def killed_building(self, make: Callable[[Path], object], point: str) -> bool:
        """A build is killed at a point of `POINTS`; False: it ended without coming there."""
        owner, name, turn = POINTS[point]
        left = [turn]
        true = getattr(owner, name)

        def deadly(*args: Any, **named: Any) -> Any:
            left[0] -= 1
            if left[0] == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return true(*args, **named)

        def die() -> None:
            with mock.patch.object(owner, name, deadly):
                make(self.kho)

        return in_a_child(die) == -signal.SIGKILL

    # -- copies -----------------------------------------------------------------------------

    def keep_copy(self) -> None:
        with (
            closing(sqlite3.connect(self.kho / "editorial.db")) as conn,
            closing(sqlite3.connect(self.kho / "copy.db")) as to,
        ):
            conn.backup(to)

    def put_copy_back(self) -> None:
        for path in self.kho.glob("editorial.db*"):
            path.unlink()
        shutil.copy(self.kho / "copy.db", self.kho / "editorial.db")


POINTS: dict[str, tuple[Any, str, int]] = {
    "before an update is committed": (update.check, "changed", 1),
    "before a new edition is put in place": (full, "put_in_place", 1),
    "before it is carried over": (building, "carry_over", 2),
}
"""Where a build dies: owner, function, at which call of it."""


def reading_of(url: str, title: str, body: str) -> Article:
    return make_article(
        url=url, title=title, body_text=body, body_html=f"<p>{body}</p>", lead=None,
        published="2021-10-05", published_precision="day", images=(), attachments=(),
    )  # fmt: skip


def _change(
    article: Article, known: str | None, capture: int, captured_at: str, portal: str
) -> rereads.Change:
    return rereads.Change(
        article=article, known=known, capture=capture, captured_at=captured_at, portal=portal
    )


def in_a_child(act: Callable[[], None]) -> int:
    """Does it in another process; its exit code, negative for the signal that ended it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # threads of a test runner
        child = os.fork()
    if child == 0:
        code = 1
        try:
            act()
            code = 0
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def make_archive(kho: Path) -> None:
    """Two portals with `FIRST` articles, one who listens, and an edition."""
    with Archive.create(kho) as archive:
        for ident, home in HOMES.items():
            portals.add(archive, home, name="Xã Thí Dụ" if ident == "thi-du" else "Xã Bản Mới")
    world = World(kho)
    for number in range(FIRST):
        crawl_first(world, number)
    with Editorial.open(kho) as ed:
        receivers.add(
            ed, "https://nghe.example.org/", events=receivers.EVENTS, by=BY, moment=world.clock
        )
    with world.clocked():
        build(kho)


def crawl_first(world: World, number: int) -> tuple[str, str, str, str]:
    """Keeps the first article of this number; its portal, url, title and body."""
    portal = sorted(HOMES)[number % 2]
    url = f"{HOMES[portal]}bai-{number}"
    title, body = f"Việc {word(2 * number)}", f"Nội dung {word(2 * number + 1)}."
    if world.kho.exists():
        world.crawl(portal, url, title, body, body)
    return portal, url, title, body
