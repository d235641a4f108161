"""One thing that a crawl found out about its portal, in words, with the page that shows it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

Severity = Literal["red", "warn", "note"]
Verdict = Literal["well", "note", "warn", "red"]

ORDER: tuple[Severity, ...] = ("red", "warn", "note")
"""Worst first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What was measured against what was expected."""

    kind: str
    """Short and stable, for scripts and translations: `dates lost`, `lists without articles`."""
    severity: Severity
    """red: what is being kept is wrong, or nothing is; warn: somebody should look; note: news."""
    what: str
    """The reason in one sentence."""
    measured: str | None = None
    expected: str | None = None
    capture: int | None = None
    """The saved page that shows it (`captures.id`)."""
    url: str | None = None
    next: str | None = None
    """The command to run now."""

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def verdict_of(findings: tuple[Finding, ...]) -> Verdict:
    """The worst of them."""
    worst = min((ORDER.index(one.severity) for one in findings), default=None)
    return "well" if worst is None else ORDER[worst]
