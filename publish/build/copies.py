"""Inert copies of the captured pages, packed with a dictionary of what a portal's pages share.

One copy for each revision that the portal made. A portal's dictionary is trained on the pages of
its first articles, so that it is the same whether the articles came at once or one by one; when
one of those articles leaves the edition, nothing of its page may stay in a dictionary: it is
trained anew and the portal's copies are packed again. Numbers of persons are masked in every copy;
a dictionary knows no long numbers at all, so that it does not change with what is decided on them.
"""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import zstandard

from archive.editorial import showing
from archive.errors import ArchiveError
from archive.payload import body_of
from archive.privacy.decisions import found_in
from archive.privacy.markup import words_of
from archive.privacy.masking import without_numbers
from publish.build import privacy
from publish.build.work import Entry, Work
from publish.inert import inert

SCHEMA = """
CREATE TABLE copy_dictionaries (
    portal TEXT PRIMARY KEY REFERENCES portals(id),
    samples TEXT NOT NULL,
    content BLOB NOT NULL
) WITHOUT ROWID;

CREATE TABLE copies (
    article TEXT NOT NULL REFERENCES articles(id),
    revision INTEGER NOT NULL,
    page BLOB NOT NULL,
    PRIMARY KEY (article, revision)
) WITHOUT ROWID
"""

SAMPLES = 16
"""Articles of a portal before it has a dictionary; with 16 it is paid for after six more pages."""

_SIZE = 32 * 1024
_LEVEL = 12


def unpacked(page: bytes, dictionary: bytes | None) -> str:
    """The copy as HTML; `dictionary` is the content of its portal's."""
    return zstandard.ZstdDecompressor(dict_data=_ready(dictionary)).decompress(page).decode()


def add(work: Work, entries: Sequence[Entry]) -> None:
    """The copies of these articles; what cannot be copied is told in the report."""
    for portal in dict.fromkeys(entry.article["portal"] for entry in entries):
        if _has_dictionary(work, portal):  # one that is shown again may be among the first
            work.dictionaries.add(portal)
        else:
            _train(work, portal)
    packers: dict[str, zstandard.ZstdCompressor] = {}
    for entry in entries:
        portal = entry.article["portal"]
        packer = packers.setdefault(portal, _packer(_dictionary(work, portal)))
        pictures = {
            url: f"/anh/{rendition}/lon.webp"
            for url, rendition in work.edition.execute(
                "SELECT url, rendition FROM images WHERE article = ? AND rendition IS NOT NULL",
                (entry.article["id"],),
            )
        }
        for number, capture in _revisions(work, entry.article):
            try:
                copy = _masked(work, entry, _copy(work, capture, pictures))
            except (ArchiveError, ValueError) as error:
                work.report.problems.append(
                    f"{entry.article['url']}: its captured page cannot be shown: {error}"
                )
                continue
            work.edition.execute(
                "INSERT INTO copies VALUES (?, ?, ?)",
                (entry.article["id"], number, packer.compress(copy.encode())),
            )


def remove(work: Work, ids: Sequence[str]) -> None:
    """Takes the copies out; their portals' dictionaries are settled by `finish`."""
    marks = ",".join("?" * len(ids))
    work.dictionaries.update(
        row[0]
        for row in work.edition.execute(
            f"SELECT DISTINCT portal FROM articles WHERE id IN ({marks})", ids
        )
    )
    work.edition.execute(f"DELETE FROM copies WHERE article IN ({marks})", ids)


def finish(work: Work) -> None:
    """Trains dictionaries anew whose samples are no longer the first articles of their portal."""
    for portal in sorted(work.dictionaries):
        row = work.edition.execute(
            "SELECT samples FROM copy_dictionaries WHERE portal = ?", (portal,)
        ).fetchone()
        kept = json.loads(row[0]) if row else []
        if (
            kept
            and _touches(work, kept)
            and kept != [article for article, _ in _samples(work, portal)]
        ):
            _train(work, portal)


def _touches(work: Work, samples: Sequence[str]) -> bool:
    """Has this update to do with one of them, or with an article that came before the last of them?

    All articles of a portal are too many to look for its first ones whenever one has changed.
    """
    if work.whole or not work.withdrawn.isdisjoint(samples):
        return True
    touched = json.dumps(sorted(work.withdrawn))
    found = work.source.execute(
        "SELECT 1 FROM articles a WHERE a.id IN (SELECT value FROM json_each(?1)) "
        "AND a.pk < (SELECT pk FROM articles WHERE id = ?2) LIMIT 1",
        (touched, samples[-1]),
    ).fetchone()
    return found is not None


def _revisions(work: Work, article: Mapping[str, Any]) -> list[sqlite3.Row]:
    """(number, capture) of the revisions that the portal made, up to the one that is shown."""
    return work.source.execute(
        "SELECT number, capture FROM revisions WHERE article = ? AND reread IS NULL "
        "AND number <= ? ORDER BY number",
        (article["id"], article["revision"]),
    ).fetchall()


def _copy(work: Work, capture: int, pictures: dict[str, str]) -> str:
    body = body_of(work.archive, capture)
    url, content_type = work.source.execute(
        "SELECT url, content_type FROM captures WHERE id = ?", (capture,)
    ).fetchone()
    return inert(body, content_type, url, pictures)


def _masked(work: Work, entry: Entry, copy: str) -> str:
    """The page may hold more numbers than the article: beside it, or where its words were cut."""
    found = found_in([words_of(copy)])
    privacy.note_found(work, entry, found)
    return entry.masking.also(work.decisions.masked(entry.article["id"], found)).html(copy)


def _samples(work: Work, portal: str) -> list[tuple[str, int]]:
    """(article, capture) of the first articles of a portal that may be shown as they are.

    Not those in which somebody has masked words: these must not stay in a dictionary.
    """
    return [
        (article, capture)
        for article, capture in work.source.execute(
            "SELECT a.id, (SELECT capture FROM revisions r WHERE r.article = a.id "
            "ORDER BY number LIMIT 1) FROM articles a WHERE a.portal = ? "
            f"AND EXISTS (SELECT 1 FROM {showing.VIEW} s WHERE s.id = a.id AND s.portal = a.portal) "
            "AND a.id NOT IN (SELECT value FROM json_each(?)) ORDER BY a.pk LIMIT ?",
            (portal, json.dumps(sorted(work.decisions.texts)), SAMPLES),
        )
    ]


def _train(work: Work, portal: str) -> None:
    """Gives a portal the dictionary that it should have, and packs what there is with it."""
    before = _dictionary(work, portal)
    work.edition.execute("DELETE FROM copy_dictionaries WHERE portal = ?", (portal,))
    samples = _samples(work, portal)
    content = b""
    if len(samples) == SAMPLES:
        content = _trained(list(_sample_pages(work, samples)), zlib.crc32(portal.encode()))
        named = json.dumps([article for article, _ in samples])
        work.edition.execute(
            "INSERT INTO copy_dictionaries VALUES (?, ?, ?)", (portal, named, content)
        )
    if before == (content or None):
        return
    packer = _packer(content)
    for article, revision, page in work.edition.execute(
        "SELECT c.* FROM copies c JOIN articles a ON a.id = c.article WHERE a.portal = ?",
        (portal,),
    ).fetchall():
        work.edition.execute(
            "UPDATE copies SET page = ? WHERE article = ? AND revision = ?",
            (packer.compress(unpacked(page, before).encode()), article, revision),
        )


def _sample_pages(work: Work, samples: Sequence[tuple[str, int]]) -> Iterator[bytes]:
    for _, capture in samples:
        try:
            yield without_numbers(_copy(work, capture, {})).encode()
        except (ArchiveError, ValueError):
            continue  # told when its own turn comes


def _trained(pages: Sequence[bytes], ident: int) -> bytes:
    """A dictionary, itself packed; empty where the pages have nothing in common."""
    try:
        made = zstandard.train_dictionary(
            _SIZE, [*pages], k=256, d=8, dict_id=(ident & 0x7FFFFFFF) | 0x10000
        )
    except zstandard.ZstdError:
        return b""
    return zstandard.compress(made.as_bytes(), 19)


def _has_dictionary(work: Work, portal: str) -> bool:
    found = work.edition.execute("SELECT 1 FROM copy_dictionaries WHERE portal = ?", (portal,))
    return found.fetchone() is not None


def _dictionary(work: Work, portal: str) -> bytes | None:
    row = work.edition.execute(
        "SELECT content FROM copy_dictionaries WHERE portal = ?", (portal,)
    ).fetchone()
    return row[0] or None if row else None


def _packer(dictionary: bytes | None) -> zstandard.ZstdCompressor:
    return zstandard.ZstdCompressor(level=_LEVEL, dict_data=_ready(dictionary))


def _ready(dictionary: bytes | None) -> zstandard.ZstdCompressionDict | None:
    if not dictionary:
        return None
    return zstandard.ZstdCompressionDict(zstandard.decompress(dictionary))
