"""Are new captures of a portal shown at once, or do they wait until an editor has looked at them?"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Literal, get_args

from archive.editorial import workflow
from archive.editorial.database import Actor, Editorial
from archive.editorial.errors import NotValid
from archive.folder import now, stamp

Publish = Literal["at once", "review"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """Of one portal."""

    portal: str
    publish: Publish
    since: str
    """With `review`: what was captured before stays as it was shown (table `reviewed`)."""
    by: str


def policies(conn: sqlite3.Connection) -> list[Policy]:
    """Of every portal that has one; the others show at once."""
    rows = conn.execute("SELECT portal, publish, since, by FROM policies ORDER BY portal")
    return [Policy(**dict(row)) for row in rows]


def set_policy(
    ed: Editorial, portal: str, publish: Publish, *, by: Actor, reason: str = ""
) -> Policy:
    """From now on. Going back to `at once` shows everything that has waited.

    Raises:
        NotValid: no such portal or policy.
    """
    if publish not in get_args(Publish):
        raise NotValid("publish", "one of {known}", known=", ".join(get_args(Publish)))
    if not ed.conn.execute("SELECT 1 FROM captured.portals WHERE id = ?", (portal,)).fetchone():
        raise NotValid("portal", "there is no portal {portal!r}", portal=portal)
    with ed.transaction() as conn:
        row = conn.execute("SELECT * FROM policies WHERE portal = ?", (portal,)).fetchone()
        if row is not None and row["publish"] == publish:
            return Policy(**dict(row))
        new = Policy(portal=portal, publish=publish, since=_moment_after(ed, portal), by=by.name)
        conn.execute(
            "INSERT INTO policies (portal, publish, since, by) VALUES (?, ?, ?, ?) "
            "ON CONFLICT (portal) DO UPDATE SET publish = excluded.publish, "
            "since = excluded.since, by = excluded.by",
            (new.portal, new.publish, new.since, new.by),
        )
        conn.execute("DELETE FROM reviewed WHERE portal = ?", (portal,))
        if publish == "review":
            conn.execute(
                "INSERT INTO reviewed (article, portal, revision) "
                "SELECT id, portal, revision FROM captured.articles WHERE portal = ?",
                (portal,),
            )
        workflow.note(
            ed, by=by, act="policy", kind="portal", key=portal, reason=reason, publish=publish
        )
    return new


def _moment_after(ed: Editorial, portal: str) -> str:
    """The present moment, or that of the newest article if a clock went back."""
    newest = ed.conn.execute(
        "SELECT max(first_captured) FROM captured.articles WHERE portal = ?", (portal,)
    ).fetchone()[0]
    return max(stamp(now()), newest or "")
