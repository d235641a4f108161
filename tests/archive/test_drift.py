"""Bounds of probability, and the report of a crawl as a value."""

from __future__ import annotations

from fractions import Fraction
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.archives import START, make_article, write_capture

from archive import crawls, drift, portals, store
from archive.drift.finding import Finding, verdict_of
from archive.drift.odds import at_least, at_most_after, is_too_few, is_too_many
from archive.errors import ArchiveError
from archive.folder import Archive
from archive.record import Kind
from archive.work import Entry, Event, PageWork


@given(st.integers(0, 40), st.integers(0, 40), st.integers(1, 99))
def test_the_binomial_tail_is_exact(k: int, n: int, percent: int) -> None:
    p = Fraction(percent, 100)
    exact = sum(comb(n, i) * p**i * (1 - p) ** (n - i) for i in range(k, n + 1))
    assert at_least(k, n, percent / 100) == pytest.approx(float(exact), abs=1e-12)


@given(st.integers(0, 30), st.integers(0, 30), st.integers(1, 30))
def test_what_history_allows_is_a_distribution(seen: int, more: int, n: int) -> None:
    asked = seen + more
    tails = [at_most_after(k, n, seen, asked) for k in range(n + 1)]
    assert tails == sorted(tails)
    assert tails[-1] == pytest.approx(1.0)


def test_small_portals_need_little_history_but_some() -> None:
    assert not is_too_many(2, 20, 0.02)  # two edits among twenty articles are nothing
    assert is_too_many(3, 3, 0.02)  # three of three are no chance
    assert not is_too_few(0, 2, 20, 20)
    assert is_too_few(0, 4, 20, 20)
    assert not is_too_few(0, 4, 3, 3)  # three pages prove little
    assert is_too_many(0, 0, 0.02) is False
    assert is_too_few(0, 0, 5, 5) is False


def test_the_worst_finding_decides() -> None:
    def found(severity: drift.Severity) -> Finding:
        return Finding(kind="x", severity=severity, what="y")

    assert verdict_of(()) == "well"
    assert verdict_of((found("note"), found("red"), found("warn"))) == "red"


def _crawl(archive: Archive, works: list[PageWork]) -> tuple[int, str, str | None]:
    portal = portals.get(archive.conn, "thi-du")
    crawl = crawls.begin(archive, portal)
    with archive.transaction():
        for work in works:
            entry = Entry(
                portal="thi-du", key=str(work.key), url=str(work.key), kind=Kind.ARTICLE, priority=3
            )
            store.add_entries(archive.conn, [entry])
            capture = work.capture or write_capture(
                archive, str(work.key), f"<p>{work.key}".encode(), START
            )
            store.keep(
                archive,
                PageWork(
                    portal="thi-du", crawl=crawl.id, key=work.key, capture=capture,
                    article=work.article, outcome=work.outcome, error=work.error, events=work.events,
                ),
            )  # fmt: skip
        archive.conn.execute(
            "UPDATE frontier SET state = 'done' WHERE state = 'queued' AND portal = 'thi-du'"
        )
    state, reason = crawls.end(archive, crawl, finished=True)
    return crawl.id, state, reason


def _work(number: int, **changes: object) -> PageWork:
    url = f"http://xa.example.vn/bai-{number}"
    article = make_article(url, title=f"Việc thứ {number}", body_text=f"Đoạn về việc {number}.")
    values: dict[str, object] = {"portal": "thi-du", "crawl": None, "key": url, "article": article}
    return PageWork(**(values | changes))  # type: ignore[arg-type]


def test_most_requests_failing_is_red(archive: Archive) -> None:
    failed = {"article": None, "outcome": "failed", "error": "the server answered 503"}
    works = [_work(n) for n in range(2)] + [_work(n, **failed) for n in range(2, 30)]
    ident, state, reason = _crawl(archive, works)
    assert state == "red"
    assert reason is not None
    assert "28 of 30 pages could not be had, most of them: the server answered 503" in reason
    report = drift.load(archive.conn, ident)
    assert report["errors"][0]["count"] == 28


def test_one_page_for_all_addresses_is_red(archive: Archive) -> None:
    def same(number: int) -> PageWork:
        url = f"http://xa.example.vn/bai-{number}"
        capture = write_capture(archive, url, b"<p>same", START)
        return _work(number, capture=capture)

    with archive.transaction():
        works = [same(n) for n in range(12)]
    _, state, reason = _crawl(archive, works)
    assert state == "red"
    assert reason == "12 of 12 addresses answer with the same page"


def test_limits_are_in_the_report(archive: Archive) -> None:
    event = Event(kind="limit", url="http://xa.example.vn/bai-1", detail="9000 links")
    ident, state, _ = _crawl(archive, [_work(1, events=(event,)), _work(2)])
    assert state == "done"
    limits = drift.load(archive.conn, ident)["limits"]
    assert limits == [{"what": "9000 links", "count": 1, "url": "http://xa.example.vn/bai-1"}]


def test_nothing_to_accept_and_nothing_to_show_is_said(archive: Archive) -> None:
    with pytest.raises(ArchiveError, match="no alarm"):
        drift.accept(archive, "thi-du")
    with pytest.raises(ArchiveError, match="no report"):
        drift.load(archive.conn, 7)
    assert drift.latest(archive.conn) == {}
