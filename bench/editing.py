"""How soon the public sees what an editor does, on an archive of any size.

Through the thread that `luutru serve --desk` runs (`publish.refreshing`), from the commit of an act
until a reader of public.db sees it: a corrected title, an article hidden and shown again, a
page, a collection. The first act of each kind is counted like the others.
"""

from __future__ import annotations

import sqlite3
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from archive.editorial import Actor, Editorial, hiding, workflow
from bench import archived
from publish.edition import EDITION
from publish.refreshing import kept_fresh

TARGET = 2.0
"""Seconds."""

_ROUNDS = 8
_BY = Actor(name="bench", via="desk")
_PATIENCE = 600.0

Seen = Callable[[sqlite3.Connection], bool]


def run(articles: int, *, path: Path | None = None) -> bool:
    """Prints the seconds; False if the slowest act took longer than TARGET.

    Args:
        path: where the files are kept; they are used if they are there.
    """
    with _folder(path) as kho:
        if not (kho / EDITION).exists():
            archived.make(kho, articles)
        took = _measure(kho)
    sound = True
    for act, seconds in took.items():
        slowest = max(seconds)
        sound &= slowest <= TARGET
        print(f"{act:12} seen after {statistics.median(seconds):5.2f} s (median of "
              f"{len(seconds)}), {slowest:5.2f} s at most")  # fmt: skip
    return sound


@contextmanager
def _folder(path: Path | None) -> Iterator[Path]:
    if path is not None:
        yield path
        return
    with tempfile.TemporaryDirectory(prefix="luutru-editing-") as name:
        yield Path(name) / "kho"


def _measure(kho: Path) -> dict[str, list[float]]:
    took: dict[str, list[float]] = defaultdict(list)
    with closing(sqlite3.connect(f"file:{kho / EDITION}?mode=ro", uri=True)) as conn:
        edited = archived.editable(conn, 2 * _ROUNDS)
        some = [row[0] for row in conn.execute("SELECT id FROM articles ORDER BY rowid LIMIT 50")]
        with kept_fresh(kho), Editorial.open(kho) as ed:
            for number in range(_ROUNDS):
                for act, seen in _acts(ed, f"{time.time_ns()}", *edited[2 * number :][:2], some):
                    began = time.monotonic()
                    took[act].append(_until(conn, seen, began))
    return took


def _acts(
    ed: Editorial, new: str, one: str, other: str, some: list[str]
) -> Iterator[tuple[str, Seen]]:
    """Each act, done when it is asked for, and how it is noticed."""
    title = {"value": f"Tên sửa {new}", "reason": "Trang gõ nhầm"}
    workflow.save(ed, "article", one, {"corrections": {"title": title}}, by=_BY)
    workflow.publish(ed, "article", one, by=_BY)
    yield "correction", _one("SELECT 1 FROM articles WHERE id = ? AND title LIKE ?", one, f"%{new}")
    hiding.hide(ed, other, reason="Lộ số", basis="NĐ 13/2023/NĐ-CP", by=_BY)
    yield "hiding", _none("SELECT 1 FROM articles WHERE id = ?", other)
    hiding.unhide(ed, other, reason="Đã xem lại", by=_BY)
    yield "showing", _one("SELECT 1 FROM articles WHERE id = ?", other)
    workflow.save(ed, "page", f"trang-{new}", {"title": "Hồ sơ"}, by=_BY, new=True)
    workflow.publish(ed, "page", f"trang-{new}", by=_BY)
    yield "page", _one("SELECT 1 FROM site_pages WHERE id = ?", f"trang-{new}")
    said = {"title": "Bộ bài", "items": some}
    workflow.save(ed, "collection", f"bo-{new}", said, by=_BY, new=True)
    workflow.publish(ed, "collection", f"bo-{new}", by=_BY)
    yield "collection", _one("SELECT 1 FROM collections WHERE id = ?", f"bo-{new}")


def _one(sql: str, *values: str) -> Seen:
    return lambda conn: conn.execute(sql, values).fetchone() is not None


def _none(sql: str, *values: str) -> Seen:
    return lambda conn: conn.execute(sql, values).fetchone() is None


def _until(conn: sqlite3.Connection, seen: Seen, began: float) -> float:
    while not seen(conn):
        if time.monotonic() - began > _PATIENCE:
            raise TimeoutError("the act was not seen")
        time.sleep(0.005)
    return time.monotonic() - began
