"""Every route x role x scope of a token: done for those who may, refused to all others."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from support.accounts import PASSWORD, ROOT, hash_cheaply

from archive.accounts import sessions, tokens, users
from archive.accounts.permissions import ROLES, SCOPES, TABLE, permits, scopes_of
from archive.editorial import Editorial
from archive.folder import now
from publish.access import Door
from publish.api.app import make_api
from publish.api.docs import docs_page
from publish.api.edition import Edition
from publish.api.editorial import Desk
from publish.api.editorial.guard import PERMISSION


async def unread(work: Any) -> Any:
    raise AssertionError("the edition is not asked")


def made(folder: Path) -> FastAPI:
    edition = Edition(read=unread, site=lambda _: "", path=lambda: folder / "public.db")
    return make_api(edition, Desk(edition=edition, door=Door(folder)))


def guarded(api: FastAPI) -> Iterator[tuple[str, str, Any]]:
    """Method, path, permission of each route that asks for one."""
    for route in api.routes:
        permission = (getattr(route, "openapi_extra", None) or {}).get(PERMISSION)
        if permission:
            assert isinstance(route, APIRoute)
            for method in route.methods:
                yield method, route.path, permission


def test_nothing_is_written_or_told_of_drafts_without_a_permission(kho: Path) -> None:
    api = made(kho)
    known = {(method, path) for method, path, _ in guarded(api)}
    for route in api.routes:
        for method in (getattr(route, "methods", None) or set()) - {"HEAD"}:
            path = route.path  # type: ignore[attr-defined]
            if (method != "GET" and path != "/graphql") or path.startswith("/editorial"):
                assert (method, path) in known, f"{method} {path} has no permission"
    assert {permission for _, _, permission in guarded(api)} <= set(TABLE)
    assert len(known) > 40


def test_a_site_without_a_desk_has_none_of_it() -> None:
    edition = Edition(read=unread, site=lambda _: "", path=lambda: Path("none"))
    api = make_api(edition)
    assert not list(guarded(api))
    paths = api.openapi()["paths"]
    assert not [path for path in paths if path.startswith(("/editorial", "/previews"))]
    assert [path for path, told in paths.items() if set(told) != {"get"}] == ["/graphql"]


@pytest.fixture(scope="module")
def shown(kho: Path) -> dict[tuple[str, str], str]:
    """(role, scope) -> a token for that scope alone."""
    found = {}
    with pytest.MonkeyPatch.context() as monkeypatch, Editorial.open(kho) as ed:
        hash_cheaply(monkeypatch)
        for role in ROLES:
            users.add(ed, f"chi-{role}", PASSWORD, role=role, by=ROOT)
            for scope in scopes_of(role):
                found[role, scope] = tokens.make(
                    ed, f"chi-{role}", scope, scopes=(scope,), days=3, by=ROOT, moment=now()
                )[1]
    return found


def test_every_route_is_for_who_may(kho: Path, shown: dict[tuple[str, str], str]) -> None:
    api = made(kho)
    refused = done = 0

    async def all_of_them() -> None:
        nonlocal refused, done
        transport = httpx.ASGITransport(api, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            for method, path, permission in guarded(api):
                address = path.replace("{key}", "a" * 16).replace("{batch}", "0" * 32)
                address = address.replace("{portal}", "khong-co")
                sent = {} if method == "GET" else {"content": b"{"}  # no JSON: nothing is done
                got = await client.request(method, address, **sent)
                assert got.status_code == 401, (method, path)
                assert got.headers["www-authenticate"].startswith("Bearer")
                for (role, scope), secret in shown.items():
                    headers = {"Authorization": f"Bearer {secret}"}
                    got = await client.request(method, address, headers=headers, **sent)
                    assert got.headers["cache-control"] == "no-store"
                    if permits(role, (scope,), permission):  # type: ignore[arg-type]
                        assert got.status_code in (200, 404, 400, 428), (method, path, role, scope)
                        done += 1
                    else:
                        assert got.status_code == 403, (method, path, role, scope)
                        assert got.headers["content-type"] == "application/problem+json"
                        refused += 1

    asyncio.run(all_of_them())
    assert len(shown) == sum(len(scopes_of(role)) for role in ROLES) > len(SCOPES)
    assert done > 100
    assert refused > 100


def test_a_session_needs_its_form_key(kho: Path, one: str) -> None:
    api = made(kho)
    with pytest.MonkeyPatch.context() as monkeypatch, Editorial.open(kho) as ed:
        hash_cheaply(monkeypatch)
        users.add(ed, "qua-trinh-duyet", PASSWORD, role="editor", by=ROOT)
        secret = sessions.begin(ed.conn, "qua-trinh-duyet", now())

    async def put(headers: dict[str, str]) -> int:
        transport = httpx.ASGITransport(api)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            got = await client.put(
                f"/editorial/articles/{one}", json={"content": {"summary": "x"}},
                headers={"Cookie": f"luutru={secret}", "If-Match": "*", **headers},
            )  # fmt: skip
            return got.status_code

    key = {"X-CSRF-Token": sessions.form_key(secret)}
    assert asyncio.run(put({})) == 403
    assert asyncio.run(put({"X-CSRF-Token": "x"})) == 403
    assert asyncio.run(put({**key, "Origin": "https://evil.example"})) == 403
    assert asyncio.run(put({**key, "Origin": "http://localhost"})) == 200


def test_the_page_for_people_tells_who_may_and_what_is_sent(kho: Path) -> None:
    page = docs_page(made(kho))
    assert "Permission: <b>hide</b>" in page
    assert "<a href='#HideIt'>HideIt</a>" in page
    assert "<code>PUT /api/v1/editorial/articles/{key}</code>" in page
    assert "<script" not in page
