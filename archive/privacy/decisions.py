"""What people have decided on numbers: shown although a rule finds it, masked although none does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from archive.privacy.masking import RUN, Masking, dialled
from archive.privacy.personal import Kind, Personal, digest, find_personal

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
    released: frozenset[str] = frozenset()
    """SHA-256 of files that were looked at and may be shown whole."""

    def verdict(self, article: str | None, normal: str) -> Verdict | None:
        """What was decided on a number: for the article, or else for all."""
        if not self.verdicts:
            return None
        name = digest(normal, self.salt)
        return self.verdicts.get((article, name)) or self.verdicts.get((None, name))

    def masked(self, article: str | None, texts: Iterable[str]) -> dict[str, Kind]:
        """Normal form -> kind of all numbers in these texts of one article that are masked."""
        found: dict[str, Kind] = {}
        for text in dict.fromkeys(texts):
            for one in (*find_personal(text), *self._chosen(article, text)):
                if self.verdict(article, one.normal) != "show":
                    found[one.normal] = one.kind
        return found

    def masking(self, article: str | None, texts: Iterable[str]) -> Masking:
        """What is masked of an article with these texts."""
        return Masking(numbers=self.masked(article, texts), texts=self.texts.get(article or "", ()))

    def _chosen(self, article: str | None, text: str) -> Iterator[Personal]:
        """Numbers that no rule finds and somebody has masked."""
        if "mask" not in self.verdicts.values():
            return
        for run in RUN.finditer(text):
            normal = dialled(run[0])
            if self.verdict(article, normal) == "mask":
                yield Personal(
                    kind="phone", start=run.start(), end=run.end(), raw=run[0], normal=normal,
                    rule="decision",
                )  # fmt: skip
