"""No order of edits, schedules, crawls, readings, builds and deaths loses an edit or shows too much."""

from __future__ import annotations

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test
from support.states.machine import Workflow

STEPS = settings(
    max_examples=6,
    stateful_step_count=20,
    deadline=None,
    derandomize=True,
    database=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)
"""`python -m bench states` goes on for thousands of steps, by chance."""


def test_whatever_editors_crawls_and_crashes_do_the_edition_shows_what_it_must() -> None:
    run_state_machine_as_test(Workflow, settings=STEPS)
