"""A small archive to write into, and one way to put an article into it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from support.archives import START, Put, write_capture

from archive import portals, store
from archive.folder import Archive
from archive.record import Article
from archive.work import PageWork


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive.create(tmp_path / "kho") as opened:
        portals.add(opened, "http://xa.example.vn/", name="Xã Thí Dụ")
        yield opened


@pytest.fixture
def put(archive: Archive) -> Put:
    """Keeps one page with (or without) an article, in a transaction of its own."""

    def write(
        article: Article | None = None, *, minutes: int = 0, **changes: Any
    ) -> dict[str, int]:
        url = changes.pop("url", article.url if article else "http://xa.example.vn/trang")
        body = changes.pop("body", f"<p>{article.title if article else url} {minutes}".encode())
        moment = START + timedelta(minutes=minutes)
        with archive.transaction():
            capture = write_capture(archive, url, body, moment)
            work = PageWork(
                portal="thi-du", crawl=None, capture=capture, article=article, **changes
            )
            return store.keep(archive, work)

    return write
