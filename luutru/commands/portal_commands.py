"""Portals: add, try, list, set, import, remove."""

from __future__ import annotations

from pathlib import Path

import click

from luutru.options import (
    NONE,
    Duration,
    OrNone,
    Size,
    archive_option,
    json_option,
    print_json,
    say,
)

_private_option = click.option(
    "--allow-private", is_flag=True, help="The portal may lie on a private address."
)
_delay_option = click.option(
    "--delay",
    type=click.FloatRange(0, 3600),
    default=2.0,
    show_default=True,
    help="Seconds between two requests.",
)


@click.group()
def portal() -> None:
    """Add, list, set, import and remove portals."""


@portal.command("add")
@click.argument("url")
@click.option("--name", help="Name shown to readers; the portal's own name if left out.")
@_private_option
@_delay_option
@click.option("--browser", is_flag=True, help="A browser draws its pages (luutru[browser]).")
@click.option("--yes", is_flag=True, help="Add it without a look at sample articles.")
@click.option(
    "--insecure-tls",
    is_flag=True,
    help="Crawl it whatever its TLS certificate says; what is wrong is kept with each capture.",
)
@archive_option
def portal_add(
    url: str, name: str | None, allow_private: bool, delay: float, browser: bool, yes: bool,
    insecure_tls: bool,
    folder: Path,
) -> None:  # fmt: skip
    """Add a portal: looks at a few pages first and shows what it read.

    \b
    Examples:
      luutru portal add http://xathanhyen.example.gov.vn/
      luutru portal add http://127.0.0.1:8121/ --allow-private --delay 0 --yes
    """
    from archive import hostile, places, portals
    from archive.folder import Archive
    from luutru.preview import preview

    with Archive.open(folder) as archive:
        home = portals.normalise_url(url)
        for known in portals.list_portals(archive.conn):
            if known.url == home and insecure_tls:
                with Archive.open(folder, write=True) as writable:
                    hostile.trust(writable, known.id)
                say(f"`{known.id}` is crawled whatever its TLS certificate says")
                return
            if known.url == home:
                raise click.ClickException(f"{home} is in the archive already, as `{known.id}`")
    if not yes:
        found = preview(home, allow_private=allow_private, delay=delay, insecure_tls=insecure_tls)
        name = name or found
        if not click.confirm("Keep this portal?", default=True, err=True):
            say("nothing was kept")
            return
    with Archive.open(folder, write=True) as archive:
        added = portals.add(archive, url, name=name, allow_private=allow_private, delay=delay)
        if browser:
            portals.change(archive, added.id, {"browser": "on"})
        if insecure_tls:
            hostile.trust(archive, added.id)
        places.match_unplaced(archive, [added.id])
    say(f"added `{added.id}` ({added.url}); next: luutru crawl {added.id}")


@portal.command("try")
@click.argument("url")
@_private_option
@_delay_option
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

    from archive import places, portals
    from archive.folder import Archive

    with Archive.open(folder) as archive:
        rows = portals.list_portals(archive.conn)
        if as_json:
            conn = archive.conn
            print_json([asdict(row) | places.codes_of_portal(conn, row.id) for row in rows])
            return
    for row in rows:
        click.echo(f"{row.id}\t{row.url}\t{row.platform or '?'}\t{row.name}")
    if not rows:
        say("no portals yet; add one: luutru portal add URL")


@portal.command("set")
@click.argument("name")
@click.option("--name", "shown", help="Name shown to readers.")
@click.option("--delay", type=click.FloatRange(0, 3600), help="Seconds between two requests.")
@click.option("--max-pages", type=OrNone(click.IntRange(1)), help="Pages in one run, or none.")
@click.option("--max-bytes", type=OrNone(Size()), help="Bytes received in one run: 500M, or none.")
@click.option("--budget", type=OrNone(Duration()), help="Time of one run: 30m, or none.")
@click.option(
    "--quiet-hours",
    metavar="FROM-TO[,...]",
    help="Times of day without a request (+07:00): 07:00-18:00, or none.",
)
@click.option(
    "--browser",
    type=click.Choice(("on", "off", "auto")),
    help="Are its pages drawn by a browser; auto: if its home page is empty without its scripts.",
)
@click.option("--commune-old", metavar="CODE", help="Its commune before 1 July 2025, or none.")
@click.option("--commune-new", metavar="CODE", help="Its commune since then, or none.")
@json_option
@archive_option
def portal_set(
    name: str, shown: str | None, delay: float | None, max_pages: int | str | None,
    max_bytes: int | str | None, budget: float | str | None, quiet_hours: str | None,
    browser: str | None, commune_old: str | None, commune_new: str | None,
    as_json: bool, folder: Path,
) -> None:  # fmt: skip
    """Change how a portal is crawled; without options, shows its settings.

    The settings stay with the portal; options of `luutru crawl` stand in their place for one run.
    A commune that was set here is not looked up again; `none` for both gives it back to
    `luutru places match`.

    \b
    Examples:
      luutru portal set thanh-yen --delay 5 --quiet-hours 07:00-18:00
      luutru portal set thanh-yen --max-bytes 500M --budget 30m
      luutru portal set thanh-yen --max-pages none
      luutru portal set thanh-yen --commune-old 03346 --commune-new 03349
    """
    from archive import places, portals
    from archive.folder import Archive

    given = {
        "name": shown, "delay": delay, "max_pages": max_pages, "max_bytes": max_bytes,
        "budget": budget, "quiet_hours": quiet_hours, "browser": browser,
    }  # fmt: skip
    settings = {
        key: None if value == NONE else value for key, value in given.items() if value is not None
    }
    communes = {
        period: None if code == NONE else code.zfill(5)
        for period, code in (("old", commune_old), ("new", commune_new))
        if code is not None
    }
    with Archive.open(folder, write=bool(settings or communes)) as archive:
        found = portals.change(archive, name, settings)
        if communes:
            places.assign(archive, found.id, communes)
        placed = places.codes_of_portal(archive.conn, found.id)
    kept = {key: getattr(found, key) for key in portals.SETTINGS} | placed
    if as_json:
        print_json({"portal": found.id, **kept})
        return
    for key, value in kept.items():
        click.echo(f"{key.replace('_', '-')}\t{'none' if value is None else value}")


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


COMMANDS = (portal,)
