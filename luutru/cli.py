"""The command line: names, options, help and exit codes; the work is done elsewhere.

Exit codes: 0 all well; 1 something failed or is red; 2 usage; 75 the archive is busy;
130 interrupted. stdout is data, stderr is talk. Heavy imports stand inside the commands.
"""

from __future__ import annotations

import os
import sqlite3
import sys
from pathlib import Path
from typing import Any

import click

from luutru.commands import (
    account_commands,
    archive_commands,
    attachment_commands,
    courtesy_commands,
    crawl_commands,
    demo_commands,
    evaluation_commands,
    export_commands,
    fixity_commands,
    hiding_commands,
    import_commands,
    pack_commands,
    place_commands,
    platform_commands,
    policy_commands,
    portal_commands,
    privacy_commands,
    proof_commands,
    publish_commands,
    replay_commands,
    report_commands,
    reread_commands,
    static_commands,
    status_commands,
    watch_commands,
    webhook_commands,
)

CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 96}


class Group(click.Group):
    """Lists commands in the order of an archivist's day, not of the alphabet."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)


@click.group(cls=Group, context_settings=CONTEXT)
@click.version_option(package_name="luutru", message="luutru %(version)s")
def cli() -> None:
    """Archive the portals of Vietnam's communes, and give them back.

    \b
    A first day:
      luutru init
      luutru portal add http://xathanhyen.example.gov.vn/
      luutru crawl --all
      luutru build
      luutru serve

    The archive is the folder ./kho unless --archive or LUUTRU_ARCHIVE names another.
    """


for command in (
    archive_commands.init,
    *portal_commands.COMMANDS,
    *crawl_commands.COMMANDS,
    *courtesy_commands.COMMANDS,
    *attachment_commands.COMMANDS,
    *place_commands.COMMANDS,
    *import_commands.COMMANDS,
    *export_commands.COMMANDS,
    *pack_commands.COMMANDS,
    *status_commands.COMMANDS,
    *report_commands.COMMANDS,
    *watch_commands.COMMANDS,
    *fixity_commands.COMMANDS,
    *proof_commands.COMMANDS,
    archive_commands.read,
    *evaluation_commands.COMMANDS,
    *platform_commands.COMMANDS,
    *reread_commands.COMMANDS,
    *publish_commands.COMMANDS,
    *static_commands.COMMANDS,
    *hiding_commands.COMMANDS,
    *account_commands.COMMANDS,
    *policy_commands.COMMANDS,
    *privacy_commands.COMMANDS,
    *webhook_commands.COMMANDS,
    *replay_commands.COMMANDS,
    *demo_commands.COMMANDS,
):
    cli.add_command(command)


def main() -> None:
    """Runs the command line; a user's mistake never ends in a traceback."""
    from archive.errors import ArchiveError
    from publish.errors import PublishError

    try:
        code: Any = cli.main(standalone_mode=False, prog_name="luutru")
    except click.UsageError as error:
        error.show()
        sys.exit(2)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo("stopped; everything committed is safe", err=True)
        sys.exit(130)
    except (ArchiveError, PublishError) as error:
        click.echo(f"luutru: {error}", err=True)
        sys.exit(error.exit_code)
    except sqlite3.DatabaseError as error:
        click.echo(
            f"luutru: SQLite says: {error}. What was committed is safe; make room if the disk is "
            "full, else run `luutru verify`",
            err=True,
        )
        sys.exit(1)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except OSError as error:
        click.echo(f"luutru: {error.filename or 'the system'}: {error.strerror or error}", err=True)
        sys.exit(1)
    sys.exit(code if isinstance(code, int) else 0)


def default_archive() -> Path:
    """Where the archive is when nothing is said."""
    return Path(os.environ.get("LUUTRU_ARCHIVE") or "kho")
