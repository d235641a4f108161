"""Who is told of what is published: webhook add, list, remove, pause, resume, log, replay, deliver."""

from __future__ import annotations

from pathlib import Path

import click

from luutru.options import archive_option, by_option, json_option, print_json, say

_EVENTS = ("published", "changed", "unpublished", "hidden", "gone")

_reason_option = click.option("--reason", default="", help="Why; kept in the audit log.")


@click.group()
def webhook() -> None:
    """Tell other systems what is published, changed, taken back, hidden, or gone.

    See docs/webhooks.md for what receivers get, and how they check it.
    """


@webhook.command("add")
@click.argument("url")
@click.option("--event", "events", multiple=True, type=click.Choice(_EVENTS),
              help="Only these; repeat it.  [default: all]")  # fmt: skip
@click.option("--base-url", default="", metavar="URL",
              help="Where readers find the site: links in messages begin with it.")  # fmt: skip
@click.option("--allow-private", is_flag=True, help="The receiver may lie on a private address.")
@click.option("--allow-http", is_flag=True, help="The receiver may do without https.")
@by_option
@json_option
@archive_option
def webhook_add(
    url: str, events: tuple[str, ...], base_url: str, allow_private: bool, allow_http: bool,
    by: str | None, as_json: bool, folder: Path,
) -> None:  # fmt: skip
    """Tell URL what happens from now on. The secret that signs is shown once.

    \b
    Examples:
      luutru webhook add https://toasoan.example.vn/luutru --base-url https://luutru.example.vn
      luutru webhook add https://toasoan.example.vn/go --event hidden --event unpublished
    """
    from dataclasses import asdict

    from archive import webhooks
    from archive.editorial import Actor, Editorial
    from archive.folder import now

    with Editorial.open(folder) as ed:
        made, secret = webhooks.add(
            ed, url, by=Actor(name=by or "", via="cli"), moment=now(), events=events or _EVENTS,
            base_url=base_url, allow_private=allow_private, allow_http=allow_http,
        )  # fmt: skip
    if as_json:
        print_json(asdict(made) | {"secret": secret})
        return
    click.echo(f"{made.id}\t{secret}")
    say(f"{made.url} is told of: {', '.join(made.events)}. Keep the secret: it is not shown again")


@webhook.command("list")
@json_option
@archive_option
def webhook_list(as_json: bool, folder: Path) -> None:
    """List the receivers, with what waits for each of them.

    \b
    Example:
      luutru webhook list
    """
    from dataclasses import asdict

    from archive import webhooks
    from archive.editorial import Editorial
    from archive.webhooks.outbox import counts

    with Editorial.open(folder) as ed:
        found = [(one, counts(ed.conn, one.id)) for one in webhooks.hooks(ed.conn)]
    if as_json:
        print_json([asdict(one) | asdict(how) for one, how in found])
        return
    for one, how in found:
        state = "told"
        if one.paused_at:
            state = f"paused {one.paused_at}: {one.paused_why or '-'}"
        elif one.failing_since:
            state = f"failing since {one.failing_since}"
        numbers = f"{how.waiting} waiting\t{how.done} done\t{how.given_up} given up"
        click.echo(f"{one.id}\t{one.url}\t{','.join(one.events)}\t{numbers}\t{state}")
    if not found:
        say("nobody is told; add a receiver: luutru webhook add URL")


@webhook.command("remove")
@click.argument("id")
@_reason_option
@by_option
@archive_option
def webhook_remove(id: str, reason: str, by: str | None, folder: Path) -> None:
    """Tell a receiver nothing any more; what waited for it is forgotten.

    \b
    Example:
      luutru webhook remove 1f2e3d4c --reason "The newsroom has closed"
    """
    from archive import webhooks
    from archive.editorial import Actor, Editorial

    with Editorial.open(folder) as ed:
        gone = webhooks.remove(ed, id, by=Actor(name=by or "", via="cli"), reason=reason)
    say(f"{gone.url} is told nothing any more")


@webhook.command("pause")
@click.argument("id")
@_reason_option
@by_option
@archive_option
def webhook_pause(id: str, reason: str, by: str | None, folder: Path) -> None:
    """Let everything wait for a receiver until `luutru webhook resume`.

    \b
    Example:
      luutru webhook pause 1f2e3d4c --reason "Their server moves"
    """
    from archive import webhooks
    from archive.editorial import Actor, Editorial
    from archive.folder import now

    with Editorial.open(folder) as ed:
        actor = Actor(name=by or "", via="cli")
        one = webhooks.pause(ed, id, by=actor, moment=now(), reason=reason)
    say(f"{one.url} is paused; what happens waits for it")


@webhook.command("resume")
@click.argument("id")
@by_option
@archive_option
def webhook_resume(id: str, by: str | None, folder: Path) -> None:
    """Tell a receiver what has waited for it; also one that luutru has paused or lets rest.

    \b
    Example:
      luutru webhook resume 1f2e3d4c
    """
    from archive import webhooks
    from archive.editorial import Actor, Editorial

    with Editorial.open(folder) as ed:
        one = webhooks.resume(ed, id, by=Actor(name=by or "", via="cli"))
    say(f"{one.url} is told again, by `luutru serve --desk` or `luutru webhook deliver`")


@webhook.command("log")
@click.argument("id", required=False)
@click.option("--failed", is_flag=True, help="Only what did not arrive.")
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True)
@json_option
@archive_option
def webhook_log(id: str | None, failed: bool, limit: int, as_json: bool, folder: Path) -> None:
    """Show the newest attempts of 30 days, of one receiver or of all.

    Columns: when, receiver, number of the event, event, article, answer, milliseconds, state.

    \b
    Examples:
      luutru webhook log
      luutru webhook log 1f2e3d4c --failed --json
    """
    from dataclasses import asdict

    from archive import webhooks
    from archive.editorial import Editorial
    from archive.webhooks.outbox import log

    with Editorial.open(folder) as ed:
        if id is not None:
            webhooks.hook(ed.conn, id)
        found = list(log(ed.conn, id, failed=failed, limit=limit))
    if as_json:
        print_json([asdict(one) for one in found])
        return
    for one in found:
        answer = one.error or str(one.status)
        state = f"again {one.next_at}" if one.next_at else one.state
        click.echo(
            f"{one.at}\t{one.webhook}\t{one.sequence}\t{one.event}\t{one.article}\t{answer}\t"
            f"{one.milliseconds}\t{state}"
        )


@webhook.command("replay")
@click.argument("id")
@click.argument("first", type=click.IntRange(1))
@click.argument("last", type=click.IntRange(1), required=False)
@by_option
@archive_option
def webhook_replay(id: str, first: int, last: int | None, by: str | None, folder: Path) -> None:
    """Send events again: the one with number FIRST, or all from FIRST to LAST.

    The numbers are in the log and in the messages (`sequence`).

    \b
    Examples:
      luutru webhook replay 1f2e3d4c 1204
      luutru webhook replay 1f2e3d4c 1200 1300
    """
    from archive.editorial import Actor, Editorial
    from archive.folder import now
    from archive.webhooks.outbox import replay

    if last is not None and last < first:
        raise click.UsageError("LAST is before FIRST")
    with Editorial.open(folder) as ed:
        actor = Actor(name=by or "", via="cli")
        number = replay(ed, id, first, last or first, by=actor, moment=now())
    say(f"{number} events wait again; `luutru serve --desk` or `luutru webhook deliver` sends them")


@webhook.command("deliver")
@json_option
@archive_option
def webhook_deliver(as_json: bool, folder: Path) -> None:
    """Send what is due, once: by hand or from cron, where no `luutru serve --desk` runs.

    Exit code 1 if something did not arrive, 75 if another process delivers at this moment.

    \b
    Example:
      luutru webhook deliver
    """
    from dataclasses import asdict

    from archive.editorial import Editorial
    from publish.webhooks.delivering import deliver

    Editorial.open(folder).close()
    told = deliver(folder)
    if as_json:
        print_json([asdict(one) for one in told])
    else:
        for one in told:
            say(f"{one.webhook}: {one.delivered} delivered, {one.failed} not")
        if not told:
            say("nothing is due")
    if any(one.failed for one in told):
        raise click.exceptions.Exit(1)


COMMANDS = (webhook,)
