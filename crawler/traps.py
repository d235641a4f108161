"""Traps: addresses without end that bring nothing new. Each shape of address has a budget of
pages in a row without a new article; whatever is new fills it up again.

A page that only looks new (another date in a calendar, another order of the same list) costs the
budget of its shape, and that of its path with any query. A page that could not be had costs
nothing: a server that is ill is no trap. One that is not there (404) costs little, as does one that
may hold an article which nobody can read yet: it is worth keeping. Articles that the archive knows are never given up.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Literal

from archive.record import Kind
from archive.work import Entry, Event, PageWork
from crawler.bounds import Bounds
from crawler.extract.shapes import path_shape, shape

Worth = Literal["new", "nothing", "unread", "none"]
"""What a page brought: something new, nothing new, nothing that could be read, no page at all."""

_COUNTED = (Kind.LISTING, Kind.ARTICLE)
_NOT_THERE = (404, 410)


class Traps:
    """What the shapes of each portal's addresses have cost in this run."""

    def __init__(self, bounds: Bounds) -> None:
        self._bounds = bounds
        self._spent: dict[str, Counter[tuple[str, bool]]] = defaultdict(Counter)
        """Portal -> shape, and whether all pages of it count or only those for certain."""
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

    def after(self, entry: Entry, worth: Worth) -> tuple[Event, ...]:
        """Counts a page; what is given up from now on."""
        if entry.kind not in _COUNTED or entry.method != "GET" or worth == "none":
            return ()
        spent, own, path = self._spent[entry.portal], shape(entry.url), path_shape(entry.url)
        budgets = {
            (own, True): self._bounds.fruitless_paths,
            (path, True): self._bounds.fruitless_paths,
            (own, False): self._bounds.fruitless,
        }
        if worth == "new":
            for key in budgets:
                spent[key] = 0
            return ()
        spent.update(key for key in budgets if key[1] or worth == "nothing")
        over = {key[0]: spent[key] for key, budget in budgets.items() if spent[key] >= budget}
        found = {name: n for name, n in over.items() if name not in self._given_up[entry.portal]}
        self._given_up[entry.portal].update(found)
        return tuple(
            Event(
                kind="limit",
                url=entry.url,
                detail=f"shape: {times} pages like {name} in a row brought nothing new, more of "
                "them are not asked for",
            )
            for name, times in found.items()
        )


def worth_of(work: PageWork, counted: dict[str, int]) -> Worth:
    """What a page brought to a crawl."""
    if work.outcome not in ("done", "failed") or work.capture is None:
        return "none"
    if work.capture.status in _NOT_THERE:
        return "unread"
    if work.capture.status not in (200, 304) or work.outcome == "failed":
        return "none"
    if counted.get("articles") or counted.get("fruitful"):
        return "new"
    if work.capture.kind is not Kind.ARTICLE or work.article is not None:
        return "nothing"  # a list of what is known, or one more address of a known article
    odd = any("soft 404" in f"{event.kind} {event.detail}" for event in work.events)
    return "nothing" if odd or work.capture.record_type == "revisit" else "unread"
