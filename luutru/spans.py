"""Spans of time as people type them: 90s, 10m, 2h, 90d."""

from __future__ import annotations

import re
from datetime import timedelta

import click

_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


def span(option: str, text: str) -> timedelta:
    """The span; a number alone is seconds.

    Raises:
        click.UsageError: it is none.
    """
    match = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([smhdw]?)", text.strip().lower())
    if match is None:
        raise click.UsageError(f"{option} takes a time like 90s, 10m, 2h or 90d, not {text!r}")
    return timedelta(**{_UNITS[match[2] or "s"]: float(match[1])})
