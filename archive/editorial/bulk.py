"""One act on many items: tried first, done as one batch, undone as one."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from archive.editorial import workflow
from archive.editorial.database import Actor, Editorial
from archive.editorial.errors import NoSuchItem, NotValid
from archive.editorial.record import Kind
from archive.editorial.workflow import Item
from archive.errors import ArchiveError

Act = Callable[[Editorial, Kind, str], object]
"""What is done to each item: a function of `workflow` or `hiding` with its other arguments bound."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of one item."""

    kind: Kind
    key: str
    before: Item | None
    after: Item | None
    error: str | None = None
    """Why nothing was done to it."""
    cause: ArchiveError | None = None
    """The same, for who says it in another language."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """What came of all."""

    id: str | None
    """For `undo`; None when it was only tried, or nothing was done."""
    outcomes: tuple[Outcome, ...]

    @property
    def failed(self) -> int:
        return sum(one.error is not None for one in self.outcomes)


class _Tried(Exception):
    pass


def each(
    ed: Editorial, items: Iterable[tuple[Kind, str]], act: Act, *, dry_run: bool = False
) -> Batch:
    """Does it to each; what cannot be done to one does not keep the others from it."""
    ident = uuid.uuid4().hex
    outcomes: list[Outcome] = []
    try:
        with ed.transaction() as conn:
            first = conn.execute("SELECT coalesce(max(id), 0) FROM acts").fetchone()[0]
            for kind, key in items:
                outcomes.append(_one(ed, kind, key, act))
            done = conn.execute("SELECT count(*) FROM acts WHERE id > ?", (first,)).fetchone()[0]
            if dry_run:
                raise _Tried
            conn.execute(
                "INSERT INTO batches (batch, first, last) SELECT ?, min(id), max(id) FROM acts "
                "WHERE id > ? HAVING count(*)", (ident, first),
            )  # fmt: skip
    except _Tried:
        return Batch(id=None, outcomes=tuple(outcomes))
    return Batch(id=ident if done else None, outcomes=tuple(outcomes))


def undo(ed: Editorial, batch: str, *, by: Actor, reason: str = "", dry_run: bool = False) -> Batch:
    """Puts each item of a batch back to where it stood; not those that somebody has touched since.

    Raises:
        NoSuchItem: there is no such batch.
    """
    span = ed.conn.execute("SELECT first, last FROM batches WHERE batch = ?", (batch,)).fetchone()
    if span is None:
        raise NoSuchItem("there is no batch {batch!r} to undo", batch=batch)
    acts = ed.conn.execute(
        "SELECT kind, key, act, detail FROM acts WHERE id BETWEEN ? AND ? ORDER BY id DESC",
        tuple(span),
    ).fetchall()
    was: dict[tuple[Kind, str], tuple[str, dict[str, object]]] = {
        (act["kind"], act["key"]): (act["act"], json.loads(act["detail"])) for act in acts
    }
    newest: dict[tuple[Kind, str], int] = {}
    for act in acts:
        newest.setdefault((act["kind"], act["key"]), int(json.loads(act["detail"]).get("mark", -1)))

    def back(ed: Editorial, kind: Kind, key: str) -> object:
        act, detail = was[kind, key]
        if act in ("hide", "unhide"):
            _expect_undecided(ed, key, since=span["last"])
            return _turn_back(ed, key, act, detail, by=by, reason=reason)
        return workflow.stand(
            ed, kind, key, detail["was"], by=by, act="undo", reason=reason,  # type: ignore[arg-type]
            expected=newest[kind, key],
        )  # fmt: skip

    return each(ed, list(was), back, dry_run=dry_run)


def _expect_undecided(ed: Editorial, article: str, *, since: int) -> None:
    """That it is hidden, or shown, is still the word of the act that is undone."""
    row = ed.conn.execute(
        "SELECT act FROM acts WHERE kind = 'article' AND key = ? AND act IN ('hide', 'unhide') "
        "AND id > ?",
        (article, since),
    ).fetchone()
    if row is not None:
        raise NotValid(
            "status", "{article} was hidden or shown again since: decide on it by itself",
            article=article,
        )  # fmt: skip


def _turn_back(
    ed: Editorial, article: str, act: str, detail: dict[str, object], *, by: Actor, reason: str
) -> object:
    from archive.editorial import hiding

    why = reason or "the act before was undone"
    if act == "hide":
        return hiding.unhide(ed, article, reason=why, by=by)
    return hiding.hide(ed, article, reason=why, basis=str(detail["basis"]), by=by)


def _one(ed: Editorial, kind: Kind, key: str, act: Act) -> Outcome:
    before: Item | None = None
    ed.conn.execute("SAVEPOINT one")
    try:
        before = workflow.item(ed, kind, key)
        act(ed, kind, key)
        after = workflow.item(ed, kind, key)
    except ArchiveError as error:
        ed.conn.execute("ROLLBACK TO one")
        ed.conn.execute("RELEASE one")
        return Outcome(kind=kind, key=key, before=before, after=None, error=str(error), cause=error)
    ed.conn.execute("RELEASE one")
    return Outcome(kind=kind, key=key, before=before, after=after)
