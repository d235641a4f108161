"""What goes in from others, and what goes out: import, export."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from luutru.options import archive_option, check_days, say

if TYPE_CHECKING:
    from archive.folder import Archive
    from archive.query import Filter


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


@click.command()
@click.option(
    "--format", "form", type=click.Choice(["jsonl", "csv", "parquet", "warc"]), default="jsonl",
    show_default=True,
)  # fmt: skip
@click.option("--portal", help="Only this portal.")
@click.option("--from", "since", metavar="DAY", help="Published on this day or later.")
@click.option("--to", "until", metavar="DAY", help="Published on this day or earlier.")
@click.option("--query", help="Only what this search finds, as typed on the site.")
@click.option("--with-hidden", is_flag=True, help="Hidden articles too: not for publication.")
@click.option(
    "--public", is_flag=True, help="As the published site has them: numbers of persons masked."
)
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="A file.")
@archive_option
def export(
    form: str,
    portal: str | None,
    since: str | None,
    until: str | None,
    query: str | None,
    with_hidden: bool,
    public: bool,
    output: Path | None,
    folder: Path,
) -> None:
    """Take articles out, all or a selection, without a cap, in a stable order.

    Hidden articles (`luutru hide`) stay in the archive. Numbers of persons are whole, unless
    --public asks for what may be passed on.

    \b
    Examples:
      luutru export > all.jsonl
      luutru export --format csv --portal thanh-yen --from 2021-01-01 -o thanh-yen.csv
      luutru export --query "phat trien dang"
      luutru export --format parquet -o all.parquet
      luutru export --public > to-pass-on.jsonl
      luutru export --format warc --query "nông thôn mới" -o nong-thon-moi.warc.gz

    Parquet needs pyarrow (pip install 'luutru[parquet]').
    With --format warc: the captures of these articles' pages, pictures and documents.
    """
    from archive import portals, public_view
    from archive.export import FORMATS
    from archive.folder import Archive
    from archive.privacy import Decisions
    from archive.query import Filter, articles

    check_days({"--from": since, "--to": until})
    if public and (with_hidden or form == "warc"):
        raise click.UsageError(
            "--public leaves out what may not be passed on: it cannot go with --with-hidden, nor "
            "with --format warc, whose records are whole"
        )
    with Archive.open(folder) as archive:
        known = portals.get(archive.conn, portal).id if portal else None
        chosen = Filter(
            portal=known, since=since, until=until, query=query, hidden=with_hidden, public=public
        )
        if form == "warc":
            _export_warc(archive, chosen, output)
            return
        rows = articles(archive.conn, chosen)
        if public:
            rows = public_view.public(archive.conn, rows, Decisions())
        if output is None:
            number = FORMATS[form](rows, sys.stdout.buffer)
        else:
            unfinished = output.with_name(f"{output.name}.part")
            with unfinished.open("wb") as file:
                number = FORMATS[form](rows, file)
            unfinished.replace(output)
    say(f"{number} articles")


def _export_warc(archive: Archive, chosen: Filter, output: Path | None) -> None:
    from archive.pack import Chosen, write_warc
    from luutru.progress import bar

    if output is None:
        raise click.UsageError("--format warc needs a file: -o FILE.warc.gz")
    with bar("copying") as move:
        done = write_warc(archive, Chosen(articles=chosen), output, progress=move)
    say(f"{done.captures} captures")


COMMANDS = (import_, export)
