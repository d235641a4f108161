"""Network faults in words, and when to try again. A portal that is down is no bug."""

from __future__ import annotations

import ssl
import time
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)

from crawler.guard import PrivateAddress
from crawler.http1 import BadFraming, HeadTooLong, NoHttp
from crawler.tls import tls_fault

MAX_PAUSE = 3600.0
"""Seconds: a longer Retry-After than this ends the wait at this."""

_PERMANENT = (PrivateAddress, UnsupportedURLSchemeError)


def limit_of(error: BaseException) -> str | None:
    """The name of the limit that a request without a response has hit, if it has."""
    if any(isinstance(one, HeadTooLong) for one in causes(error)):
        return "head"
    return "time" if isinstance(error, DownloadTimeoutError) else None


def causes(error: BaseException | None) -> Iterator[BaseException]:
    """An error and all that led to it."""
    waiting, seen = [error], 0
    while waiting and seen < 40:
        one, seen = waiting.pop(0), seen + 1
        if one is None:
            continue
        yield one
        waiting += [one.__cause__, one.__context__]


def describe(error: BaseException, url: str) -> str:
    """What happened, in words for an archivist."""
    host = urlsplit(url).netloc
    refused = _private(error)
    if refused is not None:
        return str(refused)
    if isinstance(error, CannotResolveHostError):
        return f"the name {host} does not resolve: is it spelled right, is the portal still there?"
    if isinstance(error, DownloadConnectionRefusedError):
        return f"{host} refuses the connection"
    if isinstance(error, DownloadTimeoutError):
        return f"{host} did not answer in time"
    if isinstance(error, ResponseDataLossError):
        return "the response ended before its announced length"
    if isinstance(error, DownloadCancelledError):
        return f"the response was given up: {error}"
    for one in causes(error):
        if isinstance(one, HeadTooLong | NoHttp | BadFraming):
            return str(one)
        if isinstance(one, ssl.SSLError):
            return f"{tls_fault(one, host)}; if it is to be crawled nevertheless: luutru portal add {_root(url)} --insecure-tls"
    if isinstance(error, DownloadFailedError):
        return f"the connection to {host} broke: {_first_line(error)}"
    return f"no response from {host}: {type(error).__name__} {_first_line(error)}".rstrip()


def _private(error: BaseException | None) -> PrivateAddress | None:
    """The refusal may come wrapped in what the HTTP client makes of it."""
    return next((one for one in causes(error) if isinstance(one, PrivateAddress)), None)


def _root(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}/"


def _first_line(error: BaseException) -> str:
    return str(error).strip().split("\n")[0][:200]


def is_permanent(error: BaseException, *, elsewhere: bool = False) -> bool:
    """Would asking again bring the same answer? `elsewhere`: a host that is not the portal's,
    whose name not resolving means that a picture's host is gone for good."""
    if elsewhere and isinstance(error, CannotResolveHostError):
        return True
    return any(
        isinstance(one, PrivateAddress | ssl.SSLError) for one in causes(error)
    ) or isinstance(error, _PERMANENT)


def retry_at(retry_after: str | None, attempts: int, delay: float) -> float:
    """Unix time of the next attempt: what the server asks for (RFC 9110, 10.2.3), else a
    pause that grows fourfold with each attempt."""
    pause = max(delay, 0.25) * 4.0**attempts
    if retry_after is not None:
        text = retry_after.strip()
        if text.isdigit():
            pause = float(text)
        else:
            try:
                pause = parsedate_to_datetime(text).timestamp() - time.time()
            except (TypeError, ValueError):
                pause = max(pause, 5.0)
    return time.time() + float(min(max(pause, 0.0), MAX_PAUSE))
