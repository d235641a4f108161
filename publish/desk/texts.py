"""Pages and collections: listed, written, published."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from archive.editorial import (
    Editorial,
    EditorialError,
    Kind,
    NoSuchItem,
    NotValid,
    Stale,
    reading,
    workflow,
)
from archive.editorial.record import STATES
from archive.editorial.standing import Standing, standing_of
from archive.folder import Archive, now
from publish.desk import forms
from publish.desk.history import changes
from publish.desk.page import Visit, number, page

KINDS: Mapping[str, Kind] = {"trang": "page", "tuyen-tap": "collection"}
"""As addresses name them."""

_NEW = "moi"


def _kind(visit: Visit) -> Kind:
    where = visit.request.path_params["kind"]
    if where not in KINDS:
        raise NoSuchItem("there is no page {where!r} at the desk", where=where)
    return KINDS[where]


@page("read drafts")
async def all_of(visit: Visit) -> Response:
    """Every page or collection, with where it stands."""
    kind, where = _kind(visit), visit.request.path_params["kind"]

    def read(archive: Archive) -> list[dict[str, Any]]:
        return [
            {
                "key": row["key"],
                "title": row["title"],
                "at": row["at"],
                "standing": standing_of(archive.conn, kind, row["key"]),
            }
            for row in archive.conn.execute(
                "SELECT i.key, json_extract(v.state, '$.title') AS title, v.at FROM items i "
                "JOIN versions v ON v.kind = i.kind AND v.key = i.key AND v.number = i.version "
                "WHERE i.kind = ? ORDER BY v.at DESC",
                (kind,),
            )
        ]

    return await visit.render("texts.html", rows=await visit.read(read), where=where, kind=kind)


@page("read drafts", "edit")
async def text(visit: Visit) -> Response:
    """One of them, or a new one."""
    kind, where = _kind(visit), visit.request.path_params["kind"]
    key = visit.request.path_params["key"]
    if visit.request.method != "POST":
        return await _shown(visit, where, key)
    act = visit.form.get("viec", "save")
    try:
        key = await _do(visit, kind, key, act)
    except Stale:
        return await _shown(visit, where, key, status=412)
    except NoSuchItem:
        raise
    except EditorialError as error:
        return await _shown(visit, where, key, status=422, error=visit.told(error))
    return visit.go(f"/{where}/{key}", xong=act)


async def _shown(
    visit: Visit, where: str, key: str, *, status: int = 200, error: str = ""
) -> Response:
    kind = KINDS[where]
    item = said = standing = None
    versions: list[reading.Version] = []
    acts: list[reading.Act] = []
    if key != _NEW:

        def load(ed: Editorial) -> tuple[Any, Any, list[reading.Version], list[reading.Act]]:
            found = workflow.item(ed, kind, key)
            return (
                found,
                workflow.content(ed, kind, key),
                reading.versions(ed.conn, kind, key),
                reading.acts(ed.conn, kind=kind, key=key, limit=30),
            )

        item, said, versions, acts = await visit.write(load)
        standing = await visit.read(lambda archive: _standing(archive, kind, key))
    value: dict[str, Any] = said.value() if said else {"title": "", "body": "", "items": []}
    items = value.get("items", [])
    found = await visit.titles(items)
    titles = [(one, found.get(one, "")) for one in items]
    overtaken = None
    if status == 412:
        overtaken = list(changes(value, _sent(kind, visit.form)))
    return await visit.render(
        "text.html", status=status, where=where, kind=kind, key=key, new=key == _NEW, item=item,
        said=value, versions=versions, acts=acts, standing=standing, titles=titles, error=error,
        typed=visit.form, overtaken=overtaken,
    )  # fmt: skip


def _sent(kind: Kind, form: Mapping[str, str]) -> Mapping[str, Any]:
    sent = forms.text_of(kind, form)
    try:
        return STATES[kind].of(sent).value()
    except NotValid:
        return sent


def _standing(archive: Archive, kind: Kind, key: str) -> Standing:
    return standing_of(archive.conn, kind, key)


async def _do(visit: Visit, kind: Kind, key: str, act: str) -> str:
    if act not in ("save", "save-publish", "unpublish", "schedule", "unschedule"):
        raise NotValid("viec", "there is no act {act!r}", act=act)
    if act != "save":
        await visit.desk.door.require(visit.request, "publish")
    form, by, new = visit.form, visit.caller.actor, key == _NEW
    slug = form.get("slug", "").strip() if new else key
    expected = number(form.get("mark", ""))
    reason = form.get("reason", "")
    said = forms.text_of(kind, form)

    def work(ed: Editorial) -> None:
        mark = expected
        with ed.transaction():
            typed = "title" in form and STATES[kind].of(said)
            if act in forms.SAVING or (typed and typed != workflow.content(ed, kind, slug)):
                mark = workflow.save(
                    ed, kind, slug, said, by=by, reason=reason, expected=expected, new=new
                ).mark
            if act == "save-publish":
                workflow.publish(ed, kind, slug, by=by, reason=reason, expected=mark)
            elif act == "schedule":
                at = forms.moment_picked(form.get("at", ""), after=now())
                workflow.schedule(ed, kind, slug, at, by=by, reason=reason, expected=mark)
            elif act == "unpublish":
                workflow.unpublish(ed, kind, slug, by=by, reason=reason, expected=mark)
            elif act == "unschedule":
                workflow.unschedule(ed, kind, slug, by=by, reason=reason, expected=mark)

    await visit.write(work)
    return slug
