"""Drift that shows in articles: what they had and lost, what all of them suddenly share.

Most checks are *paired*: the same article before and now. Its portal may be of any kind and
twenty articles small; honest work changes few old articles in any one of these ways, a redesign
changes all of them.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from archive.drift.finding import Finding, Kind, Severity
from archive.drift.odds import is_too_few, is_too_many
from archive.drift.readings import Fields, Reading, chrome_share, recurring

EDITED = 0.02
"""At most this share of the articles read again was honestly edited in one given way."""

REDATED = 0.05
"""So many may be given another day: an article is corrected and comes up again."""

TURNED = 0.005
"""So many may be given just the day that its own day and month make when they change places."""

REARRANGED = 0.05
"""So many may lose their lead or category or move to another layout, each on its own."""

UNPICTURED = 0.1
"""So many may lose all their pictures: old files are tidied away by the hundred."""

TYPED_WRONG = 0.05
"""So many may bear a date that has not come yet."""

SAME_TITLE = 0.3
"""So many may share one title: "Thông báo", "Lịch công tác tuần"."""

REPEATING = 0.2
"""So many may be half made of what others say too: weekly schedules, lists of services."""

UNDATED = 0.5
"""So many of a portal nobody knows yet may print no date."""

_LONG_BODY = 200
"""Characters: only a text of some length can be seen to shrink."""

_CLOCK = timedelta(minutes=3)
"""A time of publication so near to the visit is the page's own clock."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """One way in which an article can come out worse than before."""

    kind: Kind
    severity: Severity
    honest: float
    could: Callable[[Fields], bool]
    """Could it happen to an article that was like this before?"""
    did: Callable[[Fields, Fields], bool]
    """Did it, from before to now?"""
    what: str
    """`{k} of {n} articles ...`"""
    expected: str


def _turned(day: str) -> str | None:
    """2021-05-10 for 2021-10-05; None if that is no day."""
    year, month, of_month = f"{day}--".split("-")[:3]
    return f"{year}-{of_month}-{month}" if "01" <= of_month <= "12" else None


LOSSES = (
    Loss(
        kind="dates lost", severity="red", honest=EDITED,
        could=lambda was: was.published is not None,
        did=lambda was, now: now.published is None,
        what="{k} of {n} articles lost their date of publication",
        expected="all of them had one",
    ),
    Loss(
        kind="dates moved", severity="red", honest=REDATED,
        could=lambda was: was.published is not None and not was.relative,
        did=lambda was, now: now.day is not None and not now.relative and now.day != was.day,
        what="{k} of {n} articles bear another day of publication than before",
        expected="the same days as before",
    ),
    Loss(
        kind="dates turned round", severity="red", honest=TURNED,
        could=lambda was: was.day is not None and _turned(was.day) not in (None, was.day),
        did=lambda was, now: now.day is not None and now.day == _turned(was.day or ""),
        what="day and month of {k} of {n} articles have changed places",
        expected="the same days as before",
    ),
    Loss(
        kind="texts shrunk", severity="red", honest=EDITED,
        could=lambda was: len(was.body) >= _LONG_BODY,
        did=lambda was, now: len(now.body) < len(was.body) / 2,
        what="{k} of {n} articles lost more than half of their text",
        expected="texts as long as before",
    ),
    Loss(
        kind="leads lost", severity="warn", honest=REARRANGED,
        could=lambda was: was.lead is not None,
        did=lambda was, now: now.lead is None,
        what="{k} of {n} articles lost their lead",
        expected="all of them had one",
    ),
    Loss(
        kind="categories lost", severity="warn", honest=REARRANGED,
        could=lambda was: was.category is not None,
        did=lambda was, now: now.category is None,
        what="{k} of {n} articles lost their category",
        expected="all of them had one",
    ),
    Loss(
        kind="pictures lost", severity="warn", honest=UNPICTURED,
        could=lambda was: was.images > 0,
        did=lambda was, now: now.images == 0,
        what="{k} of {n} articles lost all their pictures",
        expected="all of them had some",
    ),
    Loss(
        kind="another layout", severity="warn", honest=REARRANGED,
        could=lambda was: True,
        did=lambda was, now: (was.platform, was.layout) != (now.platform, now.layout),
        what="{k} of {n} articles are read by other rules than before: was the portal redesigned?",
        expected="the layouts of before",
    ),
)  # fmt: skip


def check_articles(found: Sequence[Reading], names: frozenset[str]) -> Iterator[Finding]:
    """All of it. `names`: what the site calls itself."""
    if not found:
        return
    pairs = [one for one in found if one.before is not None]
    for loss in LOSSES:
        yield from _lost(loss, pairs)
    yield from _titles(found, pairs, names)
    yield from _chrome(found, pairs)
    yield from _times(found)


def _lost(loss: Loss, pairs: Sequence[Reading]) -> Iterator[Finding]:
    could = [(one, one.before) for one in pairs if one.before and loss.could(one.before)]
    did = [one for one, was in could if one.is_changed and loss.did(was, one.now)]
    if is_too_many(len(did), len(could), loss.honest):
        what = loss.what.format(k=len(did), n=len(could))
        yield _finding(loss.kind, loss.severity, what, did, len(could), loss.expected)


def _titles(
    found: Sequence[Reading], pairs: Sequence[Reading], names: frozenset[str]
) -> Iterator[Finding]:
    times = Counter(one.now.title for one in found)
    shared = {title for title, n in times.items() if n >= 3}
    renamed = [
        one for one in pairs
        if one.before and one.now.title in shared and one.now.title != one.before.title
    ]  # fmt: skip
    called = [one for one in found if one.now.title in names]
    title, most = times.most_common(1)[0]
    alike = [one for one in found if one.now.title == title]
    expected = "a title for each article"
    if is_too_many(len(renamed), len(pairs), EDITED):
        what = f"{len(renamed)} of {len(pairs)} articles are now called as others: {renamed[0].now.title!r}"
        yield _finding("titles alike", "red", what, renamed, len(pairs), expected)
    elif is_too_many(len(called), len(found), EDITED):
        what = f"{len(called)} of {len(found)} articles are called as the site itself: {called[0].now.title!r}"
        yield _finding("titles alike", "red", what, called, len(found), expected)
    elif is_too_many(most, len(found), SAME_TITLE):
        what = f"{most} of {len(found)} articles have one title: {title!r}"
        new = sum(one.before is None for one in alike)
        severity: Severity = "red" if new == most else "note"
        yield _finding("titles alike", severity, what, alike, len(found), expected)


def _chrome(found: Sequence[Reading], pairs: Sequence[Reading]) -> Iterator[Finding]:
    shapes = recurring([one.now.shapes for one in found])
    grown = [one for one in pairs if one.is_changed and _taken_in(one, shapes)]
    if is_too_many(len(grown), len(pairs), EDITED):
        line = min(_taken_in(grown[0], shapes))
        what = f"{len(grown)} of {len(pairs)} articles took in text that others have too: {line[:80]!r}"
        yield _finding("texts with chrome", "red", what, grown, len(pairs), "texts of their own")
    fresh = [one for one in found if one.before is None]
    chrome = recurring([one.now.paragraphs for one in found])
    heavy = [one for one in fresh if chrome_share([one.now], chrome) > 0.5]
    if is_too_many(len(heavy), len(fresh), REPEATING):
        what = f"more than half of the text of {len(heavy)} of {len(fresh)} new articles recurs in others"
        yield _finding("texts with chrome", "warn", what, heavy, len(fresh), "texts of their own")


def _taken_in(one: Reading, shapes: frozenset[str]) -> frozenset[str]:
    return (one.now.shapes & shapes) - one.before.shapes if one.before else frozenset()


def _times(found: Sequence[Reading]) -> Iterator[Finding]:
    dated = [one for one in found if one.now.published and not one.now.relative]
    clock, future = [], []
    for one in dated:
        visit = datetime.fromisoformat(one.fetched_at)
        if one.now.day and one.now.day > (visit + timedelta(days=1)).isoformat()[:10]:
            future.append(one)
        if "T" in (one.now.published or ""):
            then = datetime.fromisoformat(str(one.now.published))
            clock += [one] if abs(visit - then) < _CLOCK else []
    if is_too_many(len(clock), len(dated), EDITED):
        what = f"{len(clock)} of {len(dated)} articles bear the minute of our visit: a clock on the page is read"
        yield _finding("dates of the visit", "red", what, clock, len(dated), "times of publication")
    if is_too_many(len(future), len(dated), TYPED_WRONG):
        what = f"{len(future)} of {len(dated)} articles bear a date that has not come yet"
        yield _finding("dates in the future", "red", what, future, len(dated), "days that are past")


def check_new_dates(
    conn: sqlite3.Connection, portal: str, found: Sequence[Reading], known: str
) -> Iterator[Finding]:
    """Have the new articles dates, as the others have? A crawl that meets no old article again
    has nothing else to go by."""
    fresh = [one for one in found if one.before is None]
    bare = [one for one in fresh if one.now.published is None]
    seen, asked = conn.execute(
        "SELECT count(published), count(*) FROM current_articles "
        "WHERE portal = ? AND first_captured <= ?",
        (portal, known),
    ).fetchone()
    what = f"{len(bare)} of {len(fresh)} new articles have no date of publication"
    expected = f"{seen} of {asked} others have one"
    if asked and is_too_few(len(fresh) - len(bare), len(fresh), seen, asked):
        severity: Severity = "red" if len(bare) == len(fresh) else "warn"
        yield _finding("new without dates", severity, what, bare, len(fresh), expected)
    elif not asked and len(bare) >= 3 and len(bare) == len(fresh):
        severity = "warn" if is_too_many(len(bare), len(fresh), UNDATED) else "note"
        yield _finding("new without dates", severity, what, bare, len(fresh), "dates on most")


def check_stamps(
    before: dict[str, int] | None, after: dict[str, int], home: str
) -> Iterator[Finding]:
    """Do the stamps prove another order of day and month than all those of earlier crawls?"""
    if before is None:
        return
    for one, other, named in (
        ("day_first", "month_first", "the month first"),
        ("month_first", "day_first", "the day first"),
    ):
        came = {name: after[name] - before[name] for name in (one, other)}
        if (
            before[one]
            and not before[other]
            and is_too_many(came[other], sum(came.values()), EDITED)
        ):
            yield Finding(
                kind="dates turned round",
                severity="red",
                what=f"{came[other]} of {sum(came.values())} stamps that tell have {named} now",
                measured=f"{came[other]} of {sum(came.values())}",
                expected=f"none of {before[one]} before",
                next=f"luutru portal try {home}",
            )


def _finding(
    kind: Kind, severity: Severity, what: str, did: Sequence[Reading], n: int, expected: str
) -> Finding:
    shown = did[0]
    return Finding(
        kind=kind,
        severity=severity,
        what=what,
        measured=f"{len(did)} of {n}",
        expected=expected,
        capture=shown.now.capture,
        url=shown.url,
        next=f"luutru explain {shown.url}",
    )
