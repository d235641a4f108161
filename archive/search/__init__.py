"""Vietnamese full-text search in SQLite FTS5.

Every text is indexed twice, in two halves of one column: *folded* (no marks, đ as d), and those of
its words that have marks *exact* (as written, in lower case, tone marks in one placement). No word
with marks is the folded form of another, so a word typed with marks finds the second half, a word
typed without the first: "năm" never finds "Nam", and "dang uy" finds "Đảng uỷ" and "Đảng ủy" alike.
Both halves keep one token per token of the original, and the content of the index is a view that
gives the original text twice: SQLite's own `snippet()` marks what the reader wrote. It shows short
texts twice, as `highlight()` does all; `vn_snippet` and `vn_highlight` do not.

FTS5 has no way to hand a tokenizer to SQLite from Python; hence coded text instead of one.

    codes, plain, batch  text -> its two codes  terms       what is typed -> MATCH expression
    index         the tables, kept in step      ranking     the best first, counts with a bound
    words         how common each word is       suggestion  what may have been meant
    marking       hits in the original text     likeness    what was asked beside a title or lead
    abbreviation  UBND and Ủy ban nhân dân      sql         functions for SQL
"""

from __future__ import annotations

from archive.search.abbreviation import other_way
from archive.search.codes import CODING, PLACEHOLDER, codes, exact, folded, indexed
from archive.search.index import (
    FTS_TABLE,
    LAYOUT,
    SOURCE,
    TITLES,
    Load,
    coded,
    create,
    create_over,
    create_ranking,
    delete_rows,
    drop,
    index_rows,
    lies,
    rebuild,
    scrub,
    scrub_some,
)
from archive.search.marking import highlight, snippet
from archive.search.ranking import DEEPEST, EVERYTHING, Narrowed, among, count, ranked
from archive.search.sql import register
from archive.search.suggestion import Suggestion, suggest
from archive.search.terms import COLUMNS, Term, match_query, parse, title_query
from archive.search.words import SCHEMA

__all__ = [
    "CODING",
    "COLUMNS",
    "DEEPEST",
    "EVERYTHING",
    "FTS_TABLE",
    "LAYOUT",
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
    "drop",
    "exact",
    "folded",
    "highlight",
    "index_rows",
    "indexed",
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
