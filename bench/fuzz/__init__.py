"""Fuzzing the reader: mutated pages, bombs and baits by the thousand, in worker processes.

A page fails by an exception, by a broken invariant (`sound`), by taking more than a second of CPU
or more than 100 MB, or by taking its process with it. The seed makes the same pages again.
"""

from __future__ import annotations

import multiprocessing
import os
import resource
import sys
import time
import traceback
from collections import Counter
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from pathlib import Path

from bench.fuzz.cases import Case, case
from bench.fuzz.sound import faults_of_page, faults_of_reading, faults_of_texts, reading_of
from crawler.extract.page import Reading

MAX_SECONDS = 1.0
MAX_MEGABYTES = 100.0
_HUNG_SECONDS = 60.0
_SHOWN = 20
_BATCH = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What one reading took."""

    seconds: float
    megabytes: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A page that was not read soundly."""

    number: int
    label: str
    what: str


def check(one: Case, *, thorough: bool = True) -> tuple[list[str], Cost]:
    """Read a page; what went wrong, and what the reading cost.

    `thorough`: read it again to see the same, and read its text as mere text.
    """
    known = {"home": one.home, "fetched_at": one.fetched_at, "headers": dict(one.headers)}
    found: list[str] = []
    cost = Cost(seconds=0.0, megabytes=0.0)
    try:
        reading, cost = _read(one, known)
        if cost.seconds > MAX_SECONDS:  # another process may have been in the way
            again = [_read(one, known)[1] for _ in range(2)]
            cost = min(cost, *again, key=lambda each: each.seconds)
        if cost.seconds > MAX_SECONDS:
            return [f"took {cost.seconds:.2f} s of CPU"], cost
        if not thorough:
            found += faults_of_reading(reading)
        else:
            found += faults_of_page(one.body, one.url, reading=reading, **known)
            began = time.process_time()
            found += faults_of_texts(one.body, one.fetched_at)
            spent = time.process_time() - began
            if spent > MAX_SECONDS * 3:
                found.append(f"its text took {spent:.2f} s of CPU")
    except Exception:
        found.append(traceback.format_exc(limit=-6))
    if cost.megabytes > MAX_MEGABYTES:
        found.append(f"took {cost.megabytes:.0f} MB")
    return found, cost


def _read(one: Case, known: dict[str, object]) -> tuple[Reading, Cost]:
    before = _memory(reset=True)
    began = time.process_time()
    reading = reading_of(one.body, one.url, **known)  # type: ignore[arg-type]
    spent = time.process_time() - began
    return reading, Cost(seconds=spent, megabytes=(_memory() - before) / 1024)


def _memory(*, reset: bool = False) -> int:
    """Peak memory of this process in kB; Linux can begin a new peak, elsewhere it only grows."""
    if not sys.platform.startswith("linux"):
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    if reset:
        with open("/proc/self/clear_refs", "w", encoding="ascii") as file:
            file.write("5")
    with open("/proc/self/status", encoding="ascii", errors="replace") as file:
        for line in file:
            if line.startswith("VmHWM:"):
                return int(line.split()[1])
    return 0


def _work(pipe: Connection, seed: int) -> None:
    """A worker: reads the pages whose numbers come in, sends back what it found."""
    while (numbers := pipe.recv()) is not None:
        for number in numbers:
            pipe.send(("begun", number, None, None))
            one = case(seed, number)
            found, cost = check(one, thorough=number % 4 == 0)
            pipe.send(("done", number, found, (one.label, cost.seconds, cost.megabytes)))


class _Worker:
    """A child process with its pipe, and the page that it is reading."""

    def __init__(self, seed: int) -> None:
        context = multiprocessing.get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self.process = context.Process(target=_work, args=(theirs, seed), daemon=True)
        self.process.start()
        theirs.close()
        self.reading: int | None = None
        self.left = 0
        self.since = time.monotonic()

    def give(self, numbers: range) -> None:
        self.left = len(numbers)
        self.pipe.send(list(numbers))


def run(
    *, seed: int, budget: float, pages: int | None, folder: Path, jobs: int | None = None
) -> int:
    """Read pages until the budget (seconds) or the number of pages is used up; how many failed."""
    jobs = jobs or os.cpu_count() or 1
    print(f"seed {seed}, {jobs} processes; one page again: --seed {seed} --only NUMBER", flush=True)
    began = time.monotonic()
    following, done = 0, 0
    failures: list[Failure] = []
    costs: list[tuple[float, float, str, int]] = []
    workers = [_Worker(seed) for _ in range(jobs)]
    while workers:
        for at, worker in enumerate(workers):
            if worker.left == 0 and worker.process.is_alive():
                over = time.monotonic() - began > budget if pages is None else following >= pages
                if over:
                    worker.pipe.send(None)
                    worker.process.join(5)
                    workers[at] = None  # type: ignore[call-overload]
                    continue
                end = following + _BATCH if pages is None else min(following + _BATCH, pages)
                worker.give(range(following, end))
                following = end
        workers = [worker for worker in workers if worker is not None]
        for pipe in wait([worker.pipe for worker in workers], timeout=1.0):
            worker = next(each for each in workers if each.pipe is pipe)
            try:
                what, number, found, told = worker.pipe.recv()
            except EOFError:
                found, told = [f"the process died (exit code {_code(worker)})"], None
                failures += _failed(seed, worker.reading, found, folder)
                workers[workers.index(worker)] = _Worker(seed)
                continue
            worker.since = time.monotonic()
            if what == "begun":
                worker.reading = number
                continue
            worker.left -= 1
            done += 1
            costs.append((told[1], told[2], told[0], number))
            if found:
                failures += _failed(seed, number, found, folder)
        for at, worker in enumerate(workers):
            if worker.left and time.monotonic() - worker.since > _HUNG_SECONDS:
                failures += _failed(seed, worker.reading, ["the reading does not end"], folder)
                worker.process.kill()
                workers[at] = _Worker(seed)
    _report(done, time.monotonic() - began, costs, failures)
    return len(failures)


def _code(worker: _Worker) -> int | None:
    worker.process.join(5)
    return worker.process.exitcode


def _failed(seed: int, number: int | None, found: list[str], folder: Path) -> list[Failure]:
    if number is None:
        return [Failure(number=-1, label="?", what=found[0])]
    one = case(seed, number)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{seed}-{number}.html"
    path.write_bytes(one.body)
    what = "; ".join(found[:4])
    print(f"FAILED page {number} ({one.label}, kept as {path}): {what}", flush=True)
    return [Failure(number=number, label=one.label, what=what)]


def _report(
    done: int, seconds: float, costs: list[tuple[float, float, str, int]], failures: list[Failure]
) -> None:
    rate = done / max(seconds, 0.001)
    print(f"{done} pages in {seconds:.0f} s ({rate:.0f} pages/s): {len(failures)} failed")
    if costs:
        cpu = sorted(cost[0] for cost in costs)
        print(f"  CPU seconds a page: median {cpu[len(cpu) // 2]:.4f}, 99 % below "
              f"{cpu[int(len(cpu) * 0.99)]:.3f}, most {cpu[-1]:.2f}")  # fmt: skip
        for spent, size, label, number in sorted(costs, reverse=True)[:5]:
            print(f"    {spent:.2f} s {size:5.0f} MB  page {number}: {label}")
        most = max(costs, key=lambda cost: cost[1])
        print(f"  most memory {most[1]:.0f} MB: page {most[3]}, {most[2]}")
    for label, count in Counter(" ".join(f.label.split()[:2]) for f in failures).most_common(
        _SHOWN
    ):
        print(f"  {count} x {label}")


def run_one(*, seed: int, number: int) -> int:
    """Read one page again, in this process; 1 when it failed."""
    one = case(seed, number)
    print(
        f"page {number} of seed {seed}: {one.label}, {len(one.body)} bytes, {one.url}", flush=True
    )
    found, cost = check(one)
    print(f"{cost.seconds:.3f} s of CPU, {cost.megabytes:.0f} MB")
    for what in found:
        print(what)
    return int(bool(found))
