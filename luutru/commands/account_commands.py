"""Who may write: user add, list, role, password, disable, enable; token add, list, revoke."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from luutru.options import archive_option, by_option, json_option, print_json, say

if TYPE_CHECKING:
    from archive.editorial import Actor, Editorial

_ROLES = ("viewer", "editor", "publisher", "admin")
_SCOPES = ("read", "edit", "publish", "hide", "admin")

_password_option = click.option(
    "--password-file",
    type=click.File("r", encoding="utf-8"),
    help="Read the password from the first line of a file, - for stdin; asked for if left out.",
)
_reason_option = click.option("--reason", default="", help="Why; kept in the audit log.")


@click.group()
def user() -> None:
    """Add and change the accounts that may work at the desk and through the API."""


@user.command("add")
@click.argument("name")
@click.option("--role", type=click.Choice(_ROLES), required=True, help="What the user may do.")
@click.option("--display", help="The name as people write it; NAME if left out.")
@_password_option
@by_option
@json_option
@archive_option
def user_add(
    name: str, role: str, display: str | None, password_file: Any, by: str | None, as_json: bool,
    folder: Path,
) -> None:  # fmt: skip
    """Add an account. NAME is what is typed to sign in: small letters, digits, dots, hyphens.

    A viewer reads drafts and history; an editor also edits, tags, and makes collections and pages;
    a publisher also publishes, schedules, hides and sets policies; an admin also manages accounts
    and webhooks. A password has at least 12 characters.

    \b
    Examples:
      luutru user add lan --role editor --display "Lò Thị Lan"
      luutru user add quan-tri --role admin --password-file mat-khau.txt
    """
    from archive.accounts import users

    with _acting(folder, by) as (ed, actor):
        password = _password(password_file)
        made = users.add(ed, name, password, role=role, display=display, by=actor)  # type: ignore[arg-type]
    _tell(made, as_json, f"{made.name} ({made.display}) is {made.role}")


@user.command("list")
@json_option
@archive_option
def user_list(as_json: bool, folder: Path) -> None:
    """List all accounts, disabled ones among them.

    \b
    Examples:
      luutru user list
      luutru user list --json
    """
    from dataclasses import asdict

    from archive.accounts import users

    with _acting(folder, None) as (ed, _):
        found = users.users(ed.conn)
    if as_json:
        print_json([asdict(one) for one in found])
        return
    for one in found:
        state = f"disabled {one.disabled_at}" if one.disabled_at else "-"
        click.echo(f"{one.name}\t{one.role}\t{one.display}\t{one.added_at}\t{state}")
    if not found:
        say("no accounts yet; make the first: luutru user add NAME --role admin")


@user.command("role")
@click.argument("name")
@click.argument("role", type=click.Choice(_ROLES))
@_reason_option
@by_option
@json_option
@archive_option
def user_role(
    name: str, role: str, reason: str, by: str | None, as_json: bool, folder: Path
) -> None:
    """Change what a user may do, from the next request on; their tokens never open more.

    \b
    Example:
      luutru user role lan publisher --by quan-tri
    """
    from archive.accounts import users

    with _acting(folder, by) as (ed, actor):
        now = users.set_role(ed, name, role, by=actor, reason=reason)  # type: ignore[arg-type]
    _tell(now, as_json, f"{now.name} is {now.role}")


@user.command("password")
@click.argument("name")
@_password_option
@by_option
@json_option
@archive_option
def user_password(
    name: str, password_file: Any, by: str | None, as_json: bool, folder: Path
) -> None:
    """Set a new password. All sessions of the user end; tokens stay until they are revoked.

    \b
    Examples:
      luutru user password lan
      pwgen -s 20 1 | tee /dev/tty | luutru user password lan --password-file -
    """
    from archive.accounts import users

    with _acting(folder, by) as (ed, actor):
        users.user(ed.conn, name)
        now = users.set_password(ed, name, _password(password_file), by=actor)
    _tell(now, as_json, f"{now.name} has a new password and is signed out everywhere")


@user.command("disable")
@click.argument("name")
@_reason_option
@by_option
@json_option
@archive_option
def user_disable(name: str, reason: str, by: str | None, as_json: bool, folder: Path) -> None:
    """Shut an account: its sessions end, its tokens open nothing. What it did stays in its name.

    \b
    Example:
      luutru user disable lan --reason "Left the commune" --by quan-tri
    """
    from archive.accounts import users

    with _acting(folder, by) as (ed, actor):
        now = users.disable(ed, name, by=actor, reason=reason)
    _tell(now, as_json, f"{now.name} is disabled")


@user.command("enable")
@click.argument("name")
@_reason_option
@by_option
@json_option
@archive_option
def user_enable(name: str, reason: str, by: str | None, as_json: bool, folder: Path) -> None:
    """Open a disabled account again; also ends the wait after too many wrong passwords.

    \b
    Example:
      luutru user enable lan --by quan-tri
    """
    from archive.accounts import users

    with _acting(folder, by) as (ed, actor):
        now = users.enable(ed, name, by=actor, reason=reason)
    _tell(now, as_json, f"{now.name} can sign in")


@click.group()
def token() -> None:
    """Make and revoke the tokens with which programs write."""


@token.command("add")
@click.argument("name")
@click.option("--user", required=True, help="In whose name the program acts.")
@click.option(
    "--scope", "scopes", type=click.Choice(_SCOPES), multiple=True, required=True,
    help="What it may do; once for each.",
)  # fmt: skip
@click.option(
    "--days", type=click.IntRange(1, 366), default=90, show_default=True, help="How long it works."
)
@by_option
@json_option
@archive_option
def token_add(
    name: str, user: str, scopes: tuple[str, ...], days: int, by: str | None, as_json: bool,
    folder: Path,
) -> None:  # fmt: skip
    """Make a token and print it, this once. NAME says what it is for.

    It never opens more than the role of its user, as it is when the token is shown. `read` reads
    drafts; `edit` edits; `publish` publishes, schedules and sets policies; `hide` hides and
    masks; `admin` manages accounts and webhooks. Programs send it as
    `Authorization: Bearer ltr_...`, never in an address.

    \b
    Examples:
      luutru token add "Website of the district" --user lan --scope read --days 30
      luutru token add import --user lan --scope edit --scope publish > token.txt
    """
    from dataclasses import asdict

    from archive.accounts import tokens
    from archive.folder import now

    with _acting(folder, by) as (ed, actor):
        made, shown = tokens.make(
            ed, user, name, scopes=scopes, days=days, by=actor, moment=now()
        )  # fmt: skip
    if as_json:
        print_json(asdict(made) | {"token": shown})
    else:
        click.echo(shown)
    say(
        f"token {made.id} of {made.user} for {', '.join(made.scopes)}, until {made.expires_at}; "
        "it is not shown again"
    )


@token.command("list")
@click.option("--user", help="Only of this user.")
@json_option
@archive_option
def token_list(user: str | None, as_json: bool, folder: Path) -> None:
    """List all tokens: whose, for what, until when, when last used.

    \b
    Examples:
      luutru token list
      luutru token list --user lan --json
    """
    from dataclasses import asdict

    from archive.accounts import tokens

    with _acting(folder, None) as (ed, _):
        found = tokens.tokens(ed.conn, user)
    if as_json:
        print_json([asdict(one) for one in found])
        return
    for one in found:
        state = f"revoked {one.revoked_at}" if one.revoked_at else f"until {one.expires_at}"
        used = f"used {one.used_at}" if one.used_at else "never used"
        click.echo(f"{one.id}\t{one.user}\t{one.name}\t{' '.join(one.scopes)}\t{state}\t{used}")
    if not found:
        say("no tokens; make one: luutru token add NAME --user USER --scope read")


@token.command("revoke")
@click.argument("ident", metavar="ID")
@_reason_option
@by_option
@json_option
@archive_option
def token_revoke(ident: str, reason: str, by: str | None, as_json: bool, folder: Path) -> None:
    """Revoke a token: from now on it opens nothing. ID as in `luutru token list`.

    \b
    Example:
      luutru token revoke 3fa2b01c --reason "It was in a public repository"
    """
    from archive.accounts import tokens
    from archive.folder import now

    with _acting(folder, by) as (ed, actor):
        gone = tokens.revoke(ed, ident, by=actor, moment=now(), reason=reason)
    _tell(gone, as_json, f"token {gone.id} of {gone.user} is revoked since {gone.revoked_at}")


@contextmanager
def _acting(folder: Path, by: str | None) -> Iterator[tuple[Editorial, Actor]]:
    from archive.editorial import Actor, Editorial

    with Editorial.open(folder) as ed:
        yield ed, Actor(name=by or "", via="cli")


def _password(file: Any) -> str:
    if file is not None:
        try:
            return str(file.readline().rstrip("\r\n"))
        except UnicodeDecodeError:
            raise click.UsageError(f"{file.name} is no text in UTF-8") from None
    if not sys.stdin.isatty():
        raise click.UsageError(
            "there is no terminal to ask for the password: --password-file - reads it"
        )
    return str(click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True))


def _tell(value: Any, as_json: bool, text: str) -> None:
    from dataclasses import asdict

    if as_json:
        print_json(asdict(value))
    else:
        say(text)


COMMANDS = (user, token)
