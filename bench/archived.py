"""An archive and an edition of generated articles that belong together, of any size.

The edition is that of `bench.edition`; its archive is filled from it in bulk, and the edition
gets what `luutru build` would have noted of that archive. An update of it is one in earnest. Two
things are not: all captures are of one page, and only some articles (`bench.archived.EVERY`) have the
signature of their own text among the near-duplicates; the others have signatures made by chance.
"""

from __future__ import annotations

import json
import random
import sqlite3
import time
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import zstandard

from archive import changes
from archive.editorial.database import Editorial
from archive.editorial.publications import utc
from archive.folder import Archive, now
from archive.warc import http_block, new_record_id, sha256, warc_date
from bench import edition as editions
from publish.build import near, state
from publish.build.work import BuildReport, Work
from publish.edition import EDITION
from publish.near.signature import BANDS

EVERY = 100
"""Every so many-th article can be edited: what is told of it is as it would be in earnest."""

_PAGE = b"<html><head><title>Trang</title></head><body><p>Trang thong tin cua xa.</p></body></html>"


def make(kho: Path, articles: int) -> None:
    """Makes both in a new folder; prints how long it takes."""
    began = time.monotonic()
    with Archive.create(kho) as archive:
        edition = kho / EDITION
        editions.make(edition, articles)
        print(f"the edition after {time.monotonic() - began:.0f} s", flush=True)
        _capture(archive)
        with closing(sqlite3.connect(edition, isolation_level=None)) as conn:
            conn.execute("PRAGMA cache_size = -200000")
            conn.execute("PRAGMA synchronous = OFF")
            archive.begin()
            conn.row_factory = sqlite3.Row
            _fill_archive(archive.conn, conn)
            archive.commit()
            print(f"the archive after {time.monotonic() - began:.0f} s", flush=True)
            conn.row_factory = None
            conn.execute("BEGIN")
            for statement in _STATEMENTS:
                conn.execute(statement, {"moment": _moment(), "page": zstandard.compress(_PAGE)})
            _near(conn)
            work = Work(archive=archive, edition=conn, before=None, report=BuildReport(),
                        progress=lambda done, total: None)  # fmt: skip
            state.finish(work)
            conn.execute("COMMIT")
            conn.execute("PRAGMA journal_mode = WAL")
        assert changes.follows(archive.conn, changes.mark(archive.conn))
    _publications(kho)
    size = sum(path.stat().st_size for path in kho.rglob("*") if path.is_file())
    print(f"{articles:,} articles, {size >> 20:,} MB, made in {time.monotonic() - began:.0f} s",
          flush=True)  # fmt: skip


def _moment() -> str:
    return utc(now() - timedelta(days=1))


def _capture(archive: Archive) -> None:
    """The page of all captures."""
    with archive.transaction():
        archive.warc.append(
            [
                ("WARC-Type", "response"),
                ("WARC-Record-ID", new_record_id()),
                ("WARC-Date", warc_date(now())),
                ("WARC-Target-URI", "http://xa-0.example.vn/"),
                ("Content-Type", "application/http;msgtype=response"),
            ],
            http_block(200, [("Content-Type", "text/html; charset=utf-8")], _PAGE),
        )


def _fill_archive(archive: sqlite3.Connection, edition: sqlite3.Connection) -> None:
    """Portals, articles, addresses, captures and revisions, as the edition tells of them."""
    ((warc, length),) = archive.execute("SELECT name, bytes FROM warc_files").fetchall()
    archive.executemany(
        "INSERT INTO portals (id, url, name, platform, added_at) VALUES (?, ?, ?, 'generic', '2021')",
        edition.execute("SELECT id, url, name FROM portals"),
    )
    for number, row in enumerate(edition.execute("SELECT * FROM articles ORDER BY rowid"), 1):
        archive.execute(
            "INSERT INTO articles (pk, id, portal, url, revision, first_captured, last_captured, "
            "gone_since) VALUES (?, ?, ?, ?, 1, ?, ?, ?)",
            (number, row["id"], row["portal"], row["url"], row["first_captured"],
             row["last_captured"], row["gone_since"]),
        )  # fmt: skip
        archive.execute("INSERT INTO article_urls VALUES (?, ?)", (row["url"], row["id"]))
        archive.execute(
            "INSERT INTO captures (id, portal, url, method, kind, fetched_at, status, content_type, "
            "payload_sha256, payload_bytes, record_id, record_type, warc, offset, length) "
            "VALUES (?, ?, ?, 'GET', 'article', ?, 200, 'text/html', ?, ?, ?, 'response', ?, ?, ?)",
            (number, row["portal"], row["url"], row["first_captured"], sha256(_PAGE), len(_PAGE),
             f"<urn:uuid:{number}>", warc, number, length),
        )  # fmt: skip
        archive.execute(
            "INSERT INTO revisions (article, number, capture, captured_at, digest, title, published, "
            "published_precision, lead, body_text, body_html, category, platform, layout, version) "
            "VALUES (?, 1, ?, ?, ?, ?, ?, ?, ?, ?, '<p></p>', ?, 'generic', 'plain', 1)",
            (row["id"], number, row["first_captured"], row["id"], row["title"], row["published"],
             row["published_precision"], row["lead"], row["body_text"], row["category"]),
        )  # fmt: skip


_STATEMENTS = (
    "UPDATE articles SET revisions = 1",
    "UPDATE portals SET platform = 'generic'",
    "DELETE FROM revisions WHERE number > 1",
    "INSERT INTO readings VALUES (1, 'generic', 'plain', 1, '{}', '{}')",
    "INSERT INTO publications SELECT id, :moment, :moment, 'public', gone_since IS NOT NULL, id "
    "FROM articles",
    "INSERT INTO copies SELECT id, 1, :page FROM articles",
    "INSERT INTO copy_dictionaries SELECT portal, json_group_array(id), x'' FROM (SELECT portal, id, "
    "row_number() OVER (PARTITION BY portal ORDER BY rowid) AS number FROM articles) "
    "WHERE number <= 16 GROUP BY portal HAVING count(*) = 16",
    "INSERT INTO captures SELECT id, 1, first_captured, NULL, 200, 1, id, id, 'response', 'x', 0, 9, "
    "NULL FROM articles",
    "INSERT INTO portal_coverage SELECT p.id, 1, count(*), min(a.first_captured), "
    "max(a.last_captured), max(a.rowid), sum(a.images), sum(a.attachments), 0, 0, NULL, NULL "
    "FROM portals p JOIN articles a ON a.portal = p.id GROUP BY p.id",
    "INSERT INTO portal_months SELECT portal, coalesce(substr(published, 1, 7), ''), count(*), "
    "count(gone_since) FROM articles GROUP BY 1, 2",
    "INSERT INTO portal_categories SELECT portal, category, count(*) FROM articles "
    "WHERE category IS NOT NULL GROUP BY 1, 2",
    "INSERT INTO portal_places (portal, province) SELECT portal, min(province) FROM articles GROUP BY 1",
    "INSERT INTO province_years SELECT coalesce(p.province, ''), substr(m.month, 1, 4), "
    "count(DISTINCT m.portal), sum(m.articles), sum(m.gone) FROM portal_months m "
    "JOIN portal_places p ON p.portal = m.portal GROUP BY 1, 2",
    "UPDATE portals AS p SET (articles, gone) = (SELECT count(*), count(gone_since) FROM articles "
    "WHERE portal = p.id)",
)  # fmt: skip


def _near(edition: sqlite3.Connection) -> None:
    edition.execute(
        "CREATE TEMP TABLE others AS SELECT * FROM (SELECT row_number() OVER (ORDER BY rowid) - 1 "
        "AS number, id, coalesce(published, '~') AS moment FROM articles) WHERE number % ?",
        (EVERY,),
    )
    edition.execute("INSERT INTO near_texts SELECT number, 200, NULL FROM others")
    edition.execute("INSERT INTO near_articles SELECT id, number, moment FROM others ORDER BY id")
    edition.execute(
        "CREATE TEMP TABLE dealt AS SELECT abs(random()) % 140737488355328 AS band, text "
        f"FROM near_texts, (SELECT value FROM json_each('{[*range(BANDS)]}'))"
    )
    edition.execute("INSERT OR IGNORE INTO near_bands SELECT band, text FROM dealt ORDER BY band")
    for table in ("others", "dealt"):
        edition.execute(f"DROP TABLE temp.{table}")
    found = edition.execute(
        "SELECT title, body_text, published, id FROM articles WHERE id IN "
        "(SELECT value FROM json_each(?))",
        (json.dumps(_every(edition)),),
    )
    near.index.add(edition, [(row[3], *row[:3]) for row in found.fetchall()])


def _every(edition: sqlite3.Connection) -> list[str]:
    return [row[0] for row in edition.execute("SELECT id FROM articles ORDER BY rowid")][::EVERY]


def editable(edition: sqlite3.Connection, number: int) -> list[str]:
    """So many articles that can be edited, spread over all portals and times."""
    return random.Random(3).sample(_every(edition), number)


def _publications(kho: Path) -> None:
    """What `archive.editorial.publications.carry_over` would have taken over."""
    with Editorial.open(kho) as ed:
        ed.conn.execute("ATTACH ? AS edition", (str(kho / EDITION),))
        ed.conn.execute("INSERT INTO publications SELECT * FROM edition.publications")
