"""The machine: in whatever order things happen, no edit is lost, nothing publishes itself, and
nothing that is hidden, taken back or waiting is in an edition."""

from __future__ import annotations

import copy
import json
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from archive import hiding
from archive.editorial import Editorial, NotValid, Stale, bulk, policies, workflow
from archive.errors import ArchiveError
from archive.folder import stamp
from archive.record import article_id
from archive.search import index
from publish.build import NeedsWhole, build, refresh, scrub
from support.editions import assert_as_made_anew
from support.states import promises
from support.states.acting import (
    BY,
    FIRST,
    HOMES,
    POINTS,
    World,
    crawl_first,
    make_archive,
    word,
)
from support.states.looking import Edition, assert_moments, assert_same, editorial_rows, in_bytes
from support.states.model import NOTHING, WORD, Key, Model, Reading
from support.states.promises import Refused

NUMBERS = st.integers(0, 59)
"""Which of those that there are."""

_FIELDS = ("title", "lead", "published", "category", "portal", "none", "summary", "note", "tags",
           "same")  # fmt: skip


class Workflow(RuleBasedStateMachine):
    """One archive; `done` counts the rules over all machines."""

    done: ClassVar[Counter[str]] = Counter()
    template: ClassVar[Path | None] = None
    listener: ClassVar[Callable[[], None]] = staticmethod(lambda: None)

    def __init__(self) -> None:
        super().__init__()
        self.words = 1000
        self.digests: dict[str, str] = {}
        self.texts = 0
        self.folder = Path(tempfile.mkdtemp(prefix="luutru-states-"))
        self.world = World(self.folder / "kho")
        shutil.copytree(self._template(), self.world.kho)
        self.model = Model()
        nowhere = World(self.folder / "nowhere")
        for number in range(FIRST):
            portal, url, title, body = crawl_first(nowhere, number)
            reading = Reading(title=title, body=body, page=body)
            promises.crawled(self.model, article_id(url), portal, url, reading)
            self.world.tick()
        self.copied: Any = None
        self.urls = FIRST
        self.runs: list[int] = []
        self.patches = ExitStack()
        self.patches.enter_context(self.world.clocked())
        self.model.desk.acts = editorial_rows(self.world.kho, "SELECT act, kind, key FROM acts")
        self.model.make(self.world.clock)
        self.model.carry_over()
        self.fresh = True
        """Is the edition up to date?"""

    @classmethod
    def _template(cls) -> Path:
        if cls.template is None:
            template = Path(tempfile.mkdtemp(prefix="luutru-states-")) / "kho"
            make_archive(template)
            cls.template = template
        return cls.template

    def teardown(self) -> None:
        try:
            self.builds("")
            assert_as_made_anew(self.world.kho, self.folder / "anew")
        finally:
            self.patches.close()
            shutil.rmtree(self.folder)
            type(self).listener()

    # -- choosing -------------------------------------------------------------------------

    def new_word(self) -> str:
        self.words += 1
        return word(self.words)

    def article(self, number: int) -> Key:
        idents = sorted(self.model.articles)
        return "article", idents[number % len(idents)]

    def any_item(self, number: int) -> Key:
        """Of articles and of pages and collections, as often one as the other."""
        others = sorted(key for key in self.model.desk.items if key[0] != "article")
        if number % 2 and others:
            return others[number // 2 % len(others)]
        return self.article(number // 2)

    def did(self, name: str) -> None:
        self.done[name] += 1
        self.fresh = False

    def act(self, name: str, real: Callable[[Editorial], Any], wanted: Callable[[], Any]) -> Any:
        """Does it in earnest and in the model; both must allow it, or both refuse it."""
        self.did(name)
        before = copy.deepcopy(self.model.desk)
        try:
            wanted()
        except Refused:
            self.model.desk = before
            self.done[f"{name}, refused"] += 1
            with Editorial.open(self.world.kho) as ed:
                try:
                    real(ed)
                except NotValid:
                    return None
                raise AssertionError(f"{name} must be refused") from None
        with Editorial.open(self.world.kho) as ed:
            return real(ed)

    # -- what editors do ------------------------------------------------------------------

    def changed_state(self, key: Key, name: str) -> dict[str, Any]:
        state = copy.deepcopy(self.model.desk.peek(key).state(len(self.versions(key))))
        new = self.new_word()
        if key[0] != "article":
            return state | {"title": f"Hồ sơ {new}"} if name != "same" else state
        values: dict[str, Any] = {
            "title": f"Tên {new}", "lead": f"Dẫn {new}", "category": f"Mục {new}",
            "published": ("2020", "2020-05-06", None)[self.words % 3],
            "portal": sorted(HOMES)[self.words % 2],
        }  # fmt: skip
        if name in values:
            said = state["corrections"] | {
                name: {"value": values[name], "reason": f"Vì {self.new_word()}", "source": None}
            }
            state["corrections"] = {one: said[one] for one in sorted(said)}
        elif name in ("summary", "note"):
            state[name] = f"Lời {new}"
        elif name == "tags":
            state["tags"] = sorted([*state["tags"][:2], new])
        elif name == "none":
            state = copy.deepcopy(NOTHING)
        return state

    def versions(self, key: Key) -> list[dict[str, Any]]:
        return self.model.desk.peek(key).versions

    @rule(number=NUMBERS, name=st.sampled_from(_FIELDS), checked=st.booleans())
    def saves(self, number: int, name: str, checked: bool) -> None:
        key = self.any_item(number)
        state = self.changed_state(key, name)
        mark = self.model.desk.peek(key).mark if checked else None
        reason = self.new_word()  # never public
        self.act(
            "save",
            lambda ed: workflow.save(ed, *key, state, by=BY, reason=reason, expected=mark),
            lambda: promises.save(self.model, key, state),
        )

    @rule(kind=st.sampled_from(["page", "collection"]), number=NUMBERS)
    def creates(self, kind: str, number: int) -> None:
        self.texts += 1
        key = (kind, f"muc-{self.texts}")
        said: dict[str, Any] = {
            "title": f"Hồ sơ {self.new_word()}", "lead": self.new_word(), "body": self.new_word(),
        }  # fmt: skip
        if kind == "page":
            state = said | {"about": "portal:thi-du" if number % 2 else None}
        else:
            idents = sorted(self.model.articles)
            state = said | {"items": list(dict.fromkeys((idents * 2)[number % 4 :][:4]))}
        self.act(
            "create",
            lambda ed: workflow.save(ed, *key, state, by=BY, new=True),
            lambda: promises.create(self.model, key, state),
        )

    @rule(number=NUMBERS, version=st.integers(0, 9), revision=st.integers(0, 5))
    def publishes(self, number: int, version: int, revision: int) -> None:
        """Mostly the newest of both; sometimes an earlier one."""
        key = self.any_item(number)
        wanted = version if 1 <= version <= len(self.versions(key)) else None
        looked = None
        if key[0] == "article" and 1 <= revision <= self.model.articles[key[1]].current:
            looked = revision
        self.act(
            "publish",
            lambda ed: workflow.publish(ed, *key, by=BY, version=wanted, revision=looked),
            lambda: promises.publish(self.model, key, wanted, looked),
        )

    @rule(number=NUMBERS)
    def unpublishes(self, number: int) -> None:
        key = self.any_item(number)
        self.act(
            "unpublish",
            lambda ed: workflow.unpublish(ed, *key, by=BY),
            lambda: promises.unpublish(self.model, key),
        )

    @rule(number=NUMBERS, seconds=st.sampled_from([-60, 0, 30, 4000]))
    def schedules(self, number: int, seconds: int) -> None:
        key, at = self.any_item(number), self.world.clock + timedelta(seconds=seconds)
        self.act(
            "schedule",
            lambda ed: workflow.schedule(ed, *key, at, by=BY),
            lambda: promises.schedule(self.model, key, at),
        )

    @rule(number=NUMBERS)
    def unschedules(self, number: int) -> None:
        due = sorted(key for key, one in self.model.desk.items.items() if one.due)
        key = due[number % len(due)] if due else self.article(number)
        self.act(
            "unschedule",
            lambda ed: workflow.unschedule(ed, *key, by=BY),
            lambda: promises.unschedule(self.model, key),
        )

    @rule(number=NUMBERS, version=NUMBERS)
    @precondition(lambda self: any(one.versions for one in self.model.desk.items.values()))
    def restores(self, number: int, version: int) -> None:
        keys = sorted(key for key, one in self.model.desk.items.items() if one.versions)
        key = keys[number % len(keys)]
        old = 1 + version % len(self.versions(key))
        self.act(
            "restore",
            lambda ed: workflow.restore(ed, *key, old, by=BY),
            lambda: promises.restore(self.model, key, old),
        )

    @rule(number=NUMBERS)
    def hides(self, number: int) -> None:
        _, ident = self.article(number)
        basis, reason = f"NĐ {self.new_word()}", self.new_word()
        self.act(
            "hide",
            lambda ed: hiding.hide(ed, ident, reason=reason, basis=basis, by=BY),
            lambda: promises.hide(self.model, ident, basis),
        )

    @rule(number=NUMBERS)
    def unhides(self, number: int) -> None:
        hidden = sorted(self.model.desk.hidden)
        ident = hidden[number % len(hidden)] if hidden else self.article(number)[1]
        self.act(
            "unhide",
            lambda ed: hiding.unhide(ed, ident, reason=self.new_word(), by=BY),
            lambda: promises.unhide(self.model, ident),
        )

    @rule(portal=st.sampled_from(sorted(HOMES)), publish=st.sampled_from(["review", "at once"]))
    def sets_policy(self, portal: str, publish: Any) -> None:
        self.act(
            "policy",
            lambda ed: policies.set_policy(ed, portal, publish, by=BY),
            lambda: promises.set_policy(self.model, portal, publish),
        )

    @rule(number=NUMBERS)
    def two_save_at_once(self, number: int) -> None:
        """Both have read the same; the slower one is told, and nothing of his is kept."""
        self.did("two at once")
        key = self.any_item(number)
        mark = self.model.desk.peek(key).mark
        mine, yours = self.changed_state(key, "note"), self.changed_state(key, "summary")
        promises.save(self.model, key, mine)
        with Editorial.open(self.world.kho) as ed, Editorial.open(self.world.kho) as other:
            workflow.save(ed, *key, mine, by=BY, expected=mark)
            for act in (
                lambda: workflow.save(other, *key, yours, by=BY, expected=mark),
                lambda: workflow.publish(other, *key, by=BY, expected=mark),
                lambda: workflow.unpublish(other, *key, by=BY, expected=mark),
                lambda: workflow.restore(other, *key, 1, by=BY, expected=mark),
            ):
                try:
                    act()
                except Stale:
                    continue
                raise AssertionError("who was slower must be told")

    # -- many at once -----------------------------------------------------------------------

    def of_many(self, name: str) -> tuple[bulk.Act, Callable[[Key], object]]:
        new = self.new_word()
        if name == "publish":
            return (
                lambda ed, kind, key: workflow.publish(ed, kind, key, by=BY),
                lambda key: promises.publish(self.model, key),
            )
        if name == "unpublish":
            return (
                lambda ed, kind, key: workflow.unpublish(ed, kind, key, by=BY),
                lambda key: promises.unpublish(self.model, key),
            )
        if name == "hide":
            return (
                lambda ed, _, key: hiding.hide(ed, key, reason="x", basis=f"NĐ {new}", by=BY),
                lambda key: promises.hide(self.model, key[1], f"NĐ {new}"),
            )
        if name == "unhide":
            return (
                lambda ed, _, key: hiding.unhide(ed, key, reason="x", by=BY),
                lambda key: promises.unhide(self.model, key[1]),
            )
        state = NOTHING | {"note": f"Lời {new}"}
        return (
            lambda ed, kind, key: workflow.save(ed, kind, key, state, by=BY),
            lambda key: promises.save(self.model, key, state),
        )

    @rule(
        name=st.sampled_from(["publish", "unpublish", "hide", "unhide", "save"]),
        numbers=st.lists(NUMBERS, min_size=1, max_size=4),
        dry_run=st.sampled_from([False, False, False, True]),
    )
    def bulk(self, name: str, numbers: Sequence[int], dry_run: bool) -> None:
        self.did("bulk" if not dry_run else "bulk, tried")
        keys = list(dict.fromkeys(self.article(number) for number in numbers))
        real, wanted = self.of_many(name)
        with Editorial.open(self.world.kho) as ed:
            done = bulk.each(ed, keys, real, dry_run=dry_run)  # type: ignore[arg-type]
        could = promises.each(self.model, str(done.id), keys, wanted, dry_run=dry_run)
        assert [one.error is None for one in done.outcomes] == could

    @rule(number=NUMBERS)
    @precondition(lambda self: self.model.desk.batches)
    def undoes(self, number: int) -> None:
        """One of the last batches, an undone one too."""
        self.did("undo")
        batches = self.model.desk.batches
        named = list(batches)[-1 - (number % 3) % len(batches)]
        batch = batches[named]
        with Editorial.open(self.world.kho) as ed:
            done = bulk.undo(ed, named, by=BY)
        keys = [(one.kind, one.key) for one in done.outcomes]
        assert set(keys) == set(batch.did)
        could = promises.each(
            self.model, str(done.id), keys, lambda key: promises.undo(self.model, batch, key),
            dry_run=False,
        )  # fmt: skip
        assert [one.error is None for one in done.outcomes] == could

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

    # -- time, and editions --------------------------------------------------------------------

    @rule(seconds=st.sampled_from([1, 40, 4000]), run=st.booleans())
    def time_passes(self, seconds: int, run: bool) -> None:
        self.did("time")
        self.world.clock += timedelta(seconds=seconds)
        if run:
            with Editorial.open(self.world.kho) as ed:
                workflow.run_due(ed)
            promises.run_due(self.model, self.world.clock)

    @rule(back=st.sampled_from([5, 5000]))
    def clock_goes_back(self, back: int) -> None:
        self.did("clock goes back")
        self.world.clock -= timedelta(seconds=back)

    def made(self) -> None:
        self.model.carry_over()
        self.model.make(self.world.clock)
        self.model.carry_over()
        self.fresh = True
        self.look()

    @rule()
    def refreshes(self) -> None:
        self.did("refresh")
        try:
            refresh(self.world.kho)
        except NeedsWhole:
            self.builds("")
        else:
            self.made()

    @rule(how=st.sampled_from(["", "whole", "compared"]))
    def builds(self, how: str) -> None:
        self.did(f"build {how}".strip())
        build(self.world.kho, whole=how == "whole")
        promises.run_due(self.model, self.world.clock)
        self.made()
        self.assert_scrubbed()
        if how == "compared":
            assert_as_made_anew(self.world.kho, self.folder / "anew")

    @rule(pages=st.sampled_from([1, 3, 2000]), steps=st.sampled_from([1, 1000]))
    def scrubs(self, pages: int, steps: int) -> None:
        """A little, or until nothing is left to do."""
        self.done["scrub"] += 1
        before, index._PAGES_AT_A_TIME = index._PAGES_AT_A_TIME, pages
        try:
            clean = any(scrub(self.world.kho) for _ in range(steps))
        finally:
            index._PAGES_AT_A_TIME = before
        assert clean or steps == 1
        if clean and self.fresh:
            self.assert_scrubbed()

    # -- dying, and copies -----------------------------------------------------------------------

    @rule(
        number=NUMBERS, killed=st.booleans(),
        name=st.sampled_from(["publish", "unpublish", "hide", "unhide", "save", "policy", "bulk"]),
    )  # fmt: skip
    def dies_editing(self, number: int, killed: bool, name: str) -> None:
        """Nothing of an act that was not committed is there afterwards."""
        self.did("act killed" if killed else "act abandoned")
        key = self.article(number)

        def act(ed: Editorial) -> None:
            try:
                if name == "policy":
                    policies.set_policy(ed, "thi-du", "review", by=BY)
                elif name == "bulk":
                    bulk.each(ed, [key], self.of_many("unpublish")[0])  # type: ignore[list-item]
                else:
                    self.of_many(name)[0](ed, *key)  # type: ignore[arg-type]
            except ArchiveError:
                pass

        (self.world.killed if killed else self.world.abandoned)(act)

    @rule(point=st.sampled_from(sorted(POINTS)), how=st.sampled_from(["refresh", "build", "whole"]))
    def dies_building(self, point: str, how: str) -> None:
        self.done["build killed"] += 1
        make: Callable[[Path], object] = {
            "refresh": refresh,
            "build": build,
            "whole": lambda kho: build(kho, whole=True),
        }[how]  # type: ignore[assignment]

        def or_whole(kho: Path) -> object:
            try:
                return make(kho)
            except NeedsWhole:
                return build(kho)

        dead = self.world.killed_building(or_whole, point)
        if how != "refresh":
            promises.run_due(self.model, self.world.clock)
        self.model.carry_over()
        if not dead or point == "before it is carried over":
            self.model.make(self.world.clock)
            if not dead:
                self.model.carry_over()
            self.look()
        self.fresh = not dead

    @rule()
    @precondition(lambda self: not self.copied or self.copied.acts != self.model.desk.acts)
    def copies(self) -> None:
        self.done["copy"] += 1
        self.world.keep_copy()
        self.copied = self.model.kept()

    @rule()
    @precondition(lambda self: self.copied)
    def copy_comes_back(self) -> None:
        self.did("copy put back")
        self.world.put_copy_back()
        self.model.desk = copy.deepcopy(self.copied)

    # -- what must hold ----------------------------------------------------------------------------

    @invariant()
    def desk_is_as_it_must_be(self) -> None:
        """Every version that was ever saved is there, and nothing has moved but by an act."""
        desk, kho = self.model.desk, self.world.kho
        found = {
            (kind, key): standing
            for kind, key, *standing in editorial_rows(
                kho, "SELECT kind, key, mark, version, live, shown, revision, due, due_version, "
                "due_revision FROM items",
            )
        }  # fmt: skip
        wanted = {
            key: [one.mark, len(one.versions), one.live, None if one.shown is None else one.shown,
                  one.revision, stamp(one.due) if one.due else None, one.due_version,
                  one.due_revision]
            for key, one in desk.items.items()
        }  # fmt: skip
        assert_same(found, wanted, "items")
        versions = {
            (kind, key, number): json.loads(state)
            for kind, key, number, state in editorial_rows(
                kho, "SELECT kind, key, number, state FROM versions"
            )
        }
        saved = {
            (*key, number): state
            for key, one in desk.items.items()
            for number, state in enumerate(one.versions, 1)
        }
        assert_same(versions, saved, "versions")
        acts = editorial_rows(kho, "SELECT act, kind, key FROM acts ORDER BY id")
        assert acts == desk.acts, f"acts: found {acts[-9:]}, wanted {desk.acts[-9:]}"
        hidden = dict(editorial_rows(kho, "SELECT article, basis FROM hidden"))
        assert_same(hidden, desk.hidden, "hidden")
        said = dict(editorial_rows(kho, "SELECT portal, publish FROM policies"))
        assert_same(said, desk.policies, "policies")

    def look(self) -> None:
        """The edition shows what it must, and nothing else is in it."""
        model, edition = self.model, Edition(self.world.kho / "public.db")
        try:
            seen = {ident: model.seen(ident) for ident in model.articles}
            shown = {ident: one for ident, one in seen.items() if one is not None}
            assert_same(edition.articles(), shown, "articles")
            numbers = {ident: list(range(1, (model.shown(ident) or 0) + 1)) for ident in shown}
            assert_same(edition.revisions(), numbers, "revisions")
            texts = copy.deepcopy(model.texts())
            for text in texts.values():
                if "items" in text:
                    text["items"] = [one for one in text["items"] if one in shown]
            assert_same(edition.texts(), texts, "texts")
            assert_same(edition.tombstones(), model.desk.hidden, "tombstones")
            more = edition.words() - model.words()
            assert more == set(), f"words that must not be in an edition: {more}"
            self.assert_found(edition, shown)
            assert_moments(model.edition, edition.publications(), self.digests)
        finally:
            edition.close()
        announced = editorial_rows(
            self.world.kho, "SELECT at, event, article FROM announcements ORDER BY seq"
        )
        assert announced == model.desk.announced, (
            f"announced: {set(announced) ^ set(model.desk.announced)}"
        )

    def assert_found(self, edition: Edition, shown: dict[str, dict[str, Any]]) -> None:
        of_articles: dict[str, set[str]] = {}
        for ident, one in shown.items():
            for new in WORD.findall(f"{one['title']} {one['lead']} {one['body']}"):
                of_articles.setdefault(new, set()).add(ident)
        every = [*map(word, range(2 * FIRST)), *map(word, range(1000, self.words + 1))]
        for new, found in edition.found_by(every):
            wanted = of_articles.get(new, set())
            assert found == wanted, f"{new} finds {found}, not {wanted}"

    def assert_scrubbed(self) -> None:
        """No byte of the files has a word of what is hidden."""
        model = self.model
        left = set()
        for ident in model.desk.hidden:
            if ident in model.articles:
                left.update(WORD.findall(repr(model.articles[ident].readings)))
                left.update(WORD.findall(repr(self.versions(("article", ident)))))
        found = in_bytes(self.world.kho / "public.db", sorted(left - model.words()))
        assert found == [], f"words of what is hidden are in the file: {found}"
