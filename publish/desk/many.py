"""One act on many items: tried first, done when it is confirmed, undone as a whole."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, cast

from starlette.responses import Response

from archive.accounts import Permission
from archive.editorial import ArticleNotes, Editorial, Kind, NotValid, bulk, hiding, inbox, workflow
from archive.editorial.errors import NoSuchItem
from publish.desk.page import Visit, page

ACTS: Mapping[str, Permission] = {
    "look": "edit", "tag": "edit", "collect": "edit", "publish": "publish", "unpublish": "publish",
    "hide": "hide", "unhide": "hide",
}  # fmt: skip
"""What can be done to many, and what it needs."""

_MOST = 2000


@page("edit")
async def many(visit: Visit) -> Response:
    """Without `chac-chan` it is only tried, and what would come of it is shown."""
    act, sure = visit.form.get("viec", ""), visit.form.get("chac-chan") == "1"
    if act not in ACTS:
        return await visit.render("many.html", status=422, error="?", act=act, batch=None)
    await visit.desk.door.require(visit.request, ACTS[act])
    items = [_item(one) for one in visit.many[:_MOST]]
    try:
        if act == "look":
            await visit.write(
                lambda ed: inbox.look(ed, [key for _, key in items], by=visit.caller.actor)
            )
            return visit.go("", xong="look")
        done = await visit.write(partial(_each, visit, act, items, dry_run=not sure))
    except NotValid as error:
        return await visit.render(
            "many.html", status=422, error=visit.told(error), act=act, batch=None
        )
    return await visit.render(
        "many.html", act=act, batch=done, sure=sure, typed=visit.form, chosen=visit.many, error="",
        titles=await visit.titles(key for _, key in items),
    )  # fmt: skip


@page("publish")
async def undo(visit: Visit) -> Response:
    """Puts everything of a batch back, but what somebody has touched since."""
    ident = visit.request.path_params["batch"]
    by = visit.caller.actor
    done = await visit.write(
        lambda ed: bulk.undo(ed, ident, by=by, reason=visit.form.get("reason", ""))
    )
    items = [(one.kind, one.key) for one in done.outcomes]
    return await visit.render(
        "many.html", act="undo", batch=done, sure=True, typed=visit.form, chosen=(), error="",
        titles=await visit.titles(key for _, key in items),
    )  # fmt: skip


def _each(
    visit: Visit, act: str, items: list[tuple[Kind, str]], ed: Editorial, *, dry_run: bool
) -> bulk.Batch:
    form, by = visit.form, visit.caller.actor
    reason = form.get("reason", "").strip()
    value = form.get("value", "").strip()
    if act in ("tag", "collect") and not value:
        raise NotValid(
            "value", "write what is to be done with them: a tag, or the name of a collection"
        )
    if act == "collect":
        return _collect(ed, value, items, by=by, dry_run=dry_run)
    does: Mapping[str, Callable[[Editorial, Kind, str], object]] = {
        "publish": lambda ed, kind, key: workflow.publish(ed, kind, key, by=by, reason=reason),
        "unpublish": lambda ed, kind, key: workflow.unpublish(ed, kind, key, by=by, reason=reason),
        "tag": lambda ed, kind, key: _tag(ed, key, value, by, reason),
        "hide": lambda ed, kind, key: hiding.hide(
            ed, key, reason=reason, basis=form.get("basis", ""), by=by
        ),
        "unhide": lambda ed, kind, key: hiding.unhide(ed, key, reason=reason, by=by),
    }
    return bulk.each(ed, items, does[act], dry_run=dry_run)


def _tag(ed: Editorial, key: str, tag: str, by: Any, reason: str) -> object:
    said = workflow.content(ed, "article", key)
    assert isinstance(said, ArticleNotes)
    tags = [*said.tags, *(one.strip() for one in tag.split(",") if one.strip() not in said.tags)]
    return workflow.save(ed, "article", key, said.value() | {"tags": tags}, by=by, reason=reason)


def _collect(
    ed: Editorial, slug: str, items: list[tuple[Kind, str]], *, by: Any, dry_run: bool
) -> bulk.Batch:
    """Puts them at the end of a collection: one act on that."""

    def add(ed: Editorial, kind: Kind, key: str) -> object:
        said = workflow.content(ed, kind, key).value()
        new = [one for _, one in items if one not in said["items"]]
        return workflow.save(ed, kind, key, said | {"items": said["items"] + new}, by=by)

    return bulk.each(ed, [("collection", slug)], add, dry_run=dry_run)


def _item(ticked: str) -> tuple[Kind, str]:
    kind, _, key = ticked.partition(":")
    if kind not in ("article", "page", "collection"):
        raise NoSuchItem("there is no page {where!r} at the desk", where=ticked)
    return cast(Kind, kind), key
