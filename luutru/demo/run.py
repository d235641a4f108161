"""The main job on the bundled portals: crawl, a week passes, crawl again, build, serve."""

from __future__ import annotations

import secrets
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from archive import places
from archive import portals as rows
from archive.folder import Archive
from archive.query import Filter, articles
from archive.verify import verify
from luutru.demo.check import compare
from luutru.demo.gazetteer import PLACES, SUCCESSORS
from luutru.demo.portals import SamplePortal, serve_portals
from luutru.options import say
from luutru.subprocesses import crawl_apart

DELAY = 0.0
"""The portals are our own and on this machine: one request at a time, without a pause."""


def run(*, check: bool, folder: Path | None, host: str, port: int) -> int:
    """Runs the demo; returns the exit code.

    With `check` the outcome is compared with the portals' own lists and nothing is served.
    """
    started = time.monotonic()
    with ExitStack() as stack:
        if folder is None:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="luutru-demo-")))
        kho = folder / "kho" if folder.exists() else folder
        sample = stack.enter_context(serve_portals())
        say(f"{len(sample)} sample portals run on this machine; the archive is {kho}")
        _set_up(kho, sample)
        failed = _crawl(kho, "first crawl")
        for one in sample:
            one.next_week()
        failed |= _crawl(kho, "a week later: second crawl")
        _build(kho)
        problems = _look(kho, sample)
        say(f"done in {time.monotonic() - started:.1f} s")
        if check:
            return _verdict(problems, failed)
        return _serve(kho, host, port)


def _set_up(kho: Path, sample: Sequence[SamplePortal]) -> None:
    with Archive.create(kho) as archive:
        places.add(archive, PLACES, SUCCESSORS)
        for one in sample:
            added = rows.add(archive, one.url, name=one.name, allow_private=True, delay=DELAY)
            places.match_unplaced(archive, [added.id])


def _crawl(kho: Path, title: str) -> bool:
    say(f"{title} ...")
    return crawl_apart(kho) != 0


def _build(kho: Path) -> None:
    from publish.build import build

    say("building the public edition ...")
    for problem in build(kho).problems:
        say(problem)


def _look(kho: Path, sample: Sequence[SamplePortal]) -> list[str]:
    """Prints what was done, portal by portal; returns every difference from the portals' lists."""
    from rich.console import Console
    from rich.table import Table

    table = Table("portal", "platform", box=None, pad_edge=False)
    for name in ("pages", "articles", "images", "revisions", "gone", "problems"):
        table.add_column(name, justify="right")
    told: list[str] = []
    with Archive.open(kho) as archive:
        for one in sample:
            portal = rows.get(archive.conn, one.url)
            found = list(articles(archive.conn, Filter(portal=portal.id)))
            problems = list(compare(one, found))
            pages = archive.conn.execute(
                "SELECT count(*) FROM captures WHERE portal = ? AND kind IN ('listing', 'article')",
                (portal.id,),
            ).fetchone()[0]
            numbers = (
                pages,
                len(found),
                sum(len(article["images"]) for article in found),
                sum(article["revisions"] for article in found),
                sum(article["gone_since"] is not None for article in found),
                len(problems),
            )
            table.add_row(portal.name, portal.platform or "?", *map(str, numbers))
            told += problems
        told += [str(problem) for problem in verify(archive).problems]
    Console(file=sys.stderr, width=150).print(table)
    return told


def _verdict(problems: list[str], failed: bool) -> int:
    for problem in problems:
        say(f"DIFFERENT: {problem}")
    if problems or failed:
        say(f"check failed: {len(problems)} differences" + (", a crawl was red" if failed else ""))
        return 1
    say("check passed: the archive holds exactly what the portals published")
    return 0


def _serve(kho: Path, host: str, port: int) -> int:
    from publish.errors import PublishError
    from publish.serve import serve

    password = _add_editor(kho)

    def ready(url: str) -> None:
        say(f"\n  The published archive: {url}")
        say(f"  The editor's desk:     {url}ban-bien-tap   (name: {_EDITOR}, password: {password})")
        say("  Ctrl-C stops.\n")

    try:
        serve(kho / "public.db", host=host, port=port, ready=ready, desk=True)
    except PublishError as error:
        say(f"{error}; taking a free one")
        serve(kho / "public.db", host=host, port=0, ready=ready, desk=True)
    return 0


_EDITOR = "bien-tap"


def _add_editor(kho: Path) -> str:
    """An account for the desk of the demo; its password, made for this run."""
    from archive.accounts import users
    from archive.editorial import Actor, Editorial

    password = secrets.token_urlsafe(12)
    with Editorial.open(kho) as ed:
        by = Actor(name="demo", via="cli")
        users.add(ed, _EDITOR, password, role="admin", by=by, display="Biên tập viên thử")
    return password
