"""From the downloader's response to the plain values that are kept: as they went over the wire."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urljoin

from archive.folder import VIETNAM
from crawler.capture import Exchange
from crawler.download import Received


def exchange_of(response: Received) -> Exchange:
    """The request and its response as plain values, which is how they are kept."""
    request = response.request
    return Exchange(
        url=request.url,
        method=request.method,
        request_headers=response.sent,
        request_body=request.body,
        status=response.status,
        headers=response.fields,
        payload=response.body,
        fetched_at=datetime.now(VIETNAM),
        ip=response.address,
        location=location_of(response),
        status_line=response.status_line,
    )


def location_of(response: Received) -> str | None:
    """Where a response leads to."""
    found = response.field("location")
    return location_text(found, response.url) if found else None


def location_text(location: str, base: str) -> str:
    """A Location header may hold raw UTF-8 instead of percent-encoding."""
    text = location.encode("utf-8", "surrogateescape").decode("utf-8", "replace").strip()
    try:
        return urljoin(base, text)
    except ValueError:  # no address at all, such as `http://[::1/`
        return text
