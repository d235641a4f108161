"""Search beside its peers over the same generated articles, interleaved: time, size, indexing.

Ours, plain FTS5 with BM25 (kept by the triggers of sqlite-utils) and tantivy (extra `peers`; it
indexes our folded codes, for it has no folding of đ). What is indexed by plain FTS5 once finds no
"dang uy" and knows no "năm" from "Nam"; so it is also timed with each text as written and folded.
A query's time is what a reader waits for twenty rowids. Does not live here: the articles
(`generator`) and what is asked (`queries`).
"""

from __future__ import annotations

import sqlite3
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from statistics import median, quantiles

from archive import search
from bench.search import generator, peers, queries
from publish.build import parts

_BATCH = 1_000


def run(articles: int, *, folder: Path | None = None) -> bool:
    """Prints the table; are the ratios those that are promised?

    `folder` keeps the databases, so that a second run only asks.
    """
    if folder is None:
        with tempfile.TemporaryDirectory() as temporary:
            return run(articles, folder=Path(temporary))
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{articles}.db"
    if not path.exists():
        generator.fill(path, articles)
    text = _text_bytes(path)
    print(f"{articles:,} articles, {text / articles / 1000:.1f} kB of text each")
    ours, seconds = _ours(path, folder / f"{articles}-ours.db")
    plain, plain_seconds = peers.plain(path, folder / f"{articles}-plain.db")
    _, both_seconds = peers.plain(path, folder / f"{articles}-both.db", both=True)
    tantivy = peers.tantivy(path, folder / f"{articles}-tantivy")
    if seconds and plain_seconds and both_seconds:
        print(
            f"indexed ingest, CPU: ours {articles / seconds:,.0f} rows/s, sqlite-utils with triggers"
        )
        for what, taken in (("texts once", plain_seconds), ("as written and folded", both_seconds)):
            print(
                f"  {what:22} {articles / taken:6,.0f} rows/s, ours {taken / seconds:.2f} x (wanted 1.2)"
            )
    size = (folder / f"{articles}-ours.db").stat().st_size / text
    print(f"texts and index: {size:.2f} x the text (wanted at most 2.2)")
    return _asked(ours, plain, tantivy) and size <= 2.2


def _text_bytes(path: Path) -> int:
    base = sqlite3.connect(path)
    names = " + ".join(f"sum(length(CAST({name} AS BLOB)))" for name in search.COLUMNS)
    found: int = base.execute(f"SELECT {names} FROM articles").fetchone()[0]
    base.close()
    return found


def _ours(source: Path, path: Path) -> tuple[sqlite3.Connection, float]:
    """The edition's index, and the seconds of CPU it took; 0 when it was there already."""
    if path.exists():
        return sqlite3.connect(path), 0.0
    base = peers.empty(path)
    search.create(base, table="articles")
    search.create_ranking(base)
    load = search.Load(base)
    seconds = 0.0
    for rows in peers.batches(source, _BATCH):
        started = time.process_time()
        base.executemany("INSERT INTO articles VALUES (?, ?, ?, ?, ?)", rows)
        search.index_rows(base, rows, load=load)
        seconds += time.process_time() - started
    started = time.process_time()
    load.finish()
    base.execute("COMMIT")
    parts.give_back(base)
    return base, seconds + time.process_time() - started


def _asked(
    ours: sqlite3.Connection, plain: sqlite3.Connection, tantivy: peers.Search | None
) -> bool:
    """Every class of queries, each query by each engine in turn."""
    for conn in (ours, plain):
        conn.execute("PRAGMA cache_size = -8192")  # as the site
    asked = queries.by_class(ours)
    engines: dict[str, peers.Search] = {
        "ours": lambda query: search.ranked(ours, query, limit=20),
        "FTS5 bm25": lambda query: peers.bm25(plain, query),
    }
    if tantivy is not None:
        engines["tantivy"] = tantivy
    extra: dict[str, Callable[[str], object]] = {
        "newest first": lambda query: _newest(ours, query),
        "count": lambda query: search.count(ours, query),
        "suggest": lambda query: search.suggest(ours, query),
    }
    names = [*engines, *extra]
    times: dict[str, dict[str, list[float]]] = {name: {} for name in names}
    for kind, some in asked.items():
        for query in some:
            for name in names:
                work = engines.get(name) or extra[name]
                times[name].setdefault(kind, []).append(_best(lambda w=work, q=query: w(q)))
    _print(times, list(asked))
    return _promised(times)


def _newest(conn: sqlite3.Connection, query: str) -> Sequence[object]:
    return conn.execute(
        f"SELECT rowid FROM {search.FTS_TABLE} WHERE {search.FTS_TABLE} MATCH ? "
        "ORDER BY rowid DESC LIMIT 20",
        (search.match_query(query),),
    ).fetchall()


def _best(work: Callable[[], object]) -> float:
    """Milliseconds of CPU, the less of two."""
    taken = []
    for _ in range(2):
        started = time.process_time()
        work()
        taken.append((time.process_time() - started) * 1000)
    return min(taken)


def _p95(values: Sequence[float]) -> float:
    return quantiles(values, n=20, method="inclusive")[-1] if len(values) > 1 else values[0]


def _print(times: Mapping[str, Mapping[str, list[float]]], kinds: Sequence[str]) -> None:
    print("p50 / p95 in ms of CPU")
    print(f"{'':24}" + "".join(f"{name:>18}" for name in times))
    for kind in (*kinds, "all"):
        cells = []
        for by_kind in times.values():
            values = by_kind.get(kind) or [one for some in by_kind.values() for one in some]
            cells.append(f"{median(values):.2f} / {_p95(values):.2f}")
        print(f"{kind:24}" + "".join(f"{cell:>18}" for cell in cells))


def _promised(times: Mapping[str, Mapping[str, list[float]]]) -> bool:
    def p95(name: str) -> float:
        return _p95([one for some in times[name].values() for one in some])

    kept = p95("ours") <= 100 and p95("newest first") <= 5
    print(f"ours: p95 {p95('ours'):.1f} ms (wanted 100), newest {p95('newest first'):.1f} (5)")
    if "tantivy" in times:
        ratio = p95("ours") / p95("tantivy")
        print(f"ours: {ratio:.2f} x the p95 of tantivy (wanted at most 2.5)")
        kept &= ratio <= 2.5
    return kept
