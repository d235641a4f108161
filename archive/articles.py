"""Articles, their addresses and revisions: how what was read is written.

Every function here expects the transaction of `Archive.begin`.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import fields
from datetime import datetime

from archive.folder import stamp
from archive.record import Article, Person, article_id
from archive.search import later
from archive.work import content_digest


def save_article(
    conn: sqlite3.Connection, portal: str, article: Article, capture_id: int, *,
    url: str, fetched_at: datetime, reread: int | None = None,
) -> str:  # fmt: skip
    """Saves what was read: `new`, `changed` (a new revision), `unchanged`, or `alias`.

    The same content at a second address of the portal is an alias, not a second article. The
    same bytes are no edit, even when today's rules read them differently: see `rereads`.

    Args:
        url: that of the capture.
        reread: the run of re-reading that found the article.
    """
    moment = stamp(fetched_at)
    digest = content_digest(article)
    known = conn.execute(
        "SELECT a.id, r.digest, r.capture FROM article_urls u "
        "JOIN articles a ON a.id = u.article "
        "JOIN revisions r ON r.article = a.id AND r.number = a.revision WHERE u.url = ?",
        (article.url,),
    ).fetchone()
    if known is None:
        twin = _twin(conn, portal, digest)
        if twin is not None:
            add_urls(conn, twin, {article.url, url})
            see_article(conn, twin, fetched_at)
            return "alias"
        ident = article_id(article.url)
        cursor = conn.execute(
            "INSERT INTO articles (id, portal, url, revision, first_captured, last_captured) "
            "VALUES (?, ?, ?, 1, ?, ?)",
            (ident, portal, article.url, moment, moment),
        )
        columns = _columns(article, digest)
        _insert_revision(conn, ident, 1, article, columns, capture_id, moment, reread)
        assert cursor.lastrowid is not None
        later.add(conn, cursor.lastrowid)
        add_urls(conn, ident, {article.url, url})
        return "new"
    add_urls(conn, known["id"], {url})
    see_article(conn, known["id"], fetched_at)
    if known["digest"] == digest or _same_bytes(conn, known["capture"], capture_id):
        return "unchanged"
    seen = conn.execute(
        "SELECT 1 FROM revisions WHERE article = ? AND captured_at > ?", (known["id"], moment)
    ).fetchone()
    if seen is not None:  # an older capture, imported late: history is not rewritten by it
        return "unchanged"
    add_revision(conn, known["id"], article, capture_id, moment, reread=reread)
    return "changed"


def see_article(conn: sqlite3.Connection, ident: str, moment: datetime) -> None:
    """The article was there at that moment; it is not gone any more."""
    at = stamp(moment)
    conn.execute(
        "UPDATE articles SET last_captured = max(last_captured, ?1), "
        "first_captured = min(first_captured, ?1) WHERE id = ?2",
        (at, ident),
    )
    conn.execute(
        "UPDATE articles SET gone_since = NULL, gone_reason = NULL "
        "WHERE id = ? AND gone_since <= ?",
        (ident, at),
    )


def _same_bytes(conn: sqlite3.Connection, one: int, other: int) -> bool:
    row = conn.execute(
        "SELECT count(DISTINCT payload_sha256) FROM captures WHERE id IN (?, ?)", (one, other)
    ).fetchone()
    return int(row[0]) == 1


def _twin(conn: sqlite3.Connection, portal: str, digest: str) -> str | None:
    row = conn.execute(  # by the digest (hence `+`): all articles of a portal are too many
        "SELECT r.article FROM revisions r JOIN articles a ON a.id = r.article "
        "AND a.revision = r.number WHERE r.digest = ? AND +a.portal = ?",
        (digest, portal),
    ).fetchone()
    return row["article"] if row else None


def add_urls(conn: sqlite3.Connection, ident: str, urls: Iterable[str]) -> None:
    """These are addresses of the article too, unless another has them."""
    conn.executemany(
        "INSERT OR IGNORE INTO article_urls (url, article) VALUES (?, ?)",
        [(url, ident) for url in sorted(urls)],
    )


def add_revision(
    conn: sqlite3.Connection,
    ident: str,
    article: Article,
    capture_id: int,
    moment: str,
    *,
    reread: int | None = None,
) -> int:
    """Makes this reading the current revision of an article; returns its number.

    A number is never used twice, also when the current revision is not the latest.
    """
    row = conn.execute("SELECT max(number) FROM revisions WHERE article = ?", (ident,)).fetchone()
    number = int(row[0] or 0) + 1
    columns = _columns(article, content_digest(article))
    _insert_revision(conn, ident, number, article, columns, capture_id, moment, reread)
    make_current(conn, ident, number, indexed=number > 1)
    return number


def _insert_revision(
    conn: sqlite3.Connection, ident: str, number: int, article: Article,
    columns: dict[str, str | int | None], capture_id: int, moment: str, reread: int | None,
) -> None:  # fmt: skip
    values = columns | {
        "article": ident, "number": number, "capture": capture_id, "captured_at": moment,
        "reread": reread,
    }  # fmt: skip
    names = ", ".join(values)
    marks = ", ".join(f":{name}" for name in values)
    conn.execute(f"INSERT INTO revisions ({names}) VALUES ({marks})", values)
    _add_files(conn, ident, number, article)


def replace_revision(conn: sqlite3.Connection, ident: str, number: int, article: Article) -> None:
    """Writes a better reading of the same capture over a revision.

    Only for one that nobody has seen: that of a first crawl which has not ended.
    """
    pk = conn.execute("SELECT pk FROM articles WHERE id = ?", (ident,)).fetchone()["pk"]
    later.remove(conn, pk)  # while the text that is in the index is still there
    values = _columns(article, content_digest(article)) | {"article": ident, "number": number}
    sets = ", ".join(f"{name} = :{name}" for name in values)
    for table in ("images", "attachments"):
        conn.execute(f"DELETE FROM {table} WHERE article = ? AND revision = ?", (ident, number))
    conn.execute(
        f"UPDATE revisions SET {sets} WHERE article = :article AND number = :number", values
    )
    _add_files(conn, ident, number, article)
    make_current(conn, ident, number, indexed=False)


def _columns(article: Article, digest: str) -> dict[str, str | int | None]:
    """What a revision holds of an article."""
    captions = "\n".join(image.caption for image in article.images if image.caption)
    return {
        "digest": digest,
        "title": article.title,
        "published": article.published,
        "published_text": article.published_text,
        "published_precision": article.published_precision,
        "published_rule": article.published_rule,
        "lead": article.lead,
        "body_text": article.body_text,
        "body_html": article.body_html,
        "author": article.author,
        "source": article.source,
        "category": article.category,
        "captions": captions,
        "citations": _as_printed(article.citations),
        "people": _as_printed([_person(one) for one in article.people]),
        "platform": article.extracted_by.platform,
        "layout": article.extracted_by.layout,
        "version": article.extracted_by.version,
        "confidence": _sorted(dict(article.confidence)),
        "rules": _sorted(dict(article.rules)),
    }


_as_printed = json.JSONEncoder(ensure_ascii=False).encode
_sorted = json.JSONEncoder(ensure_ascii=False, sort_keys=True).encode
_PERSON = tuple(one.name for one in fields(Person))


def _person(one: Person) -> dict[str, str | None]:
    return {name: getattr(one, name) for name in _PERSON}


def _add_files(conn: sqlite3.Connection, ident: str, number: int, article: Article) -> None:
    if not article.images and not article.attachments:
        return
    conn.executemany(
        "INSERT INTO images (article, revision, position, url, caption, credit) "
        "VALUES (?, ?, ?, ?, ?, ?)",
        [
            (ident, number, position, image.url, image.caption, image.credit)
            for position, image in enumerate(article.images, 1)
        ],
    )
    conn.executemany(
        "INSERT INTO attachments (article, revision, position, url, name) VALUES (?, ?, ?, ?, ?)",
        [
            (ident, number, position, file.url, file.name)
            for position, file in enumerate(article.attachments, 1)
        ],
    )


def make_current(
    conn: sqlite3.Connection, ident: str, number: int, *, indexed: bool = True
) -> None:
    """Shows this revision of an article, in the search index too.

    `indexed`: does the index hold an earlier one?
    """
    pk = conn.execute("SELECT pk FROM articles WHERE id = ?", (ident,)).fetchone()["pk"]
    if indexed:
        later.remove(conn, pk)
    conn.execute("UPDATE articles SET revision = ? WHERE id = ?", (number, ident))
    later.add(conn, pk)


def mark_gone(conn: sqlite3.Connection, url: str, moment: str, reason: str) -> int:
    """The article whose canonical URL this is has vanished; 1 if that is news."""
    cursor = conn.execute(
        "UPDATE articles SET gone_since = ?, gone_reason = ? WHERE gone_since IS NULL AND url = ?",
        (moment, reason, url),
    )
    return cursor.rowcount
