"""Commands on the archive itself: init, portal, import, status, verify, export, read, doctor."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from luutru.options import archive_option, json_option, print_json, say


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


@click.group()
def portal() -> None:
    """Add, list, import and remove portals."""


@portal.command("add")
@click.argument("url")
@click.option("--name", help="Name shown to readers; the portal's own name if left out.")
@click.option("--allow-private", is_flag=True, help="The portal may lie on a private address.")
@click.option(
    "--delay",
    type=click.FloatRange(0, 3600),
    default=2.0,
    show_default=True,
    help="Seconds between two requests.",
)
@click.option("--yes", is_flag=True, help="Add it without a look at sample articles.")
@archive_option
def portal_add(
    url: str, name: str | None, allow_private: bool, delay: float, yes: bool, folder: Path
) -> None:
    """Add a portal: looks at a few pages first and shows what it read.

    \b
    Examples:
      luutru portal add http://xathanhyen.example.gov.vn/
      luutru portal add http://127.0.0.1:8121/ --allow-private --delay 0 --yes
    """
    from archive import places, portals
    from archive.folder import Archive
    from luutru.preview import preview

    with Archive.open(folder) as archive:
        home = portals.normalise_url(url)
        for known in portals.list_portals(archive.conn):
            if known.url == home:
                raise click.ClickException(f"{home} is in the archive already, as `{known.id}`")
    if not yes:
        found = preview(home, allow_private=allow_private, delay=delay)
        name = name or found
        if not click.confirm("Keep this portal?", default=True, err=True):
            say("nothing was kept")
            return
    with Archive.open(folder, write=True) as archive:
        added = portals.add(archive, url, name=name, allow_private=allow_private, delay=delay)
        places.match_unplaced(archive, [added.id])
    say(f"added `{added.id}` ({added.url}); next: luutru crawl {added.id}")


@portal.command("try")
@click.argument("url")
@click.option("--allow-private", is_flag=True, help="The portal may lie on a private address.")
@click.option(
    "--delay",
    type=click.FloatRange(0, 3600),
    default=2.0,
    show_default=True,
    help="Seconds between two requests.",
)
@json_option
def portal_try(url: str, allow_private: bool, delay: float, as_json: bool) -> None:
    """Read three articles of a portal without keeping anything.

    Shows the platform and how sure that is, and of each article the title, the time with the
    rule that read it, the first lines, what else was found and what to look at. The exit code
    is 1 if nothing was read.

    \b
    Example:
      luutru portal try http://xathanhyen.example.gov.vn/
    """
    from archive import portals
    from luutru.preview import look, show

    home = portals.normalise_url(url)
    say(f"looking at {home} ...")
    seen = look(home, allow_private=allow_private, delay=delay)
    if as_json:
        print_json(seen.as_json())
    else:
        show(seen)
    if not seen.samples:
        raise click.ClickException(f"{home}: {seen.problems[0]}; nothing was read")


@portal.command("list")
@json_option
@archive_option
def portal_list(as_json: bool, folder: Path) -> None:
    """List the portals of the archive.

    \b
    Example:
      luutru portal list --json
    """
    from dataclasses import asdict

    from archive import portals
    from archive.folder import Archive

    with Archive.open(folder) as archive:
        rows = portals.list_portals(archive.conn)
    if as_json:
        print_json([asdict(row) for row in rows])
        return
    for row in rows:
        click.echo(f"{row.id}\t{row.url}\t{row.platform or '?'}\t{row.name}")
    if not rows:
        say("no portals yet; add one: luutru portal add URL")


@portal.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--allow-private", is_flag=True, help="The portals may lie on private addresses.")
@archive_option
def portal_import(file: Path, allow_private: bool, folder: Path) -> None:
    """Add portals from a CSV file with the columns url, name, delay.

    Usable rows are added; each bad row is named by line and reason, and the exit code is 1.

    \b
    Example:
      luutru portal import portals.csv
    """
    from archive import places, portals
    from archive.folder import Archive

    added: list[str] = []
    bad = 0
    missed: list[str] = []
    with Archive.open(folder, write=True) as archive:
        for row in portals.import_csv(archive, file, allow_private=allow_private):
            if isinstance(row, portals.BadRow):
                bad += 1
                say(f"{file}, line {row.line}: {row.reason}")
            else:
                added.append(row.id)
        if places.are_built(archive.conn):
            missed = places.match_unplaced(archive, added)
    say(f"{len(added)} portals added, {bad} rows not usable")
    if missed:
        some = f"{', '.join(missed[:8])}{', ...' if len(missed) > 8 else ''}"
        say(f"{len(missed)} of them without a sure commune ({some}); see: luutru places match")
    if bad:
        raise click.exceptions.Exit(1)


@portal.command("remove")
@click.argument("name")
@archive_option
def portal_remove(name: str, folder: Path) -> None:
    """Stop crawling a portal. What was kept from it stays.

    \b
    Example:
      luutru portal remove thanh-yen
    """
    from archive import portals
    from archive.folder import Archive

    with Archive.open(folder, write=True) as archive:
        portals.remove(archive, name)
    say(f"{name} will not be crawled any more; its articles and captures stay")


@click.command("import")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--url", help="The address that a single saved page was taken from.")
@click.option("--portal", help="The portal that the pages belong to.")
@archive_option
def import_(paths: tuple[Path, ...], url: str | None, portal: str | None, folder: Path) -> None:
    """Take in pages that others kept: WARC files, saved pages, plain text of a page.

    \b
    Examples:
      luutru import old.warc.gz
      luutru import saved.html --url http://xathanhyen.example.gov.vn/Tintuc/View/bai-1
      luutru import page.txt folder-of-pages/
    """
    from archive.folder import Archive
    from crawler import replay

    replay.check(list(paths))
    bad = new = changed = pages = 0
    with Archive.open(folder, write=True) as archive:
        for one in replay.import_files(archive, list(paths), url=url, portal=portal):
            pages, new, changed = pages + one.pages, new + one.new, changed + one.changed
            if one.problem:
                bad += 1
                say(one.problem)
            if one.pages:
                say(
                    f"{one.path}: {one.pages} pages, {one.new} new and {one.changed} changed articles"
                )
            elif one.skipped:
                say(f"{one.path}: nothing new ({one.skipped} records are in the archive already)")
    say(f"imported {pages} pages: {new} new articles, {changed} changed")
    if bad:
        raise click.exceptions.Exit(1)


@click.command()
@json_option
@archive_option
def status(as_json: bool, folder: Path) -> None:
    """How each portal stands; exit code 1 if one is red.

    \b
    Example:
      luutru status
    """
    from archive import query
    from archive.folder import Archive

    with Archive.open(folder) as archive:
        rows = query.status(archive.conn)
    if as_json:
        print_json(rows)
    else:
        _print_status(rows)
    if any(row["last_reason"] for row in rows):
        raise click.exceptions.Exit(1)


def _print_status(rows: list[dict[str, Any]]) -> None:
    from rich.console import Console
    from rich.table import Table

    if not rows:
        say("no portals yet; add one: luutru portal add URL")
        return
    table = Table("portal", "platform", "state", "last success", box=None, pad_edge=False)
    for name in ("articles", "revisions", "gone", "waiting"):
        table.add_column(name, justify="right")
    for row in rows:
        state = row["last_state"] or "not crawled"
        colour = {"red": "bold red", "done": "green", "paused": "yellow"}.get(state, "dim")
        table.add_row(
            row["portal"], row["platform"] or "?", f"[{colour}]{state}[/]",
            (row["last_success"] or "never")[:16], str(row["articles"]), str(row["revisions"]),
            str(row["gone"]), str(row["waiting"]),
        )  # fmt: skip
    console = Console()
    console.print(table)
    for row in rows:
        if row["last_reason"]:
            console.print(f"[bold red]{row['portal']}[/]: {row['last_reason']}", highlight=False)
            if row["last_error"]:
                console.print(f"  last error: {row['last_error']}", highlight=False, markup=False)


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


@click.command()
@click.option(
    "--format", "form", type=click.Choice(["jsonl", "csv"]), default="jsonl", show_default=True
)
@click.option("--portal", help="Only this portal.")
@click.option("--from", "since", metavar="DAY", help="Published on this day or later.")
@click.option("--to", "until", metavar="DAY", help="Published on this day or earlier.")
@click.option("--query", help="Only what this search finds, as typed on the site.")
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="A file.")
@archive_option
def export(
    form: str,
    portal: str | None,
    since: str | None,
    until: str | None,
    query: str | None,
    output: Path | None,
    folder: Path,
) -> None:
    """Take articles out, all or a selection, without a cap, in a stable order.

    \b
    Examples:
      luutru export > all.jsonl
      luutru export --format csv --portal thanh-yen --from 2021-01-01 -o thanh-yen.csv
      luutru export --query "phat trien dang"
    """
    from archive import portals
    from archive.export import FORMATS
    from archive.folder import Archive
    from archive.query import Filter, articles

    days = {"--from": since, "--to": until}
    for option, day in days.items():
        _check_day(option, day)
    with Archive.open(folder) as archive:
        known = portals.get(archive.conn, portal).id if portal else None
        chosen = Filter(portal=known, since=since, until=until, query=query)
        rows = articles(archive.conn, chosen)
        if output is None:
            number = FORMATS[form](rows, sys.stdout.buffer)
        else:
            unfinished = output.with_name(f"{output.name}.part")
            with unfinished.open("wb") as file:
                number = FORMATS[form](rows, file)
            unfinished.replace(output)
    say(f"{number} articles")


def _check_day(option: str, day: str | None) -> None:
    from datetime import date

    try:
        if day is not None:
            date.fromisoformat(day)
    except ValueError:
        raise click.UsageError(f"{option} takes a day like 2021-10-05, not {day!r}") from None


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


FIRST = (init, portal)
THEN = (import_, status, verify, export, read, doctor)
