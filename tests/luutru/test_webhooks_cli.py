"""luutru webhook, as an archivist types it."""

from __future__ import annotations

import json
from pathlib import Path

from support.cli import luutru
from support.receiver import announce, receiver

from archive.folder import Archive

A, B = "a" * 16, "b" * 16


def test_a_receiver_from_its_first_to_its_last_day(tmp_path: Path) -> None:
    kho = tmp_path / "kho"
    Archive.create(kho).close()
    here = ("--archive", kho)
    with receiver() as peer:
        refused = luutru("webhook", "add", peer.url, "--allow-http", *here, check=1)
        assert "--allow-private" in refused.stderr
        free = ("--allow-http", "--allow-private", "--event", "published")
        made = luutru("webhook", "add", peer.url, *free, "--by", "lan", *here, check=0)
        ident, peer.secret = made.stdout.split()
        announce(kho, ("published", A), ("changed", A), ("published", B))
        peer.answers = [500]
        red = luutru("webhook", "deliver", *here, check=1)
        assert f"{ident}: 1 delivered, 1 not" in red.stderr
        log = json.loads(
            luutru("webhook", "log", ident, "--failed", "--json", *here, check=0).stdout
        )
        assert [(one["sequence"], one["error"], one["state"]) for one in log] == [
            (1, "the receiver answered 500", "waiting")
        ]
        luutru("webhook", "replay", ident, "1", "3", *here, check=0)
        luutru("webhook", "deliver", *here, check=0)
        assert peer.events() == [("published", A), ("published", B)] * 2
        assert "nothing is due" in luutru("webhook", "deliver", *here, check=0).stderr
    (one,) = json.loads(luutru("webhook", "list", "--json", *here, check=0).stdout)
    assert (one["waiting"], one["done"], one["made_by"]) == (0, 2, "lan")
    assert peer.secret not in json.dumps(one)
    luutru("webhook", "pause", ident, *here, check=0)
    assert "paused" in luutru("webhook", "list", *here, check=0).stdout
    luutru("webhook", "resume", ident, *here, check=0)
    luutru("webhook", "remove", ident, *here, check=0)
    assert "nobody is told" in luutru("webhook", "list", *here, check=0).stderr
    assert "luutru webhook list" in luutru("webhook", "log", ident, *here, check=1).stderr
    assert "LAST" in luutru("webhook", "replay", ident, "3", "1", *here, check=2).stderr
