"""The search of a static edition as scripts, which are all that a page from a folder may load.

Written here, read by `static/offline.js`:

- `tim/muc-luc.js`: of every article, in the order of dates, what searches are narrowed down by and
  how long its title and lead are; which shards there are.
- `tim/chu-<xx>.js`: a shard: the words whose unmarked form begins with two letters, each with its
  places, as the full-text index of the edition has them.
- `tim/bai-<n>.js`: titles and texts of CHUNK articles, for the list of hits.

In memory are the different words, eight bytes for each article, and one piece of a list.
"""

from __future__ import annotations

import json
import re
import sqlite3
from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, islice
from typing import Any

from archive import search
from archive.text import fold
from publish.find.facets import FACETS, FLAGS
from publish.offline.addresses import file_of
from publish.offline.folder import Folder
from publish.shown import printed_date

FOLDER = "tim"
CHUNK = 64
"""Articles whose texts lie in one file: a page of hits loads at most twenty of them."""

_LETTERS = 2
_PIECE = 10_000
_VOCABULARY = "temp.offline_words"


def write(conn: sqlite3.Connection, folder: Folder) -> None:
    """Writes the index of an edition."""
    shards = _shards(conn)
    texts = _Texts(conn)
    folder.stream(f"{FOLDER}/muc-luc.js", _catalogue(conn, texts, sorted(shards)))
    for name, forms in sorted(shards.items()):
        folder.stream(f"{FOLDER}/{shard_file(name)}", _shard(conn, name, forms, texts))
    _write_texts(conn, folder)


def shard_file(name: str) -> str:
    """The name of a shard's file; letters that are not ASCII are written as numbers."""
    plain = re.fullmatch("[a-z0-9]+", name)
    told = name if plain else "x" + "-".join(f"{ord(char):x}" for char in name)
    return f"chu-{told}.js"


class _Texts:
    """Of each article, in the order of dates: its rowid, and how many words its columns have."""

    def __init__(self, conn: sqlite3.Connection) -> None:
        self.rowids = array("q", (rowid for (rowid,) in _column(conn, "rowid")))
        self.words = {name: array("L") for name in search.COLUMNS}
        for (sizes,) in conn.execute(f"SELECT sz FROM {search.FTS_TABLE}_docsize ORDER BY id"):
            for name, size in zip(search.LAYOUT, _varints(sizes), strict=True):
                self.words[name].append(size // 2)


def _catalogue(conn: sqlite3.Connection, texts: _Texts, shards: Sequence[str]) -> Iterator[bytes]:
    yield f'luutru.catalogue({{"chunk":{CHUNK},"shards":{_json(shards)},"titles":'.encode()
    yield from _list(texts.words["title"])
    yield b',"leads":'
    yield from _list(texts.words["lead"])
    yield b',"days":'
    yield from _list(day for (day,) in _column(conn, "day"))
    yield f',"flags":{_json({flag.name: 1 << n for n, flag in enumerate(FLAGS)})},"bits":'.encode()
    bits = " | ".join(
        f"(({flag.column} = {flag.asked_for}) << {n})" for n, flag in enumerate(FLAGS)
    )
    yield from _list(value for (value,) in _column(conn, bits))
    yield b',"facets":{'
    for number, facet in enumerate(FACETS):
        values = _values(conn, facet.column)
        places = {value: place for place, (value, _) in enumerate(values)}
        yield f'{"," if number else ""}"{facet.name}":{{"values":{_json(values)},"of":'.encode()
        yield from _list(places.get(value, -1) for (value,) in _column(conn, facet.column))
        yield b"}"
    yield b"}});\n"


def _values(conn: sqlite3.Connection, column: str) -> list[tuple[str, str]]:
    """(value in addresses, label) of a facet."""
    sql = "SELECT value, label FROM facet_counts WHERE facet = ? ORDER BY value"
    if column == "portal":
        sql = "SELECT id, short_name FROM portals WHERE ? = 'portal' ORDER BY id"
    return [(value, label) for value, label in conn.execute(sql, (column,))]


def _column(conn: sqlite3.Connection, selected: str) -> Iterable[tuple[Any, ...]]:
    """Of each article, in the order of dates."""
    return conn.execute(f"SELECT {selected} FROM article_facets ORDER BY rowid")


def _varints(blob: bytes) -> Iterator[int]:
    """The numbers of a record of SQLite."""
    value = 0
    for byte in blob:
        value = (value << 7) | (byte & 0x7F)
        if not byte & 0x80:
            yield value
            value = 0


def _shards(conn: sqlite3.Connection) -> dict[str, dict[str, list[str]]]:
    """Shard -> unmarked form -> the words as they are written, and itself."""
    conn.execute(
        f"CREATE VIRTUAL TABLE IF NOT EXISTS {_VOCABULARY} "
        f"USING fts5vocab(main, {search.FTS_TABLE}, instance)"
    )
    conn.execute(
        f"CREATE VIRTUAL TABLE IF NOT EXISTS {_VOCABULARY}_rows "
        f"USING fts5vocab(main, {search.FTS_TABLE}, col)"
    )
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for (word,) in conn.execute(f"SELECT DISTINCT term FROM {_VOCABULARY}_rows ORDER BY term"):
        if word != search.PLACEHOLDER:
            folded = fold(word)
            found[folded[:_LETTERS]][folded].append(word)
    return found


def _shard(
    conn: sqlite3.Connection, name: str, forms: dict[str, list[str]], texts: _Texts
) -> Iterator[bytes]:
    yield f"luutru.words({_json(name)},{{".encode()
    for number, folded in enumerate(sorted(forms)):
        yield f"{',' if number else ''}\n{_json(folded)}:{{".encode()
        written = _written(conn, folded, forms[folded], texts)
        for at, (word, places) in enumerate(written):
            yield f"{',' if at else ''}{_json(word)}:".encode()
            yield from _list(_packed(places))
        yield b"}"
    yield b"});\n"


def _written(
    conn: sqlite3.Connection, folded: str, words: Sequence[str], texts: _Texts
) -> Iterator[tuple[str, list[int]]]:
    """The words of an unmarked form that are written somewhere, and their places.

    The second halves tell words with marks; where the first one tells the form and none of them,
    it is written so.
    """
    marked = {w: _places(conn, w, 1, texts) for w in words if w != folded}
    taken = set().union(*marked.values())
    bare = [at for at in _places(conn, folded, 0, texts) if at not in taken]
    yield from ((word, places) for word in words if (places := marked.get(word, bare)))


def _places(conn: sqlite3.Connection, word: str, half: int, texts: _Texts) -> list[int]:
    """Where a word stands in this half of the columns, sorted: the article, then offset and column."""
    numbers = {name: place for place, name in enumerate(search.COLUMNS)}
    found = []
    for rowid, column, offset in conn.execute(
        f"SELECT doc, col, offset FROM {_VOCABULARY} WHERE term = ?", (word,)
    ):
        article = bisect_left(texts.rowids, rowid)
        in_half, place = divmod(offset, texts.words[column][article])
        if in_half == half:
            found.append(article << _ARTICLE | 4 * place + numbers[column])
    return sorted(found)


_ARTICLE = 32


def _packed(places: Sequence[int]) -> Iterator[int]:
    """See `unpack` in offline.js."""
    last = -1
    for article, group in groupby(places, key=lambda place: place >> _ARTICLE):
        here = [place & (1 << _ARTICLE) - 1 for place in group]
        yield article - last
        yield len(here)
        yield from (place - before for before, place in zip((0, *here), here, strict=False))
        last = article


_TEXTS = """
SELECT a.id, a.title, a.lead, a.body_text, a.published, a.cover, a.gone_since IS NOT NULL AS gone,
       (SELECT min(width) FROM renditions r WHERE r.id = a.cover) AS width
FROM articles a ORDER BY a.rowid
"""


def _write_texts(conn: sqlite3.Connection, folder: Folder) -> None:
    rows = (_told(conn, folder, row) for row in conn.execute(_TEXTS))
    for number in range(1_000_000_000):
        chunk = list(islice(rows, CHUNK))
        if not chunk:
            return
        lines = ",\n".join(map(_json, chunk))
        script = f"luutru.articles({number},[\n{lines}]);\n"
        folder.write(f"{FOLDER}/bai-{number}.js", script.encode())


def _told(conn: sqlite3.Connection, folder: Folder, row: tuple[Any, ...]) -> list[Any]:
    """What a hit shows; its picture is written where no page has shown it."""
    ident, title, lead, body, published, cover, gone, width = row
    text = " ".join(f"{lead or ''}\n{body}".split())
    picture = file_of(f"/anh/{cover}/{width}.webp") if cover and width else None
    if picture and not folder.has(picture):
        sql = "SELECT content FROM renditions WHERE id = ? AND width = ?"
        folder.write(picture, conn.execute(sql, (cover, width)).fetchone()[0])
    return [ident, title, text, printed_date(published, seconds=False), picture, gone]


def _list(values: Iterable[Any]) -> Iterator[bytes]:
    """A list of numbers, some at a time."""
    rest = iter(values)
    before = "["
    while piece := list(islice(rest, _PIECE)):
        yield (before + ",".join("null" if one is None else str(one) for one in piece)).encode()
        before = ","
    yield b"]" if before == "," else b"[]"


def _json(value: Any) -> str:
    """As JavaScript: older browsers end a line at these two signs."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
