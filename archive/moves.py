"""An article that has another address, another date, or is back again, stays one article.

A portal tells of a move by a redirect, or not at all: the old address is refused and the same
article is found at another one, before or after that. Each case ends with one article that has
both addresses, the one that works being its own (`articles.url`), and an event. Its identifier
stays what the first address made it.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, field

from archive import articles
from archive.record import Article, Kind
from archive.search import later
from archive.work import Entry, Event, PageWork

_PRIORITY = 3
"""Of the other addresses of an article that has left its own."""

_REDIRECTS = (301, 302, 303, 307, 308)

_LEFT = (*_REDIRECTS, 404, 410)
"""What an address answers that an article has left."""

_LOOKED_AT = 2000
"""Articles gone, or new, among which one that has moved is looked for: more at once is no move."""

_SHARED = 0.5
"""Of the paragraphs: two texts that share less are not one article."""

_EXACT = ("second", "minute")


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """An article as it stands before a page of it is written."""

    id: str
    url: str
    title: str
    published: str | None
    precision: str | None
    rule: str | None
    body_text: str
    gone_since: str | None


@dataclass(slots=True, kw_only=True)
class Found:
    """What was found out about articles of one unit of work, to be written with it."""

    counted: dict[str, int]
    """For the crawl: `moved`, `new`, `gone` ..."""
    events: list[Event] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    """Where an article may live that has left its address."""

    def tell(self, kind: str, url: str, detail: str) -> None:
        self.events.append(Event(kind=kind, url=url, detail=detail))


_KNOWN = (
    "SELECT a.id, a.url, r.title, r.published, r.published_precision, r.published_rule, "
    "r.body_text, a.gone_since FROM articles a JOIN revisions r ON r.article = a.id "
    "AND r.number = a.revision"
)


def at(conn: sqlite3.Connection, url: str) -> Known | None:
    """The article that has this address, its own or another."""
    row = conn.execute(
        f"{_KNOWN} WHERE a.id = (SELECT article FROM article_urls WHERE url = ?)", (url,)
    ).fetchone()
    return _as_known(row) if row else None


def _as_known(row: sqlite3.Row) -> Known:
    return Known(
        id=row["id"], url=row["url"], title=row["title"], published=row["published"],
        precision=row["published_precision"], rule=row["published_rule"],
        body_text=row["body_text"], gone_since=row["gone_since"],
    )  # fmt: skip


def alike(one: Known, title: str, published: str | None, body_text: str, *, told: bool) -> bool:
    """Is this the same article, moved? `told`: the portal itself leads from one to the other."""
    same_title = one.title.casefold() == title.casefold()
    dated = one.published is not None and one.published == published
    shared = _shared(one.body_text, body_text)
    if told:
        return (same_title and dated) or (shared >= _SHARED and (same_title or dated))
    if not same_title or one.published != published:
        return False  # notices that come back each month differ in their date alone
    return shared == 1.0 if not dated else one.precision in _EXACT or shared >= _SHARED


def _shared(one: str, other: str) -> float:
    first, second = (set(filter(None, text.split("\n\n"))) for text in (one, other))
    return len(first & second) / max(len(first), len(second), 1)


def gone_like(conn: sqlite3.Connection, portal: str, article: Article) -> Known | None:
    """The article that vanished from its address and is now at this one."""
    rows = conn.execute(
        f"{_KNOWN} WHERE r.title = ?2 AND a.pk IN (SELECT pk FROM articles WHERE portal = ?1 "
        "AND gone_since IS NOT NULL ORDER BY pk DESC LIMIT ?3)",
        (portal, article.title, _LOOKED_AT),
    )
    for row in rows:
        known = _as_known(row)
        if alike(known, article.title, article.published, article.body_text, told=False):
            return known
    return None


def settle(conn: sqlite3.Connection, work: PageWork, known: Known, url: str, found: Found) -> bool:
    """Gives an article read at `url` this address, if the one it had no longer works."""
    left = known.gone_since is not None or _last_status(conn, work.crawl, known.url) in _LEFT
    if known.url == url or not left:
        return False
    if known.gone_since is not None and _marked_in(conn, work.crawl, known):
        found.counted["gone"] -= 1
    conn.execute(
        "UPDATE articles SET url = ?, gone_since = NULL, gone_reason = NULL WHERE id = ?",
        (url, known.id),
    )
    found.counted["moved"] += 1
    found.tell("moved", url, f"from {known.url}")
    return True


def found_elsewhere(conn: sqlite3.Connection, work: PageWork, url: str, found: Found) -> None:
    """The article of `url` has just been marked gone: has this crawl read it at another address?"""
    known = at(conn, url)
    if known is None or known.url != url:
        return
    others = conn.execute(
        "SELECT url FROM article_urls WHERE article = ? AND url <> ?", (known.id, url)
    ).fetchall()
    for (other,) in others:
        if _last_status(conn, work.crawl, other) in (200, 304):
            settle(conn, work, known, other, found)
            return
    for one in _new_in(conn, work, known.title):
        if alike(known, one.title, one.published, one.body_text, told=False):
            _merge(conn, known.id, one, found)
            settle(conn, work, known, one.url, found)
            return
    found.entries += [_ask(work, other) for (other,) in others]


def _ask(work: PageWork, url: str) -> Entry:
    """Another address of an article that has left its own: it may live there."""
    return Entry(
        portal=work.portal, key=url, url=url, kind=Kind.ARTICLE, priority=_PRIORITY,
        found_on=work.key,
    )  # fmt: skip


def _new_in(conn: sqlite3.Connection, work: PageWork, title: str) -> list[Known]:
    """Articles with this title that the crawl has found as new."""
    rows = conn.execute(
        f"{_KNOWN} JOIN captures c ON c.id = r.capture WHERE a.portal = ? AND r.title = ? "
        "AND r.number = 1 AND c.crawl = ? AND a.gone_since IS NULL "
        "AND a.pk > (SELECT max(pk) FROM articles) - ?",
        (work.portal, title, work.crawl, _LOOKED_AT),
    )
    return [_as_known(row) for row in rows]


def redirected(
    conn: sqlite3.Connection, work: PageWork, url: str, target: str, found: Found
) -> str | None:
    """The address of an article leads to another: has the article moved there?

    Until the target was read, it is an address of the article: see `parted`. Returns why the
    article is gone, if the target is another article.
    """
    known = at(conn, url) if work.crawl is not None else None
    if known is None or target == url:  # imported answers come in any order and prove no move
        return None
    if known.url != url and _last_status(conn, work.crawl, known.url) not in _REDIRECTS:
        return None
    other = at(conn, target)
    if other is None:
        conn.execute("INSERT INTO article_urls (url, article) VALUES (?, ?)", (target, known.id))
        return None
    if other.id == known.id:
        if _last_status(conn, work.crawl, target) in (200, 304):
            settle(conn, work, known, target, found)
        return None
    new = any(one.id == other.id for one in _new_in(conn, work, other.title))
    if new and alike(known, other.title, other.published, other.body_text, told=True):
        _merge(conn, known.id, other, found)
        settle(conn, work, known, target, found)
        return None
    return f"redirected to another article: {target}"


def parted(conn: sqlite3.Connection, work: PageWork, capture: int) -> Known | None:
    """The article whose address led here, when something else is here than it.

    What was taken for one of its addresses is none any more.
    """
    assert work.capture is not None
    url = work.article.url if work.article is not None else work.capture.url
    known = at(conn, url) if work.capture.status in (200, 404, 410) else None
    if known is None or known.url == url or known.gone_since is not None:
        return None
    if _last_status(conn, work.crawl, known.url) not in _REDIRECTS:
        return None
    if _read_before(conn, url, capture):
        return None
    article = work.article
    if article is not None and alike(
        known, article.title, article.published, article.body_text, told=True
    ):
        return None
    conn.execute("DELETE FROM article_urls WHERE url = ?", (url,))
    return known


def _read_before(conn: sqlite3.Connection, url: str, capture: int) -> bool:
    row = conn.execute(
        "SELECT 1 FROM captures WHERE url = ? AND id < ? AND status = 200 LIMIT 1", (url, capture)
    ).fetchone()
    return row is not None


def _last_status(conn: sqlite3.Connection, crawl: int | None, url: str) -> int | None:
    """What an address answered last in this crawl; None if it was not asked."""
    row = conn.execute(
        "SELECT status FROM captures WHERE url = ? AND crawl = ? ORDER BY id DESC LIMIT 1",
        (url, crawl),
    ).fetchone()
    return row["status"] if row else None


def _marked_in(conn: sqlite3.Connection, crawl: int | None, known: Known) -> bool:
    """Was it this crawl that marked the article gone?"""
    row = conn.execute(
        "SELECT 1 FROM captures c JOIN article_urls u ON u.url = c.url "
        "WHERE u.article = ? AND c.crawl = ? AND c.fetched_at = ? LIMIT 1",
        (known.id, crawl, known.gone_since),
    ).fetchone()
    return row is not None


def seen_again(
    conn: sqlite3.Connection, work: PageWork, before: Known, outcome: str, found: Found
) -> None:
    """Moves, returns and new dates of an article that a page shows again."""
    assert work.capture is not None
    article = work.article
    url = article.url if article is not None else before.url
    moved = settle(conn, work, before, url, found)
    if before.gone_since is not None and not moved:
        found.counted["gone"] -= int(_marked_in(conn, work.crawl, before))
        found.tell("came back", before.url, f"gone since {before.gone_since}")
    if outcome != "changed" or article is None or not before.published or not article.published:
        return
    relative = "relative" in f"{before.rule} {article.published_rule}"
    same = before.title == article.title and before.body_text == article.body_text
    if same and not relative and before.published != article.published:
        found.tell("re-dated", url, f"{before.published} -> {article.published}")


def _merge(conn: sqlite3.Connection, ident: str, other: Known, found: Found) -> None:
    """Makes what was taken for a new article of this crawl the latest revision of the old one."""
    rows = [
        conn.execute(
            "SELECT r.* FROM articles a JOIN revisions r ON r.article = a.id "
            "AND r.number = a.revision WHERE a.id = ?",
            (one,),
        ).fetchone()
        for one in (ident, other.id)
    ]
    pk, seen = conn.execute(
        "SELECT pk, last_captured FROM articles WHERE id = ?", (other.id,)
    ).fetchone()
    if rows[0]["digest"] != rows[1]["digest"]:
        number = _take_over(conn, ident, rows[1])
        articles.make_current(conn, ident, number)
        found.counted["changed"] += 1
    found.counted["new"] -= 1
    conn.execute("UPDATE article_urls SET article = ? WHERE article = ?", (ident, other.id))
    conn.execute("UPDATE articles SET last_captured = ? WHERE id = ?", (seen, ident))
    later.remove(conn, pk)
    for table in ("images", "attachments", "revisions"):
        conn.execute(f"DELETE FROM {table} WHERE article = ?", (other.id,))
    conn.execute("DELETE FROM articles WHERE id = ?", (other.id,))


def _take_over(conn: sqlite3.Connection, ident: str, revision: sqlite3.Row) -> int:
    """Copies a revision with its pictures and attachments to another article; its number there."""
    number = int(
        conn.execute("SELECT max(number) FROM revisions WHERE article = ?", (ident,)).fetchone()[0]
    ) + 1  # fmt: skip
    for table, key in (
        ("revisions", "number"),
        ("images", "revision"),
        ("attachments", "revision"),
    ):
        columns = [row["name"] for row in conn.execute(f"PRAGMA table_info({table})")]
        others = [name for name in columns if name not in ("article", key)]
        conn.execute(
            f"INSERT INTO {table} (article, {key}, {', '.join(others)}) "
            f"SELECT ?, ?, {', '.join(others)} FROM {table} WHERE article = ? AND {key} = ?",
            (ident, number, revision["article"], revision["number"]),
        )
    return number
