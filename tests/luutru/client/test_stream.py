"""The stream of all articles over connections that break."""

from __future__ import annotations

import json
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from support.server import served

from luutru.client import Client, NotThis, Refused, Unreachable

IDS = [f"{number:016d}" for number in range(200)]


@contextmanager
def stream(
    *plan: int, lines: int = len(IDS), pad: int = 0
) -> Iterator[tuple[str, list[str | None]]]:
    """A site whose connections break after so many lines and a half, or answer so (400, 503), the
    last one never; what `after` was asked for."""
    asked: list[str | None] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            after = parse_qs(urlsplit(self.path).query).get("after", [None])[0]
            asked.append(after)
            step = plan[len(asked) - 1] if len(asked) <= len(plan) else None
            if step is not None and step >= 400:
                self._refuse(step)
                return
            self.send_response(200)
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            begin = int(after) + 1 if after else 0
            for number in range(begin, lines):
                line = json.dumps({"id": f"{number:016d}", "body_text": "x" * pad}).encode()
                if step is not None and number == begin + step:
                    self._chunk(line[: len(line) // 2])
                    self.close_connection = True
                    return
                self._chunk(line + b"\n")
            self._chunk(b"")

        def _refuse(self, status: int) -> None:
            body = json.dumps({"title": "no", "detail": "not so", "parameter": "fields"}).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/problem+json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def _chunk(self, data: bytes) -> None:
            self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))

        def log_message(self, *_: Any) -> None:
            pass

    with served(Handler) as url:
        yield url, asked


def test_it_goes_on_behind_the_last_article() -> None:
    waits: list[float] = []
    with stream(50, 0, 0, 1, 100) as (url, asked), Client(url, sleep=waits.append) as client:
        assert [one.id for one in client.stream_articles()] == IDS
    assert asked == [None, IDS[49], IDS[49], IDS[49], IDS[50], IDS[150]]
    assert waits == [0.5, 2.0, 8.0, 0.5, 0.5]  # in vain three times, then anew after each success


def test_in_vain_it_says_where_to_go_on() -> None:
    with (
        stream(10, 0, 0, 0, 0) as (url, _),
        Client(url, sleep=lambda _: None) as client,
        pytest.raises(Unreachable, match=rf"stream_articles\(after='{IDS[9]}'\)"),
    ):
        list(client.stream_articles())


def test_a_refusal_is_not_tried_again() -> None:
    with (
        stream(400) as (url, asked),
        Client(url) as client,
        pytest.raises(Refused, match="not so") as refused,
    ):
        list(client.stream_articles(fields="colour"))
    assert (refused.value.parameter, asked) == ("fields", [None])


def test_memory_does_not_grow_with_the_stream() -> None:
    with stream(lines=4000, pad=5000) as (url, _), Client(url) as client:
        lines = client.stream_articles()
        next(lines)
        tracemalloc.start()
        number = sum(1 for _ in lines)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert number == 3999
    assert peak < 2 << 20  # of 20 MB


def test_a_line_that_is_no_article_is_told() -> None:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"<html>\n")

        def log_message(self, *_: Any) -> None:
            pass

    with served(Handler) as url, Client(url) as client, pytest.raises(NotThis, match="no article"):
        list(client.stream_articles())
