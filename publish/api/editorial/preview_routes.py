"""The addresses of previews: made by an editor, seen by whoever has the address, until it ends."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any

from anyio.to_thread import run_sync
from fastapi import FastAPI, Path, Request
from starlette.responses import JSONResponse, Response

from archive.editorial import Editorial, Kind, previews
from publish.api.described import told
from publish.api.edition import BASE
from publish.api.editorial import given as g
from publish.api.editorial import shown
from publish.api.editorial.guard import Desk, add, caller_of
from publish.api.editorial.item_routes import KEYS, MAKING, PLURALS
from publish.api.editorial.previewed import previewed
from publish.api.problems import ApiError

_UNSEEN = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex"}


def add_previews(api: FastAPI, desk: Desk) -> None:
    """Adds them."""
    for kind in PLURALS:
        _add_make(api, desk, kind)

    @api.get(
        "/previews/{token}", response_model=shown.Preview, tags=["previews"],
        summary="What is not public yet, for whoever has the address",
        responses=told(s400="No such address", s404="It has ended, or there was none"),
    )  # fmt: skip
    async def preview(
        request: Request, token: Annotated[str, Path(pattern=r"^[A-Za-z0-9_-]{43}$")]
    ) -> Response:
        moment = desk.door.clock()
        found = await desk.door.write(lambda ed: previews.of_secret(ed, token, moment))
        if found is None:
            raise ApiError(404, "this preview has ended, or there was none: ask for a new one")
        value = await run_sync(previewed, desk.door.folder, found)
        if value is None:
            raise ApiError(404, "what this preview showed is not there any more")
        return JSONResponse(value, headers=_UNSEEN)


def _add_make(api: FastAPI, desk: Desk, kind: Kind) -> None:
    async def make(request: Request, key: str, sent: g.MakePreview) -> Response:
        by, moment = caller_of(request).actor, desk.door.clock()

        def work(ed: Editorial) -> dict[str, Any]:
            secret, one = previews.make(
                ed, kind, key, by=by, lasts=timedelta(minutes=sent.minutes), moment=moment,
                version=sent.version,
            )  # fmt: skip
            return {
                "url": f"{desk.edition.site(request)}{BASE}/previews/{secret}", "kind": one.kind,
                "key": one.key, "version": one.version, "ends_at": one.ends_at,
            }  # fmt: skip

        return JSONResponse(await desk.door.write(work), 201)

    make.__annotations__["key"] = KEYS[kind]
    add(
        api, desk, "POST", f"/editorial/{PLURALS[kind]}/{{key}}/preview", make, permission="edit",
        response_model=shown.Link, status_code=201, responses=MAKING, name=f"preview {kind}",
        summary="An address that shows a version to whoever has it, for a while",
    )  # fmt: skip
