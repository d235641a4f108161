"""Which addresses are of the public internet: what others name is asked for nowhere else."""

from __future__ import annotations

import ipaddress

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_NAT64 = (ipaddress.IPv6Network("64:ff9b::/96"), ipaddress.IPv6Network("64:ff9b:1::/48"))


def is_public(address: str) -> bool:
    """Is this IP address one of the public internet? (IPv6 that holds an IPv4, as that one.)"""
    parsed = ipaddress.ip_address(address.split("%")[0])
    inner = _inside(parsed)
    return all(one.is_global and not one.is_multicast for one in (inner or (parsed,)))


def _inside(address: _Address) -> tuple[_Address, ...]:
    """The IPv4 addresses that this one leads to: mapped, translated (NAT64) or tunnelled."""
    if isinstance(address, ipaddress.IPv4Address):
        return ()
    if address.ipv4_mapped is not None:
        return (address.ipv4_mapped,)
    if address.sixtofour is not None:
        return (address.sixtofour,)
    if address.teredo is not None:
        return address.teredo
    if any(address in network for network in _NAT64):
        return (ipaddress.IPv4Address(int(address) & 0xFFFFFFFF),)
    return ()
