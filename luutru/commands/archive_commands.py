"""An archive, and a single page: init, read."""

from __future__ import annotations

from pathlib import Path

import click

from luutru.options import print_json, say


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), required=False)
@click.option("--archive", "named", type=click.Path(path_type=Path), envvar="LUUTRU_ARCHIVE")
def init(folder: Path | None, named: Path | None) -> None:
    """Make a new, empty archive.

    \b
    Example:
      luutru init kho
    """
    from archive.folder import Archive

    path = folder or named or Path("kho")
    Archive.create(path).close()
    say(f"a new archive is in {path}; next: luutru portal add URL --archive {path}")


@click.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--url", required=True, help="The address that the page was taken from.")
@click.option("--fetched-at", metavar="TIME", help="When it was fetched (ISO 8601).")
def read(file: Path, url: str, fetched_at: str | None) -> None:
    """Read one saved page and print the article as JSON; nothing is kept.

    \b
    Example:
      luutru read page.html --url http://xathanhyen.example.gov.vn/Tintuc/View/bai-1
    """
    from dataclasses import asdict
    from datetime import datetime

    from crawler.extract.article import extract

    try:
        moment = datetime.fromisoformat(fetched_at).astimezone() if fetched_at else None
    except ValueError:
        raise click.UsageError(f"--fetched-at {fetched_at!r} is no ISO 8601 time") from None
    article = extract(file.read_bytes(), url, fetched_at=moment)
    if article is None:
        raise click.ClickException(f"no article was recognised in {file}")
    print_json(asdict(article))
