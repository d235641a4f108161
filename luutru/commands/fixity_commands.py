"""Is everything as it was kept? verify, fixity, seal."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from luutru.options import archive_option, json_option, print_json, say

if TYPE_CHECKING:
    from archive.folder import Archive
    from archive.verify import VerifyReport
    from archive.verify.repair import Repair


@click.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path, exists=True))
@json_option
@click.option("--quick", is_flag=True, help="Sizes, newest records, SQLite's quick check: seconds.")
@click.option("--repair", is_flag=True, help="Mend what can be mended without loss.")
@click.option(
    "--from",
    "backup",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="With --repair: a backup (or another copy of the archive) to take files from.",
)
@click.option("--dry-run", is_flag=True, help="With --repair: say what would be mended.")
@archive_option
def verify(
    files: tuple[Path, ...],
    as_json: bool,
    quick: bool,
    repair: bool,
    backup: Path | None,
    dry_run: bool,
    folder: Path,
) -> None:
    """Check every row against its WARC record and every record against its digest.

    Names file, offset and URL of what is wrong, and the command that mends it; exit code 1 if
    anything is wrong. With FILES, checks WARC files, WACZ files and BagIt bags outside an archive,
    more strictly than the stock tools.

    A repair removes nothing without a copy: what it replaces or cuts off goes into the folder
    `aside` of the archive, and each repair is an event (`luutru fixity --log`).

    \b
    Examples:
      luutru verify
      luutru verify --repair --dry-run
      luutru verify --repair --from /media/backup/kho
      luutru verify theirs.warc.gz theirs.wacz bag/
    """
    if (dry_run or backup) and not repair:
        raise click.UsageError("--dry-run and --from go with --repair")
    if files:
        if repair or quick:
            raise click.UsageError("--repair and --quick are for archives, not for single files")
        _verify_outside(files, as_json=as_json)
        return
    from archive.verify import verify as check
    from luutru.progress import bar

    done: list[Repair] = []
    with bar("verifying") as move:
        if repair:
            done, report = _repair(folder, backup, dry_run=dry_run, progress=move)
        else:
            with _open_current(folder) as archive:
                report = check(archive, quick=quick, progress=move)
    _show(report, done, dry_run=dry_run, as_json=as_json)


def _repair(
    folder: Path, backup: Path | None, *, dry_run: bool, progress: Any
) -> tuple[list[Repair], VerifyReport]:
    from archive.errors import ArchiveError
    from archive.folder import Archive
    from archive.verify.database import check_sums
    from archive.verify.repair import repair

    with _open_current(folder) as archive:
        changed = [one for one in check_sums(archive, set()) if one.file == "archive.db"]
        if changed:  # writing would give the changed database a digest of its own
            raise ArchiveError(f"{changed[0]}. Nothing was repaired")
        if dry_run:
            return repair(archive, backup=backup, dry_run=True, progress=progress)
    whole = _editorial_opens(folder)
    with Archive.open(folder, write=True, recover=False, editorial=whole) as archive:
        return repair(archive, backup=backup, progress=progress)


def _open_current(folder: Path) -> Archive:
    """The archive for reading; one of an older luutru is brought up to date first.

    Where editorial.db is damaged it is opened without: that is what the checks will tell.
    """
    from archive.folder import Archive

    whole = _editorial_opens(folder)
    archive = Archive.open(folder, editorial=whole)
    columns = {row["name"] for row in archive.conn.execute("PRAGMA table_info(captures)")}
    if "lost_at" in columns or not columns:
        return archive
    archive.close()
    Archive.open(folder, write=True, recover=False, editorial=whole).close()
    return Archive.open(folder, editorial=whole)


def _editorial_opens(folder: Path) -> bool:
    from archive.editorial import EditorialError
    from archive.folder import Archive

    try:
        Archive.open(folder, recover=False).close()
    except EditorialError:
        return False
    return True


def _show(
    report: VerifyReport, done: list[Repair], *, dry_run: bool = False, as_json: bool
) -> None:
    from dataclasses import asdict

    if as_json:
        found = asdict(report) | {"counts": report.counts()}
        if done or dry_run:
            found |= {"repairs": [asdict(one) for one in done], "dry_run": dry_run}
        print_json(found)
    else:
        for one in done:
            click.echo(
                f"{'would mend' if dry_run else 'mended'} {one.code}: {one.object}: {one.what}"
            )
        for problem in report.problems:
            click.echo(str(problem))
        for note in report.notes:
            say(f"note: {note}")
        say(
            f"{report.files} WARC files, {report.records} records, {report.captures} captures, "
            f"{report.revisions} revisions: "
            + (f"{len(report.problems)} problems" if report.problems else "all whole")
        )
    if report.problems:
        raise click.exceptions.Exit(1)


def _verify_outside(files: tuple[Path, ...], *, as_json: bool) -> None:
    from dataclasses import asdict

    from archive.verify.outside import check_file
    from luutru.progress import bar

    results = []
    for path in files:
        with bar(f"verifying {path.name}") as move:
            results.append(check_file(path, progress=move))
    if as_json:
        print_json([asdict(one) for one in results])
    for one in results:
        if not as_json:
            for problem in one.problems:
                click.echo(str(problem))
            for note in one.notes:
                say(f"note: {note}")
            verdict = f"{len(one.problems)} problems" if one.problems else "whole"
            say(f"{one.path}: {one.kind}, {one.records} records: {verdict}")
    if any(one.problems for one in results):
        raise click.exceptions.Exit(1)


@click.command()
@click.option("--budget", metavar="TIME", help="Stop after this time, e.g. 10m.  [default: none]")
@click.option(
    "--max-age", metavar="TIME", default="90d", show_default=True,
    help="Pass over what was checked more recently.",
)  # fmt: skip
@click.option("--log", is_flag=True, help="Show the events instead of checking.")
@click.option("--premis", type=click.Path(path_type=Path, dir_okay=False),
              help="With --log: write the events to a file as PREMIS 3 XML.")  # fmt: skip
@json_option
@archive_option
def fixity(
    budget: str | None,
    max_age: str,
    log: bool,
    premis: Path | None,
    as_json: bool,
    folder: Path,
) -> None:
    """Check files on a schedule: the longest unchecked first, within a budget of time.

    Each check is an event with its outcome. Run it from cron or a systemd timer while no crawl
    runs; see docs/fixity.md. Exit code 1 if a file is not whole.

    \b
    Examples:
      luutru fixity --budget 10m
      luutru fixity --log --premis events.xml
    """
    if premis is not None and not log:
        raise click.UsageError("--premis goes with --log")
    if log:
        _log(folder, premis, as_json=as_json)
        return
    from dataclasses import asdict

    from archive import fixity as checks
    from luutru.progress import bar
    from luutru.spans import span

    limit = span("--budget", budget) if budget else None
    age = span("--max-age", max_age)
    with _open_current(folder) as archive:
        files = checks.due(archive, max_age=age)
        with bar("checking files") as move:
            done = checks.check_due(archive, files, budget=limit, progress=move)
    if done.events:
        from archive.folder import Archive

        whole = _editorial_opens(folder)
        with Archive.open(folder, write=True, recover=False, editorial=whole) as archive:
            checks.record_all(archive, done.events)
    if as_json:
        print_json(asdict(done))
    else:
        for problem in done.problems:
            click.echo(str(problem))
        left = f"; {done.left} are due and were not reached" if done.left else ""
        say(f"{done.files} files checked, {len(done.problems)} problems{left}")
    if done.problems:
        raise click.exceptions.Exit(1)


def _log(folder: Path, premis: Path | None, *, as_json: bool) -> None:
    from dataclasses import asdict

    from archive import fixity as checks

    with _open_current(folder) as archive:
        if premis is not None:
            from archive.premis import write

            say(f"{write(archive, premis)} events in {premis}")
        elif as_json:
            print_json([asdict(event) for event in checks.events(archive.conn)])
        else:
            for event in checks.events(archive.conn):
                click.echo(f"{event.at}\t{event.type}\t{event.outcome}\t{event.object}")


@click.command()
@archive_option
def seal(folder: Path) -> None:
    """Close the WARC file that grows, give it its digest, and leave SHA256SUMS for all files.

    Files seal themselves at 1 GiB; seal by hand before copying the archive elsewhere.

    \b
    Example:
      luutru seal && cd kho && sha256sum -c SHA256SUMS
    """
    from archive.folder import Archive
    from archive.rest import DATABASE, read_sums, sha256_file

    sums = read_sums(folder) or {}
    if DATABASE in sums and sha256_file(folder / DATABASE) != sums[DATABASE]:
        say(f"{DATABASE} is not the file that luutru left; it is taken as it is now")
    with Archive.open(folder, write=True) as archive:
        names = archive.seal()
    say(f"sealed {names[0]}" if names else "no open WARC file: everything is sealed already")


COMMANDS = (verify, fixity, seal)
