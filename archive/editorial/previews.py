"""Links to what is not public: whoever has one sees one version of one item, until it ends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from archive.accounts import secret
from archive.editorial import workflow
from archive.editorial.database import Actor, Editorial
from archive.editorial.errors import NotValid
from archive.editorial.record import Kind
from archive.folder import stamp

LONGEST = timedelta(days=14)


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What a link shows."""

    kind: Kind
    key: str
    version: int
    ends_at: str


def make(
    ed: Editorial, kind: Kind, key: str, *, by: Actor, lasts: timedelta, moment: datetime,
    version: int | None = None,
) -> tuple[str, Preview]:  # fmt: skip
    """A secret for an address, and what it shows: this version, the newest if none is named.

    Raises:
        NoSuchItem; NotValid: it would last too long.
    """
    if not timedelta() < lasts <= LONGEST:
        raise NotValid("minutes", "from 1 to {most}", most=int(LONGEST.total_seconds()) // 60)
    with ed.transaction() as conn:
        number = workflow.item(ed, kind, key).version if version is None else version
        workflow.content(ed, kind, key, number)  # is there such a version?
        made = secret.new()
        one = Preview(kind=kind, key=key, version=number, ends_at=stamp(moment + lasts))
        conn.execute("DELETE FROM previews WHERE ends_at <= ?", (stamp(moment),))
        conn.execute(
            "INSERT INTO previews VALUES (?, ?, ?, ?, ?, ?, ?)",
            (secret.digest(made), kind, key, number, stamp(moment), by.name, one.ends_at),
        )
    return made, one


def of_secret(ed: Editorial, shown: str, moment: datetime) -> Preview | None:
    """What a link shows; None: it has ended, or is none. What was hidden since is not shown."""
    row = ed.conn.execute(
        "SELECT kind, key, version, ends_at FROM previews WHERE digest = ? AND ends_at > ?",
        (secret.digest(shown), stamp(moment)),
    ).fetchone()
    if row is None or (row["kind"] == "article" and workflow.is_hidden(ed, row["key"])):
        return None
    return Preview(**dict(row))
