"""Articles as IPTC ninjs."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from support.ninjs import check
from support.site import Get

from archive.record import article_id
from publish.pages.article.ninjs import _moment

from ..conftest import HOME


def path(name: str) -> str:
    return f"/bai/{article_id(HOME + name)}/ninjs.json"


def test_every_article_is_an_item(get: Get) -> None:
    for name in ("bai-1", "bai-2", "bai-3"):
        answer = get(path(name))
        assert answer.headers["content-type"].startswith("application/json")
        check(answer.json())


def test_an_item_has_what_was_kept_of_the_article(get: Get) -> None:
    item = get(path("bai-1")).json()
    assert item["uri"] == f"http://localhost/bai/{article_id(HOME + 'bai-1')}"
    assert item["headlines"][0]["value"] == "Hội nghị tổng kết phong trào thi đua"
    assert item["contentCreated"] == "2021-10-05T10:18:39+07:00"
    assert {"role": "published", "contentType": "text/plain",
            "value": "Thời gian đăng: 05/10/2021 10:18:39 AM"} in item["descriptions"]  # fmt: skip
    assert item["altIds"][0] == {"role": "original", "value": f"{HOME}bai-1"}
    plain, rich = item["bodies"]
    assert plain["value"].startswith("Đoạn thứ nhất nói về lúa.")
    assert plain["charCount"] == len(plain["value"])
    assert re.search(r'(?:src|href)="/', rich["value"]) is None
    assert f'href="http://localhost/bai/{article_id(HOME + "bai-2")}"' in rich["value"]
    assert {"05-CT/TW"} == {one["literal"] for one in item["subjects"] if one["rel"] == "cites"}
    picture, file, _ = item["associations"]
    assert picture["descriptions"][0]["value"] == "Ảnh: Quang cảnh hội nghị"
    for one in (*picture["renditions"], *file["renditions"]):
        assert get(urlsplit(one["href"]).path).status_code == 200
    assert file["title"] == "Kế hoạch 2021.pdf"


def test_what_has_gone_says_so_and_hours_are_not_made_up(get: Get) -> None:
    item = get(path("bai-2")).json()
    assert "02/01/2023" in item["edNote"]
    assert "contentCreated" not in item
    assert _moment("2021-10-05T10:18+07:00") == "2021-10-05T10:18:00+07:00"
    assert _moment("2021-10") is None


def test_the_page_of_an_article_leads_to_its_other_forms(get: Get) -> None:
    page = get(f"/bai/{article_id(HOME + 'bai-1')}").text
    forms = re.findall(r'<link rel="alternate" type="[^"]*json"[^>]*href="([^"]*)"', page)
    assert len(forms) == 2
    for one in forms:
        assert get(urlsplit(one).path).status_code == 200


def test_of_what_is_not_there_there_is_no_item(get: Get) -> None:
    assert get(f"/bai/{'a' * 16}/ninjs.json").status_code == 404
