"""Politeness, measured where it counts: in the log of the server that is asked."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from support.cli import luutru
from support.server import Answer, LocalPortal, Page, article_page, local_portal, small_portal

from archive import portals
from archive.errors import ArchiveError
from archive.folder import VIETNAM, Archive
from archive.hosts import Rest
from archive.quiet import parse_quiet_hours
from crawler.limits import Limits
from crawler.pace import MAX_PENALTY, REST_AFTER, Pace, host_of
from crawler.robots import FRESH_SECONDS, RobotsBook, is_unreachable


@pytest.fixture
def kho(tmp_path: Path) -> Path:
    Archive.create(tmp_path / "kho").close()
    return tmp_path / "kho"


def add(kho: Path, portal: LocalPortal, *, delay: float = 0.0, **settings: Any) -> str:
    with Archive.open(kho, write=True) as archive:
        ident = portals.add(archive, portal.url, allow_private=True, delay=delay).id
        portals.change(archive, ident, settings)
    return ident


def change(kho: Path, sql: str) -> None:
    with Archive.open(kho, write=True) as archive:
        archive.conn.execute(sql)


def crawl(kho: Path, *options: str, check: int | None = 0) -> dict[str, Any]:
    done = luutru("crawl", "--all", "--json", "--archive", kho, *options, check=check)
    return json.loads(done.stdout)["portals"][0]


def rows(kho: Path, sql: str) -> list[tuple[Any, ...]]:
    with Archive.open(kho) as archive:
        return [tuple(row) for row in archive.conn.execute(sql)]


def articles(kho: Path) -> int:
    return int(rows(kho, "SELECT count(*) FROM articles")[0][0])


def plain(text: str, status: int = 200) -> Page:
    return Page(text, status, {"Content-Type": "text/plain"})


# -- robots.txt ------------------------------------------------------------------------------


def test_a_robots_txt_that_cannot_be_had_forbids_everything_for_a_while(kho: Path) -> None:
    pages = small_portal(3)
    pages["/robots.txt"] = plain("broken", 500)
    with local_portal(pages) as portal:
        add(kho, portal)
        done = luutru("crawl", "--all", "--archive", kho, check=1)
        assert set(portal.paths()) == {"/robots.txt"}
        assert len(portal.log) == 3
        assert "robots.txt of 127.0.0.1" in done.stderr
        assert "nothing may be asked of it until" in done.stderr
        pages["/robots.txt"] = plain("", 404)
        luutru("crawl", "--all", "--archive", kho, check=1)
        assert len(portal.log) == 3  # the next run keeps to it too
        change(kho, "UPDATE hosts SET robots_until = 0")
        assert crawl(kho)["state"] == "done"
    assert articles(kho) == 3


def test_pictures_elsewhere_are_asked_by_the_robots_txt_of_their_host(kho: Path) -> None:
    picture = small_portal(1)["/anh/1.png"]
    elsewhere: dict[str, Answer] = {
        "/robots.txt": plain("User-agent: luutru\nDisallow: /kin/\n\nUser-agent: *\nDisallow: /"),
        "/anh/1.png": picture,
        "/kin/2.png": picture,
    }
    with local_portal(elsewhere) as host, local_portal({}) as broken:
        pages = small_portal(3)
        for number, url in ((1, f"{host.url}anh/1.png"), (2, f"{host.url}kin/2.png"), (3, f"{broken.url}3.png")):  # fmt: skip
            body = str(article_page(number).body)
            pages[f"/bai-viet-{number}.html"] = Page(body.replace(f"/anh/{number}.png", url))
        broken.pages["/robots.txt"] = plain("", 503)
        with local_portal(pages) as portal:
            for one in (host, broken, portal):  # on a private address only what was added is asked
                add(kho, one)
            words = ("--json", "--archive", kho, "--verbose")  # a traceback in the log fails it
            done = luutru("crawl", host_of(portal.url), *words, check=0)
        report = json.loads(done.stdout)["portals"][0]
        assert "Traceback" not in done.stderr
        assert host.paths() == ["/robots.txt", "/anh/1.png"]
        assert set(broken.paths()) == {"/robots.txt"}
    assert (report["state"], report["media"]) == ("done", 1)
    skipped = str(rows(kho, "SELECT detail FROM events WHERE kind = 'not requested'"))
    assert "robots.txt forbids it" in skipped
    assert "could not be had (the server answered 503)" in skipped
    states = {one["host"]: one["robots"] for one in report["courtesy"]}
    assert [states[host_of(u)] for u in (portal.url, host.url, broken.url)] == ["none", "rules", "unreachable"]  # fmt: skip


def test_redirects_of_a_robots_txt_are_followed_and_end(kho: Path) -> None:
    pages = small_portal(4)
    pages["/robots.txt"] = Page("", 301, {"Location": "/that/robots.txt"})
    pages["/that/robots.txt"] = plain("User-agent: *\nDisallow: /bai-viet-2")
    with local_portal(pages) as portal:
        add(kho, portal)
        crawl(kho)
        assert "/bai-viet-2.html" not in portal.paths()
        assert articles(kho) == 3
        pages["/robots.txt"] = Page("", 302, {"Location": "/b/robots.txt"})
        pages["/b/robots.txt"] = Page("", 302, {"Location": "/robots.txt"})
        portal.log.clear()
        crawl(kho, "--sweep")
        assert sum(path.endswith("robots.txt") for path in portal.paths()) <= 6
    assert articles(kho) == 4


def test_what_is_read_of_a_robots_txt_and_how_long_it_counts(kho: Path) -> None:
    now = [1000.0]
    with Archive.open(kho, write=True) as archive:
        book = RobotsBook(archive.conn, clock=lambda: now[0])
        assert book.known("xa.vn") is None
        book.answered(
            "xa.vn",
            "User-agent: archive\nDisallow: /\n\nUser-agent: *\nDisallow: /a\nAllow: /a/b\n"
            "Disallow: /*.php$\nCrawl-delay: 7\n",
        )
        asked = ("/", "/a", "/a/b", "/x.php", "/x.php?a=1")
        assert [book.allows(f"http://xa.vn{path}") for path in asked] == [True, False, True, False, True]  # fmt: skip
        assert book.delay("xa.vn") == 7
        again = RobotsBook(archive.conn, clock=lambda: now[0])
        assert again.known("xa.vn") is not None  # a crawl that resumes need not ask
        now[0] += FRESH_SECONDS
        assert book.known("xa.vn") is None
    assert [is_unreachable(status) for status in (200, 401, 403, 404, 410, 429, 500, 503)] == [
        False, False, False, False, False, True, True, True,
    ]  # fmt: skip


# -- pace and back-off -------------------------------------------------------------------------


def test_the_delay_of_the_portal_and_of_its_robots_txt_lie_between_requests(kho: Path) -> None:
    at: list[float] = []
    pages = {path: _stamped(answer, at) for path, answer in small_portal(4).items()}
    pages["/robots.txt"] = _stamped(plain("User-agent: *\nCrawl-delay: 0.2"), at)
    with local_portal(pages) as portal:
        add(kho, portal, delay=0.1)
        (host,) = crawl(kho)["courtesy"]
        assert len(at) == len(portal.log) == 10
    # A request is stamped here when it is read, which may come late but never early.
    gaps = [later - earlier for earlier, later in pairwise(sorted(at))]
    assert sum(gaps) >= 0.2 * len(gaps) - 0.2
    assert host["smallest_gap"] >= 0.1


def _stamped(answer: Answer, at: list[float]) -> Answer:
    def answered(path: str, form: str) -> Page:
        at.append(time.monotonic())
        return answer(path, form) if callable(answer) else answer

    return answered


def test_errors_slow_a_host_down_and_good_answers_speed_it_up_slowly() -> None:
    now = [0.0]
    pace = Pace(clock=lambda: now[0])
    pace.settle("xa.vn", 2.0)
    delays = []
    for _ in range(8):
        pace.bad("xa.vn")
        delays.append(pace.delay("xa.vn"))
    assert delays == sorted(delays)
    assert delays[:3] == [2.0, 4.0, 8.0]
    assert delays[-1] == 32.0 <= MAX_PENALTY
    after = []
    for _ in range(12):
        pace.good("xa.vn", 0.1)
        after.append(pace.delay("xa.vn"))
    assert after == sorted(after, reverse=True)
    assert after[0] > delays[-1] / 2
    assert after[-1] == 2.0


def test_the_time_of_the_next_request_and_a_rest() -> None:
    now = [100.0]
    pace = Pace(clock=lambda: now[0])
    pace.settle("xa.vn", 3.0)
    assert pace.free_at("xa.vn") == 0
    pace.sent("xa.vn")
    assert pace.free_at("xa.vn") == 103
    pace.rest("xa.vn", Rest(until=400.0, reason="asked for"))
    pace.rest("xa.vn", Rest(until=200.0, reason="shorter"))
    assert pace.free_at("xa.vn") == 400
    assert pace.resting("xa.vn", beyond=299) is not None
    assert pace.resting("xa.vn", beyond=300) is None
    now[0] = 400.0
    assert pace.resting("xa.vn") is None


def test_a_host_that_gives_only_errors_is_left_alone(kho: Path) -> None:
    pages = small_portal(40)
    with local_portal(pages) as portal:
        add(kho, portal)
        crawl(kho, "--max-pages", "3")
        for path in [p for p in pages if p != "/robots.txt"]:
            pages[path] = Page("down", 502)
        portal.log.clear()
        done = luutru("crawl", "--all", "--archive", kho, check=1)
        asked = len(portal.log)
        assert 6 <= asked <= 9
        assert "errors in a row" in done.stderr
        assert "left alone until" in done.stderr
        luutru("crawl", "--all", "--archive", kho, check=1)
        assert len(portal.log) == asked
        for path, answer in small_portal(40).items():
            pages[path] = answer
        change(kho, "UPDATE hosts SET rest_until = 0")
        change(kho, "UPDATE frontier SET not_before = 0")
        assert crawl(kho)["state"] == "done"
    assert articles(kho) == 40


def test_other_portals_go_on_and_a_shared_host_is_asked_for_its_robots_txt_once(kho: Path) -> None:
    shared: dict[str, Answer] = {"/anh.png": small_portal(1)["/anh/1.png"]}
    with local_portal(shared) as host, local_portal(small_portal(4)) as ill:
        pages = small_portal(4)
        for number in (1, 2):
            body = str(article_page(number).body)
            page = Page(body.replace(f"/anh/{number}.png", f"{host.url}anh.png"))
            pages[f"/bai-viet-{number}.html"] = ill.pages[f"/bai-viet-{number}.html"] = page
        ill.pages["/robots.txt"] = plain("", 500)
        with local_portal(pages) as portal:
            for one in (host, ill, portal):  # on a private address only what was added is asked
                add(kho, one)
            names = (host_of(ill.url), host_of(portal.url))
            done = luutru("crawl", *names, "--json", "--archive", kho, check=1)
        assert Counter(host.paths())["/robots.txt"] == 1
    states = {one["portal"]: one["state"] for one in json.loads(done.stdout)["portals"]}
    assert sorted(states.values()) == ["done", "paused"]
    assert articles(kho) == 4


def test_a_server_that_asks_for_a_long_pause_is_left_alone_and_that_is_told(kho: Path) -> None:
    later = datetime.now(UTC) + timedelta(minutes=40)
    pages = small_portal(6)
    busy = Page("busy", 503, {"Retry-After": format_datetime(later, usegmt=True)})
    pages["/bai-viet-3.html"] = pages["/bai-viet-4.html"] = busy
    with local_portal(pages) as portal:
        add(kho, portal)
        report = crawl(kho)
        asked = len(portal.log)
        crawl(kho)
        assert len(portal.log) == asked  # the next run keeps to it too
    assert report["state"] == "paused"
    assert "asks for a pause until" in report["pause"]
    then = datetime.fromisoformat(report["go_on_at"])
    assert abs(then - later) < timedelta(seconds=5)
    assert portal.paths()[-1] == "/bai-viet-4.html"


def test_one_page_that_asks_for_a_long_pause_waits_alone(kho: Path) -> None:
    pages = small_portal(6)
    pages["/bai-viet-3.html"] = Page("busy", 503, {"Retry-After": "3000"})
    with local_portal(pages) as portal:
        add(kho, portal)
        report = crawl(kho)
        pages["/bai-viet-3.html"] = article_page(3)
        with Archive.open(kho, write=True) as archive:
            archive.conn.execute("UPDATE frontier SET not_before = 0")
        later = crawl(kho)
    assert (report["state"], report["waiting"]) == ("paused", 1)
    assert Counter(portal.paths())["/bai-viet-3.html"] == 2
    assert later["state"] == "done"
    assert articles(kho) == 6


def test_broken_pages_in_a_row_are_not_the_host(kho: Path) -> None:
    pages = small_portal(13)
    for number in range(3, 3 + REST_AFTER + 1):
        pages[f"/bai-viet-{number}.html"] = Page("broken", 500)
    with local_portal(pages) as portal:
        add(kho, portal)
        report = crawl(kho)
    assert report["state"] == "done"
    assert report["failed"] == REST_AFTER + 1
    assert articles(kho) == 13 - (REST_AFTER + 1)


# -- limits and quiet hours ----------------------------------------------------------------------


def test_limits_stay_with_the_portal_and_a_run_may_have_its_own(kho: Path) -> None:
    with local_portal(small_portal(30)) as portal:
        ident = add(kho, portal)
        words = ("portal", "set", ident, "--json", "--archive", kho)
        given = ("--max-pages", "4", "--max-bytes", "2M", "--budget", "1h", "--quiet-hours", "none")
        told = json.loads(luutru(*words, *given, check=0).stdout)
        assert (told["max_pages"], told["max_bytes"], told["budget"]) == (4, 2_000_000, 3600)
        listed = json.loads(luutru("portal", "list", "--json", "--archive", kho, check=0).stdout)
        assert {name: listed[0][name] for name in told if name != "portal"} == {
            name: value for name, value in told.items() if name != "portal"
        }
        report = crawl(kho)
        assert (report["state"], report["pages"]) == ("paused", 4)
        assert "4 pages" in report["pause"]
        report = crawl(kho, "--max-pages", "1000", "--max-bytes", "3k")
        assert report["state"] == "paused"
        assert "MB received" in report["pause"]
        assert report["bytes"] < 3000 + 4000  # the page that goes over it is the last
        report = crawl(kho, "--max-pages", "1000")
        assert report["resumed"]
        assert report["state"] == "done"
        assert report["courtesy"][0]["requests"] == len(portal.log)  # of all runs of the crawl
    assert articles(kho) == 30


def test_nothing_is_asked_in_quiet_hours(kho: Path) -> None:
    now = datetime.now(VIETNAM)
    span = f"{now - timedelta(hours=2):%H:%M}-{now + timedelta(hours=2):%H:%M}"
    with local_portal(small_portal(2)) as portal:
        add(kho, portal, quiet_hours=span)
        report = crawl(kho)
        assert portal.log == []
    assert report["state"] == "paused"
    assert report["pause"].startswith("quiet hours until")
    assert report["go_on_at"] > now.isoformat()


@pytest.mark.parametrize(
    ("text", "at", "until"),
    [
        ("07:00-18:00", "06:59", None),
        ("07:00-18:00", "07:00", "18:00"),
        ("07:00-18:00", "18:00", None),
        ("22:00-06:00", "23:30", "06:00 next day"),
        ("22:00-06:00", "05:59", "06:00"),
        ("22:00-06:00", "12:00", None),
        ("07:00-11:30, 11:30-17:00", "08:00", "17:00"),
        ("7:00-24:00", "08:00", "00:00 next day"),
        ("", "08:00", None),
    ],
)
def test_quiet_hours(text: str, at: str, until: str | None) -> None:
    moment = datetime.fromisoformat(f"2026-03-10T{at}:00+07:00")
    end = parse_quiet_hours(text).until(moment.timestamp())
    if until is None:
        assert end == moment.timestamp()
        return
    day = moment + timedelta(days="next day" in until)
    assert datetime.fromtimestamp(end, VIETNAM) == datetime.fromisoformat(f"{day:%Y-%m-%d}T{until[:5]}:00+07:00")  # fmt: skip


@pytest.mark.parametrize("text", ["7-18", "00:00-24:00", "08:00-08:00", "25:00-26:00", "00:00-12:00,12:00-24:00"])  # fmt: skip
def test_quiet_hours_that_are_none(text: str) -> None:
    with pytest.raises(ArchiveError):
        parse_quiet_hours(text)


def test_limits_are_told_in_words() -> None:
    limits = Limits(max_pages=3, max_bytes=5_000_000, seconds=60)
    assert limits.reached(pages=2, size=4_999_999, seconds=59) is None
    for used, said in (({"pages": 3}, "3 pages"), ({"size": 5_000_000}, "5.0 MB"), ({"seconds": 60}, "60 seconds")):  # fmt: skip
        pause = limits.reached(**({"pages": 0, "size": 0, "seconds": 0} | used))
        assert pause is not None
        assert said in pause.reason


# -- the courtesy report -----------------------------------------------------------------------


@contextmanager
def rude_server(answers: list[bytes]) -> Iterator[tuple[str, list[str]]]:
    """Reads each request whole, sends the next of the answers (none: a reset) and hangs up."""
    log: list[str] = []
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection:
                head = b""
                while b"\r\n\r\n" not in head and (part := connection.recv(65536)):
                    head += part
                if not head:
                    continue
                log.append(head.split(b" ")[1].decode())
                answer = answers[len(log) - 1] if len(log) <= len(answers) else b""
                connection.sendall(answer)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/", log
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()


def test_the_report_equals_the_log_of_the_server(kho: Path) -> None:
    sent: Counter[str] = Counter()
    cut = {"/bai-viet-5.html": 100}
    # It says that it hangs up: a request into a connection that is just being closed is ours alone.
    last = b"HTTP/1.1 404 no\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    with rude_server([last]) as (rude, rude_log):
        pages = small_portal(8)
        pages["/bai-viet-3.html"] = Page("", 301, {"Location": "/bai-viet-3b.html"})
        pages["/bai-viet-3b.html"] = article_page(3)
        pages["/bai-viet-4.html"] = Page("busy", 503, {"Retry-After": "0"})
        pages["/bai-viet-5.html"] = Page(article_page(5).body, cut=100)
        del pages["/anh/6.png"]
        body = str(article_page(7).body)
        pages["/bai-viet-7.html"] = Page(body.replace("/anh/7.png", f"{rude}7.png"))
        pages["/bai-viet-8.html"] = Page(str(article_page(8).body).replace("/anh/8.png", "http://127.0.0.1:9/8.png"))  # fmt: skip
        counted = {path: _counted(answer, sent, cut.get(path, 0)) for path, answer in pages.items()}
        with local_portal(counted) as portal:
            for url in (rude, "http://127.0.0.1:9/"):
                add(kho, LocalPortal(url=url, pages={}))
            add(kho, portal)
            words = ("--json", "--archive", kho)
            done = luutru("crawl", host_of(portal.url), *words, check=0)
            report = json.loads(done.stdout)["portals"][0]
            missing = Counter(path for path in portal.paths() if path not in counted)
            log = list(portal.log)
    told = {one["host"]: one for one in report["courtesy"]}
    own, other = told[host_of(portal.url)], told[host_of(rude)]
    assert own["requests"] == len(log)
    lost = len(b"<p>Kh\xc3\xb4ng t\xc3\xacm th\xe1\xba\xa5y trang</p>")
    assert own["bytes"] == sum(sent.values()) + lost * sum(missing.values())
    assert own["errors"] == 3 + 3  # 503 and a cut body, three times each
    assert (other["requests"], other["errors"]) == (len(rude_log), len(rude_log) - 1)
    assert len(rude_log) == 4  # robots.txt, and a picture that is reset three times
    closed = told["127.0.0.1:9"]
    assert (closed["requests"], closed["unsent"], closed["robots"]) == (0, 3, "unreachable")
    said = luutru("courtesy", "--archive", kho, check=0).stdout
    assert f"{len(log)} requests" in said
    kept = json.loads(luutru("courtesy", "--json", "--archive", kho, check=0).stdout)
    assert kept[0]["hosts"] == report["courtesy"]


def _counted(answer: Answer, sent: Counter[str], cut: int) -> Answer:
    def answered(path: str, form: str) -> Page:
        page = answer(path, form) if callable(answer) else answer
        body = page.body.encode() if isinstance(page.body, str) else page.body
        sent[path] += len(body) - cut
        return page

    return answered
