"""A small site behind the door, and browsers and programs that ask it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from support.accounts import PASSWORD, Clock, hash_cheaply, staffed_archive

from archive.editorial import Editorial
from publish.access import Door, Refused, change_password, problem_of, sign_in, sign_out

SIGN_IN, SIGN_OUT, CHANGE = (
    "/ban-bien-tap/dang-nhap",
    "/ban-bien-tap/dang-xuat",
    "/ban-bien-tap/mat-khau",
)


def site(door: Door, *, debug: bool = False) -> Starlette:
    """What the desk and the API do with the door."""

    async def thing(request: Request) -> Response:
        caller = await door.require(request, request.path_params["permission"])
        sent: dict[str, Any] = {}
        if request.method == "POST":
            async with request.form() as form:
                sent = dict(form)
        return JSONResponse(
            {
                "name": caller.actor.name, "via": caller.actor.via, "key": caller.form_key,
                "sent": sorted(sent),
            }
        )  # fmt: skip

    async def broken(request: Request) -> Response:
        await door.require(request, "read drafts")
        raise RuntimeError("something broke")

    async def refused(request: Request, error: Exception) -> Response:
        assert isinstance(error, Refused)
        return problem_of(error)

    def form(work: Callable[[Door, Request], Any]) -> Callable[[Request], Any]:
        async def answer(request: Request) -> Any:
            return await work(door, request)

        return answer

    return Starlette(
        debug=debug,
        routes=[
            Route("/thing/{permission}", thing, methods=["GET", "POST", "PUT", "DELETE"]),
            Route("/broken", broken),
            Route(SIGN_IN, form(sign_in), methods=["POST"]),
            Route(SIGN_OUT, form(sign_out), methods=["POST"]),
            Route(CHANGE, form(change_password), methods=["POST"]),
        ],
        exception_handlers={Refused: refused},
    )


class Browser:
    """Keeps cookies and says where its forms come from, as browsers do."""

    def __init__(self, app: Any, *, base: str = "http://luutru.example") -> None:
        self.app, self.base = app, base
        self.cookies: dict[str, str] = {}
        self.key = ""

    def ask(
        self, method: str, path: str, *, origin: str | None = "self", address: str = "192.0.2.7",
        **given: Any,
    ) -> httpx.Response:  # fmt: skip
        headers = dict(given.pop("headers", {}))
        if method != "GET" and origin is not None:
            headers.setdefault("Origin", self.base if origin == "self" else origin)

        async def once() -> httpx.Response:
            transport = httpx.ASGITransport(
                self.app, client=(address, 4711), raise_app_exceptions=False
            )
            async with httpx.AsyncClient(
                transport=transport, base_url=self.base, cookies=self.cookies
            ) as client:
                return await client.request(method, path, headers=headers, **given)

        answer = asyncio.run(once())
        for cookie in answer.headers.get_list("set-cookie"):
            name, _, rest = cookie.partition("=")
            value = rest.partition(";")[0].strip('"')
            if value:
                self.cookies[name] = value
            else:
                self.cookies.pop(name, None)
        return answer

    def sign_in(
        self, name: str, password: str = PASSWORD, *, data: Any = None, **given: Any
    ) -> httpx.Response:
        form = {"name": name, "password": password, **(data or {})}
        answer = self.ask("POST", SIGN_IN, data=form, **given)
        if answer.status_code == 303:
            self.key = self.ask("GET", "/thing/own account").json()["key"]
        return answer

    def post(self, path: str, data: Any = None, **given: Any) -> httpx.Response:
        """A form of ours, which carries its key."""
        return self.ask("POST", path, data={"csrf": self.key, **(data or {})}, **given)

    def is_in(self) -> bool:
        return self.ask("GET", "/thing/own account").status_code == 200


@pytest.fixture
def kho(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    hash_cheaply(monkeypatch)
    return staffed_archive(tmp_path / "kho")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def browser(kho: Path, clock: Clock) -> Browser:
    return Browser(site(Door(kho, clock=clock)))


@pytest.fixture
def ed(kho: Path) -> Iterator[Editorial]:
    with Editorial(kho) as opened:
        yield opened
