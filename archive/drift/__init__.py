"""Drift: does a crawl bring what its portal is expected to bring?

A scraper that runs on in silence over a redesigned portal is the first complaint of everybody who
archives governments; the second is an alarm that cries wolf. So each crawl is held against rules
that need no history and against what the same portal was before (`articles`: article by article;
`pages`: home, lists, errors), with bounds of probability instead of percents (`odds`). What comes
out is a report (`report`), kept as JSON with its crawl; its verdict decides the crawl's.
"""

from __future__ import annotations

from archive.drift.finding import Finding, Kind, Severity, Verdict
from archive.drift.report import Report, accept, judge, keep_report, latest, load, note_list

__all__ = [
    "Finding", "Kind", "Report", "Severity", "Verdict", "accept", "judge", "keep_report", "latest", "load",
    "note_list",
]  # fmt: skip
