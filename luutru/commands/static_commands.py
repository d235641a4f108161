"""The command that writes the published site as plain files."""

from __future__ import annotations

import re
from dataclasses import asdict
from pathlib import Path

import click

from luutru.options import archive_option, json_option, print_json, say


@click.command()
@click.argument("target", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--lang", type=click.Choice(["vi", "en"]), default="vi", show_default=True,
              help="Language of the pages.")  # fmt: skip
@click.option("--base-url", metavar="URL", help="Where the site is on the web, for permanent links and "
              "citations.  [default: nowhere; articles are named luutru:/bai/ID]")  # fmt: skip
@json_option
@archive_option
def static(target: Path, lang: str, base_url: str | None, as_json: bool, folder: Path) -> None:
    """Write the public edition as plain files that open from a USB stick, without a network.

    DIR/index.html opens in any browser; the search runs there and finds what the server finds.
    Written from public.db: hidden articles are not in it. DIR is made, or replaced as a whole where
    it is a static edition; anything else in it is left alone and told. The same edition gives the
    same files, to the byte; DIR/SHA256SUMS has their digests.

    \b
    Examples:
      luutru static /media/usb/luu-tru
      luutru static offline --lang en --base-url https://luutru.example.vn
    """
    from luutru.progress import bar
    from publish.edition import EDITION
    from publish.offline import write

    if base_url is not None and not re.fullmatch(r"https?://[^\s/?#]+/?", base_url):
        raise click.UsageError(
            f"--base-url takes an address without a path, like https://luutru.example.vn, not {base_url!r}"
        )
    with bar("writing") as move:
        report = write(folder / EDITION, target, lang=lang, base_url=base_url, progress=move)
    if as_json:
        print_json(asdict(report))
    say(
        f"{report.articles} articles, {report.pages} pages, {report.files} files "
        f"({report.bytes / 1e6:.1f} MB) are in {target}: open {target / 'index.html'}"
    )


COMMANDS = (static,)
