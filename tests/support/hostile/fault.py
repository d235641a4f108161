"""What a fault is."""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

Serve = Callable[["Call"], Awaitable[None]]


@dataclass(slots=True)
class Call:
    """One request that has come in, and the connection to answer it on."""

    path: str
    headers: dict[str, str]
    writer: asyncio.StreamWriter
    canary: str
    """A service on the same machine that nobody may ask: `127.0.0.1:4711`."""
    count: int
    """How often this path was asked before."""

    async def send(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    def reset(self) -> None:
        """Ends the connection with RST."""
        found: socket.socket = self.writer.get_extra_info("socket")
        found.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing that goes wrong."""

    name: str
    """Also the beginning of its path: `/bai-viet-<name>-1.html`, or `path`."""
    serve: Serve
    told: str
    """Words that an event, a failed entry or a note of a capture must hold; a regular expression.
    Empty: there is nothing to tell, the fault is to leave no trace."""
    path: str = ""
    html: str = ""
    """How the list links to it, where that is no plain link."""
    forbidden: tuple[str, ...] = ()
    """Paths that must never be asked for."""
    at_most: int = 3
    """Requests that the whole fault may cost."""
    costs: str = ""
    """Beginning of the paths that count; the fault's own path if empty."""
    pages: dict[str, Serve] = field(default_factory=dict)
    """Further addresses that belong to it."""

    @property
    def address(self) -> str:
        return self.path or f"/bai-viet-{self.name}-1.html"

    @property
    def link(self) -> str:
        return self.html or f"<a href='{self.address}'>Thông báo về việc {self.name}</a>"


def head(status: str = "200 OK", *, length: int | None = None, **fields: str) -> bytes:
    """A response head; `content_type` and so on as fields."""
    names = {"content_type": "text/html; charset=utf-8"} | fields
    lines = [f"HTTP/1.1 {status}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in names.items()]
    if length is not None:
        lines.append(f"Content-Length: {length}")
    lines.append("Connection: close")
    return "\r\n".join(lines).encode() + b"\r\n\r\n"


def page(body: str | bytes, status: str = "200 OK", **fields: str) -> Serve:
    """A whole answer."""
    data = body.encode() if isinstance(body, str) else body

    async def serve(call: Call) -> None:
        await call.send(head(status, length=len(data), **fields) + data)

    return serve


def raw(data: bytes, *, reset: bool = False) -> Serve:
    """These bytes, then the end of the connection."""

    async def serve(call: Call) -> None:
        await call.send(data)
        if reset:
            await asyncio.sleep(0.05)  # what was sent is to arrive before the RST
            call.reset()

    return serve


def redirect(target: str, status: str = "302 Found", **fields: str) -> Serve:
    """To another place; `{canary}` in it becomes the address of the forbidden service."""

    async def serve(call: Call) -> None:
        location = target.format(canary=call.canary, port=call.canary.rpartition(":")[2])
        data = b"HTTP/1.1 " + status.encode() + b"\r\nLocation: " + location.encode() + b"\r\n"
        data += b"".join(f"{n.replace('_', '-')}: {v}\r\n".encode() for n, v in fields.items())
        await call.send(data + b"Content-Length: 0\r\nConnection: close\r\n\r\n")

    return serve
