"""Shows an evaluation in a terminal: tables, what peers do better, floors, mistakes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from crawler.evaluation.floors import Fall
    from crawler.evaluation.report import Sheet
    from crawler.evaluation.run import Evaluation

_GOOD, _FAIR = 0.98, 0.9


def show(done: Evaluation, *, mistakes: int) -> None:
    """The whole report on stdout."""
    from crawler.evaluation.report import ahead, ordered, sheets
    from crawler.evaluation.run import OURS

    console = Console(highlight=False)
    for sheet in sheets(done):
        console.print(_table(sheet))
        if sheet.note:
            console.print(f"[dim]{sheet.note}[/]")
        console.print()
    for reader in done.readers[1:]:
        better = ahead(done, reader)
        said = "; ".join(better) if better else "nowhere ahead"
        console.print(f"[bold]{reader}[/]: ", end="")
        console.print(said, style="yellow" if better else "green", markup=False)
    for one in done.sets if mistakes else ():
        for name, tally in ordered(one.total(OURS)):
            for note in tally.mistakes[:mistakes]:
                console.print(f"[yellow]{one.name}[/] [bold]{name}[/] ", end="")
                console.print(note, markup=False, soft_wrap=True)


def tell_falls(falls: Sequence[Fall]) -> None:
    """What fell below its floor, on stderr."""
    console = Console(stderr=True, highlight=False)
    for fall in falls:
        console.print(f"[bold red]below the floor[/] {fall}", soft_wrap=True)


def _table(sheet: Sheet) -> Table:
    table = Table(
        title=sheet.title,
        title_justify="left",
        title_style="bold",
        box=None,
        pad_edge=False,
        padding=(0, 1, 0, 0),
    )
    for at, name in enumerate(sheet.columns):
        table.add_column(name, justify="right" if at else "left", style="" if at else "cyan")
    for row in sheet.rows:
        table.add_row(row[0], *map(_coloured, row[1:]))
    return table


def _coloured(cell: str) -> str:
    if "." not in cell or cell.endswith("x"):
        return cell
    share = float(cell)
    return f"[{'green' if share >= _GOOD else 'yellow' if share >= _FAIR else 'red'}]{cell}[/]"
