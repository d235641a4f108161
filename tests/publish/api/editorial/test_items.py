"""Editors' programs: what is read, saved, published; nobody's work is lost, nothing is done twice."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import httpx
import pytest
from support.editorial import BY

from archive.editorial import Editorial, workflow
from publish.build import refresh

from .conftest import API, Ask

SAID = {
    "corrections": {"title": {"value": "Bài một", "reason": "In sai"}},
    "summary": "Tóm tắt",
    "tags": ["Lúa"],
}


def at(article: str) -> str:
    return f"/editorial/articles/{article}"


def tag(ask: Ask, path: str) -> dict[str, str]:
    return {"If-Match": ask("GET", path).headers["etag"]}


def test_saved_then_published_then_public(ask: Ask, kho: Path, one: str) -> None:
    before = ask("GET", at(one)).json()
    assert (before["version"], before["status"], before["changed"]) == (0, "published", False)
    saved = ask("PUT", at(one), json={"content": SAID}, headers=tag(ask, at(one)))
    assert saved.status_code == 200, saved.text
    assert saved.json()["content"]["corrections"]["title"]["value"] == "Bài một"
    assert (saved.json()["version"], saved.json()["live"], saved.json()["changed"]) == (
        1,
        None,
        True,
    )
    published = ask(
        "POST", f"{at(one)}/publish", json={}, headers={"If-Match": saved.headers["etag"]}
    )
    assert (published.json()["live"], published.json()["changed"]) == (1, False)
    refresh(kho)
    assert ask("GET", f"/articles/{one}", role=None).json()["title"] == "Bài một"
    versions = ask("GET", f"{at(one)}/versions").json()["data"]
    assert [(one["number"], one["live"], one["by"]) for one in versions] == [(1, True, "publisher")]
    acts = ask("GET", f"/editorial/acts?key={one}&limit=1").json()
    assert (acts["data"][0]["act"], acts["data"][0]["via"]) == ("publish", "api")
    following = acts["links"]["next"].removeprefix(f"http://localhost{API}")
    assert ask("GET", following).json()["data"][0]["act"] == "save"


def test_who_did_not_read_it_as_it_is_changes_nothing(ask: Ask, one: str) -> None:
    read = tag(ask, at(one))
    assert ask("PUT", at(one), json={"content": SAID}).status_code == 428
    assert ask("PUT", at(one), json={"content": SAID}, headers=read).status_code == 200
    stale = ask("PUT", at(one), json={"content": {}}, headers=read)
    assert stale.status_code == 412
    assert stale.headers["etag"] == ask("GET", at(one)).headers["etag"]
    assert ask("GET", at(one)).json()["version"] == 1
    assert ask("PUT", at(one), json={"content": {}}, headers={"If-Match": "*"}).status_code == 200
    assert ask("PUT", at(one), json={"content": {}}, headers={"If-Match": "x"}).status_code == 400


def test_a_repeated_request_is_done_once(ask: Ask, one: str) -> None:
    sent = {"content": {"title": "Hồ sơ"}, "slug": "ho-so"}
    key = {"Idempotency-Key": "k-1"}
    first = ask("POST", "/editorial/pages", json=sent, headers=key)
    assert first.status_code == 201
    assert first.headers["location"].endswith("/api/v1/editorial/pages/ho-so")
    again = ask("POST", "/editorial/pages", json=sent, headers=key)
    assert (again.status_code, again.content) == (201, first.content)
    assert again.headers["location"] == first.headers["location"]
    assert ask("POST", "/editorial/pages", json=sent).status_code == 409
    other = ask("POST", "/editorial/pages", json={**sent, "slug": "khac"}, headers=key)
    assert (other.status_code, other.json()["parameter"]) == (422, "Idempotency-Key")
    assert ask("GET", "/editorial/pages/khac").status_code == 404
    assert (
        ask("POST", "/editorial/pages", json={**sent, "slug": "cua-toi"}, headers=key,
            role="editor").status_code == 201
    )  # fmt: skip
    failed = {"Idempotency-Key": "k-2", "If-Match": '"999"'}
    assert ask("PUT", at(one), json={"content": SAID}, headers=failed).status_code == 412
    right = {"Idempotency-Key": "k-2"} | tag(ask, at(one))
    assert ask("PUT", at(one), json={"content": SAID}, headers=right).status_code == 200


def test_two_at_once_with_one_key_are_done_once(
    app: Any, secrets: dict[str, str], ask: Ask, one: str
) -> None:
    headers = {
        "Authorization": f"Bearer {secrets['editor']}", "If-Match": "*", "Idempotency-Key": "hai",
    }  # fmt: skip

    async def both() -> list[httpx.Response]:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            asked = [
                client.put(API + at(one), json={"content": SAID}, headers=headers) for _ in range(6)
            ]
            return await asyncio.gather(*asked)

    answers = asyncio.run(both())
    assert {(one.status_code, one.content) for one in answers} == {(200, answers[0].content)}
    assert [act["act"] for act in ask("GET", f"/editorial/acts?key={one}").json()["data"]] == [
        "save"
    ]


@pytest.mark.parametrize(
    ("method", "path", "sent"),
    [
        ("PUT", "/editorial/articles/ONE", {"content": SAID}),
        ("POST", "/editorial/articles/ONE/publish", {}),
        ("POST", "/editorial/articles/ONE/hide", {"reason": "Lộ số", "basis": "NĐ 13/2023"}),
        ("POST", "/editorial/pages", {"slug": "thu-thoi", "content": {"title": "Thử"}}),
        ("POST", "/editorial/bulk/unpublish", {"items": [{"key": "ONE"}]}),
        ("PUT", "/editorial/policies/thi-du", {"publish": "review"}),
    ],
)
def test_what_is_only_tried_is_told_and_not_done(
    ask: Ask, kho: Path, method: str, path: str, sent: Any, one: str
) -> None:
    path, sent = (json.loads(json.dumps(given).replace("ONE", one)) for given in (path, sent))
    with Editorial.open(kho) as ed:
        before = list(ed.conn.iterdump())
    headers = {"If-Match": "*", "Idempotency-Key": f"thu-{len(path)}-{method}"}
    tried = ask(method, f"{path}?dry_run=true", json=sent, headers=headers)
    assert tried.status_code == 200, tried.text
    with Editorial.open(kho) as ed:
        after = [line for line in ed.conn.iterdump() if '"tokens"' not in line]
        assert after == [line for line in before if '"tokens"' not in line]
    assert ask(method, path, json=sent, headers=headers).status_code in (200, 201)


def test_scheduled_taken_back_restored(ask: Ask, one: str) -> None:
    ask("PUT", at(one), json={"content": SAID}, headers=tag(ask, at(one)))
    ask("PUT", at(one), json={"content": {"summary": "Khác"}}, headers=tag(ask, at(one)))
    moment = {"at": "2099-01-01T07:00:00+07:00"}
    assert ask("POST", f"{at(one)}/schedule", json={"at": "2099-01-01T07:00:00"},
               headers=tag(ask, at(one))).json()["parameter"] == "at"  # fmt: skip
    scheduled = ask("POST", f"{at(one)}/schedule", json=moment, headers=tag(ask, at(one))).json()
    assert (scheduled["status"], scheduled["due_version"]) == ("published", 2)
    assert [one["key"] for one in ask("GET", "/editorial/articles?due=true").json()["data"]] == [
        one
    ]
    assert (
        ask("POST", f"{at(one)}/unschedule", json={}, headers=tag(ask, at(one))).json()["due"]
        is None
    )
    assert (
        ask("POST", f"{at(one)}/unschedule", json={}, headers=tag(ask, at(one))).status_code == 409
    )
    restored = ask(
        "POST", f"{at(one)}/restore", json={"version": 1}, headers=tag(ask, at(one))
    ).json()
    assert (restored["version"], restored["content"]["summary"]) == (3, "Tóm tắt")
    assert (
        ask(
            "POST", f"{at(one)}/restore", json={"version": 9}, headers=tag(ask, at(one))
        ).status_code
        == 404
    )
    assert restored["live"] is None


def test_hidden_and_shown_again(ask: Ask, one: str) -> None:
    sent = {"reason": "Lộ số điện thoại", "basis": "NĐ 13/2023/NĐ-CP"}
    assert ask("POST", f"{at(one)}/hide", json={"reason": " ", "basis": "x"},
               headers=tag(ask, at(one))).json()["parameter"] == "reason"  # fmt: skip
    read = tag(ask, at(one))
    hidden = ask("POST", f"{at(one)}/hide", json=sent, headers=read)
    assert (hidden.json()["status"], hidden.json()["hidden"]["basis"]) == ("hidden", sent["basis"])
    assert ask("POST", f"{at(one)}/hide", json=sent, headers=read).status_code == 412
    assert ask("POST", f"{at(one)}/publish", json={}, headers=tag(ask, at(one))).status_code == 409
    shown = ask(
        "POST", f"{at(one)}/unhide", json={"reason": "Đã che số"}, headers=tag(ask, at(one))
    )
    assert (shown.json()["status"], shown.json()["hidden"]) == ("published", None)


def test_many_at_once_and_undone(ask: Ask, one: str, two: str) -> None:
    items = [{"key": one}, {"key": two}, {"key": "a" * 16}, {"key": two}]
    done = ask("POST", "/editorial/bulk/unpublish", json={"items": items}).json()
    assert (done["failed"], len(done["outcomes"])) == (1, 3)
    assert done["outcomes"][0]["after"]["shown"] is False
    assert "no article" in done["outcomes"][2]["error"]
    undo = f"/editorial/batches/{done['id']}/undo"
    assert ask("POST", undo, json={}, role="editor").status_code == 403
    assert ask("POST", f"/editorial/batches/{'0' * 32}/undo", json={}).status_code == 404
    back = ask("POST", undo, json={}).json()
    assert [one["after"]["shown"] for one in back["outcomes"]] == [None, None]
    tagged = ask("POST", "/editorial/bulk/tag", json={"items": [one, two], "add": ["Lúa", "Ngô"],
                                                      "remove": ["Ngô"]}).json()  # fmt: skip
    assert tagged["failed"] == 0
    assert ask("GET", at(one)).json()["content"]["tags"] == ["Lúa"]


@pytest.mark.parametrize(
    ("sent", "status", "name"),
    [
        ({"content": {"corrections": {"body": {"value": "x", "reason": "y"}}}}, 400, None),
        ({"content": {"corrections": {"title": {"value": "x"}}}}, 400,
         "content.corrections.title.reason"),
        ({"content": {"corrections": {"title": {"value": None, "reason": "y"}}}}, 422,
         "corrections.title.value"),
        ({"content": {"corrections": {"published": {"value": "2021-02-30", "reason": "y"}}}}, 422,
         "corrections.published.value"),
        ({"content": {"corrections": {"portal": {"value": "khong-co", "reason": "y"}}}}, 409,
         "corrections.portal.value"),
        ({"content": {"sumary": "x"}}, 400, "content.sumary"),
        ({"content": {}, "more": 1}, 400, "more"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(
    ask: Ask, sent: Any, status: int, name: str | None, one: str
) -> None:
    got = ask("PUT", at(one), json=sent, headers=tag(ask, at(one)))
    assert got.status_code == status, got.text
    assert got.headers["content-type"] == "application/problem+json"
    if name:
        assert got.json()["parameter"] == name
    assert ask("GET", at(one)).json()["version"] == 0


def test_too_much_is_not_taken(ask: Ask, one: str) -> None:
    got = ask("PUT", at(one), content=b"x" * (5 << 20), headers={"If-Match": "*"})
    assert got.status_code == 413

    async def pieces() -> Any:
        for _ in range(6):
            yield b"x" * (1 << 20)

    assert ask("PUT", at(one), content=pieces(), headers={"If-Match": "*"}).status_code == 413


def test_numbers_of_persons_are_masked_unless_who_may_asks_for_them(ask: Ask, one: str) -> None:
    masked = ask("GET", at(one)).json()
    assert "0912345678" not in str(masked)
    assert masked["captured"]["masked"]
    assert ask("GET", f"{at(one)}?unmasked=true", role="editor").status_code == 403
    seen = ask("GET", f"{at(one)}?unmasked=true").json()
    assert "0912345678" in seen["captured"]["body_text"]
    assert not seen["captured"]["masked"]
    assert seen["etag"] == ask("GET", at(one)).headers["etag"]
    acts = ask("GET", f"/editorial/acts?key={one}").json()["data"]
    assert [(act["act"], act["by"]) for act in acts] == [("reveal", "publisher")]


def test_policies(ask: Ask) -> None:
    for publish in ("review", "at once"):
        got = ask("PUT", "/editorial/policies/thi-du", json={"publish": publish, "reason": "x"})
        assert (got.json()["publish"], got.json()["by"]) == (publish, "publisher")
        assert ask("GET", "/editorial/policies").json()["data"][0]["publish"] == publish
    assert ask("PUT", "/editorial/policies/khong-co", json={"publish": "review"}).status_code == 409


def test_a_collection_keeps_the_order_that_is_sent(ask: Ask, kho: Path, one: str, two: str) -> None:
    sent = {"slug": "bo", "content": {"title": "Bộ", "items": [two, one]}}
    assert ask("POST", "/editorial/collections", json=sent).status_code == 201
    path = "/editorial/collections/bo"
    ask("POST", f"{path}/publish", json={}, headers=tag(ask, path))
    refresh(kho)
    listed = ask("GET", "/collections/bo/articles?fields=id", role=None).json()["data"]
    assert [one["id"] for one in listed] == [two, one]
    twice = {"slug": "hai", "content": {"title": "Hai", "items": [one, one]}}
    assert ask("POST", "/editorial/collections", json=twice).status_code in (409, 422)


def test_a_preview_is_seen_without_signing_in_until_it_ends(ask: Ask, kho: Path, one: str) -> None:
    before = ask("GET", at(one)).json()["captured"]["title"]
    ask("PUT", at(one), json={"content": SAID | {"note": "**Chú ý**"}}, headers=tag(ask, at(one)))
    made = ask("POST", f"{at(one)}/preview", json={"minutes": 5})
    assert made.status_code == 201
    path = made.json()["url"].removeprefix(f"http://localhost{API}")
    got = ask("GET", path, role=None)
    assert got.headers["cache-control"] == "no-store"
    article = got.json()["article"]
    assert (article["title"], article["corrections"]["title"]["was"]) == ("Bài một", before)
    assert "<strong>Chú ý</strong>" in article["note_html"]
    assert "0912345678" not in str(article)
    assert ask("GET", f"/articles/{one}", role=None).json()["title"] == before
    ask("POST", f"{at(one)}/hide", json={"reason": "x", "basis": "y"}, headers=tag(ask, at(one)))
    assert ask("GET", path, role=None).status_code == 404
    ask("POST", f"{at(one)}/unhide", json={"reason": "x"}, headers=tag(ask, at(one)))
    assert ask("GET", path, role=None).status_code == 200
    with Editorial.open(kho) as ed:
        ed.conn.execute("UPDATE previews SET ends_at = '2020-01-01T00:00:00+07:00'")
        secret = path.rpartition("/")[2]
        assert not [line for line in ed.conn.iterdump() if secret in line]
    assert ask("GET", path, role=None).status_code == 404


def test_a_page_is_previewed_with_its_html(ask: Ask) -> None:
    sent = {"slug": "thu", "content": {"title": "Thử", "body": "**Đậm** <script>x</script>"}}
    ask("POST", "/editorial/pages", json=sent)
    made = ask("POST", "/editorial/pages/thu/preview", json={}).json()
    shown = ask("GET", made["url"].removeprefix(f"http://localhost{API}"), role=None).json()
    assert "<strong>Đậm</strong>" in shown["page"]["body_html"]
    assert "<script>" not in shown["page"]["body_html"]


def test_who_asks(ask: Ask) -> None:
    assert ask("GET", "/editorial/me", role="viewer").json() == {
        "name": "viewer", "role": "viewer", "scopes": ["read"], "permissions": ["read drafts"],
    }  # fmt: skip


def test_acts_of_others_count_for_the_tag(ask: Ask, kho: Path, one: str) -> None:
    read = tag(ask, at(one))
    with Editorial.open(kho) as ed:
        workflow.save(ed, "article", one, {"summary": "Ở bàn"}, by=BY)
    assert ask("PUT", at(one), json={"content": SAID}, headers=read).status_code == 412
