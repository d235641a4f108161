"""Crawls in the order of risk: those that die are taken first, what is not reached is not begun."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from support.cli import luutru
from support.server import LocalPortal, local_portal, small_portal

from archive.folder import Archive, now, stamp
from archive.probes import Probe, keep_probes


@dataclass
class Herd:
    """Portals of four articles each, and in which order they were asked."""

    kho: Path
    portals: dict[str, LocalPortal]
    asked: list[str] = field(default_factory=list)

    def crawl(self, *options: str) -> dict[str, object]:
        done = luutru("crawl", "--by-risk", "--json", "--archive", self.kho, *options, check=0)
        told: dict[str, object] = json.loads(done.stdout)
        return told


@pytest.fixture
def herd(tmp_path: Path) -> Iterator[Herd]:
    kho = tmp_path / "kho"
    luutru("init", kho, check=0)
    made = Herd(kho=kho, portals={})
    with ExitStack() as stack:
        for name in ("xa-a", "xa-b", "xa-c", "xa-d"):
            pages = small_portal(4)
            home = pages["/"]

            def shown(path: str, form: str, name: str = name, home: object = home) -> object:
                made.asked.append(name)
                return home

            portal = stack.enter_context(local_portal(pages | {"/": shown}))  # type: ignore[dict-item]
            words = ("--allow-private", "--delay", "0", "--yes", "--name", name)
            luutru("portal", "add", portal.url, *words, "--archive", kho, check=0)
            made.portals[name] = portal
        with Archive.open(kho) as archive:
            rows = archive.conn.execute("SELECT id, name FROM portals").fetchall()
        ids = {row["name"]: row["id"] for row in rows}
        for name, outcome in (("xa-c", "no answer"), ("xa-c", "no answer"), ("xa-b", "refused")):
            probe = Probe(portal=ids[name], at=stamp(now()), outcome=outcome)  # type: ignore[arg-type]
            keep_probes(kho, [probe])
        yield made


def test_one_after_the_other_the_most_at_risk_first(herd: Herd) -> None:
    told = herd.crawl("--at-once", "1")
    assert herd.asked == ["xa-c", "xa-b", "xa-a", "xa-d"]
    assert told["unreached"] == []
    states = [one["state"] for one in told["portals"]]  # type: ignore[attr-defined]
    assert states == ["done"] * 4


def test_what_the_budget_does_not_suffice_for_is_not_begun(herd: Herd) -> None:
    with Archive.open(herd.kho, write=True) as archive:
        archive.conn.execute("UPDATE portals SET delay = 1.5 WHERE name = 'xa-c'")
    told = herd.crawl("--at-once", "1", "--budget", "3s")
    assert [name for name, portal in herd.portals.items() if portal.log] == ["xa-c"]
    assert len(told["unreached"]) == 3  # type: ignore[arg-type]
    with Archive.open(herd.kho) as archive:
        begun = archive.conn.execute("SELECT count(*) FROM crawls").fetchone()[0]
    assert begun == 1
    with Archive.open(herd.kho, write=True) as archive:
        archive.conn.execute("UPDATE portals SET delay = 0")
    told = herd.crawl("--at-once", "3")
    assert (told["unreached"], set(herd.asked)) == ([], set(herd.portals))
    with Archive.open(herd.kho) as archive:
        kept = archive.conn.execute("SELECT count(*) FROM articles").fetchone()[0]
    assert kept == 16
