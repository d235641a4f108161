"""The courtesy report: what crawls asked of hosts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from luutru.options import archive_option, json_option, print_json, say

if TYPE_CHECKING:
    from archive.courtesy import HostCourtesy


@click.command()
@click.option(
    "--crawl", "ident", type=int, help="The crawl; the latest of each portal if left out."
)
@click.option("--portal", help="Only of this portal.")
@json_option
@archive_option
def courtesy(ident: int | None, portal: str | None, as_json: bool, folder: Path) -> None:
    """What a crawl asked of each host: requests, bytes, errors, pauses.

    Counts what went over the wire, retries, robots.txt and files among it, and so equals the
    server's own log. The smallest gap is the shortest time between two requests to a host.

    \b
    Examples:
      luutru courtesy
      luutru courtesy --crawl 12 --json
    """
    from archive import courtesy as kept
    from archive import crawls, portals
    from archive.folder import Archive

    with Archive.open(folder) as archive:
        only = portals.get(archive.conn, portal).id if portal else None
        chosen = crawls.latest(archive.conn, portal=only, ident=ident)
        found = [(row, kept.read(archive.conn, row["id"])) for row in chosen]
    if ident is not None and not found:
        raise click.ClickException(f"no crawl {ident} in {folder}; see: luutru courtesy --json")
    if as_json:
        print_json(
            [
                {
                    "crawl": row["id"], "portal": row["portal"], "started": row["started_at"],
                    "state": row["state"], "pause": row["pause"], "go_on_at": row["go_on_at"],
                    "hosts": [host.as_json() for host in hosts],
                }
                for row, hosts in found
            ]
        )  # fmt: skip
        return
    for row, hosts in found:
        click.echo(f"{row['portal']}: crawl {row['id']}, {row['started_at'][:16]}, {row['state']}")
        for line in courtesy_lines(hosts):
            click.echo(f"  {line}")
    if not found:
        say("no crawls yet; begin one: luutru crawl --all")


def courtesy_lines(hosts: Iterable[HostCourtesy]) -> Iterator[str]:
    """One line per host, for people."""
    for host in hosts:
        parts = [f"{host.requests} requests", f"{host.bytes / 1e6:.1f} MB"]
        if host.errors:
            parts.append(f"{host.errors} errors")
        if host.unsent:
            parts.append(f"{host.unsent} tries that reached no server")
        if host.latency_mean is not None:
            parts.append(f"answers in {host.latency_mean:.2f} s, at most {host.latency_max:.2f} s")
        if host.smallest_gap is not None:
            parts.append(f"smallest gap {host.smallest_gap:.2f} s")
        if host.robots is not None:
            parts.append(f"robots.txt: {host.robots}")
        yield f"{host.host}: {', '.join(parts)}"


def moment(at: float | None) -> str | None:
    """A Unix time as the archive writes times."""
    from archive.folder import VIETNAM, stamp

    return None if at is None else stamp(datetime.fromtimestamp(at, VIETNAM))


COMMANDS = (courtesy,)
