"""What Datasette would answer and we do not promise is answered before it."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest
from support.site import Get, running_site


@pytest.mark.parametrize("path", ["/", "/tim-kiem.csv", "/giao-dien/site.css", "/public/articles"])
def test_pages_are_read_and_nothing_else(edition: Path, path: str) -> None:
    with running_site(edition) as site:
        for method in ("POST", "PUT", "DELETE", "TRACE", "LOOK"):
            told = httpx.request(method, site + path)
            assert (told.status_code, told.headers["allow"]) == (405, "GET, HEAD, OPTIONS")
        assert httpx.head(site + path).status_code == 200
        assert httpx.post(site + "/oai", data={"verb": "Identify"}).status_code == 200
        assert httpx.put(site + "/oai").status_code == 405


@pytest.mark.parametrize("page", ["databases", "threads", "messages", "allow-debug", "permissions"])
def test_nothing_tells_of_the_machine(get: Get, edition: Path, page: str) -> None:
    for path in (f"/-/{page}", f"/-/{page}.json"):
        told = get(path)
        assert told.status_code == 404
        assert str(edition.parent) not in told.text
    assert get("/-/versions.json").status_code == 200


@pytest.mark.parametrize("name", ["a" * 5000, "../templates", "%2e%2e/%2e%2e", "a%00b", "none.css"])
def test_a_file_that_is_not_there_is_no_fault(get: Get, name: str) -> None:
    assert get(f"/giao-dien/{name}").status_code == 404


@pytest.mark.parametrize("path", ["/public/articles", "/public/articles.json"])
@pytest.mark.parametrize("sort", ["_sort", "_sort_desc"])
def test_sorting_by_no_column_is_the_readers_mistake(get: Get, path: str, sort: str) -> None:
    told = get(f"{path}?{sort}=khong-co")
    assert told.status_code == 400
    assert "khong-co" in told.text
