"""One HTTP response out of bytes, however they are cut up on their way."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.http1 import BadFraming, HeadTooLong, NoHttp, Parser

_LIMIT = 4096


@dataclass(frozen=True)
class Read:
    """What came of it."""

    body: bytes
    done: bool
    rest: int


def read(data: bytes, *, method: str = "GET", cuts: tuple[int, ...] = ()) -> tuple[Parser, Read]:
    parser, body = Parser(method, _LIMIT), b""
    edges = [0, *sorted(cut % (len(data) + 1) for cut in cuts), len(data)]
    for start, end in itertools.pairwise(edges):
        if end > start:
            body += parser.feed(data[start:end])
    return parser, Read(body, parser.done, parser.rest)


SOUND = {
    "length": (b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nxin c", Read(b"xin c", True, 0)),
    "no body": (b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", Read(b"", True, 0)),
    "not modified": (b"HTTP/1.1 304 \r\nContent-Length: 5\r\n\r\n", Read(b"", True, 0)),
    "chunks": (
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;x=1\r\nxin\r\n0A\r\n chao xa a\r\n"
        b"0\r\nX-End: 1\r\n\r\n",
        Read(b"xin chao xa a", True, 0),
    ),
    "chunks win": (
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nxin\r\n"
        b"0\r\n\r\n",
        Read(b"xin", True, 0),
    ),
    "more than announced": (
        b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nxin chao",
        Read(b"xin", True, 5),
    ),
    "until the connection ends": (b"HTTP/1.0 200 OK\r\n\r\nxin chao", Read(b"xin chao", False, 0)),
    "continue": (
        b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"
        b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nxin",
        Read(b"xin", True, 0),
    ),
    "bare newlines": (b"HTTP/1.1 200 OK\nContent-Length: 3\n\nxin", Read(b"xin", True, 0)),
    "same length twice": (
        b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\nxin",
        Read(b"xin", True, 0),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SOUND)
@given(cuts=st.lists(st.integers(0, 400), max_size=6).map(tuple))
def test_it_is_the_same_however_it_is_cut_up(name: str, cuts: tuple[int, ...]) -> None:
    data, expected = SOUND[name]
    parser, found = read(data, cuts=cuts)
    # What comes behind the end in pieces of its own belongs to the rest, too.
    assert found == expected
    assert parser.head is not None


BROKEN = {
    "a page without a head": (b"<html><body>Xin chao</body></html>", NoHttp),
    "noise": (bytes(range(256)), NoHttp),
    "another protocol": (b"ICY 200 OK\r\n\r\n", NoHttp),
    "no status": (b"HTTP/1.1 OK\r\n\r\n", NoHttp),
    "a head without end": (b"HTTP/1.1 200 OK\r\n" + b"X-A: 1\r\n" * 600, HeadTooLong),
    "a line without end": (b"HTTP/1.1 200 OK\r\nX-A: " + b"q" * 5000, HeadTooLong),
    "continue for ever": (b"HTTP/1.1 100 Continue\r\n\r\n" * 300, HeadTooLong),
    "two lengths": (
        b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nxin", BadFraming,
    ),
    "a negative length": (b"HTTP/1.1 200 OK\r\nContent-Length: -3\r\n\r\nxin", BadFraming),
    "a chunk without a length": (
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nxin\r\n", BadFraming,
    ),
    "a chunk that does not end": (
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nxin chao", BadFraming,
    ),
    "an endless length of a chunk": (
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + b"0" * 2000, BadFraming,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
@given(cuts=st.lists(st.integers(0, 5000), max_size=4).map(tuple))
def test_what_cannot_be_framed_is_an_error(name: str, cuts: tuple[int, ...]) -> None:
    data, error = BROKEN[name]
    with pytest.raises(error):
        read(data, cuts=cuts)


def test_fields_stay_as_they_came() -> None:
    parser, _ = read(
        b"HTTP/1.1 200 Duoc\r\nSERVER: xa\r\nno colon here\r\nX-Long: mot\r\n  hai\r\n"
        b"Set-Cookie: a=1\r\nset-cookie: b=2\r\nX-Raw: X\xc3\xa3 \xff\r\nContent-Length: 0\r\n\r\n"
    )
    assert parser.head is not None
    assert parser.head.line == "HTTP/1.1 200 Duoc"
    assert parser.head.fields == (
        ("SERVER", "xa"), ("X-Long", "mot hai"), ("Set-Cookie", "a=1"), ("set-cookie", "b=2"),
        ("X-Raw", "Xã \udcff"), ("Content-Length", "0"),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("head", "method", "persistent"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 0", "GET", True),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 9", "HEAD", True),
        (b"HTTP/1.1 200 OK\r\nConnection: Close\r\nContent-Length: 0", "GET", False),
        (b"HTTP/1.0 200 OK\r\nContent-Length: 0", "GET", False),
        (b"HTTP/1.1 200 OK", "GET", False),
    ],
)
def test_when_a_connection_may_be_asked_again(head: bytes, method: str, persistent: bool) -> None:
    parser, _ = read(head + b"\r\n\r\n", method=method)
    assert parser.head is not None
    assert parser.head.persistent is persistent
