"""A day of a researcher and web developer, step by step, as PRODUCT.md tells it, over HTTP."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from oaipmh_scythe import Scythe
from support.accounts import PASSWORD, ROOT
from support.archives import make_article, write_capture
from support.browser import served
from support.cli import luutru
from support.receiver import receiver

from archive import portals, store
from archive.accounts import tokens, users
from archive.editorial import Editorial
from archive.folder import Archive, now
from archive.work import PageWork
from luutru.client import Changed, Client, NotAllowed

pytestmark = pytest.mark.xdist_group("demo")

API = "api/v1/"


@pytest.fixture(scope="module")
def own(kho: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo's archive for this day alone."""
    folder = tmp_path_factory.mktemp("researcher") / "kho"
    shutil.copytree(kho, folder)
    return folder


@pytest.fixture(scope="module")
def secrets(own: Path) -> dict[str, str]:
    """Role -> a token of all that it may."""
    scopes = {"viewer": ["read"], "editor": ["read", "edit"],
              "publisher": ["read", "edit", "publish", "hide"]}  # fmt: skip
    found = {}
    with Editorial.open(own) as ed:
        for role, some in scopes.items():
            users.add(ed, role, PASSWORD, role=role, by=ROOT)  # type: ignore[arg-type]
            found[role] = tokens.make(ed, role, "thử", scopes=some, days=3, by=ROOT, moment=now())[
                1
            ]
    return found


@pytest.fixture(scope="module")
def site(own: Path, secrets: dict[str, str]) -> Iterator[str]:
    with served(own, "--desk") as address:
        yield address


@pytest.fixture(scope="module")
def get(site: str) -> Iterator[Any]:
    with httpx.Client(base_url=site, timeout=60) as client:
        yield client.get


def wait_for(what: Any) -> None:
    end = time.monotonic() + 60
    while not what():
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.1)


def test_1_the_root_leads_to_openapi_and_docs_that_work_offline(site: str, get: Any) -> None:
    links = get(API).json()["links"]
    assert get(links["openapi"]).json()["openapi"] == "3.1.0"
    docs = get(links["docs"]).text
    assert not re.findall(r'(?:src|href)="(?:https?:)?//(?!127\.0\.0\.1)', docs)
    assert "/articles" in docs


def test_2_a_list_is_exact_and_refuses_what_it_does_not_know(get: Any) -> None:
    asked = {"commune": "99103", "published_from": "2020-01-01", "fields": "title,published",
             "include": "images", "sort": "-published", "limit": "100"}  # fmt: skip
    found = get(f"{API}articles", params=asked).json()
    every = [json.loads(line) for line in get(f"{API}articles.jsonl").text.splitlines()]
    wanted = [
        one for one in every
        if one["place"]["code"] == "99103" and (one["published"] or "") >= "2020-01-01"
    ]  # fmt: skip
    assert wanted
    assert sorted(one["title"] for one in found["data"]) == sorted(one["title"] for one in wanted)
    assert all(set(one) == {"title", "published", "images"} for one in found["data"])
    dates = [one["published"] for one in found["data"]]
    assert dates == sorted(dates, reverse=True)
    refused = get(f"{API}articles", params={"comune": "99103"})
    assert (refused.status_code, refused.json()["parameter"]) == (400, "comune")
    assert refused.headers["content-type"] == "application/problem+json"


def test_3_cursors_miss_nothing_while_articles_come(own: Path, site: str, get: Any) -> None:
    before = {json.loads(line)["id"] for line in get(f"{API}articles.jsonl").text.splitlines()}
    seen: list[str] = []
    address: str | None = f"{API}articles?limit=7&sort=-published&fields=id"
    for number in range(100):
        answer = get(address)
        assert get(address, headers={"If-None-Match": answer.headers["etag"]}).status_code == 304
        seen += [one["id"] for one in answer.json()["data"]]
        address = answer.json()["links"]["next"]
        if address is None:
            break
        if number % 4 == 0:
            _arrives(own, number)
            luutru("build", "--archive", own, check=0)
    assert len(seen) == len(set(seen))
    assert before <= set(seen)


def _arrives(kho: Path, number: int) -> None:
    """An article that a crawl brings, older than some and newer than others."""
    with Archive.open(kho, write=True) as archive, archive.transaction():
        portal = portals.list_portals(archive.conn)[0]
        url = f"{portal.url}bai-moi-{number}"
        article = make_article(url=url, title=f"Bài mới {number}", images=(), attachments=(),
                               published=f"20{19 + number % 5}-03-05")  # fmt: skip
        capture = write_capture(archive, url, url.encode(), now() - timedelta(minutes=9))
        store.keep(
            archive, PageWork(portal=portal.id, crawl=None, capture=capture, article=article)
        )


def test_4_a_download_that_broke_goes_on_and_is_the_same(site: str, get: Any) -> None:
    whole = get(f"{API}articles.jsonl").content
    lines = whole.splitlines(keepends=True)
    for cut in (1, len(lines) // 2, len(lines) - 1):
        last = json.loads(lines[cut - 1])["id"]
        rest = get(f"{API}articles.jsonl", params={"after": last}).content
        again = b"".join(lines[:cut]) + rest
        assert hashlib.sha256(again).digest() == hashlib.sha256(whole).digest()
    with Client(site) as client:
        assert [one.id for one in client.stream_articles()] == [json.loads(x)["id"] for x in lines]


def test_5_a_release_is_the_same_to_the_byte(own: Path, tmp_path: Path) -> None:
    digests = []
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        luutru("export", "--release", "2026.11", "--archive", own, cwd=tmp_path / folder, check=0)
        found = sorted((tmp_path / folder).rglob("*"))
        digests.append({
            str(path.relative_to(tmp_path / folder)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in found if path.is_file()
        })  # fmt: skip
    assert digests[0] == digests[1]
    names = {Path(name).name for name in digests[0]}
    assert {"datapackage.json", "croissant.json", "ro-crate-metadata.json", "README.md"} <= names
    assert {"SHA256SUMS", "CHANGES.json"} <= names


def test_6_harvests_what_changed_and_asks_for_a_page_as_of_a_day(
    site: str, get: Any, secrets: dict[str, str]
) -> None:
    with Client(site, token=secrets["publisher"]) as client, Scythe(f"{site}oai") as harvester:
        every = [one.identifier for one in harvester.list_identifiers(metadata_prefix="oai_dc")]
        assert len(every) == len(set(every)) == len(list(client.articles()))
        start = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        away = next(iter(client.articles(sort="published")))
        client.desk.unpublish(client.desk.article(away.id), reason="Xem lại")
        wait_for(lambda: get(f"bai/{away.id}").status_code == 404)
        since = list(harvester.list_records(metadata_prefix="oai_dc", from_=start))
        assert len(since) < 5  # what was built in the same second comes too
        (record,) = (one for one in since if one.deleted)
        assert record.header.identifier.endswith(away.id)
        kept = next(iter(client.articles(sort="-published", gone=False)))
    gate = get(f"timegate/{kept.url}", headers={"Accept-Datetime": "Sat, 28 Nov 2026 00:00:00 GMT"})
    assert gate.status_code == 302
    assert "accept-datetime" in gate.headers["vary"].lower()
    memento = get(gate.headers["location"])
    assert "memento-datetime" in memento.headers
    assert 'memento"; datetime=' in get(f"timemap/link/{kept.url}").text


def test_7_an_editor_works_with_a_token(
    own: Path, site: str, get: Any, secrets: dict[str, str]
) -> None:
    with Client(site, token=secrets["publisher"]) as client, Client(
        site, token=secrets["viewer"]
    ) as viewer:  # fmt: skip
        one = next(iter(client.articles(q="phat trien dang vien")))
        item = client.desk.article(one.id)
        with pytest.raises(NotAllowed):
            viewer.desk.save(item, {"summary": "x"})
        captured = client.article(one.id).title
        said = {"corrections": {"title": {"value": "Nhan đề đúng", "reason": "In sai"}},
                "summary": "Tóm tắt", "tags": ["Đảng viên"]}  # fmt: skip
        saved = client.desk.save(item, said)
        with pytest.raises(Changed):
            client.desk.save(item, {"summary": "Người chậm hơn"})
        assert client.article(one.id).title == captured  # a draft is nobody's yet
        published = client.desk.publish(saved)
        wait_for(lambda: client.article(one.id).title == "Nhan đề đúng")
        again = client.desk.save(published, said | {"summary": "Bản hai"})
        client.desk.restore(again, 1)
        assert client.article(one.id).summary == "Tóm tắt"
        with Archive.open(own) as archive:
            (kept,) = archive.conn.execute(
                "SELECT title FROM current_articles WHERE id = ?", (one.id,)
            ).fetchone()
        assert kept == captured


def test_8_a_webhook_arrives_signed_and_once(own: Path, site: str, secrets: dict[str, str]) -> None:
    with receiver() as peer, Client(site, token=secrets["publisher"]) as client:
        made = luutru("webhook", "add", peer.url, "--allow-http", "--allow-private", "--by", "lan",
                      "--archive", own, check=0)  # fmt: skip
        ident, peer.secret = made.stdout.split()
        peer.answers = [500]  # then 204: it is tried again
        one = next(iter(client.articles(q="hoi nghi")))
        item = client.desk.hide(
            client.desk.article(one.id), reason="Lộ số", basis="NĐ 13/2023/NĐ-CP"
        )
        assert item.status == "hidden"
        wait_for(lambda: len(peer.told) >= 2)
        assert set(peer.events()) == {("hidden", one.id)}
        assert len(set(peer.ids)) == 1  # by which a receiver knows it again
        assert one.title not in json.dumps(peer.told, ensure_ascii=False)
        luutru("webhook", "remove", ident, "--archive", own, check=0)


def test_9_quality_comes_from_one_command() -> None:
    gold = Path(__file__).parent.parent / "gold"
    told = luutru("eval", gold, "--json", check=0).stdout
    assert "title" in told
