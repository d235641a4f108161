"""The desk of a running site, from the client: as it was read, once, tried first, undone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import httpx
import pytest
from support.accounts import PASSWORD, ROOT, hash_cheaply
from support.archives import START, make_article, write_capture
from support.site import running_site

from archive import portals, store
from archive.accounts import tokens, users
from archive.accounts.permissions import scopes_of
from archive.editorial import Editorial
from archive.folder import VIETNAM, Archive, now
from archive.record import article_id
from archive.work import PageWork
from luutru.client import Batch, Changed, Client, NotAllowed, NotFound, Refused
from publish.build import build

HOME = "http://xa.example.vn/"
A, B, C = (article_id(f"{HOME}{number}") for number in range(3))


@pytest.fixture(scope="module")
def kho(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("desk") / "kho"
    with Archive.create(folder) as archive:
        portals.add(archive, HOME, name="Xã Thí Dụ")
        for number in range(3):
            article = make_article(f"{HOME}{number}", title=f"Bài {number}", images=())
            with archive.transaction():
                moment = START + timedelta(minutes=number)
                kept = write_capture(archive, article.url, article.title.encode(), moment)
                work = PageWork(portal="thi-du", crawl=None, capture=kept, article=article)
                store.keep(archive, work)
    build(folder)
    return folder


@pytest.fixture(scope="module")
def site(kho: Path) -> Iterator[str]:
    with running_site(kho / "public.db", desk=True) as url:
        yield url


@pytest.fixture(scope="module")
def secret(kho: Path) -> str:
    with pytest.MonkeyPatch.context() as monkeypatch, Editorial.open(kho) as ed:
        hash_cheaply(monkeypatch)
        users.add(ed, "lan", PASSWORD, role="publisher", by=ROOT)
        scopes = scopes_of("publisher")
        return tokens.make(ed, "lan", "thử", scopes=scopes, days=3, by=ROOT, moment=now())[1]


@pytest.fixture
def client(site: str, secret: str) -> Iterator[Client]:
    with Client(site, token=secret) as made:
        yield made


def test_an_article_from_a_note_to_the_tombstone(client: Client) -> None:
    desk = client.desk
    assert desk.me()["name"] == "lan"
    item = desk.article(A)
    assert (item.version, item.live, item.captured is not None) == (0, None, True)
    item = desk.save(item, {**item.content, "note": "Đã đính chính."}, reason="Bạn đọc báo")
    assert (item.version, item.live, item.changed) == (1, None, True)
    item = desk.publish(item)
    assert (item.live, item.status) == (1, "published")
    item = desk.save(item, {**item.content, "note": "Lần hai."})
    item = desk.restore(item, 1)
    assert (item.version, item.content["note"]) == (3, "Đã đính chính.")
    assert [one.number for one in desk.versions(item)] == [3, 2, 1]
    at = datetime(2035, 1, 2, 7, 0, tzinfo=VIETNAM)
    item = desk.schedule(item, at)
    assert (item.status, item.due) == ("published", "2035-01-02T07:00:00+07:00")
    item = desk.unpublish(desk.unschedule(item))
    assert item.status == "unpublished"
    item = desk.hide(item, reason="Lộ số căn cước", basis="NĐ 13/2023/NĐ-CP")
    assert (item.status, (item.hidden or {})["basis"]) == ("hidden", "NĐ 13/2023/NĐ-CP")
    item = desk.unhide(item, reason="Cổng đã che số")
    assert item.status == "unpublished"
    shown = httpx.get(desk.preview(item, version=2)).json()
    assert shown["article"]["note"] == "Lần hai."
    assert [one.key for one in desk.items("article", status="unpublished")] == [A]


def test_who_was_slower_is_told_and_nothing_is_lost(client: Client) -> None:
    first = client.desk.article(B)
    faster = client.desk.save(first, {"note": "Nhanh hơn"})
    with pytest.raises(Changed) as stale:
        client.desk.save(first, {"note": "Chậm hơn"})
    assert (stale.value.status, stale.value.etag) == (412, faster.etag)
    assert client.desk.article(B).content["note"] == "Nhanh hơn"


def test_a_change_whose_answer_was_lost_is_done_once(
    site: str, secret: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The answer is lost on the way: the same request comes again with the same key."""
    keys: list[str] = []
    inner = httpx.Client.request

    def lossy(own: httpx.Client, *args: object, **more: object) -> httpx.Response:
        answer = inner(own, *args, **more)  # type: ignore[arg-type]
        if more.get("json") is not None:
            keys.append(more["headers"]["Idempotency-Key"])  # type: ignore[index]
            if len(keys) == 1:
                raise httpx.ReadError("it hung up")
        return answer

    with Client(site, token=secret, sleep=lambda _: None) as client:
        item = client.desk.article(C)
        monkeypatch.setattr(httpx.Client, "request", lossy)
        made = client.desk.save(item, {"note": "Một lần"})
        assert keys[0] == keys[1]
        assert made.version == 1
        assert [one.number for one in client.desk.versions(made)] == [1]


def test_pages_are_made_and_tried_first(client: Client) -> None:
    said = {"title": "Giới thiệu xã", "body": "**Xã**"}
    tried = client.desk.new("page", "gioi-thieu", said, dry_run=True)
    assert tried.dry_run
    with pytest.raises(NotFound):
        client.desk.page("gioi-thieu")
    made = client.desk.publish(client.desk.new("page", "gioi-thieu", said))
    assert (made.kind, made.key, made.status) == ("page", "gioi-thieu", "published")
    collection = client.desk.new("collection", "mua-lua", {"title": "Mùa lúa", "items": [A, B]})
    assert client.desk.collection("mua-lua").content["items"] == [A, B]
    with pytest.raises(Refused) as refused:
        client.desk.save(collection, {"title": ""})
    assert refused.value.status in (400, 422)
    assert refused.value.parameter


def test_many_at_once_and_back(client: Client) -> None:
    batch = client.desk.each("tag", [A, B], add=["Nông nghiệp"], reason="Gom bài")
    assert (batch.failed, [one.key for one in batch.outcomes]) == (0, [A, B])
    assert client.desk.article(A).content["tags"] == ["Nông nghiệp"]
    undone = client.desk.undo(batch)
    assert undone.failed == 0
    assert client.desk.article(A).content["tags"] == []
    tried = client.desk.each("publish", [client.desk.article(B)], dry_run=True)
    assert (tried.dry_run, tried.id) == (True, None)


def test_without_a_token_nothing_is_told(site: str) -> None:
    with Client(site) as nobody, pytest.raises(NotAllowed) as refused:
        nobody.desk.article(A)
    assert refused.value.status == 401


def test_the_examples_of_the_documentation_run(
    site: str, secret: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    text = (Path(__file__).parents[3] / "docs" / "client.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    assert len(blocks) == 3
    told: dict[str, object] = {}
    for block in blocks:
        for shown, real in (
            ("https://luutru.example.vn", site), ("ltr_...", secret), ("7os2idsji7dxuy6a", B),
        ):  # fmt: skip
            block = block.replace(shown, real)
        exec(block, told)
    assert isinstance(told["batch"], Batch)
    with Client(site, token=secret) as client:
        assert client.desk.article(B).content["note"] == "Bài này đã được xã đính chính."
