"""Near-duplicates beside datasketch: documents per second, what is found of what there is.

Both read the same texts in turns, chunk by chunk in one process. Ours goes into the tables of an
edition on disk, every candidate compared in full; datasketch into its index in memory, as its
manual does it: runs of three folded syllables, 128 permutations, threshold 0.7. The truth is brute
force by sets of syllables: the planted copies, and all pairs of a sample.
"""

from __future__ import annotations

import random
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from itertools import combinations
from pathlib import Path

from archive.text import fold
from luutru.demo.portals import serve_portals
from publish.near import index
from publish.near.index import Row
from publish.near.particulars import Particulars, agree, particulars
from publish.near.syllables import folded, syllables
from publish.near.text import told

COPIES = 11
"""One text in so many is a copy with one word in twenty changed."""
CHUNK = 500
SAMPLE = 300
"""Copies, with their originals, of which all pairs are compared."""

Pair = tuple[str, str]
Runs = set[tuple[str, str, str]]


def run(articles: int = 11_000, *, seed: int = 7) -> bool:
    """Prints the figures; False if ours is not 4 x as fast, misses more, or tells what is not."""
    rows, planted = _corpus(articles, random.Random(seed))
    size = sum(len(row[2].encode()) for row in rows) / len(rows)
    print(f"{len(rows):,} texts of {size:,.0f} bytes, {len(planted):,} planted copies")
    with tempfile.TemporaryDirectory() as folder:
        conn = _edition(Path(folder) / "public.db", rows)
        before = _bytes(conn)
        peer = _Datasketch.installed()
        ratios, ours = _race(conn, rows, peer)
        grown = (_bytes(conn) - before) / len(rows)
        print(f"ours: {len(rows) / ours:,.0f} documents/s, {grown:,.0f} bytes each in the edition")
        fine = _judge(rows, planted, _held(conn), peer)
        if peer:
            median = sorted(ratios)[len(ratios) // 2]
            print(
                f"datasketch: {len(rows) / peer.seconds:,.0f} documents/s; ours is "
                f"{peer.seconds / ours:.1f} x as fast, median of {len(ratios)} turns {median:.1f}"
            )
            fine &= peer.seconds / ours >= 4
        fine &= _leave(conn, rows)
        conn.close()
    return fine


class _Datasketch:
    """Its signatures and its index, and what it found."""

    def __init__(self) -> None:
        library = import_module("datasketch")
        self.minhash = library.MinHash
        self.lsh = library.MinHashLSH(threshold=0.7, num_perm=128)
        self.found: set[Pair] = set()
        self.seconds = 0.0

    @classmethod
    def installed(cls) -> _Datasketch | None:
        try:
            return cls()
        except ImportError as error:
            print(f"not installed, left out: {error.name}")
            return None

    def add(self, rows: Sequence[Row]) -> None:
        texts = []
        for _, _, body, _ in rows:
            words = fold(body).split()
            texts.append([" ".join(run).encode() for run in _runs(words)])
        for (article, *_), signed in zip(rows, self.minhash.generator(texts), strict=True):
            self.found |= {_pair(article, other) for other in self.lsh.query(signed)}
            self.lsh.insert(article, signed)


def _corpus(articles: int, dice: random.Random) -> tuple[list[Row], set[Pair]]:
    """Words of our samples in any order. Copies change common words: numbers and names are facts."""
    with serve_portals() as sample:
        known = [one for portal in sample for one in portal.expected()]
    words = [word for one in known for text in one.paragraphs for word in text.split()]
    common = [word for word in words if word.isalpha() and word.islower()]
    rows: list[Row] = []
    for number in range(articles - articles // COPIES):
        body = "\n\n".join(" ".join(dice.choices(words, k=60)) for _ in range(17))
        day = f"{2010 + number % 15}-03-01"
        rows.append((f"{number:016x}", f"Bài số {number}", body, day))
    planted = set()
    for number, source in enumerate(dice.sample(rows, articles // COPIES)):
        units = source[2].split(" ")
        changeable = [at for at, word in enumerate(units) if word.isalpha() and word.islower()]
        for at in dice.sample(changeable, len(units) // 20):
            units[at] = dice.choice(common)
        rows.append((f"c{number:015x}", source[1], " ".join(units), "2025-01-01"))
        planted.add(_pair(source[0], rows[-1][0]))
    dice.shuffle(rows)
    return rows, planted


def _edition(path: Path, rows: Sequence[Row]) -> sqlite3.Connection:
    conn = sqlite3.connect(path, isolation_level=None)
    conn.execute("PRAGMA page_size = 8192")
    conn.execute(
        "CREATE TABLE articles (id TEXT PRIMARY KEY, title TEXT, body_text TEXT, "
        "reprint INTEGER NOT NULL DEFAULT 0)"
    )
    conn.execute("BEGIN")
    for statement in index.SCHEMA.split(";\n\n"):
        conn.execute(statement)
    conn.executemany(
        "INSERT INTO articles (id, title, body_text) VALUES (?, ?, ?)", [row[:3] for row in rows]
    )
    return conn


def _bytes(conn: sqlite3.Connection) -> int:
    (pages,) = conn.execute("PRAGMA page_count").fetchone()
    (size,) = conn.execute("PRAGMA page_size").fetchone()
    return int(pages) * int(size)


def _race(
    conn: sqlite3.Connection, rows: Sequence[Row], peer: _Datasketch | None
) -> tuple[list[float], float]:
    """The peer's time by ours for each chunk, and our time in all with the commit."""
    ratios, ours = [], 0.0
    for at in range(0, len(rows), CHUNK):
        chunk = rows[at : at + CHUNK]
        mine = _seconds(lambda chunk=chunk: index.add(conn, chunk))
        ours += mine
        if peer:
            theirs = _seconds(lambda chunk=chunk: peer.add(chunk))
            peer.seconds += theirs
            ratios.append(theirs / mine)
    return ratios, ours + _seconds(conn.commit)


def _seconds(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


def _judge(
    rows: Sequence[Row], planted: set[Pair], held: set[Pair], peer: _Datasketch | None
) -> bool:
    """Recall over all pairs that truly are near; nothing else may be told."""
    wanted = {article for pair in planted for article in pair}
    read = {row[0]: row for row in rows if row[0] in wanted}
    sets = {article: _read(row) for article, row in read.items()}
    sample = sorted(planted)[:SAMPLE]
    within = sorted({article for pair in sample for article in pair})
    truth = {pair for pair in planted if _near(sets, *pair)}
    truth |= {_pair(a, b) for a, b in combinations(within, 2) if _near(sets, a, b)}
    false = {pair for pair in held if set(pair) <= wanted and not _near(sets, *pair)}
    print(
        f"truth: {len(truth):,} pairs of 70 % and more, by all pairs of {len(within)} texts and "
        f"all planted; ours tells {len(false)} that are not"
    )
    mine = len(truth & held) / len(truth)
    print(f"recall of the true pairs: ours {mine:.3f}", end="")
    print(f"; of all planted: ours {len(planted & held) / len(planted):.3f}", end="")
    if not peer:
        print()
        return not false
    theirs = len(truth & peer.found) / len(truth)
    every = len(planted & peer.found) / len(planted)
    print(f"\n  datasketch {theirs:.3f} of the true pairs, {every:.3f} of all planted (unchecked)")
    return not false and mine >= theirs


def _leave(conn: sqlite3.Connection, rows: Sequence[Row]) -> bool:
    """A tenth of the articles leaves; the rest is as if they had never come."""
    conn.execute("BEGIN")
    gone = [row[0] for row in rows[: len(rows) // 10]]
    stay = _held(conn) - {pair for pair in _held(conn) if set(pair) & set(gone)}
    spent = _seconds(lambda: index.remove(conn, gone))
    print(f"taken out again: {len(gone) / spent:,.0f} documents/s")
    return _held(conn) == stay


def _held(conn: sqlite3.Connection) -> set[Pair]:
    return {
        _pair(*row)
        for row in conn.execute(
            "SELECT a.article, b.article FROM near_pairs p "
            "JOIN near_articles a ON a.text = p.text JOIN near_articles b ON b.text = p.other "
            "UNION SELECT a.article, b.article FROM near_articles a JOIN near_articles b "
            "ON a.text = b.text AND a.article < b.article"
        )
    }


def _read(row: Row) -> tuple[Runs, Particulars]:
    words = [one for one in map(folded, told(row[2]).split()) if one]
    return set(_runs(words)), particulars(syllables(row[1]), syllables(told(row[2])))


def _near(sets: dict[str, tuple[Runs, Particulars]], one: str, other: str) -> bool:
    (a, facts), (b, others) = sets[one], sets[other]
    both = len(a & b)
    return both * 10 >= (len(a) + len(b) - both) * 7 and agree(facts, others)


def _runs(words: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    return zip(words, words[1:], words[2:], strict=False)


def _pair(one: str, other: str) -> Pair:
    return (one, other) if one < other else (other, one)
