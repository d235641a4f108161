"""Which platform made this page? Scores each platform's fingerprints. No network, no parsing."""

from __future__ import annotations

from collections.abc import Mapping

from crawler.platforms import all_platforms
from crawler.platforms._platform import Fingerprint, Platform

SURE_ENOUGH = 0.5
"""Below this score a page belongs to no known platform."""

_GENERIC_SCORE = 0.1
_LOOKED_AT = 400_000


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
    best, best_score = all_platforms()[-1].name, _GENERIC_SCORE
    for platform in all_platforms():
        score = _score(platform, text, url, sent)
        if score >= SURE_ENOUGH and score > best_score:
            best, best_score = platform.name, score
    return best, round(best_score, 3)


def _score(platform: Platform, text: str, url: str, headers: str) -> float:
    """Independent signs add up: 1 minus the product of what each leaves in doubt."""
    doubt = 1.0
    for sign in platform.fingerprints:
        if _seen(sign, text, url, headers):
            doubt *= 1.0 - sign.weight
    return 1.0 - doubt


def _seen(sign: Fingerprint, text: str, url: str, headers: str) -> bool:
    where = {"html": text, "url": url, "header": headers}[sign.where]
    return sign.pattern.search(where) is not None
