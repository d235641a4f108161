"""What an evaluation says: as JSON for machines, as sheets that a terminal or Markdown can show."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from crawler.evaluation.figures import Score, Tally
from crawler.evaluation.run import OURS, Evaluation, SetResult

ORDER = (
    "reached", "once", "article told", "title", "published", "day", "no invented date", "lead",
    "paragraphs", "words", "must contain", "no leak", "begins", "ends", "author", "source",
    "category", "images", "captions", "attachments", "lists told", "list items",
    "empty pages told", "hidden absent", "no other article", "dates", "no silent wrong date",
    "citations", "text",
)  # fmt: skip
"""Questions in the order of a report; others follow."""

_BY_PLATFORM = ("title", "published", "lead", "paragraphs", "words", "images", "captions")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A table of text; the first column names the row."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""


def ordered(score: Score) -> list[tuple[str, Tally]]:
    """The tallies of a score in the order of a report."""
    place = {name: at for at, name in enumerate(ORDER)}
    return sorted(score.items(), key=lambda item: (place.get(item[0], len(place)), item[0]))


def as_json(done: Evaluation, *, mistakes: int = 0) -> dict[str, Any]:
    """Everything measured. `mistakes`: how many of each question are named."""
    return {
        "sets": [_set_json(one, done.readers, mistakes) for one in done.sets],
        "total": {reader: _fields(done.total(reader)) for reader in done.readers},
        "platforms": {
            reader: {name: _fields(score) for name, score in done.platforms(reader).items()}
            for reader in done.readers
        },
        "pages_per_second": {
            name: round(pace.per_second, 1) for name, pace in done.paces.items() if pace.pages
        },
        "ahead": {reader: ahead(done, reader) for reader in done.readers if reader != OURS},
    }


def _set_json(one: SetResult, readers: Iterable[str], mistakes: int) -> dict[str, Any]:
    found: dict[str, Any] = {
        "name": one.name, "form": one.form, "pages": one.pages, **one.facts,
        "readers": {reader: _fields(one.total(reader)) for reader in readers},
    }  # fmt: skip
    if mistakes:
        score = one.total(OURS)
        found["mistakes"] = {n: t.mistakes[:mistakes] for n, t in ordered(score) if t.mistakes}
    return found


def _fields(score: Score) -> dict[str, Any]:
    return {name: tally.as_json() for name, tally in ordered(score)}


def ahead(done: Evaluation, reader: str) -> list[str]:
    """Where a peer has a higher figure than we, as `set: question`."""
    found = []
    for one in done.sets:
        ours = one.total(OURS)
        for name, tally in ordered(one.total(reader)):
            if name in ours and tally.figure > ours[name].figure + 1e-9:
                found.append(f"{one.name}: {name} {tally.figure:.4f} > {ours[name].figure:.4f}")
    return found


def sheets(done: Evaluation) -> Iterator[Sheet]:
    """The tables of a report, from the sets to the whole."""
    for one in done.sets:
        yield _set_sheet(one)
    if len(done.platforms(OURS)) > 1:
        yield _platform_sheet(done)
    if len(done.readers) > 1:
        yield _peer_sheet(done)
    if any(pace.pages for pace in done.paces.values()):
        yield _pace_sheet(done)


def _set_sheet(one: SetResult) -> Sheet:
    rows = []
    for name, tally in ordered(one.total(OURS)):
        shares = (tally.precision, tally.recall, tally.f1)
        shown = tuple(map(number, shares)) if tally.counted else ("", "", number(tally.share))
        rows.append((name, str(tally.asked), str(tally.right), *shown))
    crawled = ""
    if one.facts:
        crawled = (
            f"platform {one.facts['platform']}, {one.facts['requests']} requests, "
            f"{one.facts['articles']} articles, {one.facts['outside']} links outside the mirror"
        )
    return Sheet(
        title=f"{one.name} ({one.form}, {one.pages})",
        columns=("", "asked", "right", "P", "R", "F1"), rows=tuple(rows), note=crawled,
    )  # fmt: skip


def _platform_sheet(done: Evaluation) -> Sheet:
    rows = []
    for platform, score in done.platforms(OURS).items():
        if any(name in score for name in _BY_PLATFORM):
            rows.append((platform, *(figure(score, name) for name in _BY_PLATFORM)))
    return Sheet(title="by platform", columns=("", *_BY_PLATFORM), rows=tuple(rows))


def _peer_sheet(done: Evaluation) -> Sheet:
    """Figures over all sets, only for the questions that at least one peer was asked."""
    totals = {reader: done.total(reader) for reader in done.readers}
    asked = {name for reader, total in totals.items() if reader != OURS for name in total}
    rows = tuple(
        (name, *(figure(totals[reader], name) for reader in done.readers))
        for name, _ in ordered(totals[OURS])
        if name in asked
    )
    note = "the same pages for all; a gap: the peer does not claim to give it"
    return Sheet(title="side by side", columns=("", *done.readers), rows=rows, note=note)


def _pace_sheet(done: Evaluation) -> Sheet:
    ours = done.paces[OURS].per_second
    rows = tuple(
        (name, f"{pace.per_second:.0f}", f"{ours / pace.per_second:.1f} x")
        for name, pace in done.paces.items()
        if pace.pages and pace.per_second
    )
    return Sheet(
        title="pages per second of CPU time", columns=("", "pages/s", "luutru is"), rows=rows,
        note="one reader after the other on each page; ours does the whole article",
    )  # fmt: skip


def figure(score: Score, name: str) -> str:
    """The one number of a question, or a gap."""
    return number(score[name].figure) if name in score else ""


def number(value: float) -> str:
    """A share, cut and never rounded up to 1."""
    return f"{int(value * 1000 + 1e-6) / 1000:.3f}"


def markdown(sheet: Sheet) -> str:
    """A sheet as Markdown."""
    lines = [f"### {sheet.title}", "", "| " + " | ".join(sheet.columns) + " |"]
    lines.append("|---" + "|--:" * (len(sheet.columns) - 1) + "|")
    lines += ["| " + " | ".join(row) + " |" for row in sheet.rows]
    return "\n".join([*lines, "", sheet.note, ""] if sheet.note else [*lines, ""])
