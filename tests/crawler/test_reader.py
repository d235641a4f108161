"""The reader's process: the same readings as in this one, whatever becomes of the process."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta, timezone
from typing import TypeVar

import pytest
from support.server import article_page

from archive.record import Kind
from crawler.extract.siblings import Siblings
from crawler.reader import NotRead, Reader
from crawler.visit import Ground, Page, read_body

Got = TypeVar("Got")
_HOME = "http://xathidu.example.gov.vn/"
_GROUND = Ground(portal="thi-du", home=_HOME, platform=None, site_names=("Xã Thí Dụ",))


def page(number: int) -> Page:
    body = article_page(number).body
    return Page(
        body=body.encode() if isinstance(body, str) else body,
        url=f"{_HOME}bai-viet-{number}.html",
        kind=Kind.ARTICLE,
        content_type="text/html; charset=utf-8",
        fetched_at=datetime(2021, 10, 6, 9, 30, tzinfo=timezone(timedelta(hours=7))),
    )


def with_reader(work: Callable[[Reader], Awaitable[Got]], *, seconds: float = 60.0) -> Got:
    async def run() -> Got:
        reader = Reader(seconds=seconds)
        try:
            return await work(reader)
        finally:
            reader.close()

    return asyncio.run(run())


def test_it_reads_what_this_process_reads_in_the_order_asked() -> None:
    pages = [page(number) for number in range(1, 30)]

    async def work(reader: Reader) -> list[object]:
        return list(await asyncio.gather(*(reader.read(one, _GROUND) for one in pages)))

    assert with_reader(work) == [read_body(one, _GROUND) for one in pages]


def test_what_is_learnt_of_a_portal_reaches_it() -> None:
    ground = _GROUND
    for number in range(1, 6):
        taught = read_body(page(number), ground).siblings
        ground = Ground(portal="thi-du", home=_HOME, platform=None, site_names=("Xã Thí Dụ",),
                        siblings=taught or Siblings())  # fmt: skip

    async def work(reader: Reader) -> list[object]:
        return [await reader.read(page(9), _GROUND), await reader.read(page(9), ground)]

    assert with_reader(work) == [read_body(page(9), _GROUND), read_body(page(9), ground)]


def test_a_page_that_kills_its_reader_fails_alone() -> None:
    async def work(reader: Reader) -> list[object]:
        await reader.read(page(1), _GROUND)
        os.kill(reader.pid, signal.SIGSTOP)
        asked = [asyncio.ensure_future(reader.read(page(n), _GROUND)) for n in (2, 3, 4)]
        await asyncio.sleep(0)
        os.kill(reader.pid, signal.SIGKILL)
        return list(await asyncio.gather(*asked, return_exceptions=True))

    died, *others = with_reader(work)
    assert isinstance(died, NotRead)
    assert "died" in str(died)
    assert others == [read_body(page(n), _GROUND) for n in (3, 4)]


def test_a_page_without_end_is_given_up() -> None:
    async def work(reader: Reader) -> list[object]:
        await reader.read(page(1), _GROUND)
        reader.seconds = 0.2
        os.kill(reader.pid, signal.SIGSTOP)
        asked = [asyncio.ensure_future(reader.read(page(n), _GROUND)) for n in (2, 3)]
        late = (await asyncio.gather(asked[0], return_exceptions=True))[0]
        reader.seconds = 60.0  # a new process takes its time to start
        return [late, await asked[1]]

    late, other = with_reader(work)
    assert isinstance(late, NotRead)
    assert "after 0.2 seconds" in str(late)
    assert other == read_body(page(3), _GROUND)


def test_it_ends_with_whoever_started_it() -> None:
    async def work(reader: Reader) -> int:
        await reader.read(page(1), _GROUND)
        return reader.pid

    with pytest.raises(ProcessLookupError):
        os.kill(with_reader(work), 0)
