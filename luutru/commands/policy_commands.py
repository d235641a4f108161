"""Are new captures of a portal shown at once, or do they wait for an editor: policy set, list."""

from __future__ import annotations

from pathlib import Path

import click

from luutru.options import archive_option, by_option, json_option, print_json, say


@click.group()
def policy() -> None:
    """Decide whether new captures of a portal are shown at once or wait for review."""


@policy.command("set")
@click.argument("portal")
@click.argument("publish", type=click.Choice(["at once", "review"]))
@click.option("--reason", default="", help="Why; kept in the audit log.")
@by_option
@archive_option
def policy_set(portal: str, publish: str, reason: str, by: str | None, folder: Path) -> None:
    """Set the policy of a portal, from now on.

    With "review", what was captured until now stays as it is shown, and what comes waits until an
    editor publishes it. Going back to "at once" shows everything that has waited. The public
    edition follows with the next `luutru build`, or at once where `luutru serve --desk` runs.

    \b
    Examples:
      luutru policy set thanh-yen review --by lan --reason "Lists of names every week"
      luutru policy set thanh-yen "at once"
    """
    from archive.editorial import Actor, Editorial
    from archive.editorial.policies import set_policy

    with Editorial.open(folder) as ed:
        now = set_policy(
            ed, portal, publish,  # type: ignore[arg-type]
            by=Actor(name=by or "", via="cli"), reason=reason,
        )  # fmt: skip
    say(f"{now.portal}: {now.publish}, since {now.since}")


@policy.command("list")
@json_option
@archive_option
def policy_list(as_json: bool, folder: Path) -> None:
    """List the portals that have a policy; those not named show new captures at once.

    \b
    Examples:
      luutru policy list
      luutru policy list --json
    """
    from dataclasses import asdict

    from archive.editorial import Editorial
    from archive.editorial.policies import policies

    with Editorial.open(folder) as ed:
        found = policies(ed.conn)
    if as_json:
        print_json([asdict(one) for one in found])
        return
    for one in found:
        click.echo(f"{one.portal}\t{one.publish}\t{one.since}\t{one.by or '-'}")
    if not found:
        say("no portal has a policy: new captures of all are shown at once")


COMMANDS = (policy,)
