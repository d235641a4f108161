"""Replay with pywb over the same files: pages, pictures, Memento headers, both kinds of revisits."""

from __future__ import annotations

import hashlib
import shutil
import sys
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import format_datetime
from http.client import HTTPMessage
from pathlib import Path
from typing import Any

import pytest
from support.cli import luutru
from support.replay import replayed

from archive.errors import ArchiveError
from archive.folder import Archive
from luutru.replay_server import find_wayback

pytestmark = pytest.mark.xdist_group("standards")


@pytest.fixture(scope="module")
def server(kho: Path) -> Iterator[str]:
    """The address of the replay of an archive."""
    with replayed(kho) as address:
        yield address


def captures(kho: Path, where: str) -> list[dict[str, Any]]:
    with Archive.open(kho) as archive:
        rows = archive.conn.execute(
            f"SELECT * FROM captures WHERE method = 'GET' AND {where} ORDER BY id"
        )
        return [dict(row) for row in rows]


def stamp(capture: dict[str, Any]) -> str:
    return f"{moment(capture):%Y%m%d%H%M%S}"


def moment(capture: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(capture["fetched_at"]).astimezone(UTC)


def get(server: str, capture: dict[str, Any], modifier: str) -> tuple[int, HTTPMessage, bytes]:
    """A capture at its exact time."""
    at = f"{server}{stamp(capture)}{modifier}/{capture['url']}"
    with urllib.request.urlopen(at, timeout=60) as answer:
        return answer.status, answer.headers, answer.read()


def test_every_capture_is_replayed_as_it_was(kho: Path, server: str) -> None:
    """Pages and pictures of all three crawls, whatever kind of record keeps them."""
    found = captures(kho, "url LIKE '%/tin-tuc/%' OR url LIKE '%.png'")
    kinds = {(one["record_type"], one["status"]) for one in found}
    assert kinds == {("response", 200), ("revisit", 200), ("revisit", 304)}
    for one in found:
        status, headers, body = get(server, one, "id_")
        assert status == 200, one
        assert hashlib.sha256(body).hexdigest() == one["payload_sha256"], one
        assert headers["Memento-Datetime"] == format_datetime(moment(one), usegmt=True)


def test_a_page_shows_its_picture_from_the_archive(kho: Path, server: str) -> None:
    page = captures(kho, "url LIKE '%/tin-tuc/%' AND record_type = 'response'")[0]
    status, headers, body = get(server, page, "mp_")
    assert status == 200
    assert 'rel="timemap"' in headers["Link"]
    picture = captures(kho, "url LIKE '%.png'")[0]["url"].rpartition("/")[2]
    assert f"/{picture}".encode() in body
    assert page["url"] in headers["Link"]


def test_the_timemap_lists_all_captures(kho: Path, server: str) -> None:
    one = captures(kho, "url LIKE '%/tin-tuc/%'")[0]
    times = {stamp(row) for row in captures(kho, f"url = '{one['url']}'")}
    with urllib.request.urlopen(f"{server}timemap/link/{one['url']}", timeout=60) as answer:
        text = answer.read().decode()
    assert text.count('rel="memento"') == len(times) == 3
    for time in times:
        assert f"/{time}mp_/{one['url']}>" in text


def test_the_timegate_leads_to_the_capture_nearest_in_time(kho: Path, server: str) -> None:
    page = captures(kho, "url LIKE '%/tin-tuc/%'")[0]
    asked = urllib.request.Request(
        f"{server}{page['url']}",
        headers={"Accept-Datetime": "Tue, 05 Oct 2021 03:18:39 GMT"},
        method="HEAD",
    )
    with urllib.request.urlopen(asked, timeout=60) as answer:
        assert "accept-datetime" in answer.headers["Vary"].lower()
        assert stamp(page) in answer.headers["Link"] + answer.url


def test_what_cannot_be_replayed_is_told(kho: Path, server: str) -> None:
    done = luutru("replay", "http://la.example.vn/", "--archive", kho, check=1)
    assert "no capture of http://la.example.vn/" in done.stderr
    done = luutru("replay", "--at", "2021-10-05", "--archive", kho, check=2)
    assert "--at needs the URL" in done.stderr
    taken = server.rstrip("/").split(":")[-1].split("/")[0]
    done = luutru("replay", "--port", taken, "--archive", kho, check=1)
    assert "--port 0" in done.stderr


def test_without_pywb_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with pytest.raises(ArchiveError, match="pipx install pywb"):
        find_wayback()
