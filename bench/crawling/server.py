"""Portals for measuring: the bundled sample portal, grown, on several loopback hosts.

`python -m bench.crawling.server HOSTS ARTICLES warm|plain` prints the home pages and serves until
it is told to stop. `warm`: every answer is made once and then sent from memory, so that what is
measured is the crawler and not the server. `plain`: nothing is remembered and every picture is the
same small one with its address behind it, so that portals of any size fit.
"""

from __future__ import annotations

import asyncio
import re
import sys
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from itertools import cycle, islice
from urllib.parse import parse_qsl

from luutru.demo.content import (
    Block,
    Paragraph,
    Picture,
    SampleArticle,
    SampleContent,
    load,
)
from luutru.demo.pictures import photograph
from luutru.demo.portals import SamplePortal

_CONTENT = "muong-phang-moi"
_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)


def grown(articles: int, host: int) -> SampleContent:
    """The sample content with so many articles: copies with numbers and dates of their own."""
    content = load(_CONTENT)
    some = islice(cycle(content.articles), articles)
    made = tuple(_copy(article, number, host) for number, article in enumerate(some))
    return replace(content, articles=made)


def _copy(article: SampleArticle, number: int, host: int) -> SampleArticle:
    return replace(
        article,
        id=10_000 + number,
        slug=f"{article.slug}-{host}-{number}",
        title=f"{article.title} ({host}/{number})",
        published=article.published - timedelta(hours=7 * number),
        body=tuple(_own(block, f"({host}/{number})") for block in article.body),
        next_week=None,
    )


def _own(block: Block, sign: str) -> Block:
    """Text of this copy's own: what recurs on the pages of a portal is taken for furniture."""
    if isinstance(block, Paragraph):
        return replace(block, text=f"{block.text} {sign}")
    if isinstance(block, Picture) and block.caption:
        return replace(block, caption=f"{block.caption} {sign}")
    return block


class _Cached:
    """A portal whose answers are kept as the bytes that go over the wire."""

    def __init__(self, portal: SamplePortal, *, plain: bool) -> None:
        self.portal = portal
        self._plain = photograph("plain", "Ảnh", 64, 48) if plain else None
        self._sent: dict[bytes, bytes] = {}

    def answer(self, method: str, target: bytes, form: bytes) -> bytes:
        if self._plain is not None and target.startswith(b"/Uploads/Images/"):
            return _packed(200, {"Content-Type": "image/jpeg"}, self._plain + target)
        key = target + b"\n" + form
        sent = self._sent.get(key)
        if sent is None:
            fields = dict(parse_qsl(form.decode(), keep_blank_values=True))
            answer = self.portal.answer(method, target.decode("latin-1"), fields, {})
            sent = _packed(answer.status, answer.headers, answer.body)
            if self._plain is None:
                self._sent[key] = sent
        return sent


def _packed(status: int, headers: Mapping[str, str], body: bytes) -> bytes:
    lines = [f"HTTP/1.1 {status} X", *(f"{name}: {value}" for name, value in headers.items())]
    lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


class _Protocol(asyncio.Protocol):
    def __init__(self, cached: _Cached) -> None:
        self._cached = cached
        self._waiting = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._waiting += data
        while b"\r\n\r\n" in self._waiting:
            head, _, rest = self._waiting.partition(b"\r\n\r\n")
            length = int(found[1]) if (found := _LENGTH.search(head)) else 0
            if len(rest) < length:
                return
            method, target, _ = head.split(b" ", 2)
            self._waiting = rest[length:]
            self._transport.write(self._cached.answer(method.decode(), target, rest[:length]))


async def _serve(hosts: int, articles: int, how: str) -> None:
    loop = asyncio.get_running_loop()
    urls = []
    for host in range(1, hosts + 1):
        portal = SamplePortal(grown(articles, host))  # as whoever checks a crawl makes it, too
        cached = _Cached(portal, plain=how == "plain")
        server = await loop.create_server(lambda c=cached: _Protocol(c), f"127.0.1.{host}", 0)
        portal.url = f"http://127.0.1.{host}:{server.sockets[0].getsockname()[1]}/"
        urls.append(portal.url)
    print(" ".join(urls), flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]))
