"""What people have decided on numbers that a rule finds, and on what none does."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from archive.privacy.masking import Masking
from archive.privacy.personal import Kind, digest, find_personal

Verdict = Literal["show", "mask"]


@dataclass(frozen=True, kw_only=True)
class Decisions:
    """The verdicts that hold. Without any, whatever a rule finds is masked."""

    salt: bytes = b""
    """Of the archive (`Personal.digest`)."""
    verdicts: Mapping[tuple[str | None, str], Verdict] = field(default_factory=dict)
    """(article, or None for all of them; digest of a number) -> what holds there."""
    texts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Article -> texts that are masked in it to the letter."""
    file_texts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """SHA-256 of a file -> texts that are masked in an article which offers it."""
    released: frozenset[str] = frozenset()
    """SHA-256 of files that were looked at and may be shown whole."""

    def verdict(self, article: str | None, normal: str) -> Verdict | None:
        """What was decided on a number: for the article, or else for all."""
        if not self.verdicts:
            return None
        name = digest(normal, self.salt)
        return self.verdicts.get((article, name)) or self.verdicts.get((None, name))

    def masked(self, article: str | None, found: Mapping[str, Kind]) -> dict[str, Kind]:
        """Those of the numbers of an article that are masked in it."""
        return {
            normal: kind
            for normal, kind in found.items()
            if self.verdict(article, normal) != "show"
        }

    def masking(self, article: str, found: Mapping[str, Kind]) -> Masking:
        """What is masked of an article in which these numbers were found."""
        return Masking(numbers=self.masked(article, found), texts=self.texts.get(article, ()))


def found_in(texts: Iterable[str]) -> dict[str, Kind]:
    """Normal form -> kind of all numbers of persons in these texts, whatever was decided on them."""
    return {one.normal: one.kind for text in dict.fromkeys(texts) for one in find_personal(text)}
