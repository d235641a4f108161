"""Whole captures for other programs: cdx."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from luutru.options import archive_option, say


@click.command()
@click.argument("portal", required=False)
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="A file.")
@archive_option
def cdx(portal: str | None, output: Path | None, folder: Path) -> None:
    """Write the index of all captures, or of one portal's, that replay programs read (CDXJ).

    \b
    Examples:
      luutru cdx > kho.cdxj
      luutru cdx thanh-yen -o thanh-yen.cdxj
    """
    from archive import portals
    from archive.cdxj import write_index
    from archive.folder import Archive
    from luutru.progress import bar

    with Archive.open(folder) as archive, bar("indexing") as move:
        known = portals.get(archive.conn, portal).id if portal else None
        if output is None:
            number = write_index(
                archive.conn, archive.warc_dir, sys.stdout.buffer, portal=known, progress=move
            )
        else:
            unfinished = output.with_name(f"{output.name}.part")
            with unfinished.open("wb") as file:
                number = write_index(
                    archive.conn, archive.warc_dir, file, portal=known, progress=move
                )
            unfinished.replace(output)
    say(f"{number} captures")


COMMANDS = (cdx,)
