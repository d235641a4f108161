"""The damage set: luutru sees each, and the table says which of them the stock tools let pass."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from archive import store
from archive.folder import Archive
from archive.verify import Code, verify
from archive.verify.repair import repair
from bench import damage
from bench.damage.acts import DAMAGES
from bench.damage.sample import make_archive

CODES = {
    "flipped byte in a record": Code.DAMAGED_RECORD,
    "WARC cut in mid-record": Code.CUT_FILE,
    "WARC cut 40 bytes before the end": Code.CUT_FILE,
    "wrong offset in the database": Code.WRONG_OFFSET,
    "record missing from the WARC": Code.MISSING_RECORD,
    "record that no row names": Code.ORPHAN_RECORD,
    "WARC file missing": Code.MISSING_FILE,
    "payload digest of a row changed": Code.ROW_DIFFERS,
    "revisit whose original is gone": Code.LOST_ORIGINAL,
    "digest of a picture changed": Code.MEDIA_DIGEST,
    "article that shows no revision": Code.NO_REVISION,
    "field of a revision changed": Code.REVISION_DIGEST,
    "FTS row missing": Code.SEARCH_INDEX,
    "FTS text stale": Code.SEARCH_INDEX,
    "half a record beyond the last commit": Code.TORN_TAIL,
    "flipped bit in archive.db": Code.DATABASE_DIGEST,
    "file of others in warc/": Code.FOREIGN_FILE,
}

MENDED = {
    "wrong offset in the database", "record that no row names", "payload digest of a row changed",
    "revisit whose original is gone", "digest of a picture changed",
    "article that shows no revision", "FTS row missing", "half a record beyond the last commit",
}  # fmt: skip
"""Without a backup, so that the next check finds nothing."""

RESTORED = {
    "flipped byte in a record", "WARC cut in mid-record", "WARC cut 40 bytes before the end",
    "record missing from the WARC", "WARC file missing",
}  # fmt: skip


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_archive(tmp_path_factory.mktemp("damage") / "kho")


@pytest.fixture
def damaged(whole: Path, tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    kho = tmp_path / "kho"
    shutil.copytree(whole, kho)
    DAMAGES[request.param](kho)
    return kho


def test_the_set_is_all_there() -> None:
    assert set(CODES) == set(DAMAGES)
    assert set(CODES) >= MENDED | RESTORED


@pytest.mark.parametrize("damaged", CODES, indirect=True)
def test_each_damage_is_called_by_its_name(damaged: Path, request: pytest.FixtureRequest) -> None:
    wanted = CODES[request.node.callspec.params["damaged"]]
    with Archive.open(damaged) as archive:
        problems = verify(archive).problems
    found = [problem for problem in problems if problem.code is wanted]
    assert found, problems
    assert all(problem.repair and (problem.file or problem.url) for problem in problems)


@pytest.mark.parametrize("damaged", sorted(MENDED), indirect=True)
def test_what_can_be_mended_is_mended_and_noted(damaged: Path) -> None:
    before = _counts(damaged)
    with Archive.open(damaged) as archive:
        planned, _ = repair(archive, dry_run=True)
    assert _counts(damaged) == before
    with Archive.open(damaged, write=True, recover=False) as archive:
        done, report = repair(archive)
        events = archive.conn.execute("SELECT count(*) FROM fixity_events").fetchone()[0]
    assert report.problems == []
    assert done
    assert events == len(done)
    assert {one.code for one in planned} <= {one.code for one in done}
    with Archive.open(damaged) as archive:
        assert verify(archive).problems == []


@pytest.mark.parametrize("damaged", sorted(RESTORED), indirect=True)
def test_a_backup_heals_what_is_lost(damaged: Path, whole: Path) -> None:
    with Archive.open(damaged, write=True, recover=False) as archive:
        _, report = repair(archive, backup=whole)
    assert report.problems == []
    with Archive.open(damaged) as archive:
        assert verify(archive).problems == []
    name = next((whole / "warc").iterdir()).name
    assert (damaged / "warc" / name).read_bytes() == (whole / "warc" / name).read_bytes()


@pytest.mark.parametrize("damaged", sorted(RESTORED), indirect=True)
def test_without_a_backup_the_archive_can_be_written_again(damaged: Path, whole: Path) -> None:
    with Archive.open(damaged, write=True, recover=False) as archive:
        done, report = repair(archive)
    assert {one.code for one in done} & {Code.LOST_RECORD, Code.CUT_FILE}
    assert report.problems or "given up" in report.notes[0]  # told, again and again
    with Archive.open(damaged, write=True) as archive, archive.transaction():
        _ = archive.warc  # a crawl can go on
        for row in archive.conn.execute("SELECT * FROM captures WHERE lost_at IS NOT NULL"):
            known = store.known_payload(archive.conn, row["payload_sha256"])
            assert known is None or known["record_id"] != row["record_id"]
    with Archive.open(damaged, write=True, recover=False) as archive:  # and it can be taken back
        _, report = repair(archive, backup=whole)
    assert report.problems == []


@pytest.mark.parametrize("damaged", ["half a record beyond the last commit"], indirect=True)
def test_what_is_cut_off_is_kept(damaged: Path) -> None:
    with Archive.open(damaged, write=True, recover=False) as archive:
        repair(archive)
    (kept,) = (damaged / "aside").iterdir()
    assert kept.read_bytes() == b"\x1f\x8b\x08 half a record"


def test_the_table_beside_the_stock_tools(tmp_path: Path) -> None:
    only = (
        "none", "WARC cut in mid-record", "record missing from the WARC", "none (WACZ)",
        "WACZ without an index", "WACZ without pages", "WACZ whose index lies",
        "WACZ with a cut WARC inside",
    )  # fmt: skip
    rows = {row.damage: row for row in damage.rows(tmp_path, only)}
    assert len(rows) == len(only)
    missed = [row for row in rows.values() if row.found is row.damage.startswith("none")]
    assert missed == []
    passed = {
        name for name, row in rows.items()
        if row.stock and not any(row.stock.values()) and not name.startswith("none")
    }  # fmt: skip
    assert {"WACZ without an index", "WACZ without pages", "record missing from the WARC"} <= passed
    assert rows["WARC cut in mid-record"].stock == {"warcio check": False, "gzip -t": True}
    assert rows["none"].stock == {"warcio check": False, "gzip -t": False}
    assert rows["none (WACZ)"].stock == {"wacz validate": False}


def test_every_flipped_bit_of_an_archive_at_rest_is_seen(tmp_path: Path) -> None:
    seen = damage.flips(tmp_path, 40, seed=15)
    assert sum(found for found, _ in seen.values()) == sum(of for _, of in seen.values()) == 40


def _counts(kho: Path) -> list[tuple[int, ...]]:
    with Archive.open(kho) as archive:
        tables = ("captures", "revisions", "articles", "fixity_events")
        return [tuple(archive.conn.execute(f"SELECT count(*) FROM {t}").fetchone()) for t in tables]
