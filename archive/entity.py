"""From the bytes on the wire to the entity: content decoding with limits, nothing else.

A body that says gzip but is cut, or that unpacks to more than the limit, is told as such:
half an article must never be taken for a whole one.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from dataclasses import dataclass

MAX_ENTITY_BYTES = 64 * 1024 * 1024
"""A decoded body larger than this is a decompression bomb or nothing we read."""

ACCEPT_ENCODING = "gzip, deflate"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """A decoded body, and what was wrong with its encoding."""

    body: bytes
    problem: str | None = None


def header(headers: Iterable[tuple[str, str]], name: str) -> str | None:
    """The last value of a header field, any case; None when absent."""
    found, length = None, len(name)
    for key, value in headers:
        if len(key) == length and key.lower() == name:
            found = value
    return found


def decode(headers: Iterable[tuple[str, str]], payload: bytes) -> Entity:
    """Undoes Content-Encoding (RFC 9110, 8.4): gzip, x-gzip, deflate, in any stacking."""
    codings = (header(headers, "content-encoding") or "").lower().split(",")
    body, problem = payload, None
    for coding in reversed([c.strip() for c in codings if c.strip()]):
        if coding in ("identity", "none", "utf-8"):
            continue
        if coding not in ("gzip", "x-gzip", "deflate"):
            return Entity(body=b"", problem=f"unknown content encoding {coding!r}")
        body, problem = _inflate(body, coding)
        if problem:
            break
    return Entity(body=body, problem=problem)


def _inflate(data: bytes, coding: str) -> tuple[bytes, str | None]:
    if not data:
        return b"", None
    windows = (47,) if coding != "deflate" else (47, -15)
    for window in windows:
        inflate = zlib.decompressobj(window)
        try:
            body = inflate.decompress(data, MAX_ENTITY_BYTES)
        except zlib.error:
            continue
        if inflate.unconsumed_tail:
            return b"", f"unpacks to more than {MAX_ENTITY_BYTES:,} bytes"
        if not inflate.eof:
            return body, "cut: the compressed body ends early"
        return body, None
    # Servers exist that label plain text as gzip: what does not start like gzip is plain.
    if data[:2] != b"\x1f\x8b":
        return data, "not compressed although it says so"
    return b"", "the compressed body is damaged"
