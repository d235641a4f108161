"""Traps: addresses without end that bring nothing new. Each shape of address has a budget of
pages in a row without a new article; whatever is new fills it up again.

A page that only looks new (another date in a calendar, another order of the same list) costs the
budget of its shape, and that of its path with any query. Articles that the archive knows are
never given up.
"""

from __future__ import annotations

from collections import Counter, defaultdict

from archive.record import Kind
from archive.work import Entry, Event
from crawler.bounds import Bounds
from crawler.extract.shapes import path_shape, shape

_COUNTED = (Kind.LISTING, Kind.ARTICLE)


class Traps:
    """What the shapes of each portal's addresses have cost in this run."""

    def __init__(self, bounds: Bounds) -> None:
        self._bounds = bounds
        self._spent: dict[str, Counter[str]] = defaultdict(Counter)
        self._given_up: dict[str, set[str]] = defaultdict(set)

    def is_watching(self, portal: str) -> bool:
        """Has any shape of this portal's addresses been given up?"""
        return bool(self._given_up.get(portal))

    def gives_up(self, entry: Entry) -> bool:
        """Has the shape of this address brought nothing for too long?"""
        given_up = self._given_up.get(entry.portal)
        if not given_up or entry.kind not in _COUNTED or entry.method != "GET":
            return False
        return shape(entry.url) in given_up or path_shape(entry.url) in given_up

    def after(self, entry: Entry, *, fruitful: bool) -> tuple[Event, ...]:
        """Counts a page; what is given up from now on."""
        if entry.kind not in _COUNTED or entry.method != "GET":
            return ()
        spent = self._spent[entry.portal]
        budgets = {
            shape(entry.url): self._bounds.fruitless,
            path_shape(entry.url): self._bounds.fruitless_paths,
        }
        if fruitful:
            for name in budgets:
                spent[name] = 0
            return ()
        spent.update(budgets.keys())
        over = [
            name for name, budget in budgets.items()
            if spent[name] >= budget and name not in self._given_up[entry.portal]
        ]  # fmt: skip
        self._given_up[entry.portal].update(over)
        return tuple(
            Event(
                kind="limit",
                url=entry.url,
                detail=f"shape: {spent[name]} pages like {name} in a row brought nothing new, "
                "more of them are not asked for",
            )
            for name in over
        )


def is_fruitful(counted: dict[str, int]) -> bool:
    """Did a page bring an article that was not there before in this crawl, or a list with one?"""
    return bool(counted.get("articles") or counted.get("fruitful"))
