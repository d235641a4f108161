"""Rows against rows: revisits and their originals, revisions and their digests, media and payloads."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter

from archive.entity import decode, header
from archive.errors import ArchiveError
from archive.folder import Archive
from archive.verify.report import REPAIR, RESTORE, RESTORE_DATABASE, Code, Problem
from archive.warc import sha256
from archive.work import digest_of

_DATABASE = "archive.db"
_BATCH = 500


def check_rows(archive: Archive, *, quick: bool = False) -> Iterator[Problem]:
    """All of them; `quick` leaves out what needs texts or records to be read."""
    conn = archive.conn
    yield from _revisits(conn)
    yield from _current_revisions(conn)
    if not quick:
        yield from _revision_digests(conn)
        yield from _media(archive)


def _revisits(conn: sqlite3.Connection) -> Iterator[Problem]:
    lost = conn.execute(
        "SELECT c.id, c.url, c.refers_to, c.payload_sha256, o.payload_sha256 AS theirs, o.lost_at "
        "FROM captures c LEFT JOIN captures o ON o.record_id = c.refers_to "
        "WHERE c.record_type = 'revisit' AND (o.id IS NULL OR o.record_type = 'revisit' "
        "OR o.payload_sha256 <> c.payload_sha256 OR (o.lost_at IS NOT NULL AND NOT EXISTS ("
        "SELECT 1 FROM captures n WHERE n.payload_sha256 = o.payload_sha256 "
        "AND n.record_type <> 'revisit' AND n.lost_at IS NULL)))"
    )
    for row in lost.fetchall():
        if row["theirs"] is None:
            what = f"a revisit of {row['refers_to']}, which is not in the archive"
        elif row["lost_at"] is not None:
            what = f"a revisit of {row['refers_to']}, which was given up on {row['lost_at']}"
        elif row["theirs"] != row["payload_sha256"]:
            what = f"a revisit of {row['refers_to']}, which has another payload"
        else:
            what = f"a revisit of {row['refers_to']}, which is a revisit itself"
        yield Problem(
            code=Code.LOST_ORIGINAL, what=what, file=_DATABASE, url=row["url"], repair=RESTORE,
            facts={"capture": row["id"]},
        )  # fmt: skip


def _current_revisions(conn: sqlite3.Connection) -> Iterator[Problem]:
    rows = conn.execute(
        "SELECT a.id, a.url, a.revision, (SELECT max(number) FROM revisions n "
        "WHERE n.article = a.id) AS newest FROM articles a WHERE NOT EXISTS (SELECT 1 "
        "FROM revisions r WHERE r.article = a.id AND r.number = a.revision)"
    )
    for row in rows.fetchall():
        yield Problem(
            code=Code.NO_REVISION,
            what=f"article {row['id']} shows revision {row['revision']}, which is not there",
            file=_DATABASE,
            url=row["url"],
            repair=REPAIR if row["newest"] else f"`luutru crawl --full`, or: {RESTORE_DATABASE}",
            facts={"article": row["id"], "revision": row["newest"]},
        )


def _revision_digests(conn: sqlite3.Connection) -> Iterator[Problem]:
    """A revision's digest is that of its own words, pictures and documents."""
    files = _by_revision(conn, "SELECT article, revision, url, name FROM attachments")
    images = _by_revision(conn, "SELECT article, revision, url, caption FROM images")
    own: dict[str, list[sqlite3.Row]] = {"images": next(images, []), "files": next(files, [])}
    for row in conn.execute(
        "SELECT r.*, a.url FROM revisions r JOIN articles a ON a.id = r.article "
        "ORDER BY r.article, r.number"
    ):
        key = (row["article"], row["number"])
        beside: dict[str, list[tuple[str, str | None]]] = {}
        for name, source in (("images", images), ("files", files)):
            while own[name] and tuple(own[name][0])[:2] < key:
                own[name] = next(source, [])
            same = bool(own[name]) and tuple(own[name][0])[:2] == key
            beside[name] = [(item[2], item[3]) for item in own[name]] if same else []
        found = digest_of(row, images=beside["images"], attachments=beside["files"])
        if found != row["digest"]:
            yield Problem(
                code=Code.REVISION_DIGEST,
                what=f"revision {row['number']} of article {row['article']} does not have the "
                "digest that it was saved with",
                file=_DATABASE,
                url=row["url"],
                repair=f"`luutru reextract --article {row['article']}` reads the page again from "
                "its capture",
                facts={"article": row["article"], "number": row["number"]},
            )


def _by_revision(conn: sqlite3.Connection, select: str) -> Iterator[list[sqlite3.Row]]:
    rows = conn.execute(f"{select} ORDER BY article, revision, position")
    for _, group in groupby(rows, key=itemgetter(0, 1)):
        yield list(group)


def _media(archive: Archive) -> Iterator[Problem]:
    """A picture's or document's digest is that of its capture's entity.

    Where the server did not pack it that is the payload, which the files check has hashed.
    """
    rows = archive.conn.execute(
        "SELECT m.url, m.capture, m.sha256, m.bytes, c.payload_sha256, c.payload_bytes, c.lost_at "
        "FROM media m JOIN captures c ON c.id = m.capture "
        "WHERE m.sha256 <> c.payload_sha256 OR m.bytes <> c.payload_bytes"
    )
    while batch := rows.fetchmany(_BATCH):
        for row in batch:
            if row["lost_at"]:
                continue
            facts = entity_facts(archive, row["capture"])
            if facts is not None and facts != (row["sha256"], row["bytes"]):
                yield Problem(
                    code=Code.MEDIA_DIGEST,
                    what="the digest of this file is not that of what was captured",
                    file=_DATABASE,
                    url=row["url"],
                    repair=REPAIR,
                    facts={"url": row["url"], "sha256": facts[0], "bytes": facts[1]},
                )


def entity_facts(archive: Archive, capture: int) -> tuple[str, int] | None:
    """Digest and size of a capture's decoded body; None where it cannot be read."""
    try:
        record = archive.entity(capture)
    except ArchiveError:
        return None
    body = record.payload
    if header(record.http_headers, "content-encoding"):
        body = decode(record.http_headers, record.payload).body
    return sha256(body), len(body)
