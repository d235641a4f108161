"""Whatever a receiver answers, and whenever: events of an article arrive in order, and none is lost."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections import defaultdict
from datetime import timedelta
from functools import cache
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from support.archives import START
from support.editorial import BY
from support.receiver import announce_in

from archive import webhooks
from archive.editorial import Editorial
from archive.folder import Archive
from archive.webhooks import outbox
from archive.webhooks.outbox import Outcome

ARTICLES = [letter * 16 for letter in "abc"]
EVENTS = ["published", "changed", "hidden", "gone"]
_ANSWERS = (None, 200, 200, 204, 302, 404, 410, 429, 500, 503)


@cache
def _empty() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="luutru-outbox-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    Archive.create(folder / "kho").close()
    Editorial.open(folder / "kho").close()
    return folder / "kho"


class Deliveries(RuleBasedStateMachine):
    """A receiver that answers anything, a sender that dies between sending and noting."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        shutil.copytree(_empty(), self.folder, dirs_exist_ok=True)
        self.ed = Editorial(self.folder)
        self.moment = START
        self.hook = webhooks.add(
            self.ed, "https://go.example.vn/", by=BY, moment=START, events=EVENTS[:3]
        )[0].id
        self.number = 0
        self.wanted: dict[str, list[int]] = defaultdict(list)
        self.taken: dict[str, list[int]] = defaultdict(list)
        self.asked_for: set[int] = set()

    def teardown(self) -> None:
        self.settle_all()
        self.ed.close()
        shutil.rmtree(self.folder)

    @rule(article=st.sampled_from(ARTICLES), event=st.sampled_from(EVENTS))
    def happens(self, article: str, event: str) -> None:
        self.number += 1
        announce_in(self.ed, (event, article), at=f"2026-{self.number:08}")
        if event != "gone":
            self.wanted[article].append(self.number)

    @rule(answers=st.lists(st.sampled_from(_ANSWERS), min_size=1, max_size=4), dies=st.booleans())
    def passes(self, answers: list[int | None], dies: bool) -> None:
        outbox.list_new(self.ed, self.hook, self.moment)
        for one, status in zip(outbox.due(self.ed, self.hook, self.moment), answers, strict=False):
            if outbox.rests(webhooks.hook(self.ed.conn, self.hook), self.moment):
                return
            outcome = Outcome(status=status)
            if outcome.delivered:
                self.taken[one.article].append(one.sequence)
            if dies:
                return
            outbox.settle(self.ed, one, outcome, self.moment)

    @rule(hours=st.sampled_from([0.001, 0.1, 1.0, 30.0]))
    def time_goes_by(self, hours: float) -> None:
        self.moment += timedelta(hours=hours)

    @rule(number=st.integers(1, 20))
    def is_replayed(self, number: int) -> None:
        known = {one for each in self.wanted.values() for one in each}
        if number in known:
            outbox.replay(self.ed, self.hook, number, number, by=BY, moment=self.moment)
            self.asked_for.add(number)

    @rule()
    def is_resumed(self) -> None:
        webhooks.resume(self.ed, self.hook, by=BY)

    @invariant()
    def of_each_article_the_first_arrivals_are_in_order(self) -> None:
        """But those that were asked for again by hand, and what a crash sent twice."""
        for taken in self.taken.values():
            first = [one for one in dict.fromkeys(taken) if one not in self.asked_for]
            assert first == sorted(first)

    def settle_all(self) -> None:
        """In the end the receiver takes everything: each event has arrived or was given up."""
        given_up = outbox.counts(self.ed.conn, self.hook).given_up
        for _ in range(200):
            self.is_resumed()
            self.moment += timedelta(days=1)
            self.passes([200] * 100, dies=False)
            if not outbox.counts(self.ed.conn, self.hook).waiting:
                break
        counts = outbox.counts(self.ed.conn, self.hook)
        wanted = {one for each in self.wanted.values() for one in each}
        taken = {one for each in self.taken.values() for one in each}
        self.of_each_article_the_first_arrivals_are_in_order()
        assert counts.waiting == 0
        assert taken <= wanted
        assert len(wanted - taken) <= given_up
        assert counts.done + counts.given_up == len(wanted)


TestDeliveries = Deliveries.TestCase
TestDeliveries.settings = settings(
    max_examples=15, stateful_step_count=30, deadline=None, derandomize=True,
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
