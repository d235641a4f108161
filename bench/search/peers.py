"""The engines that ours is measured against, each over a copy of the same articles."""

from __future__ import annotations

import re
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from archive import search
from archive.text import fold
from bench.search.generator import Row
from publish.build import parts

Search = Callable[[str], Sequence[object]]
_NAMES = ("pk", *search.COLUMNS)


def empty(path: Path) -> sqlite3.Connection:
    """A database with an empty table `articles`, in a transaction."""
    base = sqlite3.connect(path, isolation_level=None)
    for pragma in (*parts.FILE, "journal_mode = OFF", "synchronous = OFF"):
        base.execute(f"PRAGMA {pragma}")
    base.executescript(
        f"CREATE TABLE articles (pk INTEGER PRIMARY KEY, {', '.join(search.COLUMNS)}); BEGIN"
    )
    return base


def batches(source: Path, size: int) -> Iterator[list[Row]]:
    """The articles, so many at a time."""
    base = sqlite3.connect(source)
    rows = base.execute("SELECT * FROM articles ORDER BY pk")
    while batch := rows.fetchmany(size):
        yield batch
    base.close()


def plain(source: Path, path: Path, *, both: bool = False) -> tuple[sqlite3.Connection, float]:
    """Plain FTS5, filled by `insert_all` with triggers, and the seconds of CPU it took.

    `both` indexes each text as written and once more folded, so that it answers what ours answers:
    words with their marks and words without, đ too.
    """
    if path.exists():
        return sqlite3.connect(path), 0.0
    base = import_module("sqlite_utils").Database(path)
    base.conn.execute("PRAGMA synchronous = OFF")
    table = base["articles"]
    names = [*_NAMES, *(f"{name}_folded" for name in search.COLUMNS)] if both else list(_NAMES)
    table.create({"pk": int, **dict.fromkeys(names[1:], str)}, pk="pk")
    table.enable_fts(
        names[1:], create_triggers=True, tokenize=f"unicode61 remove_diacritics {0 if both else 2}"
    )
    seconds = 0.0
    for rows in batches(source, 1_000):
        started = time.process_time()
        given = [(*row, *map(fold, row[1:])) for row in rows] if both else rows
        table.insert_all(dict(zip(names, row, strict=True)) for row in given)
        seconds += time.process_time() - started
    conn: sqlite3.Connection = base.conn
    return conn, seconds


def bm25(conn: sqlite3.Connection, query: str) -> Sequence[object]:
    """The twenty best by `ORDER BY rank`."""
    return conn.execute(
        "SELECT rowid FROM articles_fts WHERE articles_fts MATCH ? ORDER BY rank LIMIT 20",
        (" ".join(f'"{part}"' for part in _parts(query)),),
    ).fetchall()


def _parts(query: str) -> list[str]:
    """Phrases and words as they stand in the query."""
    found = re.findall(r'"([^"]+)"|(\S+)', query)
    return [phrase or word for phrase, word in found]


def tantivy(source: Path, folder: Path) -> Search | None:
    """The twenty best by tantivy, over folded title and texts; None where it is not installed."""
    try:
        module = import_module("tantivy")
    except ImportError:
        print("tantivy is not installed, left out")
        return None
    builder = module.SchemaBuilder()
    builder.add_integer_field("pk", stored=True, indexed=False)
    for name in ("title", "text"):
        builder.add_text_field(name, tokenizer_name="default")
    schema = builder.build()
    known = folder.is_dir()
    folder.mkdir(exist_ok=True)
    index = module.Index(schema, path=str(folder))
    if not known:
        _fill(module, index, source)
    index.reload()
    searcher = index.searcher()

    def ask(query: str) -> Sequence[object]:
        wanted = " ".join(
            f'+"{found}"' if " " in (found := _bare(part)) else f"+{found}"
            for part in _parts(query)
        )
        parsed = index.parse_query(wanted, ["title", "text"])
        return [searcher.doc(address)["pk"] for _, address in searcher.search(parsed, 20).hits]

    return ask


def _bare(part: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", search.folded(part)))


def _fill(module: Any, index: Any, source: Path) -> None:
    writer = index.writer(heap_size=200_000_000, num_threads=1)
    for rows in batches(source, 1_000):
        for pk, title, *texts in rows:
            text = search.folded("\n".join(texts))
            writer.add_document(module.Document(pk=pk, title=search.folded(title), text=text))
    writer.commit()
    writer.wait_merging_threads()
