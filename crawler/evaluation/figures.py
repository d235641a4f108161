"""Counting right and wrong: precision, recall and F1 of one field, and how tallies add up. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field


@dataclass(slots=True)
class Tally:
    """Answers to one question, asked on many pages. A working value: it is added to."""

    asked: int = 0
    right: int = 0
    """Wholly right answers."""
    hits: int = 0
    false: int = 0
    """Given, but not in the gold."""
    missed: int = 0
    """In the gold, but not given."""
    pages: int = 0
    """Pages whose own precision and recall go into a mean (macro); 0 counts hits over all."""
    precision_sum: float = 0.0
    recall_sum: float = 0.0
    f1_sum: float = 0.0
    counted: bool = False
    """Has it precision and recall, or only a share of right answers?"""
    mistakes: list[str] = field(default_factory=list)

    def check(self, right: bool, note: str) -> None:
        """A yes-or-no question."""
        self.asked += 1
        self.right += right
        if not right:
            self.mistakes.append(note)

    def value(self, right: bool, *, expected: bool, given: bool, note: str) -> None:
        """A field with one value: `right` when both agree, having none included."""
        self.counted = True
        self.check(right, note)
        if right:
            self.hits += expected
        else:
            self.false += given
            self.missed += expected

    def several(self, hits: int, false: int, missed: int, *, right: bool, note: str) -> None:
        """A field with several values, counted one by one."""
        self.counted = True
        self.check(right, note)
        self.hits, self.false, self.missed = (
            self.hits + hits,
            self.false + false,
            self.missed + missed,
        )

    def page(self, want: Counter[str], got: Counter[str], *, also: Counter[str], note: str) -> None:
        """The text of one page as a multiset; what is in `also` is neither asked nor wrong."""
        self.counted = True
        hits = (want & got).total()
        false = (got - want - also).total()
        missed = want.total() - hits
        precision = hits / (hits + false) if hits + false else float(not missed)
        recall = hits / (hits + missed) if hits + missed else 1.0
        self.pages += 1
        self.precision_sum += precision
        self.recall_sum += recall
        self.f1_sum += harmonic(precision, recall)
        self.check(not false and not missed, note)

    @property
    def share(self) -> float:
        """Wholly right answers of those asked for."""
        return self.right / self.asked if self.asked else 1.0

    @property
    def precision(self) -> float:
        if self.pages:
            return self.precision_sum / self.pages
        return self.hits / (self.hits + self.false) if self.hits + self.false else 1.0

    @property
    def recall(self) -> float:
        if self.pages:
            return self.recall_sum / self.pages
        return self.hits / (self.hits + self.missed) if self.hits + self.missed else 1.0

    @property
    def f1(self) -> float:
        """The mean of the pages' own F1, or F1 over all values."""
        return self.f1_sum / self.pages if self.pages else harmonic(self.precision, self.recall)

    @property
    def figure(self) -> float:
        """The one number that floors hold: F1, or the share of right answers."""
        return self.f1 if self.counted else self.share

    def add(self, other: Tally) -> None:
        """Make this the tally of both."""
        for name in (
            "asked", "right", "hits", "false", "missed", "pages", "precision_sum", "recall_sum",
            "f1_sum",
        ):  # fmt: skip
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.counted = self.counted or other.counted
        self.mistakes += other.mistakes

    def as_json(self) -> dict[str, float | int]:
        """The numbers, rounded to what they mean."""
        shown: dict[str, float | int] = {"asked": self.asked, "right": self.right}
        if self.counted:
            shown |= {
                "precision": round(self.precision, 4), "recall": round(self.recall, 4),
                "f1": round(self.f1, 4),
            }  # fmt: skip
        return shown


def harmonic(precision: float, recall: float) -> float:
    """F1."""
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def overlap(want: Iterable[Hashable], got: Iterable[Hashable]) -> tuple[int, int, int]:
    """Hits, false and missed of two multisets."""
    wanted, given = Counter(want), Counter(got)
    hits = (wanted & given).total()
    return hits, given.total() - hits, wanted.total() - hits


class Score(dict[str, Tally]):
    """Tallies by the name of the question; one that is not there yet is empty."""

    def __missing__(self, name: str) -> Tally:
        self[name] = Tally()
        return self[name]

    def add(self, other: Mapping[str, Tally]) -> None:
        """Make this the score of both."""
        for name, tally in other.items():
            self[name].add(tally)
