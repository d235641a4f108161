"""Articles by the API: exact, strict, in pages that neither miss nor repeat."""

from __future__ import annotations

import json

import pytest
from support.site import Get, open_site

from archive import portals
from archive.folder import Archive
from publish.build import build

from ..conftest import HOME, add_article

API = "/api/v1/articles"


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Get:
    folder = tmp_path_factory.mktemp("api") / "kho"
    with Archive.create(folder) as archive:
        portals.add(archive, HOME, name="Xã Thí Dụ")
        for number in range(57):
            text = "Đảng uỷ họp bàn" if number % 3 else "Ruộng lúa chín vàng"
            add_article(
                archive, number, url=f"{HOME}{number}", title=f"Bài {number}", images=(),
                attachments=(), body_text=text, body_html=f"<p>{text}</p>", lead=None,
                published=None if number == 50 else f"20{10 + number // 12}-{number % 12 + 1:02}-05",
                published_precision=None if number == 50 else "day", published_text=None,
                category="Đời sống" if number % 2 else None,
                citations=("05-CT/TW",) if number == 7 else (),
            )  # fmt: skip
    build(folder)
    with open_site(folder / "public.db") as get:
        yield get


def all_pages(ask: Get, query: str) -> list[dict[str, object]]:
    address, found = f"{API}?{query}", []
    while address:
        page = ask(address).json()
        found += page["data"]
        address = (page["links"]["next"] or "").removeprefix("http://localhost")
        assert len(found) < 200
    return found


@pytest.mark.parametrize("limit", [7, 57, 200])
@pytest.mark.parametrize(
    "sort", ["-published", "published", "-captured", "captured", "-updated", "updated"]
)
def test_pages_give_everything_once_in_order(ask: Get, limit: int, sort: str) -> None:
    found = all_pages(ask, f"limit={limit}&sort={sort}&fields=id,published,first_captured")
    assert len({one["id"] for one in found}) == len(found) == 57
    column = "published" if "published" in sort else "first_captured"
    moments = [one[column] for one in found if one[column]]
    assert moments == sorted(moments, reverse=sort.startswith("-"))


def test_what_is_found_by_words_and_filters(ask: Get) -> None:
    assert len(all_pages(ask, "q=ruong&limit=6")) == 19
    assert len(all_pages(ask, "q=ruong&sort=-published&limit=6")) == 19
    assert ask(f"{API}?q=ruong").json()["total"] == {"number": 19, "exact": True}
    assert ask(f"{API}?category=Đời sống").json()["total"]["number"] == 28
    assert ask(f"{API}?category_not=Đời sống").json()["total"]["number"] == 29
    assert ask(f"{API}?cites=05-CT/TW").json()["data"][0]["title"] == "Bài 7"
    assert ask(f"{API}?published_from=2011&published_to=2012-02").json()["total"]["number"] == 14
    assert ask(f"{API}?portal=thi-du&portal=x").json()["total"]["number"] == 57
    assert ask(f"{API}?portal_not=thi-du").json()["total"]["number"] == 0
    assert ask(f"{API}?gone=false&has_images=false").json()["total"]["number"] == 57
    assert ask(f"{API}?captured_to=2000").json()["total"]["number"] == 0


def test_articles_are_counted_by_what_they_have(ask: Get) -> None:
    def counts(query: str) -> dict[str | None, int]:
        found = ask(f"/api/v1/counts?{query}").json()["data"]
        return {one["value"]: one["articles"] for one in found}

    assert counts("by=portal") == {"thi-du": 57}
    assert counts("by=category") == {"Đời sống": 28, None: 29}
    years = counts("by=year")
    assert (years[None], years["2010"], sum(years.values())) == (1, 12, 57)
    assert list(years)[1:] == sorted(one for one in years if one)
    assert counts("by=month&published_from=2010&published_to=2010-02") == {
        "2010-01": 1,
        "2010-02": 1,
    }
    assert sum(counts("by=category&q=ruong").values()) == 19
    assert ask("/api/v1/counts?by=colour").json()["parameter"] == "by"
    assert ask("/api/v1/counts").json()["parameter"] == "by"


def test_only_the_fields_that_were_asked_for(ask: Get) -> None:
    one = ask(f"{API}?fields=title,published&include=history&limit=1").json()["data"][0]
    assert list(one) == ["title", "published", "history"]
    assert one["history"][0]["origin"] == "portal"
    listed = ask(f"{API}?limit=1").json()["data"][0]
    assert "body_text" not in listed
    whole = ask(f"{API}/{listed['id']}").json()
    assert whole["body_html"].startswith("<p>")
    assert whole["permalink"] == f"http://localhost/bai/{listed['id']}"
    assert set(whole) - set(listed) == {"body_text", "body_html"}


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("wrong=1", "wrong"), ("limit=0", "limit"), ("limit=x", "limit"), ("sort=best", "sort"),
        ("fields=title,nothing", "fields"), ("include=everything", "include"),
        ("cursor=!!", "cursor"), ("published_from=2021-13-01", "published_from"),
        ("gone=perhaps", "gone"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(ask: Get, query: str, name: str) -> None:
    got = ask(f"{API}?{query}")
    assert got.status_code == 400
    assert got.headers["content-type"] == "application/problem+json"
    assert got.json()["parameter"] == name


def test_a_cursor_of_another_order_is_refused(ask: Get) -> None:
    following = ask(f"{API}?limit=3").json()["links"]["next"]
    assert ask(following.removeprefix("http://localhost") + "&sort=-captured").status_code == 404


def test_what_is_known_is_not_sent_again(ask: Get) -> None:
    first = ask(f"{API}?limit=2")
    again = ask(f"{API}?limit=2", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert (
        ask(f"{API}?limit=3", headers={"If-None-Match": first.headers["etag"]}).status_code == 200
    )


def test_missing_things_and_methods_are_told_as_problems(ask: Get) -> None:
    assert ask(f"{API}/aaaaaaaaaaaaaaaa").json()["status"] == 404
    assert ask("/api/v1/nothing").json()["status"] == 404
    assert ask("/api/v1/portals/thi-du").json()["short_name"] == "Xã Thí Dụ"
    assert ask("/api/v1/documents/05-CT/TW").json()["articles"] == 1
    assert ask(f"{API}?cursor=zzz").json()["parameter"] == "cursor"
    assert ask("/api/v1/portals/none").status_code == 404
    assert ask(f"{API}?q={'x' * 400}").status_code == 200


def test_the_root_leads_everywhere(ask: Get) -> None:
    links = ask("/api/v1/").json()["links"]
    for address in links.values():
        assert ask(address.removeprefix("http://localhost")).status_code == 200
    assert ask("/api/v1/openapi.json").json()["openapi"].startswith("3.1")
    assert "script" not in ask("/api/v1/docs").text


def test_all_articles_as_lines_broken_off_and_resumed(ask: Get) -> None:
    whole = ask(f"{API}.jsonl").text
    lines = whole.splitlines(keepends=True)
    found = [json.loads(line) for line in lines]
    assert len(found) == 57
    assert [one["id"] for one in found] == sorted(one["id"] for one in found)
    assert "body_text" in found[0]
    rest = ask(f"{API}.jsonl?after={found[19]['id']}").text
    assert "".join(lines[:20]) + rest == whole
    some = ask(f"{API}.jsonl?q=ruong&fields=id,title&category=Đời sống").text.splitlines()
    assert len(some) == ask(f"{API}?q=ruong&category=Đời sống").json()["total"]["number"] > 3
    assert ask(f"{API}.jsonl?limit=3").json()["parameter"] == "limit"
