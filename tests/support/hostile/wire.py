"""Faults of the connection: silence, slowness, resets, lengths that lie, bodies without end."""

from __future__ import annotations

import asyncio
import gzip
import zlib

from support.hostile.fault import Call, Fault, head, page, raw
from support.server import article_page

BODY = str(article_page(900, title="Bài viết bị cắt giữa chừng").body).encode()


def cut(name: str, data: bytes, told: str, *, reset: bool = False) -> Fault:
    return Fault(name=name, serve=raw(data, reset=reset), told=told)


async def _silence(call: Call) -> None:
    await asyncio.sleep(60)


async def _slow_head(call: Call) -> None:
    await call.send(b"HTTP/1.1 200 OK\r\nX-A: ")
    for _ in range(600):
        await call.send(b"a")
        await asyncio.sleep(0.1)


async def _dribble(call: Call) -> None:
    await call.send(head(length=len(BODY)))
    for at in range(len(BODY)):
        await call.send(BODY[at : at + 1])
        await asyncio.sleep(0.1)


async def _stall(call: Call) -> None:
    await call.send(head(length=len(BODY)) + BODY[: len(BODY) // 2])
    await asyncio.sleep(60)


async def _reset(call: Call) -> None:
    call.reset()


async def _endless(call: Call) -> None:
    await call.send(head())
    while True:
        await call.send(b"<p>" + b"x" * 65_000 + b"</p>")


async def _endless_chunks(call: Call) -> None:
    await call.send(head(Transfer_Encoding="chunked"))
    while True:
        await call.send(b"10000\r\n" + b"y" * 65_536 + b"\r\n")


async def _endless_head(call: Call) -> None:
    await call.send(b"HTTP/1.1 200 OK\r\n")
    while True:
        await call.send(b"X-Fill: " + b"z" * 8000 + b"\r\n")


async def _endless_continue(call: Call) -> None:
    while True:
        await call.send(b"HTTP/1.1 100 Continue\r\n\r\n" * 2000)


_PACKED = gzip.compress(BODY)
_RAW_DEFLATE = zlib.compress(BODY)[2:-4]


def _bomb() -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    zeros = b"\0" * (1 << 20)
    return b"".join([*(packer.compress(zeros) for _ in range(100)), packer.flush()])


_ENDED = "(?i)ended before|connection broke"

FAULTS = (
    Fault(name="im-lang", serve=_silence, told="did not answer in time"),
    Fault(name="dau-cham", serve=_slow_head, told="did not answer in time"),
    Fault(name="nho-giot", serve=_dribble, told="cut: it had not ended after"),
    Fault(name="dung-giua", serve=_stall, told="cut: nothing more came"),
    Fault(name="ngat-ngay", serve=_reset, told="(?i)connection to .* broke"),
    cut("ngat-giua", head(length=len(BODY)) + BODY[:700], _ENDED, reset=True),
    cut("ngat-khong-do-dai", head() + BODY[:700], "connection broke", reset=True),
    cut("rong", b"", "(?i)connection to .* broke"),
    cut("http-0-9", BODY, "no HTTP response"),
    cut("rac", bytes(range(256)) * 4 + b"\r\n\r\n", "no HTTP response|broke"),
    cut("do-dai-qua-lon", head(length=len(BODY) + 500) + BODY, _ENDED),
    cut("do-dai-qua-nho", head(length=800) + BODY, "bytes more came than were announced"),
    cut("khuc-bi-cat", head(Transfer_Encoding="chunked") + b"400\r\n" + BODY[:600], _ENDED),
    cut("khuc-sai", head(Transfer_Encoding="chunked") + b"zz\r\n" + BODY, f"{_ENDED}|no HTTP"),
    Fault(
        name="gzip-bi-cat",
        serve=page(_PACKED[: len(_PACKED) // 2], Content_Encoding="gzip"),
        told="compressed body ends early",
    ),
    Fault(
        name="gzip-gia",
        serve=page(BODY.replace(b"900", b"901"), Content_Encoding="gzip"),
        told="not compressed although it says so",
    ),
    Fault(
        name="gzip-hong",
        serve=page(_PACKED[:40] + b"\xff" * 300, Content_Encoding="gzip"),
        told="compressed body",
    ),
    Fault(
        name="nen-la",
        serve=page(b"\x0b\x80" + BODY, Content_Encoding="br"),
        told="unknown content encoding 'br'",
    ),
    Fault(name="khong-dung", serve=_endless, told="cut: it is longer than"),
    Fault(name="khuc-khong-dung", serve=_endless_chunks, told="cut: it is longer than"),
    Fault(
        name="muoi-gb",
        serve=raw(head(length=10_000_000_000) + BODY),
        told="cut: 10,000,000,000 bytes are announced",
    ),
    Fault(name="bom-gzip", serve=page(_bomb(), Content_Encoding="gzip"), told="unpacks to more"),
    Fault(name="dau-khong-dung", serve=_endless_head, told="head of the response is longer"),
    Fault(name="tiep-tuc-mai", serve=_endless_continue, told="head of the response is longer"),
    Fault(
        name="dong-dau-dai",
        serve=raw(b"HTTP/1.1 200 OK\r\nX-Long: " + b"q" * 400_000 + b"\r\n\r\n" + BODY),
        told="head of the response is longer|broke",
    ),
    Fault(name="ma-la", serve=raw(b"HTTP/1.1 299 \r\n\r\n"), told="answered 299"),
)
"""Each answer must be told in these words, and none of them may become an article."""
