"""Code and document agree: every route is in the OpenAPI document, and nothing else is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.routing import Route

from publish.api.app import make_api
from publish.api.docs import docs_page
from publish.api.edition import Edition


async def unread(work: Any) -> Any:
    raise AssertionError("nothing is read to tell what there is")


def api() -> FastAPI:
    return make_api(Edition(read=unread, site=lambda _: "", path=lambda: Path("none")))


UNDOCUMENTED = {("/openapi.json", "GET"), ("/docs", "GET")}
"""The document itself, and itself for people."""


def routes(made: FastAPI) -> set[tuple[str, str]]:
    found = set()
    for route in made.routes:
        assert isinstance(route, APIRoute | Route)
        found |= {(route.path.replace(":path", ""), one) for one in route.methods or ()}
    return {(path, method) for path, method in found if method != "HEAD"} - UNDOCUMENTED


def documented(made: FastAPI) -> set[tuple[str, str]]:
    paths = made.openapi()["paths"]
    return {(path, method.upper()) for path, told in paths.items() for method in told}


def test_every_route_is_documented_and_nothing_else() -> None:
    made = api()
    assert routes(made) == documented(made)
    assert len(documented(made)) > 20


def test_every_operation_says_what_it_is_and_every_error_is_a_problem() -> None:
    document = api().openapi()
    for path, methods in document["paths"].items():
        for method, told in methods.items():
            assert told["summary"], (path, method)
            for status, answer in told["responses"].items():
                assert answer["description"], (path, method)
                if status >= "400":
                    assert list(answer["content"]) == ["application/problem+json"], (path, method)
    names = [
        told["operationId"] for methods in document["paths"].values() for told in methods.values()
    ]
    assert len(names) == len(set(names))


def test_the_page_for_people_tells_every_operation() -> None:
    made = api()
    page = docs_page(made)
    for path, method in documented(made):
        assert f"<code>{method} /api/v1{path}</code>" in page
    assert "<script" not in page
