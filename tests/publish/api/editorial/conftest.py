"""A site with a desk, a token for each role, and a program that asks it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from support.accounts import PASSWORD, ROOT, hash_cheaply

from archive import portals
from archive.accounts import tokens, users
from archive.accounts.permissions import ROLES, scopes_of
from archive.editorial import Editorial
from archive.folder import Archive, now
from archive.record import article_id
from publish.build import build
from publish.serve import application

from ...conftest import HOME, add_article

API = "/api/v1"
_MANY = 60

Ask = Callable[..., httpx.Response]


@pytest.fixture(scope="session")
def kho(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("desk") / "kho"
    with Archive.create(folder) as archive:
        portals.add(archive, HOME, name="Xã Thí Dụ")
        for number in range(_MANY):
            add_article(archive, number, url=f"{HOME}{number}", title=f"Bài {number}", images=(),
                        attachments=(), body_text="Ông Lò Văn Pâng, điện thoại 0912345678.")  # fmt: skip
    build(folder)
    return folder


@pytest.fixture(scope="session")
def secrets(kho: Path) -> dict[str, str]:
    """Role -> a token with all that it may have."""
    made = {}
    with pytest.MonkeyPatch.context() as monkeypatch, Editorial.open(kho) as ed:
        hash_cheaply(monkeypatch)
        for role in ROLES:
            users.add(ed, role, PASSWORD, role=role, by=ROOT)
            made[role] = tokens.make(
                ed, role, "thử", scopes=scopes_of(role), days=3, by=ROOT, moment=now()
            )[1]
    return made


@pytest.fixture(scope="session")
def app(kho: Path) -> Iterator[Any]:
    made = application(kho / "public.db", desk=True)
    yield made.app()
    for database in made.databases.values():
        database.close()
    made.executor.shutdown()


@pytest.fixture(scope="session")
def ask(app: Any, secrets: dict[str, str]) -> Ask:
    """`ask(method, path, role=..., **httpx options)`; paths are those below the API."""

    def asked(method: str, path: str, *, role: str | None = "publisher", **given: Any) -> Any:
        headers = dict(given.pop("headers", {}))
        if role:
            headers["Authorization"] = f"Bearer {secrets[role]}"

        async def once() -> httpx.Response:
            transport = httpx.ASGITransport(app, raise_app_exceptions=False)
            async with httpx.AsyncClient(
                transport=transport, base_url="http://localhost"
            ) as client:
                return await client.request(method, API + path, headers=headers, **given)

        return asyncio.run(once())

    return asked


_fresh = iter(range(_MANY))


@pytest.fixture
def one() -> str:
    """An article that no other test touches."""
    return article_id(f"{HOME}{next(_fresh)}")


@pytest.fixture
def two() -> str:
    """Another one."""
    return article_id(f"{HOME}{next(_fresh)}")
