"""Does a request come from our own pages? And the cookie that names a session."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response

_COOKIE = "luutru"
_SECURE = f"__Host-{_COOKIE}"
"""Browsers take a cookie of this name from this very host only, over TLS."""


def from_our_pages(request: Request, base_url: str | None) -> bool | None:
    """As the browser tells it; None: nothing tells."""
    told = request.headers.get("sec-fetch-site")
    if told is not None and told != "none":
        return told == "same-origin"
    source = request.headers.get("origin") or request.headers.get("referer")
    if not source or source == "null":
        return None
    ours = {request.headers.get("host", "").lower()}
    if base_url:
        ours.add(urlsplit(base_url).netloc.lower())
    return urlsplit(source).netloc.lower() in ours


def shown_cookie(request: Request, base_url: str | None) -> str | None:
    """The secret of a session that the browser shows."""
    return request.cookies.get(_SECURE if _is_secure(request, base_url) else _COOKIE) or None


def set_cookie(response: Response, request: Request, base_url: str | None, secret: str) -> None:
    """Until the browser is closed; the session itself ends sooner or later than that."""
    secure = _is_secure(request, base_url)
    response.set_cookie(
        _SECURE if secure else _COOKIE, secret, path="/", secure=secure, httponly=True,
        samesite="lax",
    )  # fmt: skip


def delete_cookie(response: Response, request: Request, base_url: str | None) -> None:
    """The browser forgets it."""
    secure = _is_secure(request, base_url)
    response.delete_cookie(
        _SECURE if secure else _COOKIE, path="/", secure=secure, httponly=True, samesite="lax"
    )


def _is_secure(request: Request, base_url: str | None) -> bool:
    return request.url.scheme == "https" or (base_url or "").startswith("https://")
