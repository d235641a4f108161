"""Evidence for others, and copies for ourselves: prove, verify-proof, backup, restore."""

from __future__ import annotations

from pathlib import Path

import click

from luutru.options import archive_option, json_option, print_json, say


@click.command()
@click.argument("article", metavar="ID|URL")
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False),
              help="The file to write.  [default: proof-ID.zip]")  # fmt: skip
@click.option("--with-media", is_flag=True, help="With the records of pictures and documents.")
@archive_option
def prove(article: str, output: Path | None, with_media: bool, folder: Path) -> None:
    """Make a proof bundle of an article: one ZIP that a stranger can check without the archive.

    It holds the WARC records, the article with its capture and digests, citations, and a README
    that says how to check it by hand.

    \b
    Examples:
      luutru prove abcdefghijklmnop
      luutru prove http://xathanhyen.example.gov.vn/bai-1 -o proof.zip --with-media
    """
    from archive.folder import Archive
    from archive.warc import sha256
    from luutru.proofs import prove as make

    with Archive.open(folder) as archive:
        ident, data = make(archive, article, with_media=with_media)
    path = output or Path(f"proof-{ident}.zip")
    unfinished = path.with_name(f"{path.name}.part")
    unfinished.write_bytes(data)
    unfinished.replace(path)
    click.echo(f"{sha256(data)}  {path}")
    say("publish this digest, or give it to a third party: it proves when the bundle was there")


@click.command("verify-proof")
@click.argument("files", nargs=-1, required=True,
                type=click.Path(path_type=Path, exists=True, dir_okay=False))  # fmt: skip
@json_option
def verify_proof(files: tuple[Path, ...], as_json: bool) -> None:
    """Check proof bundles on any machine: every digest, every record, the article read again.

    Needs no archive and no network. Exit code 1 if a byte was changed, and says where.

    \b
    Example:
      luutru verify-proof proof.zip
    """
    from dataclasses import asdict

    from luutru.proofs import verify_proof as check

    verdicts = [check(path) for path in files]
    if as_json:
        print_json([asdict(one) for one in verdicts])
    for one in verdicts:
        if as_json:
            continue
        for problem in one.problems:
            click.echo(f"{one.path}: {problem}")
        for note in one.notes:
            say(f"note: {note}")
        if not one.problems:
            click.echo(f"{one.path}: whole. “{one.title}”, {one.url}, captured {one.captured_at}")
    if any(one.problems for one in verdicts):
        raise click.exceptions.Exit(1)


@click.command()
@click.argument("target", type=click.Path(path_type=Path, file_okay=False))
@json_option
@archive_option
def backup(target: Path, as_json: bool, folder: Path) -> None:
    """Copy the archive, also while a crawl writes; later runs copy only what is new.

    What editors said (editorial.db) is copied with it, also while they work. Killed at any moment,
    the former backup in TARGET is whole and the same command goes on.
    public.db is not copied: `luutru build` makes it anew.

    \b
    Example:
      luutru backup /media/backup/kho
    """
    from dataclasses import asdict

    from archive.backup import backup as copy
    from archive.backup import note_backup
    from luutru.progress import bar

    with bar("backing up") as move:
        done = copy(folder, target, progress=move)
    note_backup(folder, target, done)
    if as_json:
        print_json(asdict(done))
    else:
        for problem in done.problems:
            click.echo(problem)
        say(
            f"{done.files} WARC files with {done.bytes:,} bytes in {target}: "
            f"{done.copied_bytes:,} bytes of {done.copied_files} files copied now, and the "
            f"databases ({done.database_bytes:,} bytes)"
        )
    if done.problems:
        raise click.exceptions.Exit(1)


@click.command()
@click.argument("source", metavar="BACKUP", type=click.Path(path_type=Path, exists=True,
                                                            file_okay=False))  # fmt: skip
@click.argument("into", type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--without-editorial", is_flag=True,
    help="Only what was captured: for a backup whose editorial.db is damaged.",
)  # fmt: skip
@json_option
def restore(source: Path, into: Path, without_editorial: bool, as_json: bool) -> None:
    """Make an archive of a backup in a new folder, and verify it.

    With --without-editorial nothing that editors said is restored: what they have hidden is shown
    by the next `luutru build`.

    \b
    Example:
      luutru restore /media/backup/kho kho-2
    """
    from archive.backup import restore as bring_back
    from luutru.progress import bar

    with bar("restoring") as move:
        done = bring_back(source, into, editorial=not without_editorial, progress=move)
    problems = [*done.problems, *map(str, done.report.problems)]
    if as_json:
        print_json({"made_at": done.manifest.made_at, "counts": done.counts, "problems": problems})
    else:
        for problem in problems:
            click.echo(problem)
        if done.manifest.editorial is None and not without_editorial:
            say("note: this backup is of before editorial.db; what editors said is not in it")
        say(
            f"{into}: the archive of {done.manifest.made_at}, {done.counts['captures']} captures, "
            f"{done.counts['articles']} articles: "
            + (f"{len(problems)} problems" if problems else "all whole")
        )
    if problems:
        raise click.exceptions.Exit(1)


COMMANDS = (prove, verify_proof, backup, restore)
