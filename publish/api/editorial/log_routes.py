"""The addresses of the log, of policies, and of who asks."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any, get_args

from fastapi import FastAPI, Path, Query, Request
from pydantic import Field
from starlette.responses import JSONResponse, Response

from archive.accounts import Permission
from archive.editorial import Actor, Editorial, policies, reading
from publish.api.cursors import packed, unpacked
from publish.api.editorial import given as g
from publish.api.editorial import shown
from publish.api.editorial.changing import How, Key, Told, change
from publish.api.editorial.guard import Desk, add, caller_of
from publish.api.editorial.item_routes import MAKING
from publish.api.paging import links
from publish.api.queries import Asked, Word

_POLICIES = (
    "SELECT p.id AS portal, coalesce(o.publish, 'at once') AS publish, o.since, o.by "
    "FROM captured.portals p LEFT JOIN policies o ON o.portal = p.id WHERE p.removed_at IS NULL "
    "ORDER BY p.id"
)


class AskedActs(Asked):
    """Which lines of the log."""

    kind: Word | None = Field(None, description="article, page, collection, portal, user")
    key: Word | None = None
    by: Word | None = None
    act: Word | None = None


def add_log(api: FastAPI, desk: Desk) -> None:
    """Adds them."""

    async def acts(request: Request, asked: Annotated[AskedActs, Query()]) -> Response:
        before = unpacked(asked.cursor, int)[0] if asked.cursor else None

        def work(ed: Editorial) -> list[reading.Act]:
            return reading.acts(
                ed.conn, kind=asked.kind, key=asked.key, by=asked.by, act=asked.act,
                before=before, limit=asked.limit + 1,
            )  # fmt: skip

        found = await desk.door.write(work)
        cursor = packed(found[asked.limit - 1].id) if len(found) > asked.limit else None
        here = desk.edition.site(request)
        data = [asdict(one) for one in found[: asked.limit]]
        return JSONResponse({"data": data, "links": links(request, asked, cursor, here)})

    async def told_policies(request: Request) -> Response:
        def work(ed: Editorial) -> list[dict[str, Any]]:
            return [dict(row) for row in ed.conn.execute(_POLICIES)]

        return JSONResponse({"data": await desk.door.write(work)})

    async def set_policy(
        request: Request, portal: Annotated[str, Path(pattern=r"^[a-z0-9-]{1,80}$")],
        sent: g.SetPolicy, how: How, again: Key = None,
    ) -> Response:  # fmt: skip
        def work(ed: Editorial, by: Actor) -> Told:
            made = policies.set_policy(ed, portal, sent.publish, by=by, reason=sent.reason)
            return Told(value=asdict(made))

        return await change(desk, request, how, again, work)

    async def me(request: Request) -> Response:
        caller = caller_of(request)
        scopes = None if caller.scopes is None else list(caller.scopes)
        permitted = [name for name in get_args(Permission) if caller.may(name)]
        return JSONResponse(
            {
                "name": caller.user.name, "role": caller.user.role, "scopes": scopes,
                "permissions": permitted,
            }
        )  # fmt: skip

    add(
        api, desk, "GET", "/editorial/acts", acts, permission="read drafts",
        response_model=shown.ActPage, summary="Who did what, the newest first",
    )  # fmt: skip
    add(
        api, desk, "GET", "/editorial/policies", told_policies, permission="read drafts",
        response_model=shown.Policies, name="policies",
        summary="Which portals show new captures at once, and which wait for review",
    )  # fmt: skip
    add(
        api, desk, "PUT", "/editorial/policies/{portal}", set_policy, permission="policy",
        response_model=shown.Policy, responses=MAKING,
        summary="Sets the policy of a portal, from now on",
    )  # fmt: skip
    add(
        api, desk, "GET", "/editorial/me", me, permission="read drafts", response_model=shown.Me,
        summary="Who you are, and what you may",
    )  # fmt: skip
