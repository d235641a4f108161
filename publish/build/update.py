"""An edition brought up to date where it lies, in one transaction, while readers read it.

What has changed is known from the archive's log (`archive.changes`). The changed articles are
taken out and put in again; the result is the edition that would be made anew, but for rowids.
Readers keep what they see until their next question.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from archive import changes, query, search
from archive.changes import Changes
from archive.editorial import hiding, masks, showing
from archive.folder import Archive
from archive.known import in_batches
from publish.build import check, links, media, parts, privacy, state, tombstones
from publish.build.full import CHUNK, count
from publish.build.order import KEY, Key, NoRoom, around, key_of, rowids
from publish.build.work import BuildReport, Entry, Progress, Work
from publish.edition import PATIENCE, fold_log, is_edition

_WORTH = 0.5
"""Of the articles: when more than this have changed, a new edition is made as fast."""


class NeedsWhole(Exception):
    """The edition cannot be updated and must be made anew; the message says why."""


def bring_up_to_date(
    archive: Archive, path: Path, progress: Progress, *, hurry: bool = False
) -> BuildReport:
    """Updates the edition; the moment of the archive is that of its open transaction.

    Args:
        hurry: an editor waits: the log beside the file is not waited for, and words of hidden
            articles, which nothing finds any more, are left in the index for `scrub`; pictures
            and files are not counted.

    Raises:
        NeedsWhole: nothing was changed.
        PublishError: what came out was not sound; nothing was changed.
    """
    if not path.is_file():
        raise NeedsWhole("there was no edition")
    with closing(sqlite3.connect(path, isolation_level=None, timeout=PATIENCE)) as edition:
        if not is_edition(edition, parts.SCHEMA_VERSION):
            raise NeedsWhole("the edition was made by another version of luutru")
        report = BuildReport(mode="update")
        work = Work(
            archive=archive, edition=edition, before=None, report=report, progress=progress,
            decisions=masks.decisions(archive.conn),
        )  # fmt: skip
        earlier = state.mark_of(edition)
        if not changes.follows(archive.conn, earlier):
            raise NeedsWhole("the edition was not made from this archive as it is, or was")
        if earlier == changes.mark(archive.conn):
            report.mode = "unchanged"
        else:
            work.hides = bool(hiding.hidden_ids(archive.conn) - tombstones.held(edition))
            _write(work, earlier)
        if hurry:
            report.articles = _held_by_portals(edition)
            return report
        count(work)
        if state.unscrubbed(edition):
            search.scrub(edition)
            state.scrubbed(edition)
        elif report.mode == "unchanged":
            return report
        if not fold_log(edition):
            report.problems.append(
                "somebody is still reading the former edition: its pages stay in "
                f"{path.name}-wal until `luutru build` runs again"
            )
    return report


def scrub(path: Path) -> bool:
    """Merges a little of the index where words of hidden articles are left in it; is it done?"""
    with closing(sqlite3.connect(path, isolation_level=None, timeout=PATIENCE)) as edition:
        edition.execute("PRAGMA secure_delete = ON")
        if not is_edition(edition, parts.SCHEMA_VERSION) or not state.unscrubbed(edition):
            return True
        if not search.scrub_some(edition):
            return False
        state.scrubbed(edition)
        fold_log(edition)
    return True


def _write(work: Work, earlier: changes.Mark) -> None:
    edition = work.edition
    edition.execute("PRAGMA synchronous = NORMAL")
    edition.execute("PRAGMA secure_delete = ON")
    edition.execute("PRAGMA cache_size = -65536")
    edition.execute("BEGIN IMMEDIATE")
    try:
        _apply(work, changes.since(work.source, earlier))
        edition.execute("COMMIT")
    except BaseException:
        if edition.in_transaction:
            edition.execute("ROLLBACK")
        raise


@dataclass(frozen=True, slots=True, kw_only=True)
class _Held:
    """What the edition has of an article that has changed."""

    key: Key
    rowid: int


def _apply(work: Work, changed: Changes) -> None:
    source, edition, report = work.source, work.edition, work.report
    if changed.places:
        raise NeedsWhole("the table of communes has changed")
    changed = privacy.widened(work, changed)
    work.hides = work.hides or changed.masked
    touched = _touched(work, changed)
    before = _held_by_portals(edition)
    if len(touched) > _few(before):
        raise NeedsWhole(f"{len(touched)} of {before} articles have changed")
    held = _held(edition, touched)
    keys = _shown(source, touched)
    _note_portals(work, changed, touched)
    work.withdrawn.update(touched)
    work.moves = changed.moves
    for batch in in_batches(sorted(held)):
        parts.remove(work, batch)
    media.forget(work, changed.digests)
    places = _placed(work, keys, held)
    parts.start(work)
    _add(work, keys, places)
    moments = _moments(source, changed.seen - touched)
    parts.seen(work, moments)
    parts.finish(work)
    report.added = len(keys.keys() - held.keys())
    report.removed = len(held.keys() - keys.keys())
    report.changed = len(touched & keys.keys()) - report.added
    report.seen = len(moments)
    wanted = before + report.added - report.removed
    check.changed(edition, sorted(keys), held, _held_by_portals(edition), wanted)


def _few(held: int) -> float:
    """Of so many articles: up to this many are changed in place, with more all are made anew."""
    return 100 + held * _WORTH


def _touched(work: Work, changed: Changes) -> set[str]:
    """Every article whose rows would be others in a new edition; hidden ones whatever the log says."""
    edition = work.edition
    hidden = hiding.hidden_ids(work.source)
    found = set(changed.articles) | (hidden ^ tombstones.held(edition))
    for column, table, condition, values in (
        ("url", "images", "rendition IS NULL", changed.files),
        ("url", "attachments", "sha256 IS NULL", changed.files),
        ("rendition", "images", "rendition IS NOT NULL", {one[:16] for one in changed.digests}),
        ("sha256", "attachments", "sha256 IS NOT NULL", changed.digests),
    ):
        found |= _of(edition, table, column, values, condition)
    for portal in changed.placed:
        rows = edition.execute("SELECT id FROM articles WHERE portal = ?", (portal,))
        found.update(row[0] for row in rows)
    return found | links.led_elsewhere(work, found)


def _of(
    edition: sqlite3.Connection, table: str, column: str, values: Iterable[str], condition: str
) -> set[str]:
    found: set[str] = set()
    for batch in in_batches(sorted(values)):
        marks = ",".join("?" * len(batch))
        sql = f"SELECT article FROM {table} WHERE {column} IN ({marks}) AND {condition}"
        found.update(row[0] for row in edition.execute(sql, batch))
    return found


def _held(edition: sqlite3.Connection, ids: Iterable[str]) -> dict[str, _Held]:
    found = {}
    for batch in in_batches(sorted(ids)):
        marks = ",".join("?" * len(batch))
        for ident, rowid, moment in edition.execute(
            f"SELECT id, rowid, {KEY} FROM articles WHERE id IN ({marks})", batch
        ):
            found[ident] = _Held(key=(moment, ident), rowid=rowid)
    return found


def _shown(source: sqlite3.Connection, ids: Iterable[str]) -> dict[str, tuple[int, Key]]:
    """Identifier -> (`pk`, key) of those that are to be in the edition."""
    found = {}
    for batch in in_batches(sorted(ids)):
        marks = ",".join("?" * len(batch))
        for row in source.execute(
            f"SELECT pk, id, published, first_captured FROM {showing.VIEW} WHERE id IN ({marks})",
            batch,
        ):
            found[row["id"]] = (row["pk"], key_of(row))
    return found


def _moments(source: sqlite3.Connection, ids: Iterable[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for batch in in_batches(sorted(ids)):
        marks = ",".join("?" * len(batch))
        sql = f"SELECT id, last_captured FROM {showing.VIEW} WHERE id IN ({marks})"
        found |= {row[0]: row[1] for row in source.execute(sql, batch)}
    return found


def _note_portals(work: Work, changed: Changes, touched: set[str]) -> None:
    """Whose rows are out of date: all, if an article has left the archive that was not shown."""
    portals, met = set(changed.portals), set()
    for conn, table in (
        (work.source, "articles"),
        (work.source, showing.VIEW),
        (work.edition, "articles"),
    ):
        for batch in in_batches(sorted(touched | changed.seen)):
            marks = ",".join("?" * len(batch))
            sql = f"SELECT id, portal FROM {table} WHERE id IN ({marks})"
            for ident, portal in conn.execute(sql, batch):
                met.add(ident)
                portals.add(portal)
    work.portals = portals if touched <= met else None


def _placed(work: Work, keys: dict[str, tuple[int, Key]], held: dict[str, _Held]) -> dict[str, int]:
    """Identifier -> rowid. Articles whose date is the same keep theirs.

    Where there is no room their neighbours are taken out as well, and noted in `keys` and `held`.
    """
    moving: set[str] = set()
    while True:
        stay = {
            ident: held[ident]
            for ident, (_, key) in keys.items()
            if ident in held and ident not in moving and held[ident].key == key
        }
        kept = {one.key: one.rowid for one in stay.values()}
        try:
            moved = rowids(
                work.edition, [key for ident, (_, key) in keys.items() if ident not in stay], kept
            )
        except NoRoom as gap:
            near = around(work.edition, gap)
            if len(near) > _few(_held_by_portals(work.edition)):
                raise NeedsWhole(f"{len(near)} articles stand where others came between") from None
            ends = near.values() or [gap.after]
            between = {ident for ident, one in stay.items() if min(ends) <= one.rowid <= max(ends)}
            if not near and not between:
                raise NeedsWhole("too many articles came between two others") from None
            held |= _held(work.edition, near)
            keys |= _shown(work.source, near)
            moving |= near.keys() | between
            for batch in in_batches(sorted(near)):
                parts.remove(work, batch)
        else:
            return moved | {ident: one.rowid for ident, one in stay.items()}


def _add(work: Work, keys: dict[str, tuple[int, Key]], places: dict[str, int]) -> None:
    ordered = sorted(keys.values(), key=lambda one: one[1])
    for at in range(0, len(ordered), CHUNK):
        chunk = ordered[at : at + CHUNK]
        articles: list[dict[str, Any]] = query.by_key(
            work.source, [pk for pk, _ in chunk], public=True
        )
        entries = [
            Entry(key=pk, rowid=places[key[1]], article=article)
            for (pk, key), article in zip(chunk, articles, strict=True)
        ]
        parts.add(work, entries)
        work.progress(at + len(chunk), len(ordered))


def _held_by_portals(edition: sqlite3.Connection) -> int:
    """How many articles there are: to count them takes as long as there are many."""
    return int(edition.execute("SELECT coalesce(sum(articles), 0) FROM portals").fetchone()[0])
