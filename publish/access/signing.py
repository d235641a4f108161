"""Sign in, sign out, change the password: what the desk's forms post to.

Each answers with a redirect, or raises `Refused`, of which the desk makes the form again with
`refused.message`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TypeVar
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from archive.accounts import TooManyTries, WrongPassword, sessions
from archive.accounts import signing_in as accounts
from archive.editorial import Editorial, NotValid, workflow
from publish.access.door import Door, other_site
from publish.access.origin import delete_cookie, from_our_pages, set_cookie, shown_cookie
from publish.access.refused import Refused

T = TypeVar("T")

DESK = "/ban-bien-tap"
_INSIDE = re.compile(rf"{DESK}(?:[/?][\w/?&=%.,:+~-]*)?", re.ASCII)
_LARGEST = 16_384
"""Bytes of a form with a name and a password."""


async def sign_in(door: Door, request: Request) -> Response:
    """Begins a session, always with a new secret; one that the browser had before ends.

    Fields: `name`, `password`, `next` (a page of the desk).

    Raises:
        Refused: 401 name or password is wrong; 429 wait (Retry-After); 403 from another site;
            400, 413 no such form.
    """
    if not from_our_pages(request, door.base_url):
        raise other_site()
    form = await _small_form(request)
    before = shown_cookie(request, door.base_url)

    def work(ed: Editorial) -> str:
        return accounts.sign_in(
            ed, form.get("name", ""), form.get("password", ""), address=_address(request),
            moment=door.clock(), instead_of=before,
        )[1]  # fmt: skip

    secret = await _looked_at(door, work)
    return _signed_in(door, request, secret, form.get("next", ""))


async def sign_out(door: Door, request: Request) -> Response:
    """Ends the session. Field: `csrf`.

    Raises:
        Refused: 401, 403
    """
    caller = await door.require(request, "own account")
    shown = shown_cookie(request, door.base_url) or ""

    def work(ed: Editorial) -> None:
        name = caller.user.name
        with ed.transaction() as conn:
            sessions.end(conn, shown)
            workflow.note(ed, by=caller.actor, act="sign out", kind="user", key=name)

    await door.write(work)
    response = _to("/")
    delete_cookie(response, request, door.base_url)
    return response


async def change_password(door: Door, request: Request) -> Response:
    """Sets one's own password; all sessions end, and a new one begins here.

    Fields: `csrf`, `password` (the present one), `new`.

    Raises:
        Refused: 401 the present one is wrong, or nobody is signed in; 400 the new one cannot be
            (`detail` says why); 403; 429.
    """
    caller = await door.require(request, "own account")
    form = await request.form()
    old, new = str(form.get("password", "")), str(form.get("new", ""))

    def work(ed: Editorial) -> str:
        return accounts.change_password(
            ed, caller.user.name, old, new, address=_address(request), moment=door.clock(),
            by=caller.actor,
        )  # fmt: skip

    try:
        secret = await _looked_at(door, work)
    except NotValid as error:
        raise Refused(400, "access_password", str(error)) from None
    return _signed_in(door, request, secret, DESK)


async def _looked_at(door: Door, work: Callable[[Editorial], T]) -> T:
    try:
        return await door.write(work, hashes=True)
    except WrongPassword as error:
        raise Refused(401, "access_wrong", str(error)) from None
    except TooManyTries as error:
        headers = {"Retry-After": str(error.wait)}
        raise Refused(429, "access_wait", str(error), headers) from None


async def _small_form(request: Request) -> Mapping[str, str]:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/x-www-form-urlencoded":
        raise Refused(400, "access_form", "a form is wanted: application/x-www-form-urlencoded")
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > _LARGEST:
            raise Refused(413, "access_form", f"at most {_LARGEST:,} bytes")
    try:
        return dict(parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=20))
    except ValueError:
        raise Refused(400, "access_form", "this is no form in UTF-8") from None


def _signed_in(door: Door, request: Request, secret: str, target: str) -> Response:
    response = _to(target if _INSIDE.fullmatch(target) else DESK)
    set_cookie(response, request, door.base_url, secret)
    return response


def _to(target: str) -> Response:
    return RedirectResponse(target, 303, {"Cache-Control": "no-store"})


def _address(request: Request) -> str | None:
    return request.client.host if request.client else None
