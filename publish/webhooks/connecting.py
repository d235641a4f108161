"""Connections for what somebody else has named: to an address that was checked, within a deadline.

The name is resolved once, every address is looked at, and one of these is connected to: between the
check and the connection nothing can change (DNS rebinding). TLS still asks for the name.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
import time
from collections.abc import Iterable
from typing import Any

import httpcore

from archive.internet import is_public


class NotPublic(Exception):
    """The host lies on an address that is not of the public internet."""


class Deadline:
    """When everything must have ended."""

    def __init__(self) -> None:
        self._ends = float("inf")

    def begin(self, seconds: float) -> None:
        self._ends = time.monotonic() + seconds

    def left(self) -> float:
        """Seconds, at least a moment.

        Raises:
            httpcore.ReadTimeout: there are none left.
        """
        left = self._ends - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("the time is over")
        return left


class CheckedBackend(httpcore.NetworkBackend):
    """Connects to public addresses only, unless it is told that private ones are meant."""

    def __init__(self, deadline: Deadline, *, allow_private: bool) -> None:
        self._deadline, self._allow_private = deadline, allow_private
        self._inner = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        error: Exception = httpcore.ConnectError(f"{host} has no address")
        for address in self._addresses(host, port):
            try:
                stream = self._inner.connect_tcp(
                    address, port, self._deadline.left(), local_address, socket_options
                )
            except httpcore.ConnectError as refused:
                error = refused
            else:
                return _Bounded(stream, self._deadline)
        raise error

    def _addresses(self, host: str, port: int) -> list[str]:
        addresses = _resolved(host, port, self._deadline.left())
        for address in addresses:
            if not (self._allow_private or is_public(address)):
                raise NotPublic(f"{host} lies on {address}, which is not of the public internet")
        return addresses


def _resolved(host: str, port: int, seconds: float) -> list[str]:
    """Asked in a thread, which is left behind when a name server does not answer."""
    found: list[list[str]] = []

    def ask() -> None:
        with contextlib.suppress(OSError, UnicodeError):
            answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            found.append(list(dict.fromkeys(str(one[4][0]) for one in answers)))

    asking = threading.Thread(target=ask, name="resolve", daemon=True)
    asking.start()
    asking.join(seconds)
    if asking.is_alive():
        raise httpcore.ConnectTimeout(f"the name server gave no answer for {host}")
    if not found:
        raise httpcore.ConnectError(f"no address is known of {host}")
    return found[0]


class _Bounded(httpcore.NetworkStream):
    """A stream that ends with the deadline, however slowly the other side speaks."""

    def __init__(self, inner: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._inner, self._deadline = inner, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, self._deadline.left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, self._deadline.left())

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        stream = self._inner.start_tls(ssl_context, server_hostname, self._deadline.left())
        return _Bounded(stream, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)
