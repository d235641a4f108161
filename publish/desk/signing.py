"""Sign in and out: forms around `publish.access.signing`."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from publish.access import Refused, sign_in, sign_out
from publish.desk.page import BASE, Desk, render


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
