"""The demo: the whole product on bundled sample portals, end to end."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.option("--check", is_flag=True, help="Compare with the portals' own lists, then end.")
@click.option("--archive", "folder", type=click.Path(path_type=Path, file_okay=False),
              help="Keep the demo's archive in this new folder.  [default: a temporary one]")  # fmt: skip
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(0, 65535), default=8001, show_default=True)
def demo(check: bool, folder: Path | None, host: str, port: int) -> None:
    """Crawl three bundled sample portals, build the edition and serve it.

    Needs no network: the portals run on this machine. Two crawls are made, a week apart for
    the portals, so that an edited and a vanished article show up. Stops with Ctrl-C.

    \b
    Examples:
      luutru demo
      luutru demo --check
    """
    from luutru.demo.run import run

    code = run(check=check, folder=folder, host=host, port=port)
    if code:
        raise click.exceptions.Exit(code)


COMMANDS = (demo,)
