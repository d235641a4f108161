"""Proof bundles: checked without the archive, and no byte of them can be changed unseen."""

from __future__ import annotations

import io
import json
import random
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from support.cli import luutru
from support.server import local_portal, small_portal

from archive import portals
from archive.folder import Archive
from archive.proof.bundle import MANIFEST, SUMS, canonical
from archive.warc import sha256
from luutru.proofs import prove, verify_proof
from luutru.subprocesses import crawl_apart


@pytest.fixture(scope="module")
def kho(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("prove") / "kho"
    with local_portal(small_portal(3)) as portal:
        with Archive.create(folder) as archive:
            portals.add(archive, portal.url, name="Xã Thí Dụ", allow_private=True, delay=0.0)
        assert crawl_apart(folder) == 0
    return folder


@pytest.fixture(scope="module")
def bundle(kho: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("bundle") / "proof.zip"
    with Archive.open(kho) as archive:
        url = archive.conn.execute("SELECT url FROM articles ORDER BY pk LIMIT 1").fetchone()["url"]
        path.write_bytes(prove(archive, url, with_media=True)[1])
    return path


def _entries(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as zipped:
        return {name: zipped.read(name) for name in zipped.namelist()}


def test_a_stranger_checks_it_without_the_archive(bundle: Path, tmp_path: Path) -> None:
    shutil.copy(bundle, tmp_path / "proof.zip")
    done = luutru("verify-proof", "proof.zip", cwd=tmp_path, check=0)
    assert "whole" in done.stdout
    verdict = json.loads(luutru("verify-proof", "proof.zip", "--json", cwd=tmp_path).stdout)[0]
    assert (verdict["problems"], verdict["notes"]) == ([], [])
    assert verdict["title"].startswith("Xã triển khai công việc số")


def test_it_holds_everything_and_the_stock_tools_accept_it(bundle: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(bundle) as zipped:
        zipped.extractall(tmp_path)
    manifest = json.loads((tmp_path / MANIFEST).read_text())
    roles = [record["role"] for record in manifest["records"]]
    assert roles == ["warcinfo", "page", "request", "media", "request"]
    assert manifest["reading"]["differs"] == []
    assert manifest["article"]["images"][0]["sha256"]
    tools = Path(sys.executable).parent
    checks = ["sha256sum", "-c", SUMS], [tools / "warcio", "check", "records.warc.gz"]
    for command in (*checks, ["gzip", "-t", "records.warc.gz"]):
        subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    page = next(one for one in manifest["records"] if one["role"] == "page")
    extract = [tools / "warcio", "extract", "--payload", "records.warc.gz", str(page["offset"])]
    payload = subprocess.run(extract, cwd=tmp_path, check=True, capture_output=True).stdout
    assert sha256(payload) == manifest["capture"]["payload_sha256"]


def test_no_byte_can_be_changed_unseen(bundle: Path, tmp_path: Path) -> None:
    data = bundle.read_bytes()
    dice = random.Random(15)
    path = tmp_path / "proof.zip"
    for at in [0, len(data) - 1, *(dice.randrange(len(data)) for _ in range(150))]:
        changed = bytearray(data)
        changed[at] ^= 1 << dice.randrange(8)
        path.write_bytes(changed)
        assert verify_proof(path).problems, at
    path.write_bytes(data + b"x")
    assert verify_proof(path).problems
    path.write_bytes(data[:-1])
    assert verify_proof(path).problems


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("title", "Tiêu đề khác", "another title"),
        ("published", "2001-01-01", "another published"),
        ("body_text", "Chữ khác.", "another body_text"),
    ],
)
def test_a_forged_article_is_found_by_reading_the_record(
    bundle: Path, tmp_path: Path, field: str, value: str, told: str
) -> None:
    """All digests made anew: what is left is that the page does not say it."""
    entries = _entries(bundle)
    manifest = json.loads(entries[MANIFEST])
    manifest["article"][field] = value
    path = _forged(entries, manifest, tmp_path)
    assert any(told in problem for problem in verify_proof(path).problems)


def test_a_forged_capture_is_found_by_the_record(bundle: Path, tmp_path: Path) -> None:
    entries = _entries(bundle)
    manifest = json.loads(entries[MANIFEST])
    manifest["capture"]["fetched_at"] = "2001-01-01T00:00:00+07:00"
    problems = verify_proof(_forged(entries, manifest, tmp_path)).problems
    assert any("capture.fetched_at" in problem for problem in problems)


def test_another_version_of_the_reader_is_told_and_no_failure(bundle: Path, tmp_path: Path) -> None:
    entries = _entries(bundle)
    manifest = json.loads(entries[MANIFEST])
    manifest["reading"]["version"] = 1
    manifest["article"]["lead"] = "Như bộ đọc cũ đã đọc."
    verdict = verify_proof(_forged(entries, manifest, tmp_path))
    assert verdict.problems == ()
    assert "differs in lead" in verdict.notes[0]


def test_a_revisit_comes_with_its_original(kho: Path, tmp_path: Path) -> None:
    with Archive.open(kho) as archive:
        conn = archive.conn
        first = conn.execute(
            "SELECT c.* FROM articles a JOIN revisions r ON r.article = a.id "
            "JOIN captures c ON c.id = r.capture ORDER BY a.pk LIMIT 1"
        ).fetchone()
    copy = tmp_path / "kho"
    shutil.copytree(kho, copy)
    from datetime import datetime, timedelta

    from archive.record import Kind
    from archive.store import add_capture
    from crawler.capture import Exchange, keep_exchange

    with Archive.open(copy, write=True) as archive:
        payload = archive.record(first["id"]).payload
        headers = archive.record(first["id"]).http_headers
        with archive.transaction():
            exchange = Exchange(
                url=first["url"], method="GET", request_headers=[], request_body=b"", status=200,
                headers=headers, payload=payload,
                fetched_at=datetime.fromisoformat(first["fetched_at"]) + timedelta(days=7),
            )  # fmt: skip
            kept = keep_exchange(archive, exchange, Kind.ARTICLE)
            assert kept.capture.record_type == "revisit"
            number = add_capture(archive.conn, first["portal"], None, kept.capture)
            archive.conn.execute(
                "UPDATE revisions SET capture = ? WHERE capture = ?", (number, first["id"])
            )
        path = tmp_path / "proof.zip"
        path.write_bytes(prove(archive, first["url"])[1])
    manifest = json.loads(_entries(path)[MANIFEST])
    roles = [record["role"] for record in manifest["records"]]
    assert roles == ["warcinfo", "original", "request", "page", "request"]
    assert verify_proof(path).problems == ()


def test_citations_can_be_read_by_programs(bundle: Path) -> None:
    entries = _entries(bundle)
    (item,) = json.loads(entries["citation.csl.json"])
    assert item["issued"]["date-parts"][0][0] == 2021
    assert "sha256:" in entries["citation.txt"].decode()
    assert entries["citation.bib"].decode().startswith("@online{")
    lines = entries["citation.ris"].decode().split("\r\n")
    assert lines[0] == "TY  - ELEC"
    assert lines[-2] == "ER  - "


def test_mistakes_are_told(kho: Path, tmp_path: Path) -> None:
    done = luutru("prove", "khong-co", "--archive", kho, cwd=tmp_path, check=1)
    assert "no article khong-co" in done.stderr
    (tmp_path / "x.zip").write_bytes(b"no zip")
    assert "cannot be read" in luutru("verify-proof", tmp_path / "x.zip", check=1).stdout


def _forged(entries: dict[str, bytes], manifest: dict[str, object], folder: Path) -> Path:
    from archive.proof.bundle import citations

    entries[MANIFEST] = json.dumps(manifest).encode()
    entries |= {name: text.encode() for name, text in citations(manifest).items()}
    del entries[SUMS]
    sums = "".join(f"{sha256(data)}  {name}\n" for name, data in sorted(entries.items()))
    path = folder / "forged.zip"
    path.write_bytes(canonical({**entries, SUMS: sums.encode()}))
    assert zipfile.is_zipfile(io.BytesIO(path.read_bytes()))
    return path
