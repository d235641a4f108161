"""Progress: a live view in a terminal, plain lines otherwise. Always on stderr."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from types import TracebackType
from typing import TYPE_CHECKING, Self

from rich.console import Console
from rich.live import Live
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn
from rich.table import Table

from luutru.options import say

if TYPE_CHECKING:
    from crawler.tally import Tally

_PLAIN_SECONDS = 10.0
"""How often a crawl without a terminal says where it is."""


@contextmanager
def bar(title: str) -> Iterator[Callable[[int, int], None]]:
    """A progress bar; what it yields is called with (done, total)."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda done, total: None
        return
    columns = (TextColumn(title), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task(title, total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)


class CrawlView:
    """One line per portal: found, new, changed, unchanged, failed, requests per second, time left."""

    def __init__(self, *, plain: bool = False) -> None:
        self._console = Console(stderr=True)
        self._live = None if plain or not self._console.is_terminal else Live(
            console=self._console, refresh_per_second=4, transient=True
        )  # fmt: skip
        self._started = time.monotonic()
        self._told = ""
        self._notes: dict[str, int] = {}

    @property
    def interval(self) -> float:
        """Seconds between two calls of `show`."""
        return 0.25 if self._live else _PLAIN_SECONDS

    def __enter__(self) -> Self:
        if self._live:
            self._live.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._live:
            self._live.stop()

    def show(self, tallies: Mapping[str, Tally]) -> None:
        for name, tally in tallies.items():
            self._tell_notes(name, tally)
        if self._live:
            self._live.update(self._table(tallies))
            return
        text = "; ".join(
            f"{name}: {t.found} found, {t.pages} pages, {t.new} new, {t.changed} changed, "
            f"{t.unchanged} unchanged, {t.failed} failed, {self._left(t)}"
            for name, t in tallies.items()
        )
        if text != self._told:
            self._told = text
            say(f"{time.strftime('%H:%M:%S')} {text}")

    def _tell_notes(self, name: str, tally: Tally) -> None:
        """One line for each event of note since the last time."""
        told = self._notes.get(name, 0)
        self._notes[name] = len(tally.notes)
        for note in tally.notes[told:]:
            text = f"{time.strftime('%H:%M:%S')} {name}: {note}"
            if self._live:
                self._live.console.print(text, highlight=False, markup=False)
            else:
                say(text)

    def _left(self, tally: Tally) -> str:
        """How long it will take at the pace so far, for what is known to be left."""
        if tally.pause is not None:
            return "paused"
        seconds = time.monotonic() - self._started
        if not tally.waiting or not tally.requests:
            return f"{tally.waiting} left"
        eta = timedelta(seconds=round(tally.waiting * seconds / tally.requests))
        return f"{tally.waiting} left, about {eta}"

    def _table(self, tallies: Mapping[str, Tally]) -> Table:
        seconds = max(time.monotonic() - self._started, 0.001)
        table = Table(box=None, pad_edge=False)
        table.add_column("portal", style="bold")
        for name in ("found", "new", "changed", "unchanged", "gone", "files", "failed", "req/s"):
            table.add_column(name, justify="right")
        table.add_column("left", no_wrap=True)
        table.add_column("now", style="dim", no_wrap=True, max_width=50)
        for name, t in tallies.items():
            failed = f"[red]{t.failed}[/]" if t.failed else "0"
            table.add_row(
                name, str(t.found), str(t.new), str(t.changed), str(t.unchanged), str(t.gone),
                str(t.media), failed, f"{t.requests / seconds:.1f}", self._left(t), t.last[-50:],
            )  # fmt: skip
        return table
