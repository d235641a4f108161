"""What WARC files say of themselves: a warcinfo record each, metadata records for each crawl.

So that a file which has lost its archive still tells who made it, with what, how, and how the crawls
in it went. Blocks are `application/warc-fields` (WARC 1.1, 6.1 and 6.6).
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import datetime
from importlib.metadata import version
from typing import TYPE_CHECKING

from archive.warc import new_record_id, warc_date

if TYPE_CHECKING:
    from archive.folder import Archive
    from archive.record import Portal

Record = tuple[list[tuple[str, str]], bytes]
"""Fields and block, as `WarcWriter.append` takes them."""

FIELDS_TYPE = "application/warc-fields"

OPERATOR_VARIABLE = "LUUTRU_OPERATOR"
"""Who runs the archive, with a way to reach them, as every WARC file and bag shall say."""

_CONFORMS = "https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"
_COUNTED = (
    "mode", "started_at", "finished_at", "state", "reason", "requests", "bytes", "pages",
    "articles", "new", "changed", "gone", "media", "failed",
)  # fmt: skip


def software() -> str:
    return f"luutru/{version('luutru')} (https://pypi.org/project/luutru/)"


def operator() -> str | None:
    """Who runs the archive, if the environment says so."""
    return os.environ.get(OPERATOR_VARIABLE, "").strip() or None


def warcinfo(
    name: str,
    moment: datetime,
    *,
    description: str | None = None,
    record_id: str | None = None,
) -> Record:
    """The first record of a file; without a robots line, which is said crawl by crawl."""
    fields = [
        ("WARC-Type", "warcinfo"),
        ("WARC-Record-ID", record_id or new_record_id()),
        ("WARC-Date", warc_date(moment)),
        ("WARC-Filename", name),
        ("Content-Type", FIELDS_TYPE),
    ]
    said = [
        ("software", software()),
        ("format", "WARC File Format 1.1"),
        ("conformsTo", _CONFORMS),
        ("operator", operator()),
        ("description", description),
    ]
    return fields, _block(said)


def note_begin(
    archive: Archive, portal: Portal, crawl: int, *, resumed: bool, user_agent: str | None
) -> None:
    """Appends how a crawl is made, as it begins or goes on."""
    mode = archive.conn.execute("SELECT mode FROM crawls WHERE id = ?", (crawl,)).fetchone()["mode"]
    said = [
        ("crawl", str(crawl)),
        ("portal", portal.id),
        ("event", "resumed" if resumed else "begun"),
        ("mode", mode),
        ("robots", "obey"),
        ("http-header-user-agent", user_agent),
        ("delay", f"{portal.delay:g}"),
    ]
    _append(archive, portal, said)


def note_end(archive: Archive, portal: Portal, crawl: int) -> None:
    """Appends what a crawl came to, as it ends or is paused."""
    row = archive.conn.execute("SELECT * FROM crawls WHERE id = ?", (crawl,)).fetchone()
    counted = [(name, None if row[name] is None else str(row[name])) for name in _COUNTED]
    ended = "paused" if row["state"] == "paused" else "ended"
    said = [("crawl", str(crawl)), ("portal", portal.id), ("event", ended), *counted]
    _append(archive, portal, said)


def _append(archive: Archive, portal: Portal, said: Iterable[tuple[str, str | None]]) -> None:
    from archive.folder import now

    fields = [
        ("WARC-Type", "metadata"),
        ("WARC-Record-ID", new_record_id()),
        ("WARC-Date", warc_date(now())),
        ("WARC-Target-URI", portal.url),
        ("Content-Type", FIELDS_TYPE),
    ]
    archive.warc.append(fields, _block(said))


def _block(said: Iterable[tuple[str, str | None]]) -> bytes:
    lines = (f"{name}: {' '.join(value.split())}\r\n" for name, value in said if value)
    return "".join(lines).encode()
