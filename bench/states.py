"""Thousands of steps of the editors' workflow, by chance, each against what must be.

The machine is that of the tests (`tests/support/states`): an archive on which editors, crawls,
readings, builds and deaths act in any order. What it finds is printed with the steps that led there.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path


def run(steps: int, *, in_a_life: int = 50) -> bool:
    """Prints how often each thing has happened; False if a promise was broken."""
    sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
    from hypothesis import HealthCheck, Phase, settings
    from hypothesis.stateful import run_state_machine_as_test
    from support.states.machine import Workflow

    began, lived = time.monotonic(), 0

    def made() -> int:
        refused = (n for name, n in Workflow.done.items() if name.endswith("refused"))
        return sum(Workflow.done.values()) - sum(refused)

    def told() -> None:
        nonlocal lived
        lived += 1
        if lived % 10 == 0:
            print(f"{lived:5} lives, {made():6,} of {steps:,} steps, "
                  f"{time.monotonic() - began:6.0f} s", flush=True)  # fmt: skip

    Workflow.listener = staticmethod(told)
    Workflow.done.clear()
    sound = True
    try:
        while (left := steps - made()) > 0:  # some lives are shorter
            chosen = settings(
                max_examples=-(-left // in_a_life), stateful_step_count=in_a_life, deadline=None,
                database=None, phases=(Phase.generate,), print_blob=True,
                suppress_health_check=list(HealthCheck),
            )  # fmt: skip
            run_state_machine_as_test(Workflow, settings=chosen)
    except AssertionError as broken:
        sound = False
        print(f"BROKEN: {broken}", *getattr(broken, "__notes__", ()), sep="\n", flush=True)
    for name, number in sorted(Workflow.done.items()):
        print(f"{number:7,} x {name}")
    refused = sum(Workflow.done.values()) - made()
    print(f"{made():,} steps in {lived} lives, {refused:,} of them refused; "
          f"{time.monotonic() - began:.0f} s; {'no promise' if sound else 'A PROMISE'} broken")  # fmt: skip
    return sound
