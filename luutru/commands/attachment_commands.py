"""Commands on the documents that articles offer: read their text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from luutru.options import archive_option, json_option, print_json, say


@click.group()
def attachments() -> None:
    """The text of the documents that articles offer."""


@attachments.command("read")
@click.option("--all", "everything", is_flag=True, help="Read again what was read already.")
@json_option
@archive_option
def attachments_read(everything: bool, as_json: bool, folder: Path) -> None:
    """Read the text of all documents that wait for it: PDF, Word, Excel, OpenDocument, RTF.

    A crawl does so by itself for a minute at its end. May be stopped at any moment; the same
    command goes on. Documents without text are no failure: their status says why.

    \b
    Example:
      luutru attachments read
    """
    from archive.folder import Archive
    from crawler.attachments.catchup import catch_up
    from luutru.progress import bar

    with Archive.open(folder, write=True) as archive, bar("reading") as move:
        report = catch_up(archive, everything=everything, progress=move)
    counts: dict[str, Any] = dict(sorted(report.statuses.items()))
    if as_json:
        print_json({"read": report.read, "statuses": counts})
    told = ", ".join(f"{number} {status}" for status, number in counts.items())
    say(f"{report.read} documents read" + (f": {told}" if told else ""))


COMMANDS = (attachments,)
