"""Vietnamese full-text search in SQLite FTS5.

Every text is indexed twice: *exact* (as written, in lower case, tone marks in one placement) and
*folded* (no marks, đ as d). A word typed with marks is looked up in the exact columns, a word
typed without in the folded ones, so "năm" never finds "Nam" and "dang uy" finds "Đảng uỷ" and
"Đảng ủy" alike. Both codes keep one token per token of the original, and the content of the
index is a view that gives the original text for every column: SQLite's own `snippet()` and
`highlight()` mark what the reader wrote.

FTS5 has no way to hand a tokenizer to SQLite from Python; hence coded text instead of one.
An index with external content must be told the old text when a row changes: call `delete_rows`
before the change and `index_rows` after it (https://sqlite.org/fts5.html#external_content_tables).
"""

from __future__ import annotations

import re
import sqlite3
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from archive.text import fold, tone_key

FTS_TABLE = "articles_fts"
COLUMNS = ("title", "lead", "body_text", "captions")
CANDIDATES = 20_000
"""How many of the newest matches are ranked; ranking all of a common word's would take seconds."""

FOLDED = tuple(f"{name}_folded" for name in COLUMNS)
_SOURCE = f"{FTS_TABLE}_source"
_WEIGHTS = "12, 4, 1.5, 2, 8, 3, 1, 1.5"
_NOTHING = '""'


def create(conn: sqlite3.Connection, *, table: str) -> None:
    """Makes the empty index over a table or view that has a rowid and COLUMNS."""
    doubled = ", ".join(f"{name} AS {folded}" for name, folded in zip(COLUMNS, FOLDED, strict=True))
    names = ", ".join((*COLUMNS, *FOLDED))
    conn.execute(
        f"CREATE VIEW {_SOURCE} AS SELECT rowid AS docid, {', '.join(COLUMNS)}, {doubled} "
        f"FROM {table}"
    )
    conn.execute(
        f"CREATE VIRTUAL TABLE {FTS_TABLE} USING fts5({names}, content='{_SOURCE}', content_rowid='docid', "
        f"{_TOKENIZE})"
    )


_TOKENIZE = "tokenize=\"unicode61 remove_diacritics 0 categories 'L* N*'\""


def create_over(conn: sqlite3.Connection, table: str, content: str = "") -> None:
    """Makes an index of the same kind over something else, or over nothing, to compare with."""
    names = ", ".join((*COLUMNS, *FOLDED))
    docid = ", content_rowid='docid'" if content else ""
    conn.execute(
        f"CREATE VIRTUAL TABLE {table} USING fts5({names}, content='{content}'{docid}, {_TOKENIZE})"
    )


def exact(text: str) -> str:
    """What the exact columns hold of a text: lower case, one placement of the tone mark."""
    return codes(text)[0]


def folded(text: str) -> str:
    """What the folded columns hold of a text."""
    return codes(text)[1]


_UNREADABLE = re.compile("[\u0300-\u036f\ue000-\uf8ff]")
"""Marks without their letter and private signs: FTS5 takes them for a part of a token."""


def index_rows(
    conn: sqlite3.Connection,
    rows: Iterable[Sequence[int | str | None]],
    *,
    table: str = FTS_TABLE,
) -> None:
    """Adds rows of (rowid, title, lead, body_text, captions) that the index does not hold."""
    names = ", ".join((*COLUMNS, *FOLDED))
    conn.executemany(
        f"INSERT INTO {table} (rowid, {names}) VALUES (?{', ?' * len(COLUMNS) * 2})",
        ((row[0], *coded(row)) for row in rows),
    )


def delete_rows(conn: sqlite3.Connection, rowids: Iterable[int]) -> None:
    """Takes rows out of the index; call it while the table still holds the indexed text."""
    names = ", ".join((*COLUMNS, *FOLDED))
    for rowid in rowids:
        row = conn.execute(
            f"SELECT docid, {', '.join(COLUMNS)} FROM {_SOURCE} WHERE docid = ?", (rowid,)
        ).fetchone()
        if row is not None:
            conn.execute(
                f"INSERT INTO {FTS_TABLE} ({FTS_TABLE}, rowid, {names}) "
                f"VALUES ('delete', ?{', ?' * len(COLUMNS) * 2})",
                (row[0], *coded(tuple(row))),
            )


def rebuild(conn: sqlite3.Connection) -> int:
    """Makes the index anew from the table; returns the number of rows.

    FTS5's own 'rebuild' would index the text without its codes.
    """
    conn.execute(f"INSERT INTO {FTS_TABLE} ({FTS_TABLE}) VALUES ('delete-all')")
    rows = conn.execute(f"SELECT docid, {', '.join(COLUMNS)} FROM {_SOURCE} ORDER BY docid")
    index_rows(conn, (tuple(row) for row in rows.fetchall()))
    return int(conn.execute(f"SELECT count(*) FROM {FTS_TABLE}_docsize").fetchone()[0])


def lies(conn: sqlite3.Connection, *, sample: int = 500) -> list[int]:
    """Rowids whose own words do not find them, among an even sample of the rows."""
    newest = conn.execute(f"SELECT max(docid) FROM {_SOURCE}").fetchone()[0] or 0
    step = max(1, newest // sample)
    found = []
    for rowid, title, body in conn.execute(
        f"SELECT docid, title, body_text FROM {_SOURCE} WHERE docid % ? = 0", (step,)
    ).fetchall():
        words = _WORD.findall(exact(f"{title} {body}"))[:_PHRASE_WORDS]
        query = " AND ".join(Term((word,)).expression() for word in words) or _NOTHING
        asked = f"SELECT 1 FROM {FTS_TABLE} WHERE {FTS_TABLE} MATCH ? AND rowid = ?"
        if words and conn.execute(asked, (query, rowid)).fetchone() is None:
            found.append(rowid)
    return found


def coded(row: Sequence[int | str | None]) -> tuple[str, ...]:
    """What the columns of the index hold of (rowid, title, lead, body_text, captions)."""
    pairs = [codes(str(text or "")) for text in row[1:]]
    return (*(pair[0] for pair in pairs), *(pair[1] for pair in pairs))


class _Codes(dict[str, str]):
    """Word, or what stands between words -> its code.

    Vietnamese has some ten thousand syllables; most texts are made of a few hundred.
    """

    def __init__(self, code: Callable[[str], str]) -> None:
        super().__init__()
        self._code = code

    def __missing__(self, word: str) -> str:
        if len(self) >= _MAX_WORDS:
            self.clear()
        kept = self[word] = _UNREADABLE.sub("", self._code(word))
        return kept


_MAX_WORDS = 200_000
_EXACT_CODES = _Codes(lambda word: tone_key(word).lower())
_FOLDED_CODES = _Codes(fold)
_LETTERS = re.compile(r"([^\W\d_]+[\u0300-\u036f\w]*)")


def codes(text: str) -> tuple[str, str]:
    """What the exact and the folded columns hold of a text, in one pass."""
    parts = _LETTERS.split(unicodedata.normalize("NFC", text))
    exact_parts = map(_EXACT_CODES.__getitem__, parts)
    return "".join(exact_parts), "".join(map(_FOLDED_CODES.__getitem__, parts))


# -- what a reader types ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Term:
    """One demand of a query: these words in a row (usually one), or, with `without`, never."""

    words: tuple[str, ...]
    without: bool = False
    prefix: bool = False

    def matches(self, words: Sequence[str]) -> bool:
        """Do these words of a text, as many as the term's, answer it?"""
        for place, (asked, word) in enumerate(zip(self.words, words, strict=True)):
            form = exact(word) if _is_marked(asked) else fold(word)
            if self.prefix and place == len(self.words) - 1:
                if not form.startswith(asked):
                    return False
            elif form != asked:
                return False
        return True

    def expression(self) -> str:
        """The term in the language of FTS5."""
        marked = [word for word in self.words if _is_marked(word)]
        star = "*" if self.prefix else ""
        if len(marked) == len(self.words):
            return f"{_EXACT_SET} : {_quoted(self.words)}{star}"
        loose = f"{_FOLDED_SET} : {_quoted(tuple(map(fold, self.words)))}{star}"
        if not marked:
            # Written as typed is better than folded to it: the same words once more, for rank.
            return f"({loose} OR {_EXACT_SET} : {_quoted(self.words)}{star})"
        strict = [f"{_EXACT_SET} : {_quoted((word,))}" for word in marked]
        return f"({' AND '.join([loose, *strict])})"


_EXACT_SET = "{" + " ".join(COLUMNS) + "}"
_FOLDED_SET = "{" + " ".join(FOLDED) + "}"
_PIECE = re.compile(r'(?P<no>(?<!\S)-)?(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))')
_WORD = re.compile(r"[^\W_]+")


def parse(query: str) -> list[Term]:
    """The terms of what was typed: words, "phrases", -without, begin*.

    Any string is a query: quotes left open are closed, signs mean nothing. A number like
    15/QĐ-UBND or 05/10/2021 is a phrase of its parts.
    """
    terms: list[Term] = []
    for piece in _PIECE.finditer(query.replace("“", '"').replace("”", '"')):
        typed = piece["phrase"] if piece["phrase"] is not None else piece["word"]
        words = tuple(_WORD.findall(exact(typed)))
        if words:
            terms.append(
                Term(
                    words,
                    without=piece["no"] is not None,
                    prefix=piece["word"] is not None and typed.endswith("*"),
                )
            )
    return terms


def match_query(query: str) -> str:
    """What a reader typed as an FTS5 MATCH expression; never an error, whatever was typed."""
    terms = parse(query)
    asked = [term.expression() for term in terms if not term.without]
    if not asked:
        return _NOTHING
    expression = " AND ".join(asked)
    together = tuple(word for term in terms if not term.without for word in term.words)
    if 1 < len(asked) <= _PHRASE_WORDS and not any(term.prefix for term in terms):
        expression = f"(({expression}) OR {_row(together)})"
    for term in terms:
        if term.without:
            expression = f"({expression}) NOT {term.expression()}"
    return expression


_PHRASE_WORDS = 8
"""Up to this many words, a text that has them in one row ranks above one that has them apart."""


def _row(words: tuple[str, ...]) -> str:
    return Term(words).expression()


def _is_marked(word: str) -> bool:
    return fold(word) != word


def _quoted(words: tuple[str, ...]) -> str:
    return '"' + " ".join(words) + '"'


def register(conn: sqlite3.Connection) -> None:
    """Adds vn_match (query -> MATCH expression), vn_fold and vn_tone_key to a connection."""
    conn.create_function("vn_match", 1, _sql(match_query), deterministic=True)
    conn.create_function("vn_fold", 1, _sql(fold), deterministic=True)
    conn.create_function("vn_tone_key", 1, _sql(tone_key), deterministic=True)


def _sql(function: Callable[[str], str]) -> Callable[[object], str | None]:
    return lambda value: None if value is None else function(str(value))


# -- what a reader gets ----------------------------------------------------------------------


def ranked_sql(table: str, within: str = "1") -> str:
    """SQL that gives rowid and score of the best matches, best first.

    Named parameters: `match` (from `match_query`), `limit`, `offset`, and those of `within`, a
    condition on the columns of `table`, which is the one the index was made for. The newest
    CANDIDATES matches are ranked: rows must have been added in the order of their dates.
    """
    # The plus: FTS5 would begin anew for each rowid, and count the whole index each time for bm25.
    inside = "" if within == "1" else f"AND +rowid IN (SELECT rowid FROM {table} WHERE {within}) "
    return (
        "SELECT rowid, score FROM ("
        f"SELECT rowid, bm25({FTS_TABLE}, {_WEIGHTS}) AS score FROM {FTS_TABLE} "
        f"WHERE {FTS_TABLE} MATCH :match {inside}ORDER BY rowid DESC LIMIT {CANDIDATES}) "
        "ORDER BY score, rowid DESC LIMIT :limit OFFSET :offset"
    )


def highlight(text: str, terms: Sequence[Term]) -> list[tuple[str, bool]]:
    """The text in pieces, each with whether it is what was searched for."""
    spans = _spans(text, terms)
    pieces: list[tuple[str, bool]] = []
    at = 0
    for start, end in spans:
        if start > at:
            pieces.append((text[at:start], False))
        pieces.append((text[start:end], True))
        at = end
    if at < len(text):
        pieces.append((text[at:], False))
    return pieces


def snippet(text: str, terms: Sequence[Term], *, width: int = 240) -> list[tuple[str, bool]]:
    """The stretch of about `width` characters with the most hits, in pieces like `highlight`."""
    text = " ".join(text.split())
    if len(text) <= width:
        return highlight(text, terms)
    spans = _spans(text, terms)
    start = max(0, _densest(spans, width) - width // 6)
    start = start if start == 0 else text.find(" ", start) + 1
    end = text.rfind(" ", start, start + width) if start + width < len(text) else len(text)
    before, after = ("… " if start else ""), (" …" if end < len(text) else "")
    pieces = highlight(text[start:end], terms)
    return [(before, False)] * bool(before) + pieces + [(after, False)] * bool(after)


def _densest(spans: Sequence[tuple[int, int]], width: int) -> int:
    best, most = 0, 0
    for place, (start, _) in enumerate(spans):
        inside = sum(end - start <= width for _, end in spans[place : place + 24])
        if inside > most:
            best, most = start, inside
    return best


def _spans(text: str, terms: Sequence[Term]) -> list[tuple[int, int]]:
    wanted = [term for term in terms if not term.without]
    words = list(_WORD.finditer(text))
    spans: list[tuple[int, int]] = []
    last = -1
    for place, word in enumerate(words):
        if word.start() < last:
            continue
        for term in wanted:
            run = words[place : place + len(term.words)]
            if len(run) == len(term.words) and term.matches([one[0] for one in run]):
                spans.append((word.start(), run[-1].end()))
                last = run[-1].end()
                break
    return spans
