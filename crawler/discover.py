"""Which platform made this page? Scores each platform's fingerprints. No network, no parsing."""

from __future__ import annotations

from collections.abc import Mapping

from crawler.platforms import all_platforms
from crawler.platforms._platform import Fingerprint, Platform, Where

SURE_ENOUGH = 0.5
"""Below this score a page belongs to no known platform."""

_GENERIC_SCORE = 0.1
_LOOKED_AT = 400_000
_SPAN = 400
"""How far before its literal a sign may begin."""


def detect(
    html: bytes | str, url: str, headers: Mapping[str, str] | None = None
) -> tuple[str, float]:
    """The name of the platform that most probably made the page, and how sure that is (0..1).

    A page without a platform's signs is `generic`, with a low score.
    """
    text = html[:_LOOKED_AT]
    if isinstance(text, bytes):
        text = text.decode("utf-8", "replace")
    sent = "\n".join(f"{name}: {value}" for name, value in (headers or {}).items())
    seen: dict[Where, _Place] = {
        "html": _Place(text), "url": _Place(url), "header": _Place(sent),
    }  # fmt: skip
    best, best_score = all_platforms()[-1].name, _GENERIC_SCORE
    for platform in all_platforms():
        score = _score(platform, seen)
        if score >= SURE_ENOUGH and score > best_score:
            best, best_score = platform.name, score
    return best, round(best_score, 3)


class _Place:
    """A text that signs are looked for in, with its lower-case form."""

    __slots__ = ("lower", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.lower = text.lower()

    def shows(self, sign: Fingerprint) -> bool:
        if not sign.near:
            return sign.pattern.search(self.text) is not None
        found = (self.lower.find(literal) for literal in sign.near)
        first = min((at for at in found if at >= 0), default=-1)
        return first >= 0 and sign.pattern.search(self.text, max(0, first - _SPAN)) is not None


def _score(platform: Platform, seen: Mapping[Where, _Place]) -> float:
    """Independent signs add up: 1 minus the product of what each leaves in doubt."""
    doubt = 1.0
    for sign in platform.fingerprints:
        if seen[sign.where].shows(sign):
            doubt *= 1.0 - sign.weight
    return 1.0 - doubt
