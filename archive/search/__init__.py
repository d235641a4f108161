"""Vietnamese full-text search in SQLite FTS5.

Every text is indexed twice: *exact* (as written, in lower case, tone marks in one placement) and
*folded* (no marks, đ as d). A word typed with marks is looked up in the exact columns, a word
typed without in the folded ones, so "năm" never finds "Nam" and "dang uy" finds "Đảng uỷ" and
"Đảng ủy" alike. Both codes keep one token per token of the original, and the content of the
index is a view that gives the original text for every column: SQLite's own `snippet()` and
`highlight()` mark what the reader wrote.

FTS5 has no way to hand a tokenizer to SQLite from Python; hence coded text instead of one.

    codes, plain, batch  text -> its two codes  terms       what is typed -> MATCH expression
    index         the tables, kept in step      ranking     the best first, counts with a bound
    words         how common each word is       suggestion  what may have been meant
    marking       hits in the original text     likeness    what was asked beside a title or lead
    abbreviation  UBND and Ủy ban nhân dân
"""

from __future__ import annotations

from archive.search.abbreviation import other_way
from archive.search.codes import CODING, PLACEHOLDER, codes, exact, folded
from archive.search.index import (
    BODY_FIRST,
    FTS_TABLE,
    SOURCE,
    TITLES,
    Load,
    coded,
    create,
    create_over,
    create_ranking,
    delete_rows,
    index_rows,
    lies,
    rebuild,
    scrub,
    scrub_some,
)
from archive.search.marking import highlight, snippet
from archive.search.ranking import DEEPEST, EVERYTHING, Narrowed, among, count, ranked
from archive.search.suggestion import Suggestion, suggest
from archive.search.terms import COLUMNS, FOLDED, Term, match_query, parse, register, title_query
from archive.search.words import SCHEMA

__all__ = [
    "BODY_FIRST",
    "CODING",
    "COLUMNS",
    "DEEPEST",
    "EVERYTHING",
    "FOLDED",
    "FTS_TABLE",
    "PLACEHOLDER",
    "SCHEMA",
    "SOURCE",
    "TITLES",
    "Load",
    "Narrowed",
    "Suggestion",
    "Term",
    "among",
    "coded",
    "codes",
    "count",
    "create",
    "create_over",
    "create_ranking",
    "delete_rows",
    "exact",
    "folded",
    "highlight",
    "index_rows",
    "lies",
    "match_query",
    "other_way",
    "parse",
    "ranked",
    "rebuild",
    "register",
    "scrub",
    "scrub_some",
    "snippet",
    "suggest",
    "title_query",
]
