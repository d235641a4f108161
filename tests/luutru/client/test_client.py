"""The client against a running site: everything that it reads, and what it says when it cannot."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import fields
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from support.archives import START, make_article, write_capture
from support.editorial import BY
from support.site import running_site

from archive import portals, store
from archive.editorial import Editorial, workflow
from archive.folder import Archive
from archive.record import article_id
from archive.work import PageWork
from luutru.client import Client, NotFound, NotThis, Refused, Unreachable, records
from publish.api import catalogue
from publish.api import records as theirs
from publish.api.editorial import shown
from publish.build import build

HOME = "http://xa.example.vn/"
IDS = [article_id(f"{HOME}{number}") for number in range(30)]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("client") / "kho"
    with Archive.create(folder) as archive:
        portals.add(archive, HOME, name="Xã Thí Dụ")
        for number, ident in enumerate(IDS):
            article = make_article(
                f"{HOME}{number}", title=f"Ruộng bậc thang {number}", citations=("05-CT/TW",),
                body_text=f"Lúa mùa\u2028thứ {number}.", images=(), attachments=(),
            )  # fmt: skip
            assert article_id(article.url) == ident
            with archive.transaction():
                moment = START + timedelta(minutes=number)
                kept = write_capture(archive, article.url, article.title.encode(), moment)
                work = PageWork(portal="thi-du", crawl=None, capture=kept, article=article)
                store.keep(archive, work)
    with Editorial.open(folder) as ed:
        notes = {
            "tags": ["Nông nghiệp"],
            "corrections": {"author": {"value": "Lò Thị Lan", "reason": "Thiếu tên"}},
        }
        workflow.save(ed, "article", IDS[3], notes, by=BY)
        workflow.publish(ed, "article", IDS[3], by=BY)
        for kind, key, said in (
            ("collection", "mua-lua", {"title": "Mùa lúa", "items": [IDS[5], IDS[2], IDS[9]]}),
            ("page", "gioi-thieu", {"title": "Giới thiệu", "body": "**Xã**"}),
        ):
            workflow.save(ed, kind, key, said, by=BY, new=True)  # type: ignore[arg-type]
            workflow.publish(ed, kind, key, by=BY)  # type: ignore[arg-type]
    build(folder)
    with running_site(folder / "public.db") as url:
        yield url


@pytest.fixture
def client(site: str) -> Iterator[Client]:
    with Client(site) as made:
        yield made


# -- reading -------------------------------------------------------------------------------


def test_a_list_is_gone_through_over_its_pages(client: Client) -> None:
    found = list(client.articles(limit=7))
    assert sorted(one.id for one in found) == sorted(IDS)
    assert [len(page) for page in client.articles(limit=7).pages()] == [7, 7, 7, 7, 2]
    assert client.articles().total() == (30, True)
    assert len(client.articles(limit=7).first(10)) == 10
    assert found[0].body_text == ""  # lists are short


def test_what_is_asked_for_is_what_comes(client: Client) -> None:
    (one,) = client.articles(
        "ruong bac thang 17", fields=["title", "portal"], portal="thi-du"
    ).first(1)
    assert (one.id, one.title, one.portal) == (IDS[17], "Ruộng bậc thang 17", "thi-du")
    assert set(one.given) == {"id", "title", "portal"}
    assert [one.id for one in client.articles(tag=["nong-nghiep"])] == [IDS[3]]
    assert list(client.articles(has_images=True)) == []


def test_one_article_as_a_record(client: Client) -> None:
    one = client.article(IDS[3], include="history")
    assert one.body_text == "Lúa mùa\u2028thứ 3."
    assert (one.author, one.tags) == (
        "Lò Thị Lan",
        (records.Named(id="nong-nghiep", name="Nông nghiệp"),),
    )
    (correction,) = one.corrections
    assert (correction.field, correction.was, correction.reason) == ("author", None, "Thiếu tên")
    assert [revision.number for revision in one.history] == [1]
    assert isinstance(one.place, records.Place)
    assert [revision.article for revision in client.revisions(IDS[3])] == [IDS[3]]


def test_everything_beside_articles(client: Client) -> None:
    assert [one.id for one in client.portals()] == ["thi-du"]
    assert client.portal("thi-du").articles == 30
    assert list(client.places()) == []
    assert client.document("05-CT/TW").articles == 30
    assert [one.number for one in client.documents()] == ["05-CT/TW"]
    assert client.tag("nong-nghiep").name == "Nông nghiệp"
    assert client.collection("mua-lua").title == "Mùa lúa"
    assert [one.id for one in client.collected("mua-lua", limit=2)] == [IDS[5], IDS[2], IDS[9]]
    assert client.page("gioi-thieu").body == "**Xã**"
    assert [one.id for one in client.pages()] == ["gioi-thieu"]


def test_the_stream_gives_each_article_once_in_the_order_of_ids(client: Client) -> None:
    found = list(client.stream_articles())
    assert [one.id for one in found] == sorted(IDS)
    assert all("\u2028" in one.body_text for one in found)
    rest = client.stream_articles(after=sorted(IDS)[9], fields="title")
    assert [one.id for one in rest] == sorted(IDS)[10:]


# -- errors --------------------------------------------------------------------------------


def test_errors_carry_what_the_site_says(client: Client) -> None:
    with pytest.raises(NotFound) as gone:
        client.article("a" * 16)
    assert gone.value.status == 404
    with pytest.raises(Refused) as refused:
        list(client.articles(colour="red"))
    assert (refused.value.status, refused.value.parameter) == (400, "colour")
    assert "colour" in refused.value.detail


def test_what_is_no_luutru_is_told_as_that(site: str) -> None:
    with Client(f"{site}/bai") as wrong, pytest.raises(NotThis, match="not as the content API"):
        wrong.article(IDS[0])


def test_a_site_that_is_not_there_is_asked_again_and_then_told() -> None:
    waits: list[float] = []
    with Client("http://127.0.0.1:9", sleep=waits.append) as client:
        with pytest.raises(Unreachable, match=r"127\.0\.0\.1:9"):
            client.portal("x")
        assert waits == [0.5, 2.0, 8.0]


# -- agreement -----------------------------------------------------------------------------

_MODELS: list[tuple[Any, Any]] = [
    (records.Article, theirs.Article), (records.Place, theirs.Place), (records.Named, theirs.Named),
    (records.Correction, theirs.Correction), (records.Image, theirs.Image),
    (records.Attachment, theirs.Attachment), (records.Person, theirs.Person),
    (records.Revision, theirs.Revision), (records.Portal, catalogue.Portal),
    (records.Commune, catalogue.Commune), (records.Document, catalogue.Document),
    (records.Tag, catalogue.Tag), (records.Collection, catalogue.Collection),
    (records.Page, catalogue.Page), (records.Item, shown.Item), (records.Version, shown.Version),
    (records.Batch, shown.Batch), (records.Outcome, shown.Outcome),
]  # fmt: skip


@pytest.mark.parametrize(("ours", "model"), _MODELS, ids=lambda one: one.__name__)
def test_the_records_are_those_of_the_api(ours: Any, model: Any) -> None:
    left_out = {"extracted_by", "focal"}  # in `given`
    assert {one.name for one in fields(ours)} - {"given"} == set(model.model_fields) - left_out


def test_the_client_imports_no_crawler_and_no_server() -> None:
    script = (
        "import sys, luutru.client; "
        "print([one for one in ('scrapy', 'twisted', 'datasette', 'fastapi', 'pydantic', 'sqlite3', "
        "'archive', 'publish', 'crawler') if one in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


# -- the example ---------------------------------------------------------------------------


def test_the_example_front_end_shows_a_search_and_an_article(site: str) -> None:
    path = Path(__file__).parents[3] / "docs" / "examples" / "frontend" / "app.py"
    spec = importlib.util.spec_from_file_location("frontend", path)
    assert spec is not None
    assert spec.loader is not None
    app = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(app)
    code = [one for one in path.read_text().splitlines() if one.strip()]
    assert len(code) <= 60
    with Client(site) as client, app.make_server(client, 0) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            with httpx.Client(base_url=f"http://127.0.0.1:{server.server_address[1]}") as reader:
                home = reader.get("/").text
                assert home.count("<li>") == 20
                found = reader.get("/", params={"q": '"ruong bac thang 17"'}).text
                assert f'href="/bai/{IDS[17]}"' in found
                assert "&quot;ruong bac thang 17&quot;" in found
                assert "Không tìm thấy" in reader.get("/", params={"q": "zzz"}).text
                one = reader.get(f"/bai/{IDS[17]}")
                assert "<h1>Ruộng bậc thang 17</h1>" in one.text
                assert f"{site}/bai/{IDS[17]}" in one.text
                assert reader.get(f"/bai/{'a' * 16}").status_code == 404
                assert reader.get("/bai/..%2Fportals").status_code == 404
                assert reader.get("/khac").status_code == 404
        finally:
            server.shutdown()
            thread.join()
