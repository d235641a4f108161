"""OAI-PMH at `/oai`, by GET and by POST."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from datasette.utils.asgi import Request, Response

from publish.language import LANGUAGES, language
from publish.oai.answer import Repository, answer, envelope, error
from publish.oai.arguments import Asked, OaiError, read
from publish.pages.page import reader, site_address

PATH = "/oai"
_FORM = "application/x-www-form-urlencoded"
_LONGEST = 16_384
"""Bytes of the arguments of a POST."""


async def oai(datasette: Any, request: Request) -> Response:
    """Answers one request; what is wrong with it is said in the answer, as the protocol has it."""
    repository = Repository(
        site=site_address(datasette, request),
        contact=_contact(datasette, request),
        words=language(LANGUAGES[0]),
    )
    pairs: list[tuple[str, str]] = []
    try:
        pairs = await _pairs(request)
        content = await _answered(datasette, repository, read(pairs))
    except OaiError as wrong:
        content = wrong
    except sqlite3.OperationalError as slow:
        if "interrupted" not in str(slow):
            raise
        return Response.text("", status=503, headers={"Retry-After": "60"})
    if isinstance(content, OaiError):
        repeated = {} if content.code in ("badArgument", "badVerb") else dict(pairs)
        body = envelope(repository, datetime.now(UTC), repeated, error(content))
    else:
        body = envelope(repository, datetime.now(UTC), dict(pairs), content)
    return Response(body, content_type="text/xml; charset=utf-8")


async def _answered(datasette: Any, repository: Repository, asked: Asked) -> Any:
    """The element, or the error that the request, right in itself, comes to."""

    def work(conn: sqlite3.Connection) -> Any:
        try:
            return answer(conn, repository, asked)
        except OaiError as found:
            return found

    return await reader(datasette)(work)


async def _pairs(request: Request) -> list[tuple[str, str]]:
    """Names and values as they came, repeated ones too."""
    if request.method != "POST":
        return parse_qsl(request.query_string, keep_blank_values=True)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != _FORM:
        raise OaiError("badArgument", f"a POST has its arguments as {_FORM}")
    body, more = b"", True
    while more:
        message = await request.receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
        if len(body) > _LONGEST:
            raise OaiError("badArgument", "the arguments are too long")
    return parse_qsl(body.decode("ascii", "replace"), keep_blank_values=True)


def _contact(datasette: Any, request: Request) -> str:
    """The address that `luutru serve --contact` tells; else that of the host's webmaster (RFC 2142)."""
    told = (datasette.plugin_config("luutru") or {}).get("contact")
    if told:
        return str(told)
    host = urlsplit(site_address(datasette, request)).hostname or "localhost"
    return f"webmaster@{host}" if "." in host else f"webmaster@{host}.invalid"
