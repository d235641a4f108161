"""A small archive, its desk, and browsers at it."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from support.accounts import PASSWORD, ROOT, hash_cheaply

from archive import portals
from archive.accounts import users
from archive.editorial import Editorial
from archive.folder import Archive
from archive.record import article_id
from publish.build import build
from publish.serve import application

from ..conftest import HOME, add_article, add_media, picture

ONE, TWO, THREE = (article_id(f"{HOME}bai-{number}") for number in (1, 2, 3))
DESK = "/ban-bien-tap"


class Client:
    """A browser without scripts, signed in as one user."""

    def __init__(self, app: Any, name: str | None) -> None:
        self._app, self._cookies, self.csrf = app, httpx.Cookies(), ""
        if name:
            sent = self.post("/dang-nhap", {"name": name, "password": PASSWORD})
            assert sent.status_code == 303, sent.text
            self.csrf = re.findall(r'name="csrf" value="([^"]+)"', self.get("/tai-khoan").text)[0]

    def get(self, path: str) -> httpx.Response:
        return self._ask("GET", path)

    def post(self, path: str, form: dict[str, Any] | None = None, **more: Any) -> httpx.Response:
        return self._ask("POST", path, data={"csrf": self.csrf, **(form or {})}, **more)

    def _ask(self, method: str, path: str, **options: Any) -> httpx.Response:
        async def answer() -> httpx.Response:
            transport = httpx.ASGITransport(app=self._app, raise_app_exceptions=False)
            async with httpx.AsyncClient(
                transport=transport, base_url="http://kho.test", cookies=self._cookies,
                headers={"Origin": "http://kho.test"},
            ) as client:  # fmt: skip
                found = await client.request(method, DESK + path, **options)
                self._cookies = client.cookies
                return found

        return asyncio.run(answer())


@pytest.fixture
def kho(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "kho"
    with Archive.create(folder) as archive:
        portals.add(archive, HOME, name="Xã Thí Dụ")
        add_media(archive, f"{HOME}1.jpg", picture(640, 200), "image/jpeg")
        for number in (1, 2, 3):
            add_article(archive, number, url=f"{HOME}bai-{number}", title=f"Việc số {number}",
                        published="2021-10-05T10:18:39+07:00", published_text="05/10/2021 10:18:39",
                        body_text=f"Nội dung {number}.", body_html=f"<p>Nội dung {number}.</p>")  # fmt: skip
    hash_cheaply(monkeypatch)
    with Editorial.open(folder) as ed:
        for role in ("viewer", "editor", "publisher", "admin"):
            users.add(ed, role, PASSWORD, role=role, by=ROOT)  # type: ignore[arg-type]
    build(folder)
    return folder


@pytest.fixture
def app(kho: Path) -> Iterator[Any]:
    made = application(kho / "public.db", desk=True)
    asyncio.run(made.invoke_startup())
    yield made.app()
    for database in made.databases.values():
        database.close()
    made.executor.shutdown()


def form(**fields: str) -> dict[str, str]:
    return {"summary": "", "note": "", "tags": "", **fields}
