"""editorial.db in the archive's care: backed up, restored, verified, read-only, killed in mid-act."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from support.archives import START, make_article, write_capture
from support.cli import luutru
from support.editorial import BY, hide, unhide

from archive import portals, store
from archive.backup import MANIFEST, backup, read_manifest, restore
from archive.editorial import EDITORIAL, Editorial, EditorialError, hiding, workflow
from archive.editorial.publications import carry_over
from archive.errors import ArchiveError
from archive.fixity import due
from archive.folder import Archive
from archive.record import article_id
from archive.verify import Code, Problem, verify
from archive.work import PageWork
from publish.build import build

HOME = "http://xa.example.vn/"
ONE, TWO = article_id(f"{HOME}bai-1"), article_id(f"{HOME}bai-2")
NOTES = {"note": "Bài này đã được xã đính chính.", "tags": ["Nông nghiệp"]}


@pytest.fixture(scope="module")
def edited(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two articles: notes of one are published, the other is hidden."""
    folder = tmp_path_factory.mktemp("edited") / "kho"
    with Archive.create(folder) as archive:
        portals.add(archive, HOME, name="Xã Thí Dụ")
        for number in (1, 2):
            url = f"{HOME}bai-{number}"
            with archive.transaction():
                kept = write_capture(archive, url, url.encode(), START)
                article = make_article(url, title=f"Bài {number}")
                work = PageWork(portal="thi-du", crawl=None, capture=kept, article=article)
                store.keep(archive, work)
    with Editorial.open(folder) as ed:
        workflow.save(ed, "article", ONE, NOTES, by=BY)
        workflow.publish(ed, "article", ONE, by=BY)
    hide(folder, TWO)
    return folder


@pytest.fixture
def kho(edited: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(edited, tmp_path / "kho"))


def problems(kho: Path) -> list[Problem]:
    with Archive.open(kho, editorial=False) as archive:
        return verify(archive).problems


def hidden(kho: Path) -> set[str]:
    with Archive.open(kho) as archive:
        return hiding.hidden_ids(archive.conn)


# -- backup --------------------------------------------------------------------------------


def test_what_editors_said_is_backed_up_and_restored(kho: Path, tmp_path: Path) -> None:
    backup(kho, tmp_path / "sao")
    unhide(kho, TWO)
    back = restore(tmp_path / "sao", tmp_path / "lai")
    assert (back.problems, back.report.problems) == ((), [])
    assert back.counts["editorial.acts"] == 3
    assert hidden(tmp_path / "lai") == {TWO}
    with Editorial.open(tmp_path / "lai") as ed:
        assert workflow.content(ed, "article", ONE).value()["tags"] == ["Nông nghiệp"]
        workflow.unpublish(ed, "article", ONE, by=BY)  # and editors go on
    backup(kho, tmp_path / "sao")
    assert len(list((tmp_path / "sao").glob("editorial-*.db"))) == 1
    shutil.rmtree(tmp_path / "lai")
    restore(tmp_path / "sao", tmp_path / "lai")
    assert hidden(tmp_path / "lai") == set()


def test_a_backup_of_before_is_restored_without(kho: Path, tmp_path: Path) -> None:
    backup(kho, tmp_path / "sao")
    manifest = tmp_path / "sao" / MANIFEST
    told = json.loads(manifest.read_text()) | {"format": "luutru backup 1"}
    (tmp_path / "sao" / told.pop("editorial")["name"]).unlink()
    counts = {name: n for name, n in told["counts"].items() if not name.startswith("editorial.")}
    manifest.write_text(json.dumps(told | {"counts": counts}))
    done = luutru("restore", tmp_path / "sao", tmp_path / "lai")
    assert done.returncode == 0
    assert "before editorial.db" in done.stderr
    assert hidden(tmp_path / "lai") == set()


def test_a_damaged_copy_is_refused_unless_it_is_left_out_by_name(kho: Path, tmp_path: Path) -> None:
    backup(kho, tmp_path / "sao")
    manifest = read_manifest(tmp_path / "sao")
    assert manifest is not None
    assert manifest.editorial is not None
    path = tmp_path / "sao" / manifest.editorial.name
    path.write_bytes(path.read_bytes().replace("đính chính".encode(), "xác nhậnnnn".encode()[:12]))
    with pytest.raises(ArchiveError, match="--without-editorial"):
        restore(tmp_path / "sao", tmp_path / "lai")
    assert not (tmp_path / "lai" / "archive.db").exists()
    back = restore(tmp_path / "sao", tmp_path / "lai", editorial=False)
    assert (back.problems, back.report.problems) == ((), [])
    assert hidden(tmp_path / "lai") == set()


# -- verify --------------------------------------------------------------------------------


def test_a_whole_editorial_file_has_no_problems(kho: Path) -> None:
    assert problems(kho) == []
    with Archive.open(kho) as archive:
        assert {one.name for one in due(archive)} > {"archive.db", EDITORIAL}


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        ("DELETE FROM versions", "version 1 of article"),
        ("DELETE FROM versions", "live version 1 of article"),
        ("DELETE FROM acts WHERE id = 2", "gap: act 2 is not there"),
        ("DELETE FROM acts WHERE id = 2", "does not stand where its last act"),
        ("DROP TRIGGER touch_hidden_new", "trigger touch_hidden_new is not as luutru makes it"),
        ("UPDATE items SET live = NULL", "does not stand where its last act"),
        ("UPDATE acts SET by = 'lam' WHERE id = 1", "act 1 of the log is not as it was written"),
        (
            "INSERT INTO acts SELECT 4, at, by, via, 'x', 'y', 'z', '', '{}' FROM acts WHERE id = 1",
            "act 4 of the log has no digest",
        ),
        ("UPDATE versions SET at = '2020-01-01T00:00:00+07:00'", "is not as it was written"),
        ("UPDATE versions SET state = replace(state, 'xã', 'xa')", "is not as it was written"),
        ("UPDATE hidden SET reason = 'khác'", "is not hidden as the log says"),
        ("DELETE FROM hidden", "was hidden by the log, and is shown"),
        (
            f"INSERT INTO hidden VALUES ('{ONE}', '', 'x', 'y', NULL)",
            "is not hidden as the log says",
        ),
        ("UPDATE versions SET state = '{'", "version 1 of article"),
        ("UPDATE versions SET state = '{\"kind\": 1}'", "no such field"),
        ("INSERT INTO versions VALUES ('page', 'x', 1, '', '', '', NULL, '{}')", "not there"),
        ("UPDATE items SET key = 'aaaaaaaaaaaaaaaa'", "1 articles that the archive does not have"),
    ],
)
def test_lost_rows_are_told(kho: Path, damage: str, told: str) -> None:
    with closing(sqlite3.connect(kho / EDITORIAL)) as conn, conn:
        guards = [
            row[0]
            for row in conn.execute(
                "SELECT sql FROM sqlite_schema WHERE name IN ('versions_stay', 'acts_stay', 'acts_remain')"
            )
        ]
        for name in ("versions_stay", "acts_stay", "acts_remain"):
            conn.execute(f"DROP TRIGGER {name}")
        conn.execute(damage)
        for guard in guards:
            conn.execute(guard)
    found = problems(kho)
    assert {(one.code, one.file) for one in found} == {(Code.EDITORIAL, EDITORIAL)}
    assert told in " ".join(map(str, found))


def test_damage_of_editorial_db_is_told_as_that_and_put_back(kho: Path, tmp_path: Path) -> None:
    backup(kho, tmp_path / "sao")
    path = kho / EDITORIAL
    with closing(sqlite3.connect(path)) as conn:
        conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        root = conn.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'acts_of'").fetchone()[
            0
        ]
        size = conn.execute("PRAGMA page_size").fetchone()[0]
    data = bytearray(path.read_bytes())
    data[(root - 1) * size : root * size] = bytes(size)
    path.write_bytes(data)
    assert {(one.code, one.file) for one in problems(kho)} == {(Code.EDITORIAL, EDITORIAL)}
    _put_back(kho, tmp_path / "sao")


def test_a_file_that_is_no_database_stops_editors_and_not_the_check(
    kho: Path, tmp_path: Path
) -> None:
    backup(kho, tmp_path / "sao")
    for path in kho.glob(f"{EDITORIAL}-*"):
        path.unlink()
    (kho / EDITORIAL).write_bytes(b"no database" * 1000)
    with pytest.raises(EditorialError, match=r"verify --repair --from BACKUP"):
        Archive.open(kho)
    done = luutru("verify", "--archive", kho)
    assert done.returncode == 1
    assert "editorial.db: SQLite cannot read it" in done.stdout
    _put_back(kho, tmp_path / "sao")


def _put_back(kho: Path, source: Path) -> None:
    done = luutru("verify", "--repair", "--from", source, "--archive", kho)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "mended editorial database" in done.stdout
    assert (kho / "aside" / "editorial.db.damaged").exists()
    assert hidden(kho) == {TWO}
    assert problems(kho) == []


def test_the_edition_and_the_moments_of_publication_agree(kho: Path) -> None:
    build(kho)
    assert problems(kho) == []
    with closing(sqlite3.connect(kho / EDITORIAL)) as conn, conn:
        conn.execute("INSERT INTO publications VALUES ('b', '2020', '9999', 'hidden', 0, '')")
        conn.execute("UPDATE publications SET digest = 'x' WHERE article = ?", (ONE,))
    found = [str(one) for one in problems(kho)]
    assert any("published otherwise than public.db says" in one for one in found)
    assert any("public.db does not know of it" in one for one in found)


def test_what_waits_for_the_next_edition_is_a_note(kho: Path) -> None:
    build(kho)
    hide(kho, ONE)
    with closing(sqlite3.connect(kho / EDITORIAL)) as conn, conn:
        conn.execute("DELETE FROM publications")
    with Archive.open(kho) as archive:
        report = verify(archive)
    assert report.problems == []
    assert "1 hidden articles are still in public.db" in " ".join(report.notes)
    assert "1 changes of public.db are not announced yet" in " ".join(report.notes)
    assert carry_over(kho, kho / "public.db") == 1


# -- where nobody can write ----------------------------------------------------------------


@contextmanager
def nobody_can_write(folder: Path) -> Iterator[None]:
    """As on a medium that is read-only; root, whom no mode stops, is somebody else meanwhile."""
    for path in (*folder.rglob("*"), folder):
        path.chmod(0o555 if path.is_dir() else 0o444)
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)
        for path in (folder, *folder.rglob("*")):
            path.chmod(0o755 if path.is_dir() else 0o644)


@pytest.fixture
def medium() -> Iterator[Path]:
    """A folder below which anybody can read, as pytest's is not."""
    with tempfile.TemporaryDirectory() as made:
        Path(made).chmod(0o755)
        yield Path(made)


@pytest.mark.parametrize("left", [True, False], ids=["edited", "never edited"])
def test_an_archive_opens_on_a_medium_that_is_read_only(
    edited: Path, medium: Path, *, left: bool
) -> None:
    kho = Path(shutil.copytree(edited, medium / "kho"))
    for path in kho.glob(f"{EDITORIAL}{'-*' if left else '*'}"):
        path.unlink()
    with nobody_can_write(kho):
        with Archive.open(kho) as archive:
            shown = {row[0] for row in archive.conn.execute("SELECT id FROM shown_articles")}
            assert verify(archive).problems == []
        assert shown == ({ONE} if left else {ONE, TWO})


def test_a_log_that_was_not_folded_in_is_never_passed_over(edited: Path, medium: Path) -> None:
    kho = Path(shutil.copytree(edited, medium / "kho"))
    with Editorial.open(kho) as ed:
        hiding.unhide(ed, TWO, reason="thử", by=BY)
        assert (kho / f"{EDITORIAL}-wal").stat().st_size
        copied = Path(shutil.copytree(kho, medium / "sao"))
    (copied / f"{EDITORIAL}-shm").unlink()
    with nobody_can_write(copied), pytest.raises(EditorialError, match="cannot be read"):
        Archive.open(copied)


# -- killed --------------------------------------------------------------------------------

_KILLED = """
import os, pathlib, signal, sys
from archive.editorial import Actor, Editorial, workflow
told = workflow.note
def note(*args, **more):
    told(*args, **more)
    os.kill(os.getpid(), signal.SIGKILL)
with Editorial.open(pathlib.Path(sys.argv[1])) as ed:
    for number in range(3):
        if number == 2:
            workflow.note = note
        workflow.save(ed, "article", sys.argv[2], {"note": f"Lần {number}"},
                      by=Actor(name="lan", via="cli"))
        print(number, flush=True)
"""


def test_killed_in_the_middle_of_an_act_nothing_of_it_is_there(kho: Path) -> None:
    command = [sys.executable, "-c", _KILLED, str(kho), ONE]
    killed = subprocess.run(command, check=False, capture_output=True, text=True)
    assert killed.returncode == -signal.SIGKILL
    assert killed.stdout.split() == ["0", "1"]
    with Editorial.open(kho) as ed:
        assert (workflow.item(ed, "article", ONE).version, _acts(ed)) == (3, 5)
        assert workflow.content(ed, "article", ONE).value()["note"] == "Lần 1"
        assert ed.conn.execute("PRAGMA synchronous").fetchone()[0] == 2  # FULL
        workflow.save(ed, "article", ONE, {"note": "Lần 2"}, by=BY)
    assert problems(kho) == []


def _acts(ed: Editorial) -> int:
    found: int = ed.conn.execute("SELECT count(*) FROM acts").fetchone()[0]
    return found
