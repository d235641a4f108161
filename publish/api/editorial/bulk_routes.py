"""The addresses of acts on many items at once, and of their undoing."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import FastAPI, Path, Request
from starlette.responses import Response

from archive.accounts import Permission
from archive.editorial import Actor, Editorial, Kind, bulk
from archive.editorial.workflow import Item
from publish.access import Caller
from publish.api.editorial import given as g
from publish.api.editorial import shown
from publish.api.editorial.acts import ACTS, Act
from publish.api.editorial.changing import How, Key, Told, change
from publish.api.editorial.guard import Desk, add, caller_of
from publish.api.editorial.item_routes import MAKING
from publish.api.problems import ApiError

_NEEDED: dict[str, Permission] = {act.name: act.permission for act in ACTS}
"""Act -> who may undo it; what is not in it is `edit`."""


def add_bulk(api: FastAPI, desk: Desk) -> None:
    """Adds them."""
    for act in ACTS:
        if act.many:
            _add_act(api, desk, act)

    async def undo(
        request: Request, batch: Annotated[str, Path(pattern="^[0-9a-f]{32}$")], sent: g.Why,
        how: How, again: Key = None,
    ) -> Response:  # fmt: skip
        caller = caller_of(request)

        def work(ed: Editorial, by: Actor) -> Told:
            _may_undo(ed, batch, caller)
            found = bulk.undo(ed, batch, by=by, reason=sent.reason, dry_run=how.dry_run)
            return Told(value=_batch(found, dry_run=how.dry_run))

        return await change(desk, request, how, again, work)

    add(
        api, desk, "POST", "/editorial/batches/{batch}/undo", undo, permission="edit",
        response_model=shown.Batch, responses=MAKING, name="undo",
        summary="Puts each item back to where it stood, unless somebody has touched it since; "
        "needs the permissions of the acts that it undoes",
    )  # fmt: skip


def _add_act(api: FastAPI, desk: Desk, act: Act) -> None:
    async def many(request: Request, sent: Any, how: How, again: Key = None) -> Response:
        def work(ed: Editorial, by: Actor) -> Told:
            def do(ed: Editorial, kind: Kind, key: str) -> object:
                return act.do(ed, kind, key, sent, by)

            found = bulk.each(ed, _named(sent.items), do, dry_run=how.dry_run)
            return Told(value=_batch(found, dry_run=how.dry_run))

        return await change(desk, request, how, again, work)

    assert act.many
    many.__annotations__["sent"] = act.many
    add(
        api, desk, "POST", f"/editorial/bulk/{act.name}", many, permission=act.permission,
        response_model=shown.Batch, responses=MAKING, name=f"{act.name} many",
        summary=f"Many at once. {act.summary}. What cannot be done to one does not keep the others "
        "from it",
    )  # fmt: skip


def _named(items: list[Any]) -> list[tuple[Kind, str]]:
    pairs: list[tuple[Kind, str]] = [
        ("article", one) if isinstance(one, str) else (one.kind, one.key) for one in items
    ]
    return list(dict.fromkeys(pairs))


def _may_undo(ed: Editorial, batch: str, caller: Caller) -> None:
    acts = ed.conn.execute(
        "SELECT DISTINCT act FROM acts, batches WHERE batch = ? AND id BETWEEN first AND last",
        (batch,),
    )
    for (act,) in acts.fetchall():
        needed = _NEEDED.get(act, "publish" if act == "undo" else "edit")
        if not caller.may(needed):
            raise ApiError(403, f"to undo {act} you must be permitted to {needed}")


def _batch(found: bulk.Batch, *, dry_run: bool) -> dict[str, Any]:
    return {
        "id": found.id,
        "failed": found.failed,
        "outcomes": [
            {
                "kind": one.kind, "key": one.key, "before": _standing(one.before),
                "after": _standing(one.after), "error": one.error,
            }
            for one in found.outcomes
        ],
        "dry_run": dry_run,
    }  # fmt: skip


def _standing(item: Item | None) -> dict[str, Any] | None:
    if item is None:
        return None
    return {name: getattr(item, name) for name in shown.Standing.model_fields}
