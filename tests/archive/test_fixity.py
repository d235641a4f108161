"""Scheduled fixity: longest unchecked first, within the budget, each check an event."""

from __future__ import annotations

import json
import subprocess
from datetime import timedelta
from pathlib import Path
from xml.etree import ElementTree

import pytest
from support.archives import START, Put, make_article
from support.cli import luutru

from archive import fixity
from archive.fixity import FixityEvent
from archive.folder import Archive
from archive.premis import NAMESPACE, write
from bench.damage.acts import flip, warc_of

PREMIS = f"{{{NAMESPACE}}}"


@pytest.fixture
def filled(archive: Archive, put: Put) -> Archive:
    for number in range(1, 4):
        put(make_article(f"http://xa.example.vn/bai-{number}", title=f"Bài {number}"))
        archive.seal()
    return archive


def _checked(archive: Archive, name: str, days: int) -> None:
    event = FixityEvent(type="fixity check", object=name, outcome="success")
    fixity.record(archive.conn, event, at=START + timedelta(days=days))


def test_the_longest_unchecked_come_first_and_the_fresh_not_at_all(filled: Archive) -> None:
    names = [one.name for one in fixity.due(filled, at=START)]
    assert len(names) == 5  # three WARC files, two databases
    _checked(filled, names[0], days=3)
    _checked(filled, names[1], days=1)
    _checked(filled, names[2], days=2)
    _checked(filled, names[4], days=8)
    found = [one.name for one in fixity.due(filled, at=START + timedelta(days=9))]
    assert found == [names[3], names[1], names[2], names[0], names[4]]
    recent = fixity.due(filled, max_age=timedelta(days=7), at=START + timedelta(days=9))
    assert [one.name for one in recent] == [names[3], names[1], names[2]]


def test_the_budget_ends_a_round_between_two_files(filled: Archive) -> None:
    ticks = iter(range(0, 1000, 10))
    files = fixity.due(filled)
    done = fixity.check_due(
        filled, files, budget=timedelta(seconds=15), clock=lambda: float(next(ticks))
    )
    assert (done.files, done.left) == (2, 3)
    assert [event.outcome for event in done.events] == ["success", "success"]
    none = fixity.check_due(filled, files, budget=timedelta(0), clock=lambda: float(next(ticks)))
    assert none.files == 1  # a budget that is too small still gets on


def test_the_command_checks_everything_once(filled: Archive) -> None:
    filled.close()
    kho = filled.path
    first = luutru("fixity", "--json", "--archive", kho, check=0)
    assert json.loads(first.stdout)["files"] == 5
    again = luutru("fixity", "--json", "--archive", kho, check=0)
    assert json.loads(again.stdout)["files"] == 0
    path = warc_of(kho)
    flip(path, 300)
    red = luutru("fixity", "--max-age", "0s", "--archive", kho, check=1)
    assert path.name in red.stdout
    log = luutru("fixity", "--log", "--json", "--archive", kho, check=0)
    outcomes = [
        one["outcome"] for one in json.loads(log.stdout) if one["object"].endswith(path.name)
    ]
    assert outcomes.count("fail") == 1
    sums = subprocess.run(
        ["sha256sum", "-c", "SHA256SUMS"], cwd=kho, capture_output=True, check=False
    )
    assert sums.returncode == 1
    assert b"1 computed checksum did NOT match" in sums.stderr


def test_events_are_exported_as_premis(filled: Archive, tmp_path: Path) -> None:
    strange = FixityEvent(type="repair", object="http://xa.example.vn/\x07bai", outcome="success")
    fixity.record(filled.conn, strange)
    path = tmp_path / "events.xml"
    assert write(filled, path) == 4
    root = ElementTree.parse(path).getroot()
    assert root.tag == f"{PREMIS}premis"
    assert [child.tag.removeprefix(PREMIS) for child in root] == (
        ["object"] * 4 + ["event"] * 4 + ["agent"]
    )
    objects = {
        one.findtext(f"{PREMIS}objectIdentifier/{PREMIS}objectIdentifierValue")
        for one in root.iter(f"{PREMIS}object")
    }
    for event in root.iter(f"{PREMIS}event"):
        linked = event.findtext(
            f"{PREMIS}linkingObjectIdentifier/{PREMIS}linkingObjectIdentifierValue"
        )
        assert linked in objects
        assert event.findtext(f"{PREMIS}eventType") in ("message digest calculation", "repair")
        assert event.findtext(f"{PREMIS}eventDateTime")
    sealed = root.find(f"{PREMIS}object")
    assert sealed is not None
    assert sealed.findtext(f".//{PREMIS}messageDigestAlgorithm") == "SHA-256"
