"""What editors do, one by one and many at once."""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from archive.editorial import Editorial, Stale, bulk, hiding, policies, workflow
from support.states import promises
from support.states.acting import (
    BY,
    HOMES,
)
from support.states.ground import NUMBERS, Ground
from support.states.model import NOTHING, Key

_FIELDS = ("title", "lead", "published", "category", "portal", "none", "summary", "note", "tags",
           "same")  # fmt: skip


class Editing(Ground):
    """Rules of the desk."""

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
