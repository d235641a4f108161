"""How things stand: status, doctor."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from luutru.options import archive_option, json_option, print_json, say


@click.command()
@json_option
@archive_option
def status(as_json: bool, folder: Path) -> None:
    """How each portal stands; exit code 1 if one is red.

    With --json also the expected yield, the coverage of fields, what the last crawl found out,
    and what vanished.

    \b
    Examples:
      luutru status
      luutru status --json
    """
    from archive.folder import Archive
    from archive.standing import standing

    with Archive.open(folder) as archive:
        rows = standing(archive.conn)
    if as_json:
        print_json(rows)
    else:
        _print_status(rows)
    if any(row["last_reason"] for row in rows):
        raise click.exceptions.Exit(1)


def _print_status(rows: list[dict[str, Any]]) -> None:
    from rich.console import Console
    from rich.table import Table

    from luutru.report_view import finding_lines

    if not rows:
        say("no portals yet; add one: luutru portal add URL")
        return
    table = Table(
        "portal", "platform", "state", "last success", "seen alive", box=None, pad_edge=False
    )
    for name in ("articles", "revisions", "gone", "waiting"):
        table.add_column(name, justify="right")
    for row in rows:
        state = row["last_state"] or "not crawled"
        colour = {"red": "bold red", "done": "green", "paused": "yellow"}.get(state, "dim")
        table.add_row(
            row["portal"], row["platform"] or "?", f"[{colour}]{state}[/]",
            (row["last_success"] or "never")[:10], (row["last_seen_alive"] or "never")[:10], str(row["articles"]), str(row["revisions"]),
            str(row["gone"]), str(row["waiting"]),
        )  # fmt: skip
    console = Console()
    console.print(table)
    for row in rows:
        if row["last_reason"]:
            console.print(f"[bold red]{row['portal']}[/]: {row['last_reason']}", highlight=False)
            if row["last_error"]:
                console.print(f"  last error: {row['last_error']}", highlight=False, markup=False)
        for line in finding_lines(row):
            console.print(f"  {row['portal']}: {line}", highlight=False, markup=False)


@click.command()
@archive_option
def doctor(folder: Path) -> None:
    """Say what works here and what is missing, and how to get it.

    \b
    Example:
      luutru doctor
    """
    from luutru.health import examine

    failed = False
    for finding in examine(folder):
        mark = {True: "ok     ", False: "MISSING", None: "note   "}[finding.ok]
        click.echo(f"{mark}  {finding.what}")
        failed = failed or finding.ok is False
    if failed:
        raise click.exceptions.Exit(1)


COMMANDS = (status, doctor)
