"""Cursors: where a list goes on, told by the last thing of the page before; and links to pages."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from typing import Any

from publish.api.problems import ApiError

_LARGEST = 2**63 - 1
"""SQLite's numbers end there."""


def packed(*values: object) -> str:
    """A cursor of these values."""
    text = json.dumps(values, separators=(",", ":"), ensure_ascii=False)
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def unpacked(cursor: str, *kinds: type) -> tuple[Any, ...]:
    """The values of a cursor of ours.

    Raises:
        ApiError: it is none, or one of another list.
    """
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        values = json.loads(text)
    except ValueError:
        values = None
    if (
        not isinstance(values, list)
        or len(values) != len(kinds)
        or not all(type(value) is kind for value, kind in zip(values, kinds, strict=True))
        or any(isinstance(value, int) and abs(value) > _LARGEST for value in values)
    ):
        raise ApiError(
            404, "this cursor was not given by this list: begin again without it", "cursor"
        )
    return tuple(values)


def beside(asked: Mapping[str, Any], **changes: Any) -> list[tuple[str, str]]:
    """The parameters of the same list with some changed, as pairs for an address."""
    pairs = []
    for name, value in (dict(asked) | changes).items():
        for one in value if isinstance(value, list) else [value]:
            if one is not None:
                pairs.append((name, str(one).lower() if isinstance(one, bool) else str(one)))
    return pairs
