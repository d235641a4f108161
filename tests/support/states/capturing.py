"""What comes from the portals: crawls, and better readings of what they brought."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from archive.record import article_id
from support.states import promises
from support.states.acting import (
    HOMES,
)
from support.states.ground import NUMBERS, Ground
from support.states.model import Reading


class Capturing(Ground):
    """Rules of crawls and re-reading."""

    # -- what comes from the portals ---------------------------------------------------------

    def keeps(self, portal: str, url: str, reading: Reading) -> None:
        self.world.crawl(portal, url, reading.title, reading.body, reading.page)
        promises.crawled(self.model, article_id(url), portal, url, reading)

    def new_reading(self) -> Reading:
        body = f"Nội dung {self.new_word()}."
        return Reading(title=f"Việc {self.new_word()}", body=body, page=body)

    def new_url(self, portal: str) -> str:
        self.urls += 1
        return f"{HOMES[portal]}bai-{self.urls}"

    @rule(portal=st.sampled_from(sorted(HOMES)))
    @precondition(lambda self: len(self.model.articles) < 30)
    def crawls_new(self, portal: str) -> None:
        self.did("crawl: new")
        self.keeps(portal, self.new_url(portal), self.new_reading())

    @rule(number=NUMBERS, how=st.sampled_from(["same", "changed", "changed", "earlier"]))
    def crawls_again(self, number: int, how: str) -> None:
        self.did(f"crawl: {how}")
        article = self.model.articles[self.article(number)[1]]
        reading = article.readings[article.current - 1]
        if how == "changed":
            reading = self.new_reading()
        elif how == "earlier":
            reading = article.readings[number % len(article.readings)]
        again = Reading(title=reading.title, body=reading.body, page=reading.page)
        self.keeps(article.portal, article.url, again)

    @rule(number=NUMBERS)
    def goes(self, number: int) -> None:
        self.did("crawl: gone")
        article = self.model.articles[self.article(number)[1]]
        self.world.gone(article.url)
        article.gone = True

    @rule(numbers=st.lists(NUMBERS, min_size=1, max_size=2))
    def rereads(self, numbers: Sequence[int]) -> None:
        self.did("re-extract")
        idents = {self.article(number)[1] for number in numbers}
        readings = {ident: self.new_reading() for ident in sorted(idents)}
        run = self.world.reread(
            [
                (self.model.articles[ident].url, one.title, one.body)
                for ident, one in readings.items()
            ]
        )
        for ident, one in readings.items():
            promises.reread(self.model, ident, run, one.title, one.body)
        self.runs.append(run)

    @rule(portal=st.sampled_from(sorted(HOMES)))
    @precondition(lambda self: len(self.model.articles) < 30)
    def finds_by_rereading(self, portal: str) -> None:
        self.did("re-extract: found")
        url, one = self.new_url(portal), self.new_reading()
        run = self.world.find_by_rereading(portal, url, one.title, one.body)
        one.run = run
        promises.crawled(self.model, article_id(url), portal, url, one)
        self.runs.append(run)

    @rule(number=NUMBERS)
    @precondition(lambda self: self.runs)
    def rolls_back(self, number: int) -> None:
        self.did("re-extract: rolled back")
        run = self.runs.pop(-1 - (number % 2) % len(self.runs))
        self.world.roll_back(run)
        promises.roll_back(self.model, run)

    @rule(number=NUMBERS)
    @precondition(lambda self: self.model.forgotten)
    def crawls_forgotten(self, number: int) -> None:
        self.did("crawl: forgotten")
        ident = sorted(self.model.forgotten)[number % len(self.model.forgotten)]
        portal, url = self.model.forgotten.pop(ident)
        self.keeps(portal, url, self.new_reading())
