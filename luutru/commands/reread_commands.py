"""`luutru reextract`: read the kept captures again, look at what changes, undo it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from luutru.options import archive_option, json_option, print_json, say

if TYPE_CHECKING:
    from archive.rereads import Reread
    from crawler.replay.reread import Selection, Summary

_NEWEST = 0
"""`--rollback` without a number: the newest run that changed something."""


@click.command()
@click.option("--dry-run", is_flag=True, help="Show what would change; write nothing.")
@click.option("--portal", help="Only the captures of this portal.")
@click.option("--article", metavar="ID", help="Only this article.")
@click.option("--field", metavar="FIELD", help="Only articles that change in this field.")
@click.option(
    "--jobs", type=click.IntRange(1, 256), help="Processes.  [default: as many as there are cores]"
)
@click.option(
    "--rollback",
    metavar="[RUN]",
    type=click.IntRange(0),
    is_flag=False,
    flag_value=_NEWEST,
    help="Undo one whole run: the newest, or the one of this number.",
)
@click.option("--list", "listed", is_flag=True, help="List the runs.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@json_option
@archive_option
def reextract(
    dry_run: bool,
    portal: str | None,
    article: str | None,
    field: str | None,
    jobs: int | None,
    rollback: int | None,
    listed: bool,
    yes: bool,
    as_json: bool,
    folder: Path,
) -> None:
    """Read all kept captures again with today's rules; what differs becomes a revision.

    Needs no network. Pages that hold an article no more are told, nothing is ever deleted.
    Interrupted, the same command goes on. FIELD is one of title, published, lead, body_text,
    body_html, author, source, category, citations, images, attachments and the like.

    \b
    Examples:
      luutru reextract --dry-run
      luutru reextract --portal thanh-yen --field published --yes
      luutru reextract --rollback
    """
    if sum((dry_run, rollback is not None, listed)) > 1:
        raise click.UsageError("--dry-run, --rollback and --list do not go together")
    if listed:
        _list(folder, as_json=as_json)
    elif rollback is not None:
        _roll_back(folder, rollback or None, yes=yes, as_json=as_json)
    else:
        from crawler.replay.reread import FIELDS, Selection

        if field is not None and field not in FIELDS:
            raise click.UsageError(f"--field {field!r} is none of {', '.join(FIELDS)}")
        chosen = Selection(portal=_portal(folder, portal), article=article, field=field)
        _reread(folder, chosen, jobs=jobs, dry_run=dry_run, yes=yes, as_json=as_json)


def _portal(folder: Path, name: str | None) -> str | None:
    from archive import portals
    from archive.folder import Archive

    with Archive.open(folder) as archive:
        return portals.get(archive.conn, name).id if name else None


def _asked(question: str, *, yes: bool) -> bool:
    """May we go on? Scripts are not asked: a run can be undone."""
    return yes or not sys.stdin.isatty() or click.confirm(question, default=True, err=True)


def _reread(
    folder: Path, chosen: Selection, *, jobs: int | None, dry_run: bool, yes: bool, as_json: bool
) -> None:
    from crawler.replay.reread import Found, Unread, reread
    from luutru.difference_view import as_object, show, show_summary
    from luutru.progress import bar

    if not dry_run and not _asked("Make revisions of what has changed?", yes=yes):
        say("nothing was changed; look first with --dry-run")
        return
    objects: list[dict[str, Any]] = []

    def told(one: Found | Unread) -> None:
        if as_json:
            objects.append(as_object(one))
        elif dry_run or isinstance(one, Unread):
            show(one, field=chosen.field)

    with bar("reading again") as observer:
        summary = reread(
            folder, chosen, dry_run=dry_run, jobs=jobs, listener=told, observer=observer
        )
    if as_json:
        print_json({"summary": _object(summary), "articles": objects})
    else:
        show_summary(summary)
    if summary.damaged:
        say("captures are damaged: run `luutru verify`")
        raise click.exceptions.Exit(1)


def _object(summary: Summary) -> dict[str, Any]:
    return {
        "run": summary.run.id if summary.run else None,
        "read": summary.read,
        "changed": summary.changed,
        "added": summary.added,
        "lost": summary.lost,
        "damaged": summary.damaged,
        "fields": dict(summary.fields),
    }


def _roll_back(folder: Path, run: int | None, *, yes: bool, as_json: bool) -> None:
    from dataclasses import asdict

    from archive import rereads
    from archive.folder import Archive

    with Archive.open(folder, write=True) as archive:
        chosen = rereads.get(archive.conn, run)
        if not _asked(f"Undo run {chosen.id}? {_told(chosen)}", yes=yes):
            say("nothing was changed")
            return
        done = rereads.roll_back(archive, chosen.id)
    if as_json:
        print_json({"run": chosen.id, **asdict(done)})
        return
    say(
        f"run {chosen.id} is undone: {done.back} articles read as before, {done.removed} that "
        f"only it had found are gone, {done.kept} stay because they changed again since"
    )


def _list(folder: Path, *, as_json: bool) -> None:
    from dataclasses import asdict

    from archive import rereads
    from archive.folder import Archive

    with Archive.open(folder) as archive:
        runs = rereads.runs(archive.conn)
    if as_json:
        print_json([asdict(run) for run in runs])
        return
    for run in runs:
        click.echo(f"{run.id}\t{run.state}\t{run.started_at}\t{_told(run)}")
    if not runs:
        say("nothing was read again yet; see what would change: luutru reextract --dry-run")


def _told(run: Reread) -> str:
    scope = ", ".join(f"{name} {value}" for name, value in run.scope.items()) or "all captures"
    return f"{scope}, reader {run.version}: {run.changed} articles changed, {run.added} new"


COMMANDS = (reextract,)
