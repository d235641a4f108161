"""Reports of crawls as lines of text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

_MARKS = {"red": "RED", "warn": "warning", "note": "note"}


def finding_lines(report: Mapping[str, Any], *, notes: bool = False) -> Iterator[str]:
    """Each finding with the saved page that shows it and the command to run now."""
    for one in report["findings"]:
        if one["severity"] == "note" and not notes:
            continue
        yield f"{_MARKS[one['severity']]}: {one['what']}"
        if one["expected"]:
            yield f"  expected: {one['expected']}"
        if one["capture"] is not None:
            yield f"  saved: capture {one['capture']} {one['url']}"
        if one["next"]:
            yield f"  next: {one['next']}"


def report_lines(report: Mapping[str, Any]) -> Iterator[str]:
    """A whole report."""
    accepted = f", accepted {report['accepted_at'][:16]}" if report["accepted_at"] else ""
    yield f"{report['portal']}: crawl {report['crawl']} ({report['mode']}), {report['verdict']}{accepted}"
    end = "" if report["finished"] else " (not finished)"
    yield f"  began {report['started_at'][:16]}, looked at {report['made_at'][:16]}{end}"
    counters = report["counters"]
    yield (
        f"  {counters['requests']} requests, {counters['pages']} pages, {counters['articles']} "
        f"articles ({counters['new']} new, {counters['changed']} changed, {counters['gone']} gone), "
        f"{counters['failed']} failed"
    )
    measured = report["measured"]
    yield f"  {measured['lists_with_articles']} of {measured['lists']} list pages link to articles"
    yield from _coverage(report)
    for name in ("vanished", "limits", "errors"):
        for row in report[name]:
            yield f"  {name}: {row['count']} x {row['what']}, for example {row['url']}"
    for line in finding_lines(report, notes=True):
        yield f"  {line}"


def _coverage(report: Mapping[str, Any]) -> Iterator[str]:
    now = report["coverage"]
    if now is None:
        return
    before = (report["expected"] or {}).get("coverage") or {}
    yield f"  of {now['articles']} articles looked at:"
    for name, share in now.items():
        if name == "articles":
            continue
        shown = f"{share:.0%}" if isinstance(share, float) else f"{share} characters"
        was = before.get(name)
        told = "" if was is None or was == share else "  before: "
        told += "" if not told else (f"{was:.0%}" if isinstance(was, float) else str(was))
        yield f"    {name.replace('_', ' '):<13} {shown}{told}"
