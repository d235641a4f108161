"""Connections of probes: public addresses only, names resolved once, certificates looked at."""

from __future__ import annotations

import ssl
from collections.abc import Iterable
from datetime import UTC
from typing import Any

import httpcore
from cryptography import x509

from crawler.guard import PrivateAddress, is_public, resolve


class GuardedBackend(httpcore.AsyncNetworkBackend):
    """Resolves a name itself and connects to just that address, so that the check of the address
    and the connection cannot differ (DNS rebinding)."""

    def __init__(self, allowed: frozenset[str]) -> None:
        self._inner = httpcore.AnyIOBackend()
        self._allowed = allowed
        self.ip: str | None = None
        """The address connected to last."""

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        address = await resolve(host, port)
        if host not in self._allowed and not is_public(address):
            raise PrivateAddress(host, address)
        self.ip = address
        return await self._inner.connect_tcp(
            address, port, timeout=timeout, local_address=local_address,
            socket_options=socket_options,
        )  # fmt: skip

    async def sleep(self, seconds: float) -> None:
        await self._inner.sleep(seconds)


def certificate_end(stream: Any) -> str | None:
    """When the certificate of a connection ends, ISO 8601; None without TLS."""
    secured = stream.get_extra_info("ssl_object") if stream is not None else None
    der = secured.getpeercert(binary_form=True) if secured is not None else None
    if not der:
        return None
    end = x509.load_der_x509_certificate(der).not_valid_after_utc
    return end.astimezone(UTC).isoformat(timespec="seconds")


def certificate_problem(error: BaseException | None) -> str | None:
    """What a failed handshake says of the certificate, if that is why it failed."""
    for _ in range(6):
        if error is None:
            return None
        if isinstance(error, ssl.SSLCertVerificationError):
            return error.verify_message
        error = error.__cause__ or error.__context__
    return None
