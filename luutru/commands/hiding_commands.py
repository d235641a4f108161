"""What must not be shown: hide, unhide, hidden."""

from __future__ import annotations

from pathlib import Path

import click

from luutru.commands.publish_commands import publish_edition
from luutru.options import archive_option, by_option, json_option, print_json, say

_LATER = click.option(
    "--no-build", is_flag=True, help="Leave the public edition as it is until the next build."
)


@click.command()
@click.argument("article")
@click.option("--reason", required=True, help="Why; kept in the audit log, never published.")
@click.option("--basis", required=True, help="The law or rule that asks for it; published.")
@by_option
@_LATER
@archive_option
def hide(
    article: str, reason: str, basis: str, by: str | None, no_build: bool, folder: Path
) -> None:
    """Hide an article: nothing of it stays in the public edition.

    ARTICLE is an identifier or an address, of the portal or of the published site. The archive
    keeps what was captured. The public edition is brought up to date at once: rows, search index,
    pictures and files that no other article shows are gone from its file; the article's page
    answers 410 with the legal basis.

    \b
    Example:
      luutru hide http://xathanhyen.example.gov.vn/bai-12 \\
        --reason "A citizen's identity card is on the second picture" \\
        --basis "Law 91/2025/QH15, article 14" --by "Lan"
    """
    from archive.editorial import Actor, Editorial, hiding

    with Editorial.open(folder) as ed:
        actor = Actor(name=by or "", via="cli")
        done = hiding.hide(ed, article, reason=reason, basis=basis, by=actor)
    say(f"{done.article} is hidden: {done.url}")
    _publish(folder, no_build)


@click.command()
@click.argument("article")
@click.option("--reason", required=True, help="Why it may be shown again; kept in the audit log.")
@by_option
@_LATER
@archive_option
def unhide(article: str, reason: str, by: str | None, no_build: bool, folder: Path) -> None:
    """Show a hidden article again.

    \b
    Example:
      luutru unhide aaaaabbbbbcccccd --reason "The portal has masked the numbers"
    """
    from archive.editorial import Actor, Editorial, hiding

    with Editorial.open(folder) as ed:
        ident = hiding.unhide(ed, article, reason=reason, by=Actor(name=by or "", via="cli"))
    say(f"{ident} is shown again")
    _publish(folder, no_build)


@click.command()
@click.option("--log", is_flag=True, help="Every act: who hid or showed what, when and why.")
@json_option
@archive_option
def hidden(log: bool, as_json: bool, folder: Path) -> None:
    """List the hidden articles, or with --log all acts of hiding and showing again.

    \b
    Examples:
      luutru hidden
      luutru hidden --log --json
    """
    from dataclasses import asdict

    from archive.editorial import hiding
    from archive.folder import Archive

    with Archive.open(folder) as archive:
        rows = [asdict(one) for one in (hiding.acts if log else hiding.hidden)(archive.conn)]
    if as_json:
        print_json(rows)
        return
    for row in rows:
        click.echo("\t".join(str(value or "-") for value in row.values()))
    if not rows:
        say("nothing is hidden" if not log else "nothing was ever hidden")


def _publish(folder: Path, no_build: bool) -> None:
    if (folder / "public.db").exists() and not no_build:
        publish_edition(folder)
    else:
        say("the public edition follows with the next `luutru build`")


COMMANDS = (hide, unhide, hidden)
