"""The server: raw sockets on loopback in a thread of its own, its log, and a canary beside it."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from support.hostile.fault import Call, Fault, Serve, page
from support.server import article_page, picture

GOOD = 40
_PER_LIST = 10


@dataclass
class HostileServer:
    """A running server."""

    url: str = ""
    canary: str = ""
    log: list[tuple[str, str]] = field(default_factory=list)
    """Method and target of every request, in order."""
    cookies: list[str] = field(default_factory=list)
    canary_log: list[bytes] = field(default_factory=list)
    pages: dict[str, Serve] = field(default_factory=dict)
    prefixes: list[tuple[str, Serve]] = field(default_factory=list)
    """Addresses without end, by their beginning."""

    def count(self, beginning: str) -> int:
        return sum(target.startswith(beginning) for _, target in self.log)

    def find(self, target: str) -> Serve | None:
        exact = self.pages.get(target) or self.pages.get(target.partition("?")[0])
        if exact is not None:
            return exact
        return next((serve for start, serve in self.prefixes if target.startswith(start)), None)


def good_pages(faults: Sequence[Fault], good: int = GOOD) -> dict[str, Serve]:
    """Lists of good articles with the faults strewn among them."""
    pages: dict[str, Serve] = {}
    lists = -(-good // _PER_LIST)
    for number in range(lists):
        links = [
            f"<li><a href='/bai-viet-{n}.html'>Xã triển khai công việc số {n} của quý</a></li>"
            for n in range(number * _PER_LIST + 1, min((number + 1) * _PER_LIST, good) + 1)
        ]
        mine = [f"<li>{fault.link}</li>" for fault in faults[number::lists]]
        mixed: list[str] = []
        while links or mine:  # a good one after every few faults
            mixed += mine[: -(-len(faults) // good) or 1] + links[:1]
            mine, links = mine[-(-len(faults) // good) or 1 :], links[1:]
        more = f"<a href='/?trang={number + 2}'>Trang sau</a>" if number + 1 < lists else ""
        path = "/" if number == 0 else f"/?trang={number + 1}"
        pages[path] = page(
            "<html><head><title>Trang thông tin xã Thí Dụ</title></head><body><ul>"
            + "".join(mixed) + f"</ul>{more}<div>Tổng truy cập: 12345</div></body></html>"
        )  # fmt: skip
    for n in range(1, good + 1):
        pages[f"/bai-viet-{n}.html"] = page(str(article_page(n).body))
        pages[f"/anh/{n}.png"] = page(picture(n), content_type="image/png")
    return pages


@contextlib.contextmanager
def hostile_server(
    faults: Sequence[Fault],
    *,
    good: int = GOOD,
    robots: str = "",
    tls: ssl.SSLContext | None = None,
) -> Iterator[HostileServer]:
    """Serves good articles and faults until the block ends."""
    server = HostileServer(pages=good_pages(faults, good))
    server.pages["/robots.txt"] = page(robots, content_type="text/plain")
    for fault in faults:
        server.pages[fault.address] = fault.serve
        for path, serve in fault.pages.items():
            if path.endswith("*"):
                server.prefixes.append((path[:-1], serve))
            else:
                server.pages[path] = serve
    ready = threading.Event()
    ends: list[Callable[[], object]] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            asked = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            method, target, _ = asked[0].split(" ", 2)
            fields = (line.partition(":") for line in asked[1:] if line)
            headers = {name.lower(): value.strip() for name, _, value in fields}
            seen = Counter(path for _, path in server.log)[target]
            server.log.append((method, target))
            server.cookies.append(headers.get("cookie", ""))
            serve = server.find(target) or page("<p>Không tìm thấy</p>", "404 Not Found")
            call = Call(target, headers, writer, server.canary, seen)
            await serve(call)
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError, ssl.SSLError):
            pass  # the client has had enough
        finally:
            writer.close()

    async def betray(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        server.canary_log.append(await reader.read(1000))
        writer.close()

    async def main() -> None:
        loop, stop = asyncio.get_running_loop(), asyncio.Event()
        ends.append(lambda: loop.call_soon_threadsafe(stop.set))
        listening = await asyncio.start_server(answer, "127.0.0.1", 0, ssl=tls)
        forbidden = await asyncio.start_server(betray, "127.0.0.1", 0)
        port = listening.sockets[0].getsockname()[1]
        server.url = f"{'https' if tls else 'http'}://127.0.0.1:{port}/"
        server.canary = f"127.0.0.1:{forbidden.sockets[0].getsockname()[1]}"
        ready.set()
        await stop.wait()
        listening.close()
        forbidden.close()

    thread = threading.Thread(target=lambda: asyncio.run(main()), daemon=True)
    thread.start()
    ready.wait(10)
    try:
        yield server
    finally:
        ends[0]()
        thread.join(10)
