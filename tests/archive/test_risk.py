"""The order of risk: those that die come before those that live, each with its reasons."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from support.archives import make_article, write_capture

from archive import portals, store
from archive.errors import ArchiveError
from archive.folder import VIETNAM, Archive, stamp
from archive.probes import Probe, history, keep_probes
from archive.risk import Risk, by_risk
from archive.work import PageWork

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=VIETNAM)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive.create(tmp_path / "kho") as opened:
        yield opened


def _add(
    archive: Archive, name: str, *, newest: int, crawled: int | None, state: str = "done"
) -> str:
    """A portal whose newest article is so many days old, crawled so many days ago."""
    url = f"http://{name}.example.vn/"
    ident = portals.add(archive, url, name=f"Xã {name}").id
    day = NOW - timedelta(days=newest)
    with archive.transaction():
        article = make_article(f"{url}bai", title=f"Bài của {name}", published=day.isoformat()[:10])
        when = NOW - timedelta(days=crawled or 400)
        capture = write_capture(archive, article.url, name.encode(), when)
        if crawled is not None:
            store.keep(
                archive, PageWork(portal=ident, crawl=None, capture=capture, article=article)
            )
            archive.conn.execute(
                "INSERT INTO crawls (portal, started_at, finished_at, state) VALUES (?, ?, ?, ?)",
                (ident, stamp(when), stamp(when), state),
            )
    return ident


def _probe(
    archive: Archive, portal: str, days_ago: float, outcome: str = "alive", **more: str
) -> None:
    probe = Probe(
        portal=portal, at=stamp(NOW - timedelta(days=days_ago)),
        outcome=outcome, **more,  # type: ignore[arg-type]
    )  # fmt: skip
    keep_probes(archive.path, [probe])


def _dying(archive: Archive, number: int) -> str:
    """Five ways to die, with a life before."""
    ident = _add(archive, f"mat{number}", newest=number * 7, crawled=number)
    way = number % 5
    _probe(archive, ident, 9)
    if way == 0:
        _probe(archive, ident, 1, "no name")
    elif way == 1:
        for days in (3, 2, 1):
            _probe(archive, ident, days, "refused", error="the server answered 502")
    elif way == 2:
        _probe(archive, ident, 1, "moved", target="https://phuong.example.vn/")
    elif way == 3:
        _probe(archive, ident, 1, "closed", error="a parked domain")
    else:
        for days in (2, 1):
            _probe(
                archive,
                ident,
                days,
                "no answer",
                error="did not answer",
            )
        _probe(archive, ident, 0.5, "no answer", tls_until=stamp(NOW - timedelta(days=2)))
    return ident


def test_of_a_hundred_portals_the_twenty_that_die_come_first(archive: Archive) -> None:
    lot = random.Random(20)
    dying = {_dying(archive, number) for number in range(20)}
    for number in range(80):
        ident = _add(
            archive, f"song{number}", newest=lot.choice([1, 30, 200, 900]),
            crawled=lot.choice([1, 10, 60]), state=lot.choice(["done", "done", "done", "red"]),
        )  # fmt: skip
        for days in (20, 10, 3, 1):
            bad_moment = lot.random() < 0.05 and days > 1
            soon = stamp(NOW + timedelta(days=lot.choice([10, 60, 300])))
            outcome = "no answer" if bad_moment else "alive"
            _probe(archive, ident, days, outcome, tls_until=soon)
    order = [risk.portal for risk in by_risk(archive.conn, NOW)]
    assert len(order) == 100
    assert set(order[:20]) == dying  # with a budget for forty, all twenty are taken


def _only(archive: Archive) -> Risk:
    (risk,) = by_risk(archive.conn, NOW)
    return risk


def test_each_reason_is_told_the_gravest_first(archive: Archive) -> None:
    ident = _add(archive, "thidu", newest=400, crawled=30, state="red")
    _probe(archive, ident, 3, tls_until=stamp(NOW + timedelta(days=9)))
    _probe(archive, ident, 2, "no name")
    _probe(archive, ident, 1, "no name")
    archive.conn.execute("UPDATE portals SET place_old = '03127'")
    archive.conn.execute(
        "INSERT INTO places (code, name, type, province, province_code, valid_from, valid_to) "
        "VALUES ('03127', 'Thí Dụ', 'xã', 'Điện Biên', '11', '1900-01-01', '2025-06-30')"
    )
    risk = _only(archive)
    assert risk.reasons[0] == "its name does not resolve, 2 times in a row"
    told = "; ".join(risk.reasons)
    for words in (
        "xã Thí Dụ was merged", "certificate expires on 03/12/2026", "nothing new since 2025-10-20",
        "never crawled to its end", "its last crawl was red",
    ):  # fmt: skip
        assert words in told
    assert risk.last_seen_alive == stamp(NOW - timedelta(days=3))


def test_what_is_long_dead_and_kept_waits(archive: Archive) -> None:
    dead = _add(archive, "chet", newest=500, crawled=200)
    for days in (90, 60, 30, 1):
        _probe(archive, dead, days, "no name")
    alive = _add(archive, "song", newest=2, crawled=20)
    _probe(archive, alive, 1)
    order = by_risk(archive.conn, NOW)
    assert [risk.portal for risk in order] == [alive, dead]
    assert order[1].reasons[0].startswith("dead since 2026-05-08, and kept")


def test_a_machine_offline_blames_no_portal(archive: Archive) -> None:
    names = [_add(archive, f"xa{n}", newest=1, crawled=1) for n in range(4)]
    gone = [Probe(portal=name, at=stamp(NOW), outcome="no name") for name in names]
    with pytest.raises(ArchiveError, match="offline"):
        keep_probes(archive.path, gone)
    assert history(archive.conn, names[0]) == []
    keep_probes(archive.path, gone[:2])
    assert len(history(archive.conn, names[0])) == 1
