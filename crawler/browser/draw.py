"""Drawing a page: its response, as it was kept, is put into a browser that has no network.

Theory of operation: the browser is started so that it can reach nothing. The page that it opens
is answered with the bytes that are kept already; what its scripts ask for is handed to the
crawl, which asks the server itself, with its guard, its pace and its ledger, or refuses. So
nothing leaves this machine that the crawl did not send. Nothing here writes.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Literal

from crawler.browser.program import chromium, missing

DRAW_SECONDS = 90.0
"""The longest that one page may take, its scripts and their calls included."""

QUIET_SECONDS = 0.5
"""A page is drawn when it has asked for nothing for so long."""

MAX_HTML = 20_000_000
"""Characters of a drawn page."""

MAX_CALLS = 100
"""Requests of one page that are answered; the others are refused."""

AT_ONCE = 2
"""Pages drawn at the same time."""

_WANTED = frozenset({"script", "xhr", "fetch"})

_NO_NETWORK = (
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--proxy-server=http://127.0.0.1:9",
    "--proxy-bypass-list=<-loopback>",
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-pings",
    "--mute-audio",
)


class NotDrawn(Exception):
    """The browser could not draw this page; the page fails, the crawl goes on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """What a script of a page asks for."""

    url: str
    method: str
    headers: dict[str, str]
    body: bytes
    what: Literal["script", "call"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the crawl got for it."""

    status: int
    headers: dict[str, str]
    body: bytes
    """Decoded: no content encoding is on any more."""


Fetch = Callable[[Call], Awaitable[Answer | None]]
"""Asks the server, or refuses (None)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A page as the browser shows it."""

    html: str
    browser: str
    """Name and version."""
    problem: str | None = None
    """What was odd about it: it never came to rest, scripts failed."""


@dataclass(slots=True)
class _Watch:
    """What a page is doing while it is drawn."""

    open: int = 0
    calls: int = 0
    refused: int = 0
    moved: float = 0.0
    errors: list[str] = field(default_factory=list)


class Easel:
    """One browser for the run, started when the first page needs it, and again when it died."""

    def __init__(self) -> None:
        self._play: Any = None
        self._browser: Any = None
        self._start = asyncio.Lock()
        self._places = asyncio.Semaphore(AT_ONCE)

    async def draw(
        self, url: str, *, body: bytes, content_type: str, user_agent: str, fetch: Fetch
    ) -> Drawn:
        """The page at `url`, whose response is `body`, as its scripts draw it.

        Raises:
            NotDrawn
        """
        async with self._places:
            try:
                browser = await self._opened()
                context = await browser.new_context(
                    user_agent=user_agent, service_workers="block", accept_downloads=False,
                    locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh",
                )  # fmt: skip
            except NotDrawn:
                raise
            except Exception as error:
                raise NotDrawn(f"the browser does not start: {_first_line(error)}") from error
            try:
                drawing = _drawn(context, url, body, content_type, fetch)
                html, problem = await asyncio.wait_for(drawing, DRAW_SECONDS + 30)
            except Exception as error:
                raise NotDrawn(f"the browser failed on it: {_first_line(error)}") from error
            finally:
                with suppress(Exception):
                    await asyncio.wait_for(context.close(), 10)
        return Drawn(html=html, browser=f"Chromium {browser.version}", problem=problem)

    async def _opened(self) -> Any:
        from playwright.async_api import async_playwright

        async with self._start:
            if self._browser is not None and self._browser.is_connected():
                return self._browser
            if (lack := missing()) is not None:
                raise NotDrawn(lack)
            if self._play is None:
                self._play = await async_playwright().start()
            self._browser = await self._play.chromium.launch(
                executable_path=chromium(), args=list(_NO_NETWORK),
                chromium_sandbox=os.geteuid() != 0,  # Chromium refuses one to root
                handle_sigint=False, handle_sigterm=False, handle_sighup=False,
            )  # fmt: skip
            return self._browser

    async def close(self) -> None:
        """Ends the browser."""
        for thing, end in ((self._browser, "close"), (self._play, "stop")):
            if thing is not None:
                with suppress(Exception):
                    await asyncio.wait_for(getattr(thing, end)(), 10)
        self._browser = self._play = None


async def _drawn(
    context: Any, url: str, body: bytes, content_type: str, fetch: Fetch
) -> tuple[str, str | None]:
    loop = asyncio.get_running_loop()
    page, watch = await context.new_page(), _Watch(moved=loop.time())
    opened = False

    async def answer(route: Any) -> None:
        nonlocal opened
        asked = route.request
        watch.moved = loop.time()
        if asked.is_navigation_request():
            if opened or asked.frame != page.main_frame:
                await route.abort()
                return
            opened = True
            await route.fulfill(status=200, headers={"content-type": content_type}, body=body)
        elif asked.resource_type == "stylesheet":  # a script may wait for it, nobody looks at it
            await route.fulfill(status=200, headers={"content-type": "text/css"}, body="")
        elif asked.resource_type in _WANTED and watch.calls < MAX_CALLS:
            watch.calls += 1
            watch.open += 1
            try:
                got = await fetch(await _call(asked))
                if got is None:
                    watch.refused += 1
                    await route.abort("blockedbyclient")
                else:
                    await route.fulfill(status=got.status, headers=got.headers, body=got.body)
            finally:
                watch.open -= 1
                watch.moved = loop.time()
        else:
            await route.abort("blockedbyclient")

    async def quietly(route: Any) -> None:
        """A page that is closed meanwhile needs no answer any more."""
        with suppress(Exception):
            await answer(route)

    await context.route("**/*", quietly)
    await context.route_web_socket("**/*", lambda socket: socket.close())
    page.on("pageerror", lambda error: watch.errors.append(_first_line(error)))
    page.on("dialog", lambda dialog: asyncio.ensure_future(dialog.dismiss()))
    page.on("popup", lambda popup: asyncio.ensure_future(popup.close()))
    crashed = loop.create_future()

    def fell(_: Any) -> None:
        if not crashed.done():
            crashed.set_exception(NotDrawn("the page crashed"))

    page.on("crash", fell)
    resting = asyncio.ensure_future(_at_rest(page, url, watch))
    try:
        await asyncio.wait({resting, crashed}, return_when=asyncio.FIRST_COMPLETED)
        if crashed.done():
            crashed.result()
        rested = resting.result()
    finally:
        resting.cancel()
        crashed.cancel()
    html = await asyncio.wait_for(page.content(), 20)
    problem = None if rested else f"the page did not come to rest in {DRAW_SECONDS:.0f} seconds"
    if watch.errors and problem is None:
        problem = f"a script of the page failed: {watch.errors[0]}"
    return html[:MAX_HTML], problem


async def _at_rest(page: Any, url: str, watch: _Watch) -> bool:
    """Waits until the page asks for nothing any more; False if it never stops."""
    loop = asyncio.get_running_loop()
    end = loop.time() + DRAW_SECONDS
    await page.goto(url, wait_until="commit", timeout=30_000)
    with suppress(Exception):  # scripts that never end: what is there by then is taken
        left = max(end - loop.time(), 1)
        await page.wait_for_load_state("domcontentloaded", timeout=left * 1000)
    while loop.time() < end:
        quiet = loop.time() - watch.moved
        if not watch.open and quiet >= QUIET_SECONDS:
            return True
        await asyncio.sleep(max(0.05, QUIET_SECONDS - quiet))
    return False


async def _call(asked: Any) -> Call:
    headers = await asked.all_headers()
    return Call(
        url=asked.url,
        method=asked.method,
        headers={name: value for name, value in headers.items() if _is_the_pages(name)},
        body=asked.post_data_buffer or b"",
        what="script" if asked.resource_type == "script" else "call",
    )


_OURS = frozenset(
    {"host", "connection", "content-length", "user-agent", "accept-encoding", "cookie", "te"}
)


def _is_the_pages(name: str) -> bool:
    """Is this header the page's own wish, not the browser's connection?"""
    return name not in _OURS and not name.startswith((":", "sec-", "proxy-"))


def _first_line(error: object) -> str:
    return str(error).strip().split("\n")[0][:200]
