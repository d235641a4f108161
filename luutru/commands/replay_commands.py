"""The archive as the web it was: replay."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from luutru.options import archive_option, check_days, say

if TYPE_CHECKING:
    from archive.folder import Archive


@click.command()
@click.argument("url", required=False)
@click.option("--at", metavar="DAY", help="As it was on this day: 2021-10-05.")
@click.option("--port", type=click.IntRange(0, 65535), default=8080, show_default=True)
@click.option("--open", "browse", is_flag=True, help="Open the page in a browser.")
@archive_option
def replay(url: str | None, at: str | None, port: int, browse: bool, folder: Path) -> None:
    """Browse the captures as they were, with pywb, on this machine only. Stops with Ctrl-C.

    Needs pywb's program `wayback` (`pipx install pywb`). Nothing is copied: it reads the archive's
    own WARC files. Mementos, TimeGates and TimeMaps (RFC 7089) are there too.

    \b
    Examples:
      luutru replay
      luutru replay http://xathanhyen.example.gov.vn/Tintuc/View/bai-1 --at 2021-10-05 --open
    """
    from datetime import date

    from archive.folder import Archive
    from luutru.progress import bar
    from luutru.replay_server import address, find_wayback, free_port, replaying

    if at is not None and url is None:
        raise click.UsageError("--at needs the URL of a page")
    check_days({"--at": at})
    find_wayback()
    with Archive.open(folder) as archive:
        if url is not None:
            _check_kept(archive, url)
        port = free_port(port)
        say(f"indexing {folder} ...")
        with bar("indexing") as move, replaying(archive, port, progress=move) as server:
            page = address(port, url, date.fromisoformat(at) if at else None)
            say("replaying on this machine only; Ctrl-C stops")
            click.echo(page)
            if browse:
                click.launch(page)
            try:
                server.wait()
            except KeyboardInterrupt:
                say("stopped")


def _check_kept(archive: Archive, url: str) -> None:
    """An address that nobody captured is told before a server is started for it."""
    from archive.errors import ArchiveError
    from archive.surt import surt

    wanted = surt(url)
    host = url.split("://", 1)[-1].partition("/")[0].rpartition("@")[2]
    rows = archive.conn.execute(
        "SELECT DISTINCT url FROM captures WHERE url LIKE ? AND method = 'GET'", (f"%{host}%",)
    )
    if not any(surt(row["url"]) == wanted for row in rows):
        raise ArchiveError(f"no capture of {url} in this archive; `luutru cdx` lists all")


COMMANDS = (replay,)
