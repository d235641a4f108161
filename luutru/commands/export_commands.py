"""What goes out of an archive: export, to files of one format or as a release."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from luutru.options import archive_option, check_days, json_option, print_json, say

if TYPE_CHECKING:
    from archive.folder import Archive
    from archive.query import Filter

_FOR_ARTICLES = ("format", "portal", "from", "to", "query", "with-hidden", "public")
_FOR_RELEASES = ("pictures", "since-release", "no-parquet", "zip", "force", "base-url", "json")


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
@click.option("--release", metavar="YYYY.MM", help="A folder that researchers cite, see below.")
@click.option("--pictures", is_flag=True, help="Release: the pictures themselves too.")
@click.option("--since-release", metavar="DIR", type=click.Path(path_type=Path, file_okay=False),
              help="Release: compare with this one; else with the newest earlier one beside it.")  # fmt: skip
@click.option("--no-parquet", is_flag=True, help="Release: without Parquet files.")
@click.option("--zip", "packed", is_flag=True, help="Release: the folder as one ZIP file too.")
@click.option("--base-url", metavar="URL", help="Release: where the archive is published.")
@click.option("--force", is_flag=True, help="Release: write anew what is there already.")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="A file; of a release, a folder."
)
@json_option
@archive_option
@click.pass_context
def export(
    context: click.Context,
    /,
    form: str,
    portal: str | None,
    since: str | None,
    until: str | None,
    query: str | None,
    with_hidden: bool,
    public: bool,
    release: str | None,
    output: Path | None,
    folder: Path,
    **of_release: Any,
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
      luutru export --release 2026.11
      luutru export --release 2026.11 --pictures --zip -o phat-hanh/luutru-2026.11

    Parquet needs pyarrow (pip install 'luutru[parquet]').
    With --format warc: the captures of these articles' pages, pictures and documents.

    With --release: what the public may see, as JSON Lines, CSV and Parquet, described for
    Frictionless, Croissant and RO-Crate, with a data card, digests, and what changed since the
    release before. The same archive gives the same bytes. See docs/releases.md.
    """
    from archive import portals
    from archive.folder import Archive
    from archive.query import Filter

    given = _given(context)
    if release is not None:
        if wrong := given & set(_FOR_ARTICLES):
            raise click.UsageError(f"--{min(wrong)} does not go with --release, which is whole")
        _export_release(release, output, folder, **of_release)
        return
    if wrong := given & set(_FOR_RELEASES):
        raise click.UsageError(f"--{min(wrong)} goes with --release YYYY.MM only")
    if output is not None and output.is_dir():
        raise click.UsageError(f"-o {output} is a folder: name a file")
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
        _export_articles(archive, chosen, form, output)


def _given(context: click.Context) -> set[str]:
    """The long names of the options that were typed."""
    source = click.core.ParameterSource.COMMANDLINE
    return {
        param.opts[0].lstrip("-")
        for param in context.command.params
        if param.name and context.get_parameter_source(param.name) is source
    }


def _export_articles(archive: Archive, chosen: Filter, form: str, output: Path | None) -> None:
    from archive.editorial import public_view
    from archive.export import FORMATS
    from archive.query import articles

    if form == "warc":
        _export_warc(archive, chosen, output)
        return
    rows = articles(archive.conn, chosen)
    if chosen.public:
        rows = public_view.public(archive.conn, rows)
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


def _export_release(
    version: str,
    output: Path | None,
    folder: Path,
    *,
    pictures: bool,
    since_release: Path | None,
    no_parquet: bool,
    packed: bool,
    base_url: str | None,
    force: bool,
    as_json: bool,
) -> None:
    from archive.export import release
    from archive.folder import Archive
    from luutru.progress import bar

    if not release.is_version(version):
        raise click.UsageError(f"--release takes a month like 2026.11, not {version!r}")
    if base_url is not None and not base_url.startswith(("http://", "https://")):
        raise click.UsageError(
            f"--base-url takes an address like https://luutru.example.vn/, not {base_url!r}"
        )
    wanted = release.Release(
        version=version,
        folder=output or Path(f"luutru-{version}"),
        since=since_release,
        pictures=pictures,
        parquet=not no_parquet,
        zip=packed,
        force=force,
        base_url=base_url and f"{base_url.rstrip('/')}/",
    )
    with Archive.open(folder) as archive, bar("writing the release") as move:
        done = release.write(archive, wanted, progress=move)
    for problem in done.problems:
        say(problem)
    if as_json:
        print_json({**asdict(done), "folder": str(done.folder), "zip": done.zip and str(done.zip)})
    else:
        changes = done.changes
        say(
            f"{done.folder}: release {done.version}; {done.articles} articles, {done.portals} portals, "
            f"{done.files} files, {done.bytes:,} bytes"
        )
        if done.since:
            say(
                f"since {done.since}: {changes.added} added, {changes.changed} changed, "
                f"{changes.removed} removed"
            )
    if done.problems:
        raise click.exceptions.Exit(1)


COMMANDS = (export,)
