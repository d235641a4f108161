"""TLS: how strictly a server is looked at, and what is wrong with a certificate, in words.

Whether that matters is decided elsewhere.
"""

from __future__ import annotations

import ipaddress
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import urlsplit

from cryptography import x509


def strict_context() -> ssl.SSLContext:
    """As a browser checks."""
    return ssl.create_default_context()


def lax_context() -> ssl.SSLContext:
    """Takes any certificate and old ciphers: to see what is behind a bad one."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.set_ciphers("DEFAULT@SECLEVEL=0")
    return context


OP_LEGACY_SERVER_CONNECT = 0x4
"""OpenSSL: also servers that do not know secure renegotiation, as many old ones (`ssl` of Python
3.11 has no name for it). It weakens no check of a certificate."""


def tls_fault(error: ssl.SSLError, host: str) -> str:
    """Why a connection was refused for its certificate."""
    told = getattr(error, "verify_message", "") or error.reason or str(error)[:120]
    return f"the TLS connection to {host} is not to be trusted ({told or 'it broke off'})"


def faults_of(certificate: x509.Certificate, url: str, moment: datetime) -> tuple[str, ...]:
    """What is wrong with a certificate by itself; its chain of issuers is not looked at."""
    return tuple(_faults(certificate, urlsplit(url).hostname or "", moment.astimezone(UTC)))


def _faults(certificate: x509.Certificate, host: str, moment: datetime) -> Iterator[str]:
    if certificate.issuer == certificate.subject:
        yield "self-signed"
    if moment > certificate.not_valid_after_utc:
        yield f"expired on {certificate.not_valid_after_utc:%d/%m/%Y}"
    if moment < certificate.not_valid_before_utc:
        yield f"not valid before {certificate.not_valid_before_utc:%d/%m/%Y}"
    names, addresses = _names(certificate)
    if not _is_for(host, names, addresses):
        yield f"for another name ({', '.join([*names, *addresses][:3]) or 'none at all'})"


def _names(certificate: x509.Certificate) -> tuple[list[str], list[str]]:
    try:
        found = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (x509.ExtensionNotFound, ValueError):
        return [], []
    addresses = found.get_values_for_type(x509.IPAddress)
    return found.get_values_for_type(x509.DNSName), [str(one) for one in addresses]


def _is_for(host: str, names: list[str], addresses: list[str]) -> bool:
    try:
        return str(ipaddress.ip_address(host)) in addresses
    except ValueError:
        parent = "*." + host.partition(".")[2]
        return any(name.lower() in (host.lower(), parent.lower()) for name in names)
