"""The addresses of items: lists, one with what the archive has of it, save, make, act, versions."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import FastAPI, Path, Query, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import JSONResponse, Response

from archive.editorial import Actor, Editorial, Kind, masks, workflow
from archive.folder import Archive
from publish.api.cursors import packed, unpacked
from publish.api.described import Responses, told
from publish.api.edition import BASE
from publish.api.editorial import given as g
from publish.api.editorial import items, shown
from publish.api.editorial.acts import ACTS, Act
from publish.api.editorial.changing import How, IfMatch, Key, Told, change, expect
from publish.api.editorial.guard import Desk, add, caller_of
from publish.api.paging import links
from publish.api.problems import ApiError
from publish.api.queries import Asked
from publish.api.records import ArticleId

PLURALS: dict[Kind, str] = {"article": "articles", "page": "pages", "collection": "collections"}
KEYS: dict[Kind, Any] = {
    "article": Annotated[ArticleId, Path()],
    "page": Annotated[g.Slug, Path()],
    "collection": Annotated[g.Slug, Path()],
}
_SAVE: dict[Kind, type[BaseModel]] = {
    "article": g.SaveArticle, "page": g.SavePage, "collection": g.SaveCollection
}  # fmt: skip
_NEW: dict[Kind, type[BaseModel]] = {"page": g.NewPage, "collection": g.NewCollection}

CHANGING = told(
    s409="It cannot be done as things stand: it says what is in the way",
    s412="Somebody was faster; `ETag` has the present one",
    s413="Too much was sent",
    s422="A value that cannot be, or a key that was used for another request",
    s428="`If-Match` is needed",
)
MAKING: Responses = {status: CHANGING[status] for status in (409, 413, 422)}


class AskedItems(Asked):
    """Which items."""

    status: Literal["draft", "published", "unpublished", "hidden"] | None = Field(
        None, description="An article with a version that was never published is a draft here"
    )
    due: bool | None = Field(None, description="It is scheduled")


class AskedItem(BaseModel):
    """How an item is told."""

    model_config = ConfigDict(extra="forbid")

    unmasked: bool = Field(
        False, description="With the numbers of persons, for who may see them; it is put in the log"
    )


def add_items(api: FastAPI, desk: Desk) -> None:
    """Adds them, for each kind."""
    for kind in PLURALS:
        _add_list(api, desk, kind)
        _add_one(api, desk, kind)
        _add_save(api, desk, kind)
        for act in ACTS:
            if kind in act.sent:
                _add_act(api, desk, kind, act)
    for kind in _NEW:
        _add_new(api, desk, kind)


def _add_list(api: FastAPI, desk: Desk, kind: Kind) -> None:
    async def listed(request: Request, asked: Annotated[AskedItems, Query()]) -> Response:
        after = unpacked(asked.cursor, str)[0] if asked.cursor else ""

        def work(ed: Editorial) -> list[dict[str, Any]]:
            keys = items.listed(ed.conn, kind, asked.status, asked.due, after, asked.limit + 1)
            return [items.line(ed, items.standing(ed, kind, key)) for key in keys]

        found = await desk.door.write(work)
        more = len(found) > asked.limit
        found = found[: asked.limit]
        cursor = packed(found[-1]["key"]) if more else None
        here = desk.edition.site(request)
        return JSONResponse({"data": found, "links": links(request, asked, cursor, here)})

    add(
        api, desk, "GET", f"/editorial/{PLURALS[kind]}", listed, permission="read drafts",
        response_model=shown.ItemPage, name=f"{kind} items",
        summary="Articles that an editor has touched" if kind == "article" else f"All {kind}s",
    )  # fmt: skip


def _add_one(api: FastAPI, desk: Desk, kind: Kind) -> None:
    async def one(request: Request, key: str, asked: Annotated[AskedItem, Query()]) -> Response:
        caller, unmasked = caller_of(request), asked.unmasked and kind == "article"
        if unmasked and not caller.may("see personal data"):
            raise ApiError(403, "you may not see numbers of persons unmasked", "unmasked")

        def work(ed: Editorial) -> dict[str, Any]:
            found = items.whole(ed, kind, key, _captured(desk, kind, key, masked=not unmasked))
            if unmasked:
                masks.note_access(ed, [key], by=caller.actor)
            return found

        found = await desk.door.write(work)
        return JSONResponse(found, headers={"ETag": found["etag"]})

    async def versions(request: Request, key: str) -> Response:
        found = await desk.door.write(lambda ed: items.versions(ed, kind, key))
        return JSONResponse({"data": found})

    for endpoint in (one, versions):
        endpoint.__annotations__["key"] = KEYS[kind]
    path = f"/editorial/{PLURALS[kind]}/{{key}}"
    add(
        api, desk, "GET", path, one, permission="read drafts", response_model=shown.Item,
        name=f"{kind} item", summary=f"Where the {kind} stands, and its newest version",
    )  # fmt: skip
    add(
        api, desk, "GET", f"{path}/versions", versions, permission="read drafts",
        response_model=shown.Versions, name=f"{kind} versions", summary="Its versions",
    )  # fmt: skip


def _add_save(api: FastAPI, desk: Desk, kind: Kind) -> None:
    async def save(
        request: Request, key: str, sent: Any, if_match: IfMatch, how: How, again: Key = None
    ) -> Response:
        def work(ed: Editorial, by: Actor) -> Told:
            expect(ed, kind, key, if_match)
            content = g.plain(sent.content)
            workflow.save(ed, kind, key, content, by=by, reason=sent.reason)
            return _told(desk, ed, kind, key, dry_run=how.dry_run)

        return await change(desk, request, how, again, work)

    save.__annotations__ |= {"key": KEYS[kind], "sent": _SAVE[kind]}
    add(
        api, desk, "PUT", f"/editorial/{PLURALS[kind]}/{{key}}", save, permission="edit",
        response_model=shown.Item, responses=CHANGING, name=f"save {kind}",
        summary="Saves a new version; nothing of it is public yet",
    )  # fmt: skip


def _add_new(api: FastAPI, desk: Desk, kind: Kind) -> None:
    async def make(request: Request, sent: Any, how: How, again: Key = None) -> Response:
        def work(ed: Editorial, by: Actor) -> Told:
            content = g.plain(sent.content)
            workflow.save(ed, kind, sent.slug, content, by=by, reason=sent.reason, new=True)
            made = _told(desk, ed, kind, sent.slug, dry_run=how.dry_run)
            if how.dry_run:
                return made
            address = f"{BASE}/editorial/{PLURALS[kind]}/{sent.slug}"
            where = {"Location": desk.edition.site(request) + address}
            return Told(value=made.value, status=201, headers={**made.headers, **where})

        return await change(desk, request, how, again, work)

    make.__annotations__["sent"] = _NEW[kind]
    add(
        api, desk, "POST", f"/editorial/{PLURALS[kind]}", make, permission="edit",
        response_model=shown.Item, status_code=201, name=f"new {kind}",
        responses={
            200: {"description": "It was only tried", "model": shown.Item}, **MAKING
        },
        summary=f"A new {kind}, which is not public yet",
    )  # fmt: skip


def _add_act(api: FastAPI, desk: Desk, kind: Kind, act: Act) -> None:
    async def do(
        request: Request, key: str, sent: Any, if_match: IfMatch, how: How, again: Key = None
    ) -> Response:
        def work(ed: Editorial, by: Actor) -> Told:
            expect(ed, kind, key, if_match)
            act.do(ed, kind, key, sent, by)
            return _told(desk, ed, kind, key, dry_run=how.dry_run)

        return await change(desk, request, how, again, work)

    do.__annotations__ |= {"key": KEYS[kind], "sent": act.sent[kind]}
    add(
        api, desk, "POST", f"/editorial/{PLURALS[kind]}/{{key}}/{act.name}", do,
        permission=act.permission, response_model=shown.Item, responses=CHANGING,
        name=f"{act.name} {kind}", summary=act.summary,
    )  # fmt: skip


def _told(desk: Desk, ed: Editorial, kind: Kind, key: str, *, dry_run: bool) -> Told:
    captured = _captured(desk, kind, key, masked=True)
    found = items.whole(ed, kind, key, captured, dry_run=dry_run)
    return Told(value=found, headers={"ETag": found["etag"]})


def _captured(desk: Desk, kind: Kind, key: str, *, masked: bool) -> dict[str, Any] | None:
    if kind != "article":
        return None
    with Archive.open(desk.door.folder) as archive:
        return items.captured_of(archive, key, masked=masked)
