"""Asks the published site as a client does, in this process."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from publish.serve import application

Get = Callable[..., httpx.Response]


@contextmanager
def open_site(edition: Path, **options: Any) -> Iterator[Get]:
    """What it yields takes a path (and httpx options) and gives the answer.

    `options` are those of `application`.
    """
    made = application(edition, **options)

    def ask(path: str, **options: Any) -> httpx.Response:
        async def answer() -> httpx.Response:
            return await made.client.get(path, **options)

        response: httpx.Response = asyncio.run(answer())
        return response

    yield ask
    for database in made.databases.values():
        database.close()
    made.executor.shutdown()
