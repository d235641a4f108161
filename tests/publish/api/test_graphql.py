"""GraphQL: the same answers as the API, many things in few questions, nothing that costs too much."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from graphql import get_introspection_query
from support.editorial import BY
from support.site import Get, open_site

from archive import portals
from archive.editorial import Editorial, workflow
from archive.folder import Archive
from archive.record import Image, article_id
from publish.api.graphql import limits
from publish.build import build
from publish.serve import application

from ..conftest import HOME, add_article, add_media, picture

IDS = [article_id(f"{HOME}{number}") for number in range(23)]
GRAPH = "/api/v1/graphql"
Answer = Callable[..., dict[str, Any]]


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Get]:
    folder: Path = tmp_path_factory.mktemp("graph") / "kho"
    with Archive.create(folder) as archive:
        portals.add(archive, HOME, name="Xã Thí Dụ")
        add_media(archive, f"{HOME}a.jpg", picture(500, 300), "image/jpeg")
        for number in range(23):
            add_article(
                archive, number, url=f"{HOME}{number}", title=f"Ruộng lúa {number}",
                images=(Image(url=f"{HOME}a.jpg", caption=None),), attachments=(),
                citations=(f"{number % 4 + 1}-CT/TW",),
            )  # fmt: skip
    with Editorial.open(folder) as ed:
        for number in (4, 9):
            workflow.save(ed, "article", IDS[number], {"tags": ["Lúa"]}, by=BY)
            workflow.publish(ed, "article", IDS[number], by=BY)
        said = {"title": "Bộ", "items": [IDS[9], IDS[4], IDS[7]]}
        workflow.save(ed, "collection", "bo", said, by=BY, new=True)
        workflow.publish(ed, "collection", "bo", by=BY)
        workflow.save(ed, "page", "trang", {"title": "Trang", "body": "*a*"}, by=BY, new=True)
        workflow.publish(ed, "page", "trang", by=BY)
    build(folder)
    with open_site(folder / "public.db") as get:
        yield get


@pytest.fixture
def graph(ask: Get) -> Answer:
    def asked(query: str, **variables: Any) -> dict[str, Any]:
        import json

        given = {"query": query, "variables": json.dumps(variables)}
        got = ask(GRAPH, params=given)
        assert got.status_code == 200, got.text
        found: dict[str, Any] = got.json()
        return found

    return asked


def data(answer: dict[str, Any]) -> dict[str, Any]:
    assert "errors" not in answer, answer["errors"]
    found: dict[str, Any] = answer["data"]
    return found


def test_it_says_what_the_api_says(ask: Get, graph: Answer) -> None:
    one = data(graph('{ article(id: "ID") { id title publicSince tags { id name } images '
                     '{ renditions focal { x } } place { code } portalDetails { shortName } '
                     'citedDocuments { number articles } } }'.replace("ID", IDS[9])))["article"]  # fmt: skip
    rest = ask(f"/api/v1/articles/{IDS[9]}?include=images").json()
    assert (one["title"], one["publicSince"]) == (rest["title"], rest["public_since"])
    assert one["tags"] == rest["tags"] == [{"id": "lua", "name": "Lúa"}]
    assert one["images"][0]["renditions"] == rest["images"][0]["renditions"]
    assert one["portalDetails"] == {"shortName": "Xã Thí Dụ"}
    assert one["citedDocuments"] == [{"number": "2-CT/TW", "articles": 6}]
    nobody = data(graph('{ article(id: "aaaaaaaaaaaaaaaa") { id } portal(id: "x") { id } }'))
    assert nobody == {"article": None, "portal": None}


@pytest.mark.parametrize("sort", ["-published", "captured", "-updated"])
def test_pages_give_everything_once(graph: Answer, sort: str) -> None:
    query = """query($after: String, $sort: String) { articles(first: 5, after: $after, sort: $sort) {
      nodes { id } pageInfo { hasNextPage endCursor } totalCount { number exact } } }"""
    found, after = [], None
    while True:
        page = data(graph(query, after=after, sort=sort))["articles"]
        assert page["totalCount"] == {"number": 23, "exact": True}
        found += [one["id"] for one in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert sorted(found) == sorted(IDS)


def test_filters_are_those_of_the_api(graph: Answer) -> None:
    def ids(wanted: str) -> list[str]:
        found = data(graph(f"{{ articles(filter: {{{wanted}}}) {{ nodes {{ id }} }} }}"))
        return [one["id"] for one in found["articles"]["nodes"]]

    assert sorted(ids('tag: ["lua"]')) == sorted([IDS[4], IDS[9]])
    assert ids('titleQ: "lua 17"') == [IDS[17]]
    assert len(ids('collection: ["bo"], hasImages: true')) == 3
    listed = data(graph('{ documents(filter: {sort: ["CT"]}) { totalCount { number } } '
                        "pages { nodes { bodyHtml } } tags { nodes { id articles } } "
                        'portals(filter: {q: "thi du"}, sort: "-articles") { nodes { id } } }'))  # fmt: skip
    assert listed["documents"]["totalCount"]["number"] == 4
    assert "<em>a</em>" in listed["pages"]["nodes"][0]["bodyHtml"]
    assert listed["tags"]["nodes"] == [{"id": "lua", "articles": 2}]


def test_many_things_are_read_in_few_questions(
    graph: Answer, monkeypatch: pytest.MonkeyPatch
) -> None:
    from publish.api.graphql.loading import Context

    reads, read = [], Context.read

    async def counted(self: Context, work: Any) -> Any:
        reads.append(work)
        return await read(self, work)

    monkeypatch.setattr(Context, "read", counted)
    found = data(graph("{ articles(first: 20) { nodes { id portalDetails { name } tags { id } images "
                       "{ url } citedDocuments { number } } } }"))  # fmt: skip
    assert len(found["articles"]["nodes"]) == 20
    assert (
        len(reads) == 3
    )  # the articles with all that hangs on them, their portals, their documents
    reads.clear()
    below = data(graph("{ documents { nodes { number latestArticles(first: 3) { id title } } } "
                       "collection(id: \"bo\") { latestArticles { id } } }"))  # fmt: skip
    assert [one["id"] for one in below["collection"]["latestArticles"]] == [IDS[9], IDS[4], IDS[7]]
    assert {len(one["latestArticles"]) for one in below["documents"]["nodes"]} == {3}
    assert len(reads) <= 4


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("{ articles(first: 101) { nodes { id } } }", "first"),
        ("{ articles(first: 100) { nodes { images { url caption credit sha256 width height "
         "renditions id position focal { x y } } attachments { url name text file sha256 } } } }",
         "costs"),
        ("{" + " ".join(f'a{n}: article(id: "x") {{ id }}' for n in range(11)) + "}", "at most 10"),
        ("{ collections(first: 100) { nodes { latestArticles(first: 100) { id } } } }", "costs"),
        ("query($n: Int!) { articles(first: $n) { nodes { images { "
         + " ".join(f"u{n}: url" for n in range(20)) + "} } } }", "costs"),
        ("{ a " * 300 + "}" * 300, ""),
        ("{ articles { nodes { place { code } } } } " + " ".join(
            f"fragment f{n} on Article {{ {' '.join(f'...f{n + 1}' for _ in range(9))} }}"
            for n in range(40)) + " fragment f40 on Article { __typename }", ""),
        ("{ articles { nodes { ...f0 } } } " + " ".join(
            f"fragment f{n} on Article {{ {' '.join(f'...f{n + 1}' for _ in range(9))} }}"
            for n in range(20)) + " fragment f20 on Article { __typename }", "too many"),
        ("{ articles { nodes { ...f } } } fragment f on Article { ...f }", "leads back"),
        ("query a { tags { nodes { id } } } query b { tags { nodes { id } } }", "operationName"),
        ("fragment f on Tag { id }", "operationName"), ("{ nothing }", "nothing"), ("{", "Syntax"), ("mutation { hide }", "mutation"),
        ('{ articles(after: "zzz") { nodes { id } } }', "cursor"),
        ('{ articles(sort: "best") { nodes { id } } }', "sort"),
        ('{ tags(filter: {color: "x"}) { nodes { id } } }', "color"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_told(graph: Answer, query: str, said: str) -> None:
    answer = graph(query[: limits.LONGEST], n=100)
    assert not answer["data"]
    assert said in answer["errors"][0]["message"]


def test_mistakes_of_readers_are_not_in_our_log(
    graph: Answer, caplog: pytest.LogCaptureFixture
) -> None:
    assert graph("{ articles { khongCo } }")["errors"]
    assert caplog.records == []


def test_the_schema_can_be_asked_for(graph: Answer) -> None:
    found = data(graph(get_introspection_query(input_value_deprecation=True)))["__schema"]
    assert {"Article", "Portal", "Collection"} <= {one["name"] for one in found["types"]}
    assert found["mutationType"] is None


def test_errors_tell_nothing_of_our_inside(graph: Answer, monkeypatch: pytest.MonkeyPatch) -> None:
    from publish.api import reading

    def broken(*given: Any) -> Any:
        raise RuntimeError("secret path /srv/x")

    monkeypatch.setattr(reading, "page_of", broken)
    answer = graph("{ articles { nodes { id } } }")
    assert answer["errors"][0]["message"] == "something went wrong here"
    assert "secret" not in str(answer)

    def slow(*given: Any) -> Any:
        raise sqlite3.OperationalError("interrupted")

    monkeypatch.setattr(reading, "page_of", slow)
    assert "too long" in graph("{ articles { nodes { id } } }")["errors"][0]["message"]


def test_what_is_no_query_is_a_problem(ask: Get) -> None:
    assert ask(GRAPH).json()["parameter"] == "query"
    assert (
        ask(f"{GRAPH}?query=%7Btags%7Bnodes%7Bid%7D%7D%7D&variables=[]").json()["parameter"]
        == "variables"
    )


def test_what_is_sent_has_an_end(edition: Path) -> None:
    async def send() -> list[int]:
        made = application(edition)
        transport = httpx.ASGITransport(made.app())

        async def pieces() -> Any:
            for _ in range(6):
                yield b" " * (1 << 20)

        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            found = []
            for content in (b" " * (5 << 20), pieces(), b'{"query": "{ tags { nodes { id } } }"}'):
                headers = {"Content-Type": "application/json"}
                got = await client.post(GRAPH, content=content, headers=headers)
                found.append(got.status_code)
        for database in made.databases.values():
            database.close()
        made.executor.shutdown()
        return found

    assert asyncio.run(send()) == [413, 413, 200]
