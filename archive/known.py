"""What the archive holds of an address already: what a later crawl need not fetch again."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

Value = TypeVar("Value", int, str)

_BATCH = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """The latest whole response of an address, whose server gave it validators."""

    capture: int
    """The capture whose record holds the payload."""
    record_id: str
    """Of that capture; a revisit of a revisit refers to the payload, not to the revisit."""
    url: str
    """Of that capture: the same payload may have come from another address first."""
    fetched_at: datetime
    etag: str | None
    """As the server gave it, `W/` and quotes included."""
    last_modified: str | None
    content_type: str | None
    payload_sha256: str
    payload_bytes: int

    def headers(self) -> dict[str, str]:
        """The conditions of a request (RFC 9110, 13.1.2 and 13.1.3)."""
        found = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in found.items() if value}


def held(conn: sqlite3.Connection, url: str) -> Held | None:
    """What a GET of this address may be made conditional on; None if it must be fetched.

    Only the latest GET counts, and only if it was whole: a page that has failed since, that was
    cut, or that others had captured, is fetched anew.
    """
    row = conn.execute(
        "SELECT status, record_type, refers_to, record_id, etag, last_modified, content_type, "
        "payload_sha256, payload_bytes, note FROM captures WHERE url = ? AND method = 'GET' "
        "ORDER BY id DESC LIMIT 1",
        (url,),
    ).fetchone()
    if row is None or _is_odd(row["note"]) or not (row["etag"] or row["last_modified"]):
        return None
    kept = (200, "response"), (200, "revisit"), (304, "revisit")
    if (row["status"], row["record_type"]) not in kept or not row["payload_bytes"]:
        return None
    origin = conn.execute(
        "SELECT id, record_id, url, fetched_at FROM captures WHERE record_id = ? "
        "AND record_type <> 'revisit' AND lost_at IS NULL",
        (row["refers_to"] or row["record_id"],),
    ).fetchone()
    if origin is None:
        return None
    return Held(
        capture=origin["id"],
        record_id=origin["record_id"],
        url=origin["url"],
        fetched_at=datetime.fromisoformat(origin["fetched_at"]),
        etag=row["etag"],
        last_modified=row["last_modified"],
        content_type=row["content_type"],
        payload_sha256=row["payload_sha256"],
        payload_bytes=row["payload_bytes"],
    )


def is_held(conn: sqlite3.Connection, portal: str) -> bool:
    """May the archive hold anything of this portal? Of imported files it is not looked whose."""
    row = conn.execute(
        "SELECT EXISTS (SELECT 1 FROM crawls WHERE portal = ? AND requests > 0) "
        "OR EXISTS (SELECT 1 FROM imported_files)",
        (portal,),
    ).fetchone()
    return bool(row[0])


def _is_odd(note: str | None) -> bool:
    """Does a capture's note speak against its body? One on its certificate does not."""
    return note is not None and not note.startswith("TLS ")


def length(conn: sqlite3.Connection, url: str) -> int | None:
    """Bytes of the page as it was had last, content encoding on; None if it was not."""
    row = conn.execute(
        "SELECT payload_bytes FROM captures WHERE url = ? AND method = 'GET' "
        "AND status IN (200, 304) ORDER BY id DESC LIMIT 1",
        (url,),
    ).fetchone()
    return row["payload_bytes"] if row else None


def in_batches(values: Iterable[Value]) -> Iterator[Sequence[Value]]:
    """So many at a time as one statement may ask for."""
    every = list(values)
    for start in range(0, len(every), _BATCH):
        yield every[start : start + _BATCH]


def kept_files(conn: sqlite3.Connection, urls: Iterable[str]) -> set[str]:
    """Those of the pictures and attachments that the archive has."""
    found: set[str] = set()
    for batch in in_batches(urls):
        marks = ",".join("?" * len(batch))
        found.update(
            row[0] for row in conn.execute(f"SELECT url FROM media WHERE url IN ({marks})", batch)
        )
    return found


def fetched(conn: sqlite3.Connection, urls: Iterable[str]) -> set[str]:
    """Those of the pages that were had before, a redirect included."""
    found: set[str] = set()
    for batch in in_batches(urls):
        marks = ",".join("?" * len(batch))
        found.update(
            row[0]
            for row in conn.execute(
                f"SELECT DISTINCT url FROM captures WHERE url IN ({marks}) AND method = 'GET' "
                "AND status BETWEEN 200 AND 399 AND (status <> 304 OR record_type = 'revisit')",
                batch,
            )
        )
    return found


def shown_before(conn: sqlite3.Connection, portal: str, digests: Iterable[int]) -> set[int]:
    """Those of the links, with their words, that a list of the portal has shown before."""
    found: set[int] = set()
    for batch in in_batches(digests):
        marks = ",".join("?" * len(batch))
        rows = conn.execute(
            f"SELECT digest FROM shown_links WHERE portal = ? AND digest IN ({marks})",
            (portal, *batch),
        )
        found.update(row[0] for row in rows)
    return found


def barren_lists(conn: sqlite3.Connection, portal: str, keys: Iterable[str]) -> set[str]:
    """Those of the lists that have shown nothing which the home page does not show."""
    return _of_portal(conn, "SELECT key FROM lists WHERE own = 0", portal, keys)


def in_frontier(conn: sqlite3.Connection, portal: str, keys: Iterable[str]) -> set[str]:
    """Those that this crawl has met already."""
    return _of_portal(conn, "SELECT key FROM frontier WHERE 1", portal, keys)


def _of_portal(conn: sqlite3.Connection, select: str, portal: str, keys: Iterable[str]) -> set[str]:
    found: set[str] = set()
    for batch in in_batches(keys):
        marks = ",".join("?" * len(batch))
        rows = conn.execute(f"{select} AND portal = ? AND key IN ({marks})", (portal, *batch))
        found.update(row[0] for row in rows)
    return found
