"""The door: each request to what is not public goes through it."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TypeVar

import anyio
from anyio.to_thread import run_sync
from starlette.requests import Request

from archive.accounts import sessions, tokens, users
from archive.accounts.permissions import Permission
from archive.editorial import Editorial
from archive.folder import now
from publish.access.caller import Caller
from publish.access.origin import from_our_pages, shown_cookie
from publish.access.refused import Refused

T = TypeVar("T")

FIELD, HEADER = "csrf", "x-csrf-token"
_SAFE = ("GET", "HEAD", "OPTIONS", "TRACE")
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
MOST_FIELDS = 5000
"""Of a form: an article has eight for each of its pictures."""

_HASHES_AT_ONCE = 2
"""Each takes 64 MiB."""


class Door:
    """Knows who asks.

    Args:
        folder: of the archive.
        base_url: where people find the site; None: the host that they ask.
        clock: the present moment.
    """

    def __init__(
        self, folder: Path, *, base_url: str | None = None, clock: Callable[[], datetime] = now
    ) -> None:
        self.folder, self.base_url, self.clock = folder, base_url, clock
        self._hashing = anyio.CapacityLimiter(_HASHES_AT_ONCE)

    async def who(self, request: Request) -> Caller | None:
        """Who asks; None: a reader, who shows nothing or a session that has ended.

        Raises:
            Refused: 401, a token that opens nothing (any more).
        """
        scheme, _, given = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer":
            return await run_sync(self._by_token, given.strip())
        shown = shown_cookie(request, self.base_url)
        return await run_sync(self._by_session, shown) if shown else None

    async def require(self, request: Request, permission: Permission) -> Caller:
        """Who asks, and is permitted to.

        A form that is sent with a session is read here; `request.form()` gives it again.

        Raises:
            Refused: 401, nobody is signed in; 403, not permitted, or the request is not from our
                own pages.
        """
        caller = await self.who(request)
        if caller is None:
            raise Refused(
                401, "access_sign_in", "sign in first, or send a token: Authorization: Bearer ltr_...",
                {"WWW-Authenticate": 'Bearer realm="luutru"'},
            )  # fmt: skip
        if not caller.may(permission):
            raise _not_permitted(caller, permission)
        if caller.form_key is not None and request.method not in _SAFE:
            await self._check_form_key(request, caller.form_key)
        return caller

    async def write(self, work: Callable[[Editorial], T], *, hashes: bool = False) -> T:
        """`work(editorial)` in a thread of its own.

        Args:
            hashes: does it look at passwords? Only a few do at once.
        """

        def open_and_work() -> T:
            with Editorial(self.folder) as ed:
                return work(ed)

        return await run_sync(open_and_work, limiter=self._hashing if hashes else None)

    async def _check_form_key(self, request: Request, key: str) -> None:
        given = request.headers.get(HEADER)
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if given is None and kind in _FORMS:
            given = str((await request.form(max_fields=MOST_FIELDS)).get(FIELD, ""))
        known = hmac.compare_digest((given or "").encode("utf-8", "surrogatepass"), key.encode())
        if not known or from_our_pages(request, self.base_url) is False:
            raise other_site()

    def _by_token(self, shown: str) -> Caller:
        with Editorial(self.folder) as ed:
            found = tokens.of_secret(ed, shown, self.clock())
            if found is not None:
                return Caller(user=users.user(ed.conn, found.user), scopes=found.scopes)
        raise Refused(
            401, "access_token", "this token opens nothing: it is unknown, revoked or has run out",
            {"WWW-Authenticate": 'Bearer realm="luutru", error="invalid_token"'},
        )  # fmt: skip

    def _by_session(self, shown: str) -> Caller | None:
        with Editorial(self.folder) as ed:
            found = sessions.of_secret(ed, shown, self.clock())
            if found is None:
                return None
            return Caller(
                user=users.user(ed.conn, found.user), form_key=sessions.form_key(shown)
            )  # fmt: skip


def other_site() -> Refused:
    """The answer to a request that may be another site's."""
    return Refused(
        403, "access_other_site", "this was not sent from a page of ours, or the page is old: open "
        "the page again and repeat it; a session needs its form key, in the field csrf or the "
        "header X-CSRF-Token",
    )  # fmt: skip


def _not_permitted(caller: Caller, permission: Permission) -> Refused:
    role = caller.user.role
    if caller.scopes is None:
        return Refused(403, "access_role", f"a user of role {role} may not: {permission}")
    return Refused(
        403, "access_role",
        f"a token for {', '.join(caller.scopes)} of a user of role {role} may not: {permission}",
        {"WWW-Authenticate": 'Bearer realm="luutru", error="insufficient_scope"'},
    )  # fmt: skip
