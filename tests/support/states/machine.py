"""The machine: in whatever order things happen, no edit is lost, nothing publishes itself, and
nothing that is hidden, taken back or waiting is in an edition."""

from __future__ import annotations

import copy
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from archive.editorial import Editorial, bulk, policies, workflow
from archive.errors import ArchiveError
from archive.search import index
from publish.build import NeedsWhole, build, refresh, scrub
from support.editions import assert_as_made_anew
from support.states import promises
from support.states.acting import (
    BY,
    POINTS,
)
from support.states.capturing import Capturing
from support.states.editing import Editing
from support.states.ground import NUMBERS


class Workflow(Editing, Capturing):
    """All rules together: time, editions and deaths too."""

    def teardown(self) -> None:
        try:
            self.builds("")
            assert_as_made_anew(self.world.kho, self.folder / "anew")
        finally:
            self.patches.close()
            shutil.rmtree(self.folder)
            type(self).listener()

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
