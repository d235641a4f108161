"""What `luutru doctor` looks at: the machine, the packages, the archive."""

from __future__ import annotations

import importlib.util
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_OURS = ("archive", "crawler", "publish", "luutru")
_LOW_SPACE = 2 << 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One line of the report; `ok` is None for a mere note."""

    what: str
    ok: bool | None = True


def examine(folder: Path) -> Iterator[Finding]:
    """Everything worth knowing before a crawl."""
    yield Finding(what=f"Python {sys.version.split()[0]}", ok=sys.version_info >= (3, 11))
    yield from _sqlite()
    home = Path(__file__).parents[1]
    for name in _OURS:
        spec = importlib.util.find_spec(name)
        origin = Path(spec.origin) if spec and spec.origin else None
        ours = origin is not None and origin.is_relative_to(home)
        clash = f"package {name} comes from {origin}: install luutru in an environment of its own"
        yield Finding(what=f"package {name}" if ours else clash, ok=ours)
    yield _browser()
    yield from _archive(folder)


def _browser() -> Finding:
    from crawler.browser.program import chromium, missing

    lack = missing()
    if lack is None:
        return Finding(what=f"a browser for portals that scripts draw: {chromium()}")
    return Finding(what=f"{lack}. Only portals that scripts draw need it", ok=None)


def _sqlite() -> Iterator[Finding]:
    conn = sqlite3.connect(":memory:")
    try:
        conn.execute("CREATE VIRTUAL TABLE t USING fts5(x)")
        fts = True
    except sqlite3.OperationalError:
        fts = False
    conn.close()
    hint = "" if fts else ": this Python's SQLite has no FTS5; use python.org's or Debian's Python"
    yield Finding(what=f"SQLite {sqlite3.sqlite_version} with full-text search{hint}", ok=fts)


def _archive(folder: Path) -> Iterator[Finding]:
    from archive import places
    from archive.errors import ArchiveError
    from archive.folder import Archive

    if not (folder / "archive.db").exists():
        yield Finding(what=f"no archive in {folder} yet: luutru init {folder}", ok=None)
        return
    try:
        with Archive.open(folder) as archive:
            number = archive.conn.execute("SELECT count(*) FROM articles").fetchone()[0]
            acts, hidden = archive.conn.execute(
                "SELECT (SELECT count(*) FROM editorial.acts), (SELECT count(*) FROM editorial.hidden)"
            ).fetchone()
            has_places = "place_old" in {
                row["name"] for row in archive.conn.execute("PRAGMA table_info(portals)")
            } and places.are_built(archive.conn)
        yield Finding(what=f"archive {folder}: {number} articles")
        yield Finding(what=f"what editors said: {acts} acts, {hidden} articles hidden")
        if not has_places:
            hint = "pip install 'luutru[places]', then luutru places build"
            yield Finding(what=f"no table of communes in {folder}: {hint}", ok=None)
    except ArchiveError as error:
        yield Finding(what=str(error), ok=False)
    free = shutil.disk_usage(folder).free
    yield Finding(what=f"{free / (1 << 30):.1f} GiB free for {folder}", ok=free > _LOW_SPACE)
