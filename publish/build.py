"""archive.db -> public.db: a whole new edition, built aside, checked, then put in place.

The same archive gives the same bytes: rows go in by publication time and id, in one transaction,
and nothing of the machine or the moment is written. Readers of the old edition keep it open; the
next `serve` shows the new one.
"""

from __future__ import annotations

import fcntl
import json
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from archive import query, search
from archive.folder import Archive
from publish.body import Shown, shown_body
from publish.coverage import add_crawls
from publish.errors import PublishError
from publish.media import keep_files, keep_pictures
from publish.schema import APPLICATION_ID, SCHEMA, SCHEMA_VERSION
from publish.shown import short_name
from publish.words import VI

EDITION = "public.db"
_CHUNK = 200
Progress = Callable[[int, int], None]


@dataclass(slots=True)
class BuildReport:
    """What an edition holds, and what could not be put into it."""

    articles: int = 0
    images: int = 0
    files: int = 0
    bytes: int = 0
    problems: list[str] = field(default_factory=list)


def build(folder: Path, *, progress: Progress = lambda done, total: None) -> BuildReport:
    """Builds the public edition of the archive in `folder`. `progress(steps done, steps in all)`.

    Raises:
        ArchiveError: there is no archive that can be read.
        PublishError: the edition could not be made; the old one, if any, is as it was.
    """
    with Archive.open(folder) as archive, _only_one(folder):
        aside = folder / f"{EDITION}.new"
        try:
            aside.unlink(missing_ok=True)
            try:
                report = _build(archive, aside, folder / EDITION, progress)
                _settle(aside, folder / EDITION)
            finally:
                aside.unlink(missing_ok=True)
        except (sqlite3.Error, OSError) as error:
            raise PublishError(
                f"cannot build {folder / EDITION}: {error}. The old edition is as it was; "
                "make room on the disk if it is full, then run `luutru build` again"
            ) from error
        report.bytes = (folder / EDITION).stat().st_size
        return report


@contextmanager
def _only_one(folder: Path) -> Iterator[None]:
    try:
        lock = os.open(folder / "build.lock", os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise PublishError(f"cannot write in {folder}: {error.strerror}") from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise PublishError(
            f"another process is building the edition of {folder}; wait until it ends"
        ) from None
    finally:
        os.close(lock)


def _build(archive: Archive, aside: Path, old: Path, progress: Progress) -> BuildReport:
    report = BuildReport()
    source = archive.conn
    source.execute("BEGIN")  # one moment of the archive, whatever a crawl adds meanwhile
    edition = sqlite3.connect(aside, isolation_level=None)
    try:
        edition.execute("PRAGMA page_size = 8192")
        edition.execute("PRAGMA journal_mode = OFF")
        edition.execute("PRAGMA synchronous = OFF")
        edition.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        edition.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
        edition.execute("BEGIN")
        for statement in SCHEMA.split(";\n\n"):
            edition.execute(statement)
        search.create(edition, table="articles")
        keys = [
            row["pk"]
            for row in source.execute(
                "SELECT pk FROM current_articles ORDER BY coalesce(published, first_captured), id"
            )
        ]
        with keep_pictures(archive, edition, old) as pictures:
            total = len(keys) + pictures.total
            for number, problem in enumerate(pictures.kept(), 1):
                report.problems += [problem] if problem else []
                progress(number, total)
        report.images = edition.execute("SELECT count(DISTINCT id) FROM renditions").fetchone()[0]
        report.problems += keep_files(archive, edition)
        report.files = edition.execute("SELECT count(*) FROM files").fetchone()[0]
        _add_portals(source, edition)
        add_crawls(source, edition)
        for at in range(0, len(keys), _CHUNK):
            chunk = keys[at : at + _CHUNK]
            _add_articles(source, edition, chunk)
            report.articles += len(chunk)
            progress(total - len(keys) + report.articles, total)
        edition.execute(f"INSERT INTO {search.FTS_TABLE}({search.FTS_TABLE}) VALUES ('optimize')")
        edition.execute("COMMIT")
        _check(edition, report)
    finally:
        edition.close()
        source.execute("ROLLBACK")
    if not report.articles:
        report.problems.append("the archive holds no article yet: run `luutru crawl --all` first")
    return report


def _add_portals(source: sqlite3.Connection, edition: sqlite3.Connection) -> None:
    rows = source.execute(
        "SELECT p.id, coalesce(p.site_name, p.name), p.url, p.platform, count(a.id), "
        "count(a.gone_since), min(a.published), max(a.published), max(a.last_captured) "
        "FROM portals p LEFT JOIN current_articles a ON a.portal = p.id "
        "GROUP BY p.id HAVING count(a.id) > 0 OR p.removed_at IS NULL ORDER BY p.id"
    )
    edition.executemany(
        "INSERT INTO portals (id, name, short_name, url, platform, articles, gone, first_published, "
        "last_published, last_captured) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        ((ident, name, short_name(name), *rest) for ident, name, *rest in rows),
    )


def _add_articles(source: sqlite3.Connection, edition: sqlite3.Connection, keys: list[int]) -> None:
    first = edition.execute("SELECT count(*) FROM articles").fetchone()[0] + 1
    for rowid, (key, article) in enumerate(
        zip(keys, query.by_key(source, keys), strict=True), first
    ):
        images = [_with_rendition(edition, image) for image in article["images"]]
        row = _article_row(source, edition, article, images) | {
            "gone_reason": source.execute(
                "SELECT gone_reason FROM articles WHERE pk = ?", (key,)
            ).fetchone()[0]
        }
        _insert(edition, "articles", {"rowid": rowid, **row})
        for position, image in enumerate(images, 1):
            shown = image.pop("shown")
            rendition = shown.rendition if shown else None
            _insert(
                edition,
                "images",
                {"article": row["id"], "position": position, **image, "rendition": rendition},
            )
        _add_attachments(edition, article)
        _add_revisions(source, edition, row["id"])
        search.index_rows(
            edition, [(rowid, row["title"], row["lead"], row["body_text"], row["captions"])]
        )


def _insert(edition: sqlite3.Connection, table: str, row: dict[str, Any]) -> None:
    names, marks = ", ".join(row), ", ".join("?" * len(row))
    edition.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", list(row.values()))


def _with_rendition(edition: sqlite3.Connection, image: dict[str, Any]) -> dict[str, Any]:
    shown = None
    if image["sha256"]:
        rendition = image["sha256"][:16]
        sizes = edition.execute(
            "SELECT width, height FROM renditions WHERE id = ? ORDER BY width", (rendition,)
        ).fetchall()
        if sizes:
            shown = Shown(rendition=rendition, sizes=tuple(sizes))
    return {**image, "shown": shown}


def _article_row(
    source: sqlite3.Connection,
    edition: sqlite3.Connection,
    article: dict[str, Any],
    images: list[dict[str, Any]],
) -> dict[str, Any]:
    kept = {
        file["url"]: f"/tep/{file['sha256']}/"
        for file in article["attachments"]
        if file["sha256"] and _file(edition, file["sha256"])
    }

    def inside(href: str) -> str:
        known = source.execute(
            "SELECT article FROM article_urls WHERE url = ?", (href.partition("#")[0],)
        ).fetchone()
        return kept.get(href) or (f"/bai/{known[0]}" if known else href)

    shown = {image["url"]: image["shown"] for image in images if image["shown"]}
    cover = next((image["shown"] for image in images if image["shown"]), None)
    copied = (
        "id", "portal", "url", "title", "published", "published_text", "published_precision",
        "lead", "body_text", "author", "source", "category", "first_captured", "last_captured",
        "revision", "revisions", "gone_since",
    )  # fmt: skip
    return {name: article[name] for name in copied} | {
        "year": int(article["published"][:4]) if article["published"] else None,
        "body_html": shown_body(article["body_html"], shown, inside, VI["picture_lost"]),
        "captions": "\n".join(image["caption"] for image in images if image["caption"]),
        "citations": json.dumps(article["citations"], ensure_ascii=False),
        "cover": cover.rendition if cover else None,
        "images": len(images),
        "attachments": len(article["attachments"]),
        "platform": article["extracted_by"]["platform"],
        "layout": article["extracted_by"]["layout"],
    }


def _file(edition: sqlite3.Connection, sha256: str) -> tuple[int, str] | None:
    row: tuple[int, str] | None = edition.execute(
        "SELECT bytes, content_type FROM files WHERE sha256 = ?", (sha256,)
    ).fetchone()
    return row


def _add_attachments(edition: sqlite3.Connection, article: dict[str, Any]) -> None:
    for position, file in enumerate(article["attachments"], 1):
        size, kind = (file["sha256"] and _file(edition, file["sha256"])) or (None, None)
        _insert(
            edition,
            "attachments",
            {
                "article": article["id"],
                "position": position,
                "url": file["url"],
                "name": file["name"],
                "sha256": file["sha256"],
                "bytes": size,
                "content_type": kind,
            },
        )


def _add_revisions(source: sqlite3.Connection, edition: sqlite3.Connection, ident: str) -> None:
    rows = source.execute(
        "SELECT r.article, r.number, r.captured_at, r.title, r.published, r.lead, r.body_text, "
        "c.payload_sha256, CASE WHEN r.reread IS NULL THEN 'portal' "
        "WHEN n.state = 'rolled back' THEN 'undone' ELSE 'reread' END "
        "FROM revisions r JOIN captures c ON c.id = r.capture "
        "LEFT JOIN rereads n ON n.id = r.reread "
        "WHERE r.article = ? ORDER BY r.number",
        (ident,),
    )
    edition.executemany(
        "INSERT INTO revisions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", map(tuple, rows)
    )


def _check(edition: sqlite3.Connection, report: BuildReport) -> None:
    """An edition that is not sound never takes the place of one that was."""
    found = edition.execute("PRAGMA foreign_key_check").fetchall()
    lost = search.lies(edition)
    held = edition.execute("SELECT count(*) FROM articles").fetchone()[0]
    if found or lost or held != report.articles:
        raise PublishError(
            f"the new edition is not sound ({len(found)} broken references, {len(lost)} articles "
            f"not found by search, {held} of {report.articles} articles); the old one stays. "
            "This is a fault of luutru: please report it with the output of `luutru doctor`"
        )


def _settle(aside: Path, edition: Path) -> None:
    with aside.open("rb+") as file:
        os.fsync(file.fileno())
    os.replace(aside, edition)
    folder = os.open(edition.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
