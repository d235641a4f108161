"""Requests that were done already: who repeats one by its key gets the same answer, and it is done once.

The answer is kept in the transaction that does it: after a crash there are both or neither.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from archive.editorial.database import Editorial
from archive.editorial.errors import EditorialError
from archive.folder import stamp

KEPT = timedelta(days=3)


class KeyReused(EditorialError):
    """The same key for another request."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What was answered."""

    status: int
    headers: Mapping[str, str]
    body: str


def answered(ed: Editorial, caller: str, key: str, digest: str, moment: datetime) -> Answer | None:
    """The answer to the request of this key; None: it was not done, or long ago.

    Args:
        digest: of what is asked for.

    Raises:
        KeyReused: something else was asked for with this key.
    """
    row = ed.conn.execute(
        "SELECT digest, status, headers, body FROM requests WHERE caller = ? AND key = ? AND at > ?",
        (caller, key, stamp(moment - KEPT)),
    ).fetchone()
    if row is None:
        return None
    if row["digest"] != digest:
        raise KeyReused(
            f"the key {key!r} was sent with another request: take a new key for each thing to do"
        )
    return Answer(status=row["status"], headers=json.loads(row["headers"]), body=row["body"])


def keep(
    ed: Editorial, caller: str, key: str, digest: str, answer: Answer, moment: datetime
) -> None:
    """Keeps it for KEPT; inside the transaction that does what is asked for."""
    ed.conn.execute("DELETE FROM requests WHERE at <= ?", (stamp(moment - KEPT),))
    ed.conn.execute(
        "INSERT OR REPLACE INTO requests VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            caller, key, stamp(moment), digest, answer.status,
            json.dumps(dict(answer.headers)), answer.body,
        ),
    )  # fmt: skip
