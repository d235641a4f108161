"""What a reader found on one page before it becomes an Article."""

from __future__ import annotations

from dataclasses import dataclass, field

from crawler.extract.body import Body
from crawler.extract.dates import Posted

_HUNDREDTHS = frozenset(number / 100 for number in range(101))
"""What a confidence is, and most scores are."""


@dataclass(slots=True, kw_only=True)
class Draft:
    """The fields of an article with the rule and the confidence of each. Working value."""

    layout: str
    title: str
    body: Body
    described: bool = False
    """Did selectors find it, the element of the stamp included?"""
    posted: Posted | None = None
    lead: str | None = None
    author: str | None = None
    source: str | None = None
    category: str | None = None
    rules: dict[str, str] = field(default_factory=dict)
    confidence: dict[str, float] = field(default_factory=dict)

    def found(self, name: str, rule: str, score: float) -> None:
        """Note how a field was found and how sure that is."""
        self.rules[name] = rule
        self.confidence[name] = (
            score if score in _HUNDREDTHS else round(min(1.0, max(0.0, score)), 2)
        )
