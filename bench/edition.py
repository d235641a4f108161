"""A public edition of any size with generated articles, to measure the site on.

Texts are those of `bench.search.generator`; portals, dates, categories and places are spread as in
real portals. The tables that searches ask are filled by the code that fills them in earnest.
"""

from __future__ import annotations

import base64
import hashlib
import itertools
import random
import sqlite3
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, cast

from archive import search
from archive.folder import VIETNAM
from bench.search import generator
from publish.build import counts, parts
from publish.build.work import BuildReport, Entry, Work
from publish.edition import APPLICATION_ID

PORTALS = 2000
_CATEGORIES = (
    "Tin tức - Sự kiện", "Thông báo", "Xây dựng Đảng", "Nông thôn mới", "Văn hóa - Xã hội",
    "Cải cách hành chính", "An ninh - Quốc phòng", "Giáo dục", "Y tế", "Chuyển đổi số", None,
)  # fmt: skip
_CHUNK = 500


def make(path: Path, articles: int, *, seed: int = 7) -> None:
    """Writes an edition of so many articles to `path`; the same seed gives the same texts."""
    path.unlink(missing_ok=True)
    edition = sqlite3.connect(path, isolation_level=None)
    for pragma in (
        *parts.FILE, "journal_mode = OFF", "synchronous = OFF", "cache_size = -400000",
        f"application_id = {APPLICATION_ID}", f"user_version = {parts.SCHEMA_VERSION}",
    ):  # fmt: skip
        edition.execute(f"PRAGMA {pragma}")
    edition.execute("BEGIN")
    for statement in parts.SCHEMA.split(";\n\n"):
        edition.execute(statement)
    search.create(edition, table="articles")
    search.create_ranking(edition)
    work = Work(
        archive=cast(Any, None), edition=edition, before=None, report=BuildReport(),
        progress=lambda done, total: None, load=search.Load(edition),
    )  # fmt: skip
    _portals(work, articles)
    rows = _articles(articles, seed)
    started = time.monotonic()
    done = 0
    while chunk := list(itertools.islice(rows, _CHUNK)):
        _add(work, chunk)
        done += len(chunk)
        if done % 50_000 == 0:
            print(f"{done:,} articles in {time.monotonic() - started:.0f} s", flush=True)
    work.load.finish()
    edition.execute("COMMIT")
    parts.give_back(edition)
    edition.close()


def _articles(number: int, seed: int) -> Iterator[dict[str, Any]]:
    dice = random.Random(seed)
    day, step = datetime(2009, 1, 1, 8, tzinfo=VIETNAM), timedelta(days=6100) / number
    rows = generator.articles(number, seed=seed)
    for at, (rowid, title, lead, body, captions) in enumerate(rows, 1):
        moment = day + at * step
        captured = (day + timedelta(days=6200) + at * step / 30).isoformat(timespec="seconds")
        # A tenth of the portals publish half of what there is.
        portal = int(PORTALS * dice.random() ** 2.5)
        yield {
            "id": _ident(at),
            "portal": f"xa-{portal}",
            "url": f"http://xa-{portal}.example.vn/bai-{at}",
            "title": title,
            "published": moment.isoformat(timespec="seconds") if at % 25 else None,
            "published_precision": "second" if at % 25 else None,
            "year": moment.year if at % 25 else None,
            "lead": lead if at % 3 else None,
            "body_text": body,
            "body_html": "<p></p>",
            "category": dice.choice(_CATEGORIES),
            "province": f"Tỉnh {portal % 34}",
            "district": f"Huyện {portal % 340}",
            "commune": f"Xã {portal}",
            "commune_code": f"{portal:05}",
            "commune_now": f"Xã {portal // 3}",
            "commune_now_code": f"{portal // 3:05}",
            "captions": captions if at % 2 else "",
            "citations": "[]",
            "images": at % 2,
            "attachments": int(at % 7 == 0),
            "first_captured": captured,
            "last_captured": captured,
            "revision": 1,
            "revisions": 1 + (at % 50 == 0),
            "gone_since": "2025-12-01T00:00:00+07:00" if at % 40 == 0 else None,
            "reprint": int(at % 12 == 0),
            "platform": "generic",
            "layout": "plain",
            "rowid": rowid,
        }  # fmt: skip


def _ident(number: int) -> str:
    digest = hashlib.sha256(str(number).encode()).digest()[:10]
    return base64.b32encode(digest).decode().lower()


def _portals(work: Work, articles: int) -> None:
    for number in range(PORTALS):
        work.insert(
            "portals",
            {
                "id": f"xa-{number}",
                "name": f"Cổng thông tin điện tử xã Số {number}",
                "short_name": f"Xã Số {number}",
                "url": f"http://xa-{number}.example.vn/",
                "articles": articles // PORTALS,
                "gone": 0,
            },
        )


def _add(work: Work, rows: list[dict[str, Any]]) -> None:
    entries = [
        Entry(key=row["rowid"], rowid=row["rowid"], article=row, columns=row) for row in rows
    ]
    for row in rows:
        work.insert("articles", row)
        for revision in range(1, row["revisions"] + 1):
            work.insert(
                "revisions",
                {
                    "article": row["id"], "number": revision, "captured_at": row["first_captured"],
                    "title": row["title"], "body_text": "", "payload_sha256": "", "origin": "portal",
                    "reading": 1,
                },
            )  # fmt: skip
    search.index_rows(
        work.edition, [(row["rowid"], *(row.get(name) for name in search.COLUMNS)) for row in rows]
    )
    counts.add(work, entries)
