"""What readers type, and the article that must come first: `search_table.toml` says both."""

from __future__ import annotations

import sqlite3
import tomllib
import unicodedata
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from archive import search
from archive.search.terms import MAX_TERMS

TABLE: dict[str, Any] = tomllib.loads(
    (Path(__file__).parent / "search_table.toml").read_text("utf-8")
)
HOSTILE = (
    "đảng ủy " * 1_300, "a" * 10_000, '"' * 10_000, "-" * 10_000, "* " * 5_000, "(" * 10_000,
    " ".join(f"từ{n}" for n in range(2_500)), "\x00\ud800"[:1] + "đảng", "đảng\u0301\u0323\u0309",
    "\u202eđảng", "ﬁ ﬀ Ⅷ ①", "ß İ ı ſ", "𝐝𝐚𝐧𝐠", "\n\t\r", "đảng\x00ủy", "9" * 400,
)  # fmt: skip


@pytest.fixture(scope="module")
def conn() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:")) as base:
        base.execute("CREATE TABLE t (pk INTEGER PRIMARY KEY, title, lead, body_text, captions)")
        search.create(base, table="t")
        search.create_ranking(base)
        rows = [
            (number, one["title"], "", one["body"], "")
            for number, one in enumerate(TABLE["article"], 1)
        ]
        base.executemany("INSERT INTO t VALUES (?, ?, ?, ?, ?)", rows)
        search.index_rows(base, rows)
        yield base


@pytest.mark.parametrize("query", TABLE["first"])
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_the_right_article_comes_first(conn: sqlite3.Connection, query: str, form: Any) -> None:
    wanted = TABLE["first"][query]
    typed = unicodedata.normalize(form, query)
    assert search.ranked(conn, typed, limit=1) == ([wanted] if wanted else [])
    assert search.count(conn, typed)[0] >= bool(wanted)


@pytest.mark.parametrize("query", TABLE["meant"])
def test_what_may_have_been_meant(conn: sqlite3.Connection, query: str) -> None:
    found = search.suggest(conn, query)
    assert (found.query if found else "") == TABLE["meant"][query]


@pytest.mark.parametrize("query", HOSTILE)
def test_no_query_is_an_error_and_none_is_unbounded(conn: sqlite3.Connection, query: str) -> None:
    terms = search.parse(query)
    assert len(terms) <= MAX_TERMS
    search.ranked(conn, query, limit=20)
    search.count(conn, query)
    search.suggest(conn, query)
    pieces = search.snippet(TABLE["article"][0]["body"], terms)
    assert TABLE["article"][0]["body"].startswith("".join(text for text, _ in pieces)[:50])


def test_the_table_is_long_enough() -> None:
    assert len(TABLE["first"]) >= 60
