"""Search as readers type it: with marks, without, in either placement, composed or not."""

from __future__ import annotations

import sqlite3
import unicodedata
from collections.abc import Iterator
from contextlib import closing
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive import search
from archive.search.codes import WORD, _word_by_word
from archive.search.plain import places
from archive.text import fold, spaced

TEXTS = {
    1: (
        "Đảng uỷ xã Nà Luông họp",
        "Bàn việc phát triển đảng",
        "Nghị quyết 05-CT/TW ngày 5/10/2021",
    ),
    2: ("Đảng ủy xã họp thường kỳ", None, "Năm nay được mùa lúa, sông Nam Rốm đầy nước."),
    3: ("Đang úy lạo bộ đội", None, "Quyết định số 15/QĐ-UBND của Ủy ban nhân dân tỉnh Điện Biên"),
    4: ("Người Nam Sơn", None, "Bản tin ngày 6/10/2021, số 15, của ỦY BAN"),
}


@pytest.fixture
def conn() -> Iterator[sqlite3.Connection]:
    base = sqlite3.connect(":memory:")
    search.register(base)
    base.execute(
        "CREATE TABLE t (pk INTEGER PRIMARY KEY, title TEXT, lead TEXT, body_text TEXT, captions TEXT)"
    )
    search.create(base, table="t")
    rows = [(pk, *texts, "Ảnh: chợ phiên") for pk, texts in TEXTS.items()]
    base.executemany("INSERT INTO t VALUES (?, ?, ?, ?, ?)", rows)
    search.index_rows(base, rows)
    yield base
    base.close()


def found(conn: sqlite3.Connection, query: str) -> list[int]:
    return search.ranked(conn, query, limit=20)


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ("Đảng uỷ", {1, 2}),
        ("đảng ủy", {1, 2}),
        (unicodedata.normalize("NFD", "Đảng ủy"), {1, 2}),
        ("ĐẢNG UỶ", {1, 2}),
        ("dang uy", {1, 2, 3}),
        ("năm", {2}),
        ("nam", {2, 4}),
        ("dien bien", {3}),
        ("Ðiện Biên", {3}),
        ("15/QD-UBND", {3}),
        ("15/QĐ-UBND", {3}),
        ("05-CT/TW", {1}),
        ("5/10/2021", {1}),
        ('"phat trien dang"', {1}),
        ('"phát triển dang"', {1}),
        ('"đảng phát triển"', set()),
        ("dang -lao", {1, 2}),
        ("-dang", set()),
        ("thuo*", {2}),
        ("cho phien", {1, 2, 3, 4}),
        ("", set()),
        ('"', set()),
        ("!!! ***", set()),
        ("AND OR NOT NEAR(", set()),
    ],
)
def test_what_is_typed_finds_what_is_meant(
    conn: sqlite3.Connection, query: str, rows: set[int]
) -> None:
    assert set(found(conn, query)) == rows


def test_words_in_a_row_and_words_as_written_come_first(conn: sqlite3.Connection) -> None:
    rows = [
        (5, "Triển lãm của đảng viên", None, "phát quà, không kể ai phat trien", ""),
        (6, "Sông Nam", None, "", ""),
        (7, "Sông Năm", None, "", ""),
    ]
    conn.executemany("INSERT INTO t VALUES (?, ?, ?, ?, ?)", rows)
    search.index_rows(conn, rows)
    assert found(conn, "phát triển đảng")[0] == 1
    assert found(conn, "song nam")[:2] == [6, 7]


def test_a_changed_row_is_found_by_its_new_words_only(conn: sqlite3.Connection) -> None:
    search.delete_rows(conn, [4])
    conn.execute("UPDATE t SET title = 'Người Bắc Sơn' WHERE pk = 4")
    assert search.lies(conn) == [4]
    search.index_rows(conn, [(4, "Người Bắc Sơn", None, TEXTS[4][2], "")])
    assert found(conn, "Bắc Sơn") == [4]
    assert found(conn, "Nam Sơn") == []
    assert search.lies(conn) == []
    assert search.rebuild(conn) == 4
    assert found(conn, "Bắc Sơn") == [4]


def test_snippets_of_sqlite_show_the_original(conn: sqlite3.Connection) -> None:
    row = conn.execute(
        "SELECT highlight(articles_fts, 1, '[', ']'), snippet(articles_fts, 1, '[', ']', '', 6) "
        "FROM articles_fts WHERE articles_fts MATCH vn_match(?) AND rowid = 1",
        ("Đảng uỷ luong",),
    ).fetchone()
    assert row == (
        "Đảng uỷ xã Nà [Luông] họp … [Đảng] [uỷ] xã Nà Luông họp",
        "Nà [Luông] họp … [Đảng] [uỷ] xã",
    )


def test_a_snippet_shows_all_words_in_a_row_where_a_text_has_them() -> None:
    text = (
        "Dân và nhân dân các ban, ban dân vận. " * 3 + "Lúa ngô. " * 60 + "Ủy ban nhân dân xã họp."
    )
    pieces = search.snippet(text, search.parse("uy ban nhan dan"))
    assert "Ủy ban nhân dân" in "".join(piece for piece, _ in pieces)


def test_sql_marks_the_original_once(conn: sqlite3.Connection) -> None:
    row = conn.execute(
        "SELECT vn_highlight(title, ?1, '[', ']'), vn_snippet(title, ?1, '«', '»'), "
        "vn_highlight(NULL, ?1, '', '') FROM t WHERE pk = 1",
        ("Đảng uỷ luong",),
    ).fetchone()
    assert row == ("[Đảng] [uỷ] xã Nà [Luông] họp", "«Đảng» «uỷ» xã Nà «Luông» họp", None)


def test_highlight_and_snippet_mark_what_was_searched() -> None:
    terms = search.parse('đảng uy "15/QĐ-UBND" -họp')
    pieces = search.highlight("Đảng Uỷ, đang họp; số 15/QĐ-UBND.", terms)
    assert [text for text, hit in pieces if hit] == ["Đảng", "Uỷ", "15/QĐ-UBND"]
    assert "".join(text for text, _ in pieces) == "Đảng Uỷ, đang họp; số 15/QĐ-UBND."
    long = "lúa ngô khoai sắn " * 80 + "Đảng ủy xã họp " + "lúa ngô " * 80
    pieces = search.snippet(long, terms, width=120)
    assert [text for text, hit in pieces if hit] == ["Đảng", "ủy"]
    assert pieces[0] == ("… ", False)
    assert pieces[-1] == (" …", False)
    assert len("".join(text for text, _ in pieces)) < 140


words = st.text(
    alphabet=st.sampled_from(
        'aăâbcdđeêghiklmnoôơpqrstuưvxyàáảãạèéẻẽẹìíỉĩịòóỏõọùúủũụỳýỷỹỵ ̣́"-*/.,:(){}^+ß\uf0b7Ðİ0123AOR'
    ),
    max_size=40,
)


@settings(max_examples=300, deadline=None)
@given(words, words)
def test_any_text_and_any_query_work_and_tokens_stay_one_to_one(text: str, query: str) -> None:
    base = sqlite3.connect(":memory:")
    try:
        search.register(base)
        base.execute("CREATE TABLE t (pk INTEGER PRIMARY KEY, title, lead, body_text, captions)")
        search.create(base, table="t")
        base.execute("INSERT INTO t VALUES (1, ?, '', ?, '')", (text, text))
        search.index_rows(base, [(1, text, "", text, "")])
        found(base, query)
        base.execute("CREATE VIRTUAL TABLE v USING fts5vocab('articles_fts', 'instance')")
        asked = "SELECT term FROM v WHERE col = 'title' ORDER BY offset"
        tokens = [term for (term,) in base.execute(asked)]
        half = len(tokens) // 2
        for bare, written in zip(tokens[:half], tokens[half:], strict=True):
            assert bare == (bare if written == search.PLACEHOLDER else fold(written))
        assert search.lies(base) == []
        for word in fold(text).split()[:3]:
            if word.isascii() and word.isalnum() and text.count(word) and fold(word) == word:
                assert found(base, word) == [1]
        search.delete_rows(base, [1])
        assert base.execute("SELECT count(*) FROM v").fetchone()[0] == 0
    finally:
        base.close()


@given(st.text(alphabet="aÂoàOăđĐỷủyh ð_-,.…2²\n\x1f\u0301\u212a", max_size=20))
def test_the_short_way_to_words_finds_those_of_the_codes(text: str) -> None:
    words = spaced(text)
    if words is not None:
        written, bare = words
        coded, folded = search.codes(text)
        assert [search.exact(word) for word in written.split()] == WORD.findall(coded)
        assert bare.split() == WORD.findall(folded)


def test_the_short_way_to_words_is_the_usual_one() -> None:
    for title, *_ in TEXTS.values():
        assert spaced(title) is not None
    assert spaced("Ða_số") is None


def test_what_is_written_as_a_space_is_one_to_sqlite() -> None:
    signs = [chr(at) for at in range(0x80, 0x11000) if not chr(at).isalnum()]
    signs = [one for one in signs if (made := places(f"a{one}b")) and made == b"a b"]
    assert {"→", "€", "™"} < set(signs)
    assert "🤝" not in signs  # SQLite takes it for a letter
    with closing(sqlite3.connect(":memory:")) as base:
        base.execute("CREATE TABLE t (pk INTEGER PRIMARY KEY, title, lead, body_text, captions)")
        search.create(base, table="t")
        base.execute("CREATE VIRTUAL TABLE v USING fts5vocab('articles_fts', 'col')")
        base.execute("INSERT INTO articles_fts (title) VALUES (?)", ("a".join(signs),))
        assert base.execute("SELECT DISTINCT term FROM v").fetchall() == [("a",)]


def test_a_tone_mark_on_any_letter_of_any_syllable_is_placed_as_in_the_word_alone() -> None:
    words = []
    for size in (1, 2, 3):
        for onset, vowels, coda in product(
            ("", "b", "g", "q", "gi", "qu"), product("aăâeêioôơuưy", repeat=size), ("", "ng")
        ):
            letters = [*onset, *vowels]
            for place, letter in enumerate(letters):
                marked = unicodedata.normalize("NFC", f"{letter}\u0301")
                if len(marked) == 1:
                    words.append("".join([*letters[:place], marked, *letters[place + 1 :]]) + coda)
    text = " ".join(words)
    coded, folded = search.codes(text)
    assert (coded.split(), folded.split()) == tuple(map(str.split, _word_by_word(text)))


@settings(max_examples=300)
@given(
    st.text(alphabet="aoyuiegqhncÂƠăươáÓọủỳýừơđĐ.,“_²³½→€™×\u2011\n\t \u0301\u00a01ðß", max_size=60)
)
def test_a_text_is_coded_like_its_words(text: str) -> None:
    whole, one_by_one = search.codes(text), _word_by_word(text)
    assert [*map(WORD.findall, whole)] == [*map(WORD.findall, one_by_one)]
