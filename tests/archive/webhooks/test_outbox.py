"""Receivers, and what follows from what they answer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from support.archives import START
from support.editorial import BY
from support.receiver import announce

from archive import webhooks
from archive.editorial import Editorial, NoSuchItem, NotValid
from archive.folder import Archive, stamp
from archive.webhooks import outbox
from archive.webhooks.outbox import RESTS, SCHEDULE, Delivery, Outcome

URL = "https://toasoan.example.vn/luutru"
A, B = "a" * 16, "b" * 16
DOWN, REFUSED, TAKEN = Outcome(error="no answer"), Outcome(status=500), Outcome(status=200)


@pytest.fixture
def ed(tmp_path: Path) -> Iterator[Editorial]:
    Archive.create(tmp_path / "kho").close()
    with Editorial.open(tmp_path / "kho") as opened:
        yield opened


def add(ed: Editorial, **more: Any) -> str:
    return webhooks.add(ed, URL, by=BY, moment=START, **more)[0].id


def due(ed: Editorial, hook: str, moment: datetime = START) -> list[Delivery]:
    outbox.list_new(ed, hook, moment)
    return outbox.due(ed, hook, moment)


def events(found: list[Delivery]) -> list[tuple[str, str]]:
    return [(one.event, one.article) for one in found]


@pytest.mark.parametrize(
    ("url", "more", "told"),
    [
        ("http://toasoan.example.vn/", {}, "without https"),
        ("https://127.0.0.1/", {}, "no address of the public internet"),
        ("https://[::ffff:10.0.0.1]/", {}, "no address of the public internet"),
        ("https://169.254.169.254/latest", {}, "no address of the public internet"),
        ("https://2130706433/", {}, "no address of the public internet"),
        ("https://0x7f.1/", {}, "no address of the public internet"),
        ("https://127.1/", {}, "no address of the public internet"),
        ("https://localhost/", {}, "no address of the public internet"),
        ("https://lan:mat-khau@toasoan.example.vn/", {}, "user name"),
        ("ftp://toasoan.example.vn/", {}, "an address is wanted"),
        ("https://toasoan.example.vn:x/", {}, "no address"),
        ("https://tòasoạn.example.vn/", {}, "ASCII"),
        (URL, {"events": ["deleted"]}, "none of published"),
        (URL, {"events": []}, "at least one"),
        (URL, {"base_url": "luutru"}, "where readers find the site"),
    ],
)
def test_what_must_not_be_asked_is_refused(
    ed: Editorial, url: str, more: dict[str, Any], told: str
) -> None:
    with pytest.raises(NotValid, match=told):
        webhooks.add(ed, url, by=BY, moment=START, **more)
    assert webhooks.hooks(ed.conn) == []


def test_a_secret_is_told_once_and_each_act_is_in_the_log(ed: Editorial) -> None:
    made, secret = webhooks.add(ed, URL, by=BY, moment=START)
    assert secret.startswith("whsec_")
    assert secret not in repr(webhooks.hooks(ed.conn))
    webhooks.pause(ed, made.id, by=BY, moment=START, reason="Chuyển máy chủ")
    webhooks.resume(ed, made.id, by=BY)
    webhooks.remove(ed, made.id, by=BY)
    acts = [tuple(row) for row in ed.conn.execute("SELECT act, kind, key, by FROM acts")]
    names = ("add webhook", "pause webhook", "resume webhook", "remove webhook")
    assert acts == [(name, "webhook", made.id, "lan") for name in names]
    assert secret not in str(ed.conn.execute("SELECT group_concat(detail) FROM acts").fetchone()[0])
    with pytest.raises(NoSuchItem, match="luutru webhook list"):
        webhooks.hook(ed.conn, made.id)


def test_a_receiver_learns_what_happens_after_it_was_added_and_what_it_wants(
    ed: Editorial,
) -> None:
    announce(ed.folder, ("published", A))
    some = add(ed, events=["hidden", "changed"])
    everything = add(ed)
    announce(ed.folder, ("changed", A), ("published", B), at="2026-11-28T23:00:00Z")
    assert events(due(ed, some)) == [("changed", A)]
    assert events(due(ed, everything)) == [("changed", A), ("published", B)]


def test_later_events_of_an_article_wait_for_the_earlier_and_others_do_not(ed: Editorial) -> None:
    hook = add(ed)
    announce(ed.folder, ("published", A), ("hidden", A), ("published", B))
    first, other = due(ed, hook)
    assert events([first, other]) == [("published", A), ("published", B)]
    outbox.settle(ed, first, REFUSED, START)
    outbox.settle(ed, other, TAKEN, START)
    assert due(ed, hook) == []
    (again,) = due(ed, hook, START + SCHEDULE[0])
    assert (again, again.message) == (first, first.message)
    outbox.settle(ed, again, TAKEN, START)
    assert events(due(ed, hook)) == [("hidden", A)]
    assert outbox.counts(ed.conn, hook) == outbox.Counts(waiting=1, done=2)


def test_a_refused_event_is_tried_by_the_schedule_and_then_given_up(ed: Editorial) -> None:
    hook = add(ed)
    announce(ed.folder, ("published", A), ("changed", A))
    moment = START
    for pause in SCHEDULE:
        (one,) = due(ed, hook, moment)
        outbox.settle(ed, one, REFUSED, moment)
        assert due(ed, hook, moment + pause - timedelta(seconds=1)) == []
        moment += pause
        with ed.transaction() as conn:  # another event arrived in between
            conn.execute("UPDATE webhooks SET failures = 0, failing_since = NULL")
    (one,) = due(ed, hook, moment)
    outbox.settle(ed, one, REFUSED, moment)
    assert events(due(ed, hook, moment)) == [("changed", A)]
    assert outbox.counts(ed.conn, hook) == outbox.Counts(waiting=1, given_up=1)
    assert moment - START == timedelta(hours=75, minutes=35, seconds=5)


@pytest.mark.parametrize("outcome", [DOWN, Outcome(status=503), Outcome(status=429)])
def test_a_receiver_that_is_down_rests_and_loses_nothing(ed: Editorial, outcome: Outcome) -> None:
    hook = add(ed)
    announce(ed.folder, ("published", A), ("published", B))
    moment = START
    for rest in (*RESTS, RESTS[-1], RESTS[-1]):
        outbox.settle(ed, due(ed, hook, moment)[0], outcome, moment)
        one = webhooks.hook(ed.conn, hook)
        assert one.rest_until == stamp(moment + rest)
        assert outbox.rests(one, moment + rest - timedelta(seconds=1))
        assert not outbox.is_due(ed, one, moment)
        moment += rest
        assert outbox.is_due(ed, one, moment)
    for _ in range(300):  # never given up
        outbox.settle(ed, due(ed, hook, moment)[0], outcome, moment)
        moment += RESTS[-1]
        if webhooks.hook(ed.conn, hook).paused_at:
            break
    assert "nothing could be delivered since" in (webhooks.hook(ed.conn, hook).paused_why or "")
    assert moment - START > timedelta(days=5)
    assert outbox.counts(ed.conn, hook) == outbox.Counts(waiting=2)
    webhooks.resume(ed, hook, by=BY)
    assert len(due(ed, hook, moment)) == 2


def test_a_wish_to_wait_is_granted_within_reason(ed: Editorial) -> None:
    hook = add(ed)
    announce(ed.folder, ("published", A))
    for wish, until in ((120.0, timedelta(minutes=2)), (1e9, timedelta(days=1))):
        (one,) = due(ed, hook, START + until)
        outbox.settle(ed, one, Outcome(status=429, retry_after=wish), START)
        assert webhooks.hook(ed.conn, hook).rest_until == stamp(START + until)


def test_gone_pauses_the_receiver_and_keeps_what_waits(ed: Editorial) -> None:
    hook = add(ed)
    announce(ed.folder, ("published", A))
    outbox.settle(ed, due(ed, hook)[0], Outcome(status=410), START)
    one = webhooks.hook(ed.conn, hook)
    assert (one.paused_at, one.paused_why) == (
        stamp(START),
        "the receiver answered 410: it is gone",
    )
    assert not outbox.is_due(ed, one, START + timedelta(days=9))
    webhooks.resume(ed, hook, by=BY)
    assert len(due(ed, hook)) == 1


def test_ten_refusals_in_a_row_let_the_receiver_rest(ed: Editorial) -> None:
    hook = add(ed)
    announce(ed.folder, *(("published", f"{number:016}") for number in range(12)))
    for one in due(ed, hook)[:9]:
        outbox.settle(ed, one, REFUSED, START)
    assert not outbox.rests(webhooks.hook(ed.conn, hook), START)
    outbox.settle(ed, due(ed, hook)[0], REFUSED, START)
    assert outbox.rests(webhooks.hook(ed.conn, hook), START)


def test_events_are_replayed_by_their_numbers(ed: Editorial) -> None:
    announce(ed.folder, ("published", A))
    hook = add(ed, events=["published", "hidden"])
    announce(ed.folder, ("changed", A), ("hidden", A), at="2026-11-29T01:00:00Z")
    outbox.settle(ed, due(ed, hook)[0], TAKEN, START)
    assert outbox.replay(ed, hook, 1, 3, by=BY, moment=START) == 2  # also of before it was added
    assert events(due(ed, hook)) == [("published", A)]
    with pytest.raises(NotValid, match="number 2"):
        outbox.replay(ed, hook, 2, 2, by=BY, moment=START)
    with pytest.raises(NoSuchItem):
        outbox.replay(ed, "none", 1, 1, by=BY, moment=START)


def test_the_log_tells_each_attempt_and_forgets_after_thirty_days(ed: Editorial) -> None:
    hook = add(ed)
    announce(ed.folder, ("published", A))
    (one,) = due(ed, hook)
    outbox.settle(ed, one, DOWN, START)
    outbox.settle(ed, one, TAKEN, START + timedelta(minutes=1))
    newest, first = outbox.log(ed.conn, hook)
    assert (newest.status, newest.state, newest.next_at) == (200, "done", None)
    assert (first.status, first.error) == (None, "no answer")
    assert list(outbox.log(ed.conn, hook, failed=True)) == [first]
    announce(ed.folder, ("changed", A))
    outbox.list_new(ed, hook, START + timedelta(days=31))
    assert list(outbox.log(ed.conn)) == []


def test_a_receiver_that_was_removed_while_it_was_told_is_forgotten(ed: Editorial) -> None:
    hook = add(ed)
    announce(ed.folder, ("published", A))
    (one,) = due(ed, hook)
    webhooks.remove(ed, hook, by=BY)
    outbox.settle(ed, one, TAKEN, START)
    assert ed.conn.execute("SELECT count(*) FROM attempts").fetchone()[0] == 0
