"""What crawls found out: report."""

from __future__ import annotations

from pathlib import Path

import click

from luutru.options import archive_option, json_option, print_json, say


@click.command()
@click.argument("portals", nargs=-1)
@click.option("--crawl", "number", type=click.IntRange(1), help="The report of this crawl.")
@click.option(
    "--accept",
    is_flag=True,
    help="The alarm was looked at: that is how the portal is now.",
)
@json_option
@archive_option
def report(
    portals: tuple[str, ...], number: int | None, accept: bool, as_json: bool, folder: Path
) -> None:
    """Show what the last crawl of each portal found out: yield, coverage, drift.

    A crawl is held against what the same portal was when its last crawl was well. It stays red
    until the reading is mended (then `luutru reextract`) or the change is accepted. The exit
    code is 1 if a report shown is red and not accepted.

    \b
    Examples:
      luutru report
      luutru report thanh-yen --json
      luutru report --crawl 12
      luutru report thanh-yen --accept
    """
    from archive import drift
    from archive import portals as rows
    from archive.folder import Archive
    from luutru.report_view import report_lines

    if number is not None and (portals or accept):
        raise click.UsageError("--crawl goes without portals and without --accept")
    if accept and not portals:
        raise click.UsageError("name the portals whose alarm you accept")
    with Archive.open(folder, write=accept) as archive:
        names = [rows.get(archive.conn, name).id for name in portals]
        for name in names if accept else ():
            say(f"{name}: crawl {drift.accept(archive, name)} accepted; later ones compare with it")
        if number is not None:
            shown = [drift.load(archive.conn, number)]
        else:
            reports = drift.latest(archive.conn)
            shown = [one for name, one in reports.items() if not names or name in names]
    if as_json:
        print_json(shown)
    for one in () if as_json else shown:
        for line in report_lines(one):
            click.echo(line)
    for name in names:
        if name not in {one["portal"] for one in shown}:
            say(f"{name}: no crawl has ended yet")
    if not shown and not names:
        say("no crawl has ended yet; run: luutru crawl --all")
    if any(one["verdict"] == "red" and not one["accepted_at"] for one in shown):
        raise click.exceptions.Exit(1)


COMMANDS = (report,)
