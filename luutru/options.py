"""Options that several commands share, each spelled once."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])

_ARCHIVE_HELP = "The archive folder.  [env: LUUTRU_ARCHIVE; default: ./kho]"


def archive_option(command: F) -> F:
    """`--archive DIR`, from LUUTRU_ARCHIVE, else ./kho."""
    option = click.option(
        "--archive",
        "folder",
        type=click.Path(path_type=Path, file_okay=False),
        envvar="LUUTRU_ARCHIVE",
        default="kho",
        help=_ARCHIVE_HELP,
    )
    return option(command)


def json_option(command: F) -> F:
    """`--json`: machine-readable output on stdout."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON on stdout.")(command)


def print_json(value: Any) -> None:
    """One JSON document on stdout, UTF-8 whatever the locale."""
    import orjson

    sys.stdout.buffer.write(
        orjson.dumps(value, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
    )


def say(text: str) -> None:
    """Talk goes to stderr."""
    click.echo(text, err=True)
