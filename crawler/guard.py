"""Only public addresses, unless a portal is explicitly allowed to be local.

Server-side request forgery comes through redirects, links and DNS alike, so the check stands
where every connection passes: a name is checked when it is resolved, a literal address when
its URL is about to be requested.
"""

from __future__ import annotations

import ipaddress
from typing import Any
from urllib.parse import urlsplit

from scrapy.crawler import Crawler
from scrapy.resolver import CachingThreadedResolver
from twisted.internet.base import ReactorBase
from twisted.internet.defer import Deferred


class PrivateAddress(Exception):
    """A host lies on a loopback or private address and was not allowed to."""

    def __init__(self, host: str, address: str) -> None:
        super().__init__(
            f"{host} lies on the private address {address}; if this is meant, add the portal "
            "with --allow-private"
        )


def is_public(address: str) -> bool:
    """Is this IP address one of the public internet? (IPv4-mapped IPv6 as its IPv4.)"""
    parsed = ipaddress.ip_address(address.split("%")[0])
    mapped = getattr(parsed, "ipv4_mapped", None)
    parsed = mapped or parsed
    return parsed.is_global and not parsed.is_multicast


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


class GuardedResolver(CachingThreadedResolver):
    """Scrapy's resolver, refusing private addresses of hosts that are not allowed to have one."""

    allowed: frozenset[str] = frozenset()

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: ReactorBase) -> GuardedResolver:
        resolver = super().from_crawler(crawler, reactor)
        resolver.allowed = frozenset(crawler.settings.getlist("LUUTRU_PRIVATE_HOSTS"))
        return resolver

    def getHostByName(  # noqa: N802 - Twisted's name
        self, name: str, timeout: Any = ()
    ) -> Deferred[str]:
        return super().getHostByName(name, timeout).addCallback(self._checked, name)

    def _checked(self, address: str, name: str) -> str:
        if name not in self.allowed and not is_public(address):
            raise PrivateAddress(name, address)
        return address
