"""What an edition's index holds of many texts at once is what `codes` says of each."""

from __future__ import annotations

import sqlite3
from collections import Counter
from contextlib import closing

from hypothesis import given, settings
from hypothesis import strategies as st

from archive import search
from archive.search import batch
from archive.search.codes import WORD, halves
from archive.search.words import MARKED_WORD

texts = st.text(
    alphabet="aoyuiegqhncÂƠăươáÓọủỳýừơđĐ.,“_²³½→€™×\u2011\n\t \u0301\u00a01ðß\u01c3", max_size=40
) | st.sampled_from(
    ["", "hoà uỷ qúy gìa Họp 2021, họp", "a" * 13 + " anh-em anh", "m² và hoà và trong", "\x00a"]
)
rows = st.lists(st.tuples(st.just(1), texts, texts, texts, texts), max_size=5)


def _words(text: str) -> list[str]:
    return WORD.findall(text)


@settings(max_examples=300, deadline=None)
@given(rows)
def test_texts_are_coded_like_each_of_them_alone(
    rows: list[tuple[int, str, str, str, str]],
) -> None:
    counted: Counter[str] = Counter()
    wanted: Counter[str] = Counter()
    for row, made in zip(rows, batch.coded(rows, counted), strict=True):
        for text, column in zip(row[1:], made, strict=True):
            exact, folded = map(_words, search.codes(str(text)))
            assert _words(column) == _words(search.indexed(str(text)))
            assert _words(column) == folded + [
                search.PLACEHOLDER if word.isascii() else word for word in exact
            ]
            assert halves(column) == (folded, exact)
            bare = {word for word in exact if not MARKED_WORD.fullmatch(word)}
            wanted.update(word for word in bare if word.isalpha() and len(word) <= 12)
    assert wanted == Counter({w: n for w, n in counted.items() if w.isalpha() and len(w) <= 12})


def test_a_placeholder_is_no_word_and_keeps_the_places() -> None:
    with closing(sqlite3.connect(":memory:")) as conn:
        search.register(conn)
        conn.execute("CREATE TABLE t (pk INTEGER PRIMARY KEY, title, lead, body_text, captions)")
        search.create(conn, table="t")
        search.create_ranking(conn)
        row = (1, "Kế hoạch 2021", "Xã họp", "Đảng viên trong xã bàn cách trồng khoai tây.", "")
        conn.execute("INSERT INTO t VALUES (?, ?, ?, ?, ?)", row)
        search.index_rows(conn, [row])

        def found(match: str) -> object:
            return conn.execute(
                "SELECT snippet(articles_fts, 0, '[', ']', '', 4) "
                "FROM articles_fts WHERE articles_fts MATCH ?",
                (match,),
            ).fetchone()

        assert found(search.match_query('"cách trồng"')) == ("bàn [cách trồng] khoai",)
        assert found(search.match_query("khoai tây")) == ("trồng [khoai] tây. … Đảng",)
        assert found(search.match_query('"viên xã"')) is None
        assert found("title: 2021") is not None
        assert found(search.match_query(search.PLACEHOLDER)) is None
        assert search.suggest(conn, search.PLACEHOLDER) is None
        words = "SELECT count(*) FROM search_words WHERE word = ?"
        assert conn.execute(words, (search.PLACEHOLDER,)).fetchone() == (0,)
        assert conn.execute(words, ("trong",)).fetchone() == (1,)
