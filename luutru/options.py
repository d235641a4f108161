"""Options that several commands share, each spelled once."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping
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


def by_option(command: F) -> F:
    """`--by NAME`: who acts, for the log."""
    option = click.option("--by", metavar="NAME", help="Who decided; kept in the audit log.")
    return option(command)


def print_json(value: Any) -> None:
    """One JSON document on stdout, UTF-8 whatever the locale."""
    import orjson

    sys.stdout.buffer.write(
        orjson.dumps(value, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
    )


_SIZE_UNITS = {"": 1, "k": 1000, "m": 1000**2, "g": 1000**3}
_TIME_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "": 1}


class Duration(click.ParamType[float]):
    """`90`, `30m`, `2h`, `1h30m`: seconds as a float."""

    name = "time"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        if isinstance(value, int | float):
            return float(value)
        parts = re.findall(r"(\d+(?:\.\d+)?)([smhd]?)", value)
        if not parts or "".join(f"{n}{u}" for n, u in parts) != value:
            self.fail(f"{value!r} is no time: give 90, 30m, 2h or 1h30m", param, ctx)
        return float(sum(float(number) * _TIME_UNITS[unit] for number, unit in parts))


class Size(click.ParamType[int]):
    """`500M`, `2G`, `800k`, `1000`: bytes, in powers of ten."""

    name = "size"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        if isinstance(value, int):
            return value
        found = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([kmg]?)b?", value.lower())
        if found is None or float(found[1]) <= 0:
            self.fail(f"{value!r} is no size: give 500M, 2G or a number of bytes", param, ctx)
        return int(float(found[1]) * _SIZE_UNITS[found[2]])


class OrNone(click.ParamType[Any]):
    """A limit, or `none` to take it away (which comes out as the text `none`)."""

    def __init__(self, limit: click.ParamType[Any]) -> None:
        self.limit = limit
        self.name = limit.name

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if isinstance(value, str) and value.lower() == NONE:
            return NONE
        return self.limit.convert(value, param, ctx)


NONE = "none"


def say(text: str) -> None:
    """Talk goes to stderr."""
    click.echo(text, err=True)


def check_days(days: Mapping[str, str | None]) -> None:
    """Refuses, as a usage error, options whose value is no day."""
    from datetime import date

    for option, day in days.items():
        try:
            if day is not None:
                date.fromisoformat(day)
        except ValueError:
            raise click.UsageError(f"{option} takes a day like 2021-10-05, not {day!r}") from None
