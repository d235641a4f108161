"""All articles as they come, in the order of their ids: one JSON object on a line, without end of pages."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import httpx

from luutru.client.connection import Connection
from luutru.client.errors import NotThis, Unreachable
from luutru.client.records import Article, read

_PATH = "/articles.jsonl"


def articles(
    connection: Connection, asked: Mapping[str, Any], after: str | None
) -> Iterator[Article]:
    """Each article once; a broken connection is made anew behind the last one.

    Raises:
        ClientError
    """
    tries = 0
    while True:
        try:
            with connection.stream(_PATH, {**asked, "after": after}) as pieces:
                for line in _lines(pieces):
                    one = _article(line)
                    after, tries = one.id, 0
                    yield one
                return
        except httpx.TransportError as error:
            tries += 1
            if not connection.wait(tries):
                raise Unreachable(
                    f"the stream broke behind {after or 'its beginning'} and cannot be gone on "
                    f"with: {error or 'no answer'}. Go on with stream_articles(after={after!r})"
                ) from error


def _article(line: bytes) -> Article:
    try:
        return read(Article, json.loads(line))
    except (ValueError, TypeError) as error:
        raise NotThis(f"the stream holds a line that is no article: {line[:80]!r}") from error


def _lines(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Whole lines, told by \\n alone: a text may hold other ends of lines (U+2028)."""
    rest = b""
    for piece in pieces:
        *whole, rest = (rest + piece).split(b"\n")
        yield from whole
    if rest:
        raise httpx.RemoteProtocolError("the last line has no end")
