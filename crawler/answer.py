"""From Scrapy's response to the plain values that are kept: names and values as they came."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from urllib.parse import urljoin

from scrapy import Request
from scrapy.http import Response

from archive.folder import VIETNAM
from crawler.capture import Exchange


def exchange_of(response: Response) -> Exchange:
    """The request and its response as plain values, which is how they are kept."""
    request: Request = response.request  # type: ignore[assignment]  # always set by Scrapy
    location = response.headers.get("Location")
    return Exchange(
        url=request.url,
        method=request.method,
        request_headers=_pairs(request.headers.items()),
        request_body=request.body,
        status=response.status,
        headers=_pairs(response.headers.items()),
        payload=response.body,
        fetched_at=datetime.now(VIETNAM),
        ip=str(response.ip_address) if response.ip_address else None,
        location=location_text(location, request.url) if location else None,
    )


def _pairs(headers: Iterable[tuple[bytes, list[bytes]]]) -> list[tuple[str, str]]:
    return [
        (name.decode("latin-1"), value.decode("utf-8", "surrogateescape"))
        for name, values in headers
        for value in values
    ]


def location_text(location: bytes, base: str) -> str:
    """A Location header may hold raw UTF-8 instead of percent-encoding."""
    text = location.decode("utf-8", "replace").strip()
    try:
        return urljoin(base, text)
    except ValueError:  # no address at all, such as `http://[::1/`
        return text
