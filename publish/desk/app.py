"""The desk as an ASGI application; `desk_beside` puts it beside Datasette."""

from __future__ import annotations

import logging
import sqlite3
from pathlib import Path
from typing import Any
from urllib.parse import quote

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from archive.errors import ArchiveError
from publish.access import Door, Refused
from publish.desk import (
    article,
    captured,
    history,
    listing,
    many,
    numbers,
    people,
    preview,
    records,
    signing,
    texts,
)
from publish.desk.again import once_more
from publish.desk.page import BASE, HEADERS, Desk, render, words

log = logging.getLogger(__name__)

_BOTH = ["GET", "POST"]

ROUTES = (
    Route("/", listing.home, methods=_BOTH),
    Route("/tim", listing.find),
    Route("/bai/{id}", article.article, methods=_BOTH),
    Route("/bai/{id}/xem-truoc", preview.of_article, methods=_BOTH),
    Route("/bai/{id}/ban-goc/{number:int}", captured.copy),
    Route("/anh/{sha256}", captured.picture),
    Route("/nhieu", many.many, methods=["POST"]),
    Route("/nhieu/{batch}/hoan-tac", many.undo, methods=["POST"]),
    Route("/so-rieng-tu", numbers.listed, methods=_BOTH),
    Route("/so-rieng-tu/xem", numbers.revealed, methods=["POST"]),
    Route("/nhat-ky", records.log),
    Route("/cong", records.portals, methods=_BOTH),
    Route("/dang-nhap", signing.door, methods=_BOTH),
    Route("/dang-xuat", signing.leave, methods=["POST"]),
    Route("/tai-khoan", people.account, methods=_BOTH),
    Route("/nguoi-dung", people.everybody, methods=_BOTH),
    Route("/{kind}/xem-truoc", preview.of_text, methods=["POST"]),
    Route("/{kind}/{key}/phien-ban", history.history, methods=_BOTH),
    Route("/{kind}/{key}", texts.text, methods=_BOTH),
    Route("/{kind}", texts.all_of),
)
"""Below BASE. `kind`: see `texts.KINDS`, `history.PATHS`."""


def make_desk(datasette: Any, folder: Path, *, base_url: str | None = None) -> Starlette:
    """The desk of the archive in `folder`; pages are made with Datasette's templates."""
    app = Starlette(
        routes=ROUTES,
        exception_handlers={
            Refused: _refused,
            HTTPException: _failed,
            sqlite3.DatabaseError: _not_kept,
            ArchiveError: _not_kept,
            Exception: _fault,
        },
    )
    app.state.desk = Desk(datasette=datasette, folder=folder, door=Door(folder, base_url=base_url))
    return app


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, Refused)
    if error.message in ("access_sign_in", "access_other_site"):
        who = await request.app.state.desk.door.who(request) if error.status != 401 else None
        if again := await once_more(request, status=error.status, error=error.message, who=who):
            return again
    if error.status == 401:
        target = quote(f"{BASE}{request.url.path}") if request.method == "GET" else ""
        return RedirectResponse(f"{BASE}/dang-nhap?next={target}", 303, HEADERS)
    return await render(
        request.app.state.desk, request, "refused.html", status=error.status, headers=error.headers,
        error=error.message,
    )  # fmt: skip


async def _failed(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return await render(
        request.app.state.desk,
        request,
        "missing.html",
        status=error.status_code,
        error=words(request).desk_not_read if error.status_code == 400 else "",
    )


async def _not_kept(request: Request, error: Exception) -> Response:
    """The archive cannot be read or written now: locked, damaged, read-only, no room on the disk."""
    busy = "locked" in str(error) or "busy" in str(error)
    message = "desk_busy" if busy else "desk_not_kept"
    detail = "" if busy else str(error)
    if not busy:
        log.error("%s %s: %s", request.method, request.url.path, error)
    again = await once_more(request, status=503, error=message, detail=detail)
    return again or await render(
        request.app.state.desk, request, "missing.html", status=503, detail=detail,
        error=words(request)[message],
    )  # fmt: skip


async def _fault(request: Request, error: Exception) -> Response:
    """A fault of ours; it is raised again, and stands in the server's log."""
    return await render(
        request.app.state.desk, request, "missing.html", status=500, error=words(request).desk_fault
    )


def desk_beside(app: Any, desk: Any) -> Any:
    """An ASGI application that answers below BASE with the desk, and elsewhere with `app`."""

    async def either(scope: Any, receive: Any, send: Any) -> None:
        path = scope.get("path", "")
        if scope["type"] != "http" or not (path == BASE or path.startswith(f"{BASE}/")):
            await app(scope, receive, send)
            return
        inside = path.removeprefix(BASE) or "/"
        await desk({**scope, "path": inside, "root_path": ""}, receive, send)

    return either
