"""Whole captures for other programs: cdx, pack."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from luutru.options import archive_option, check_days, say


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


@click.command()
@click.option("--portal", help="Only this portal.")
@click.option("--all", "everything", is_flag=True, help="The whole archive.")
@click.option("--from", "since", metavar="DAY", help="Captured on this day or later.")
@click.option("--to", "until", metavar="DAY", help="Captured on this day or earlier.")
@click.option("--bag", is_flag=True, help="A BagIt bag (a folder) instead of a WACZ file.")
@click.option("--title", help="Title of the WACZ file; else the name of the portal.")
@click.option("--description", help="What it is, for whoever opens it.")
@click.option("--organization", help="Who gives the bag.  [env: LUUTRU_OPERATOR]")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="The file, or the bag.")
@archive_option
def pack(
    portal: str | None,
    everything: bool,
    since: str | None,
    until: str | None,
    bag: bool,
    title: str | None,
    description: str | None,
    organization: str | None,
    output: Path | None,
    folder: Path,
) -> None:
    """Pack captures into one WACZ file, which ReplayWeb.page opens, or into a BagIt bag.

    The records are copied byte for byte, each checked on its way; what a revisit refers to comes
    along wherever it lies. Taken-down articles are packed too: this is the archive, not the edition.

    \b
    Examples:
      luutru pack --portal thanh-yen
      luutru pack --all --from 2021-01-01 --to 2021-12-31 -o 2021.wacz
      luutru pack --portal thanh-yen --bag --organization "Trung tâm Lưu trữ lịch sử"
    """
    from archive import portals
    from archive.folder import Archive, now
    from archive.pack import Chosen, write_bag, write_wacz
    from luutru.progress import bar

    if everything == (portal is not None):
        raise click.UsageError("say --portal P, or --all")
    check_days({"--from": since, "--to": until})
    with Archive.open(folder) as archive, bar("packing") as move:
        known = portals.get(archive.conn, portal).id if portal else None
        chosen = Chosen(portal=known, since=since, until=until)
        path = output or Path(f"{known or 'kho'}{'-bag' if bag else '.wacz'}")
        if bag:
            done = write_bag(
                archive, chosen, path, today=now().date(), organization=organization,
                description=description, progress=move,
            )  # fmt: skip
        else:
            done = write_wacz(
                archive, chosen, path, title=title, description=description, progress=move
            )
    say(f"{done.path}: {done.captures} captures, {done.pages} pages of articles")


COMMANDS = (cdx, pack)
