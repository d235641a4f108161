"""Is everything as it was kept? verify."""

from __future__ import annotations

from pathlib import Path

import click

from luutru.options import archive_option, json_option, print_json, say


@click.command()
@json_option
@click.option("--repair", is_flag=True, help="Mend what can be mended without loss.")
@archive_option
def verify(as_json: bool, repair: bool, folder: Path) -> None:
    """Check every row against its WARC record and every record against its digest.

    Names file, offset and URL of what is wrong, and what to do; exit code 1 if anything is.

    \b
    Example:
      luutru verify
    """
    from dataclasses import asdict

    from archive import search
    from archive.folder import Archive
    from archive.verify import verify as check
    from luutru.progress import bar

    with Archive.open(folder, write=repair) as archive:
        if repair:
            with archive.transaction():
                search.rebuild(archive.conn)
        with bar("verifying") as move:
            report = check(archive, progress=move)
    if as_json:
        print_json(asdict(report))
    else:
        for problem in report.problems:
            click.echo(str(problem))
        say(
            f"{report.files} WARC files, {report.records} records, {report.captures} captures, "
            f"{report.revisions} revisions: "
            + (f"{len(report.problems)} problems" if report.problems else "all whole")
        )
    if report.problems:
        raise click.exceptions.Exit(1)


COMMANDS = (verify,)
