"""One thing that a crawl found out about its portal, in words, with the page that shows it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

Severity = Literal["red", "warn", "note"]
Kind = Literal[
    "no home page", "no articles", "closed", "platform changed", "vanished", "one page for all",
    "lists without articles", "pages not read", "errors", "quiet", "dates lost", "dates moved",
    "dates turned round", "dates of the visit", "dates in the future", "new without dates",
    "texts shrunk", "texts with chrome", "titles alike", "leads lost", "categories lost",
    "pictures lost", "another layout",
]  # fmt: skip
"""Short and stable, for scripts and translations."""

Verdict = Literal["well", "note", "warn", "red"]

ORDER: tuple[Severity, ...] = ("red", "warn", "note")
"""Worst first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What was measured against what was expected."""

    kind: Kind
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
