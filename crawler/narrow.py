"""Where a later crawl goes on from a page: to what is new, and no further.

An ordinary crawl follows from the home page the lists that showed articles of their own before,
and from a list its next page only as long as that may hold something new. An article is new when
it was never fetched, or when a list shows it in words, or with a time of change, that no list has
shown it in before. See docs/decisions/0009.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from hashlib import blake2b

from archive import known
from archive.record import Kind
from archive.work import Entry, PageWork
from crawler.extract.links import Link

ENOUGH = 3
"""A list that shows fewer new articles, and fewer than half, is the last page of its branch."""

NEXT_PAGES = 2
"""Further lists that one page of a list leads to: they lead on themselves."""

_MANY = 20
"""Known articles of a sitemap; more than half of so many changed at once have not changed."""

FILES = (Kind.IMAGE, Kind.ATTACHMENT)
"""What is kept but not read."""

_DIGITS = re.compile(r"\d+(?:[.,:]\d+)*")
_PASSING = re.compile(r"(?i)lượt|xem|đọc|views?\b|hits?\b|bình luận|comments?\b|\btrước\b|vừa xong")
"""Words of counters and of times that pass: the digits beside them say nothing."""


def words_of(link: Link) -> int:
    """Names a link together with its words, or its time of change; 63 bits."""
    return _named(link.key(), link.changed or link.text, bool(link.changed))


@lru_cache(maxsize=4096)
def _named(key: str, text: str, is_moment: bool) -> int:
    """The links of a menu come with every page."""
    words = " ".join(text.casefold().split())
    if not is_moment and _PASSING.search(words):
        words = _DIGITS.sub("0", words)
    digest = blake2b(f"{key}\n{words}".encode("utf-8", "replace"), digest_size=8).digest()
    return int.from_bytes(digest) >> 1


def narrowed(
    conn: sqlite3.Connection, work: PageWork, entry: Entry, *, mode: str, home: str
) -> PageWork:
    """The same unit of work with the links that a crawl of this mode follows."""
    if not work.found:
        return work
    listing = work.article is None and entry.kind not in FILES
    if listing:
        work = replace(work, shown=tuple({one.shown for one in work.found if one.shown}))
    if mode == "full":
        return work
    kept = known.kept_files(conn, (one.url for one in work.found if one.kind in FILES))
    found = [one for one in work.found if one.kind not in FILES or one.url not in kept]
    if mode == "ordinary" and entry.kind is not Kind.ROBOTS:
        found = _worth_it(conn, work, entry, found, listing=listing, home=home)
    return replace(work, found=tuple(found))


def _worth_it(
    conn: sqlite3.Connection, work: PageWork, entry: Entry, found: Sequence[Entry], *,
    listing: bool, home: str,
) -> list[Entry]:  # fmt: skip
    if found[:1] and found[0].redirects:  # the page itself is there
        return list(found)
    articles = [one for one in found if one.kind is Kind.ARTICLE]
    fetched = known.fetched(conn, (one.url for one in articles))
    new = [one for one in articles if one.url not in fetched]
    if not listing:
        return [*(one for one in found if one.kind in FILES), *new]
    seen = known.shown_before(conn, work.portal, (one.shown for one in found))
    changed = [one for one in articles if one.url in fetched and one.shown not in seen]
    if entry.kind is Kind.SITEMAP and len(fetched) >= _MANY and len(changed) * 2 > len(fetched):
        changed = []  # it gives all of them a new time whenever it is made
    lists = [one for one in found if one.kind is Kind.LISTING]
    others = [
        one
        for one in found
        if one.kind is Kind.FEED or (one.kind is Kind.SITEMAP and one.shown not in seen)
    ]
    at_home = entry.url == home or entry.found_on is None
    on = _followed(
        conn, work.portal, lists, all_of_them=at_home or not articles,
        fresh=len(new) + len(changed), shown=len(articles),
    )  # fmt: skip
    return [*others, *new, *changed, *on]


def _followed(
    conn: sqlite3.Connection, portal: str, lists: Sequence[Entry], *, all_of_them: bool,
    fresh: int, shown: int,
) -> list[Entry]:  # fmt: skip
    """Of the lists that a list links to, those to read."""
    if not all_of_them and fresh < ENOUGH and fresh * 2 < shown:
        return []
    barren = known.barren_lists(conn, portal, (one.key for one in lists))
    worth = [one for one in lists if one.key not in barren]
    if all_of_them:
        return worth
    queued = known.in_frontier(conn, portal, (one.key for one in worth))
    return [one for one in worth if one.key not in queued][:NEXT_PAGES]
