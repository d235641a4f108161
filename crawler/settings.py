"""Polite defaults of the crawl, in one place."""

from __future__ import annotations

from importlib.metadata import version

from archive.entity import ACCEPT_ENCODING
from crawler.bounds import Bounds

DEFAULT = Bounds()

CONTACT = "https://pypi.org/project/luutru/"

USER_AGENT = f"luutru/{version('luutru')} (archive of commune portals; +{CONTACT})"


def user_agent_of(contact: str | None) -> str:
    """Ours, with this contact (an address or `mailto:`) in place of the project's."""
    return USER_AGENT if contact is None else USER_AGENT.replace(f"+{CONTACT}", f"+{contact}")


DEFAULT_DELAY = 2.0
"""Seconds between two requests to one host; robots.txt may ask for more."""

MAX_CRAWL_DELAY = 30.0
"""A longer Crawl-delay than this is taken as this."""

PATIENCE_SECONDS = 120.0
"""A run does not stay for a server that asks for a longer pause; the next run asks it again."""

RETRY_STATUS = frozenset({408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524})


def headers_of(user_agent: str) -> dict[str, str]:
    """The header fields of every request."""
    return {
        "User-Agent": user_agent,
        "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
        "Accept-Language": "vi,en;q=0.3",
        "Accept-Encoding": ACCEPT_ENCODING,
    }
