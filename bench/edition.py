"""A public edition of any size with generated articles, to measure the site on.

Syllables are those of the sample portals, drawn by Zipf's law and put together to paragraphs; lengths,
portals, dates, categories and places are spread as in real portals. The tables are filled by the
parts of the build that fill them in earnest.
"""

from __future__ import annotations

import base64
import hashlib
import itertools
import random
import re
import sqlite3
import time
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, cast

from archive import search
from archive.folder import VIETNAM
from luutru.demo.portals import serve_portals
from publish.build import counts, parts
from publish.build.work import BuildReport, Entry, Work
from publish.edition import APPLICATION_ID

SYLLABLES = 8000
PARAGRAPHS = 20_000
PORTALS = 2000
_CATEGORIES = (
    "Tin tức - Sự kiện", "Thông báo", "Xây dựng Đảng", "Nông thôn mới", "Văn hóa - Xã hội",
    "Cải cách hành chính", "An ninh - Quốc phòng", "Giáo dục", "Y tế", "Chuyển đổi số", None,
)  # fmt: skip
_CHUNK = 500
_GAP = 64


def make(path: Path, articles: int, *, seed: int = 7) -> None:
    """Writes an edition of so many articles to `path`; the same seed gives the same texts."""
    path.unlink(missing_ok=True)
    edition = sqlite3.connect(path, isolation_level=None)
    for pragma in (
        "page_size = 8192", "journal_mode = OFF", "synchronous = OFF", "cache_size = -400000",
        f"application_id = {APPLICATION_ID}", f"user_version = {parts.SCHEMA_VERSION}",
    ):  # fmt: skip
        edition.execute(f"PRAGMA {pragma}")
    edition.execute("BEGIN")
    for statement in parts.SCHEMA.split(";\n\n"):
        edition.execute(statement)
    search.create(edition, table="articles")
    work = Work(
        archive=cast(Any, None), edition=edition, before=None, report=BuildReport(),
        progress=lambda done, total: None,
    )  # fmt: skip
    _portals(work, articles)
    rows = _articles(articles, random.Random(seed))
    started = time.monotonic()
    done = 0
    while chunk := list(itertools.islice(rows, _CHUNK)):
        _add(work, chunk)
        done += len(chunk)
        if done % 50_000 == 0:
            print(f"{done:,} articles in {time.monotonic() - started:.0f} s", flush=True)
    edition.execute(f"INSERT INTO {search.FTS_TABLE}({search.FTS_TABLE}) VALUES ('optimize')")
    edition.execute("COMMIT")
    edition.close()


def vocabulary(dice: random.Random) -> list[str]:
    """Syllables, the most frequent first: of the sample portals, then made of their parts."""
    with serve_portals() as sample:
        text = " ".join(
            text.lower()
            for portal in sample
            for one in portal.expected()
            for text in one.paragraphs
        )
    known = Counter(word for word in re.findall(r"[^\W\d_]+", text) if len(word) < 8)
    words = [word for word, _ in known.most_common()]
    onsets = sorted(
        {found[0] for word in words if (found := re.match(r"[bcdđghklmnpqrstvx]+", word))}
    )
    rhymes = sorted({re.sub(r"^[bcdđghklmnpqrstvx]+", "", word) for word in words} - {""})
    made = {onset + rhyme for onset in onsets for rhyme in rhymes} - set(words)
    return (words + dice.sample(sorted(made), len(made)))[:SYLLABLES]


def _articles(number: int, dice: random.Random) -> Iterator[dict[str, Any]]:
    words = vocabulary(dice)
    weights = list(itertools.accumulate(1 / (rank + 2.7) for rank in range(1, len(words) + 1)))

    def draw(length: int) -> str:
        text = " ".join(dice.choices(words, cum_weights=weights, k=length))
        return text[:1].upper() + text[1:]

    paragraphs = [draw(dice.randint(25, 95)) + "." for _ in range(PARAGRAPHS)]
    day, step = datetime(2009, 1, 1, 8, tzinfo=VIETNAM), timedelta(days=6100) / number
    for at in range(1, number + 1):
        moment = day + at * step
        # A tenth of the portals publish half of what there is.
        portal = int(PORTALS * dice.random() ** 2.5)
        body = "\n\n".join(dice.choices(paragraphs, k=max(2, int(dice.lognormvariate(1.6, 0.5)))))
        yield {
            "id": _ident(at),
            "portal": f"xa-{portal}",
            "url": f"http://xa-{portal}.example.vn/bai-{at}",
            "title": draw(dice.randint(6, 16)),
            "published": moment.isoformat(timespec="seconds") if at % 25 else None,
            "published_precision": "second" if at % 25 else None,
            "year": moment.year if at % 25 else None,
            "lead": draw(dice.randint(20, 45)) if at % 3 else None,
            "body_text": f"{body}\n\n{draw(30)} {at}/QĐ-UBND.",
            "body_html": "<p></p>",
            "category": dice.choice(_CATEGORIES),
            "province": f"Tỉnh {portal % 34}",
            "district": f"Huyện {portal % 340}",
            "commune": f"Xã {portal}",
            "commune_code": f"{portal:05}",
            "commune_now": f"Xã {portal // 3}",
            "commune_now_code": f"{portal // 3:05}",
            "captions": draw(8) if at % 2 else "",
            "citations": "[]",
            "images": at % 2,
            "attachments": int(at % 7 == 0),
            "first_captured": (day + timedelta(days=6200) + at * step / 30).isoformat(timespec="seconds"),
            "last_captured": (day + timedelta(days=6200) + at * step / 30).isoformat(timespec="seconds"),
            "revision": 1,
            "revisions": 1 + (at % 50 == 0),
            "gone_since": "2025-12-01T00:00:00+07:00" if at % 40 == 0 else None,
            "reprint": int(at % 12 == 0),
            "platform": "generic",
            "layout": "plain",
            "rowid": at * _GAP,
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
