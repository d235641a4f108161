"""Asks the published site as a client does, in this process or over a port."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import uvicorn

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


@contextmanager
def running_site(edition: Path, **options: Any) -> Iterator[str]:
    """The address of the site on a free port, until the block is left."""
    made = application(edition, **options)
    server = uvicorn.Server(uvicorn.Config(made.app(), port=0, log_level="error", lifespan="on"))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            thread.join(0.01)
            assert thread.is_alive()
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
