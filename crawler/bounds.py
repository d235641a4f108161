"""How much of a server's time, bytes and addresses a crawl takes at most: every limit, with its
default and its reason, as one value that a job may be given.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """Limits of a crawl. Each hit is an event of the kind `limit`."""

    head_seconds: float = 60.0
    """Until the head of a response is there, the connection included."""
    idle_seconds: float = 60.0
    """Without a byte of a body that has begun."""
    total_seconds: float = 300.0
    """For a whole body: a server that sends a byte a second is not waited for."""
    head_bytes: int = 256 * 1024
    """Of the status line and all header fields: browsers take about as much."""
    body_bytes: int = 64 * 1024 * 1024
    """Of a body as it comes; more is a film, a backup or no end at all."""
    attempts: int = 3
    """Requests for one address in one crawl."""
    fruitless: int = 60
    """Pages of one shape of address in a row that brought nothing new."""
    fruitless_paths: int = 300
    """The same for one path whatever its query: filters combine without end."""
