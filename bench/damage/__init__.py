"""A damage set on an archive of our own: what luutru says, and what the stock tools say of it.

Each damage is done to a fresh copy; what is asked is whether it is seen (exit code not 0).
"""

from __future__ import annotations

import random
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Container, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from archive.errors import ArchiveError
from archive.folder import Archive
from archive.verify import verify
from archive.verify.outside import check_file
from bench.damage.acts import DAMAGES, flip, warc_of
from bench.damage.sample import make_archive
from bench.damage.waczs import TOOLS, WACZ_DAMAGES, make_wacz, rewrite


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One damage and the verdicts; a tool that says nothing of such files is not in `stock`."""

    damage: str
    found: bool
    said: str
    stock: dict[str, bool] = field(default_factory=dict)
    """Tool -> does it see the damage?"""


def rows(folder: Path, only: Container[str] | None = None) -> Iterator[Row]:
    """Does each damage (or `only` these) to a copy of the archive, and asks everybody."""
    whole = make_archive(folder / "whole")
    for name, damage in {"none": lambda kho: None, **DAMAGES}.items():
        if only is not None and name not in only:
            continue
        kho = folder / "damaged"
        shutil.copytree(whole, kho)
        damage(kho)
        with Archive.open(kho) as archive:
            problems = verify(archive).problems
        said = str(problems[0]) if problems else "all whole"
        warc = kho / "warc" / warc_of(whole).name
        stock = {}
        if warc.exists():
            stock = {
                "warcio check": _fails("warcio", "check", warc),
                "gzip -t": _fails("gzip", "-t", warc),
            }
        yield Row(damage=name, found=bool(problems), said=said, stock=stock)
        shutil.rmtree(kho)
    wacz = make_wacz(whole, folder / "whole.wacz")
    for name, change in {"none (WACZ)": lambda _, data: data, **WACZ_DAMAGES}.items():
        if only is not None and name not in only:
            continue
        path = rewrite(wacz, folder / "damaged.wacz", change)
        problems = check_file(path).problems
        said = str(problems[0]) if problems else "whole"
        stock = {"wacz validate": _fails("wacz", "validate", "-f", path)}
        yield Row(damage=name, found=bool(problems), said=said, stock=stock)


def _fails(tool: str, *words: str | Path) -> bool:
    path = TOOLS / tool
    command = [path if path.exists() else tool, *words]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode != 0 or "is not valid" in done.stdout


def flips(
    folder: Path, number: int, seed: int, *, at_rest: bool = True
) -> dict[str, tuple[int, int]]:
    """Random single-bit flips over all files of a small archive: seen of all, by file.

    `at_rest`: as the last writer left it; else as while a writer has it open.
    """
    whole = make_archive(folder / "whole")
    with Archive.open(whole, write=True) as archive:
        archive.seal()
    if not at_rest:
        (whole / "SHA256SUMS").unlink()
    files = {"archive.db": whole / "archive.db", "sealed WARC": warc_of(whole)}
    dice = random.Random(seed)
    seen = {name: [0, 0] for name in files}
    weights = [path.stat().st_size for path in files.values()]
    for _ in range(number):
        name = dice.choices(list(files), weights)[0]
        path, bit = files[name], dice.randrange(8)
        at = dice.randrange(path.stat().st_size)
        flip(path, at, bit)
        seen[name][0] += _sees(whole)
        seen[name][1] += 1
        flip(path, at, bit)
    assert not _sees(whole), "the flips did not leave the archive as it was"
    return {name: (found, of) for name, (found, of) in seen.items()}


def _sees(kho: Path) -> bool:
    try:
        with Archive.open(kho) as archive:
            return bool(verify(archive).problems)
    except (ArchiveError, sqlite3.DatabaseError, UnicodeDecodeError):
        return True


def run(number: int = 300, seed: int = 7) -> int:
    """Prints the table and the flips; returns how many damages were not found."""
    missed = 0
    with tempfile.TemporaryDirectory(prefix="luutru-damage-") as made:
        print(f"{'damage':40} {'luutru':8} stock tools")
        for row in rows(Path(made)):
            wanted = not row.damage.startswith("none")
            missed += row.found is not wanted
            stock = ", ".join(f"{t}: {'seen' if s else 'passes'}" for t, s in row.stock.items())
            print(f"{row.damage:40} {'seen' if row.found else 'passes':8} {stock}")
            print(f"    {row.said}")
    for at_rest in (True, False):
        with tempfile.TemporaryDirectory(prefix="luutru-flips-") as made:
            for name, (found, of) in flips(Path(made), number, seed, at_rest=at_rest).items():
                when = "at rest" if at_rest else "while a writer has it open"
                print(f"single-bit flips, archive {when}, {name}: {found} of {of} seen")
                missed += at_rest and found < of
    return missed
