"""The functions that SQL has for searching."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence

from archive.search.marking import highlight, snippet
from archive.search.terms import Term, match_query, parse
from archive.text import fold, tone_key


def register(conn: sqlite3.Connection) -> None:
    """Adds vn_match (query -> MATCH expression), vn_fold, vn_tone_key, vn_highlight, vn_snippet.

    vn_highlight(text, query, before, after): the text with both around each word of the query;
    vn_snippet: the same of the stretch that has most of them.
    """
    conn.create_function("vn_match", 1, _sql(match_query), deterministic=True)
    conn.create_function("vn_fold", 1, _sql(fold), deterministic=True)
    conn.create_function("vn_tone_key", 1, _sql(tone_key), deterministic=True)
    conn.create_function("vn_highlight", 4, _marking(highlight), deterministic=True)
    conn.create_function("vn_snippet", 4, _marking(snippet), deterministic=True)


def _sql(function: Callable[[str], str]) -> Callable[[object], str | None]:
    return lambda value: None if value is None else function(str(value))


def _marking(
    pieces: Callable[[str, Sequence[Term]], list[tuple[str, bool]]],
) -> Callable[[object, object, object, object], str | None]:
    def marked(text: object, query: object, before: object, after: object) -> str | None:
        if text is None:
            return None
        found = pieces(str(text), parse(str(query or "")))
        return "".join(f"{before}{piece}{after}" if hit else piece for piece, hit in found)

    return marked
