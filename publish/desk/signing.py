"""Sign in and out, one's own password: forms around `publish.access.signing`."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from publish.access import Refused, change_password, sign_in, sign_out
from publish.desk.page import BASE, Desk, Visit, page, render


async def door(request: Request) -> Response:
    """The form, and what is sent with it."""
    desk: Desk = request.app.state.desk
    if request.method != "POST":
        return await render(
            desk, request, "sign_in.html", next=request.query_params.get("next", "")
        )
    try:
        return await sign_in(desk.door, request)
    except Refused as refused:
        return await render(
            desk, request, "sign_in.html", status=refused.status, headers=refused.headers,
            error=refused.message, next="",
        )  # fmt: skip


async def leave(request: Request) -> Response:
    """Ends the session."""
    desk: Desk = request.app.state.desk
    response = await sign_out(desk.door, request)
    response.headers["location"] = f"{BASE}/dang-nhap"
    return response


@page("own account")
async def account(visit: Visit) -> Response:
    """Who one is, what one may; a new password."""
    if visit.request.method != "POST":
        return await visit.render("account.html")
    try:
        return await change_password(visit.desk.door, visit.request)
    except Refused as refused:
        return await visit.render(
            "account.html", status=refused.status, error=refused.message, detail=str(refused)
        )
