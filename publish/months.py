"""Months of publication: the strip of bars of a page. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from archive.months import month_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One month of a strip."""

    month: str
    """`2021-10`."""
    articles: int
    gone: int
    height: float
    """Per cent of the strip's height; a month with few articles is seen still."""
    gone_height: float
    """Per cent, of those that are no more on their portal; part of `height`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """The months of one year, January first."""

    year: str
    articles: int
    bars: tuple[Bar, ...]


def years(counts: Mapping[str, tuple[int, int]]) -> list[Year]:
    """Bars of all months from the first year to the last, empty ones too.

    Args:
        counts: month -> articles, and how many of them are gone.
    """
    known = [month for month in counts if len(month) == 7]
    if not known:
        return []
    most = max(counts[month][0] for month in known)
    found = []
    for year in range(int(min(known)[:4]), int(max(known)[:4]) + 1):
        bars = tuple(_bar(month_of(year * 12 + n), counts, most) for n in range(12))
        found.append(Year(year=f"{year:04}", articles=sum(b.articles for b in bars), bars=bars))
    return found


def undated(counts: Mapping[str, tuple[int, int]]) -> int:
    """Articles of which no month is known."""
    return sum(articles for month, (articles, _) in counts.items() if len(month) != 7)


def added(rows: Iterable[Sequence[object]]) -> dict[str, tuple[int, int]]:
    """(month, articles, gone) of several portals as one mapping."""
    found: dict[str, tuple[int, int]] = {}
    for month, articles, gone in rows:
        assert isinstance(month, str)
        assert isinstance(articles, int)
        assert isinstance(gone, int)
        before = found.get(month, (0, 0))
        found[month] = (before[0] + articles, before[1] + gone)
    return found


def _bar(month: str, counts: Mapping[str, tuple[int, int]], most: int) -> Bar:
    articles, gone = counts.get(month, (0, 0))
    height = max(6.0, round(100 * articles / most, 1)) if articles else 0.0
    return Bar(
        month=month, articles=articles, gone=gone, height=height,
        gone_height=round(height * gone / articles, 1) if articles else 0.0,
    )  # fmt: skip
