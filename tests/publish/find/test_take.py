"""Downloads: all hits, as many as the screen says, harmless and lossless, and never too many."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from support.site import Get

from archive.folder import now
from publish.find.asked import Asked
from publish.pages import take

from .conftest import NUMBER

SEARCHES = ("", "q=dang+uy", "q=xa&nam=2021", "cong=thanh-yen", "da-go=1", "q=khong-co-gi")


@pytest.mark.parametrize("query", SEARCHES)
def test_every_hit_is_taken_and_the_count_is_that_of_the_screen(site: Get, query: str) -> None:
    total = site(f"/tim-kiem.json?{query}").json()["total"]
    lines = [json.loads(line) for line in site(f"/tim-kiem.jsonl?{query}").content.splitlines()]
    assert len(lines) == total
    body = site(f"/tim-kiem.csv?{query}").content
    assert body.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"), newline="")))
    assert [row["id"] for row in rows] == [line["id"] for line in lines]


def test_cells_are_harmless_in_csv_and_lossless_in_json(site: Get) -> None:
    formula = "=cmd|' /C calc'!A0"
    rows = list(csv.DictReader(io.StringIO(site("/tim-kiem.csv").content.decode("utf-8-sig"))))
    assert {row["category"] for row in rows} >= {f"'{formula}"}
    assert not any(cell[:1] in ("=", "+", "-", "@") for row in rows for cell in row.values())
    lines = [json.loads(line) for line in site("/tim-kiem.jsonl").content.splitlines()]
    assert formula in {line["category"] for line in lines}


def test_an_object_is_that_of_the_export(site: Get) -> None:
    line = json.loads(site('/tim-kiem.jsonl?q="lần thứ 12"').content)
    assert line["images"][0]["caption"] == "Ảnh: Quang cảnh chợ"
    assert line["attachments"][0] | {"url": ""} == {
        "url": "", "name": "Kế hoạch", "sha256": None, "text": None, "text_status": None,
    }  # fmt: skip
    assert line["body_text"].startswith("Đoạn thứ nhất nói về lúa 12.\n\n")
    assert line["extracted_by"]["platform"] == "generic"


def test_parquet_has_the_same(site: Get, monkeypatch: pytest.MonkeyPatch) -> None:
    parquet = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed")
    table = parquet.read_table(io.BytesIO(site("/tim-kiem.parquet?q=dang").content)).to_pylist()
    lines = [json.loads(line) for line in site("/tim-kiem.jsonl?q=dang").content.splitlines()]
    assert table == lines
    monkeypatch.setattr("publish.pages.take.parquet.available", lambda: False)
    answer = site("/tim-kiem.parquet?q=dang")
    assert answer.status_code == 501
    assert "luutru[parquet]" in answer.text


def test_the_name_says_query_and_day(site: Get) -> None:
    told = site("/tim-kiem.csv", params={"q": 'Đảng "ủy"/../\r\nx'}).headers["content-disposition"]
    assert told == f'attachment; filename="luutru-dang-uy-..-x-{now():%Y-%m-%d}.csv"'


def test_downloads_at_a_time_are_bounded(site: Get, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(take, "AT_ONCE", 0)
    answer = site("/tim-kiem.csv")
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "30"


@pytest.mark.parametrize(("longest", "left"), [(30.0, NUMBER), (-1.0, NUMBER - 1)])
def test_one_state_is_taken_unless_a_build_would_have_to_wait(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, longest: float, left: int
) -> None:
    """A download that takes long leaves out what is taken out of the edition meanwhile."""
    monkeypatch.setattr(take, "_PIECE", 100)
    monkeypatch.setattr(take, "LONGEST", longest)
    monkeypatch.setattr("publish.find.taking._CHUNK", 10)
    path = tmp_path / "public.db"
    path.write_bytes((folder / "public.db").read_bytes())
    writer = sqlite3.connect(path)
    writer.execute("PRAGMA journal_mode = WAL")
    last = writer.execute("SELECT id FROM articles ORDER BY rowid LIMIT 1").fetchone()
    pieces: list[bytes] = []

    async def run() -> None:
        async def send(message: dict[str, Any]) -> None:
            if not pieces:
                with writer:
                    writer.execute("DELETE FROM articles WHERE id = ?", last)
            pieces.append(message["body"])

        await take._stream(take._Download(str(path), False, Asked(), "jsonl"), send, _silent)

    asyncio.run(run())
    writer.close()
    assert len(b"".join(pieces).splitlines()) == left
    assert len(pieces) > NUMBER


async def _silent() -> dict[str, Any]:
    await asyncio.Event().wait()
    raise AssertionError


def test_a_download_ends_with_its_client(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def run() -> None:
        left = asyncio.Event()
        sent = 0

        async def send(message: dict[str, Any]) -> None:
            nonlocal sent
            sent += 1
            left.set()
            await asyncio.sleep(0)

        async def receive() -> dict[str, Any]:
            await left.wait()
            return {"type": "http.disconnect"}

        download = take._Download(str(folder / "public.db"), True, Asked(), "jsonl")
        await take._stream(download, send, receive)
        assert 0 < sent < NUMBER

    monkeypatch.setattr(take, "_PIECE", 10)
    asyncio.run(run())
    assert not take._running


def test_a_download_that_fails_does_not_look_whole(tmp_path: Path, folder: Path) -> None:
    path = tmp_path / "public.db"
    path.write_bytes((folder / "public.db").read_bytes())
    broken = sqlite3.connect(path)
    broken.execute("DROP TABLE images")
    broken.commit()
    broken.close()

    async def ask() -> None:
        async def send(message: dict[str, Any]) -> None:
            assert message["more_body"]

        download = take._Download(str(path), True, Asked(), "jsonl")
        await take._stream(download, send, _silent)

    with pytest.raises(sqlite3.OperationalError, match="no such table: images"):
        asyncio.run(ask())
