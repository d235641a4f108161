"""Commands that publish: build the public edition, serve it."""

from __future__ import annotations

import re
from pathlib import Path

import click

from luutru.options import archive_option, json_option, print_json, say


@click.command()
@click.option("--full", is_flag=True, help="Make the edition anew, also where an update would do.")
@json_option
@archive_option
def build(full: bool, as_json: bool, folder: Path) -> None:
    """Build the public edition (public.db) from the archive, or bring it up to date.

    Only what has changed is built again, in one transaction. Where that cannot be done, and with
    --full, the edition is made anew aside, checked, then put in the place of the old one. A running
    `luutru serve` shows the new state from the next request on. What is built from the same archive
    is the same; made anew twice, to the byte.

    \b
    Examples:
      luutru build
      luutru build --full --json
    """
    publish_edition(folder, whole=full, as_json=as_json)


def publish_edition(folder: Path, *, whole: bool = False, as_json: bool = False) -> None:
    """Builds and says what was done."""
    from dataclasses import asdict

    from luutru.progress import bar
    from publish.build import build as make

    with bar("building") as move:
        report = make(folder, whole=whole, progress=move)
    if as_json:
        print_json(asdict(report))
    for problem in report.problems:
        say(problem)
    told = f"{report.articles} articles, {report.images} pictures are in {folder / 'public.db'}"
    if report.mode == "unchanged":
        say(f"{told}; nothing has changed since it was built")
    elif report.mode == "update":
        say(
            f"{told}; updated: {report.added} new, {report.changed} changed, "
            f"{report.removed} taken out, {report.seen} seen again"
        )
    else:
        say(f"{told}; made anew, since {report.reason}")


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(0, 65535), default=8001, show_default=True)
@click.option("--base-url", metavar="URL", help="Where readers find the site, e.g. behind a proxy: "
              "permanent links and citations begin with it.  [default: the host they ask]")  # fmt: skip
@click.option("--desk", is_flag=True, help="Let editors sign in at /ban-bien-tap and write through the "
              "API; without it nothing can be written.")  # fmt: skip
@click.option("--contact", metavar="EMAIL", help="Whom libraries that harvest the site (OAI-PMH) "
              "write to.  [default: webmaster@ the host of the site]")  # fmt: skip
@archive_option
def serve(
    host: str, port: int, base_url: str | None, desk: bool, contact: str | None, folder: Path
) -> None:
    """Serve the public edition: search, pages, SQL, JSON. Stops with Ctrl-C.

    With --desk, what editors publish is shown within moments, and what they have scheduled when its
    time has come.

    \b
    Examples:
      luutru serve --port 8080
      luutru serve --desk
      luutru serve --base-url https://luutru.example.vn
    """
    from publish.serve import serve as run

    if base_url is not None and not re.fullmatch(r"https?://[^\s/?#]+/?", base_url):
        raise click.UsageError(
            f"--base-url takes an address without a path, like https://luutru.example.vn, not {base_url!r}"
        )
    if contact is not None and not re.fullmatch(r"[^\s@]+@(?:[^\s@.]+\.)+[^\s@.]+", contact):
        raise click.UsageError(f"--contact takes an e-mail address, not {contact!r}")
    run(
        folder / "public.db",
        host=host,
        port=port,
        base_url=base_url,
        desk=desk,
        contact=contact,
        ready=lambda url: say(f"serving {url}"),
    )


COMMANDS = (build, serve)
