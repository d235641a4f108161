"""TimeMaps and TimeGate of the edition beside those of pywb over the same captures."""

from __future__ import annotations

import shutil
import sqlite3
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from support.links import by_rel, links
from support.mementos import (
    ACCENTED,
    EDITED,
    EDITED_AT,
    EDITED_SHOWN,
    FORMER,
    OFTEN,
    OFTEN_AT,
    PRESENT,
    captured_over_years,
)
from support.replay import replayed
from support.site import Get, open_site

from archive.folder import Archive
from publish.build import build
from publish.memento.link_format import accepted, http_date

pytestmark = pytest.mark.xdist_group("standards")


@pytest.fixture(scope="module")
def years(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return captured_over_years(tmp_path_factory.mktemp("years"))


@pytest.fixture(scope="module")
def pywb(years: Path) -> Iterator[str]:
    with replayed(years) as address:
        yield address


@pytest.fixture(scope="module")
def get(years: Path) -> Iterator[Get]:
    build(years)
    with open_site(years / "public.db") as ask:
        yield ask


def listed(timemap: str) -> list[datetime]:
    return [
        accepted(one["datetime"]) for one in links(timemap) if "memento" in one["rel"].split()
    ]  # fmt: skip


def ours(get: Get, url: str) -> list[datetime]:
    return listed(get(f"/timemap/link/{url}").text)


def theirs(pywb: str, url: str) -> list[datetime]:
    with urllib.request.urlopen(f"{pywb}timemap/link/{url}", timeout=60) as answer:
        assert answer.headers["Content-Type"].startswith("application/link-format")
        return listed(answer.read().decode())


def led(get: Get, url: str, moment: datetime) -> httpx.Headers:
    """The headers of the memento that our TimeGate leads to."""
    gate = get(f"/timegate/{url}", headers={"Accept-Datetime": http_date(moment)})
    return get(urlsplit(gate.headers["location"]).path).headers


@pytest.mark.parametrize("url", [OFTEN, ACCENTED, FORMER, PRESENT])
def test_the_timemaps_are_the_same(get: Get, pywb: str, url: str) -> None:
    assert ours(get, url) == theirs(pywb, url) != []


def test_only_what_the_edition_cannot_show_is_missing(get: Get, pywb: str) -> None:
    assert theirs(pywb, EDITED) == list(EDITED_AT)
    assert ours(get, EDITED) == [EDITED_AT[n] for n in EDITED_SHOWN]


def moments() -> list[datetime]:
    """Before all, at, around and exactly between captures, after all."""
    days = [OFTEN_AT[0] - timedelta(days=900), OFTEN_AT[-1] + timedelta(days=900)]
    for one in (OFTEN_AT[0], OFTEN_AT[20], OFTEN_AT[-2]):
        days += [one, one + timedelta(days=14, hours=23), one + timedelta(days=15)]
        days += [one + timedelta(days=15, seconds=1), one - timedelta(seconds=1)]
    return days


@pytest.mark.parametrize("url", [OFTEN, PRESENT])
def test_both_timegates_choose_the_same(get: Get, pywb: str, url: str) -> None:
    for moment in moments():
        headers = {"Accept-Datetime": http_date(moment)}
        asked = urllib.request.Request(f"{pywb}{url}", headers=headers)
        with urllib.request.urlopen(asked, timeout=60) as answer:
            chosen = by_rel(links(answer.headers["Link"]), "memento")["datetime"]
            assert "accept-datetime" in answer.headers["Vary"].lower()
        assert led(get, url, moment)["memento-datetime"] == chosen, moment


def test_the_headers_of_a_memento_are_those_of_pywb(get: Get, pywb: str) -> None:
    stamp = f"{OFTEN_AT[7]:%Y%m%d%H%M%S}"
    with urllib.request.urlopen(f"{pywb}{stamp}mp_/{OFTEN}", timeout=60) as answer:
        said = answer.headers
    mine = led(get, OFTEN, OFTEN_AT[7])
    assert mine["memento-datetime"] == said["Memento-Datetime"]
    for rel in ("original", "timegate", "timemap"):
        one, other = (by_rel(links(text), rel) for text in (mine["link"], said["Link"]))
        assert one["uri"].endswith(OFTEN)
        assert other["uri"].endswith(OFTEN)
        assert one.get("type") == other.get("type")


def test_revisits_are_mementos_where_the_page_is_the_same(kho: Path, tmp_path: Path) -> None:
    """A real crawl: 304, then the same bytes or another counter."""
    own = tmp_path / "kho"
    shutil.copytree(kho, own)
    build(own)
    with Archive.open(kho) as archive:
        rows = archive.conn.execute(
            "SELECT c.url, c.fetched_at, c.payload_sha256, r.number FROM captures c "
            "LEFT JOIN revisions r ON r.capture = c.id WHERE c.url LIKE '%/tin-tuc/%' "
            "AND c.method = 'GET' ORDER BY c.id"
        ).fetchall()
    every: dict[str, list[datetime]] = {}
    with open_site(own / "public.db") as get:
        for url in {row["url"] for row in rows}:
            here = [row for row in rows if row["url"] == url]
            shown = {row["payload_sha256"] for row in here if row["number"]}
            assert ours(get, url) == [at(row) for row in here if row["payload_sha256"] in shown]
            assert len(ours(get, url)) >= 2
            every[url] = [at(row) for row in here]
    with replayed(kho) as pywb:
        for url, captures in every.items():
            assert theirs(pywb, url) == captures


def at(row: sqlite3.Row) -> datetime:
    return datetime.fromisoformat(row["fetched_at"]).astimezone(UTC)
