"""Which addresses are of the public internet: what others name is asked for nowhere else."""

from __future__ import annotations

import ipaddress

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_HOLDING = tuple(map(ipaddress.IPv6Network, ("64:ff9b::/96", "64:ff9b:1::/48", "::/96")))
"""Networks whose last 32 bits are an IPv4 address: translated (NAT64), compatible (RFC 4291)."""


def is_public(address: str) -> bool:
    """Is this IP address one of the public internet? (IPv6 that holds an IPv4, as that one.)"""
    parsed = ipaddress.ip_address(address.split("%")[0])
    inner = _inside(parsed)
    return all(map(_is_global, inner or (parsed,)))


def _is_global(address: _Address) -> bool:
    local = isinstance(address, ipaddress.IPv6Address) and address.is_site_local
    return address.is_global and not (address.is_multicast or local)


def _inside(address: _Address) -> tuple[_Address, ...]:
    """The IPv4 addresses that this one leads to: mapped, translated, compatible or tunnelled."""
    if isinstance(address, ipaddress.IPv4Address):
        return ()
    if address.ipv4_mapped is not None:
        return (address.ipv4_mapped,)
    if address.sixtofour is not None:
        return (address.sixtofour,)
    if address.teredo is not None:
        return address.teredo
    if any(address in network for network in _HOLDING):
        return (ipaddress.IPv4Address(int(address) & 0xFFFFFFFF),)
    return ()
