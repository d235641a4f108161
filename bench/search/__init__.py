"""Vietnamese search against a plain FTS5 index over the same texts, interleaved, as ratios."""

from __future__ import annotations

import random
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from archive import search
from luutru.demo.portals import serve_portals

ARTICLES = 20_000
ROUNDS = 15
QUERIES = (
    "dang uy", "Đảng ủy", "phat trien dang vien", "nông thôn mới", "xa", "nam 2021",
    "15/QĐ-UBND", "hoi nghi tong ket", "ủy ban nhân dân xã", "cho phien vung cao",
)  # fmt: skip


def run() -> None:
    """Prints size, indexing and query ratios of ours to the peer (unicode61, marks removed)."""
    rows = _articles()
    with tempfile.TemporaryDirectory() as folder:
        ours, ours_seconds = _index(Path(folder) / "ours.db", rows, ours=True)
        peer, peer_seconds = _index(Path(folder) / "peer.db", rows, ours=False)
        sizes = [(Path(folder) / f"{name}.db").stat().st_size for name in ("ours", "peer")]
        print(f"{len(rows):,} articles of {_mean_length(rows):,.0f} characters")
        print(f"indexing: {ours_seconds:.1f} s, {ours_seconds / peer_seconds:.2f} x the peer's")
        print(f"file with texts: {sizes[0] / 1e6:.0f} MB, {sizes[0] / sizes[1]:.2f} x the peer's")
        ranked = search.ranked_sql("articles")
        plain = (
            "SELECT rowid, rank FROM articles_fts WHERE articles_fts MATCH :match "
            "ORDER BY rank LIMIT 20"
        )
        for query in QUERIES:
            values = {"match": search.match_query(query), "limit": 20, "offset": 0}
            words = {"match": " ".join(f'"{word}"' for word in query.split())}
            mine = _timed(lambda v=values: ours.execute(ranked, v).fetchall())
            theirs = _timed(lambda w=words: peer.execute(plain, w).fetchall())
            pairs = [(mine(), theirs()) for _ in range(ROUNDS)]
            ratios = sorted(a / b for a, b in pairs)
            hits = [
                base.execute(
                    "SELECT count(*) FROM articles_fts WHERE articles_fts MATCH :match", asked
                ).fetchone()[0]
                for base, asked in ((ours, {"match": values["match"]}), (peer, words))
            ]
            median = statistics.median(a for a, _ in pairs) * 1000
            print(
                f"{query:24} {hits[0]:6} hits (peer {hits[1]:6})  {median:7.2f} ms  ratio "
                f"{ratios[0]:.2f} / {statistics.median(ratios):.2f} / {ratios[-1]:.2f}"
            )
        ours.close()
        peer.close()


def _articles() -> list[tuple[int, str, str, str, str]]:
    dice = random.Random(7)
    with serve_portals() as sample:
        known = [one for portal in sample for one in portal.expected()]
    paragraphs = [text for one in known for text in one.paragraphs]
    titles = [one.title for one in known]
    return [
        (
            number,
            dice.choice(titles),
            dice.choice(paragraphs)[:200],
            "\n\n".join(dice.sample(paragraphs, 8)),
            dice.choice(titles),
        )
        for number in range(1, ARTICLES + 1)
    ]


def _mean_length(rows: list[tuple[int, str, str, str, str]]) -> float:
    return statistics.mean(len(row[3]) for row in rows)


def _index(
    path: Path, rows: list[tuple[int, str, str, str, str]], *, ours: bool
) -> tuple[sqlite3.Connection, float]:
    base = sqlite3.connect(path, isolation_level=None)
    columns = ", ".join(search.COLUMNS)
    base.execute(f"CREATE TABLE articles (pk INTEGER PRIMARY KEY, {columns})")
    base.execute("BEGIN")
    base.executemany("INSERT INTO articles VALUES (?, ?, ?, ?, ?)", rows)
    started = time.perf_counter()
    if ours:
        search.create(base, table="articles")
        search.index_rows(base, rows)
    else:
        base.execute(
            f"CREATE VIRTUAL TABLE articles_fts USING fts5({columns}, content='articles', "
            "content_rowid='pk', tokenize='unicode61 remove_diacritics 2')"
        )
        base.execute("INSERT INTO articles_fts(articles_fts) VALUES ('rebuild')")
    base.execute("INSERT INTO articles_fts(articles_fts) VALUES ('optimize')")
    base.execute("COMMIT")
    return base, time.perf_counter() - started


def _timed(work: Callable[[], object]) -> Callable[[], float]:
    def once() -> float:
        started = time.perf_counter()
        work()
        return time.perf_counter() - started

    return once
