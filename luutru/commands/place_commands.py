"""Commands on places: the table of communes, and which commune each portal belongs to."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from luutru.options import archive_option, json_option, print_json, say

if TYPE_CHECKING:
    from archive.gazetteer import Match, Place


@click.group()
def places() -> None:
    """The communes of Viet Nam, before and after 1 July 2025."""


@places.command("build")
@archive_option
def places_build(folder: Path) -> None:
    """Fill the archive's table of communes, and look up all its portals.

    Needs the data package once: pip install 'luutru[places]'. Run again, it replaces the table.

    \b
    Example:
      luutru places build
    """
    from archive import places as table
    from archive.folder import Archive
    from luutru.progress import bar

    with Archive.open(folder, write=True) as archive:
        with bar("places") as move:
            units, successors = table.build(archive, progress=move)
        say(f"{units} places, {successors} successions since 1 July 2025")
        missed = [name for name, found in table.match_portals(archive) if not _is_found(found)]
    if missed:
        say(f"no sure commune for {', '.join(missed)}; see: luutru places match")


@places.command("show")
@click.argument("wanted", metavar="CODE|NAME")
@click.option("--date", "day", metavar="DAY", help="Only the period that holds this day.")
@json_option
@archive_option
def places_show(wanted: str, day: str | None, as_json: bool, folder: Path) -> None:
    """Show the communes of a code or a name, and what became of them.

    One code may mean two communes: one before 1 July 2025, another since. A name may be written
    with or without its type and its marks.

    \b
    Examples:
      luutru places show 03346
      luutru places show "xã Thanh Yên" --date 2021-10-05
    """
    from datetime import date

    from archive import places as table
    from archive.folder import Archive

    try:
        day = date.fromisoformat(day).isoformat() if day else None
    except ValueError:
        raise click.UsageError(f"--date takes a day like 2021-10-05, not {day!r}") from None
    with Archive.open(folder) as archive:
        table.gazetteer(archive.conn)
        found = table.find(archive.conn, wanted, day=day)
        rows = [_as_json(one, table.successors(archive.conn, one.code)) for one in found]
    if as_json:
        print_json(rows)
    for row in [] if as_json else rows:
        period = f"until {row['valid_to']}" if row["valid_to"] else f"since {row['valid_from']}"
        where = ", ".join(filter(None, (row["name"], row["district"], row["province"])))
        click.echo(f"{row['code']}\t{where}\t{period}")
        for one in row["successors"]:
            click.echo(f"\t-> {one['code']} {one['name']}, {one['province']} ({one['kind']})")
    if not rows:
        raise click.ClickException(f"no commune {wanted!r} in the table of places")


@places.command("match")
@json_option
@archive_option
def places_match(as_json: bool, folder: Path) -> None:
    """Look up the commune of every portal again, from its names and its address.

    What is sure is kept with the portal; exit code 1 if a portal's commune is not. A better name
    helps: "UBND xã Tân Thành, huyện Hàm Yên, tỉnh Tuyên Quang".

    \b
    Example:
      luutru places match
    """
    from archive import places as table
    from archive.folder import Archive

    with Archive.open(folder, write=True) as archive:
        found = list(table.match_portals(archive))
    if as_json:
        print_json([_match_as_json(name, match) for name, match in found])
    else:
        for name, match in found:
            click.echo(f"{name}\t{_told(match)}")
    if not all(_is_found(match) for _, match in found):
        raise click.exceptions.Exit(1)


@places.command("import-geojson")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--property",
    "code_property",
    default="code",
    show_default=True,
    help="The property of each feature that holds the commune's code.",
)
@click.option(
    "--period",
    type=click.Choice(("new", "old")),
    default="new",
    show_default=True,
    help="Are they communes since 1 July 2025, or before?",
)
@click.option("--dry-run", is_flag=True, help="Only say what is usable.")
@archive_option
def places_import_geojson(
    file: Path, code_property: str, period: str, dry_run: bool, folder: Path
) -> None:  # fmt: skip
    """Import where communes lie: points or outlines of a GeoJSON file, for the map.

    Usable features are kept, in place of those imported before; each bad one is named by its
    number and reason, and the exit code is 1. The map shows them after the next `luutru build`.

    \b
    Examples:
      luutru places import-geojson communes.geojson
      luutru places import-geojson xa-cu.geojson --period old --property ma_xa --dry-run
    """
    from archive import places as table
    from archive import shapes
    from archive.folder import Archive
    from archive.gazetteer import REFORM

    valid_from = REFORM if period == "new" else ""
    with Archive.open(folder, write=not dry_run) as archive:
        known = table.codes(archive.conn, valid_from)
        good: dict[tuple[str, str], shapes.Shape] = {}
        bad = 0
        for number, one in enumerate(shapes.read(file, code_property=code_property), 1):
            if isinstance(one, shapes.BadFeature):
                reason = one.reason
            elif one.code not in known:
                reason = f"no {period} commune has the code {one.code}; see: luutru places show"
            elif (one.code, one.kind) in good:
                reason = f"the code {one.code} comes twice; the first one counts"
            else:
                good[one.code, one.kind] = one
                continue
            bad += 1
            say(f"{file}, feature {number}: {reason}")
        if not dry_run:
            shapes.keep(archive, good.values(), valid_from=valid_from, source=file.name)
    say(f"{len(good)} places {'usable' if dry_run else 'imported'}, {bad} features not usable")
    if bad:
        raise click.exceptions.Exit(1)


def _is_found(match: Match) -> bool:
    return match.old is not None or match.new is not None


def _told(match: Match) -> str:
    if _is_found(match):
        parts = [f"{one.code} {one}" for one in (match.old, match.new) if one is not None]
        return f"{' -> '.join(parts)} ({match.rule})"
    if match.ties:
        some = "; ".join(f"{one.code} {one}" for one in match.ties[:3])
        return f"one of {len(match.ties)}: {some}{'; ...' if len(match.ties) > 3 else ''}"
    return "not found"


def _as_json(place: Place, successors: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "code": place.code,
        "name": place.full_name,
        "district": place.district,
        "province": place.province,
        "valid_from": place.valid_from or None,
        "valid_to": place.valid_to,
        "successors": successors if place.is_old else [],
    }


def _match_as_json(portal: str, match: Match) -> dict[str, Any]:
    return {
        "portal": portal,
        "old": match.old and _as_json(match.old, []),
        "new": match.new and _as_json(match.new, []),
        "rule": match.rule,
        "ties": [_as_json(one, []) for one in match.ties],
    }


COMMANDS = (places,)
