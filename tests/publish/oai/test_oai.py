"""OAI-PMH as a harvester meets it: every answer valid, every error told, nothing skipped."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest
from support.editorial import hide, unhide
from support.harvest import HOME, NUMBER, OTHER, keep, to_harvest
from support.schemas import valid
from support.site import Get, open_site

from archive.folder import Archive
from archive.record import article_id
from publish.build import announced, build
from publish.oai import answer
from publish.oai.token import Place, place_of
from publish.serve import application

SITE = "https://luutru.example.vn"
OAI = "{http://www.openarchives.org/OAI/2.0/}"
DC = "{http://purl.org/dc/elements/1.1/}"
HIDDEN = f"{HOME}5"


def identifier(url: str) -> str:
    return f"oai:luutru.example.vn:{article_id(url)}"


@pytest.fixture(scope="module")
def kho(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built, one article hidden, built again; each article has a moment of its own."""
    folder = to_harvest(tmp_path_factory.mktemp("oai"))
    build(folder)
    hide(folder, HIDDEN)
    build(folder)
    with closing(sqlite3.connect(folder / "public.db")) as edition:
        rows = edition.execute("SELECT article FROM publications ORDER BY article").fetchall()
        for day, (article,) in enumerate(rows, 1):
            moment = f"2026-01-{day:02}T08:00:00Z"
            edition.execute("UPDATE publications SET at = ? WHERE article = ?", (moment, article))
        edition.commit()
    return folder


@pytest.fixture(scope="module")
def get(kho: Path) -> Iterator[Get]:
    with open_site(kho / "public.db", base_url=SITE, contact="kho@luutru.example.vn") as ask:
        yield ask


def ask(get: Get, **arguments: str) -> Any:
    """The document of an answer, which must be valid; `from_` and `set_` stand for the others."""
    given = {name.rstrip("_"): value for name, value in arguments.items()}
    answered = get("/oai", params=given)
    assert answered.status_code == 200
    assert answered.headers["content-type"] == "text/xml; charset=utf-8"
    return valid(answered.content, "oai-pmh")


def code(document: Any) -> str:
    (found,) = document.iter(f"{OAI}error")
    assert found.text
    return str(found.get("code"))


def told(document: Any) -> list[tuple[str, str, str | None]]:
    """(identifier, datestamp, status) of the headers."""
    return [
        (one.findtext(f"{OAI}identifier"), one.findtext(f"{OAI}datestamp"), one.get("status"))
        for one in document.iter(f"{OAI}header")
    ]


def whole(get: Get, verb: str, **arguments: str) -> list[tuple[str, str, str | None]]:
    """A list to its end, token by token."""
    document = ask(get, verb=verb, metadataPrefix="oai_dc", **arguments)
    found = told(document)
    while token := document.findtext(f".//{OAI}resumptionToken"):
        document = ask(get, verb=verb, resumptionToken=token)
        cursor = document.find(f".//{OAI}resumptionToken").get("cursor")
        assert cursor == str(len(found))
        found += told(document)
    return found


def core(document: Any, name: str) -> list[str]:
    return [one.text for one in document.iter(f"{DC}{name}")]


def test_the_repository_tells_what_it_is(get: Get) -> None:
    document = ask(get, verb="Identify")
    one = document.find(f"{OAI}Identify")
    assert one.findtext(f"{OAI}baseURL") == f"{SITE}/oai"
    assert one.findtext(f"{OAI}adminEmail") == "kho@luutru.example.vn"
    assert one.findtext(f"{OAI}earliestDatestamp") == "2026-01-01T08:00:00Z"
    assert one.findtext(f"{OAI}deletedRecord") == "persistent"
    assert one.findtext(f"{OAI}granularity") == "YYYY-MM-DDThh:mm:ssZ"
    assert "luutru.example.vn" in one.findtext(".//{*}repositoryIdentifier")


def test_without_a_contact_it_is_the_webmaster_of_the_host(kho: Path) -> None:
    with open_site(kho / "public.db") as get:
        document = ask(get, verb="Identify")
        assert document.findtext(f".//{OAI}adminEmail") == "webmaster@localhost.invalid"
        assert document.find(f".//{OAI}description") is None


def test_a_record_has_the_article_in_dublin_core(get: Get) -> None:
    document = ask(
        get, verb="GetRecord", metadataPrefix="oai_dc", identifier=identifier(f"{HOME}0")
    )
    assert core(document, "title") == ["Họp bản <0> & xã"]
    assert core(document, "creator") == ["Lò Văn Thí"]
    assert core(document, "subject") == ["Tin tức"]
    assert core(document, "description") == ["Sáng 5/10, xã tổ chức hội nghị."]
    assert core(document, "date") == ["2024-05-01"]
    assert core(document, "identifier") == [f"{SITE}/bai/{article_id(f'{HOME}0')}", f"{HOME}0"]
    assert core(document, "language") == ["vi"]
    assert core(document, "coverage") == [
        "Xã Mường Phăng Mới, Huyện Điện Biên, Tỉnh Điện Biên", "Xã Mường Phăng Mới",
    ]  # fmt: skip
    assert core(document, "relation")[1] == f"{SITE}/van-ban/05-CT.TW"
    assert [one.text for one in document.iter(f"{OAI}setSpec")] == [
        "portal:muong-phang", "place:99106", "place:99103-cu",
    ]  # fmt: skip
    request = document.find(f"{OAI}request")
    assert (request.text, request.get("verb")) == (f"{SITE}/oai", "GetRecord")


@pytest.mark.parametrize("size", [1, 4, 13, 100])
@pytest.mark.parametrize("verb", ["ListRecords", "ListIdentifiers"])
def test_lists_are_told_whole(
    get: Get, monkeypatch: pytest.MonkeyPatch, verb: str, size: int
) -> None:
    monkeypatch.setitem(answer.PARTS, verb, size)
    found = whole(get, verb)
    assert len(found) == len({one for one, _, _ in found}) == NUMBER + 1
    assert found == sorted(found, key=lambda one: one[1])
    assert [one for one, _, status in found if status] == [identifier(HIDDEN)]


def test_of_a_deleted_record_only_the_moment_is_told(get: Get) -> None:
    document = ask(get, verb="GetRecord", metadataPrefix="oai_dc", identifier=identifier(HIDDEN))
    assert [status for _, _, status in told(document)] == ["deleted"]
    assert document.find(f".//{OAI}setSpec") is None
    assert "Họp" not in "".join(document.itertext())


def test_what_is_gone_from_its_portal_is_not_deleted(get: Get) -> None:
    document = ask(
        get, verb="GetRecord", metadataPrefix="oai_dc", identifier=identifier(f"{HOME}3")
    )
    assert core(document, "title") == ["Họp bản <3> & xã"]


@pytest.mark.parametrize(
    ("start", "end", "number"),
    [
        ("2026-01-03", None, 11), (None, "2026-01-03", 3), ("2026-01-03", "2026-01-03", 1),
        ("2026-01-03T08:00:00Z", "2026-01-05T08:00:00Z", 3),
        ("2026-01-03T08:00:01Z", "2026-01-05T07:59:59Z", 1), ("2020-01-01", "2030-01-01", 13),
    ],
)  # fmt: skip
def test_a_span_holds_both_its_ends(
    get: Get, monkeypatch: pytest.MonkeyPatch, start: str | None, end: str | None, number: int
) -> None:
    monkeypatch.setitem(answer.PARTS, "ListIdentifiers", 2)
    given = {"from_": start, "until": end}
    found = whole(get, "ListIdentifiers", **{k: v for k, v in given.items() if v})
    assert len(found) == number


@pytest.mark.parametrize(
    ("chosen", "number"),
    [
        ("portal:muong-phang", 12), ("portal:khac", 2), ("place:99106", 12),
        ("place:99103-cu", 12),
    ],
)  # fmt: skip
def test_a_set_has_its_members_and_every_deletion(
    get: Get, monkeypatch: pytest.MonkeyPatch, chosen: str, number: int
) -> None:
    monkeypatch.setitem(answer.PARTS, "ListRecords", 5)
    found = whole(get, "ListRecords", set=chosen)
    assert len(found) == number
    assert identifier(HIDDEN) in {one for one, _, _ in found}
    assert (identifier(f"{OTHER}1") in {one for one, _, _ in found}) == (chosen == "portal:khac")


def test_sets_are_listed_whole(get: Get, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(answer.PARTS, "ListSets", 3)
    document = ask(get, verb="ListSets")
    found: list[tuple[str, str]] = []
    while True:
        found += [(one[0].text, one[1].text) for one in document.iter(f"{OAI}set")]
        token = document.findtext(f".//{OAI}resumptionToken")
        if not token:
            break
        document = ask(get, verb="ListSets", resumptionToken=token)
    assert found == [
        ("place:99103-cu", "Xã Mường Phăng Mới (Huyện Điện Biên, Tỉnh Điện Biên)"),
        ("place:99106", "Xã Mường Phăng Mới (Tỉnh Điện Biên)"),
        ("portal:khac", "Trang của một nơi & không rõ"),
        ("portal:muong-phang", "Trang thông tin điện tử xã Mường Phăng Mới, huyện Điện Biên"),
    ]


def test_formats(get: Get) -> None:
    for given in ({}, {"identifier": identifier(f"{HOME}0")}, {"identifier": identifier(HIDDEN)}):
        document = ask(get, verb="ListMetadataFormats", **given)
        assert document.findtext(f".//{OAI}metadataPrefix") == "oai_dc"


_TOKEN = Place(verb="ListRecords").after("2026-01-03T08:00:00Z", "a" * 16, 3).token


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", "badVerb"), ("verb=", "badVerb"), ("verb=Liste", "badVerb"),
        ("verb=Identify&verb=Identify", "badVerb"), ("verb=identify", "badVerb"),
        ("verb=Identify&set=x", "badArgument"), ("verb=ListRecords", "badArgument"),
        ("verb=Identify&resumptionToken=x", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&metadataPrefix=oai_dc", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2026", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2026-13-01", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2026-02-30T00:00:00Z", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2026-01-02T00:00:00", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2026-01-02&until=2026-01-01", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2026-01-02&until=2026-01-03T00:00:00Z",
         "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&set=a%20b", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&set=", "badArgument"),
        ("verb=ListRecords&metadataPrefix=a%20b", "badArgument"),
        ("verb=ListRecords&metadataPrefix=marc21", "cannotDisseminateFormat"),
        ("verb=ListRecords&metadataPrefix=oai_dc&set=portal:la", "noRecordsMatch"),
        ("verb=ListRecords&metadataPrefix=oai_dc&set=la:la", "noRecordsMatch"),
        ("verb=ListRecords&metadataPrefix=oai_dc&set=place", "noRecordsMatch"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2031-01-01", "noRecordsMatch"),
        ("verb=ListRecords&metadataPrefix=oai_dc&until=1999-01-01", "noRecordsMatch"),
        ("verb=ListRecords&resumptionToken=x", "badResumptionToken"),
        ("verb=ListRecords&resumptionToken=", "badResumptionToken"),
        ("verb=ListRecords&resumptionToken=%00%ff%C3%A0", "badResumptionToken"),
        (f"verb=ListIdentifiers&resumptionToken={_TOKEN}", "badResumptionToken"),
        (f"verb=ListRecords&resumptionToken={_TOKEN}&metadataPrefix=oai_dc", "badArgument"),
        ("verb=GetRecord&metadataPrefix=oai_dc", "badArgument"),
        ("verb=GetRecord&identifier=oai:x:y", "badArgument"),
        ("verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:x:y", "idDoesNotExist"),
        ("verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:luutru.example.vn:aaaaaaaaaaaaaaaa",
         "idDoesNotExist"),
        ("verb=GetRecord&metadataPrefix=oai_dc&identifier=%3Cx%3E", "badArgument"),
        ("verb=GetRecord&metadataPrefix=marc21&identifier=oai:x:y", "cannotDisseminateFormat"),
        ("verb=ListMetadataFormats&identifier=oai:x:y", "idDoesNotExist"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_in_the_words_of_the_protocol(
    get: Get, query: str, expected: str
) -> None:
    document = valid(get(f"/oai?{query}").content, "oai-pmh")
    assert code(document) == expected
    repeated = set(document.find(f"{OAI}request").attrib)
    assert bool(repeated) == (expected not in ("badVerb", "badArgument"))


def test_a_form_is_answered_as_an_address_is(kho: Path) -> None:
    made = application(kho / "public.db", base_url=SITE)

    def post(data: Any = None, **options: Any) -> httpx.Response:
        async def answered() -> httpx.Response:
            response: httpx.Response = await made.client.post("/oai", data=data, **options)
            return response

        return asyncio.run(answered())

    given = {"verb": "ListIdentifiers", "metadataPrefix": "oai_dc"}
    assert len(told(valid(post(given).content, "oai-pmh"))) == NUMBER + 1
    with_cookie = post(given, headers={"Cookie": "lang=en"})  # nothing is changed by it
    assert len(told(valid(with_cookie.content, "oai-pmh"))) == NUMBER + 1
    as_json = post(content=b"{}", headers={"Content-Type": "application/json"})
    assert code(valid(as_json.content, "oai-pmh")) == "badArgument"
    too_long = post({"verb": "Identify", "x": "x" * 20_000})
    assert code(valid(too_long.content, "oai-pmh")) == "badArgument"
    for database in made.databases.values():
        database.close()
    made.executor.shutdown()


def test_tokens_say_where_a_list_is_and_no_others_are_taken() -> None:
    place = Place(verb="ListRecords", set="portal:x", start="2026-01-01T00:00:00Z").after(
        "2026-01-03T08:00:00Z", "a" * 16, 100
    )
    assert place_of(place.token) == place
    wrong: Sequence[Mapping[str, Any]] = (
        {"verb": "Identify"}, {"at": "2026"}, {"key": "' OR 1"}, {"told": 0}, {"set": 7},
        {"start": "x"}, {"at": ""},
    )  # fmt: skip
    for changed in wrong:
        values = {name: getattr(place, name) for name in Place.__slots__} | dict(changed)
        assert place_of(Place(**values).token) is None, changed


def test_nothing_is_skipped_while_articles_come_change_and_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between every two parts of the list the edition becomes another."""
    monkeypatch.setitem(answer.PARTS, "ListRecords", 3)
    kho = to_harvest(tmp_path)
    build(kho)
    with open_site(kho / "public.db", base_url=SITE) as get:
        before = {one for one, _, _ in whole(get, "ListIdentifiers")}
        document = ask(get, verb="ListRecords", metadataPrefix="oai_dc")
        latest = {one: (at, status) for one, at, status in told(document)}
        step = 0
        while token := document.findtext(f".//{OAI}resumptionToken"):
            step += 1
            if step <= 3:
                with Archive.open(kho, write=True) as archive:
                    keep(archive, "khac", f"{OTHER}moi-{step}", 100, title=f"Bài mới {step}",
                         body_text=f"Mới {step}.")  # fmt: skip
                    keep(archive, "muong-phang", f"{HOME}{step}", 200 + step, title=f"Sửa {step}",
                         body_text=f"Đã sửa {step}.")  # fmt: skip
                hide(kho, f"{HOME}{5 + step}")
                build(kho)
            document = ask(get, verb="ListRecords", resumptionToken=token)
            latest |= {one: (at, status) for one, at, status in told(document)}
        assert step > 3
        assert before <= set(latest)
        latest |= {  # as a harvester goes on: from the latest moment that it has seen
            one: (at, status)
            for one, at, status in whole(
                get, "ListRecords", from_=max(at for at, _ in latest.values())
            )
        }
        now = {one: (at, status) for one, at, status in whole(get, "ListRecords")}
        assert latest == now
        deleted = {one for one, (_, status) in now.items() if status}
        assert deleted == {identifier(f"{HOME}{number}") for number in (6, 7, 8)}
        unhide(kho, f"{HOME}6")
        build(kho)
        document = ask(
            get, verb="GetRecord", metadataPrefix="oai_dc", identifier=identifier(f"{HOME}6")
        )
        assert told(document)[0][2] is None


def test_changes_are_dated_when_they_are_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A build that takes five minutes: what it brings is new for who asked while it ran."""
    moments = iter(("2026-01-01T00:00:00Z", "2026-01-01T00:05:00Z"))
    monkeypatch.setattr(announced, "moment_after", lambda conn: next(moments))
    kho = to_harvest(tmp_path)
    build(kho)
    with closing(sqlite3.connect(kho / "public.db")) as edition:
        found = edition.execute("SELECT DISTINCT first_at, at FROM publications").fetchall()
    assert found == [("2026-01-01T00:05:00Z", "2026-01-01T00:05:00Z")]


def test_an_empty_archive(tmp_path: Path) -> None:
    with Archive.create(tmp_path / "kho"):
        pass
    build(tmp_path / "kho")
    with open_site(tmp_path / "kho" / "public.db", base_url=SITE) as get:
        assert ask(get, verb="Identify").find(f"{OAI}Identify") is not None
        assert code(ask(get, verb="ListSets")) == "noSetHierarchy"
        document = ask(get, verb="ListRecords", metadataPrefix="oai_dc")
        assert code(document) == "noRecordsMatch"
