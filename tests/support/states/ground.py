"""One archive and its model: how rules choose, act in both, and what must hold after each."""

from __future__ import annotations

import copy
import json
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant

from archive.editorial import Editorial, NotValid
from archive.folder import stamp
from archive.record import article_id
from support.states import promises
from support.states.acting import (
    FIRST,
    World,
    crawl_first,
    make_archive,
    word,
)
from support.states.looking import Edition, assert_moments, assert_same, editorial_rows, in_bytes
from support.states.model import WORD, Key, Model, Reading
from support.states.promises import Refused

NUMBERS = st.integers(0, 59)
"""Which of those that there are."""


class Ground(RuleBasedStateMachine):
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

    def versions(self, key: Key) -> list[dict[str, Any]]:
        return self.model.desk.peek(key).versions

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
