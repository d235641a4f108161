"""Months as the archive writes them, `2021-10`, and the gaps between them. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise


def number_of(month: str) -> int:
    """Months since year 0 of `2021-10`."""
    return int(month[:4]) * 12 + int(month[5:7]) - 1


def month_of(number: int) -> str:
    return f"{number // 12:04}-{number % 12 + 1:02}"


def longest_gap(months: Sequence[str]) -> tuple[int, str | None, str | None]:
    """How many months lie empty in the longest gap between these, its first and its last month."""
    numbers = [number_of(month) for month in months]
    best, at = 0, 0
    for before, after in pairwise(numbers):
        if after - before - 1 > best:
            best, at = after - before - 1, before
    return (best, month_of(at + 1), month_of(at + best)) if best else (0, None, None)
