"""TimeGate, TimeMap and mementos as a client of RFC 7089 meets them."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote, urlsplit

import httpx
import pytest
from support.links import by_rel, links
from support.mementos import (
    ACCENTED,
    EDITED,
    EDITED_AT,
    EDITED_SHOWN,
    FORMER,
    HIDDEN,
    HOST,
    NAMED,
    OFTEN,
    OFTEN_AT,
    PRESENT,
    captured_over_years,
    keep,
)
from support.site import Get, open_site

from archive.folder import Archive
from archive.record import article_id
from publish.build import build
from publish.memento import link_format
from publish.memento.link_format import accepted, http_date
from publish.serve import application

SITE = "https://luutru.example"


@pytest.fixture(scope="module")
def get(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Get]:
    kho = captured_over_years(tmp_path_factory.mktemp("memento"))
    assert build(kho).problems == []
    with open_site(kho / "public.db", base_url=SITE) as ask:
        yield ask


def times(get: Get, url: str) -> list[datetime]:
    """The mementos that a TimeMap lists."""
    answer = get(f"/timemap/link/{url}")
    assert answer.status_code == 200, answer.text
    return [
        accepted(one["datetime"])
        for one in links(answer.text)
        if "memento" in one["rel"].split()
    ]  # fmt: skip


def gate(get: Get, url: str, moment: datetime | None) -> str:
    """The path that a TimeGate leads to."""
    headers = {"Accept-Datetime": http_date(moment)} if moment else {}
    answer = get(f"/timegate/{url}", headers=headers)
    assert answer.status_code == 302
    assert answer.headers["location"].startswith(f"{SITE}/bai/")
    return urlsplit(answer.headers["location"]).path


def test_a_timemap_lists_what_the_edition_can_show(get: Get) -> None:
    answer = get(f"/timemap/link/{EDITED}")
    assert answer.headers["content-type"] == "application/link-format"
    found = links(answer.text)
    assert by_rel(found, "original")["uri"] == EDITED
    assert by_rel(found, "timegate")["uri"] == f"{SITE}/timegate/{EDITED}"
    own = by_rel(found, "self")
    assert own["uri"] == f"{SITE}/timemap/link/{EDITED}"
    assert own["type"] == "application/link-format"
    shown = [EDITED_AT[n] for n in EDITED_SHOWN]
    assert (own["from"], own["until"]) == (http_date(shown[0]), http_date(shown[-1]))
    assert times(get, EDITED) == shown
    assert [one["rel"] for one in found[3:]] == [
        "first memento", "memento", "memento", "last memento",
    ]  # fmt: skip


def test_every_memento_says_when_it_was_and_shows_that_page(get: Get) -> None:
    for one in links(get(f"/timemap/link/{EDITED}").text)[3:]:
        answer = get(urlsplit(one["uri"]).path)
        assert answer.status_code == 200
        assert answer.headers["memento-datetime"] == one["datetime"]
        moment = EDITED_AT.index(accepted(one["datetime"]))
        assert ("sửa lại" if moment == 3 else "lượt 1") in answer.text
        found = links(answer.headers["link"])
        assert by_rel(found, "original")["uri"] == EDITED
        assert by_rel(found, "timegate")["uri"] == f"{SITE}/timegate/{EDITED}"
        assert by_rel(found, "timemap")["uri"] == f"{SITE}/timemap/link/{EDITED}"
        here = [link for link in found if link["uri"] == one["uri"]]
        assert [link["datetime"] for link in here] == [one["datetime"]]
        place = EDITED_SHOWN.index(moment)
        if place:
            before = by_rel(found, "prev")
            assert accepted(before["datetime"]) == EDITED_AT[EDITED_SHOWN[place - 1]]
        assert ("next" in answer.headers["link"]) == (moment != 4)
        assert "sandbox" in answer.headers["content-security-policy"]


def test_a_copy_is_no_memento_of_another_moment(get: Get) -> None:
    base = f"/bai/{article_id(EDITED)}/ban-goc/1"
    assert get(f"{base}/20190901000000").status_code == 200
    assert get(f"{base}/20200301000000").status_code == 404  # other bytes were there
    assert get(f"{base}/20190901000001").status_code == 404
    assert "memento-datetime" not in get(f"/bai/{article_id(EDITED)}/ban-goc").headers


def test_the_timegate_leads_to_the_nearest(get: Get) -> None:
    base = f"/bai/{article_id(EDITED)}/ban-goc"
    first, again, edited, last = (EDITED_AT[n] for n in EDITED_SHOWN)
    back = gate(get, EDITED, None)
    assert get(back).headers["memento-datetime"] == http_date(last)
    assert gate(get, EDITED, datetime(1990, 1, 1, tzinfo=UTC)) == f"{base}/1"
    assert gate(get, EDITED, datetime(2040, 1, 1, tzinfo=UTC)) == back
    assert gate(get, EDITED, edited) == f"{base}/2"
    between = again + (edited - again) / 2
    assert gate(get, EDITED, between) == f"{base}/1/20190901000000"  # the earlier of two
    assert gate(get, EDITED, between + timedelta(seconds=1)) == f"{base}/2"
    assert gate(get, EDITED, first + timedelta(seconds=5)) == f"{base}/1"


def test_the_timegate_tells_what_it_did(get: Get) -> None:
    answer = get(f"/timegate/{EDITED}", headers={"Accept-Datetime": http_date(EDITED_AT[1])})
    assert "accept-datetime" in answer.headers["vary"].lower()
    assert "memento-datetime" not in answer.headers
    found = links(answer.headers["link"])
    assert by_rel(found, "original")["uri"] == EDITED
    assert by_rel(found, "timemap")["until"] == http_date(EDITED_AT[-1])
    assert by_rel(found, "first")["rel"] == "first prev memento"
    assert accepted(by_rel(found, "next")["datetime"]) == EDITED_AT[3]
    assert {one["uri"] for one in found if one["rel"] == "memento"} == {answer.headers["location"]}


@pytest.mark.parametrize(
    "asked",
    [
        "2021-03-01", "Tue, 05 Oct 2021 03:18:39 +0700", "Tue, 35 Oct 2021 03:18:39 GMT", "",
        "Tuesday, 05-Oct-21 03:18:39 GMT", "Tue, 05 Oct 2021 03:18:39",
    ],
)  # fmt: skip
def test_another_form_of_date_is_refused(get: Get, asked: str) -> None:
    answer = get(f"/timegate/{EDITED}", headers={"Accept-Datetime": asked})
    assert answer.status_code == 400
    assert "RFC 1123" in answer.text
    assert "accept-datetime" in answer.headers["vary"].lower()
    assert by_rel(links(answer.headers["link"]), "original")["uri"] == EDITED


def test_pages_captured_more_often_than_the_proof_tells_are_all_there(get: Get) -> None:
    assert times(get, OFTEN) == list(OFTEN_AT)
    for moment in (OFTEN_AT[0], OFTEN_AT[17], OFTEN_AT[-1]):
        answer = get(gate(get, OFTEN, moment))
        assert answer.headers["memento-datetime"] == http_date(moment)


@pytest.mark.parametrize(
    "typed",
    [
        OFTEN,
        quote(OFTEN, safe=""),
        OFTEN.replace("http://", "https://"),
        OFTEN.replace("http://", "http:/"),
        OFTEN.removeprefix("http://"),
        OFTEN.replace("://", "://www."),
        OFTEN.replace(".vn", ".vn:80"),
        OFTEN.replace("xa.example", "XA.Example"),
        f"{OFTEN}&utm_source=zalo",
    ],
)
def test_an_address_is_known_in_all_its_spellings(get: Get, typed: str) -> None:
    assert len(times(get, typed)) == len(OFTEN_AT)
    assert gate(get, typed, OFTEN_AT[2]).endswith(f"{OFTEN_AT[2]:%Y%m%d%H%M%S}")


def test_an_address_with_vietnamese_letters(get: Get) -> None:
    plain = f"{HOST}/tin/Đại-hội"
    for typed in (ACCENTED, quote(plain, safe=""), quote(ACCENTED, safe="")):
        assert times(get, typed) == [OFTEN_AT[3]]
    assert "link" in get(gate(get, ACCENTED, None)).headers


def test_each_address_of_an_article_has_its_own_past(get: Get) -> None:
    assert times(get, FORMER) == [OFTEN_AT[0]]
    assert times(get, PRESENT) == [OFTEN_AT[9]]
    answer = get(gate(get, FORMER, None))
    assert by_rel(links(answer.headers["link"]), "original")["uri"] == FORMER


def test_an_address_that_was_never_captured_as_such_has_the_past_of_its_article(get: Get) -> None:
    assert times(get, NAMED) == times(get, f"{NAMED}?ref=1") == [OFTEN_AT[5]]


def test_what_the_edition_has_not_is_not_found(get: Get) -> None:
    for url in (f"{HOST}/", f"{HOST}/bai-2", f"{EDITED}?id=7", f"{HOST}/Default.aspx", "x", "%"):
        answer = get(f"/timegate/{url}")
        assert answer.status_code == 404, url
        assert "accept-datetime" in answer.headers["vary"].lower()
        assert get(f"/timemap/link/{url}").status_code == 404
        assert get(f"/timemap/json/{url}").status_code == 404


def test_of_what_is_hidden_nothing_is_told(get: Get) -> None:
    for path in ("timegate", "timemap/link", "timemap/json"):
        answer = get(f"/{path}/{HIDDEN}")
        assert answer.status_code == 410
        assert "bai-an" not in answer.text
        assert "link" not in answer.headers


def test_the_timemap_in_json(get: Get) -> None:
    told = get(f"/timemap/json/{EDITED}").json()
    assert told["original_uri"] == EDITED
    assert told["timegate_uri"] == f"{SITE}/timegate/{EDITED}"
    assert told["timemap_uri"]["link_format"] == f"{SITE}/timemap/link/{EDITED}"
    listed = told["mementos"]["list"]
    assert [one["datetime"] for one in listed] == [
        f"{EDITED_AT[n]:%Y-%m-%dT%H:%M:%SZ}" for n in EDITED_SHOWN
    ]
    assert (told["mementos"]["first"], told["mementos"]["last"]) == (listed[0], listed[-1])
    assert "timemap_index" not in told


def test_a_long_timemap_has_pages(get: Get, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(link_format, "PAGE", 25)
    listed: list[datetime] = []
    for page in ("", "2/", "3/"):
        found = links(get(f"/timemap/link/{page}{OFTEN}").text)
        shown = [one for one in found if "memento" in one["rel"].split()]
        own = by_rel(found, "self")
        assert own["uri"] == f"{SITE}/timemap/link/{page}{OFTEN}"
        assert (own["from"], own["until"]) == (shown[0]["datetime"], shown[-1]["datetime"])
        others = [one for one in found if one["rel"] == "timemap"]
        assert len(others) == 2
        assert all(urlsplit(one["uri"]).path != urlsplit(own["uri"]).path for one in others)
        listed += [accepted(one["datetime"]) for one in shown]
        roles = [one["rel"] for one in shown if one["rel"] != "memento"]
        assert roles == {"": ["first memento"], "2/": [], "3/": ["last memento"]}[page]
        told = get(f"/timemap/json/{page}{OFTEN}").json()
        assert len(told["mementos"]["list"]) == len(shown)
        assert len(told["timemap_index"]) == 3
    assert listed == list(OFTEN_AT)
    assert get(f"/timemap/link/4/{OFTEN}").status_code == 404
    assert get(f"/timemap/link/0/{OFTEN}").status_code == 404


def test_a_timemap_is_not_sent_again(get: Get) -> None:
    answer = get(f"/timemap/link/{EDITED}")
    again = get(f"/timemap/link/{EDITED}", headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304
    assert answer.headers["access-control-allow-origin"] == "*"


def test_a_page_of_another_site_may_ask(tmp_path: Path) -> None:
    kho = captured_over_years(tmp_path)
    build(kho)
    made = application(kho / "public.db")

    async def ask() -> httpx.Response:
        answered: httpx.Response = await made.client.options(
            f"/timegate/{EDITED}",
            headers={"Origin": "https://khac.example", "Access-Control-Request-Method": "GET",
                     "Access-Control-Request-Headers": "accept-datetime"},
        )  # fmt: skip
        return answered

    answer = asyncio.run(ask())
    assert answer.status_code in (200, 204)
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "accept-datetime" in answer.headers["access-control-allow-headers"].lower()
    for database in made.databases.values():
        database.close()
    made.executor.shutdown()


def test_an_updated_edition_has_the_same_mementos(tmp_path: Path) -> None:
    """Captured again as it was: what was told one by one becomes a repeat."""
    kho = captured_over_years(tmp_path)
    build(kho)
    later = OFTEN_AT[-1] + timedelta(days=30)
    with Archive.open(kho, write=True) as archive:
        keep(archive, OFTEN, "không đổi", later, title="Lịch tiếp công dân")
    assert build(kho).mode == "update"
    with open_site(kho / "public.db", base_url=SITE) as get:
        assert times(get, OFTEN) == [*OFTEN_AT, later]
