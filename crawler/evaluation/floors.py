"""What was reached once and must not be lost: figures per set and question that only rise."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from crawler.evaluation.gold import BadGoldError
from crawler.evaluation.run import OURS, Evaluation

Floors = Mapping[str, Mapping[str, float]]
"""Set -> question -> the least figure."""

_STEPS = 10_000
"""Floors are kept to four digits, rounded down."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fall:
    """A figure below its floor."""

    set: str
    field: str
    figure: float | None
    """None when the question is not asked any more."""
    floor: float

    def __str__(self) -> str:
        if self.figure is None:
            return f"{self.set}: {self.field} is not measured any more; its floor is {self.floor}"
        return f"{self.set}: {self.field} is {self.figure:.4f}, below its floor {self.floor}"


def read(path: Path) -> Floors:
    """The floors in a file; none if there is no file yet.

    Raises:
        BadGoldError: the file is not what `--update-floors` writes.
    """
    if not path.exists():
        return {}
    try:
        floors = json.loads(path.read_text(encoding="utf-8"))
        return {str(s): {str(f): float(v) for f, v in of.items()} for s, of in floors.items()}
    except (json.JSONDecodeError, AttributeError, TypeError, ValueError) as error:
        raise BadGoldError(
            f"{path}: no floors in it ({error}); let --update-floors write it"
        ) from error


def figures(done: Evaluation) -> dict[str, dict[str, float]]:
    """Our figure for each question of each set, rounded down as floors are."""
    return {
        one.name: {
            field: math.floor(tally.figure * _STEPS + 1e-6) / _STEPS
            for field, tally in one.total(OURS).items()
        }
        for one in done.sets
    }


def falls(floors: Floors, done: Evaluation) -> list[Fall]:
    """Every figure below its floor; sets that were not evaluated are passed over."""
    now = figures(done)
    return [
        Fall(set=name, field=field, figure=now[name].get(field), floor=floor)
        for name, of in floors.items()
        if name in now
        for field, floor in of.items()
        if (reached := now[name].get(field)) is None or reached < floor
    ]


def raised(floors: Floors, done: Evaluation) -> dict[str, dict[str, float]]:
    """The floors with every figure that is higher now; nothing is lowered or left out."""
    new = {name: dict(of) for name, of in floors.items()}
    for name, of in figures(done).items():
        kept = new.setdefault(name, {})
        for field, figure in of.items():
            kept[field] = max(figure, kept.get(field, 0.0))
    return {name: dict(sorted(of.items())) for name, of in sorted(new.items())}


def write(path: Path, floors: Floors) -> None:
    """Write them for people to read in a diff."""
    text = json.dumps(floors, ensure_ascii=False, indent=1)
    path.write_text(text + "\n", encoding="utf-8")
