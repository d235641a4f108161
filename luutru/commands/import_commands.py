"""What goes in from others: import."""

from __future__ import annotations

from pathlib import Path

import click

from luutru.options import archive_option, say


@click.command("import")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--url", help="The address that a single saved page was taken from.")
@click.option("--portal", help="The portal that the pages belong to.")
@archive_option
def import_(paths: tuple[Path, ...], url: str | None, portal: str | None, folder: Path) -> None:
    """Take in pages that others kept: WARC, ARC and WACZ files, saved pages, plain text of a page.

    Records keep their own dates, and where each comes from is noted. What is in the archive already
    is passed over; records that cannot be taken are told.

    \b
    Examples:
      luutru import old.warc.gz browsertrix.wacz 2009.arc.gz archivebox/
      luutru import saved.html --url http://xathanhyen.example.gov.vn/Tintuc/View/bai-1
      luutru import page.txt folder-of-pages/
    """
    from archive.folder import Archive
    from crawler import replay

    replay.check(list(paths))
    bad = new = changed = pages = 0
    with Archive.open(folder, write=True) as archive:
        for one in replay.import_files(archive, list(paths), url=url, portal=portal):
            pages, new, changed = pages + one.pages, new + one.new, changed + one.changed
            if one.problem:
                bad += 1
                say(one.problem)
            if one.pages:
                say(
                    f"{one.path}: {one.pages} pages, {one.new} new and {one.changed} changed articles"
                )
            elif one.skipped:
                say(f"{one.path}: nothing new ({one.skipped} records are in the archive already)")
            if one.left_out:
                kinds = ", ".join(f"{number} {kind}" for kind, number in one.left_out.items())
                say(f"{one.path}: records that hold no capture, left out: {kinds}")
    say(f"imported {pages} pages: {new} new articles, {changed} changed")
    if bad:
        raise click.exceptions.Exit(1)


COMMANDS = (import_,)
