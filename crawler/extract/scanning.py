"""Many patterns looked for in bytes in one pass, by Hyperscan (here in its free form, Vectorscan).

It reads a page faster than Python could look for a single word, whatever the number of patterns.
Lives here: the working memory that it needs for each thread.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

import hyperscan

Found = Callable[[int, int, int, int, object], bool | None]
"""Told of a match: number of the pattern, begin (0 if it is not asked for), end, flags, context."""


class Patterns:
    """Patterns made ready to be looked for. Any thread may look."""

    def __init__(
        self, patterns: Sequence[bytes], flags: Sequence[int], *, literal: bool = False
    ) -> None:
        self._database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
        numbers = list(range(len(patterns)))
        self._database.compile(list(patterns), ids=numbers, flags=list(flags), literal=literal)
        self._own = _Own()

    def scan(self, source: bytes, found: Found) -> None:
        """Call `found` for each match, in the order in which they end."""
        scratch = self._own.scratch
        if scratch is None:
            scratch = self._own.scratch = hyperscan.Scratch(self._database)
        self._database.scan(source, match_event_handler=found, scratch=scratch)


class _Own(threading.local):
    """What one thread searches with: no two may share it."""

    scratch: hyperscan.Scratch | None = None
