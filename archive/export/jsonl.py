"""JSON Lines: one article per line, UTF-8, NFC; the contract is in docs/data.md."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

import orjson


def write(articles: Iterable[dict[str, Any]], file: BinaryIO) -> int:
    """Writes each article as it comes; returns how many."""
    number = 0
    for article in articles:
        file.write(orjson.dumps(article, option=orjson.OPT_APPEND_NEWLINE))
        number += 1
    return number


def read(lines: Iterable[bytes]) -> Iterator[dict[str, Any]]:
    """The articles of such a file, one at a time."""
    for line in lines:
        yield orjson.loads(line)
