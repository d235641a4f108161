"""Proof bundles made and checked: the archive's records on one side, the reader on the other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from archive.errors import ArchiveError
from archive.proof import bundle
from archive.query import by_key

if TYPE_CHECKING:
    import sqlite3

    from archive.folder import Archive
    from archive.record import Article


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the check of a bundle gave."""

    path: str
    sha256: str
    article: str | None
    title: str | None
    url: str | None
    captured_at: str | None
    problems: tuple[str, ...]
    notes: tuple[str, ...]


def prove(archive: Archive, target: str, *, with_media: bool = False) -> tuple[str, bytes]:
    """The bundle of the article of this identifier or address: identifier, ZIP file.

    Raises:
        ArchiveError: there is no such article, or its record is damaged.
    """
    from crawler.extract.article import VERSION
    from crawler.extract.urls import canonical
    from crawler.replay.reading import ground_to, unlike
    from crawler.visit import ground_of

    conn = archive.conn
    try:
        ident = bundle.find(conn, target)
    except ArchiveError:
        if "://" not in target:
            raise
        ident = bundle.find(conn, canonical(target))
    page = bundle.page_of(conn, ident)
    row = conn.execute("SELECT siblings FROM portals WHERE id = ?", (page["portal"],)).fetchone()
    ground = ground_to(ground_of(conn, page["portal"]), row["siblings"])
    article, why = _read(archive.entity(page["id"]), dict(page), ground)
    key = conn.execute("SELECT pk FROM articles WHERE id = ?", (ident,)).fetchone()["pk"]
    (exported,) = by_key(conn, [key])
    differs = ["article"] if article is None else sorted(unlike(exported, article))
    reading: dict[str, Any] = {"version": VERSION, "ground": ground, "differs": differs}
    if article is None:
        reading["why"] = why
    return ident, bundle.pack(archive, ident, reading, with_media=with_media)


def verify_proof(path: Path) -> Verdict:
    """Checks a bundle without any archive: digests, records, and the article read again.

    Raises:
        UnreadableInput: it is no bundle.
    """
    opened = bundle.open_bundle(path)
    manifest = opened.manifest
    if opened.payload is not None:
        try:
            problems, notes = _read_again(opened.payload, manifest)
            opened.problems += problems
            opened.notes += notes
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            what = f"{bundle.MANIFEST} does not say how the page was read: {error}"
            opened.problems.append(what)
    article = manifest.get("article") or {}
    return Verdict(
        path=str(path),
        sha256=opened.sha256,
        article=article.get("id"),
        title=article.get("title"),
        url=article.get("url"),
        captured_at=(manifest.get("capture") or {}).get("fetched_at"),
        problems=tuple(opened.problems),
        notes=tuple(opened.notes),
    )


def _read_again(payload: Any, manifest: dict[str, Any]) -> tuple[list[str], list[str]]:
    """The page read with today's reader against the manifest: problems, notes."""
    from crawler.extract.article import VERSION
    from crawler.replay.reading import unlike

    reading = manifest["reading"]
    article, why = _read(payload, manifest["capture"], reading["ground"])
    differs = ["article"] if article is None else sorted(unlike(manifest["article"], article))
    if reading["version"] != VERSION:
        told = f"differs in {', '.join(differs)}" if differs else "is the same"
        return [], [
            f"the bundle was made with version {reading['version']} of the reader, this is version "
            f"{VERSION}: the article read today {told}"
        ]
    expected = list(reading["differs"])
    notes = []
    if expected:
        notes.append(
            f"the archive's article was read by an earlier reader and differs in "
            f"{', '.join(expected)}, as the manifest says"
        )
    if differs == expected:
        return [], notes
    if article is None:
        return [f"the page gives no article when it is read again: {why}"], notes
    unexplained = sorted(set(differs) ^ set(expected))
    return [f"the page read again gives another {', '.join(unexplained)} than the manifest"], notes


def _read(
    record: Any, capture: dict[str, Any] | sqlite3.Row, ground: dict[str, Any]
) -> tuple[Article | None, str]:
    from crawler.replay.reading import KeptPage, ground_from, read_kept

    page = KeptPage(
        url=capture["url"],
        kind=capture["kind"],
        record_type=capture["record_type"],
        content_type=capture["content_type"],
        fetched_at=datetime.fromisoformat(capture["fetched_at"]),
    )
    return read_kept(record, page, ground_from(ground))
