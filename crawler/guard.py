"""Only public addresses, unless a portal is explicitly allowed to be local.

Server-side request forgery comes through redirects, links and DNS alike, so the check stands
where every connection passes: a name is checked when it is resolved, a literal address when
its URL is about to be requested.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import time
from collections.abc import Callable
from urllib.parse import urlsplit

from archive.internet import is_public as is_public  # other rooms take it from here

RESOLVED_SECONDS = 600.0
"""How long an address is relied on: portals of one province move together."""


class PrivateAddress(Exception):
    """A host lies on a loopback or private address and was not allowed to."""

    def __init__(self, host: str, address: str) -> None:
        super().__init__(
            f"{host} lies on the private address {address}; if this is meant, add the portal "
            "with --allow-private"
        )


def netloc_of(url: str) -> str:
    """Host and port of a URL; 80 and 443 are not told apart."""
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError:
        port = -1
    host = (parts.hostname or "").lower()
    return host if port in (None, 80, 443) else f"{host}:{port}"


def host_of(netloc: str) -> str:
    """The host of a netloc."""
    return urlsplit(f"//{netloc}").hostname or ""


def check_literal(url: str, allowed: frozenset[str]) -> None:
    """Refuses a URL whose host is a private IP address written out, in any notation.

    `allowed`: hosts that may be private, each with its port: beside a portal on a private
    address there may well be other services that are nobody's business.

    Raises:
        PrivateAddress
    """
    parts = urlsplit(url)
    host = parts.hostname or ""
    if "@" in parts.netloc or "\\" in url:
        raise PrivateAddress(host, "with a user name or a backslash in its address")
    if netloc_of(url) in allowed:
        return
    if host in {host_of(one) for one in allowed}:
        raise PrivateAddress(parts.netloc, host)
    try:
        address = str(ipaddress.ip_address(host))
    except ValueError:
        if not (host.replace(".", "").isdigit() or host.startswith("0x")):
            return
        raise PrivateAddress(host, "an address in a disguised spelling") from None
    if not is_public(address):
        raise PrivateAddress(host, address)


class NoName(Exception):
    """The name does not resolve."""


async def resolve(host: str, port: int) -> str:
    """An IP address of the host, of version 4 if it has one.

    Raises:
        NoName: there is none.
        OSError: the name server gave no answer.
    """
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except socket.gaierror as error:
        if error.errno == socket.EAI_AGAIN:
            raise OSError(f"the name server gave no answer for {host}") from error
        raise NoName(host) from error
    except UnicodeError as error:
        raise NoName(host) from error
    found.sort(key=lambda one: one[0] != socket.AF_INET)
    return str(found[0][4][0])


class Resolver:
    """Names to addresses, each asked once in a while; private ones only of hosts that may have one.

    Whoever connects uses the address that was checked, so that the check and the connection
    cannot differ (DNS rebinding).
    """

    def __init__(self, allowed: frozenset[str], *, clock: Callable[[], float] = time.monotonic):
        self._allowed = allowed
        self._clock = clock
        self._known: dict[str, tuple[str, float]] = {}
        """Host -> its address and until when that is relied on."""

    async def address(self, host: str, port: int) -> str:
        """The address to connect to.

        Raises:
            PrivateAddress, NoName, OSError
        """
        known = self._known.get(host)
        if known is None or known[1] < self._clock():
            address = await resolve(host, port)
            known = self._known[host] = address, self._clock() + RESOLVED_SECONDS
        if host not in self._allowed and not is_public(known[0]):
            raise PrivateAddress(host, known[0])
        return known[0]
